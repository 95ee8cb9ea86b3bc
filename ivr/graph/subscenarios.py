"""Graphs that call others by name. Pure.

Before a call walks through a graph that calls others, all of them are put together into one: the nodes of what the
node `a` calls stand under `a/…`, `a` leads to the first of them, and their ends lead on to where the ways of `a`
lead. So there is one graph with one name for each place, whoever walks through it, checks it, or takes up a call
that was left in the middle of it.
"""

from collections.abc import Iterator, Mapping

from core.errors import S724Error
from ivr.graph.scenario import MOST_NODES, Node, Scenario

CALLS = "subscenario"  # the kind of node that calls another graph
ENDS = "end"  # the kind of node with which a called graph ends
ENTER = "enter"  # the way from the one into what it calls
DEEPEST = 5  # graphs within each other


class SubscenarioRefused(S724Error):
    """A call that cannot be put together: `node` is the path of the node that calls, `why` a Polish clause."""

    code = "subscenario_refused"

    def __init__(self, node: str, why: str) -> None:
        super().__init__(f"Węzeł „{node}”: {why}.")
        self.node = node
        self.why = why


def called(node: Node) -> str | None:
    """The name of the graph that a node calls; None for a node that calls none."""
    name = node.settings.get("scenario") if node.kind == CALLS else None
    return name if isinstance(name, str) else None


def end_of(node: Node) -> str | None:
    """The name of the end that a node is; None for any other node."""
    if node.kind != ENDS:
        return None
    name = node.settings.get("outcome", "done")
    return name if isinstance(name, str) else None


def ends(scenario: Scenario) -> frozenset[str]:
    """The ends that whoever calls this graph has to lead on from; empty for one that is no sub-scenario."""
    return frozenset(name for node in scenario.nodes.values() if (name := end_of(node)) is not None)


def names_called(scenario: Scenario, known: Mapping[str, Scenario]) -> set[str]:
    """All graphs that this one calls, directly or not, as far as they are known; recursion ends nowhere."""
    found: set[str] = set()
    ahead = [scenario]
    while ahead:
        for node in ahead.pop().nodes.values():
            name = called(node)
            if name is not None and name not in found:
                found.add(name)
                if name in known:
                    ahead.append(known[name])
    return found


def put_together(scenario: Scenario, known: Mapping[str, Scenario]) -> Scenario:
    """One graph of this one and all that it calls; itself if it calls none, or was put together before.

    Raises SubscenarioRefused: a name that is not among `known`, recursion, too many nodes or levels.
    """
    if scenario.subscenario_versions or not any(called(node) for node in scenario.nodes.values()):
        return scenario
    nodes: dict[str, Node] = {}
    for path, node in _nodes(scenario, known, "", (scenario.name,), {}):
        if path in nodes:
            raise SubscenarioRefused(path, "nazwa jest taka sama jak ścieżka do węzła podscenariusza")
        if len(nodes) == MOST_NODES:
            raise SubscenarioRefused(
                path, f"razem z podscenariuszami jest zbyt wiele węzłów (najwięcej: {MOST_NODES})"
            )
        nodes[path] = node
    versions = {name: known[name].version for name in sorted(names_called(scenario, known))}
    return scenario.model_copy(update={"nodes": nodes, "subscenario_versions": versions})


def _nodes(
    scenario: Scenario, known: Mapping[str, Scenario], path: str, callers: tuple[str, ...], ways: Mapping[str, str]
) -> Iterator[tuple[str, Node]]:
    """The nodes under their paths; `ways`: where the ends of this graph lead to."""
    for name, node in scenario.nodes.items():
        here = path + name
        own = {outcome: path + target for outcome, target in node.next.items()}
        wanted = called(node)
        if wanted is None:
            end = end_of(node)
            if end is not None:
                own = {end: ways[end]} if end in ways else {}
            yield here, node.model_copy(update={"next": own})
            continue
        if wanted not in known:
            raise SubscenarioRefused(here, f"nie ma opublikowanego podscenariusza „{wanted}”")
        if wanted in callers:
            raise SubscenarioRefused(here, f"podscenariusz „{wanted}” wywołuje sam siebie")
        if len(callers) > DEEPEST:
            raise SubscenarioRefused(here, f"zbyt wiele poziomów podscenariuszy (najwięcej: {DEEPEST})")
        inner = known[wanted]
        # Ways for ends that do not exist yet are taken by nobody, but what they lead to is not cut off.
        planned = {outcome: target for outcome, target in own.items() if outcome not in ends(inner)}
        yield here, node.model_copy(update={"next": {**planned, ENTER: f"{here}/{inner.start}"}})
        yield from _nodes(inner, known, f"{here}/", (*callers, wanted), own)
