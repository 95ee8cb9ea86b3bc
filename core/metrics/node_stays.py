"""How a call went through the nodes of its scenario, found in its facts, and what that adds to the figures. Pure.

A stay is being in a node once. A node of a sub-scenario has the path „outer/inner”: while a caller is there, the
stay in `outer` goes on, and holds whatever happens inside. So the arrows of one graph are told by what follows in
that graph, and the whole walk is the stay in the node with the path "".
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallAdopted, CallEnded, EmergencyEntered
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.transfers import TransferAnswered
from core.facts.kinds.waiting import QueueEntered
from core.metrics.call_parts import CallFigures, NodeStay
from core.metrics.contributions import slot_within_reach
from core.metrics.counters import named
from core.metrics.sums import Adding, Sums, step
from core.zone import WARSAW

WHOLE_WALK: Final = ""
"""The path of the whole scenario, above those of its nodes."""

STAY_STEPS: Final = ((60, 1), (300, 5), (1800, 30), (7200, 300))
"""Times are kept up to so many seconds in steps of so many; longer ones in steps of `_LONG_STEP`."""
_LONG_STEP = 1800


class NodeKey(msgspec.Struct, frozen=True, order=True):
    """Where a stay belongs. `quarter_utc`: of the first stay of the call in the node on that day in Poland."""

    quarter_utc: datetime
    node: str


def stays_of(facts: Sequence[AnyEvent]) -> tuple[NodeStay, ...]:
    """From a call's own facts, in order; a stay stands after what it was inside of."""
    walk = _Walk()
    for fact in facts:
        walk.take(fact)
    return tuple(walk.stays)


class _Walk:
    """`stays` in the order of entering; `_open` of these, each inside the one before."""

    def __init__(self) -> None:
        self.stays: list[NodeStay] = []
        self._open: list[int] = []
        self._is_served = False  # somebody has spoken with the caller since the node was entered, or the queue
        self._is_taken_up = False  # by another process, which enters the node of before once more

    def take(self, fact: AnyEvent) -> None:
        match fact:
            case NodeEntered(node=node, at=at) if at is not None:
                if not (self._is_taken_up and self._open and self.stays[self._open[-1]].node == node):
                    self._enter(node, at)
                self._is_taken_up = self._is_served = False
            case ConversationStarted() | TransferAnswered():
                self._is_served = True
            case QueueEntered():
                self._is_served = False
            case CallAdopted():
                self._is_taken_up = True
            case EmergencyEntered(at=at) if at is not None and self._open:
                while len(self._open) > 1:  # what follows is in no node
                    self._close(at)
            case CallEnded(reason=reason, at=at) if at is not None:
                # Whoever hangs up after a conversation has come where the call was to lead.
                is_hung_up = reason == "caller_hung_up" and not self._is_served and len(self._open) > 1
                while self._open:
                    self._close(at, is_hung_up=is_hung_up)

    def _enter(self, node: str, at: datetime) -> None:
        if not self._open:
            self._begin(WHOLE_WALK, at)
        while not _is_inside(node, self.stays[self._open[-1]].node):
            left = self.stays[self._open[-1]].node
            self._close(at, next=node if _graph_of(left) == _graph_of(node) else "")
        self._begin(node, at)

    def _begin(self, node: str, at: datetime) -> None:
        self._open.append(len(self.stays))
        self.stays.append(NodeStay(node=node, entered_at=at))

    def _close(self, at: datetime, *, next: str = "", is_hung_up: bool = False) -> None:
        place = self._open.pop()
        self.stays[place] = msgspec.structs.replace(
            self.stays[place], left_at=at, next=next, is_hung_up=is_hung_up
        )


def _is_inside(node: str, outer: str) -> bool:
    return outer == WHOLE_WALK or node.startswith(f"{outer}/")


def _graph_of(node: str) -> str:
    return node.rpartition("/")[0]


def left_node(call: CallFigures) -> str | None:
    """The innermost node in which the caller hung up; None: in none."""
    return next((stay.node for stay in reversed(call.stays) if stay.is_hung_up), None)


def stay_step(seconds: float) -> int:
    """The step of the histogram of stays: whole seconds, rounded up, by `STAY_STEPS`."""
    exact = step(seconds)
    width = next((width for most, width in STAY_STEPS if exact <= most), _LONG_STEP)
    return -(-exact // width) * width


def quantile(histogram: dict[int, int], share: float) -> int | None:
    """The least step at or below which at least this share is; None of nothing."""
    wanted = sum(histogram.values()) * share
    reached = 0
    for at, count in sorted(histogram.items()):
        reached += count
        if count and reached >= wanted:
            return at
    return None


def node_contributions(call: CallFigures) -> dict[NodeKey, Sums]:
    """What a call adds to the nodes of its scenario; everything of a stay to the day on which it began. Nothing of
    a call without a scenario."""
    if call.started_at is None or call.scenario is None:
        return {}
    found: dict[tuple[object, str], tuple[NodeKey, Adding]] = {}
    for stay in call.stays:
        quarter = slot_within_reach(stay.entered_at, call.started_at)
        of_day = (quarter.astimezone(WARSAW).date(), stay.node)
        if of_day not in found:
            found[of_day] = (NodeKey(quarter, stay.node), Adding())
            found[of_day][1].add("calls")
        adding = found[of_day][1]
        adding.add("entered")
        if stay.left_at is None:
            continue
        adding.add("hung_up", stay.is_hung_up)
        adding.add("over", not stay.is_hung_up and not stay.next)
        if stay.next:
            adding.add(named("next", stay.next))
        adding.add(named("stay", stay_step((stay.left_at - stay.entered_at).total_seconds())))
    return {key: adding.sums for key, adding in found.values()}
