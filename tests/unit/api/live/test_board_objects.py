"""The board sends what has changed, and now and then that nothing has."""

from datetime import UTC, datetime, timedelta

import msgspec

from api.live.board_objects import FRESH_TIME, BoardObjects
from core.live.live import Flow, LiveObject, OfficeFigures
from core.metrics.metric import Figure
from reports.board.day_figures import WINDOWS, BaseRow, DayFigures, Windows

NOON = datetime(2026, 11, 24, 11, 7, tzinfo=UTC)
OFFICES = frozenset({"20610", "20620"})
HELPED = {"flow|20610>20620": 1}


def day(**counts: int) -> DayFigures:
    return DayFigures(Windows.at(NOON), [BaseRow("20610", WINDOWS, counts)], {})


def keys(objects: list[LiveObject]) -> list[str]:
    return [f"{one.topic} {one.key}" for one in objects]


def test_at_first_every_office_is_sent_also_one_that_nobody_has_called() -> None:
    objects = BoardObjects().changes(day(offered=4, answered=3), OFFICES, NOON, 17)
    assert keys(objects) == ["office_figures *", "office_figures 20610", "office_figures 20620"]
    shown = msgspec.json.decode(objects[1].value, type=OfficeFigures)
    assert (shown.complete_until, shown.facts_to) == (NOON, 17)
    assert shown.hour.figures["answered"] == (3.0, 4)
    empty = msgspec.json.decode(objects[2].value, type=OfficeFigures)
    assert empty.day.figures["offered"] == (None, 0)


def test_what_has_not_changed_is_not_sent_again_before_its_time() -> None:
    board = BoardObjects()
    board.changes(day(offered=4), OFFICES, NOON, 17)
    assert board.changes(day(offered=4), OFFICES, NOON + timedelta(seconds=1), 18) == []
    changed = board.changes(day(offered=5), OFFICES, NOON + timedelta(seconds=2), 19)
    assert keys(changed) == ["office_figures *", "office_figures 20610"]
    again = board.changes(day(offered=5), OFFICES, NOON + FRESH_TIME, 19)
    assert keys(again) == ["office_figures 20620"]


def test_a_flow_and_an_office_that_are_gone_are_taken_back() -> None:
    board = BoardObjects()
    first = board.changes(day(**HELPED), OFFICES | {"20630"}, NOON, 17)
    assert msgspec.json.decode(first[-1].value, type=Flow) == Flow(day=1, hour=1)
    gone = board.changes(day(**HELPED), OFFICES, NOON, 17)
    assert (keys(gone), gone[0].json) == (["office_figures 20630"], None)
    last = board.changes(day(), OFFICES, NOON, 18)
    assert (keys(last)[-1], last[-1].json) == ("flow 20610>20620", None)


def test_alarms_are_told_the_level_of_the_hour_and_what_was_not_recorded() -> None:
    board = BoardObjects()
    board.changes(day(offered=4, answered=3, talks_consented_unrecorded=2, **{"wait|5": 3}), OFFICES, NOON, 17)
    assert board.levels == {"20610": Figure(75.0, 4), "20620": Figure(None, 0)}
    assert board.unrecorded == {"20610": 2}
