"""Which message of an office is heard, and which one is kept by who can hold one only."""

from datetime import timedelta

from ivr.emergency_message import EmergencyBoard, EmergencyMessage, one_for_each_office
from tests.support.timing.standing_clock import StandingClock

HOUR = timedelta(hours=1)


def test_the_one_that_is_heard_goes_before_what_is_planned_and_the_next_before_later_ones() -> None:
    clock = StandingClock()
    now = clock.now()
    heard = EmergencyMessage("e1", None, None, "Awaria.", now - HOUR)
    over = EmergencyMessage("e2", None, None, "Była awaria.", now - HOUR / 2, now)
    planned = EmergencyMessage("e3", None, None, "Przerwa.", now + HOUR, now + 2 * HOUR)
    later, soon = (EmergencyMessage(f"e{n}", "20060", None, "Remont.", now + n * HOUR) for n in (5, 4))
    every = [planned, later, over, heard, soon]
    assert {m.office: m.id for m in one_for_each_office(every, now)} == {None: "e1", "20060": "e4"}
    board = EmergencyBoard(clock, every)
    said = []
    for _ in range(4):
        message = board.message(None)
        said.append(None if message is None else message.id)
        clock.passes(minutes=60)
    assert said == ["e1", "e3", "e1", "e1"]  # while both hold, the later one
