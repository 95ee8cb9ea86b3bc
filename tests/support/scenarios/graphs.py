"""Scenario graphs for tests: a small one, any fit one, any at all; and a walk through them in virtual time."""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import cycle
from typing import Any

import anyio
from hypothesis import strategies as st

from core.call import Call
from core.clock import LoopClock
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.scenarios import NodeEntered
from ivr import defaults
from ivr.destinations import EnterQueue, HangUp, OrderCallback, TransferTo
from ivr.emergency_message import EmergencyBoard
from ivr.graph.scenario import Scenario, read_scenario
from ivr.graph.subscenarios import CALLS, ends, put_together
from ivr.interpreter import Walk
from ivr.nodes import KINDS
from ivr.outside.transfer_targets import TransferTarget, TransferTargets
from ivr.outside.web_rules import services
from ivr.prompts.prompt_library import PromptLibrary
from ivr.publishing.scenario_context import scenario_context_of
from ivr.visit import Tools
from tests.support.calls.fake_centre import presses
from tests.support.calls.fake_services import (
    ANNA,
    ANNAS_CODE,
    ANNAS_PIN,
    FakeCodes,
    FakeContacts,
    FakeVerifier,
    FakeVoice,
    FakeWebServices,
)
from tests.support.calls.fake_telephony import FakeExchange

Graph = dict[str, Any]

HOURS = defaults.opening_hours()
DIRECTORY = defaults.office_directory()
OFFICES = DIRECTORY.codes()
QUEUE_ENDS = ["served", "nobody_there", "full", "callback"]
DIALLED = "9510"
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
TO_OUTSIDE = graph_of(
    {
        "zus": {
            "kind": "transfer",
            "settings": {"target": "zus"},
            "next": {"connected": "po", **dict.fromkeys(("no_answer", "busy", "not_allowed"), "oddzwonienie")},
        },
        "oddzwonienie": {
            "kind": "callback_order",
            "settings": {"asks": False},
            "next": {"ordered": "zamowione", **dict.fromkeys(("refused", "no_number", "unavailable"), "bez")},
        },
        "po": {"kind": "end", "settings": {"outcome": "po_rozmowie"}},
        "zamowione": {"kind": "end", "settings": {"outcome": "zamowione"}},
        "bez": {"kind": "end", "settings": {"outcome": "bez"}},
    },
    name="na_zewnatrz",
)
TWO_LEVELS = graph_of(
    {
        "inny": {
            "kind": "subscenario",
            "settings": {"scenario": "na_zewnatrz"},
            "next": {"po_rozmowie": "udalo", "zamowione": "udalo", "bez": "nie_udalo"},
        },
        "udalo": {"kind": "end", "settings": {"outcome": "udalo"}},
        "nie_udalo": {"kind": "end", "settings": {"outcome": "nie_udalo"}},
    },
    name="dwa_poziomy",
)
SUBGRAPHS |= {graph["name"]: graph for graph in (TO_OUTSIDE, TWO_LEVELS)}
SUBSCENARIOS: dict[str, Scenario] = {
    name: read_scenario(graph).model_copy(update={"version": number})
    for number, (name, graph) in enumerate(SUBGRAPHS.items(), start=1)
}
WORLD = scenario_context_of(
    PromptLibrary.load(),
    OFFICES,
    SUBSCENARIOS,
    transfers=frozenset({"zus", "skreslony"}),
    services=services("https://dane.example.org"),
)

# -- any graph

