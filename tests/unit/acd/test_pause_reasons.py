"""Reasons of pauses and the codes that consultants dial: data that are refused if they cannot be right."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from acd.dial_codes import DIAL_CODES, STATE_CODES, dial_codes
from acd.pause_reasons import GIVEN_REASONS, PAUSE_REASONS, BadPauseReasons, pause_title, read_pause_reasons

PROJECT = Path(__file__).parents[3]
LOGIN = {"id": "login", "title": "po zalogowaniu"}
MEAL = {"id": "meal", "title": "posiłek", "dial_code": "*72"}


def read(*entries: Any) -> dict[str, Any]:
    return dict(read_pause_reasons(json.dumps(entries)))


def test_the_readmes_table_has_every_dial_code_and_what_each_pause_is_called() -> None:
    readme = (PROJECT / "README.md").read_text("utf-8")
    told = dict(re.findall(r"\| `(\*[0-9]{2})` \| ([^|]*) (?=\|)", readme))

    assert told.keys() == DIAL_CODES.keys()
    for reason in GIVEN_REASONS:
        if reason.dial_code is not None:
            assert told[reason.dial_code].endswith(f"({reason.title})")


def test_each_dial_code_asks_for_a_state_or_for_a_pause_with_its_reason() -> None:
    codes = dial_codes(read(LOGIN, MEAL, {"id": "fire", "title": "alarm"}).values())

    assert codes == {**{code: (wish, None) for code, wish in STATE_CODES.items()}, "*72": ("pause", "meal")}


def test_logging_in_gives_a_reason_that_nobody_can_ask_for() -> None:
    assert [reason.id for reason in GIVEN_REASONS] == [reason for reason in PAUSE_REASONS if reason != "login"]


def test_a_reason_that_is_unknown_or_not_given_has_no_title() -> None:
    reason = GIVEN_REASONS[0]
    assert [pause_title(each) for each in (reason.id, None, "nap")] == [reason.title, None, None]


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


@pytest.mark.parametrize("code", STATE_CODES)
def test_a_reason_with_the_code_of_a_state_is_refused(code: str) -> None:
    with pytest.raises(BadPauseReasons, match=f"'meal' has {re.escape(code)}, the code of"):
        dial_codes(read(LOGIN, {**MEAL, "dial_code": code}).values())
