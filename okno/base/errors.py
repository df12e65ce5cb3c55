"""A refusal: the expected, explained "no" that okno gives instead of failing."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Step:
    """What whoever is refused may do at once: a button that sends these fields to this address."""

    words: str | Promise
    address: str
    fields: list[tuple[str, str]]


class Refusal(Exception):
    """An act that is not done, with the reason in words for the person who asked.

    `code` is stable snake_case for machines, `message` a translated sentence for people (what, why,
    what now), `field` the form field it belongs to, `status` the HTTP status, `step` what a page offers
    to do at once. A refusal is raised before anything is written, or rolls back what was; but
    for what it `leaves`: a try that counts, a look that is told of (okno.base.acts).
    """

    def __init__(
        self,
        code: str,
        message: str | Promise,
        *,
        field: str | None = None,
        status: int = 422,
        step: Step | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.status = status
        self.step = step
        self.leaves: list[Callable[[], None]] = []

    def __str__(self) -> str:
        return str(self.message)
