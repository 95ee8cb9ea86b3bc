"""The numbers of `ivr/data/verification.json`: as delivered, refused, and named to callers."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from pydantic import ValidationError

from core.messages.sms import CODE_TEMPLATE, templates
from ivr.identity.limits import (
    LIMITS_FILE,
    BucketRule,
    CeilingRule,
    LockRule,
    VerificationLimits,
    default_limits,
    read_limits,
)
from ivr.nodes import KINDS
from ivr.prompts.prompt_library import PromptLibrary

QUARTER, DAY = timedelta(minutes=15), timedelta(hours=24)


def test_the_limits_as_delivered() -> None:
    assert default_limits() == VerificationLimits(
        pair=LockRule(3, QUARTER, DAY),
        caller=LockRule(10, QUARTER, DAY),
        card_in_day=10,
        without_number=BucketRule(20, timedelta(minutes=3)),
        centre=CeilingRule(60, timedelta(minutes=10), 2.0),
        code_orders=LockRule(3, QUARTER, DAY),
        codes_in_day=6,
        code_tries=3,
        code_valid_time=timedelta(minutes=5),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"lock_minutes": 0},
        {"lock_minutes": "soon"},
        {"longest_lock_hours": 25},
        {"lock_minutes": 90, "longest_lock_hours": 1},
        {"card": {"in_day": 2}},
        {"card_and_number": {"in_row": 0}},
        {"code_orders": {"in_row": 3, "in_day": 2}},
        {"without_number": {"tries": 500, "give_back_minutes": 3}},
        {"centre": {"tries": 60, "within_minutes": 10, "delay_seconds": 6}},
        {"unknown": 1},
    ],
    ids=str,
)
def test_limits_that_cannot_be_right_are_refused(change: dict[str, object], tmp_path: Path) -> None:
    found = msgspec.json.decode(LIMITS_FILE.read_bytes())
    file = tmp_path / "verification.json"
    file.write_bytes(msgspec.json.encode(found | change))
    with pytest.raises(ValidationError):
        read_limits(file)


def test_no_announcement_of_the_verification_names_how_long_a_lock_lasts() -> None:
    library = PromptLibrary.defaults()
    prompts = {"A07"}
    for kind in ("verification", "one_time_code"):
        prompts |= {*KINDS[kind].prompts(KINDS[kind].settings())}
    for prompt in prompts:
        text = library.prompt(prompt).text
        assert "minut" not in text and "kwadrans" not in text, prompt


def test_the_announcement_of_a_lock_says_that_it_ends_by_itself() -> None:
    lock = PromptLibrary.defaults().prompt("A07")
    for language, later in (("pl", "później"), ("en", "later"), ("uk", "пізніше")):
        assert later in (lock.text_in(language) or ""), language


def test_the_text_message_with_a_code_says_how_long_the_code_is_valid() -> None:
    minutes = default_limits().code_valid_time // timedelta(minutes=1)
    assert f"{minutes} minut" in templates()[CODE_TEMPLATE].text
