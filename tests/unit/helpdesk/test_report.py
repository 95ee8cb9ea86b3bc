"""Steps of reports: who may take which from where, and what follows."""

from itertools import product
from typing import get_args

import pytest

from helpdesk.report import (
    RULES,
    STEPS,
    Part,
    ReportState,
    ReportStep,
    holds_after,
    may_take,
    open_steps,
    state_after,
)

STATES: tuple[ReportState, ...] = get_args(ReportState)
OF_PROBLEMS = {"open", "taken", "waiting", "solved"}
REPORTER, DESK, DECIDERS = (frozenset[Part]({part}) for part in get_args(Part))


@pytest.mark.parametrize(("step", "state"), [*product(STEPS, STATES)])
def test_no_step_but_making_a_change_leads_from_a_problem_to_a_change_or_back(
    step: ReportStep, state: ReportState
) -> None:
    everything = REPORTER | DESK | DECIDERS
    if not may_take(step, state, everything):
        return
    for has_holder in (True, False):
        to = state_after(step, state, has_holder=has_holder)
        assert ((state in OF_PROBLEMS) == (to in OF_PROBLEMS)) == (step != "make_change")


def test_every_step_has_its_rule_and_somebody_who_may_take_it_from_somewhere() -> None:
    assert set(RULES) == set(STEPS)
    for step in STEPS:
        assert any(may_take(step, state, frozenset({part})) for state in STATES for part in get_args(Part))


@pytest.mark.parametrize("state", STATES)
def test_whoever_has_no_part_in_a_report_may_do_nothing(state: ReportState) -> None:
    assert list(open_steps(state, frozenset(), is_own=False)) == []


def test_who_has_reported_may_answer_and_reopen_and_nothing_else() -> None:
    assert {step for state in STATES for step in open_steps(state, REPORTER, is_own=False)} == {"reply", "reopen"}


def test_those_who_decide_have_no_part_in_problems_and_only_they_decide() -> None:
    for state in STATES:
        found = set(open_steps(state, DECIDERS, is_own=False))
        assert not (state in OF_PROBLEMS and found)
        assert not {"consider", "accept", "reject"} & set(open_steps(state, DESK | REPORTER, is_own=False))


def test_an_answer_of_the_reporter_gives_the_report_back_to_whoever_has_asked() -> None:
    assert state_after("reply", "waiting", has_holder=True) == "taken"
    assert state_after("reply", "waiting", has_holder=False) == "open"
    assert state_after("reply", "open", has_holder=False) == "open"
    assert holds_after("reply", "waiting") == "as before"


def test_whoever_asks_answers_or_solves_has_taken_the_report_up_with_that() -> None:
    worked: tuple[ReportStep, ...] = ("take", "ask", "answer", "solve")
    for step in worked:
        assert holds_after(step, "open") == "actor"
    assert state_after("answer", "open", has_holder=False) == "taken"
    assert holds_after("answer", "accepted") == "as before"
    let_go: tuple[ReportStep, ...] = ("give_back", "make_change", "reopen")
    for step in let_go:
        assert holds_after(step, "taken") == "nobody"
    assert "take" not in set(open_steps("taken", DESK, is_own=True))
    assert "give_back" not in set(open_steps("taken", DESK, is_own=False))
