"""Walks a call through a scenario, node by node."""

from dataclasses import dataclass

from core.call import Call
from core.errors import TelephonyFailed
from core.events import NodeEntered
from ivr.destinations import Destination
from ivr.emergency import announce
from ivr.nodes import KINDS
from ivr.scenario import Scenario
from ivr.visit import Tools, Visit

MAX_NODES = 500  # a validated scenario cannot loop without its caller; this ends one whose caller never stops
NO_END = "Scenariusz nie ma końca."


class Walk:
    """One call's walk: where it is, and the way on."""

    def __init__(
        self, call: Call, scenario: Scenario, tools: Tools, at: str | None = None, office: str | None = None
    ) -> None:
        """`at` is the node where the walk goes on; None for a walk that begins. `office` is the number's own."""
        self._visit = Visit(call, tools)
        self._scenario = scenario
        self._at = scenario.start if at is None else at
        self._count = 0
        self._office = office
        self._warned_of: tuple[str | None] | None = None if at is None else (call.context.office or office,)

    async def next_destination(self, after: str | None = None) -> Destination:
        """Walk until a node sends the call somewhere; `after` is the outcome of the last destination.

        Raises TelephonyFailed when the walk has passed too many nodes; a hang-up cancels it anywhere.
        """
        if after is not None:
            ways = self._scenario.nodes[self._at].next
            # A version published before a way existed sends its calls where nobody is there.
            self._at = ways.get(after) or ways["nobody_there"]
        while True:
            self._count += 1
            if self._count > MAX_NODES:
                raise TelephonyFailed(NO_END)
            await self._warn()
            node = self._scenario.nodes[self._at]
            kind = KINDS[node.kind]
            self._visit.call.record(NodeEntered(node=self._at, kind=node.kind))
            result = await kind.run(self._visit, self._at, kind.rules.settings.model_validate(node.settings))
            if not isinstance(result, str):
                return result
            self._at = node.next[result]

    async def _warn(self) -> None:
        """An emergency message comes before the first node; an office's as soon as that office is known."""
        office = self._visit.call.context.office or self._office
        if self._warned_of != (office,):
            offices = (None, office) if self._warned_of is None else (office,)
            self._warned_of = (office,)
            await announce(self._visit, *offices)


@dataclass(frozen=True, slots=True)
class Entry:
    """A number that callers dial: which scenario answers, whether the call is free, and whose number it is."""

    number: str
    is_free: bool
    scenario: Scenario
    office: str | None = None


class Ivr:
    """The scenarios in force and what their nodes share."""

    def __init__(self, entries: dict[str, Entry], tools: Tools) -> None:
        self.entries = entries
        self.tools = tools

    def entry_for(self, dialled_number: str) -> Entry | None:
        """None for a number that nobody owns."""
        return self.entries.get(dialled_number)

    def walk(self, call: Call, scenario: Scenario, at: str | None = None) -> Walk:
        """Walk through `scenario` from its start, or on from a node. The call keeps this version to its end,
        whatever is published meanwhile."""
        entry = self.entry_for(call.caller.dialled_number)
        return Walk(call, scenario, self.tools, at, None if entry is None else entry.office)
