"""Words as people write them: split, brought to their dictionary form, mistyped, mislaid."""

import re
import threading
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pymorphy3

# Words that say nothing about which service is meant, also those that say whom it is about.
STOP_WORDS = frozenset(
    (Path(__file__).parent / "data" / "stop_words.txt").read_text(encoding="utf-8").split()
)
_WORD = re.compile(r"[^\W_]+")
_RU_KEYS = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_EN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_SHIFTED = str.maketrans('~{}:"<>', "`[];',.")
_TO_RU = str.maketrans(_EN_KEYS, _RU_KEYS)
_TO_EN = str.maketrans(_RU_KEYS, _EN_KEYS)
_RARE_READING = 0.05  # a reading of a word form less likely than this is ignored

_lock = threading.Lock()
_morph: pymorphy3.MorphAnalyzer | None = None


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, «ё» as «е»; «Вышла замуж!» gives ["вышла", "замуж"]."""
    return _WORD.findall(text.lower().replace("ё", "е"))


def telling(words: list[str]) -> list[str]:
    """The words without those that say nothing; all of them if nothing else was said."""
    return [word for word in words if word not in STOP_WORDS] or words


@lru_cache(maxsize=20_000)
def forms_of(word: str) -> frozenset[str]:
    """The dictionary forms `word` may come from: «паспорта» gives {"паспорт"}, "licences" {"licenc"}."""
    if is_cyrillic(word):
        readings = _analyzer().parse(word)
        likely = {each.normal_form for each in readings if each.score >= _RARE_READING}
        return frozenset(form.replace("ё", "е") for form in likely or {word})
    return frozenset({stem_of(word)})


@lru_cache(maxsize=20_000)
def stem_of(word: str) -> str:
    """`word` without its ending; what is compared when a word is mistyped."""
    language = "russian" if is_cyrillic(word) else "english"
    with _lock:  # the stemmers keep their working state in the object
        return str(_stemmer(language).stemWord(word))


def other_layout(text: str) -> str:
    """What would have been typed with the keyboard in the other language: "gfcgjhn" is «паспорт»."""
    text = text.lower().translate(_SHIFTED) if not has_cyrillic(text) else text.lower()
    return text.translate(_TO_EN if has_cyrillic(text) else _TO_RU)


def distance(one: str, other: str, limit: int) -> int:
    """Letters added, lost, changed or swapped with a neighbour between two words; limit + 1 if more."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, its in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != its))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == its:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], limit + 1)


def without_one(word: str) -> set[str]:
    """The word itself and the word with any one letter left out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def is_cyrillic(word: str) -> bool:
    """True when the word begins with a Cyrillic letter."""
    return "а" <= word[:1] <= "я" or word[:1] == "ё"


def has_cyrillic(text: str) -> bool:
    """True when any letter is Cyrillic."""
    return any(is_cyrillic(letter) for letter in text.lower())


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer  # knows thirty languages: its import is for whoever searches

    return snowballstemmer.stemmer(language)


def _analyzer() -> pymorphy3.MorphAnalyzer:
    """One per process, made at the first Russian word (0.1 s, 15 MB)."""
    global _morph
    if _morph is None:
        with _lock:
            if _morph is None:
                _morph = pymorphy3.MorphAnalyzer(lang="ru")
    return _morph