SETTINGS: dict[str, list[Graph]] = {
    "announcement": [
        {"prompts": ["W01"]},
        {"prompts": ["N01", "N05"], "keys": {"0": "privacy", "*": "star"}},
        {"prompts": ["A10"], "is_interruptible": False},
        {"prompts": ["A05"]},  # a text with a value that no node of this kind knows
    ],
    "callback_order": [{}, {"asks": False}],
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
    "gmina": [{}, {"retries": 0, "fewest_letters": 1, "most_candidates": 2, "menu_key": "0"}],
    "goodbye": [{}, {"prompts": ["G01"]}],
    "menu": [
        {"prompts": ["M10"], "choices": {"1": "one", "*": "star"}},
        {"prompts": ["C02"], "choices": {"2": "failed"}, "retries": 0, "wait_time": 1},
    ],
    "office_menu": [
        {"prompts": ["C04"], "offices": {"1": "20610", "2": "20030"}},
        {"prompts": ["C06"], "offices": {"*": "20630"}, "back_key": None},
    ],
    "one_time_code": [{}, {"fumbles": 0, "arrival_time": 10}],
    "overflow_preference": [{}, {"retries": 1, "any_key": "8", "own_key": "9"}],
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
    "sms_order": [
        {"template": "prosba-o-kontakt"},
        {"template": "szczegoly", "to": "client", "values": {"tresc": "kto"}},
    ],
    "split": [{"shares": {"a": 50, "b": 50}}, {"shares": {"a": 1, "b": 98, "c": 1}}],
    "subscenario": [{"scenario": name} for name in SUBGRAPHS],
    "survey": [{}, {"asks_if_solved": False, "retries": 0, "intro_prompts": []}],
    "transfer": [{"target": "zus"}, {"target": "skreslony", "prompts": [], "ring_time": 5}],
    "verification": [{}, {"attempts": 1, "fumbles": 0}],
    "voice_message": [{}, {"longest": 10, "silence": 2, "retries": 0}],
    "web_service": [
        {"url": "https://dane.example.org/x", "send": {"kto": "kto"}, "take": {"kto": "wizyta.0.termin"}},
        {"url": "https://dane.example.org/y", "method": "POST", "take": {"licznik": "nie.ma"}, "prompts": ["W01"]},
    ],
    # There is no way to the data here, so each of these goes on as `not_verified` or `unavailable`; what they
    # tell is tested in tests/scenario/nodes/test_self_service.py.
    "benefit": [{}, {"tells_amount": True}],
    "contact_confirmation": [{}, {"days_before": 90, "retries": 0}],
    # The default prompt is there in Polish only, and a way may lead back here in another language.
    "language": [{"prompts": ["W01"]}, {"prompts": ["W01"], "wait_time": 3}],
    "knowledge": [{"topic": "zasilek"}, {"topic": "karta", "most": 5, "tells_legal_status": True}],
    "next_visit": [{}, {"adviser_prompt": None}],
    "offers": [{}, {"offers_sms": True, "most": 1}],
    "registration_status": [{}],
    "trainings": [{}, {"retries": 0}],
    "calendar": [
        {"cases": [{"outcome": "swieta", "days_off": True}]},
        {"cases": [{"outcome": "lato", "periods": [{"first_day": "06-01", "last_day": "08-31"}]}]},
    ],
    "opening_hours": [
        {},
        {"tells_exceptions": True, "tells_unknown": True, "open_prompts": ["H01"]},
        {"office": "20060", "closed_prompts": []},
    ],
}
"""Settings of each kind; what they need from outside is the centre's of `tests.support.calls.fake_centre`."""
SETTINGS |= {
    name: [{}]
    for name, kind in KINDS.items()
    if name not in SETTINGS and not kind.settings.model_json_schema().get("required")
}
NEEDS_OUTSIDE: frozenset[str] = frozenset()
"""Kinds that cannot be walked here: their own tests walk through them."""


def outcomes_of(kind: str, settings: Graph) -> frozenset[str]:
    if kind == CALLS:
        return ends(SUBSCENARIOS[settings["scenario"]])
    return KINDS[kind].outcomes(KINDS[kind].settings.model_validate(settings))


def _without_keys(kind: str, values: Graph) -> frozenset[str]:
    if kind == CALLS:
        return outcomes_of(kind, values)
    return KINDS[kind].unasked(KINDS[kind].settings.model_validate(values))


def _is_secret(kind: str, values: Graph) -> bool:
    return KINDS[kind].is_secret(KINDS[kind].settings.model_validate(values))


