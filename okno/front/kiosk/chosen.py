"""What a visitor has chosen so far. It travels in hidden fields of POST forms: an address never says
anything about the visitor, the server keeps nothing in between, and Back shows nothing.
"""

from dataclasses import dataclass

from django.http import HttpRequest

from okno.ui import languages

LANGUAGES = ("ru", "en")
MODES = ("reach", "contrast", "text")
MOST_SERVICES = 5
_LONGEST = 80


@dataclass(frozen=True)
class Chosen:
    """The language one reads, the language one speaks, the services of the visit in order, the modes.

    `who` is as whom one comes (catalog's Applicant), when that was asked: it decides about the papers.
    """

    ui: str
    speak: str
    services: tuple[str, ...]
    modes: frozenset[str]
    who: str = ""

    @property
    def language(self) -> str:
        """The language to be spoken to in."""
        return self.speak or self.ui

    @property
    def other(self) -> str:
        """The other language of the screens."""
        return next(code for code in LANGUAGES if code != self.ui)

    @property
    def earlier(self) -> tuple[str, ...]:
        """The services chosen before the last one."""
        return self.services[:-1]

    @property
    def last(self) -> str:
        """The service chosen last; "" when none is."""
        return self.services[-1] if self.services else ""

    @property
    def may_have_more(self) -> bool:
        """Whether one more service fits into this visit."""
        return 0 < len(self.services) < MOST_SERVICES


def read(request: HttpRequest) -> Chosen:
    """What the form carries; who has said only what they speak reads what such a person reads, and who
    has said nothing reads Russian. A service named twice is one.
    """
    given = [*request.POST.getlist("with"), request.POST.get("service", "")]
    services = dict.fromkeys(slug[:_LONGEST] for slug in given if slug)
    ui, speak = request.POST.get("ui", ""), request.POST.get("speak", "")[:_LONGEST]
    return Chosen(
        ui=ui if ui in LANGUAGES else languages.read_by(speak or LANGUAGES[0]),
        speak=speak,
        services=tuple(services),
        modes=frozenset(mode for mode in MODES if request.POST.get(mode) == "on"),
        who=request.POST.get("who", "")[:_LONGEST],
    )
