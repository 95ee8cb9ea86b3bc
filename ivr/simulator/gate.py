"""Which test cases a change needs before it may be published. Pure.

A change touches the nodes that are new or have other settings, and the ways that are new or lead elsewhere. Asked
for are green cases which, on their way to a queue or an end,

1. pass each touched node,
2. take each way that a node which was there before has got or that now leads elsewhere, and of new nodes each
   way that the author has named (the keys of a menu, the cases of a condition); other outcomes of one node that
   lead to the same place are one way,
3. arrive at each queue and end that comes first after something that was touched.

So what is asked for grows with the change, not with the number of ways through the graph. Outcomes that a
simulated call does not have (`KindRules.untried`), and what only they lead to, are not asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import Field

from ivr.graph.kind_rules import KindRules, Kinds
from ivr.graph.scenario import Node, Scenario
from ivr.graph.subscenarios import CALLS, ENDS, called
from ivr.simulator.coverage import Way, own_way
from ivr.simulator.judging import Judgement
from ivr.simulator.trace import Visited


@dataclass(frozen=True, slots=True)
class MissingCase:
    """What no green case walks."""

    text: Annotated[
        str,
        Field(
            description="In Polish",
            examples=["Węzeł „menu”: brakuje przypadku testowego, który wybiera „oferty” i idzie do „oferty”."],
        ),
    ]
    node: Annotated[str, Field(description="The node to look at")]
    outcome: Annotated[str | None, Field(description="Of a way: its outcome")] = None


@dataclass(frozen=True, slots=True)
class Touched:
    """What a change touches. `asked`: the ways among `ways` that cases have to take themselves."""

    nodes: frozenset[str]
    ways: frozenset[Way]
    asked: frozenset[Way]


def touched(before: Scenario | None, after: Scenario, kinds: Kinds) -> Touched:
    """`before`: the version that the change replaces; None: everything is new."""
    nodes, ways, asked = set(), set(), set()
    for name, node in after.nodes.items():
        old = None if before is None else before.nodes.get(name)
        if old is None or old.kind != node.kind:
            nodes.add(name)
            ways |= {(name, outcome) for outcome in node.next}
            asked |= {(name, outcome) for outcome in node.next if outcome in _choices(node, kinds)}
            continue
        if old.settings != node.settings:
            nodes.add(name)
        moved = {outcome for outcome, to in node.next.items() if old.next.get(outcome) != to}
        asked |= {(name, outcome) for outcome in moved}
        ways |= {(name, same) for outcome in moved for same in _one_way(node, outcome, kinds)}
    if before is not None and before.start != after.start:
        nodes.add(after.start)
    return Touched(frozenset(nodes), frozenset(ways), frozenset(asked))


def missing_cases(
    before: Scenario | None, after: Scenario, whole: Scenario, kinds: Kinds, judgements: Iterable[Judgement]
) -> list[MissingCase]:
    """What `after` lacks to be published in place of `before`, in the order of its nodes; nothing: it has all.

    `whole` is `after` put together with what it calls; it has no errors. `judgements` are those of its cases.
    """
    return _Gate(before, after, whole, kinds).missing([j.trace.path for j in judgements if j.is_green])


class _Gate:
    def __init__(self, before: Scenario | None, after: Scenario, whole: Scenario, kinds: Kinds) -> None:
        self._scenario = after
        self._whole = whole
        self._kinds = kinds
        self._touched = touched(before, after, kinds)
        self._ways = {path: dict(self._tried_ways(path, node)) for path, node in whole.nodes.items()}
        self._possible = self._reached([whole.start], lambda path: False)

    def missing(self, paths: Sequence[Sequence[Visited]]) -> list[MissingCase]:
        whole_walks = [self._to_an_end(path) for path in paths]
        passed = {visited.node for walk in whole_walks for visited in walk}
        taken = {way for walk in whole_walks for visited in walk if (way := self._own(visited)) is not None}
        arrived = {path for walk in whole_walks for path in self._arrivals(walk)}
        found = [
            *(self._of_node(name) for name in self._touched.nodes & self._possible - passed),
            *(self._of_way(way) for way in self._asked_ways(passed) if not self._is_taken(way, taken)),
            *(self._of_stop(path) for path in self._stops - arrived - (self._touched.nodes - passed)),
        ]
        place = {path: number for number, path in enumerate(self._whole.nodes)}
        return sorted(found, key=lambda each: (place[each.node], each.outcome or "", each.text))

    # -- what is asked for

    def _asked_ways(self, passed: set[str]) -> Iterator[Way]:
        """A new node that no case passes is told once, and not with all its ways."""
        for name, outcome in self._touched.asked:
            is_told = name in self._touched.nodes and name not in passed
            if not is_told and (name, outcome) in self._possible_ways:
                yield name, outcome

    @cached_property
    def _possible_ways(self) -> set[Way | None]:
        """Those of the scenario that a simulated call may take."""
        return {
            own_way(self._scenario, self._whole, (path, outcome))
            for path in self._possible
            for outcome in self._ways[path]
        }

    def _is_taken(self, way: Way, taken: set[Way]) -> bool:
        name, outcome = way
        return any((name, same) in taken for same in _one_way(self._scenario.nodes[name], outcome, self._kinds))

    @cached_property
    def _stops(self) -> set[str]:
        """The queues and ends that come first after something that was touched."""
        starts = {name for name in self._touched.nodes if name in self._possible}
        for path in self._possible:
            for outcome, to in self._ways[path].items():
                if own_way(self._scenario, self._whole, (path, outcome)) in self._touched.ways:
                    starts.add(to)
        return {path for path in self._reached(starts, self._is_stop) if self._is_stop(path)}

    # -- what was walked

    def _to_an_end(self, path: Sequence[Visited]) -> Sequence[Visited]:
        """As far as the last queue or end: what comes after it led nowhere."""
        last = max((number for number, visited in enumerate(path) if self._is_stop(visited.node)), default=-1)
        return path[: last + 1]

    def _own(self, visited: Visited) -> Way | None:
        if visited.left_by is None:
            return None
        return own_way(self._scenario, self._whole, (visited.node, visited.left_by))

    def _arrivals(self, walk: Sequence[Visited]) -> Iterator[str]:
        """The queues and ends at which it arrived first after something that was touched."""
        is_touched = False
        for visited in walk:
            is_touched = is_touched or visited.node in self._touched.nodes
            if is_touched and self._is_stop(visited.node):
                yield visited.node
                is_touched = False
            is_touched = is_touched or self._own(visited) in self._touched.ways

    # -- the graph

    def _reached(self, starts: Iterable[str], is_last: Callable[[str], bool]) -> set[str]:
        found: set[str] = set()
        ahead = list(starts)
        while ahead:
            path = ahead.pop()
            if path not in found:
                found.add(path)
                if not is_last(path):
                    ahead.extend(self._ways[path].values())
        return found

    def _tried_ways(self, path: str, node: Node) -> Iterator[tuple[str, str]]:
        untried = self._untried(node)
        for outcome, to in node.next.items():
            if outcome not in untried:
                yield outcome, to

    def _untried(self, node: Node) -> frozenset[str]:
        rules = self._kinds[node.kind]
        return rules.untried(rules.settings.model_validate(node.settings))

    def _is_stop(self, path: str) -> bool:
        """A queue, an end of the call, or where a simulated call goes no further."""
        return self._rules(path).is_queue or not self._ways[path]

    def _rules(self, path: str) -> KindRules[Any]:
        return self._kinds[self._whole.nodes[path].kind]

    # -- the words

    def _of_node(self, name: str) -> MissingCase:
        what = "brakuje przypadku testowego, który przechodzi przez ten węzeł i dociera do kolejki albo końca."
        return MissingCase(f"Węzeł „{name}”: {what}", name)

    def _of_way(self, way: Way) -> MissingCase:
        name, outcome = way
        node = self._scenario.nodes[name]
        labels = {each.name: each.label for each in self._kinds[node.kind].fixed_outcomes}
        how = f"idzie przejściem „{labels.get(outcome, outcome)}” do „{node.next[outcome]}”"
        what = f"brakuje przypadku testowego, który {how} i dociera do kolejki albo końca."
        return MissingCase(f"Węzeł „{name}”: {what}", name, outcome)

    def _of_stop(self, path: str) -> MissingCase:
        where = "tej kolejki" if self._rules(path).is_queue else "tego końca"
        what = f"zmiana prowadzi do {where}, a żaden przypadek testowy nie dociera tu zmienioną drogą."
        return MissingCase(f"Węzeł „{path}”: {what}", path)


def _one_way(node: Node, outcome: str, kinds: Kinds) -> set[str]:
    """The outcomes that are one way with this one: a choice of the author's is one by itself."""
    choices = _choices(node, kinds)
    if outcome in choices:
        return {outcome}
    return {other for other, to in node.next.items() if to == node.next[outcome] and other not in choices}


def _choices(node: Node, kinds: Mapping[str, KindRules[Any]]) -> frozenset[str]:
    rules = kinds.get(node.kind)
    if rules is None or called(node) is not None or node.kind in (CALLS, ENDS):
        return frozenset()
    return rules.choices(rules.settings.model_validate(node.settings))
