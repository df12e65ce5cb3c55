"""Visitors find their service in their own words, word forms, mistakes and keyboards."""

import pytest

from okno.catalog import content, words
from okno.catalog.search import Index, Page


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(
        Page(
            key=number,
            fields={
                "short_name": tuple(service["short_name"].values()),
                "name": tuple(service["name"].values()),
                "keywords": tuple(word for found in service["keywords"].values() for word in found),
                "description": tuple(service["description"].values()),
            },
            sort_names=service["short_name"],
            is_popular=service["popular"],
        )
        for number, service in enumerate(content.read().services)
    )


@pytest.fixture(scope="module")
def find(index):
    slugs = [service["slug"] for service in content.read().services]
    return lambda text, language="ru": [slugs[key] for key in index.find(text, language)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("паспорта", "passport-age"),
        ("потеряла паспорт", "passport-lost"),
        ("у меня украли паспорт", "passport-lost"),
        ("замуж", "marriage"),
        ("хочу выйти замуж", "marriage"),
        ("загранпаспортом", "travel-passport-5"),
        ("родилась дочка", "birth-registration"),
        ("переехала в новую квартиру", "address-registration"),
        ("прописки", "address-registration"),
        ("потерял права", "driving-licence"),
        ("сменить фамилию", "name-change"),
        ("справка о несудимости", "no-criminal-record"),
        ("регистрация иностранца", "migration-arrival"),
        ("миграционный учёт", "migration-arrival"),
        ("миграционный учет", "migration-arrival"),
        ("маткапитала", "maternity-capital"),
        ("развестись", "divorce"),
        ("расторгнуть брак", "divorce"),
        ("расторжение брака", "divorce"),
        ("заключить брак", "marriage"),
        ("карту москвича", "social-card"),
        ("ЕГРН", "egrn-extract"),
        ("паспорт в 14 лет", "first-passport"),
        ("купил квартиру", "property-registration"),
        ("патент", "newcomer-advice"),
    ],
)
def test_russian_in_any_form_finds_what_was_meant(find, said, meant):
    assert find(said)[0] == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("lost passports", "passport-lost"),
        ("get married", "marriage"),
        ("driving license", "driving-licence"),
        ("renewing driving licences", "driving-licence"),
        ("my baby was born", "birth-registration"),
        ("buying an apartment", "property-registration"),
        ("travel passport", "travel-passport-5"),
        ("tax refund", "tax-return"),
        ("snils", "snils"),
    ],
)
def test_english_finds_it_too(find, said, meant):
    assert find(said, "en")[0] == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("паспрот", "passport-age"),
        ("паспарт", "passport-age"),
        ("загранпаспарт", "travel-passport-5"),
        ("свидетильство о раждении", "birth-registration"),
        ("пенсея", "old-age-pension"),
        ("birth certifcate", "birth-registration"),
        ("mariage", "marriage"),
        ("потеряла пасспорт", "passport-lost"),
        ("зарегестрировать ребенка", "birth-registration"),
        ("временая регистрация", "stay-registration"),
        ("водительские прова", "driving-licence"),
        ("пенсионый возраст", "old-age-pension"),
        ("налоговый вычит", "tax-return"),
        ("купить квортиру", "property-registration"),
        ("многадетная семья", "large-family"),
        ("похароны дедушки", "death-registration"),
        ("субсидия на комуналку", "utility-subsidy"),
        ("lost pasport", "passport-lost"),
        ("drivers lisence", "driving-licence"),
        ("birth certifikate", "birth-registration"),
        ("kindergarden", "nursery"),
        ("regester my address", "address-registration"),
        ("temporary registraton", "stay-registration"),
        ("helth insurance", "health-policy"),
        ("disabilty", "disability-payment"),
        ("name chnage", "name-change"),
        ("exend my visa", "newcomer-advice"),
    ],
)
def test_typing_mistakes_are_forgiven(find, said, meant):
    assert find(said)[0] == meant


def test_a_letter_too_few_finds_all_that_the_right_word_finds(find):
    assert find("pasport", "en") == find("passport", "en")
    assert len(find("pasport")) == 7


@pytest.mark.parametrize("said", ["загран паспорт", "загран пасспорт", "загран пасп"])
def test_one_word_written_apart_finds_every_travel_passport_first(find, said):
    travel = {"travel-passport-5", "travel-passport-10", "travel-passport-child"}
    assert set(find(said)[:3]) == travel


