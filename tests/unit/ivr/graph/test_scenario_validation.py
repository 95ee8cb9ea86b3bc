"""What forbids using a scenario, said in Polish with the node."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr import defaults
from ivr.graph.scenario import read_scenario
from ivr.graph.validation import UNTESTED, errors, findings
from ivr.nodes import KINDS
from tests.support.calls.extra_lines import PUBLISHED
from tests.support.scenarios.graphs import QUEUE_ENDS, WORLD, Graph, changed, graph_of, saying, small


def found(graph: Any) -> list[str]:
    return errors(graph, WORLD)


@pytest.mark.parametrize("name", defaults.scenarios())
def test_the_default_scenarios_have_no_errors(name: str) -> None:
    assert not found(defaults.scenarios()[name])


def test_the_small_scenario_is_fit() -> None:
    assert not found(small())


@pytest.mark.parametrize(
    ("graph", "problem"),
    [
        (changed("start", to="nigdzie"), "Scenariusz: węzeł początkowy „nigdzie” nie istnieje."),
        (changed("name", to=""), "Scenariusz: „name”: tekst jest za krótki (najmniej znaków: 1)."),
        (changed("title", to=7), "Scenariusz: „title”: tu musi stać tekst."),
        (changed("nodes", to={}), "Scenariusz: „nodes”: za mało pozycji (najmniej: 1)."),
        (changed("nodes", to=[]), "Scenariusz: „nodes”: tu musi stać zbiór pól."),
        (changed("autor", to="ja"), "Scenariusz: „autor”: nieznane pole."),
        (changed("nodes", "wybor", to={}), "Węzeł „wybor”: „kind”: brakuje tej wartości."),
        (changed("nodes", "wybor", to=None), "Węzeł „wybor”: tu musi stać zbiór pól."),
        (
            changed("nodes", "wybor", "next", to={"failed": 1}),
            "Węzeł „wybor”: „next.failed”: tu musi stać tekst.",
        ),
        (changed("nodes", "wybor", "kind", to="quiz"), "Węzeł „wybor”: nieznany rodzaj węzła „quiz”."),
        (
            changed("nodes", "wybor", "settings", "wait_time", to=0),
            "Węzeł „wybor”: ustawienie „wait_time”: wartość jest za mała (najmniej: 1.0).",
        ),
        (
            changed("nodes", "wybor", "settings", "wait_time", to=31),
            "Węzeł „wybor”: ustawienie „wait_time”: wartość jest za duża (najwięcej: 30.0).",
        ),
        (
            changed("nodes", "wybor", "settings", "retries", to="dwa"),
            "Węzeł „wybor”: ustawienie „retries”: tu musi stać liczba całkowita.",
        ),
        (
            changed("nodes", "wybor", "settings", "choices", to={"12": "koniec"}),
            "Węzeł „wybor”: ustawienie „choices”: „12” nie jest klawiszem telefonu (0-9 lub *).",
        ),
        (
            changed("nodes", "powitanie", "settings", "keys", to={"#": "done"}),
            "Węzeł „powitanie”: ustawienie „keys”: „#” nie jest klawiszem telefonu (0-9 lub *).",
        ),
        (
            changed("nodes", "powitanie", "settings", "prompts", to=["X99"]),
            "Węzeł „powitanie”: brak zapowiedzi „X99”.",
        ),
        (
            changed("nodes", "powitanie", "settings", "prompts", to=[]),
            "Węzeł „powitanie”: ustawienie „prompts”: za mało pozycji (najmniej: 1).",
        ),
        (
            changed("nodes", "powitanie", "settings", "glosno", to=True),
            "Węzeł „powitanie”: ustawienie „glosno”: nieznane pole.",
        ),
        (
            changed("nodes", "urzad", "settings", "offices", to={"1": "99999"}),
            "Węzeł „urzad”: nieznany lub wyłączony urząd „99999”.",
        ),
        (
            changed("nodes", "urzad", "settings", "offices", to={"*": "20630"}),
            "Węzeł „urzad”: klawisz „*” znaczy zarazem urząd i powrót.",
        ),
        (changed("nodes", "wybor", "next", to={}), "Węzeł „wybor”: brak przejścia dla wyniku „failed”."),
        (
            changed("nodes", "kolejka", "next", to={"served": "koniec", "nobody_there": "koniec"}),
            "Węzeł „kolejka”: brak przejścia dla wyniku „callback”.",
        ),
        (
            changed("nodes", "kolejka", to={"kind": "set_topic", "settings": {}, "next": {"done": "koniec"}}),
            "Węzeł „kolejka”: ustawienie „topic”: brakuje tej wartości.",
        ),
        (
            changed(
                "nodes",
                "kolejka",
                to={"kind": "set_topic", "settings": {"topic": "pogoda"}, "next": {"done": "koniec"}},
            ),
            "Węzeł „kolejka”: nieznany lub wyłączony temat „pogoda”.",
        ),
        (
            changed("nodes", "kolejka", "next", "zajete", to="koniec"),
            "Węzeł „kolejka”: przejście „zajete” nigdy nie nastąpi.",
        ),
        (
            changed("nodes", "kolejka", "next", "served", to="dalej"),
            "Węzeł „kolejka”: przejście „served” prowadzi do nieistniejącego węzła „dalej”.",
        ),
        (
            changed("nodes", "koniec", "next", to={"done": "powitanie"}),
            "Węzeł „koniec”: przejście „done” nigdy nie nastąpi.",
        ),
        (
            changed("nodes", "sierota", to={"kind": "goodbye"}),
            "Węzeł „sierota”: nic do niego nie prowadzi.",
        ),
        (
            changed(
                "nodes",
                "kolejka",
                to={
                    "kind": "verification",
                    "settings": {"shortest_pin": 6, "longest_pin": 4},
                    "next": dict.fromkeys(KINDS["verification"].outcomes(None), "koniec"),
                },
            ),
            "Węzeł „kolejka”: najkrótszy PIN jest dłuższy niż najdłuższy.",
        ),
    ],
)
def test_each_problem_is_named_in_polish_with_its_node(graph: Graph, problem: str) -> None:
    assert problem in found(graph)


def test_all_problems_are_named_at_once() -> None:
    graph = changed("start", to="nigdzie")
    graph["nodes"]["wybor"]["kind"] = "quiz"
    graph["nodes"]["powitanie"]["settings"]["prompts"] = ["X98", "X99"]
    assert len(found(graph)) == 4


@pytest.mark.parametrize("graph", [None, [], "scenariusz", 7, {}, True], ids=repr)
def test_what_is_no_scenario_at_all_is_refused(graph: Any) -> None:
    assert all(problem.startswith("Scenariusz: ") for problem in found(graph))
    assert found(graph)


# -- what the installation allows


def _transfer(target: str) -> Graph:
    ways = dict.fromkeys(KINDS["transfer"].outcomes(None), "koniec")
    return changed("nodes", "kolejka", to={"kind": "transfer", "settings": {"target": target}, "next": ways})


def _asking(url: str, **settings: Any) -> Graph:
    ways = dict.fromkeys(KINDS["web_service"].outcomes(None), "koniec")
    node = {"kind": "web_service", "settings": {"url": url, **settings}, "next": ways}
    return changed("nodes", "kolejka", to=node)


def test_a_number_that_is_not_on_the_list_is_refused() -> None:
    assert not found(_transfer("zus"))
    assert found(_transfer("krus")) == ["Węzeł „kolejka”: pozycji „krus” nie ma na liście dozwolonych numerów."]
    nobody = replace(WORLD, transfers=frozenset())
    assert errors(_transfer("zus"), nobody) == [
        "Węzeł „kolejka”: pozycji „zus” nie ma na liście dozwolonych numerów."
    ]


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("https://inne.example.org/x?y=1", "inne.example.org"),
        ("https://dane.example.org:8443/x", "dane.example.org:8443"),
        ("http://dane.example.org/x", "dane.example.org"),
    ],
)
def test_a_service_that_is_not_on_the_list_is_refused(url: str, server: str) -> None:
    assert found(_asking(url)) == [f"Węzeł „kolejka”: usługi „{server}” nie ma na liście tej instalacji."]


def test_a_listed_service_is_fit_however_its_address_is_written() -> None:
    assert not found(_asking("https://DANE.example.org:443/x"))


def test_what_is_not_known_of_the_installation_is_not_judged() -> None:
    unknown = replace(WORLD, transfers=None, services=None)
    assert not errors(_transfer("krus"), unknown)
    assert not errors(_asking("https://inne.example.org/x"), unknown)


# -- variables that are handed on


def test_what_is_sent_outside_has_to_be_known_before() -> None:
    unset = "Węzeł „kolejka”: używa zmiennej „termin”, której wcześniej nic nie ustawia."
    assert found(_asking("https://dane.example.org/x", send={"t": "termin"})) == [unset]
    assert not found(_asking("https://dane.example.org/x", send={"u": "urzad"}))
    ways = dict.fromkeys(KINDS["sms_order"].outcomes(None), "koniec")
    settings = {"template": "szczegoly", "values": {"tresc": "termin"}}
    sms = {"kind": "sms_order", "settings": settings, "next": ways}
    assert found(changed("nodes", "kolejka", to=sms)) == [unset]


def test_an_answer_from_outside_is_known_afterwards() -> None:
    graph = _asking("https://dane.example.org/x", take={"termin": "wizyta.0.termin"})
    graph["nodes"]["kolejka"]["next"]["done"] = "sms"
    graph["nodes"]["sms"] = {
        "kind": "sms_order",
        "settings": {"template": "szczegoly", "values": {"tresc": "termin"}},
        "next": dict.fromkeys(KINDS["sms_order"].outcomes(None), "koniec"),
    }
    assert not found(graph)


def test_a_one_time_code_is_no_question_for_after_the_consent_to_a_recording() -> None:
    ways = dict.fromkeys(KINDS["one_time_code"].outcomes(None), "koniec")
    graph = changed("nodes", "kolejka", to={"kind": "recording_consent", "next": {"done": "kod"}})
    graph["nodes"]["kod"] = {"kind": "one_time_code", "next": ways}
    assert found(graph) == [
        "Węzeł „kod”: pyta o PIN lub inne tajne cyfry, gdy rozmowa może już być nagrywana; "
        "pytanie o zgodę musi paść później."
    ]


# -- loops

LOOP = "zamknięta pętla, z której rozmówca nie wyjdzie, jeśli niczego nie naciśnie."


def _loops(graph: Graph) -> list[str]:
    return [problem for problem in found(graph) if LOOP in problem]


def test_an_announcement_that_leads_to_itself_never_ends() -> None:
    graph = {"name": "a", "title": "", "start": "a", "nodes": {"a": saying("a")}}
    assert _loops(graph) == [f"Węzeł „a”: {LOOP}"]


def test_every_node_of_a_loop_is_named_and_none_that_only_leads_into_it_or_away() -> None:
    graph = small()
    graph["nodes"] |= {"p": saying("q"), "q": saying("r"), "r": saying("p"), "obok": saying("p")}
    graph["nodes"]["wybor"]["next"]["failed"] = "obok"
    assert _loops(graph) == [f"Węzeł „{name}”: {LOOP}" for name in "pqr"]


def test_a_question_that_is_asked_again_for_ever_where_nobody_answers_is_a_loop_too() -> None:
    graph = changed("nodes", "wybor", "next", "failed", to="powitanie")
    assert _loops(graph) == [f"Węzeł „{name}”: {LOOP}" for name in ("powitanie", "wybor")]


@pytest.mark.parametrize("end", QUEUE_ENDS)
def test_a_queue_may_not_lead_back_to_itself(end: str) -> None:
    assert _loops(changed("nodes", "kolejka", "next", end, to="kolejka"))


def test_a_loop_that_takes_a_key_for_each_turn_is_fine() -> None:
    graph = changed("nodes", "wybor", "next", "koniec", to="powitanie")
    assert not found(graph)


def test_hundreds_of_nodes_in_a_row_before_a_loop_are_judged_at_once() -> None:
    names = [f"n{499 - number:03}" for number in range(500)]
    nodes = {name: saying(then) for name, then in zip(names, [*names[1:], names[-1]], strict=True)}
    assert _loops({"name": "a", "title": "", "start": names[0], "nodes": nodes}) == [f"Węzeł „n000”: {LOOP}"]


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
        assert sentence.startswith(("Scenariusz: ", "Scenariusz „", "Węzeł „"))
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
    """A scenario with one part replaced by something else or taken away."""
    whole = defaults.scenarios() | {name: graph.model_dump(mode="json") for name, graph in PUBLISHED.items()}
    graph = copy.deepcopy(whole[draw(st.sampled_from(sorted(whole)))])
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
    refused = errors(graph, replace(WORLD, subscenarios=PUBLISHED))
    _check_refusal(refused)
    if not refused:
        assert read_scenario(graph).nodes


def test_what_cannot_be_written_as_text_is_refused() -> None:
    graph = small()
    graph["nodes"]["\ud800"] = {"kind": "\udfff"}
    assert found(json.loads(json.dumps(graph)))


def test_a_scenario_that_could_be_published_without_a_test_case_is_warned_of() -> None:
    graph = graph_of(
        {"powitanie": saying("koniec"), "koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}}}
    )
    assert findings(graph, WORLD, cases=0) == [UNTESTED]
    assert UNTESTED.severity == "warning"
    assert "nie ma żadnego przypadku testowego" in UNTESTED.text
    for number in (1, None):
        assert findings(graph, WORLD, cases=number) == []
    broken = graph_of({"powitanie": saying("nigdzie")})
    assert UNTESTED not in findings(broken, WORLD, cases=0)
    assert UNTESTED not in findings("nic", WORLD, cases=0)


def test_a_finding_names_the_setting_and_the_way_that_it_is_about() -> None:
    """So that a form shows it where it is mended."""
    late = changed("nodes", "wybor", "settings", "wait_time", to=31)
    assert [(each.setting, each.outcome) for each in findings(late, WORLD)] == [("wait_time", None)]
    silent = changed("nodes", "wybor", "settings", "no_input_prompt", to="X99")
    assert [(each.setting, each.outcome) for each in findings(silent, WORLD)] == [("no_input_prompt", None)]
    missing = changed("nodes", "wybor", "next", to={})
    assert {each.outcome for each in findings(missing, WORLD)} >= {"failed"}
    assert all(each.setting is None for each in findings(missing, WORLD))
