"""The papers at the counter: of everybody first, then of each kind of person."""

import pytest

from okno.base.text import Text
from okno.catalog.models import Evidence
from okno.front.desk.papers import papers_of
from okno.queue import actions as queue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("it_is_ten")]


def paper(service, code, *applicants, purposes=("file",)):
    return Evidence.objects.create(
        service=service,
        code=code,
        order=Evidence.objects.count(),
        name=Text(ru=code, en=code),
        applicants=list(applicants),
        purposes=list(purposes),
        form="original",
    )


def test_papers_are_those_of_everybody_and_then_of_each_kind_of_person(
    client, boris, session, services, at
):
    passport = services["passport"]
    passport.applicants = ["citizen", "foreign_permanent", "foreign_visa", "representative"]
    passport.save()
    paper(passport, "passport", "citizen")
    paper(passport, "visa", "foreign_visa")
    paper(passport, "permit", "foreign_permanent", "stateless")
    paper(passport, "proxy", "representative")
    paper(passport, "company", "business")
    paper(passport, "photo")
    paper(passport, "receipt", purposes=["receive"])
    groups = [(str(one.who), [p.code for p in one.papers]) for one in papers_of(passport, "file")]
    assert groups == [
        ("", ["photo"]),
        ("Гражданин России", ["passport"]),
        ("Иностранный гражданин", ["visa", "permit"]),
        ("Представитель", ["proxy"]),
    ]
    queue.issue(centre="tverskoy", service="passport", at=at, by="x")
    queue.call_next(centre=session.centre_id, counter=session.counter_id, at=at, by="x")
    client.force_login(boris)
    assert "Представитель" in client.get("/desk/").content.decode()


def test_a_paper_that_all_who_may_ask_must_bring_is_everybodys(services):
    passport = services["passport"]
    passport.applicants = ["citizen"]
    paper(passport, "passport", "citizen")
    assert [group.who for group in papers_of(passport, "file")] == [""]
