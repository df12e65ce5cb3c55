"""What people do: staff are added, sign in and leave, visitors are met and forgotten."""

from okno.people.actions.accounts import (
    SIGNED_IN,
    delete_account,
    keep_visit,
    sign_in_account,
    sign_out_account,
)
from okno.people.actions.badges import know_by_badge, set_badge, take_badge_away
from okno.people.actions.demo import load_demo_staff, send_demo_staff_home
from okno.people.actions.photos import remove_photo, set_photo
from okno.people.actions.second_factor import (
    add_passkey,
    complete_sign_in,
    remove_factor,
    renew_recovery_codes,
    reset_second_factor,
    set_up_app,
    show_code,
    show_passkey,
)
from okno.people.actions.sessions import end_session, end_sessions
from okno.people.actions.signing_in import (
    LOCKED,
    LONGEST_PASSWORD,
    sign_in,
    sign_in_as_demo,
)
from okno.people.actions.staffing import add_staff, dismiss_staff, set_abilities, set_password
from okno.people.actions.visitors import (
    forget_visitor,
    forget_visitors,
    keep_visitor,
    leave_chat,
    link_chat,
    meet_visitor,
)

__all__ = [
    "LOCKED",
    "LONGEST_PASSWORD",
    "SIGNED_IN",
    "add_passkey",
    "add_staff",
    "complete_sign_in",
    "delete_account",
    "dismiss_staff",
    "end_session",
    "end_sessions",
    "forget_visitor",
    "forget_visitors",
    "keep_visit",
    "keep_visitor",
    "know_by_badge",
    "leave_chat",
    "link_chat",
    "load_demo_staff",
    "meet_visitor",
    "remove_factor",
    "remove_photo",
    "renew_recovery_codes",
    "reset_second_factor",
    "send_demo_staff_home",
    "set_abilities",
    "set_badge",
    "set_password",
    "set_photo",
    "set_up_app",
    "show_code",
    "show_passkey",
    "sign_in",
    "sign_in_account",
    "sign_in_as_demo",
    "sign_out_account",
    "take_badge_away",
]
