"""Bringing a database up to date: schema, the city, the catalogue, and the demo's people."""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import salted_hmac

from okno.adapters.console.notebook import NAME
from okno.adapters.hooks import actions as hooks
from okno.adapters.webhooks import actions as webhooks
from okno.base import clock, events
from okno.base.models import Event
from okno.booking import actions as booking
from okno.booking.models import Medium
from okno.cases.models import Case
from okno.cases.policy import UNFINISHED
from okno.catalog import actions as catalog
from okno.config import env, strings
from okno.config.env import Unusable
from okno.network import actions as network
from okno.network.events import DeviceEnrolled
from okno.network.models import Centre, Device
from okno.network.queries import hash_token
from okno.notify import actions as notify
from okno.people import actions as people
from okno.people.models import Staff
from okno.people.queries import demo_people
from okno.queue import actions as queue
from okno.queue.models import CounterSession

_SCREENS = ("kiosk", "board")
_DEMO_PROGRAM = "okno demo"
_DEMO = "demo"
_DEMO_PHONE = "+74950000000"  # no number of Moscow's begins with a nought: it is nobody's
_A_LOCK = 7_420_001  # any constant: two starts at once wait for one another


def bring_up_to_date() -> None:
    """Migrate, compile the strings, and load Moscow and the catalogue where they are missing."""
    strings.compile_all()
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [_A_LOCK])
        try:
            call_command("migrate", verbosity=0, interactive=False)
            if events.restored_in_order():
                webhooks.after_a_restore(at=clock.now(), by="system")
                hooks.after_a_restore(at=clock.now(), by="system")
            if not Centre.objects.exists():
                network.load_city(at=clock.now(), by="system")
            catalog.load(at=clock.now(), by="system")
            notify.load_wordings(at=clock.now(), by="system")
            for centre in Centre.objects.filter(schedules=None):
                booking.open_for_booking(centre=centre, at=clock.now(), by="system")
            if settings.MODE != "demo":
                end_the_demo()
        finally:
            cursor.execute("select pg_advisory_unlock(%s)", [_A_LOCK])


def refuse_data_of_a_demo() -> None:
    """The web alone does not end a demo; on its data its keys would open and its clock would run (Unusable)."""
    if settings.MODE != "demo" and demo_people().exists():
        raise Unusable(
            "the data is still of a demo: `python -m okno migrate` ends it, then start the web"
        )


@transaction.atomic
def end_the_demo() -> None:
    """After a demo on the same data: its people and visitors go home, its keys open nothing, and time is real.

    All of it or nothing: what a power cut undoes, the next start does.
    """
    if not people.send_demo_staff_home(at=clock.now(), by="system"):
        return
    open_still = CounterSession.objects.filter(closed_at=None, staff__is_demo=True)
    for centre in set(open_still.values_list("centre_id", flat=True)):
        queue.close_day(centre=centre, at=clock.now(), by="system")
    for each in Centre.objects.filter(phone=_DEMO_PHONE):
        network.set_phone(centre=each, phone="", at=clock.now(), by="system")
    clock.back_to_real()
    for device in _devices_of_the_demo():
        network.renew_token(device=device, at=clock.now(), by="system")


def _devices_of_the_demo() -> list[Device]:
    """Those whose newest key was given by the demo or its people; one renewed by hand since then keeps its key."""
    givers = {
        _DEMO,
        *(f"staff:{pk}" for pk in Staff.objects.filter(is_demo=True).values_list("pk", flat=True)),
    }
    given = Event.objects.filter(name=DeviceEnrolled.NAME).order_by("id")
    newest = dict(given.values_list("subject", "by"))
    return [each for each in Device.objects.all() if newest.get(f"device:{each.pk}") in givers]


def demo_links(slug: str) -> dict[str, str]:
    """Demo people for one centre, and the links under which its screens open; the same at every start."""
    centre = Centre.objects.get(slug=slug)
    people.load_demo_staff(centre=centre, counters=centre.counters.count(), at=clock.now())
    links = {kind: f"/enter/{_demo_token(centre, kind)}" for kind in _SCREENS}
    if not Device.objects.filter(centre=centre, kind="program", name=_DEMO_PROGRAM).exists():
        network.enrol_device(
            centre=centre, kind="program", name=_DEMO_PROGRAM, at=clock.now(), by=_DEMO
        )
    return links | {"token": _demo_token(centre, "program")}


