"""What a queue of the Warsaw log is about, told from its Polish name. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """A subject by the skill it needs here, and our services nearest to it, best first."""

    skill: str
    slugs: tuple[str, ...] = ()


PAYMENTS = Theme("general", ("housing-document", "utility-account"))

# The first stem found in the name decides. Cash desks come first: their names list what one pays for.
STEMS: tuple[tuple[str, Theme], ...] = (
    ("kasa", PAYMENTS),
    ("kasy", PAYMENTS),
    ("opłata", PAYMENTS),
    ("płatność", PAYMENTS),
    ("podawcz", Theme("general", ("housing-document", "clinic"))),
    ("paszport", Theme("passports", ("travel-passport-10", "travel-passport-5"))),
    ("osobist", Theme("passports", ("passport-age", "passport-details"))),
    ("meldowan", Theme("passports", ("address-registration", "stay-registration"))),
    ("meldunk", Theme("passports", ("address-registration", "stay-registration"))),
    ("pesel", Theme("passports", ("stay-registration", "passport-details"))),
    ("z akt", Theme("passports", ("no-criminal-record", "deregistration"))),
    ("jazdy", Theme("driving", ("driving-licence", "international-licence"))),
    ("pojazd", Theme("driving", ("vehicle-registration",))),
    ("rejestracyjn", Theme("driving", ("vehicle-registration",))),
    ("wyrejestr", Theme("driving", ("vehicle-registration",))),
    ("zgon", Theme("civil_registry", ("death-registration",))),
    ("noworodk", Theme("civil_registry", ("birth-registration",))),
    ("odpis", Theme("civil_registry", ("certificate-copy",))),
    ("imienia", Theme("civil_registry", ("name-change",))),
    ("zaświadczeń", Theme("civil_registry", ("marital-status", "marriage"))),
    ("gospodarcz", Theme("business", ("sole-trader",))),
    ("ceidg", Theme("business", ("sole-trader",))),
    ("alkohol", Theme("business", ("sole-trader-close",))),
    ("wieczyst", Theme("property", ("privatisation", "property-registration"))),
    ("nieruchomo", Theme("property", ("property-registration", "egrn-extract"))),
    ("geodezja", Theme("property", ("cadastral-registration", "egrn-extract"))),
    ("architektur", Theme("property", ("replanning",))),
    ("infrastruktur", Theme("property", ("replanning", "lease-registration"))),
    ("lokal", Theme("property", ("lease-registration", "privatisation"))),
    ("podatk", Theme("business", ("tax-return", "tax-number"))),
    ("odpad", Theme("general", ("utility-account",))),
    ("żłobk", Theme("social", ("nursery", "child-benefit"))),
    ("rodzin", Theme("social", ("child-benefit", "large-family"))),
    ("500+", Theme("social", ("child-benefit",))),
    ("karta", Theme("social", ("social-card", "large-family"))),
    ("dodatki", Theme("social", ("utility-subsidy",))),
)


def theme_of(queue_name: str) -> Theme | None:
    """The theme of a queue, or None when its name holds no word we know."""
    name = queue_name.casefold()
    return next((theme for stem, theme in STEMS if stem in name), None)


def purpose_of(queue_name: str) -> str:
    """`receive` when the queue only hands things out (odbiór without składanie), else `file`."""
    name = queue_name.casefold()
    return (
        "receive"
        if "odbiór" in name and not any(stem in name for stem in ("składan", "złożen"))
        else "file"
    )
