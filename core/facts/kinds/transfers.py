"""Handing a caller over to somebody outside. Pure."""

from typing import Literal

from core.facts.event import Event

TransferOutcome = Literal[
    "connected",
    "no_answer",
    "busy",
    "not_allowed",  # not on the list of allowed numbers, or not for this line; nobody was rung
    "abandoned",  # the caller hung up while it rang
]


class TransferStarted(Event, kw_only=True, frozen=True, tag=True):
    """The centre rings somebody outside of it for the caller. `target` is an entry of the list of what is
    allowed. `agent`: the consultant who has handed the call over, to one who has answered already; empty: the
    scenario asked for it."""

    target: str
    agent: str = ""


class TransferAnswered(Event, kw_only=True, frozen=True, tag=True):
    """Both hear each other. `leg` is the other party's channel; they may talk for `longest_time` seconds."""

    target: str
    bridge_id: str
    leg: str
    longest_time: float


class TransferEnded(Event, kw_only=True, frozen=True, tag=True):
    """The centre pays for `talk_time` seconds."""

    target: str
    outcome: TransferOutcome
    ring_time: float = 0.0
    talk_time: float = 0.0


class TransferTargetChanged(Event, kw_only=True, frozen=True, tag=True):
    """Somebody put a number on the list of allowed ones, changed it, or took it off (`is_allowed` False)."""

    target: str
    is_allowed: bool
    account: str
