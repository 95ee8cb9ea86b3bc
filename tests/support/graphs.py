"""Scenario graphs for tests: a small one, any fit one, any at all; and a walk through them in virtual time."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import anyio
from hypothesis import strategies as st

from core.bus import Bus
from core.call import Call
from core.clock import LoopClock
from core.events import AnyEvent, NodeEntered
from ivr import shipped
from ivr.destinations import EnterQueue, HangUp
from ivr.emergency import EmergencyBoard
from ivr.interpreter import Walk
from ivr.nodes import RULES
from ivr.prompts import PromptLibrary
from ivr.scenario import Scenario, read_scenario
from ivr.subscenarios import CALLS, ends, put_together
from ivr.visit import Tools
from ivr.world import world_of
from tests.support.centre import ANNA, ANNAS_PIN, FakeVerifier, FakeVoice, presses
from tests.support.fake_telephony import FakeExchange

Graph = dict[str, Any]

HOURS = shipped.opening_hours()
DIRECTORY = shipped.office_directory()
OFFICES = DIRECTORY.codes()
QUEUE_ENDS = ["served", "nobody_there", "full", "callback"]
LONGEST_CALL = 6 * 3600.0  # virtual seconds; all keys are pressed within the first quarter of an hour


def saying(then: str, prompt: str = "W01") -> Graph:
    return {"kind": "announcement", "settings": {"prompts": [prompt]}, "next": {"done": then}}


def graph_of(nodes: Graph, start: str | None = None, name: str = "próba") -> Graph:
    """The first node is the start."""
    return {"name": name, "title": "Próba", "start": start or next(iter(nodes)), "nodes": nodes}


def small() -> Graph:
    """Welcome, menu, office, queue, goodbye."""
    return graph_of(
        {
            "powitanie": saying("wybor"),
            "wybor": {
                "kind": "menu",
                "settings": {"prompts": ["M10"], "choices": {"1": "urzad", "9": "koniec"}},
                "next": {"urzad": "urzad", "koniec": "koniec", "failed": "koniec"},
            },
            "urzad": {
                "kind": "office_menu",
                "settings": {"prompts": ["C06"], "offices": {"1": "20630"}},
                "next": {"chosen": "kolejka", "back": "wybor", "failed": "koniec"},
            },
            "kolejka": {"kind": "queue", "next": dict.fromkeys(QUEUE_ENDS, "koniec")},
            "koniec": {"kind": "goodbye", "settings": {"prompts": ["G01"]}},
        }
    )


def changed(*path: str, to: Any) -> Graph:
    """The small one with something else at `path`."""
    graph = at = small()
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = to
    return graph


# -- sub-scenarios

SUBGRAPHS: dict[str, Graph] = {
    "pytanie": graph_of(
        {
            "tak_nie": {
                "kind": "menu",
                "settings": {
                    "prompts": ["M10"],
                    "choices": {"1": "tak", "2": "nie"},
                    "retries": 0,
                    "wait_time": 1,
                },
                "next": {"tak": "tak", "nie": "nie", "failed": "nie"},
            },
            "tak": {"kind": "end", "settings": {"outcome": "tak"}},
            "nie": {"kind": "end", "settings": {"outcome": "nie"}},
        },
        name="pytanie",
    ),
    "rozmowa": graph_of(
        {
            "kolejka": {"kind": "queue", "next": dict.fromkeys(QUEUE_ENDS, "koniec")},
            "koniec": {"kind": "end"},
        },
        name="rozmowa",
    ),
    "glebszy": graph_of(
        {
            "pytanie": {
                "kind": "subscenario",
                "settings": {"scenario": "pytanie"},
                "next": {"tak": "rozmowa", "nie": "koniec"},
            },
            "rozmowa": {"kind": "subscenario", "settings": {"scenario": "rozmowa"}, "next": {"done": "koniec"}},
            "koniec": {"kind": "end", "settings": {"outcome": "po_pytaniu"}},
        },
        name="glebszy",
    ),
}
SUBSCENARIOS: dict[str, Scenario] = {
    name: read_scenario(graph).model_copy(update={"version": number})
    for number, (name, graph) in enumerate(SUBGRAPHS.items(), start=1)
}
WORLD = world_of(PromptLibrary.load(), OFFICES, SUBSCENARIOS)

# -- any graph

SETTINGS: dict[str, list[Graph]] = {
    "announcement": [
        {"prompts": ["W01"]},
        {"prompts": ["N01", "N05"], "keys": {"0": "privacy", "*": "star"}},
        {"prompts": ["A10"], "is_interruptible": False},
        {"prompts": ["A05"]},  # a text with a value that no node of this kind knows
    ],
    "choose_value": [{"prompts": ["W03"], "variable": "kto", "choices": {"1": "a", "2": "failed"}}],
    "collect_digits": [
        {"prompts": ["C01"], "variable": "kto", "longest": 5, "ends_when_full": True, "privacy": "plain"},
        {"prompts": ["C01"], "variable": "licznik", "retries": 0, "shortest": 3},
        {"prompts": ["A02"], "variable": "haslo", "privacy": "secret"},
    ],
    "condition": [
        {"cases": [{"expression": "weekday(teraz) in [6, 7] or hour(teraz) >= 16", "outcome": "po_godzinach"}]},
        {
            "cases": [
                {"expression": 'kto == "a" and not zweryfikowany', "outcome": "a"},
                {"expression": "licznik * 2 < length(kto) + 4", "outcome": "b"},
                {"expression": 'urzad in ["20630"] or temat != "other"', "outcome": "a"},
            ]
        },
    ],
    "emergency": [{}, {"is_interruptible": False}],
    "end": [{}, {"outcome": "inny"}],
    "goodbye": [{}, {"prompts": ["G01"]}],
    "menu": [
        {"prompts": ["M10"], "choices": {"1": "one", "*": "star"}},
        {"prompts": ["C02"], "choices": {"2": "failed"}, "retries": 0, "wait_time": 1},
    ],
    "office_menu": [
        {"prompts": ["C04"], "offices": {"1": "20610", "2": "20030"}},
        {"prompts": ["C06"], "offices": {"*": "20630"}, "back_key": None},
    ],
    "postal_code": [{}, {"retries": 0, "menu_key": "0"}],
    "queue": [{}],
    "recording_consent": [{}, {"yes_key": "5", "wait_time": 1}],
    "set_office": [{"office": "20000"}],
    "set_topic": [{"topic": "unemployed"}, {"topic": "other"}],
    "set_variable": [
        {"variable": "licznik", "expression": "licznik + 1"},
        {"variable": "kto", "expression": '"a"'},
        {"variable": "kto", "expression": "licznik > 2"},
    ],
    "split": [{"shares": {"a": 50, "b": 50}}, {"shares": {"a": 1, "b": 98, "c": 1}}],
    "subscenario": [{"scenario": name} for name in SUBGRAPHS],
    "verification": [{}, {"attempts": 1, "fumbles": 0}],
}
"""Settings of each kind that needs no service from outside."""
NEEDS_OUTSIDE: frozenset[str] = frozenset()
"""The other kinds: their own tests walk through them."""


def outcomes_of(kind: str, values: Graph) -> frozenset[str]:
    if kind == CALLS:
        return ends(SUBSCENARIOS[values["scenario"]])
    return RULES[kind].outcomes(RULES[kind].settings.model_validate(values))


def _without_keys(kind: str, values: Graph) -> frozenset[str]:
    if kind == CALLS:
        return outcomes_of(kind, values)
    return RULES[kind].unasked(RULES[kind].settings.model_validate(values))


def _is_secret(kind: str, values: Graph) -> bool:
    return RULES[kind].is_secret(RULES[kind].settings.model_validate(values))


@st.composite
def fit_graphs(draw: st.DrawFn) -> Graph:
    """Edges that may be taken without a key lead on in the order of the nodes, the others anywhere. Where there is
    a question about recording there is none for a secret. Every variable has a value first."""
    may_record = draw(st.booleans())
    choices = [
        (kind, values)
        for kind, samples in sorted(SETTINGS.items())
        for values in samples
        if not (_is_secret(kind, values) if may_record else RULES[kind].allows_recording)
    ]
    size = draw(st.integers(1, 8))
    names = [f"n{number}" for number in range(size)]
    nodes: Graph = {}
    for number, name in enumerate(names):
        kind, values = ("goodbye", {}) if number == size - 1 else draw(st.sampled_from(choices))
        unasked, every = _without_keys(kind, values), outcomes_of(kind, values)
        after = {o: draw(st.sampled_from(names[number + 1 :])) for o in sorted(unasked)}
        after |= {o: draw(st.sampled_from(names)) for o in sorted(every - unasked)}
        nodes[name] = {"kind": kind, "settings": values, "next": after}
    reached, ahead = set(), ["n0"]
    while ahead:
        if (at := ahead.pop()) not in reached:
            reached.add(at)
            ahead.extend(nodes[at]["next"].values())
    first = {
        "zero": _set("licznik", "0", "nikt"),
        "nikt": _set("kto", '"nikt"', "n0"),
    }
    return graph_of(first | {name: node for name, node in nodes.items() if name in reached}, name="losowy")


def _set(variable: str, expression: str, then: str) -> Graph:
    settings = {"variable": variable, "expression": expression}
    return {"kind": "set_variable", "settings": settings, "next": {"done": then}}


@st.composite
def any_graphs(draw: st.DrawFn) -> Graph:
    """The same with edges that lead anywhere, most of them unfit."""
    graph = draw(fit_graphs())
    names = sorted(graph["nodes"])
    for node in graph["nodes"].values():
        for outcome in node["next"]:
            if draw(st.booleans()):
                node["next"][outcome] = draw(st.sampled_from(names))
    return graph


keys = st.lists(
    st.tuples(
        st.floats(0, 30).map(lambda pause: round(pause, 1)),
        st.sampled_from([*"0123456789*#A", "15111", "#" * 9, "7" * 70, ANNA + "#", ANNAS_PIN + "#", "111111#"]),
    ),
    max_size=25,
)
queue_ends = st.lists(st.sampled_from(QUEUE_ENDS), min_size=1, max_size=5)


# -- a walk


class Voice(FakeVoice):
    """As the product's: what a text needs and nobody knows is a fault of S724Error's kind."""

    async def spoken(self, prompt: str, **values: str) -> Any:
        self.library.text(prompt, **values)
        return await super().spoken(prompt, **values)


class Walker:
    """One caller and one scenario; what was stated stands in `events`."""

    def __init__(self, graph: Graph, at: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) -> None:
        clock = LoopClock(at)
        bus = Bus(clock)
        self.events: list[AnyEvent] = []
        bus.listen(self.events.append)
        self.exchange = FakeExchange()
        self.caller = self.exchange.caller()
        self.call = Call(self.caller, bus, clock)
        self.emergency = EmergencyBoard(clock)
        self.tools = Tools(Voice(), FakeVerifier(), DIRECTORY, emergency=self.emergency, hours=HOURS)
        self.scenario = put_together(read_scenario(graph), SUBSCENARIOS)
        self.walk = Walk(self.call, self.scenario, self.tools)

    async def goes(
        self, *pressed: tuple[float, str], ends_of_waits: Sequence[str] = ("served",)
    ) -> list[EnterQueue]:
        """To the end of the scenario; the queues on the way, whose waits end in turn as given."""
        after, queues = None, list[EnterQueue]()
        with anyio.fail_after(LONGEST_CALL):
            async with anyio.create_task_group() as party:
                party.start_soon(presses, self.caller, *pressed)
                while not isinstance(step := await self.walk.next_destination(after), HangUp):
                    assert isinstance(step, EnterQueue)
                    assert step.office in OFFICES
                    after = ends_of_waits[len(queues) % len(ends_of_waits)]
                    queues.append(step)
                party.cancel_scope.cancel()
        assert not self.exchange.playing
        return queues

    def nodes(self) -> list[str]:
        """The way, by the paths of the nodes."""
        return [event.node for event in self.events if isinstance(event, NodeEntered)]
