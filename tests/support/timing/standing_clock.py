"""A clock for tests."""

from datetime import UTC, datetime, timedelta

TUESDAY_AT_NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class StandingClock:
    """Stands until `at` is set, or until it is told how much time `passes`."""

    def __init__(self, at: datetime = TUESDAY_AT_NINE) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def passes(self, **time: float) -> None:
        self.at += timedelta(**time)
