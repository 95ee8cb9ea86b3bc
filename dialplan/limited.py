"""A scenario as the emergency path walks it: the same questions and rules, with two differences. Pure.

Right after the first announcement, or before anything else where it begins otherwise, the caller is told that the
service is limited; nobody is asked for consent to a recording, because nothing is recorded there.
"""

from ivr.scenario import Node, Scenario

NOTICE = "E05"


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
    first = nodes.get(start)
    if first is not None and first.kind == "announcement":
        prompts = [*first.settings.get("prompts", []), NOTICE]
        nodes[start] = first.model_copy(update={"settings": {**first.settings, "prompts": prompts}})
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
    name = scenario.start
    seen = set[str]()
    while name not in seen and (node := scenario.nodes.get(name)) is not None and node.kind == "announcement":
        seen.add(name)
        prompts += node.settings.get("prompts", [])
        name = node.next["done"]
    return prompts


def only_topic(scenario: Scenario) -> str:
    """The topic of every call of a scenario; empty where that depends on what the caller says."""
    topics = {node.settings.get("topic", "") for node in scenario.nodes.values() if node.kind == "set_topic"}
    return str(topics.pop()) if len(topics) == 1 else ""
