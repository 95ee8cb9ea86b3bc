"""How each of several Asterisks is now, and since when: for the edges, for whoever rings a telephone, and for the
board. Nothing here waits.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from core.clock import Clock

NodeState: TypeAlias = Literal["up", "cut", "gone", "away"]
"""`cut`: the line to it is lost, and nobody knows what has become of its calls; `gone`: they have ended; `away`:
not reached yet by this process."""


@dataclass(slots=True)
class NodeNow:
    """`calls_ended`: of callers, with the last end. `is_drained`: it is to have no new calls."""

    name: str
    state: NodeState
    since: datetime
    calls_ended: int = 0
    gone_at: datetime | None = None
    is_drained: bool = False

    @property
    def takes_calls(self) -> bool:
        return self.state == "up" and not self.is_drained


class NodesNow:
    """Of all Asterisks of the centre."""

    def __init__(self, names: Sequence[str], drained: Collection[str], clock: Clock) -> None:
        """`drained`: those of which that is known before the first is reached: an application that takes over must
        not open them."""
        self._clock = clock
        now = clock.now()
        self._nodes = {name: NodeNow(name, "away", now, is_drained=name in drained) for name in names}
        self.on_change: Callable[[], None] = lambda: None
        """Called whenever something has changed. It may not wait."""
        self.on_end: Callable[[str], None] = lambda name: None
        """Called with an Asterisk whose conversations have ended with it."""

    @property
    def all(self) -> Sequence[NodeNow]:
        return list(self._nodes.values())

    def of(self, name: str) -> NodeNow:
        """Raises KeyError."""
        return self._nodes[name]

    def is_up(self, name: str) -> None:
        self._becomes(name, "up")

    def is_cut(self, name: str) -> None:
        self._becomes(name, "cut")

    def is_gone(self, name: str, calls_ended: int) -> None:
        """Its calls have ended."""
        node = self._nodes[name]
        node.calls_ended, node.gone_at = calls_ended, self._clock.now()
        self._becomes(name, "gone")
        self.on_end(name)

    def was_not_reached(self, name: str, calls_ended: int) -> None:
        """By a take-over, which has closed what was there: the edges are to end that. Harmless afterwards."""
        if self._nodes[name].state == "away":
            self.is_gone(name, calls_ended)

    def _becomes(self, name: str, state: NodeState) -> None:
        node = self._nodes[name]
        if node.state != state:
            node.state, node.since = state, self._clock.now()
            self.on_change()

    def drain(self, name: str, *, is_drained: bool) -> None:
        """No new calls, or again. Said again, nothing changes."""
        node = self._nodes[name]
        if node.is_drained != is_drained:
            node.is_drained = is_drained
            self.on_change()

    @property
    def closed(self) -> frozenset[str]:
        """Those to which edges send nobody. Never all: to whom else should calls go? One that is drained is open
        while no other is there, or may be."""
        nodes = self._nodes.values()
        closed = {node.name for node in nodes if node.state in ("cut", "gone")}
        if any(node.takes_calls or node.state == "away" for node in nodes):
            closed |= {node.name for node in nodes if node.state == "up" and node.is_drained}
        return frozenset(closed if len(closed) < len(nodes) else ())
