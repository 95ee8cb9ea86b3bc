"""A change is published with green cases for all that it touches, and a new scenario with cases for all of it."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.graph.scenario import Node, Scenario, read_scenario
from ivr.graph.subscenarios import put_together
from ivr.nodes import KINDS
from ivr.simulator.case import ScenarioCase
from ivr.simulator.coverage import walked_edges
from ivr.simulator.gate import MissingCase, missing_cases
from ivr.simulator.judging import Judgement, judge
from ivr.simulator.play import SimulationContext, play_case
from ivr.simulator.trace import Trace, Visited
from tests.support.scenarios.cases import STAGE, cases_for
from tests.support.scenarios.graphs import SETTINGS, SUBSCENARIOS, changed, fit_graphs, graph_of, saying, small

Graph = dict[str, Any]

TO_THE_QUEUE = [{"after_prompt": "M10", "keys": "1"}, {"after_prompt": "C06", "keys": "1"}]
TO_THE_END = [{"after_prompt": "M10", "keys": "9"}]
NO_OFFICE: list[Any] = [{"after_prompt": "M10", "keys": "1"}]
BACK = [{"after_prompt": "M10", "keys": "1"}, {"after_prompt": "C06", "keys": "*"}]


def stage(*known: Graph) -> SimulationContext:
    scenarios = {graph["name"]: read_scenario(graph) for graph in known}
    return SimulationContext(STAGE.prompts, STAGE.offices, STAGE.hours, scenarios=scenarios)


def case(name: str, steps: list[Any], queue: str | None = "served", **expected: Any) -> ScenarioCase:
    around = {"at": "2026-11-24T10:00:00"}
    wanted = {"name": name, "surroundings": around, "steps": steps, "queue": queue, "path": ["…"], **expected}
    return ScenarioCase.model_validate(wanted)


def judged(scenario: Scenario, *cases: ScenarioCase, around: SimulationContext = STAGE) -> list[Judgement]:
    return [judge(each, play_case(scenario, each, around)) for each in cases]


def missing(
    before: Graph | None, after: Graph, *cases: ScenarioCase, known: list[Graph] | None = None
) -> list[Any]:
    scenario, around = read_scenario(after), stage(*(known or []))
    whole = put_together(scenario, {**around.scenarios, scenario.name: scenario})
    old = None if before is None else read_scenario(before)
    found = missing_cases(old, scenario, whole, KINDS, judged(scenario, *cases, around=around))
    assert all(isinstance(each, MissingCase) and f"„{each.node}”" in each.text for each in found)
    return [each.node if each.outcome is None else (each.node, each.outcome) for each in found]


def test_a_new_scenario_needs_cases_for_all_of_it() -> None:
    assert missing(None, small()) == ["powitanie", "wybor", "urzad", "kolejka", "koniec"]
    assert missing(None, small(), case("kolejka", TO_THE_QUEUE)) == [("wybor", "koniec")]
    assert missing(None, small(), case("kolejka", TO_THE_QUEUE), case("koniec", TO_THE_END)) == []


def test_a_case_that_is_not_green_counts_for_nothing() -> None:
    red = case("zły", TO_THE_QUEUE, prompts=["G02"])
    assert missing(None, small(), red, case("koniec", TO_THE_END)) == [
        ("wybor", "urzad"),
        "urzad",
        "kolejka",
    ]


def test_a_case_that_hangs_up_before_a_queue_or_an_end_counts_as_far_as_it_came_to_one() -> None:
    hangs_up = case("odkłada", [{"after_prompt": "M10", "hangs_up": True}])
    assert "wybor" in missing(None, small(), hangs_up)
    after_the_queue = case("czeka", TO_THE_QUEUE, None)
    assert missing(None, small(), after_the_queue, case("koniec", TO_THE_END)) == []


def test_what_is_the_same_needs_no_case() -> None:
    assert missing(small(), small()) == []
    assert missing(small(), {**small(), "title": "Inny tytuł"}) == []


def test_a_changed_announcement_needs_a_case_to_each_queue_and_end_to_which_it_leads() -> None:
    after = changed("nodes", "powitanie", "settings", "prompts", to=["W02"])
    assert missing(small(), after) == ["powitanie", "kolejka", "koniec"]
    assert missing(small(), after, case("kolejka", TO_THE_QUEUE)) == ["koniec"]
    assert missing(small(), after, case("kolejka", TO_THE_QUEUE), case("koniec", TO_THE_END)) == []


def test_what_comes_after_the_first_queue_is_not_touched() -> None:
    after = changed("nodes", "urzad", "settings", "offices", to={"1": "20060"})
    # "koniec" is reached from the office menu, too: by who presses nothing there.
    assert missing(small(), after, case("kolejka", TO_THE_QUEUE)) == ["koniec"]
    assert missing(small(), after, case("kolejka", TO_THE_QUEUE), case("cisza", NO_OFFICE)) == []


def test_a_way_that_leads_elsewhere_is_taken_by_a_case() -> None:
    after = changed("nodes", "urzad", "next", "back", to="koniec")
    ways = case("kolejka", TO_THE_QUEUE), case("cisza", NO_OFFICE)
    # "failed" leads there as well, and neither is a choice that the author has named: they are one way.
    assert missing(small(), after, case("kolejka", TO_THE_QUEUE)) == [("urzad", "back"), "koniec"]
    assert missing(small(), after, *ways) == []
    assert missing(small(), after, case("wraca", BACK)) == []


def test_each_key_of_a_menu_is_a_way_of_its_own() -> None:
    choices = {"1": "urzad", "2": "informacje", "9": "koniec"}
    after = changed("nodes", "wybor", "settings", "choices", to=choices)
    after["nodes"]["wybor"]["next"] = {**after["nodes"]["wybor"]["next"], "informacje": "koniec"}
    to_the_end = case("kolejka", TO_THE_QUEUE), case("koniec", TO_THE_END)
    assert missing(small(), after, *to_the_end) == [("wybor", "informacje")]
    presses_two = case("dwa", [{"after_prompt": "M10", "keys": "2"}])
    assert missing(small(), after, *to_the_end, presses_two) == []


def test_what_no_simulated_call_can_reach_is_not_asked_for() -> None:
    service = {"kind": "web_service", "settings": {"url": "https://dane.example.org/x"}}
    nodes = {
        "usluga": {**service, "next": {"done": "jest", "failed": "koniec", "timeout": "koniec"}},
        "jest": saying("obcy"),
        "obcy": {
            "kind": "transfer",
            "settings": {"target": "zus"},
            "next": dict.fromkeys(("connected", "no_answer", "busy", "not_allowed"), "koniec"),
        },
        "koniec": {"kind": "goodbye", "settings": {"prompts": ["G01"]}},
    }
    assert missing(None, graph_of(nodes)) == ["usluga", "koniec"]
    assert missing(None, graph_of(nodes), case("bez danych", [])) == []


SUB = graph_of(
    {
        "pytanie": {
            "kind": "menu",
            "settings": {"prompts": ["M10"], "choices": {"1": "tak", "2": "kolejka"}},
            "next": {"tak": "dobrze", "kolejka": "kolejka", "failed": "zle"},
        },
        "kolejka": {"kind": "queue", "next": dict.fromkeys(("served", "nobody_there", "full", "callback"), "zle")},
        "dobrze": {"kind": "end", "settings": {"outcome": "dobrze"}},
        "zle": {"kind": "end", "settings": {"outcome": "zle"}},
    },
    name="sprawa",
)
CALLER = graph_of(
    {
        "sprawa": {
            "kind": "subscenario",
            "settings": {"scenario": "sprawa"},
            "next": {"dobrze": "dalej", "zle": "koniec"},
        },
        "dalej": saying("koniec"),
        "koniec": {"kind": "goodbye", "settings": {"prompts": ["G01"]}},
    },
    name="linia",
)


def test_the_ways_back_from_a_sub_scenario_are_ways_of_the_node_that_calls_it() -> None:
    good = case("dobrze", [{"after_prompt": "M10", "keys": "1"}])
    queue = case("kolejka", [{"after_prompt": "M10", "keys": "2"}], "full")
    before = {**CALLER, "nodes": {**CALLER["nodes"], "sprawa": {**CALLER["nodes"]["sprawa"]}}}
    before["nodes"]["sprawa"] = {**before["nodes"]["sprawa"], "next": {"dobrze": "koniec", "zle": "koniec"}}
    assert missing(None, CALLER, good, known=[SUB]) == ["sprawa/kolejka"]
    assert missing(None, CALLER, good, queue, known=[SUB]) == []
    assert missing(before, CALLER, queue, known=[SUB]) == [("sprawa", "dobrze"), "koniec"]
    assert missing(before, CALLER, good, known=[SUB]) == []
    scenario = read_scenario(CALLER)
    whole = put_together(scenario, {"sprawa": read_scenario(SUB)})
    edges = walked_edges(scenario, whole, judged(scenario, good, queue, around=stage(SUB)))
    assert [(e.node, e.outcome, e.to, e.cases) for e in edges] == [
        ("sprawa", "dobrze", "dalej", ("dobrze",)),
        ("sprawa", "zle", "koniec", ("kolejka",)),
        ("dalej", "done", "koniec", ("dobrze",)),
    ]


def test_cases_that_are_made_by_chance_are_enough_and_green() -> None:
    made = [ScenarioCase.model_validate(each) for each in cases_for(small())]
    assert missing(None, small(), *made) == []
    assert all(each.is_green for each in judged(read_scenario(small()), *made))


def test_a_split_leads_each_way_by_the_draw_of_the_case() -> None:
    nodes = {
        "podzial": {"kind": "split", "settings": {"shares": {"a": 50, "b": 50}}, "next": {"a": "ka", "b": "kb"}},
        "ka": {"kind": "goodbye", "settings": {"prompts": ["G01"]}},
        "kb": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
    }
    draws = [
        case(f"los {draw}", []).model_copy(
            update={"surroundings": case("x", []).surroundings.model_copy(update={"draw": draw})}
        )
        for draw in range(8)
    ]
    scenario = read_scenario(graph_of(nodes))
    ways = {judged(scenario, each)[0].trace.path[0].left_by for each in draws}
    assert ways == {"a", "b"}
    for each in draws:
        assert judged(scenario, each)[0].trace == judged(scenario, each)[0].trace


# -- of any graph


def walk(whole: Scenario, names: Sequence[str], outcomes: Sequence[str | None]) -> Judgement:
    """As if a green case had gone that way."""
    path = [
        Visited(0.0, name, whole.nodes[name].kind, outcome) for name, outcome in zip(names, outcomes, strict=True)
    ]
    return Judgement(case("droga", []), Trace(path=path), ())


def every_way(whole: Scenario) -> list[Judgement]:
    """For each way that a simulated call may take, a walk that goes there by the shortest way, takes it, and goes
    on to a queue or an end."""
    ways = {name: tried_ways(node) for name, node in whole.nodes.items()}
    from_start = shortest(whole.start, ways, set(ways))
    found = [walk(whole, [whole.start], [None])] if not ways[whole.start] else []
    for name, (names, outcomes) in from_start.items():
        for outcome, to in ways[name].items():
            stops = {n for n, each in ways.items() if not each or KINDS[whole.nodes[n].kind].is_queue}
            on = shortest(to, ways, stops)
            rest = min((on[stop] for stop in stops if stop in on), key=lambda each: len(each[0]), default=None)
            if rest is not None:
                found.append(walk(whole, [*names, *rest[0]], [*outcomes[:-1], outcome, *rest[1]]))
    return found


def tried_ways(node: Node) -> dict[str, str]:
    kind = KINDS[node.kind]
    untried = kind.untried(kind.settings.model_validate(node.settings))
    return {outcome: to for outcome, to in node.next.items() if outcome not in untried}


def shortest(
    start: str, ways: dict[str, dict[str, str]], wanted: set[str]
) -> dict[str, tuple[list[str], list[str | None]]]:
    """To each of the wanted nodes: the nodes on the way, and by which outcome each is left."""
    found: dict[str, tuple[list[str], list[str | None]]] = {start: ([start], [None])}
    ahead = [start]
    while ahead:
        name = ahead.pop(0)
        names, outcomes = found[name]
        for outcome, to in ways[name].items():
            if to not in found:
                found[to] = [*names, to], [*outcomes[:-1], outcome, None]
                ahead.append(to)
    return {name: way for name, way in found.items() if name in wanted}


@given(fit_graphs())
def test_cases_on_every_way_are_always_enough_and_no_more_is_asked_for_than_there_is(graph: Graph) -> None:
    scenario = read_scenario(graph)
    whole = put_together(scenario, {**SUBSCENARIOS, scenario.name: scenario})
    nothing = missing_cases(None, scenario, whole, KINDS, [])
    assert len(nothing) <= len(whole.nodes) + sum(len(node.next) for node in scenario.nodes.values())
    assert len(set(nothing)) == len(nothing)
    assert missing_cases(scenario, scenario, whole, KINDS, []) == []
    assert missing_cases(None, scenario, whole, KINDS, every_way(whole)) == []


@given(fit_graphs(), st.data())
def test_what_a_case_has_covered_is_never_asked_for_again(graph: Graph, data: st.DataObject) -> None:
    scenario = read_scenario(graph)
    whole = put_together(scenario, {**SUBSCENARIOS, scenario.name: scenario})
    some = data.draw(st.lists(st.sampled_from(every_way(whole)), max_size=6))
    before, gone = set(missing_cases(None, scenario, whole, KINDS, [])), set()
    for number in range(len(some)):
        left = set(missing_cases(None, scenario, whole, KINDS, some[: number + 1]))
        gone |= before - left
        assert not gone & left
        before = left


@pytest.mark.parametrize("kind", sorted(SETTINGS))
def test_what_needs_no_case_is_an_outcome_of_the_kind(kind: str) -> None:
    rules = KINDS[kind]
    for sample in SETTINGS[kind]:
        settings = rules.settings.model_validate(sample)
        assert rules.untried(settings) <= rules.outcomes(settings)
        assert rules.choices(settings) <= rules.outcomes(settings)
