"""The page that describes the programs' door to people."""

import re
from html import unescape

import pytest

from okno.front.api import reading
from okno.front.api.urls import api
from okno.front.api.words import SENTENCES

pytestmark = pytest.mark.django_db


def page(client, language):
    answer = client.get("/api/v1/docs", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_every_operation_is_told_with_all_it_takes(client):
    document = api.get_openapi_schema()
    found = page(client, "en")
    for each in reading.readings(document, "http://testserver"):
        section = found.partition(f'<h2 id="{each.id}">')[2].partition("</section>")[0]
        assert f"{each.method} {each.path}" in section
        assert each.example in section
        for row in (*each.parameters, *each.body, *each.answer):
            assert f"<code>{row.name}</code>" in section, (each.path, row.name)
        for kind in each.callers:
            assert f"<code>{kind}</code>" in section
    assert 'href="/api/v1/openapi.json"' in found


def test_a_field_is_read_with_its_type_whether_it_must_be_and_what_else_it_is():
    (issue,) = [
        each
        for each in reading.readings(api.get_openapi_schema(), "http://okno")
        if each.path.endswith("/{slug}/tickets")
    ]
    rows = {row.name: row for row in issue.body}
    assert (rows["service"].type, rows["service"].required) == ("string, ≤ 80", True)
    assert (rows["purpose"].type, rows["purpose"].default) == (
        '"file" | "ask" | "receive"',
        '"file"',
    )
    assert rows["booked_at"].type == "string, date-time | null"
    assert issue.callers == ["kiosk", "program", "robot"]
    assert (issue.status, issue.body_required) == ("201", True)
    assert issue.example.startswith("curl -X POST http://okno/api/v1/centres/tverskoy/tickets ")
    assert '"service": "passport-age"' in issue.example


def test_every_sentence_of_the_description_has_its_russian():
    document = api.get_openapi_schema()
    said = set()
    for each in reading.readings(document, ""):
        said.add(each.text)
        said |= {row.text for row in (*each.parameters, *each.body, *each.answer)}
    said |= {row.text for row in reading.problem_rows(document)}
    assert {" ".join(text.split()) for text in said} == SENTENCES


def test_every_field_is_explained():
    for each in reading.readings(api.get_openapi_schema(), ""):
        rows = (*each.parameters, *each.body, *each.answer)
        assert [row.name for row in rows if not row.text] == []


def test_on_the_russian_page_the_sentences_are_russian(client):
    found = page(client, "ru")
    assert "Вызвать того, кто первый для этого окна." in found
    sentences = re.findall(r"<p>([A-Z][^<]{12,})</p>", found)
    assert sentences == []