@st.composite
def fit_graphs(draw: st.DrawFn) -> Graph:
    """Edges that may be taken without a key lead on in the order of the nodes, the others anywhere. Where there is
    a question about recording there is none for a secret. Every variable has a value first."""
    may_record = draw(st.booleans())
    choices = [
        (kind, values)
        for kind, samples in sorted(SETTINGS.items())
        for values in samples
        if not (_is_secret(kind, values) if may_record else KINDS[kind].allows_recording)
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
    """The same with one to three edges that lead anywhere: many of them unfit."""
    graph = draw(fit_graphs())
    names = sorted(graph["nodes"])
    edges = [(name, outcome) for name in names for outcome in sorted(graph["nodes"][name]["next"])]
    for name, outcome in draw(st.lists(st.sampled_from(edges), max_size=3)) if edges else ():
        graph["nodes"][name]["next"][outcome] = draw(st.sampled_from(names))
    return graph


keys = st.lists(
    st.tuples(
        st.floats(0, 30).map(lambda pause: round(pause, 1)),
        st.sampled_from(
            [*"0123456789*#A", "15111", "#" * 9, "7" * 70, ANNA + "#", ANNAS_PIN + "#", "111111#", ANNAS_CODE]
        ),
    ),
    max_size=25,
)
queue_ends = st.lists(st.sampled_from(QUEUE_ENDS), min_size=1, max_size=5)

TRANSFER_ENDS = ("connected", "no_answer", "busy")
ORDER_ENDS = ("ordered", "no_number", "unavailable")


# -- a walk


class Walker:
    """One caller and one scenario; what was stated stands in `events`."""

    def __init__(self, graph: Graph, at: datetime = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)) -> None:
        clock = LoopClock(at)
        bus = Bus(clock)
        self.events: list[AnyEvent] = []
        bus.listen(self.events.append)
        self.exchange = FakeExchange()
        self.caller = self.exchange.caller(dialled_number=DIALLED)
        self.call = Call(self.caller, bus, clock)
        self.emergency = EmergencyBoard(clock)
        self.tools = Tools(
            FakeVoice(),
            FakeVerifier(),
            DIRECTORY,
            emergency=self.emergency,
            transfers=TransferTargets([TransferTarget("zus", "ZUS", "225601600", frozenset({DIALLED}))]),
            codes=FakeCodes(),
            contacts=FakeContacts(),
            web_services=FakeWebServices(),
            sends_sms=True,
            hours=HOURS,
        )
        self.scenario = put_together(read_scenario(graph), SUBSCENARIOS)
        self.walk = Walk(self.call, self.scenario, self.tools)

    async def goes(
        self, *pressed: tuple[float, str], ends_of_waits: Sequence[str] = ("served",)
    ) -> list[EnterQueue]:
        """To the end of the scenario; the queues on the way, whose waits end in turn as given. Transfers and
        orders of call-backs end each time in the next way that there is."""
        after, queues = None, list[EnterQueue]()
        transfer_ends, order_ends = cycle(TRANSFER_ENDS), cycle(ORDER_ENDS)
        with anyio.fail_after(LONGEST_CALL):
            async with anyio.create_task_group() as party:
                party.start_soon(presses, self.caller, *pressed)
                while not isinstance(step := await self.walk.next_destination(after), HangUp):
                    match step:
                        case TransferTo():
                            after = next(transfer_ends)
                        case OrderCallback():
                            assert step.office in OFFICES
                            after = next(order_ends)
                        case EnterQueue():
                            assert step.office in OFFICES
                            after = ends_of_waits[len(queues) % len(ends_of_waits)]
                            if step.question is not None:
                                await step.question()
                            queues.append(step)
                party.cancel_scope.cancel()
        assert not self.exchange.playing
        return queues

    def nodes(self) -> list[str]:
        """The way, by the paths of the nodes."""
        return [event.node for event in self.events if isinstance(event, NodeEntered)]
