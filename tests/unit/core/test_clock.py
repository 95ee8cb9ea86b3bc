"""The clock, and the offset that tests may give it."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from core.clock import OFFSET, MachineClock, SystemClock
from core.settings import Settings

MONTH = timedelta(days=31)


def test_the_clock_is_moved_by_the_offset_and_the_machines_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert abs(SystemClock().now() - MachineClock().now()) < timedelta(seconds=5)
    monkeypatch.setenv(OFFSET, str(MONTH.total_seconds()))
    moved = SystemClock()
    assert abs(moved.now() - MachineClock().now() - MONTH) < timedelta(seconds=5)
    assert abs(moved.monotonic() - MachineClock().monotonic()) < 5


def test_an_offset_is_refused_outside_a_demonstration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OFFSET, "60")
    assert Settings().clock_offset == 60
    monkeypatch.setenv("S724_DEMONSTRATION", "no")
    with pytest.raises(ValidationError, match="S724_CLOCK_OFFSET is for tests"):
        Settings()
