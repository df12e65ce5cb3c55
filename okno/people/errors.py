"""How people are refused."""

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal


def wrong_login() -> Refusal:
    """The login and the password do not belong together (which of them is wrong is not said)."""
    return Refusal(
        "wrong_login", _("The login or the password does not fit. Try again."), field="login"
    )


def too_many_tries(minutes: int) -> Refusal:
    """Too many wrong passwords in a row."""
    return Refusal(
        "too_many_tries",
        _("Too many wrong tries. Try again in %(minutes)s min, or ask your manager.")
        % {"minutes": minutes},
        field="login",
        status=429,
    )


def too_busy() -> Refusal:
    """Others are being checked at this moment; this try was not looked at and does not count."""
    return Refusal(
        "too_busy",
        _("Many people are signing in right now. Try again in a few seconds."),
        field="login",
        status=429,
    )


def unusable_login() -> Refusal:
    """A login is typed on any keyboard and stands in links."""
    return Refusal(
        "unusable_login",
        _("A login has Latin letters, digits, hyphens and underscores, at most 40."),
        field="login",
    )


def login_taken() -> Refusal:
    """Two members of staff cannot have one login."""
    return Refusal(
        "login_taken", _("Somebody has this login already. Choose another."), field="login"
    )


def not_your_centre() -> Refusal:
    """Staff of one centre do not act in another."""
    return Refusal("not_your_centre", _("This belongs to another centre."), status=404)
