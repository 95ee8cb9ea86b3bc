"""A scenario as the fallback path walks it: the same questions and rules, with two differences. Pure.

Right after the first announcement, or before anything else if it begins otherwise, the caller is told that the
service is limited; nobody is asked for consent to a recording, because nothing is recorded there.
"""

from collections.abc import Mapping

from ivr.graph.scenario import Node, Scenario
from ivr.graph.subscenarios import CALLS, ENTER

NOTICE = "E05"
_SILENT = {"emergency": "none", "set_office": "done", "set_topic": "done", "set_variable": "done", CALLS: ENTER}
"""Kinds of which the caller hears nothing there, and how they go on."""
_POLISH_ONLY = {**_SILENT, "language": "done"}
"""If nobody reads keys, everything is said in Polish."""


def limited(scenario: Scenario) -> Scenario:
    """The scenario without questions about recording, with the notice in its beginning."""
    past = {name: node.next["done"] for name, node in scenario.nodes.items() if node.kind == "recording_consent"}

    def target(name: str) -> str:
        seen = set[str]()
        while name in past and name not in seen:  # a published scenario cannot loop there, a damaged one might
            seen.add(name)
            name = past[name]
        return name

    nodes = {
        name: node.model_copy(update={"next": {outcome: target(to) for outcome, to in node.next.items()}})
        for name, node in scenario.nodes.items()
        if name not in past
    }
    start = target(scenario.start)
    first = _past_silence(nodes, start)
    if first is not None and nodes[first].kind == "announcement":
        settings = nodes[first].settings
        prompts = [*settings.get("prompts", []), NOTICE]
        nodes[first] = nodes[first].model_copy(update={"settings": {**settings, "prompts": prompts}})
    else:
        notice = "zawiadomienie"
        while notice in nodes:
            notice += "-1"
        nodes[notice] = Node(kind="announcement", settings={"prompts": [NOTICE]}, next={"done": start})
        start = notice
    return scenario.model_copy(update={"nodes": nodes, "start": start})


def opening_prompts(scenario: Scenario) -> list[str]:
    """What the first announcements of a limited scenario say, as far as nothing is asked meanwhile."""
    prompts: list[str] = []
    name = _past_silence(scenario.nodes, scenario.start, _POLISH_ONLY)
    seen = set[str]()
    while name is not None and name not in seen and scenario.nodes[name].kind == "announcement":
        seen.add(name)
        prompts += scenario.nodes[name].settings.get("prompts", [])
        name = _past_silence(scenario.nodes, scenario.nodes[name].next["done"], _POLISH_ONLY)
    return prompts


def _past_silence(nodes: Mapping[str, Node], name: str | None, silent: Mapping[str, str] = _SILENT) -> str | None:
    """The first node from here on that speaks or decides; None if the ways end before."""
    seen = set[str]()
    while name is not None and name in nodes and nodes[name].kind in silent and name not in seen:
        seen.add(name)
        name = nodes[name].next.get(silent[nodes[name].kind])
    return name if name in nodes else None


def only_topic(scenario: Scenario) -> str:
    """The topic of every call of a scenario; empty if that depends on what the caller says."""
    topics = {node.settings.get("topic", "") for node in scenario.nodes.values() if node.kind == "set_topic"}
    return str(topics.pop()) if len(topics) == 1 else ""
