"""What somebody who tries a scenario out lets the caller do. Pure."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ivr.simulator.case import Keys, Moment, QueueOutcome

LONGEST_CALL = 3600.0  # seconds of virtual time


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Press(_Action):
    """Press keys, one after the other."""

    do: Literal["press"]
    keys: Keys


class Wait(_Action):
    """Let time pass, in seconds."""

    do: Literal["wait"]
    time: float = Field(ge=0, le=LONGEST_CALL)


class Listen(_Action):
    """Let time pass until the call waits for the caller, at most ten minutes."""

    do: Literal["listen"]


class StaySilent(_Action):
    """Press nothing until the line says something else or goes on, at most ten minutes."""

    do: Literal["stay_silent"]


class JumpTo(_Action):
    """From now on it is another day or hour; the call itself does not grow longer."""

    do: Literal["jump_to"]
    at: Moment


class LeaveQueue(_Action):
    """The wait in the queue ends so."""

    do: Literal["leave_queue"]
    outcome: QueueOutcome


class HangsUp(_Action):
    do: Literal["hang_up"]


Action = Annotated[Press | Wait | Listen | StaySilent | JumpTo | LeaveQueue | HangsUp, Field(discriminator="do")]
MOST_ACTIONS = 500


@dataclass(frozen=True, slots=True)
class Deed:
    """What a caller did: seconds after the beginning of the call, when so many announcements had begun."""

    at: float
    heard: int
    does: Press | JumpTo | LeaveQueue | HangsUp
