"""Lines with scenarios of a test's own, on the whole centre on fakes."""

from typing import Any

from core.facts.kinds.scenarios import AnnouncementPlayed, KeysEntered, NodeEntered
from ivr.graph.scenario import read_scenario
from ivr.graph.subscenarios import put_together
from ivr.graph.validation import errors
from ivr.number_route import NumberRoute
from tests.support.calls.fake_centre import Centre, _entries
from tests.support.calls.fake_channel import FakeChannel
from tests.support.scenarios.graphs import SUBSCENARIOS, WORLD

GOODBYE = {"kind": "goodbye", "settings": {"prompts": ["G02"]}}


def add_line(number: str, nodes: dict[str, Any], start: str | None = None) -> str:
    """A line that every centre has from now on; its scenario is fit, and may call those of `SUBSCENARIOS`. The
    first node is the start; "koniec" is there."""
    graph = {
        "name": number,
        "title": number,
        "start": start or next(iter(nodes)),
        "nodes": {**nodes, "koniec": GOODBYE},
    }
    found = errors(graph, WORLD)
    assert not found, found
    _entries()[number] = NumberRoute(number, False, put_together(read_scenario(graph), SUBSCENARIOS))
    return number


def every_way_to(node: str, *outcomes: str) -> dict[str, str]:
    return dict.fromkeys(outcomes, node)


async def rings(
    centre: Centre,
    number: str,
    *keys: tuple[float, str],
    caller_number: str = "600100200",
    patience: float | None = None,
) -> FakeChannel:
    """One call to its end; see `Centre.visit`."""
    caller = centre.exchange.caller(caller_number=caller_number, dialled_number=number)
    await centre.visit(caller, *keys, patience=patience)
    return caller


def nodes_of(centre: Centre) -> list[str]:
    return [e.node for e in centre.of_type(NodeEntered)]


def outcomes_of(centre: Centre) -> list[str]:
    return [e.outcome for e in centre.of_type(KeysEntered)]


def said(centre: Centre) -> list[str]:
    return [prompt for e in centre.of_type(AnnouncementPlayed) for prompt in e.prompts]
