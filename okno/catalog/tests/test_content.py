"""The content is complete: both languages, papers, times, letters, honest fees."""

import json
import shutil

import pytest
from django.conf import settings

from okno.catalog import content
from okno.catalog.models import Applicant, Channel, Evidence, Purpose, Service, Skill

LOOKALIKES = set("ABEKMHOPCTX")
MINUTES = {"file": (10, 25), "ask": (5, 8), "receive": (3, 5)}


@pytest.fixture(scope="module")
def found() -> content.Content:
    return content.read()


def test_there_are_ten_life_events_each_with_its_own_letter_that_reads_in_both_alphabets(found):
    letters = [event["letter"] for event in found.life_events]
    assert len(letters) == 10
    assert len(set(letters)) == 10
    assert set(letters) <= LOOKALIKES


def test_there_are_about_sixty_services_and_exactly_ten_popular_ones(found):
    assert 60 <= len(found.services) <= 80
    assert sum(service["popular"] for service in found.services) == 10


def test_every_text_of_the_content_is_there_in_every_language(found):
    languages = {code for code, _name in settings.LANGUAGES}
    lacking = []

    def walk(node: object, where: str) -> None:
        if isinstance(node, dict):
            if "ru" in node or "en" in node:
                lacking.extend(f"{where}: {code}" for code in languages if not node.get(code))
            for key, value in node.items():
                walk(value, f"{where}/{key}")
        elif isinstance(node, list):
            for value in node:
                walk(value, where)

    for path in content.FOLDER.glob("*.json"):
        walk(json.loads(path.read_text(encoding="utf-8")), path.name)
    assert lacking == []


def test_short_names_fit_a_button_and_are_not_repeated(found):
    for code in ("ru", "en"):
        names = [service["short_name"][code] for service in found.services]
        assert [name for name in names if len(name) > 40] == []
        assert len(names) == len(set(names))


def test_russian_texts_are_russian_and_english_texts_are_english(found):
    cyrillic = set("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
    for service in found.services:
        for field in ("name", "short_name", "description"):
            assert cyrillic & set(service[field]["ru"].lower()), service["slug"]
            assert not cyrillic & set(service[field]["en"].lower()), service["slug"]


def test_every_service_says_who_may_apply_what_to_bring_and_how_long_it_takes(found):
    for service in found.services:
        assert set(service["applicants"]) <= set(Applicant.values), service["slug"]
        assert service["applicants"], service["slug"]
        assert service["evidence"], service["slug"]
        assert service["costs"], service["slug"]
        assert service["outputs"], service["slug"]
        assert service["minutes"], service["slug"]
        assert set(service["minutes"]) <= set(Purpose.values), service["slug"]
        for purpose, minutes in service["minutes"].items():
            low, high = MINUTES[purpose]
            assert low <= minutes <= high, (service["slug"], purpose)
        assert service["skills"], service["slug"]
        assert set(service["skills"]) <= set(Skill.values), service["slug"]
        assert set(service["channels"]) <= set(Channel.Kind.values), service["slug"]
        assert service["status"] in Service.Status.values
        assert "district" in service["centre_kinds"] or "flagship" in service["centre_kinds"]
        assert service["legal_basis"], service["slug"]


def test_everybody_who_may_file_has_a_paper_that_says_who_they_are(found):
    own = {
        "passport",
        "foreign_passport",
        "residence_permit",
        "representative_identity",
        "company",
        "trader_identity",
        "any_identity",
        "birth_certificate",
        "old_passport",
    }
    for service in found.services:
        for applicant in service["applicants"]:
            codes = {
                paper["code"]
                for paper in service["evidence"]
                if not paper["applicants"] or applicant in paper["applicants"]
            }
            assert codes & own, (service["slug"], applicant)


def test_every_paper_has_a_form_and_is_asked_only_for_purposes_the_service_has(found):
    for service in found.services:
        for paper in service["evidence"]:
            assert paper["form"] in Evidence.Form.values
            assert set(paper["purposes"]) <= set(service["minutes"]), service["slug"]


def test_nothing_claims_to_have_been_checked_by_a_centre_yet(found):
    assert [service["slug"] for service in found.services if service["assured_on"]] == []


def test_work_patents_and_temporary_permits_are_not_offered_here(found):
    for service in found.services:
        for field in ("name", "short_name"):
            assert "патент" not in service[field]["ru"].lower()
            assert "временное проживание" not in service[field]["ru"].lower()


def copy_with(tmp_path, change):
    folder = tmp_path / "data"
    shutil.copytree(content.FOLDER, folder)
    path = folder / "01-passport.json"
    event = json.loads(path.read_text(encoding="utf-8"))
    change(event)
    path.write_text(json.dumps(event), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda event: event["services"][0]["name"].pop("en"), "no text in en"),
        (lambda event: event["services"][0].update(authority="nobody"), "unknown authority"),
        (lambda event: event["services"][0].update(legal_basis=["0-FZ"]), "unknown law"),
        (lambda event: event["services"][0].update(evidence=["a_song"]), "unknown evidence"),
        (lambda event: event["services"].append(event["services"][0]), "used twice"),
    ],
)
def test_a_mistake_in_a_file_is_named_with_its_place(tmp_path, change, complaint):
    with pytest.raises(content.WrongContent, match=complaint) as refused:
        content.read(copy_with(tmp_path, change))
    assert "01-passport.json" in str(refused.value)


def test_a_file_that_is_not_json_is_named(tmp_path):
    folder = copy_with(tmp_path, lambda event: None)
    (folder / "02-birth.json").write_text("{", encoding="utf-8")
    with pytest.raises(content.WrongContent, match=r"02-birth\.json"):
        content.read(folder)
