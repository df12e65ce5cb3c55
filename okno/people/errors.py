"""How people are refused."""

from django.utils.translation import gettext_lazy as _

from okno.base.errors import Refusal
from okno.base.text import left_to_right


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


def unknown_login() -> Refusal:
    """Nobody who works here has this login; whoever was dismissed has it no more."""
    return Refusal("unknown_login", _("Nobody works here under this login."), field="login")


def not_your_centre() -> Refusal:
    """Staff of one centre do not act in another."""
    return Refusal("not_your_centre", _("This belongs to another centre."), status=404)


def other_centre_open(shown: str, chosen: str) -> Refusal:
    """A page of one centre asks while another one is chosen: most often in the next tab."""
    return Refusal(
        "other_centre_open",
        _("This page shows %(shown)s, and %(chosen)s has been opened in another tab.")
        % {"shown": shown, "chosen": chosen},
        status=409,
    )


def centre_not_said() -> Refusal:
    """A form that does not say for which centre it was filled in."""
    return Refusal(
        "centre_not_said",
        _("This form does not say which centre it is for. Open its page again."),
        field="centre",
    )


def no_such_post() -> Refusal:
    """A role that does not reach so far, or not so near."""
    return Refusal(
        "no_such_post",
        _(
            "Operators and administrators have a centre, managers a centre or an okrug, editors neither."
        ),
        field="role",
    )


def unknown_ability(field: str) -> Refusal:
    """A skill, a language or a level that okno does not know."""
    return Refusal("unknown_ability", _("This skill or language is not known here."), field=field)


def unknown_colleague() -> Refusal:
    """Nobody of this number works in this centre."""
    return Refusal("unknown_colleague", _("This person does not work here any more."), status=404)


def unknown_session() -> Refusal:
    """A session that is over, or somebody else's."""
    return Refusal(
        "unknown_session", _("This session is over already. Look at the list again."), status=404
    )


def wrong_second_code() -> Refusal:
    """Not a code of the app at this moment, used before, or no recovery code."""
    return Refusal(
        "wrong_second_code",
        _("This code does not fit, or was used already. Wait for the next one."),
        field="code",
    )


def too_many_second_codes() -> Refusal:
    """Too many wrong codes for one person."""
    return Refusal(
        "too_many_second_codes",
        _(
            "Too many wrong codes. Use a recovery code or a passkey, or ask your manager to reset it."
        ),
        field="code",
        status=429,
    )


def wrong_passkey() -> Refusal:
    """The browser's answer is not that of a passkey of this person to our question."""
    return Refusal(
        "wrong_passkey", _("The passkey did not fit. Try again, or use a code."), field="passkey"
    )


def unknown_factor() -> Refusal:
    """No such app or passkey; most often it has just been removed in another tab."""
    return Refusal(
        "unknown_factor", _("There is no such second factor any more. Look again."), status=404
    )


def not_yourself() -> Refusal:
    """One's own second factor is not reset from the list of colleagues."""
    return Refusal("not_yourself", _("For yourself, do this under “Your sign-in”."), status=403)


def no_badge_for_you() -> Refusal:
    """Whoever leads, or belongs to no centre, does not change places by badge."""
    return Refusal(
        "no_badge_for_you", _("Your role signs in with the password only."), field="badge"
    )


def no_badge() -> Refusal:
    """A code that is too short to be a badge's, or too long."""
    return Refusal(
        "no_badge", _("A badge's code has 6 to 64 signs. Scan it once more."), field="badge"
    )


def weak_pin() -> Refusal:
    """No PIN, or one that is guessed first."""
    return Refusal(
        "weak_pin",
        _("A PIN has four to six digits, and not 1111 or 1234. Choose another one."),
        field="pin",
    )


def badge_taken() -> Refusal:
    """One badge cannot be two people's."""
    return Refusal("badge_taken", _("Somebody has this badge already."), field="badge", status=409)


def no_such_badge() -> Refusal:
    """Whoever has no badge cannot lose it."""
    return Refusal("no_such_badge", _("There is no badge any more. Look again."), status=404)


def wrong_badge() -> Refusal:
    """Badge and PIN do not belong together here (which of them is wrong is not said)."""
    return Refusal(
        "wrong_badge", _("The badge or the PIN does not fit. Scan the badge again."), field="badge"
    )


def too_many_pins() -> Refusal:
    """Too many wrong PINs with a badge, or from a network."""
    return Refusal(
        "too_many_pins",
        _("Too many wrong PINs. Sign in with your password, or wait 15 minutes."),
        field="badge",
        status=429,
    )


def no_workstation() -> Refusal:
    """A badge opens only where a colleague has signed in fully today."""
    return Refusal(
        "no_workstation",
        _(
            "By badge one comes where a colleague has signed in with a password today, at this computer and in its network. Be the first."
        ),
        status=403,
    )


def no_phone() -> Refusal:
    """What was given is no telephone number of any country."""
    return Refusal(
        "no_phone",
        _("This is not a phone number. Give it with its country, for example %(phone)s.")
        % {"phone": left_to_right("+7 495 777-77-77")},
        field="phone",
    )


def no_phone_to_ring() -> Refusal:
    """Who is served by phone has to be rung up."""
    return Refusal(
        "no_phone_to_ring",
        _("We ring you at the time you chose. Leave the phone number to ring."),
        field="phone",
    )


def no_email() -> Refusal:
    """What was given is no e-mail address."""
    return Refusal(
        "no_email",
        _("This is not an e-mail address. It looks like name@example.org."),
        field="email",
    )


def no_name() -> Refusal:
    """A name has at least one letter and at most eighty characters."""
    return Refusal(
        "no_name",
        _("Write how to address you: at least one letter, at most 80 characters."),
        field="name",
    )


def no_way_to_reach() -> Refusal:
    """Neither a phone nor an e-mail address."""
    return Refusal(
        "no_way_to_reach",
        _(
            "Give a phone number or an e-mail address, so that we can tell you if something changes."
        ),
        field="phone",
    )


def no_consent() -> Refusal:
    """Nothing of a person is stored before they agree."""
    return Refusal(
        "no_consent",
        _("Without your consent we may not keep your name and number. Tick the box to go on."),
        field="consent",
    )


def not_your_visit() -> Refusal:
    """Whose the visit was is not known any more, or the account is gone."""
    return Refusal(
        "not_your_visit", _("This visit can no longer be kept in your account."), status=409
    )


def unknown_consent() -> Refusal:
    """Nobody of this number is in the account: forgotten already, or never there."""
    return Refusal(
        "unknown_consent",
        _("We keep nothing of this any more. Look at the page again."),
        status=404,
    )


def no_photo() -> Refusal:
    """What was sent is no picture that can be kept as a photo of a member of staff."""
    return Refusal(
        "no_photo",
        _(
            "That is no photo we can use. Choose a JPEG, PNG or WebP picture of at least 256 × 256 pixels."
        ),
        field="photo",
    )


def no_such_photo() -> Refusal:
    """Nobody put a photo here, or it was taken away."""
    return Refusal("no_such_photo", _("There is no photo here any more."), status=404)
