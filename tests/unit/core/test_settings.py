"""What an installation may set."""

import pytest
from pydantic import ValidationError

from core.settings import Settings


def test_hours_are_passed_over_in_a_demonstration_unless_somebody_says_otherwise() -> None:
    assert Settings(demonstration=True).is_always_open
    assert not Settings(demonstration=False).is_always_open
    assert not Settings(demonstration=True, hours="plan").is_always_open
    assert Settings(demonstration=False, hours="always").is_always_open


def test_text_messages_are_sent_by_nothing_unless_somebody_says_by_what() -> None:
    assert not Settings().sms
    assert Settings(sms="table").sms == "table"
    with pytest.raises(ValidationError):
        Settings.model_validate({"sms": "yes"})
