"""Whose calls somebody may see. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CallVisibility:
    """All calls, those of some offices, or those in which the consultant took part; nothing at all by default."""

    everything: bool = False
    offices: frozenset[str] | None = None
    agent: str | None = None
