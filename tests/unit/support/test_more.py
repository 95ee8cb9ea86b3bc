"""What `make test` leaves out has a reason and a test that stays."""

import re
from pathlib import Path

import pytest

from tests.browser.accessibility import DARK_STATES, USUAL_STATES
from tests.support.plugins.more import faults_of, few_of, first_of

HERE = "tests/unit/support/test_more.py::test_a_reason_and_a_proof_that_stays_are_right"
LEFT_OUT = (
    "tests/asterisk/calls/test_ceilings.py::test_one_call_too_many_of_a_number_hears_why_and_others_are_served"
)


def test_a_reason_and_a_proof_that_stays_are_right() -> None:
    assert faults_of(("shown elsewhere", HERE)) == []


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ((), "`more` names no reason"),
        ((" ", HERE), "`more` names no reason"),
        (("shown elsewhere",), "`more` names no test that stays and shows the same"),
        (("shown elsewhere", f"{HERE}_not"), f"in `make test` there is no {HERE}_not"),
        (("shown elsewhere", "tests/nowhere.py::test_it"), "in `make test` there is no tests/nowhere.py::test_it"),
        (("shown elsewhere", HERE, LEFT_OUT), f"in `make test` there is no {LEFT_OUT}"),
    ],
)
def test_without_a_reason_or_a_proof_that_stays_nothing_is_left_out(
    arguments: tuple[str, ...], fault: str
) -> None:
    assert fault in faults_of(arguments)


def test_of_some_cases_those_that_stay_are_not_marked() -> None:
    cases = few_of(["early", "late"], {"late"}, "a sweep", HERE)
    assert [(case.values, [mark.name for mark in case.marks]) for case in cases] == [
        (("early",), ["more"]),
        (("late",), []),
    ]


def test_of_a_list_the_first_cases_stay() -> None:
    first, *others = first_of(1, [("early", 1), ("late", 2), ("never", 3)], "a list", HERE)
    assert first == ("early", 1)
    assert [(case.values, [mark.name for mark in case.marks]) for case in others] == [
        (("late", 2), ["more"]),
        (("never", 3), ["more"]),
    ]


@pytest.mark.parametrize("number", [0, 2])
def test_some_of_a_list_stay_and_some_are_left_out(number: int) -> None:
    with pytest.raises(AssertionError):
        first_of(number, ["early", "late"], "a list", HERE)


@pytest.mark.parametrize("stay", [set(), {"never"}])
def test_at_least_one_case_stays_and_it_is_one_of_them(stay: set[str]) -> None:
    with pytest.raises(AssertionError):
        few_of(["early", "late"], stay, "a sweep", HERE)


def test_each_page_is_looked_at_in_a_usual_state_that_some_test_brings_about() -> None:
    folder = Path(__file__).resolve().parents[2] / "browser"
    states = {
        name
        for file in folder.rglob("test_*.py")
        for name in re.findall(r'check_accessibility\([^")]*"([^"]+)"', file.read_text("utf-8"))
    }
    assert states > USUAL_STATES > DARK_STATES
    pages = {state.split("-")[0] for state in states}
    assert pages == {state.split("-")[0] for state in USUAL_STATES}
