"""The verbs of cases. Each is one transaction, ends in the journal, or raises a Refusal."""

from okno.cases.actions.forgetting import (
    ask_to_be_told,
    forget_account,
    forget_case,
    forget_old,
    forget_visitor,
    leave_chat,
    stop_telling,
)
from okno.cases.actions.moving import issue, result_ready, take_back
from okno.cases.actions.opening import open_case

__all__ = [
    "ask_to_be_told",
    "forget_account",
    "forget_case",
    "forget_old",
    "forget_visitor",
    "issue",
    "leave_chat",
    "open_case",
    "result_ready",
    "stop_telling",
    "take_back",
]
