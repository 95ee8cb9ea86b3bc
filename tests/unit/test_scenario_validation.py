"""What forbids using a scenario, said in Polish with the node; and that whatever is fit comes to an end."""

import copy
import json
from datetime import UTC, datetime
from typing import Any

import anyio
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.bus import Bus
from core.call import Call
from core.clock import LoopClock
from core.errors import TelephonyFailed
from core.events import AnyEvent, NodeEntered
from ivr import shipped
from ivr.destinations import EnterQueue, HangUp
from ivr.interpreter import MAX_NODES, Walk
from ivr.nodes import KINDS, RULES
from ivr.prompts import PromptLibrary
from ivr.scenario import problems, read_scenario
from ivr.values import Value
from ivr.visit import Tools
from tests.support.centre import ANNA, ANNAS_PIN, FakeVerifier, FakeVoice, presses
from tests.support.fake_telephony import FakeExchange
from tests.support.virtual_time import in_virtual_time

Graph = dict[str, Any]

PROMPTS = PromptLibrary.load().ids()
DIRECTORY = shipped.office_directory()
OFFICES = DIRECTORY.codes()
QUEUE_ENDS = ["served", "nobody_there", "full", "callback"]


def found(graph: Any) -> list[str]:
    return problems(graph, RULES, PROMPTS, OFFICES)


def _small() -> Graph:
    return {
        "name": "mały",
        "title": "Mały scenariusz",
        "start": "powitanie",
        "nodes": {
            "powitanie": {"kind": "announcement", "settings": {"prompts": ["W01"]}, "next": {"done": "wybor"}},
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
        },
    }


def _changed(*path: str, to: Any) -> Graph:
    graph: Any = _small()
    at = graph
    for name in path[:-1]:
        at = at[name]
    at[path[-1]] = to
    return graph  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", shipped.scenarios())
def test_the_shipped_scenarios_are_fit(name: str) -> None:
    assert not found(shipped.scenarios()[name])


def test_the_small_scenario_is_fit() -> None:
    assert not found(_small())


