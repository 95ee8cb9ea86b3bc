"""Counts how calls end, by version, while a version is on trial: from the facts as they are stated. Pure.

Whoever hangs up after the line has done something (led to a person, taken a message or an order, told what was
asked for, or said that it is closed) has not hung up in the menu: as in reports
(`core.metrics.call_parts.CallPath`). With no trial under way a fact costs one look at its type.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallEnded, CallStarted, EndReason
from core.facts.kinds.messages import VoiceMessageLeft
from core.facts.kinds.scenarios import AnnouncementPlayed, ClientDataTold, HoursChecked, NodeEntered
from core.facts.kinds.transfers import TransferAnswered, TransferStarted
from core.facts.kinds.waiting import QueueEntered
from core.metrics.call_figures import CLOSED, HEARD_TIME, SERVED_BY_MACHINE
from core.metrics.call_parts import CallPath
from ivr.canary.canary import BothFigures, Canary, VersionFigures

NOT_LED: frozenset[EndReason] = frozenset(
    {"unknown_number", "too_many_calls", "shed", "not_reached", "interrupted"}
)
"""Calls that no scenario has led to their end, or not as it would have."""
FAILED: frozenset[EndReason] = frozenset({"failed", "time_limit"})
SERVED: frozenset[CallPath] = frozenset({"queue", "closed", "outside", "callback", "message", "self_service"})
"""Where a call has come to something."""

_Key = tuple[str, int]


@dataclass(slots=True)
class _Underway:
    """A call of a version that is compared; `sides`: in which trials, and whether it met the new version."""

    sides: list[tuple[_Key, bool]] = field(default_factory=list)
    is_served: bool = False
    kind: str = ""  # of the node in which it is


def note_end(figures: VersionFigures, reason: str, *, is_served: bool) -> None:
    """Count a call that is over."""
    if reason in NOT_LED:
        return
    figures.calls += 1
    if reason in FAILED:
        figures.failed += 1
    elif is_served or reason == "completed":
        figures.completed += 1
    else:
        figures.hung_up += 1


class CanaryCounts:
    """What was seen of the trials since they began, or since this process did."""

    def __init__(self) -> None:
        self._watched: dict[_Key, Canary] = {}
        self._seen: dict[_Key, BothFigures] = {}
        self._underway: dict[str, _Underway] = {}

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
        elif self._underway and (call := self._underway.get(event.call_id or "")) is not None:
            self._goes_on(call, event)

    def _begun(self, event: CallStarted) -> None:
        call = _Underway()
        for key, canary in self._watched.items():
            version = event.subscenario_versions.get(canary.name)
            if event.scenario == canary.name:
                version = event.scenario_version
            if version in (canary.version, canary.beside):
                call.sides.append((key, version == canary.version))
        if call.sides:
            self._underway[event.call_id or ""] = call

    def _goes_on(self, call: _Underway, event: AnyEvent) -> None:
        match event:
            case NodeEntered():
                call.kind = event.kind
            case QueueEntered() | TransferStarted() | TransferAnswered() | CallbackOrdered() | VoiceMessageLeft():
                call.is_served = True
            case ClientDataTold() if event.outcome in SERVED_BY_MACHINE:
                call.is_served = True
            case HoursChecked() if event.outcome in CLOSED:
                call.is_served = True
            case AnnouncementPlayed() if call.kind == "knowledge" and event.heard_time >= HEARD_TIME:
                call.is_served = True
            case CallEnded():
                self._ended(call, event)
            case _:
                pass

    def _ended(self, call: _Underway, event: CallEnded) -> None:
        self._underway.pop(event.call_id or "", None)
        for key, is_new in call.sides:
            if (figures := self._seen.get(key)) is not None:
                note_end(figures.new if is_new else figures.old, event.reason, is_served=call.is_served)
