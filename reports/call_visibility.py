"""Whose calls somebody may see. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallVisibility:
    """All calls, those of an office, or those in which the consultant took part; nothing at all by default."""

    everything: bool = False
    office: str | None = None
    agent: str | None = None
