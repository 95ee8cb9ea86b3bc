"""A run becomes a test case whose call is the same."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ivr import defaults
from ivr.graph.scenario import Scenario, read_scenario
from ivr.simulator.actions import Action
from ivr.simulator.case import GAP, KNOWN_CARD, KNOWN_PIN, CaseContext, QueueOutcome
from ivr.simulator.case_of_run import TooLongForACase, case_of_run, is_same
from ivr.simulator.judging import Judgement
from ivr.simulator.play import play_actions
from ivr.simulator.trace import Trace
from tests.support.scenarios.cases import STAGE

TEN = "2026-11-24T10:00:00"
ACTIONS: TypeAdapter[list[Action]] = TypeAdapter(list[Action])
LISTEN: dict[str, Any] = {"do": "listen"}
OUTCOMES: list[QueueOutcome] = ["served", "nobody_there", "full", "callback"]
LINES = {name: read_scenario(graph) for name, graph in defaults.scenarios().items() if name.startswith("linia-")}


def press(keys: str) -> dict[str, Any]:
    return {"do": "press", "keys": keys}


def made(
    actions: list[dict[str, Any]],
    scenario: Scenario | None = None,
    queue: QueueOutcome | None = None,
    **around: Any,
) -> tuple[Judgement, Trace]:
    line = scenario or LINES["linia-9510"]
    surroundings = CaseContext.model_validate({"at": TEN, "card_office": "20060", **around})
    done = ACTIONS.validate_python(actions)
    run = play_actions(line, surroundings, done, STAGE, queue)
    return case_of_run("Próba", line, surroundings, done, STAGE, queue), run


TO_THE_CARD: list[dict[str, Any]] = [LISTEN, {"do": "wait", "time": 2}, LISTEN]  # in Polish
VERIFIED: list[dict[str, Any]] = [*TO_THE_CARD, press(f"{KNOWN_CARD}#"), LISTEN, press(f"{KNOWN_PIN}#"), LISTEN]
IN_THE_QUEUE: list[dict[str, Any]] = [*VERIFIED, press("0"), LISTEN, {"do": "wait", "time": 2}, press("1"), LISTEN]


def test_what_the_caller_did_hangs_on_the_announcements_before_it() -> None:
    judged, run = made([*IN_THE_QUEUE, {"do": "leave_queue", "outcome": "served"}, LISTEN, LISTEN])
    assert judged.is_green
    assert judged.case.queue == "served"
    assert [(step.after_prompt, step.keys) for step in judged.case.steps if step.keys] == [
        ("A03", f"{KNOWN_CARD}#"),
        ("A02", f"{KNOWN_PIN}#"),
        ("M01", "0"),
        ("N02", "1"),
    ]
    assert all(round(step.wait, 1) == step.wait for step in judged.case.steps)
    assert judged.case.path == [*run.nodes, *([] if run.end else [GAP])]


def test_a_caller_who_is_left_in_the_queue_waits_there_in_the_case_too() -> None:
    judged, run = made(IN_THE_QUEUE)
    assert run.state == "queue"
    assert (judged.case.end, judged.case.path, judged.is_green) == ("queue", run.nodes, True)


def test_a_run_that_goes_on_expects_what_was_so_far() -> None:
    judged, run = made(VERIFIED)
    assert (judged.case.path, judged.case.end, judged.is_green) == ([*run.nodes, GAP], None, True)


def test_an_announcement_that_is_heard_again_counts_each_time() -> None:
    late = [*VERIFIED, {"do": "wait", "time": 40}, press("0"), LISTEN]
    judged, run = made(late)
    assert run.prompts.count("M01") > 1
    pressed = [step for step in judged.case.steps if step.after_prompt == "M01"]
    assert [bool(step.keys) for step in pressed] == [False] * (len(pressed) - 1) + [True]
    assert is_same(run, judged.trace)


def two_queues() -> Scenario:
    goodbye = {"kind": "goodbye", "settings": {"prompts": ["G01"]}}
    asks = {"kind": "announcement", "settings": {"prompts": ["W01"]}, "next": {"done": "druga"}}
    ways = dict.fromkeys(("served", "nobody_there", "full", "callback"), "koniec")
    first = {"kind": "queue", "next": {**ways, "nobody_there": "zapowiedz"}}
    nodes = {"pierwsza": first, "zapowiedz": asks, "druga": {"kind": "queue", "next": ways}, "koniec": goodbye}
    return read_scenario({"name": "dwie", "title": "Dwie", "start": "pierwsza", "nodes": nodes})


def test_what_comes_of_the_queue_by_itself_does_so_in_the_case_too() -> None:
    judged, run = made([*IN_THE_QUEUE, LISTEN], queue="nobody_there")
    assert "nikogo" in run.nodes
    assert (judged.case.queue, judged.is_green) == ("nobody_there", True)
    assert not any(step.leave_queue for step in judged.case.steps)


def test_each_of_two_queues_is_left_as_in_the_run() -> None:
    leaves = [{"do": "leave_queue", "outcome": outcome} for outcome in ("nobody_there", "served")]
    judged, run = made(
        [LISTEN, leaves[0], LISTEN, {"do": "wait", "time": 3}, leaves[1], LISTEN, LISTEN], two_queues()
    )
    assert (run.nodes, run.end) == (["pierwsza", "zapowiedz", "druga", "koniec"], "completed")
    assert [step.leave_queue for step in judged.case.steps] == ["nobody_there", "served"]
    assert judged.is_green
    waits, still = made([LISTEN, leaves[0], LISTEN], two_queues())
    assert (still.state, waits.case.end, waits.is_green) == ("queue", "queue", True)


def test_a_caller_who_gives_up_in_the_queue_does_so_in_the_case_too() -> None:
    judged, run = made([*IN_THE_QUEUE, {"do": "wait", "time": 30}, {"do": "hang_up"}])
    assert (run.end, judged.case.end, judged.is_green) == ("caller_hung_up", "caller_hung_up", True)
    assert judged.trace.nodes == run.nodes


def test_a_run_with_a_fault_makes_a_case_that_is_red_until_it_is_mended() -> None:
    nodes = {"a": {"kind": "goodbye", "settings": {"prompts": ["X99"]}}}
    judged, run = made([LISTEN], read_scenario({"name": "x", "title": "", "start": "a", "nodes": nodes}))
    assert run.faults == ["Nie ma komunikatu „X99”."]
    assert judged.problems == ("Nie ma komunikatu „X99”.",)


def test_a_run_with_more_steps_than_a_case_has_is_refused() -> None:
    with pytest.raises(TooLongForACase):
        made([LISTEN, *[{"do": "jump_to", "at": TEN}] * 101], two_queues())


one_action = st.one_of(
    st.builds(press, st.text("0123456789*#", min_size=1, max_size=12)),
    st.builds(lambda time: {"do": "wait", "time": time}, st.one_of(st.floats(0, 60), st.integers(0, 60))),
    st.just(LISTEN),
    st.just({"do": "stay_silent"}),
    st.sampled_from([{"do": "leave_queue", "outcome": outcome} for outcome in OUTCOMES]),
    st.sampled_from([{"do": "jump_to", "at": at} for at in ("2026-11-24T15:29:00", "2026-12-25T10:00:00")]),
    st.just({"do": "hang_up"}),
)
to_begin_with = st.sampled_from([[], VERIFIED, IN_THE_QUEUE])
queues = st.sampled_from([None, None, *OUTCOMES])
around = st.fixed_dictionaries(
    {},
    optional={
        "at": st.sampled_from([TEN, "2026-11-24T22:00:00", "2026-12-25T10:00:00"]),
        "recording": st.sampled_from(["opt_in", "statutory", "off"]),
        "is_queue_full": st.just(True),
        "is_data_away": st.just(True),
        "offices_away": st.sampled_from([["20060"], sorted(defaults.office_directory().codes())]),
        "emergency": st.just("Awaria łączy."),
    },
)


@settings(max_examples=60, deadline=None)
@given(to_begin_with, st.lists(one_action, max_size=8), st.sampled_from(sorted(LINES)), queues, around)
def test_the_case_of_any_run_is_green_at_once_and_its_call_is_the_same(
    begins: list[dict[str, Any]],
    actions: list[dict[str, Any]],
    name: str,
    queue: QueueOutcome | None,
    surroundings: dict[str, Any],
) -> None:
    number = name.removeprefix("linia-")
    judged, run = made([*begins, *actions], LINES[name], queue, number=number, **surroundings)
    assert judged.problems == ()
    assert is_same(run, judged.trace)
