"""The verbs of the hall. Each is one transaction, ends in the journal, or raises a Refusal."""

from okno.queue.actions.afar import (
    ask_more_time,
    come_from_afar,
    forget_afar,
    join,
    leave_from_afar,
)
from okno.queue.actions.calling import call_auto, call_from_roll, call_next, call_this, recall
from okno.queue.actions.chats import leave_chat, link_chat
from okno.queue.actions.checking_in import (
    begin_remote,
    check_in,
    check_in_by_phone,
    issue_instead,
    settle_appointments,
)
from okno.queue.actions.counters import (
    answer_help,
    call_for_help,
    close_counter,
    move_staff,
    open_counter,
    pause_counter,
    resume_counter,
    set_profile,
    stand_up,
)
from okno.queue.actions.day import break_promises, close_day, end_earlier_days, end_holds
from okno.queue.actions.doorbell import answer_administrator, call_administrator
from okno.queue.actions.forgetting import forget_account, forget_place, forget_visitor
from okno.queue.actions.issuing import issue
from okno.queue.actions.leaving import (
    give_second_chance,
    leave,
    mark_no_show,
    rate,
    use_voucher,
)
from okno.queue.actions.naming import (
    drop_name,
    forget_names,
    give_name,
    set_calls,
    strike_name,
)
from okno.queue.actions.receiving import receive
from okno.queue.actions.serving import (
    back_to_line,
    continue_here,
    finish,
    hold,
    start,
    take_back,
    transfer,
    undo,
)
from okno.queue.actions.stepping_back import step_back
from okno.queue.actions.telling import (
    ask_to_be_told,
    forget_contacts,
    stop_telling,
    tell_who_waits,
)

__all__ = [
    "answer_administrator",
    "answer_help",
    "ask_more_time",
    "ask_to_be_told",
    "back_to_line",
    "begin_remote",
    "break_promises",
    "call_administrator",
    "call_auto",
    "call_for_help",
    "call_from_roll",
    "call_next",
    "call_this",
    "check_in",
    "check_in_by_phone",
    "close_counter",
    "close_day",
    "come_from_afar",
    "continue_here",
    "drop_name",
    "end_earlier_days",
    "end_holds",
    "finish",
    "forget_account",
    "forget_afar",
    "forget_contacts",
    "forget_names",
    "forget_place",
    "forget_visitor",
    "give_name",
    "give_second_chance",
    "hold",
    "issue",
    "issue_instead",
    "join",
    "leave",
    "leave_chat",
    "leave_from_afar",
    "link_chat",
    "mark_no_show",
    "move_staff",
    "open_counter",
    "pause_counter",
    "rate",
    "recall",
    "receive",
    "resume_counter",
    "set_calls",
    "set_profile",
    "settle_appointments",
    "stand_up",
    "start",
    "step_back",
    "stop_telling",
    "strike_name",
    "take_back",
    "tell_who_waits",
    "transfer",
    "undo",
    "use_voucher",
]
