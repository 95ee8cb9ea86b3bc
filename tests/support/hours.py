"""Opening hours for tests that run at any hour of any day."""

from datetime import date, timedelta

from ivr.opening_hours import Hours, OfficeHours
from ivr.opening_plan import SpecialDays


def open_all_day(today: date) -> SpecialDays:
    """An exception: from yesterday on for half a year, holidays, Sundays and nights included."""
    return SpecialDays.model_validate(
        {
            "kind": "other_hours",
            "first_day": today - timedelta(days=1),
            "last_day": today + timedelta(days=180),
            "spans": [{"begin": "00:00", "end": "24:00"}],
            "text": "test",
        }
    )


def always_open(offices: frozenset[str], today: date) -> Hours:
    """Every office, at every moment around `today`."""
    return Hours({code: OfficeHours(exceptions=(open_all_day(today),)) for code in offices})