@pytest.mark.parametrize(
    ("graph", "problem"),
    [
        (_changed("start", to="nigdzie"), "Scenariusz: węzeł początkowy „nigdzie” nie istnieje."),
        (_changed("name", to=""), "Scenariusz: „name”: tekst jest za krótki (najmniej znaków: 1)."),
        (_changed("title", to=7), "Scenariusz: „title”: tu musi stać tekst."),
        (_changed("nodes", to={}), "Scenariusz: „nodes”: za mało pozycji (najmniej: 1)."),
        (_changed("nodes", to=[]), "Scenariusz: „nodes”: tu musi stać zbiór pól."),
        (_changed("autor", to="ja"), "Scenariusz: „autor”: nieznane pole."),
        (_changed("nodes", "wybor", to={}), "Węzeł „wybor”: „kind”: brakuje tej wartości."),
        (_changed("nodes", "wybor", to=None), "Węzeł „wybor”: tu musi stać zbiór pól."),
        (
            _changed("nodes", "wybor", "next", to={"failed": 1}),
            "Węzeł „wybor”: „next.failed”: tu musi stać tekst.",
        ),
        (_changed("nodes", "wybor", "kind", to="quiz"), "Węzeł „wybor”: nieznany rodzaj węzła „quiz”."),
        (
            _changed("nodes", "wybor", "settings", "wait_time", to=0),
            "Węzeł „wybor”: ustawienie „wait_time”: wartość jest za mała (najmniej: 1.0).",
        ),
        (
            _changed("nodes", "wybor", "settings", "wait_time", to=31),
            "Węzeł „wybor”: ustawienie „wait_time”: wartość jest za duża (najwięcej: 30.0).",
        ),
        (
            _changed("nodes", "wybor", "settings", "retries", to="dwa"),
            "Węzeł „wybor”: ustawienie „retries”: tu musi stać liczba całkowita.",
        ),
        (
            _changed("nodes", "wybor", "settings", "choices", to={"12": "koniec"}),
            "Węzeł „wybor”: ustawienie „choices”: „12” nie jest klawiszem telefonu (0-9 lub *).",
        ),
        (
            _changed("nodes", "powitanie", "settings", "keys", to={"#": "done"}),
            "Węzeł „powitanie”: ustawienie „keys”: „#” nie jest klawiszem telefonu (0-9 lub *).",
        ),
        (
            _changed("nodes", "powitanie", "settings", "prompts", to=["X99"]),
            "Węzeł „powitanie”: brak zapowiedzi „X99”.",
        ),
        (
            _changed("nodes", "powitanie", "settings", "prompts", to=[]),
            "Węzeł „powitanie”: ustawienie „prompts”: za mało pozycji (najmniej: 1).",
        ),
        (
            _changed("nodes", "powitanie", "settings", "glosno", to=True),
            "Węzeł „powitanie”: ustawienie „glosno”: nieznane pole.",
        ),
        (
            _changed("nodes", "urzad", "settings", "offices", to={"1": "99999"}),
            "Węzeł „urzad”: nieznany urząd „99999”.",
        ),
        (
            _changed("nodes", "urzad", "settings", "offices", to={"*": "20630"}),
            "Węzeł „urzad”: klawisz „*” znaczy zarazem urząd i powrót.",
        ),
        (_changed("nodes", "wybor", "next", to={}), "Węzeł „wybor”: brak przejścia dla wyniku „failed”."),
        (
            _changed("nodes", "kolejka", "next", to={"served": "koniec", "nobody_there": "koniec"}),
            "Węzeł „kolejka”: brak przejścia dla wyniku „callback”.",
        ),
        (
            _changed("nodes", "kolejka", to={"kind": "set_topic", "settings": {}, "next": {"done": "koniec"}}),
            "Węzeł „kolejka”: ustawienie „topic”: brakuje tej wartości.",
        ),
        (
            _changed(
                "nodes",
                "kolejka",
                to={"kind": "set_topic", "settings": {"topic": "pogoda"}, "next": {"done": "koniec"}},
            ),
            "Węzeł „kolejka”: ustawienie „topic”: nieprawidłowa wartość.",
        ),
        (
            _changed("nodes", "kolejka", "next", "zajete", to="koniec"),
            "Węzeł „kolejka”: przejście „zajete” nigdy nie nastąpi.",
        ),
        (
            _changed("nodes", "kolejka", "next", "served", to="dalej"),
            "Węzeł „kolejka”: przejście „served” prowadzi do nieistniejącego węzła „dalej”.",
        ),
        (
            _changed("nodes", "koniec", "next", to={"done": "powitanie"}),
            "Węzeł „koniec”: przejście „done” nigdy nie nastąpi.",
        ),
        (
            _changed("nodes", "sierota", to={"kind": "goodbye"}),
            "Węzeł „sierota”: nic do niego nie prowadzi.",
        ),
        (
            _changed(
                "nodes",
                "kolejka",
                to={
                    "kind": "verification",
                    "settings": {"shortest_pin": 6, "longest_pin": 4},
                    "next": dict.fromkeys(RULES["verification"].outcomes(None), "koniec"),
                },
            ),
            "Węzeł „kolejka”: najkrótszy PIN jest dłuższy niż najdłuższy.",
        ),
    ],
)
def test_each_problem_is_named_in_polish_with_its_node(graph: Graph, problem: str) -> None:
    assert problem in found(graph)


def test_all_problems_are_named_at_once() -> None:
    graph = _changed("start", to="nigdzie")
    graph["nodes"]["wybor"]["kind"] = "quiz"
    graph["nodes"]["powitanie"]["settings"]["prompts"] = ["X98", "X99"]
    assert len(found(graph)) == 4


