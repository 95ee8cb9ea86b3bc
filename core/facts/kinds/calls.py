"""How a call begins and ends, and what became of it while the application was away. Pure."""

from typing import Literal

import msgspec

from core.facts.event import Event

EndReason = Literal[
    "caller_hung_up",  # the caller went first
    "completed",  # the scenario came to its end, after a conversation or without
    "unknown_number",  # nobody owns the dialled number
    "time_limit",  # the scenario lasted longer than it may; queues and conversations do not count
    "too_many_calls",  # the caller's number had as many calls as it may have at once
    "shed",  # more calls came than the machine carries: the caller heard one sentence
    "not_reached",  # a client whom a consultant rang, and with whom nobody has talked
    "failed",  # our fault; the caller heard E01 if that was possible
    "interrupted",  # the application died with the call
]
CallDirection = Literal["inbound", "callback", "outbound"]


class CallStarted(Event, kw_only=True, frozen=True, tag=True):
    """`direction` "callback": the centre rang the caller, for the order `callback`; "outbound": a consultant rings
    a client, who is the caller here, and `dialled_number` is what the client's telephone shows."""

    channel_id: str
    dialled_number: str
    caller_number: str
    is_free: bool | None = None  # toll class of the dialled number; None when nobody owns it
    scenario: str | None = None
    scenario_version: int | None = None
    direction: CallDirection = "inbound"
    callback: str | None = None
    # Of the scenarios that this one calls, directly or not, by name.
    subscenario_versions: dict[str, int] = msgspec.field(default_factory=dict)


CallStage = Literal["scenario", "waiting", "connecting", "talking"]


class CallAdopted(Event, kw_only=True, frozen=True, tag=True):
    """The application had died and took the call up again. `away_time` in seconds since the last fact before."""

    stage: CallStage
    away_time: float


class EmergencyEntered(Event, kw_only=True, frozen=True, tag=True):
    """The application was away: the call went on by the fallback path. Not about emergency messages: the name is
    stored with every fact, and alarms stand on it.

    `by` is who spoke with the caller: the FastAGI server, the stand-alone script, or Asterisk all alone.
    """

    by: Literal["fast_agi", "script", "dialplan"]


class WatchdogActed(Event, kw_only=True, frozen=True, tag=True):
    """The watchdog moved a call by itself. `away_time`: seconds since the application's last sign of life.

    `to_emergency` is to the fallback path; the word is stored.
    """

    action: Literal["to_emergency", "to_goodbye", "to_application"]
    away_time: float


class CallFailed(Event, kw_only=True, frozen=True, tag=True):
    """`error` is the name of the error, never its text, which might quote what was keyed."""

    error: str


class CallEnded(Event, kw_only=True, frozen=True, tag=True):
    """Exactly one for each CallStarted. `duration_time` in seconds."""

    reason: EndReason
    duration_time: float
