"""What visitors and centres have, one of each, and which address outside the staff's takes which of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from okno.base.text import Text
from okno.booking import actions as booking
from okno.booking.models import Blocked
from okno.cases import actions as cases
from okno.cases.models import Case
from okno.network import actions as network
from okno.notify import addresses
from okno.people import actions as people
from okno.people import queries as people_queries
from okno.queue import actions as queue
from okno.queue import queries as hall

CODE = "the code on the wall"
LATER = "a time that is free"
SOLD_OUT = "a day on which no time is free"
SOLD_OUT_IN = timedelta(days=6)
WHO = {"name": "Ян", "phone": "8 916 000-00-09", "consent": "on", "companions": "0"}
NAME = {"call_name": "Ян"}
TELL = {"phone": "8 916 123-45-67", "consent": "on"}


@dataclass(frozen=True)
class Row:
    """An address takes a thing of this name by its token; `form` is what a POST says, None where there is none.

    `reads`: it answers GET too.
    """

    thing: str
    form: Mapping[str, Any] | None = None
    reads: bool = True


# By token, in the address.
TOKENS = {
    "/a/<str:token>/": Row("appointment"),
    "/a/<str:token>/okno.ics": Row("appointment"),
    "/a/<str:token>/keep/": Row("unkept", {}, reads=False),
    "/a/<str:token>/here/": Row("appointment", {"code": CODE}, reads=False),
    "/a/<str:token>/call/": Row("appointment", NAME, reads=False),
    "/a/<str:token>/forget/": Row("known", {}),
    "/w/<str:token>/forget/": Row("wish", {}),
    "/a/<str:token>/move/": Row("appointment", {"starts_at": LATER}),
    "/a/<str:token>/cancel/": Row("appointment", {}, reads=False),
    "/a/<str:token>/confirm/": Row("appointment", {}, reads=False),
    "/h/<str:token>/": Row("hold", WHO),
    "/h/<str:token>/back/": Row("hold", {}, reads=False),
    "/w/<str:token>/": Row("wish"),
    "/w/<str:token>/accept/": Row("offered", {"offer": "1"}, reads=False),
    "/w/<str:token>/withdraw/": Row("wish", {}, reads=False),
    "/c/<str:token>/": Row("case"),
    "/c/<str:token>/tell/": Row("case", TELL, reads=False),
    "/c/<str:token>/quiet/": Row("told case", {}, reads=False),
    "/t/<str:token>/": Row("ticket"),
    "/t/<str:token>/now/": Row("ticket"),
    "/t/<str:token>/leave/": Row("ticket", {}, reads=False),
    "/t/<str:token>/tell/": Row("ticket", TELL, reads=False),
    "/t/<str:token>/call/": Row("ticket", NAME, reads=False),
    "/t/<str:token>/quiet/": Row("told ticket", {}, reads=False),
    "/t/<str:token>/back/": Row("ticket", {}, reads=False),
    "/t/<str:token>/rate/": Row("served", {"rating": "5"}, reads=False),
    "/q/<str:token>/": Row("place"),
    "/q/<str:token>/now/": Row("place"),
    "/q/<str:token>/here/": Row("place", {"code": CODE}, reads=False),
    "/q/<str:token>/more/": Row("place", {}, reads=False),
    "/q/<str:token>/leave/": Row("place", {}, reads=False),
    "/q/<str:token>/tell/": Row("place", TELL, reads=False),
    "/q/<str:token>/call/": Row("place", NAME, reads=False),
    "/q/<str:token>/quiet/": Row("told place", {}, reads=False),
    "/unsubscribe/<str:token>/": Row("word", {}),
    "/feeds/<str:token>/okno.ics": Row("calendar"),
    "/api/v1/tickets/<token>": Row("ticket"),
    "/api/v1/appointments/<token>": Row("appointment"),
    "/api/v1/appointments/<token>/move": Row("appointment", {"starts_at": LATER}, reads=False),
    "/api/v1/appointments/<token>/cancel": Row("appointment", {}, reads=False),
    "/api/v1/appointments/<token>/confirm": Row("appointment", {}, reads=False),
    "/api/v1/tickets/<token>/step-back": Row("ticket", {}, reads=False),
    "/api/v1/tickets/<token>/leave": Row("ticket", {}, reads=False),
    "/api/v1/places/<token>": Row("place"),
    "/api/v1/places/<token>/more-time": Row("place", {}, reads=False),
    "/api/v1/places/<token>/tell": Row(
        "place", {"phone": "89161234567", "agreed": True}, reads=False
    ),
    "/api/v1/places/<token>/come": Row("place", {"code": CODE}, reads=False),
    "/api/v1/places/<token>/leave": Row("place", {}, reads=False),
    "/api/v1/wishes/<token>": Row("wish"),
    "/api/v1/wishes/<token>/accept": Row("offered", {}, reads=False),
    "/api/v1/wishes/<token>/withdraw": Row("wish", {}, reads=False),
}
# By the cookie of whoever has signed in.
ACCOUNTS = {
    "/me/": None,
    "/me/data/": None,
    "/me/data/okno-my-data.json": None,
    "/me/forget/": {"visitor": "a visitor"},
    "/me/delete/": {},
    "/me/leave/": {},
}
# By the key of a program, robot or kiosk: things of its centre, in the address or in what is sent.
PROGRAMS = {
    "/api/v1/appointments": Row("hold", {"hold": "it", "name": "Ян", "phone": "+79160000009", "agreed": True}, reads=False),
    "/api/v1/appointments/<token>/check-in": Row("appointment", {}, reads=False),
    "/api/v1/centres/<slug>/appointments": Row("slug"),
    "/api/v1/centres/<slug>/counters": Row("slug"),
    "/api/v1/centres/<slug>/holds": Row("slug", {"services": ["passport"], "starts_at": LATER}, reads=False),
    "/api/v1/centres/<slug>/places": Row("slug", {"service": "passport"}, reads=False),
    "/api/v1/centres/<slug>/presence-code": Row("slug"),
    "/api/v1/centres/<slug>/wishes": Row("slug", {"services": ["passport"], "first_day": SOLD_OUT, "last_day": SOLD_OUT, "name": "Ян", "phone": "+79160000009", "agreed": True}),
    "/api/v1/centres/<slug>/tickets": Row("slug", {"service": "passport"}, reads=False),
    "/api/v1/cases/<case>": Row("case"),
    "/api/v1/cases/<case>/ready": Row("case", {}, reads=False),
    "/api/v1/counters/<counter>/call-next": Row("counter", {}, reads=False),
    "/api/v1/tickets/<ticket>/finish": Row("serving", {}, reads=False),
    "/api/v1/tickets/<ticket>/hold": Row("serving", {}, reads=False),
    "/api/v1/tickets/<ticket>/no-show": Row("missed", {}, reads=False),
    "/api/v1/tickets/<ticket>/recall": Row("called", {}, reads=False),
    "/api/v1/tickets/<ticket>/start": Row("called", {}, reads=False),
    "/api/v1/tickets/<ticket>/transfer": Row("serving", {"service": "benefit"}, reads=False),
    "/api/v1/centres/<slug>/schedules": Row("slug"),
    "/api/v1/events": Row("journal"),
    "/api/v1/subscriptions": Row("journal", {"url": "https://example.org/hooks"}),
    "/api/v1/subscriptions/<subscription>": Row("subscription"),
    "/api/v1/subscriptions/<subscription>/deliveries": Row("subscription"),
    "/api/v1/subscriptions/<subscription>/remove": Row("subscription", {}, reads=False),
    "/api/v1/subscriptions/<subscription>/replay": Row("subscription", {"since": LATER}, reads=False),
}  # fmt: skip


@dataclass
class Visitor:
    """One visitor: the tokens of what they have in a centre, by name; `over` what is over; and their account."""

    account: str
    number: str
    tokens: dict[str, str]
    over: dict[str, str]
    forgotten: dict[str, str]


# Things that are looked for in the same place: one's token is never a key to another's page.
SAME = {
    "unkept": "appointment",
    "known": "appointment",
    "hold": "appointment",
    "offered": "wish",
    "told ticket": "ticket",
    "served": "ticket",
    "told place": "place",
    "told case": "case",
}


def kind_of(thing: str) -> str:
    """What sort of thing it is, whatever has become of it."""
    return SAME.get(thing, thing)


class Making:
    """Makes the things of one visitor at a centre; nobody has the phone of another."""

    def __init__(self, centre: Any, service: Any, name: str, number: int, at: datetime) -> None:
        self.centre, self.service, self.at = centre, service, at
        self.number, self.phones = number, 0
        self.holder = name
        self.session = people.sign_in_account(issuer="x", subject=name, language="ru", at=at)
        self.account = people_queries.account_by_token(self.session)

    def who(self, account: bool) -> dict[str, Any]:
        self.phones += 1
        phone = f"+7916{self.number:03}{self.phones:04}"
        more = {"account": self.account} if account else {}
        return {"name": "Ян", "phone": phone, "agreed": True, **more, **self.now()}

    def now(self) -> dict[str, Any]:
        return {"at": self.at, "by": "visitor"}

    def hold(self, minutes: int) -> Any:
        starts_at = self.at.replace(minute=30) + timedelta(minutes=minutes)
        asked = {"centre": self.centre, "services": [self.service], "starts_at": starts_at}
        return booking.hold(**asked, **self.now())

    def appointment(self, account: bool = True, minutes: int = 0) -> Any:
        """An account is at one place at a time, whoever comes: what it has more of is at other `minutes`."""
        return booking.book(self.hold(minutes), **self.who(account))

    def wish(self) -> Any:
        """For a day on which nothing is free just then."""
        day, days = self.at.date() + timedelta(days=2), timedelta(days=1)
        same = {"starts_at": self.at + days, "ends_at": self.at + 4 * days}
        said = Text(ru="Продано", en="Sold out")
        shut = [
            Blocked.objects.create(schedule=each, reason=said, **same)
            for each in self.centre.schedules.all()
        ]
        asked = {"centre": self.centre, "services": [self.service]}
        made = booking.wish(**asked, first_day=day, last_day=day, **self.who(account=True))
        for each in shut:
            each.delete()
        return made

    def a_day_sold_out(self) -> None:
        """No time is free on it."""
        day = (self.at + SOLD_OUT_IN).replace(hour=0)
        for each in self.centre.schedules.all():
            Blocked.objects.create(
                schedule=each, starts_at=day - timedelta(days=1), ends_at=day + timedelta(days=2),
                reason=Text(ru="Продано", en="Sold out"),
            )  # fmt: skip

    def offered(self) -> Any:
        wish = self.wish()
        booking.offer_free_times(at=self.at)
        wish.refresh_from_db()
        assert wish.state == "offered"
        return wish

    def ticket(self) -> Any:
        return queue.issue(centre=self.centre.pk, service="passport", **self.now())

    def at_a_counter(self, counter: Any, *acts: Any) -> Any:
        """Called to a free counter, and whatever comes then."""
        ticket = self.ticket()
        same = {"centre": self.centre.pk, **self.now()}
        queue.call_this(counter=counter.pk, ticket=ticket.pk, **same)
        for act in acts:
            act(counter=counter.pk, ticket=ticket.pk, **same)
        return ticket

    def case(self, counter: Any, **told: Any) -> Any:
        """An application in the account, of somebody who was served just now."""
        ticket = self.at_a_counter(counter, queue.start, queue.finish)
        made = cases.open_case(ticket, due_on=self.at.date(), **told, **self.now())
        Case.objects.filter(pk=made.pk).update(account=self.account)
        return made

    def place(self) -> Any:
        self.phones += 1
        holder = f"{self.holder} {self.phones}"
        asked = {"centre": self.centre.pk, "service": "passport", "holder": holder}
        return queue.join(**asked, account=self.account, **self.now())

    def told(self, place: Any) -> Any:
        asked = {"phone": "+79160000001", "agreed": True, "language": "ru"}
        queue.ask_to_be_told(place, **asked, **self.now())
        return place

    def calendar(self) -> str:
        asked = {"centre": self.centre, "kind": "calendar", "name": self.holder}
        return network.enrol_device(**asked, **self.now())[1]

    def ended_calendar(self) -> str:
        asked = {"centre": self.centre, "kind": "calendar", "name": f"{self.holder} before"}
        device, token = network.enrol_device(**asked, **self.now())
        network.revoke_device(device=device, **self.now())
        return token

    def over(self, counter: Any) -> dict[str, str]:
        """Its page still says what became of it; nothing can be done with it any more."""
        booked, held, wished = self.appointment(minutes=60), self.hold(0), self.wish()
        ticket, place = self.ticket(), self.place()
        booking.cancel(booked, **self.now())
        booking.release(held, **self.now())
        booking.withdraw(wished, **self.now())
        queue.leave(centre=self.centre.pk, ticket=ticket.pk, **self.now())
        queue.leave_from_afar(place, **self.now())
        case = cases.issue(self.case(counter), **self.now())
        made = {"appointment": booked, "hold": held, "wish": wished, "ticket": ticket}
        made |= {"place": place, "case": case, "told case": case}
        return {name: each.token for name, each in made.items()}

    def forgotten(self, counter: Any) -> dict[str, str]:
        """A visit, a wait and an application whose person took the consent back: their addresses lead nowhere."""
        booked, wished = self.appointment(minutes=60), self.wish()
        for each in (booked, wished):
            queue.forget_visitor(each.visitor, **self.now())
        case = cases.issue(self.case(counter), **self.now())
        cases.forget_case(case, **self.now())
        made = {"appointment": booked.token, "wish": wished.token, "case": case.token}
        return made | {"calendar": self.ended_calendar()}

    def everything(self, counter: Any) -> Visitor:
        """One of each."""
        offered = self.offered()
        done = self.at_a_counter(counter, queue.start, queue.finish)
        made = {
            "appointment": self.appointment(),
            "unkept": self.appointment(account=False),
            "known": self.appointment(account=False),
            "hold": self.hold(120),
            "wish": self.wish(),
            "offered": offered,
            "served": done,
            "ticket": self.ticket(),
            "told ticket": self.told(self.ticket()),
            "place": self.place(),
            "told place": self.told(self.place()),
            "case": self.case(counter),
            "told case": self.case(counter, phone="+79160000001", agreed=True),
        }
        tokens = {name: each.token for name, each in made.items()}
        key = addresses.Address("email", f"{self.holder}@example.org").key
        tokens["word"] = addresses.unsubscribe_token(key, "feedback")
        tokens["calendar"] = self.calendar()
        number = str(made["appointment"].visitor_id)
        return Visitor(self.session, number, tokens, self.over(counter), self.forgotten(counter))


def everything() -> dict[str, tuple[int, str]]:
    """By table how many rows there are and a sum over all that stands in them, the journal's too."""
    there = set(connection.introspection.table_names())
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)} & there
    tables -= {"base_asking"}  # that a program has asked is counted, whatever it asked
    one = "select '{0}', count(*), md5(coalesce(string_agg(t::text, ',' order by t::text), '')) from \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(one.format(table) for table in sorted(tables)))
        return {table: (count, text) for table, count, text in cursor.fetchall()}


class undone(transaction.Atomic):
    """What is done inside is undone at the end."""

    def __init__(self) -> None:
        super().__init__(using=None, savepoint=True, durable=False)

    def __exit__(self, *error: Any) -> None:
        if error[0] is None:
            transaction.set_rollback(True)
        super().__exit__(*error)


def body_of(row: Row, token: str, centre: Any, at: datetime) -> dict[str, Any]:
    """What is sent to this address about the thing with this token or number."""
    later = (at + timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)
    sold_out = (at + SOLD_OUT_IN).date().isoformat()
    words = {
        CODE: hall.presence_code(centre.pk, at),
        LATER: later.isoformat(),
        "it": token,
        SOLD_OUT: sold_out,
    }
    return {
        name: words.get(value, value) if isinstance(value, str) else value
        for name, value in (row.form or {}).items()
    }


def as_json(body: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a POST in JSON."""
    return {"data": json.dumps(body), "content_type": "application/json"}