@pytest.mark.parametrize("graph", [None, [], "scenariusz", 7, {}, True], ids=repr)
def test_what_is_no_scenario_at_all_is_refused(graph: Any) -> None:
    assert all(problem.startswith("Scenariusz: ") for problem in found(graph))
    assert found(graph)


# -- loops

LOOP = "zamknięta pętla, z której rozmówca nie wyjdzie, jeśli niczego nie naciśnie."


def _loops(graph: Graph) -> list[str]:
    return [problem for problem in found(graph) if LOOP in problem]


def _saying(then: str) -> Graph:
    return {"kind": "announcement", "settings": {"prompts": ["W01"]}, "next": {"done": then}}


def test_an_announcement_that_leads_to_itself_never_ends() -> None:
    graph = {"name": "a", "title": "", "start": "a", "nodes": {"a": _saying("a")}}
    assert _loops(graph) == [f"Węzeł „a”: {LOOP}"]


def test_every_node_of_a_loop_is_named_and_none_that_only_leads_into_it_or_away() -> None:
    graph = _small()
    graph["nodes"] |= {"p": _saying("q"), "q": _saying("r"), "r": _saying("p"), "obok": _saying("p")}
    graph["nodes"]["wybor"]["next"]["failed"] = "obok"
    assert _loops(graph) == [f"Węzeł „{name}”: {LOOP}" for name in "pqr"]


def test_a_question_that_is_asked_again_for_ever_where_nobody_answers_is_a_loop_too() -> None:
    graph = _changed("nodes", "wybor", "next", "failed", to="powitanie")
    assert _loops(graph) == [f"Węzeł „{name}”: {LOOP}" for name in ("powitanie", "wybor")]


@pytest.mark.parametrize("end", QUEUE_ENDS)
def test_a_queue_may_not_lead_back_to_itself(end: str) -> None:
    assert _loops(_changed("nodes", "kolejka", "next", end, to="kolejka"))


def test_a_loop_that_takes_a_key_for_each_turn_is_fine() -> None:
    graph = _changed("nodes", "wybor", "next", "koniec", to="powitanie")
    assert not found(graph)


def test_hundreds_of_nodes_in_a_row_before_a_loop_are_judged_at_once() -> None:
    names = [f"n{499 - number:03}" for number in range(500)]
    nodes = {name: _saying(then) for name, then in zip(names, [*names[1:], names[-1]], strict=True)}
    assert _loops({"name": "a", "title": "", "start": names[0], "nodes": nodes}) == [f"Węzeł „n000”: {LOOP}"]


# -- any fit graph comes to an end

SETTINGS: dict[str, list[Graph]] = {
    "announcement": [
        {"prompts": ["W01"]},
        {"prompts": ["N01", "N05"], "keys": {"0": "privacy", "*": "star"}},
        {"prompts": ["A10"], "is_interruptible": False},
        {"prompts": ["A05"]},  # a text with a value that no node of this kind knows
    ],
    "choose_value": [{"prompts": ["W03"], "variable": "kto", "choices": {"1": "a", "2": "failed"}}],
    "goodbye": [{}, {"prompts": ["G01"]}],
    "language": [{}, {"choices": {"1": "uk", "2": "pl"}, "wait_time": 0}],
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
    "verification": [{}, {"attempts": 1, "fumbles": 0}],
}


def test_every_kind_of_node_takes_part() -> None:
    assert SETTINGS.keys() == KINDS.keys()


