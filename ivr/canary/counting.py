"""Counts how calls end, by version, while a version is on trial: from the facts as they are stated. Pure.

With no trial under way a fact costs one look at its type.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.facts.events import AnyEvent, CallEnded, CallStarted, EndReason, QueueEntered, TransferStarted
from ivr.canary.canary import BothFigures, Canary, VersionFigures

NOT_LED: frozenset[EndReason] = frozenset(
    {"unknown_number", "too_many_calls", "shed", "not_reached", "interrupted"}
)
"""Calls that no scenario has led to their end, or not as it would have."""
FAILED: frozenset[EndReason] = frozenset({"failed", "time_limit"})

_Key = tuple[str, int]


@dataclass(slots=True)
class _Underway:
    key: _Key
    is_new: bool
    is_queued: bool = False


def note_end(figures: VersionFigures, reason: str, *, is_queued: bool) -> None:
    """Count a call that is over."""
    if reason in NOT_LED:
        return
    figures.calls += 1
    if reason in FAILED:
        figures.failed += 1
    elif is_queued or reason == "completed":
        figures.completed += 1
    else:
        figures.hung_up += 1


class CanaryCounts:
    """What was seen of the trials since they began, or since this process did."""

    def __init__(self) -> None:
        self._watched: dict[_Key, Canary] = {}
        self._seen: dict[_Key, BothFigures] = {}
        self._underway: dict[str, list[_Underway]] = {}

    def watch(self, canaries: Iterable[Canary]) -> None:
        """These are the trials now: what ended is forgotten, what is new begins with nothing."""
        self._watched = {canary.key: canary for canary in canaries}
        self._seen = {
            key: self._seen.get(key) or BothFigures(VersionFigures(), VersionFigures()) for key in self._watched
        }

    def seen(self, canary: Canary) -> BothFigures:
        """Raises KeyError for one that is not watched."""
        return self._seen[canary.key]

    def note(self, event: AnyEvent) -> None:
        """A fact of this process."""
        if isinstance(event, CallStarted):
            if self._watched and event.direction == "inbound":
                self._begun(event)
        elif isinstance(event, QueueEntered | TransferStarted):  # led to a person
            for call in self._underway.get(event.call_id or "", ()):
                call.is_queued = True
        elif isinstance(event, CallEnded):
            for call in self._underway.pop(event.call_id or "", ()):
                if (figures := self._seen.get(call.key)) is not None:
                    note_end(figures.new if call.is_new else figures.old, event.reason, is_queued=call.is_queued)

    def _begun(self, event: CallStarted) -> None:
        for key, canary in self._watched.items():
            version = event.subscenario_versions.get(canary.name)
            if event.scenario == canary.name:
                version = event.scenario_version
            if version in (canary.version, canary.beside):
                call = _Underway(key, is_new=version == canary.version)
                self._underway.setdefault(event.call_id or "", []).append(call)
