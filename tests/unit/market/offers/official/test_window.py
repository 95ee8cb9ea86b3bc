from datetime import date, datetime

import pytest

from core.zone import WARSAW
from market.offers.official.window import next_opening, window_of


@pytest.mark.parametrize(
    ("hour", "window", "opens_on"),
    [
        (6, date(2026, 11, 30), 1),
        (7, None, 1),
        (16, None, 1),
        (17, date(2026, 12, 1), 2),
        (23, date(2026, 12, 1), 2),
    ],
)
def test_the_window_is_open_from_17_to_7(hour: int, window: date | None, opens_on: int) -> None:
    now = datetime(2026, 12, 1, hour, 30, tzinfo=WARSAW)
    assert window_of(now) == window
    assert next_opening(now) == datetime(2026, 12, opens_on, 17, tzinfo=WARSAW)
