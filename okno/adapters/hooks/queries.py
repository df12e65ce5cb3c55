"""Which hooks there are and how they fare."""

from dataclasses import dataclass

from okno.adapters.hooks import telling
from okno.adapters.hooks.models import Place


@dataclass(frozen=True)
class Known:
    """A hook that is installed, or was; `said` is how it fares, in words for the command line."""

    name: str
    said: str


def hooks() -> list[Known]:
    """By name."""
    places = {each.hook: each for each in Place.objects.all()}
    installed = telling.installed()
    return [
        Known(name, _said(places.get(name), name in installed))
        for name in sorted({*places, *installed})
    ]


def _said(place: Place | None, is_installed: bool) -> str:
    if not is_installed:
        return "not installed any more, or cannot be loaded"
    if place is None:
        return "told from the next fact on"
    if not place.failures:
        return f"told up to fact {place.event}"
    return (
        f"fails after fact {place.event} with {place.error}, {place.failures} times,"
        f" again at {place.next_at:%Y-%m-%d %H:%M:%S} UTC"
    )