def _demo_token(centre: Centre, kind: str) -> str:
    """The token of the centre's first device of a kind: a screen left open goes on after a restart."""
    which = {"name": _DEMO_PROGRAM} if kind == "program" else {}
    device = Device.objects.filter(**which, centre=centre, kind=kind).order_by("pk").first()
    assert device is not None  # load_city gives every centre one of each
    token = salted_hmac("okno.config.content", f"demo {device.pk}", algorithm="sha256").hexdigest()[
        :32
    ]
    if device.token_hash != hash_token(token):
        network.renew_token(device=device, at=clock.now(), by=_DEMO, token=token)
    return token


@transaction.atomic
def open_all_ways(slug: str) -> None:
    """The centre of a living demo receives by phone and by video too, and calls by name; what its people change stays.
    A house that has people of its own is left as it is.
    """
    centre = Centre.objects.get(slug=slug)
    is_at_work = Staff.objects.filter(is_demo=False).exists()
    if is_at_work or centre.schedules.exclude(medium=Medium.HERE).exists():
        return
    booking.open_from_afar(centre=centre, at=clock.now(), by=_DEMO)
    if not centre.phone:
        network.set_phone(centre=centre, phone=_DEMO_PHONE, at=clock.now(), by=_DEMO)
    if centre.own_calls_by_name is None:
        queue.set_calls(centre=centre, by_name=True, at=clock.now(), by=_DEMO)


def has_a_past(slug: str) -> bool:
    """Whether anybody ever came to this centre."""
    from okno.queue.models import Ticket

    return Ticket.objects.filter(centre__slug=slug).exists()


def give_a_past(slug: str) -> None:
    """Before the first living day of a centre: two earlier ones, so that its manager sees what is usual."""
    from okno.planning import live, plans

    centres = [Centre.objects.get(slug=slug)]
    live.remember(centres, live.first_live_day(centres), plans.Wishes(is_lively=True))


def filed_links(slug: str) -> dict[str, str]:
    """The page of the application filed last at this centre, whose result is awaited: one that has come is handed over
    soon. None where none is.
    """
    filed = Case.objects.filter(centre__slug=slug, state__in=UNFINISHED)
    last = filed.order_by(F("ready_at").desc(nulls_first=True), "-pk").first()
    return {"case": reverse("portal:case", args=[last.token])} if last else {}


def stand_still_at_ten() -> None:
    """For benches and tests: it is ten in the morning in Moscow, and time runs as it does."""
    today = clock.now().astimezone(ZoneInfo(settings.TIME_ZONE))
    clock.set_to(today.replace(hour=10, minute=0, second=0, microsecond=0), speed=1.0)


def welcome(origin: str, links: dict[str, str], slug: str) -> str:
    """What the terminal says when everything runs."""
    lines = [("portal", f"{origin}/"), ("staff", f"{origin}/staff/login/")]
    if links:
        lines = [
            ("portal", f"{origin}/    the city: find a service, see the wait"),
            ("centre", f"{origin}/centres/{slug}/    the centre where the day is played"),
            ("kiosk", f"{origin}{links['kiosk']}    take a ticket"),
            ("board", f"{origin}{links['board']}    who is called where"),
            ("desk", f"{origin}/staff/login/?next=/desk/    enter as an operator and call"),
            ("office", f"{origin}/staff/login/?next=/office/    enter as the manager"),
            ("api", f"{origin}/api/v1/docs    the programs' door"),
            ("token", f"{links['token']}    a program's token for it"),
            ("mail", f"{settings.HOME / NAME}    what people are told, and sent to nobody"),
        ]
    if "case" in links:
        lines.insert(-3, ("case", f"{origin}{links['case']}    an application that was filed here"))
    if links and settings.VIDEO == env.NOBODYS_ROOMS:
        lines.append(("video", f"{settings.VIDEO}    nobody's rooms; OKNO_VIDEO names yours"))
    body = "\n".join(f"  {name:<8}{address}" for name, address in lines)
    return f"\nokno is open.\n\n{body}\n\nCtrl-C closes it.\n"
