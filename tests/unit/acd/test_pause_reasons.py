"""Reasons of pauses: those that ship are refused if they cannot be right, those of the process can be replaced."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from acd.dial_codes import dial_codes
from acd.pause_reasons import (
    PAUSE_REASONS,
    SHIPPED_REASONS,
    BadPauseReasons,
    PauseReason,
    given_reasons,
    pause_title,
    read_pause_reasons,
)
from tests.support.acd.shipped_lists import shipped_lists

PROJECT = Path(__file__).parents[3]
LOGIN = {"id": "login", "title": "po zalogowaniu"}
MEAL = {"id": "meal", "title": "posiłek", "dial_code": "*72"}


@pytest.fixture(autouse=True)
def _shipped() -> Iterator[None]:
    with shipped_lists():
        yield


def read(*entries: Any) -> dict[str, Any]:
    return dict(read_pause_reasons(json.dumps(entries)))


def test_the_readmes_table_has_every_shipped_dial_code_and_what_each_pause_is_called() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    told = dict(re.findall(r"\| `(\*[0-9]{2})` \| ([^|]*) (?=\|)", readme))

    assert told.keys() == dial_codes(SHIPPED_REASONS.values()).keys()
    for reason in SHIPPED_REASONS.values():
        if reason.dial_code is not None:
            assert told[reason.dial_code].endswith(f"({reason.title})")


def test_logging_in_gives_a_reason_that_nobody_can_ask_for() -> None:
    assert [reason.id for reason in given_reasons()] == [reason for reason in PAUSE_REASONS if reason != "login"]


def test_a_reason_that_is_unknown_or_not_given_has_no_title() -> None:
    reason = given_reasons()[0]
    assert [pause_title(each) for each in (reason.id, None, "nap")] == [reason.title, None, None]


def test_a_reason_that_was_deactivated_keeps_its_title_and_cannot_be_given() -> None:
    was = PauseReason(id="meal", title="posiłek", dial_code="*72", is_active=False)
    PAUSE_REASONS.replace({**SHIPPED_REASONS, "meal": was})
    assert pause_title("meal") == "posiłek"
    assert "meal" not in {reason.id for reason in given_reasons()}
    assert "meal" not in PAUSE_REASONS


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([LOGIN, MEAL, {**MEAL, "dial_code": "*73"}], "two reasons 'meal'"),
        ([LOGIN, MEAL, {"id": "lunch", "title": "obiad", "dial_code": "*72"}], r"'meal' and 'lunch' .* code \*72"),
        ([MEAL], "'login' must be there"),
        ([{**LOGIN, "dial_code": "*70"}, MEAL], "'login' must be there, without a dial code"),
        ([LOGIN], "a reason that a consultant can give"),
        ([LOGIN, {**MEAL, "dial_code": "72"}], "1.dial_code"),
        ([LOGIN, {**MEAL, "id": "Posiłek"}], "1.id"),
        ([LOGIN, {**MEAL, "title": ""}], "1.title"),
        ([LOGIN, {**MEAL, "colour": "red"}], "1.colour"),
    ],
)
def test_reasons_that_cannot_be_right_are_refused_with_what_is_wrong(entries: list[Any], fault: str) -> None:
    with pytest.raises(BadPauseReasons, match=fault):
        read(*entries)


def test_a_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(BadPauseReasons, match="the whole file"):
        read_pause_reasons("[")
