"""The numbers of `ivr/data/verification.json`: as delivered, refused, and named to callers."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from pydantic import ValidationError

from ivr.identity.limits import LIMITS_FILE, Limits, VerificationLimits, default_limits, read_limits
from ivr.nodes import KINDS
from ivr.outside.sms import CODE_TEMPLATE, templates
from ivr.prompts.library import PromptLibrary

QUARTER = timedelta(minutes=15)


def test_the_limits_as_delivered() -> None:
    assert default_limits() == VerificationLimits(
        card=Limits(3, 5, QUARTER),
        caller=Limits(10, None, QUARTER),
        code_orders=Limits(3, None, QUARTER),
        code_tries=3,
        code_valid_time=timedelta(minutes=5),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"lock_minutes": 0},
        {"lock_minutes": "soon"},
        {"card": {"in_row": 3, "in_day": 2}},
        {"card": {"in_row": 0, "in_day": 2}},
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


def test_the_text_message_with_a_code_says_how_long_the_code_is_valid() -> None:
    minutes = default_limits().code_valid_time // timedelta(minutes=1)
    assert f"{minutes} minut" in templates()[CODE_TEMPLATE].text
