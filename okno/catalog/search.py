"""Finding a service by what a visitor says: an index in memory, rebuilt with each edition."""

import bisect
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from okno.catalog import words

# What a word is worth by where it stands.
WORTH = {"short_name": 8.0, "name": 5.0, "keywords": 4.0, "description": 1.0}
_PHRASE = {"short_name": 10.0, "keywords": 8.0}
_PREFIX = 0.75
_MISTYPED = 0.55
_POPULAR = 0.3  # decides between equals
_TAIL = 0.25  # what scores less than this part of the best is noise
_PREFIX_LETTERS = 3
_MISTYPED_LETTERS = 4
_LONG_WORD = 8

_Phrase = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Page:
    """A service as the index sees it: texts by field, in every language."""

    key: int
    fields: Mapping[str, tuple[str, ...]]
    sort_names: Mapping[str, str]
    is_popular: bool = False


class Index:
    """Built once from all pages, then only read; safe to share between threads."""

    def __init__(self, pages: Iterable[Page]) -> None:
        self._pages = {page.key: page for page in pages}
        self._worth: dict[str, dict[int, float]] = defaultdict(dict)
        self._phrases: dict[int, list[tuple[float, _Phrase]]] = defaultdict(list)
        vocabulary: dict[str, set[str]] = defaultdict(set)
        for page in self._pages.values():
            self._add(page, vocabulary)
        self._rarity = {
            form: 1.0 + math.log(len(self._pages) / len(keys)) for form, keys in self._worth.items()
        }
        self._vocabulary = {word: frozenset(forms) for word, forms in vocabulary.items()}
        self._sorted = sorted(self._vocabulary)
        self._known_as: dict[str, set[str]] = defaultdict(set)
        self._shortened: dict[str, set[str]] = defaultdict(set)
        for word, forms in self._vocabulary.items():
            if len(word) >= _MISTYPED_LETTERS:
                for known in {word, words.stem_of(word)}:
                    self._known_as[known] |= forms
                    for less in words.without_one(known):
                        self._shortened[less].add(known)

    def find(self, text: str, language: str, limit: int = 20) -> list[int]:
        """Keys of the pages that `text` speaks of, best first; equals by their name in `language`.

        Knows inflected words, unfinished last words, up to two mistyped letters and text typed in
        the wrong keyboard layout. Empty when nothing fits.
        """
        asked = self._read(text)
        if not asked:
            return []
        said = [frozenset(forms) for forms in asked]
        scores: dict[int, float] = defaultdict(float)
        met: dict[int, int] = defaultdict(int)
        for forms in asked:
            best: dict[int, float] = {}
            for form, trust in forms.items():
                for key, worth in self._worth.get(form, {}).items():
                    value = trust * worth * self._rarity[form]
                    if value > best.get(key, 0.0):
                        best[key] = value
            for key, value in best.items():
                scores[key] += value
                met[key] += 1
        for key in scores:
            scores[key] *= met[key] / len(asked)
            scores[key] += self._phrase_worth(key, said)
            scores[key] += _POPULAR * self._pages[key].is_popular
        floor = _TAIL * max(scores.values(), default=0.0)
        order = sorted(
            (key for key, score in scores.items() if score >= floor),
            key=lambda key: (-round(scores[key], 6), self._pages[key].sort_names.get(language, "")),
        )
        return order[:limit]

    def _add(self, page: Page, vocabulary: dict[str, set[str]]) -> None:
        for field, texts in page.fields.items():
            for text in texts:
                spoken = words.telling(words.words_of(text))
                for word in spoken:
                    forms = words.forms_of(word)
                    for form in forms:
                        worth = self._worth[form]
                        worth[page.key] = max(worth.get(page.key, 0.0), WORTH[field])
                        vocabulary[form].add(form)
                    vocabulary[word] |= forms
                if field in _PHRASE and spoken:
                    phrase = tuple(words.forms_of(word) for word in spoken)
                    self._phrases[page.key].append((_PHRASE[field], phrase))

    def _read(self, text: str) -> list[dict[str, float]]:
        """The words of a text as forms with trust: as typed, else in the other layout, else mistyped."""
        texts = (text, words.other_layout(text))
        for each in texts:
            known = self._known(each)
            if known and all(known):
                return known
        return next(filter(any, map(self._corrected, texts)), [])

    def _known(self, text: str) -> list[dict[str, float]]:
        spoken = words.telling(words.words_of(text))
        last = len(spoken) - 1

        def forms(word: str, at: int) -> dict[str, float]:
            # The last word may still be being typed: «загран» is a word, and the beginning of others.
            return (self._begun(word) if at == last else {}) | self._exact(word)

        return _with_pairs(spoken, [forms(word, at) for at, word in enumerate(spoken)], forms)

    def _corrected(self, text: str) -> list[dict[str, float]]:
        spoken = words.telling(words.words_of(text))
        found = [
            forms or self._mistyped(word)
            for word, forms in zip(spoken, self._known(text), strict=True)
        ]
        return _with_pairs(spoken, found, lambda word, _at: self._mistyped(word))

    def _exact(self, word: str) -> dict[str, float]:
        return {form: 1.0 for form in words.forms_of(word) if form in self._worth}

    def _begun(self, word: str) -> dict[str, float]:
        if len(word) < _PREFIX_LETTERS:
            return {}
        found: dict[str, float] = {}
        for at in range(bisect.bisect_left(self._sorted, word), len(self._sorted)):
            if not self._sorted[at].startswith(word):
                break
            found |= dict.fromkeys(self._vocabulary[self._sorted[at]], _PREFIX)
        return found

    def _mistyped(self, word: str) -> dict[str, float]:
        if len(word) < _MISTYPED_LETTERS:
            return {}
        limit = 2 if len(word) >= _LONG_WORD else 1
        found: dict[str, float] = {}
        # With its ending and without: a mistake may stand in the ending itself, «вычит», "funerall".
        for typed in {word, words.stem_of(word)}:
            near = {
                each for less in words.without_one(typed) for each in self._shortened.get(less, ())
            }
            for known in near:
                apart = words.distance(typed, known, limit)
                if apart <= limit:
                    for form in self._known_as[known]:
                        found[form] = max(found.get(form, 0.0), _MISTYPED / max(apart, 1))
        return found

    def _phrase_worth(self, key: int, said: list[frozenset[str]]) -> float:
        """The best phrase of a page that was said whole, by how much of what was said it covers."""
        best = 0.0
        for worth, phrase in self._phrases.get(key, ()):
            if len(phrase) <= len(said) and all(
                any(forms & heard for heard in said) for forms in phrase
            ):
                best = max(best, worth * len(phrase) / len(said))
        return best


def _with_pairs(
    spoken: list[str],
    found: list[dict[str, float]],
    forms: Callable[[str, int], dict[str, float]],
) -> list[dict[str, float]]:
    """What was found, and what two neighbours mean when they are one word written apart: «загран паспорт»."""
    for at, (one, other) in enumerate(pairwise(spoken)):
        whole = forms(one + other, at + 1)
        found[at], found[at + 1] = whole | found[at], whole | found[at + 1]
    return found
