"""A refusal: the expected, explained "no" that okno gives instead of failing."""

from django.utils.functional import Promise


class Refusal(Exception):
    """An act that is not done, with the reason in words for the person who asked.

    `code` is stable snake_case for machines, `message` a translated sentence for people (what, why,
    what now), `field` the form field it belongs to, `status` the HTTP status. A refusal is raised
    before anything is written, or rolls back what was.
    """

    def __init__(
        self, code: str, message: str | Promise, *, field: str | None = None, status: int = 422
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.field = field
        self.status = status

    def __str__(self) -> str:
        return str(self.message)