@st.composite
def fit_graphs(draw: st.DrawFn) -> Graph:
    """Edges that may be taken without a key lead on in the order of the nodes, the others anywhere."""
    size = draw(st.integers(1, 8))
    names = [f"n{number}" for number in range(size)]
    nodes: Graph = {}
    for number, name in enumerate(names):
        kind = "goodbye" if number == size - 1 else draw(st.sampled_from(sorted(SETTINGS)))
        values = draw(st.sampled_from(SETTINGS[kind]))
        rules = RULES[kind]
        read = rules.settings.model_validate(values)
        unasked = rules.unasked(read)
        after = {o: draw(st.sampled_from(names[number + 1 :])) for o in sorted(unasked)}
        after |= {o: draw(st.sampled_from(names)) for o in sorted(rules.outcomes(read) - unasked)}
        nodes[name] = {"kind": kind, "settings": values, "next": after}
    reached, ahead = set(), ["n0"]
    while ahead:
        if (at := ahead.pop()) not in reached:
            reached.add(at)
            ahead.extend(nodes[at]["next"].values())
    kept = {name: node for name, node in nodes.items() if name in reached}
    return {"name": "losowy", "title": "Losowy", "start": "n0", "nodes": kept}


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

LONGEST_CALL = 3 * 3600.0  # virtual seconds; all keys are pressed within the first quarter of an hour


async def _walk(graph: Graph, pressed: list[tuple[float, str]], ends: list[str]) -> list[AnyEvent]:
    clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    bus = Bus(clock)
    events: list[AnyEvent] = []
    bus.listen(events.append)
    exchange = FakeExchange()
    caller = exchange.caller()
    walk = Walk(
        Call(caller, bus, clock),
        read_scenario(graph),
        Tools(_Voice(), FakeVerifier(), DIRECTORY, recording_days=30),
    )
    after, visits = None, 0
    with anyio.fail_after(LONGEST_CALL):
        async with anyio.create_task_group() as party:
            party.start_soon(presses, caller, *pressed)
            while not isinstance(step := await walk.next_destination(after), HangUp):
                assert isinstance(step, EnterQueue)
                assert step.office in OFFICES
                after = ends[visits % len(ends)]
                visits += 1
            party.cancel_scope.cancel()
    assert not exchange.playing
    return events


@in_virtual_time
async def _comes_to_an_end(graph: Graph, pressed: list[tuple[float, str]], ends: list[str]) -> None:
    await _walk(graph, pressed, ends)


class _Voice(FakeVoice):
    """As the product's: what a text needs and nobody knows is a fault of S724Error's kind."""

    async def spoken(self, prompt: str, *, language: str = "pl", **values: Value) -> Any:
        self.library.text(prompt, language=language, **values)
        return await super().spoken(prompt, language=language, **values)


@given(fit_graphs(), keys, queue_ends)
def test_a_fit_scenario_comes_to_an_end_whatever_is_keyed(
    graph: Graph, pressed: list[tuple[float, str]], ends: list[str]
) -> None:
    assert not found(graph)
    _comes_to_an_end(graph, pressed, ends)


@given(any_graphs(), keys, queue_ends)
def test_so_does_any_other_that_is_not_refused(
    graph: Graph, pressed: list[tuple[float, str]], ends: list[str]
) -> None:
    assume(not found(graph))
    _comes_to_an_end(graph, pressed, ends)


@pytest.mark.parametrize("name", shipped.scenarios())
@given(pressed=keys, ends=queue_ends)
def test_so_do_the_shipped_ones(name: str, pressed: list[tuple[float, str]], ends: list[str]) -> None:
    _comes_to_an_end(shipped.scenarios()[name], pressed, ends)


@in_virtual_time
async def test_a_caller_who_never_stops_is_ended() -> None:
    graph = _changed("nodes", "wybor", "next", "koniec", to="powitanie")
    pressed = [(0.0, "9" * MAX_NODES)]
    with pytest.RaisesGroup(pytest.RaisesExc(TelephonyFailed, match="nie ma końca")):
        await _walk(graph, pressed, ["served"])


@in_virtual_time
async def test_the_nodes_of_the_way_are_recorded() -> None:
    events = await _walk(_small(), [(6.0, "1"), (6.0, "1")], ["served"])
    entered = [event.node for event in events if isinstance(event, NodeEntered)]
    assert entered == ["powitanie", "wybor", "urzad", "kolejka", "koniec"]


