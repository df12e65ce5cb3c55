"""What the journal says about staff and visitors; never who a visitor is."""

from dataclasses import dataclass
from typing import ClassVar

from okno.base.events import Fact


@dataclass(frozen=True)
class StaffSignedIn(Fact):
    """Somebody began to work."""

    NAME: ClassVar[str] = "people.staff_signed_in"
    role: str


@dataclass(frozen=True)
class StaffSignInFailed(Fact):
    """A wrong password, code or PIN was given for an existing login."""

    NAME: ClassVar[str] = "people.staff_sign_in_failed"


@dataclass(frozen=True)
class StaffAdded(Fact):
    """A member of staff was added."""

    NAME: ClassVar[str] = "people.staff_added"
    role: str


@dataclass(frozen=True)
class StaffPasswordSet(Fact):
    """A member of staff got a new password."""

    NAME: ClassVar[str] = "people.staff_password_set"


@dataclass(frozen=True)
class StaffAbilitiesSet(Fact):
    """What a member of staff knows, or the languages they speak, were set."""

    NAME: ClassVar[str] = "people.staff_abilities_set"


@dataclass(frozen=True)
class StaffDismissed(Fact):
    """A member of staff works here no more."""

    NAME: ClassVar[str] = "people.staff_dismissed"


@dataclass(frozen=True)
class StaffSessionsEnded(Fact):
    """Sessions of a member of staff were ended, by themselves or by their manager."""

    NAME: ClassVar[str] = "people.staff_sessions_ended"
    count: int


@dataclass(frozen=True)
class SecondFactorAdded(Fact):
    """Somebody signs in with an app or a passkey too from now on."""

    NAME: ClassVar[str] = "people.second_factor_added"
    kind: str


@dataclass(frozen=True)
class SecondFactorRemoved(Fact):
    """An app or a passkey opens no more."""

    NAME: ClassVar[str] = "people.second_factor_removed"
    kind: str


@dataclass(frozen=True)
class SecondFactorReset(Fact):
    """A second factor was lost: it is forgotten, and the sessions have ended."""

    NAME: ClassVar[str] = "people.second_factor_reset"


@dataclass(frozen=True)
class RecoveryCodesMade(Fact):
    """New recovery codes; the old ones ended."""

    NAME: ClassVar[str] = "people.recovery_codes_made"


@dataclass(frozen=True)
class RecoveryCodeUsed(Fact):
    """Somebody came in by a recovery code; so many are left."""

    NAME: ClassVar[str] = "people.recovery_code_used"
    left: int


@dataclass(frozen=True)
class StaffPhotoSet(Fact):
    """A member of staff put their photo here for whoever leads their centre."""

    NAME: ClassVar[str] = "people.staff_photo_set"


@dataclass(frozen=True)
class StaffPhotoRemoved(Fact):
    """A photo of a member of staff is kept no more."""

    NAME: ClassVar[str] = "people.staff_photo_removed"


@dataclass(frozen=True)
class BadgeSet(Fact):
    """A badge and a PIN change to this person at a shared workstation from now on."""

    NAME: ClassVar[str] = "people.badge_set"


@dataclass(frozen=True)
class BadgeTakenAway(Fact):
    """A badge opens nothing more."""

    NAME: ClassVar[str] = "people.badge_taken_away"


@dataclass(frozen=True)
class DemoStaffLoaded(Fact):
    """The demo people came."""

    NAME: ClassVar[str] = "people.demo_staff_loaded"
    count: int


@dataclass(frozen=True)
class DemoStaffSentHome(Fact):
    """The demo was over."""

    NAME: ClassVar[str] = "people.demo_staff_sent_home"
    count: int


@dataclass(frozen=True)
class VisitorMet(Fact):
    """Somebody agreed that we keep how to reach them, for as long as the visit needs."""

    NAME: ClassVar[str] = "people.visitor_met"
    language: str


@dataclass(frozen=True)
class VisitorsForgotten(Fact):
    """What was known of people whose visits are over is gone."""

    NAME: ClassVar[str] = "people.visitors_forgotten"
    count: int


@dataclass(frozen=True)
class AccountSignedIn(Fact):
    """A visitor signed in, for the first time or once more."""

    NAME: ClassVar[str] = "people.account_signed_in"
    is_new: bool


@dataclass(frozen=True)
class AccountSignedOut(Fact):
    """A visitor signed out, in so many browsers."""

    NAME: ClassVar[str] = "people.account_signed_out"
    count: int


@dataclass(frozen=True)
class VisitorClaimed(Fact):
    """A visit belongs to the account of the person who booked it from now on."""

    NAME: ClassVar[str] = "people.visitor_claimed"


@dataclass(frozen=True)
class ChatLinked(Fact):
    """A visitor chose to be reached in a chat."""

    NAME: ClassVar[str] = "people.chat_linked"


@dataclass(frozen=True)
class ChatsLeft(Fact):
    """So many visitors are not reached in their chat any more, by their own wish."""

    NAME: ClassVar[str] = "people.chats_left"
    count: int


@dataclass(frozen=True)
class VisitKept(Fact):
    """Somebody who has the address of a visit keeps it in their account."""

    NAME: ClassVar[str] = "people.visit_kept"


@dataclass(frozen=True)
class VisitorForgotten(Fact):
    """A visitor took back their consent: what was known of them is gone."""

    NAME: ClassVar[str] = "people.visitor_forgotten"


@dataclass(frozen=True)
class AccountDeleted(Fact):
    """A visitor deleted their account; nothing of it is left."""

    NAME: ClassVar[str] = "people.account_deleted"
