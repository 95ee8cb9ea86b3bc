"""Lines for tests besides the default ones, with the sub-scenarios that they call."""

from typing import Any

from ivr.graph.scenario import Scenario, read_scenario
from ivr.graph.subscenarios import put_together
from ivr.number_route import NumberRoute

ASKS = "7001"  # asks at once about recording, and leads into the queue of Kolno
LOGIC = "7000"  # a message in front, digits within a sub-scenario within another, conditions, a queue within one

_QUEUE_ENDS = ("served", "nobody_there", "full", "callback")


def _node(kind: str, then: str | dict[str, str], **settings: Any) -> dict[str, Any]:
    return {"kind": kind, "settings": settings, "next": {"done": then} if isinstance(then, str) else then}


def _graph(name: str, nodes: dict[str, Any]) -> Scenario:
    return read_scenario({"name": name, "title": name, "start": next(iter(nodes)), "nodes": nodes})


_GRAPHS = [
    _graph(
        "linia-7000",
        {
            "komunikat": _node("emergency", {"none": "podzial", "played": "podzial"}),
            "podzial": _node("split", {"a": "wersja_a", "b": "wersja_b"}, shares={"a": 50, "b": 50}),
            "wersja_a": _node("set_variable", "powitanie", variable="wersja", expression='"a"'),
            "wersja_b": _node("set_variable", "powitanie", variable="wersja", expression='"b"'),
            "powitanie": _node("announcement", "sprawa", prompts=["W01"]),
            "sprawa": _node("subscenario", {"znana": "urzad", "nieznana": "koniec"}, scenario="sprawa"),
            "urzad": _node("set_office", "sprawdzenie", office="20060"),
            "sprawdzenie": _node(
                "condition",
                {"tak": "rozmowa", "else": "koniec"},
                cases=[
                    {"expression": 'sprawa == "123" and wersja in ["a", "b"] and proby == 1', "outcome": "tak"}
                ],
            ),
            "rozmowa": _node("subscenario", {"po_rozmowie": "dziekuje", "bez": "koniec"}, scenario="rozmowa"),
            "dziekuje": _node("goodbye", {}, prompts=["G01"]),
            "koniec": _node("goodbye", {}, prompts=["G02"]),
        },
    ),
    _graph(
        "sprawa",
        {
            "zero": _node("set_variable", "numer", variable="proby", expression="0"),
            "numer": _node("subscenario", "liczy", scenario="numer"),
            "liczy": _node("set_variable", "dlugosc", variable="proby", expression="proby + 1"),
            "dlugosc": _node(
                "condition",
                {"dobra": "znana", "else": "nieznana"},
                cases=[{"expression": "length(sprawa) == 3", "outcome": "dobra"}],
            ),
            "znana": _node("end", {}, outcome="znana"),
            "nieznana": _node("end", {}, outcome="nieznana"),
        },
    ),
    _graph(
        "numer",
        {
            "cyfry": _node(
                "collect_digits", {"entered": "k", "failed": "k"}, variable="sprawa", prompts=["A01"], retries=0
            ),
            "k": _node("end", {}),
        },
    ),
    _graph(
        "rozmowa",
        {
            "kolejka": _node("queue", {**dict.fromkeys(_QUEUE_ENDS, "bez"), "served": "ocena"}),
            "ocena": _node("announcement", "po", prompts=["S04"]),
            "po": _node("end", {}, outcome="po_rozmowie"),
            "bez": _node("end", {}, outcome="bez"),
        },
    ),
    _graph(
        "linia-7001",
        {
            "urzad": _node("set_office", "temat", office="20060"),
            "temat": _node("set_topic", "zgoda", topic="seeker"),
            "zgoda": _node("recording_consent", "kolejka"),
            "kolejka": _node("queue", dict.fromkeys(_QUEUE_ENDS, "koniec")),
            "koniec": _node("goodbye", {}, prompts=["G01"]),
        },
    ),
]
PUBLISHED = {graph.name: graph.model_copy(update={"version": number}) for number, graph in enumerate(_GRAPHS, 1)}


def lines() -> dict[str, NumberRoute]:
    """By number, put together as an application does when it reads them."""
    graphs = {LOGIC: "linia-7000", ASKS: "linia-7001"}
    return {
        number: NumberRoute(number, False, put_together(PUBLISHED[name], PUBLISHED))
        for number, name in graphs.items()
    }


def versions() -> dict[tuple[str, int], Scenario]:
    """As they stand in the database."""
    return {(graph.name, graph.version): graph for graph in PUBLISHED.values()}
