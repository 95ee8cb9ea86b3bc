"""Entries of the calendar, and the file for calendars of one's own."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from core.errors import SettingsRefused
from guidance.calendar.entry import Entry, StoredEntry, check_entry, is_for
from guidance.calendar.icalendar import calendar_file

DAY = date(2026, 12, 7)
TRAINING = Entry("training", "Szkolenie", DAY, DAY, None, None, (), (), "sala 12", "Anna Nowak", "")
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def lines(entry: Entry, *, shows_people: bool = True, cancelled_at: datetime | None = None) -> list[str]:
    stored = StoredEntry("wpis-1", entry, 3, cancelled_at, "kierownik-wup", NOON)
    file = calendar_file([stored], shows_people=shows_people)
    assert file.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    return file.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"last_day": DAY - timedelta(days=1)}, "nie wcześniejszy"),
        ({"last_day": DAY + timedelta(days=400)}, "najwyżej rok"),
        ({"begins": time(9)}, "obie godziny"),
        ({"begins": time(9), "ends": time(9)}, "późniejsza"),
    ],
)
def test_days_and_hours_follow_each_other(change: dict[str, object], why: str) -> None:
    check_entry(TRAINING)
    with pytest.raises(SettingsRefused, match=why):
        check_entry(replace(TRAINING, **change))  # type: ignore[arg-type]


def test_it_is_for_everybody_or_for_offices_and_roles() -> None:
    assert is_for(TRAINING, {"20060"}, "auditor")
    narrowed = replace(TRAINING, offices=("20060", "20610"), roles=("consultant",))
    assert is_for(narrowed, {"20060"}, "consultant")
    assert not is_for(narrowed, {"20060"}, "supervisor")
    assert not is_for(narrowed, {"20620"}, "consultant")


def test_it_is_of_an_office_only_if_it_is_for_that_one_alone() -> None:
    assert TRAINING.owner is None
    assert replace(TRAINING, offices=("20060",)).owner == "20060"
    assert replace(TRAINING, offices=("20060", "20610")).owner is None


def test_whole_days_end_with_the_day_after_in_the_file() -> None:
    found = lines(replace(TRAINING, last_day=DAY + timedelta(days=1)))
    assert "DTSTART;VALUE=DATE:20261207" in found
    assert "DTEND;VALUE=DATE:20261209" in found
    assert {"UID:wpis-1@system724", "SEQUENCE:3", "STATUS:CONFIRMED", "LOCATION:sala 12"} <= set(found)


def test_hours_of_several_days_come_back_each_day_in_the_time_of_poland() -> None:
    found = lines(replace(TRAINING, last_day=DAY + timedelta(days=2), begins=time(9), ends=time(12, 30)))
    assert "DTSTART;TZID=Europe/Warsaw:20261207T090000" in found
    assert "DTEND;TZID=Europe/Warsaw:20261207T123000" in found
    assert "RRULE:FREQ=DAILY;COUNT=3" in found
    assert "TZID:Europe/Warsaw" in found


def test_texts_are_escaped_folded_and_told_of_nobody_where_that_is_wanted() -> None:
    text = replace(TRAINING, title="Żółta; łąka, " * 12, details="a\nb\\c")
    found = lines(text)
    assert "SUMMARY:" + "Żółta\\; łąka\\, " * 12 in found
    assert "DESCRIPTION:Prowadzi: Anna Nowak\\na\\nb\\\\c" in found
    assert "DESCRIPTION:a\\nb\\\\c" in lines(text, shows_people=False)


def test_what_was_called_off_is_told_as_such() -> None:
    assert "STATUS:CANCELLED" in lines(TRAINING, cancelled_at=NOON)