@pytest.mark.parametrize("said", ["виза", "visa", "продлить визу"])
def test_whoever_asks_for_a_visa_is_told_where_to_go(find, said):
    assert find(said)[0] == "newcomer-advice"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("мама в больнице", "health-policy"),
        ("my mother is in hospital", "health-policy"),
        ("умерла мама", "death-registration"),
        ("умер муж", "death-registration"),
        ("развестись с мужем", "divorce"),
    ],
)
def test_who_it_is_about_does_not_decide_what_it_is_about(find, said, meant):
    assert find(said)[0] == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("gfcgjhn", "passport-age"),
        ("gfccgjhn", "passport-age"),  # with a letter too many as well
        ("ghjgbcrf", "address-registration"),
        ("hj;ltybt", "birth-registration"),
        ("HJ:LTYBT", "birth-registration"),
        ("cybkc", "snils"),
        ("ьфккшфпу", "marriage"),
    ],
)
def test_the_wrong_keyboard_layout_is_understood(find, said, meant):
    assert find(said)[0] == meant


def test_an_unfinished_last_word_finds_already(find):
    assert "passport-age" in find("пасп")
    assert find("потерял пасп")[0] == "passport-lost"


@pytest.mark.parametrize("begun", ["загран", "загранп", "паспо", "свад", "прав", "реги", "пенс"])
def test_a_beginning_finds_every_service_named_so_though_it_is_a_word_itself(index, begun):
    services = content.read().services
    named = {
        number
        for number, service in enumerate(services)
        for said in (service["short_name"]["ru"], *service["keywords"]["ru"])
        if any(word.startswith(begun) for word in words.words_of(said))
    }
    assert len(named) > 1
    assert named <= set(index.find(begun, "ru", limit=len(services)))


def test_a_whole_word_outranks_those_that_only_begin_so():
    index = Index(
        [
            Page(1, {"short_name": ("загранпаспорт",)}, {"ru": "а"}),
            Page(2, {"short_name": ("загран",)}, {"ru": "б"}),
        ]
    )
    assert index.find("загран", "ru") == [2, 1]


@pytest.mark.parametrize("said", ["", "  ", "?!", "xyzzy", "фывапролдж", "ю", "a"])
def test_what_means_nothing_finds_nothing(find, said):
    assert find(said) == []


def test_a_word_of_the_short_name_outranks_the_same_word_in_a_description():
    index = Index(
        [
            Page(1, {"description": ("принесите паспорт",)}, {"ru": "а"}),
            Page(2, {"keywords": ("паспорт",)}, {"ru": "б"}),
            Page(3, {"name": ("выдача паспорта",)}, {"ru": "в"}),
            Page(4, {"short_name": ("паспорт",)}, {"ru": "г"}),
        ]
    )
    assert index.find("паспорт", "ru") == [4, 2, 3]


def test_equals_stand_in_the_order_of_their_names_in_the_asked_language():
    pages = [
        Page(1, {"name": ("окно",)}, {"ru": "б", "en": "a"}),
        Page(2, {"name": ("окно",)}, {"ru": "а", "en": "b"}),
    ]
    assert Index(pages).find("окно", "ru") == [2, 1]
    assert Index(pages).find("окно", "en") == [1, 2]


def test_an_empty_catalogue_finds_nothing():
    assert Index([]).find("паспорт", "ru") == []


def test_a_very_long_question_still_finds_what_it_is_about(find):
    assert "passport-lost" in find("потерял паспорт " * 60)


def test_words_come_to_their_dictionary_forms():
    assert words.forms_of("паспорта") == {"паспорт"}
    assert "право" in words.forms_of("прав")
    assert words.forms_of("licences") == words.forms_of("licence")
    assert words.words_of("Вышла замуж! Ёлка") == ["вышла", "замуж", "елка"]


def test_a_question_of_stop_words_alone_still_has_words():
    assert words.telling(["как", "получить", "паспорт"]) == ["паспорт"]
    assert words.telling(["где", "вы"]) == ["где", "вы"]


def test_layouts_turn_both_ways():
    assert words.other_layout("gfcgjhn") == "паспорт"
    assert words.other_layout("ытшды") == "snils"
    assert words.other_layout('HJ:LTYBT"') == "рождениеэ"


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("паспорт", "паспорт", 0),
        ("паспрот", "паспорт", 1),
        ("паспор", "паспорт", 1),
        ("паспарт", "паспорт", 1),
        ("пспрт", "паспорт", 2),
        ("окно", "паспорт", 3),
    ],
)
def test_distance_counts_letters_added_lost_changed_and_swapped(one, other, apart):
    assert words.distance(one, other, 2) == apart
    assert words.distance(other, one, 2) == apart
