"""When the official service may be asked: from 17:00 to 7:00 in Warsaw, twenty times a window (its terms of use).
Pure."""

from datetime import date, datetime, time, timedelta

from core.zone import WARSAW

OPENS, CLOSES = time(17), time(7)
"""`CLOSES` is not included."""
CALLS = 20


def window_of(now: datetime) -> date | None:
    """The evening on which the window that is open now began; None while it is closed."""
    here = now.astimezone(WARSAW)
    if here.time() >= OPENS:
        return here.date()
    return here.date() - timedelta(days=1) if here.time() < CLOSES else None


def next_opening(now: datetime) -> datetime:
    """When the next window opens; of one that is open, the one after it."""
    window = window_of(now)
    day = now.astimezone(WARSAW).date() if window is None else window + timedelta(days=1)
    return datetime.combine(day, OPENS, WARSAW)
