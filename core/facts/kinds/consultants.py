"""Consultants' own states and work. Pure."""

from typing import Literal

from core.facts.event import Event


class AgentStateChanged(Event, kw_only=True, frozen=True, tag=True):
    """One transition of one consultant: `old -> event -> new`."""

    agent: str
    old: str
    event: str
    new: str
    pause_reason: str | None = None
    trouble: str | None = None  # why the consultant is technically unavailable; one of `core.live.live.Trouble`
    epoch: int | None = None  # of the application that led the calls (`core.lease`); None: of no application


class AgentWishKept(Event, kw_only=True, frozen=True, tag=True):
    """A consultant wished something for the end of the call in progress; `wish` is empty if it was taken
    back.
    """

    agent: str
    wish: Literal["pause", "log_out", ""]
    pause_reason: str | None = None


class ServedQueuesChanged(Event, kw_only=True, frozen=True, tag=True):
    """Somebody set which other queues a consultant serves, and how well the topics are known."""

    agent: str
    queues: list[str]
    skills: dict[str, int]
    account: str


class ConsultantRemoved(Event, kw_only=True, frozen=True, tag=True):
    """Somebody dismissed a consultant, who may be taken back. The audit log has the other changes of staff."""

    agent: str
    account: str
