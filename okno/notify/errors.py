"""How the room that tells people refuses."""

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def unknown_wording() -> Refusal:
    """No act, language or channel of this name."""
    return Refusal("unknown_wording", _("There is no such message."), status=404)


def empty_wording() -> Refusal:
    """A wording without words."""
    return Refusal("empty_wording", _("Write what the person should read."), field="body")


def missing_place(name: str) -> Refusal:
    """A place that every wording of the act holds."""
    return Refusal(
        "missing_place",
        _("Without {%(name)s} the message says too little. Put it where it belongs.")
        % {"name": name},
        field="body",
    )


def unknown_place(name: str) -> Refusal:
    """A place that nobody will fill."""
    return Refusal(
        "unknown_place",
        _("Nobody knows what to put in place of “%(name)s”. Choose from the list.")
        % {"name": name},
        field="body",
    )


def lone_brace(text: str) -> Refusal:
    """A brace without its other one; `text` is what stands beside it."""
    return Refusal(
        "lone_brace",
        _("Here one brace is missing: “%(text)s”. Add it, or take this one out.") % {"text": text},
        field="body",
    )


def unknown_provider() -> Refusal:
    """A report under a key that no provider of ours has."""
    return Refusal("unknown_provider", _("No provider has this key."), status=401)


def unknown_message() -> Refusal:
    """A number that is none of ours, or that another provider carries."""
    return Refusal("unknown_message", _("There is no such message."), status=404)


def sent_just_now() -> Refusal:
    """A report that overtook the answer to what it is about; the provider says it again."""
    return Refusal(
        "sent_just_now",
        _("This message is being sent at this very moment. Say it again in a few seconds."),
        status=409,
    )


def not_sent_again() -> Refusal:
    """Only what nobody knows the fate of, and while it is of use."""
    return Refusal(
        "not_sent_again",
        _("This message is not sent again: it went its way, or is of no use any more."),
        status=409,
    )


def bad_link() -> Refusal:
    """A link to unsubscribe that we have not given."""
    return Refusal(
        "bad_link",
        _("This link is not whole. Open it from the message once more."),
        status=404,
    )
