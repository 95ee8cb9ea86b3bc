"""Which first steps are done."""

from dataclasses import replace
from typing import Any

import pytest

from api.first_steps.steps import STEP_NAMES, Found, steps

EMPTY = Found(
    administrators=1,
    offices=2,
    offices_without=["20060"],
    offices_without_hours=["20060", "20080"],
    hours_as_shipped=0,
    numbers=2,
    numbers_without_scenario=["9510", "9524"],
    supervisors=0,
    consultants=0,
    consultants_active=0,
    consultants_seen=0,
    has_talked=False,
)
READY = Found(2, 2, [], [], 2, 2, ["9524"], 1, 3, 1, 1, has_talked=True)


def test_an_empty_installation_has_done_nothing() -> None:
    assert [step.name for step in steps(EMPTY)] == list(STEP_NAMES)
    assert not any(step.is_done for step in steps(EMPTY))


def test_a_centre_that_helps_callers_has_done_all() -> None:
    """Also with a number that nobody answers yet, and with hours that came with the product."""
    assert all(step.is_done for step in steps(READY))
    assert next(step for step in steps(READY) if step.name == "hours").as_shipped == 2


@pytest.mark.parametrize(
    ("lacks", "name"),
    [
        ({"administrators": 1}, "second_person"),
        ({"offices_without": ["20080"]}, "offices"),
        ({"offices_without_hours": ["20080"]}, "hours"),
        ({"numbers_without_scenario": ["9510", "9524"]}, "numbers"),
        ({"supervisors": 0}, "supervisors"),
        ({"consultants_active": 0}, "consultants"),
        ({"consultants_seen": 0}, "telephones"),
        ({"has_talked": False}, "first_call"),
    ],
)
def test_each_lack_leaves_its_own_step_open(lacks: dict[str, Any], name: str) -> None:
    assert [step.name for step in steps(replace(READY, **lacks)) if not step.is_done] == [name]


def test_what_is_missing_is_named() -> None:
    by_name = {step.name: step for step in steps(EMPTY)}
    assert (by_name["offices"].count, by_name["offices"].of, by_name["offices"].missing) == (1, 2, ["20060"])
    assert by_name["numbers"].missing == ["9510", "9524"]


def test_no_office_at_all_is_no_step_done() -> None:
    assert not steps(replace(READY, offices=0))[1].is_done
