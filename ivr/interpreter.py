"""Walks a call through a scenario, node by node."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import anyio

from core.call import Call
from core.errors import CeilingReached, TelephonyFailed
from core.facts.kinds.scenarios import NodeEntered
from ivr.destinations import Destination, HangUp, Question
from ivr.emergency_announcement import announce
from ivr.graph.scenario import Node, Scenario
from ivr.nodes import KINDS
from ivr.nodes.kind import NodeKind
from ivr.number_route import NumberRoute
from ivr.visit import Tools, Visit

MAX_NODES = 500
"""Nodes between two keys of the caller, without whom no validated scenario loops: more are a fault of ours."""

NO_END = "Scenariusz nie ma końca."


@dataclass(frozen=True, slots=True)
class _Step:
    kind: NodeKind[Any]
    settings: Any
    ways: Mapping[str, str]


class _Steps(dict[str, _Step]):
    """The nodes of a version as they are walked, each read when a call first comes by."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        super().__init__()
        self._nodes = nodes

    def __missing__(self, name: str) -> _Step:
        node = self._nodes[name]
        kind = KINDS[node.kind]
        step = self[name] = _Step(kind, kind.settings.model_validate(node.settings), node.next)
        return step


_STEPS: WeakKeyDictionary[Scenario, _Steps] = WeakKeyDictionary()
"""Shared by all calls on a version, and gone with it."""


class Walk:
    """One call's walk: where it is, and the way on."""

    def __init__(
        self, call: Call, scenario: Scenario, tools: Tools, at: str | None = None, office: str | None = None
    ) -> None:
        """`scenario` is put together with what it calls. `at` is the node where the walk goes on; None for a walk
        that begins. `office` is the number's own."""
        self._visit = Visit(call, tools, office, call.clock.monotonic())
        self._steps = _STEPS.setdefault(scenario, _Steps(scenario.nodes))
        self._at = scenario.start if at is None else at
        self._count = 0  # nodes since the caller's last key
        self._keys_taken = 0
        self._time = 0.0  # seconds spent in nodes so far
        self._warned_of: tuple[str | None] | None = None if at is None else (self._visit.office,)

    async def next_destination(self, after: str | None = None) -> Destination:
        """Walk until a node sends the call somewhere; `after` is the outcome of the last destination.

        Raises CeilingReached when the nodes of this walk have taken longer than `Tools.longest_walk_time`, all
        together: what is between two destinations, a queue or a conversation, does not count. Raises
        TelephonyFailed when the walk has passed too many nodes without the caller; a hang-up cancels it anywhere.
        """
        clock = self._visit.call.clock
        began = clock.monotonic()
        try:
            with anyio.move_on_after(max(0.0, self._visit.tools.longest_walk_time - self._time)):
                return await self._walk(after)
        finally:
            self._time += clock.monotonic() - began
        raise CeilingReached("time_limit")

    async def _walk(self, after: str | None) -> Destination:
        if after is not None:
            # A version published before a way existed sends its calls where nobody is there.
            self.leave_by(after if after in self._steps[self._at].ways else "nobody_there")
        while True:
            self._count_node()
            if self._count > MAX_NODES:
                raise TelephonyFailed(NO_END)
            await self._warn()
            step = self._steps[self._at]
            self._visit.call.record(NodeEntered(node=self._at, kind=step.kind.name))
            result = await step.kind.run(self._visit, self._at, step.settings)
            if not isinstance(result, str):
                return result
            if step.kind.is_final and result not in step.ways:
                return HangUp()
            self.leave_by(result if result in step.ways else step.kind.newer_outcomes[result])

    def leave_by(self, outcome: str) -> None:
        """Go on from the node where the walk is, by one of its ways. Raises KeyError if it has no such way."""
        self._at = self._steps[self._at].ways[outcome]

    def _count_node(self) -> None:
        taken = self._visit.call.caller.keys.taken
        self._count = self._count + 1 if taken == self._keys_taken else 1
        self._keys_taken = taken

    async def enter_again(self, node: str) -> None:
        """Let a node put its question off until the queue once more: an earlier process died in between."""
        step = self._steps[node]
        await step.kind.run(self._visit, node, step.settings)

    def take_question(self) -> Question | None:
        """What was put off until the queue. It is nobody else's any more."""
        return self._visit.take_question()

    async def _warn(self) -> None:
        """An emergency message comes before the first node; an office's own as soon as that office is known."""
        office, board = self._visit.office, self._visit.tools.emergency
        if self._warned_of == (office,):
            return
        is_first, self._warned_of = self._warned_of is None, (office,)
        message = board.message(office)
        if is_first:
            await announce(self._visit, board.message(None), message)
        elif message is not None and message.office is not None:
            await announce(self._visit, message)


class Ivr:
    """The scenarios in force and what their nodes share."""

    def __init__(self, routes: dict[str, NumberRoute], tools: Tools) -> None:
        self.routes = routes
        self.tools = tools

    def route_for(self, dialled_number: str) -> NumberRoute | None:
        """None for a number that nobody owns."""
        return self.routes.get(dialled_number)

    def walk(self, call: Call, scenario: Scenario, at: str | None = None) -> Walk:
        """Walk through `scenario` from its start, or on from a node. The call keeps this version to its end,
        whatever is published meanwhile."""
        route = self.route_for(call.caller.dialled_number)
        return Walk(call, scenario, self.tools, at, None if route is None else route.office)
