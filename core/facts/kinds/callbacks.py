"""Calling back who has asked for it, or was cut off. Pure."""

from datetime import datetime
from typing import Literal

from core.facts.event import Event

CallbackOutcome = Literal[
    "talked",
    "given_up",
    "withdrawn",
    "replaced",  # by an order of the same number for a sooner moment, or by the caller's own next call
]
CallbackCause = Literal[
    "wish",  # the caller's
    "fault",  # the end of an Asterisk has cut the caller off
]


class CallbackOrdered(Event, kw_only=True, frozen=True, tag=True):
    """The place in the queue is kept, and the centre rings back when the turn comes, or later than that."""

    callback: str
    queue: str
    callback_number: str
    due_at: datetime
    topic: str | None = None
    client_id: str | None = None
    language: str = "pl"
    not_before: datetime | None = None  # it joins the line then; None: it stands in line at once
    cause: CallbackCause = "wish"
    agent: str | None = None  # with whom the caller talked who was cut off


class CallbackPutOff(Event, kw_only=True, frozen=True, tag=True):
    """Its time has come, and nobody is there to call: the hours have changed, or a trial came to nothing just
    before their end. It joins the line at `not_before`, the next opening."""

    callback: str
    not_before: datetime


class CallbackTried(Event, kw_only=True, frozen=True, tag=True):
    """The centre rang back. `call_id` is the call that was made, `origin` the one that ordered it."""

    callback: str
    attempt: int
    outcome: Literal["talked", "no_answer", "not_confirmed", "agent_missed", "failed"]
    origin: str


class CallbackEnded(Event, kw_only=True, frozen=True, tag=True):
    """Nothing more will be tried."""

    callback: str
    outcome: CallbackOutcome
    account: str | None = None  # who took the order back
