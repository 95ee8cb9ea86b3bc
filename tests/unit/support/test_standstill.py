"""A machine that stands still is noticed."""

from tests.support.plugins.standstill import NOTICED, TICK, StandstillWatch, told


class Time:
    """A clock and a sleep that stands still when it is told."""

    def __init__(self) -> None:
        self.now, self.late = 100.0, 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds + self.late


def test_a_machine_that_stands_still_is_noticed_and_told() -> None:
    time = Time()
    watch = StandstillWatch(time.monotonic, time.sleep)
    watch.look()
    time.late = NOTICED / 2  # a busy machine
    watch.look()
    assert watch.since(0) == []
    time.late = 0.6
    watch.look()
    [seen] = watch.since(100.0)
    assert (round(seen.length, 3), round(seen.begin, 3)) == (0.6, round(100 + 2 * TICK + NOTICED / 2, 3))
    assert watch.since(time.now + 1) == []
    words = told([seen], 100.0)
    assert words == "the machine stood still 1 times during this test, 0.6 s in all, for 0.6 s at second 0"
    assert told([], 100.0) == ""