# -- what the shipped ones tell the consultants and the callers


@in_virtual_time
async def _sent(name: str, pressed: list[tuple[float, str]], end: str, topic: str | None, said: list[str]) -> None:
    clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    caller = FakeExchange().caller()
    call = Call(caller, Bus(clock), clock)
    walk = Walk(call, read_scenario(shipped.scenarios()[name]), Tools(_Voice(), FakeVerifier(), DIRECTORY))
    async with anyio.create_task_group() as party:
        party.start_soon(presses, caller, *pressed)
        step = await walk.next_destination()
        party.cancel_scope.cancel()
    assert isinstance(step, EnterQueue)
    assert (step.topic, call.context.topic) == (topic, topic)
    caller.heard.clear()
    assert isinstance(await walk.next_destination(after=end), HangUp)
    assert caller.heard == said


@pytest.mark.parametrize(
    ("name", "pressed", "topic"),
    [
        ("linia-9510", [(1.0, ANNA + "#" + ANNAS_PIN + "#")], "unemployed"),
        ("linia-9524", [(11.0, "1"), (2.0, "15111"), (2.0, "1")], "seeker"),
        ("linia-9524", [(11.0, "2"), (2.0, "15111"), (2.0, "1")], "employer"),
        ("linia-9524", [(11.0, "3"), (2.0, "15111"), (2.0, "1")], "other"),
        ("linia-9524", [], None),  # nothing was chosen, so nothing is known
    ],
)
def test_the_shipped_scenarios_know_what_a_call_is_about(
    name: str, pressed: list[tuple[float, str]], topic: str | None
) -> None:
    _sent(name, pressed, "served", topic, ["G01"])


@pytest.mark.parametrize(
    ("end", "said"), [("served", "G01"), ("nobody_there", "H06"), ("full", "G02"), ("callback", "G02")]
)
def test_the_shipped_scenarios_take_leave_whatever_came_of_the_wait(end: str, said: str) -> None:
    _sent("linia-9510", [(1.0, ANNA + "#" + ANNAS_PIN + "#")], end, "unemployed", [said])
    _sent("linia-9524", [], end, None, [said])


# -- whatever else is sent to the editor

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["kind", "menu", "queue", "W01", "20000", "powitanie", "{0}", "\ud800"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "title", "start", "nodes", "kind", "settings", "next", "a", "prompts"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


def _check_refusal(refused: list[str]) -> None:
    for sentence in refused:
        assert sentence.startswith(("Scenariusz: ", "Węzeł „"))
        assert sentence.endswith(".")
        assert "Input" not in sentence
        assert "Value error" not in sentence


@given(values)
def test_any_json_is_refused_in_polish(value: Any) -> None:
    refused = found(value)
    assert refused
    _check_refusal(refused)


@st.composite
def damaged(draw: st.DrawFn) -> Any:
    """A shipped scenario with one part replaced by something else or taken away."""
    graph = copy.deepcopy(shipped.scenarios()[draw(st.sampled_from(sorted(shipped.scenarios())))])
    at: Any = graph
    while True:
        where = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else list(range(len(at)))))
        if not isinstance(at[where], dict | list) or not at[where] or draw(st.integers(0, 3)) == 0:
            break
        at = at[where]
    if draw(st.booleans()):
        at[where] = draw(values)
    else:
        del at[where]
    return graph


@given(damaged())
def test_a_damaged_scenario_is_refused_in_polish_or_still_a_scenario(graph: Any) -> None:
    refused = found(graph)
    _check_refusal(refused)
    if not refused:
        assert read_scenario(graph).nodes


def test_what_cannot_be_written_as_text_is_refused() -> None:
    graph = _small()
    graph["nodes"]["\ud800"] = {"kind": "\udfff"}
    assert found(json.loads(json.dumps(graph)))
