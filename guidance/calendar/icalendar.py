"""Entries of the calendar as an iCalendar file (RFC 5545), which other calendars read. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from guidance.calendar.entry import StoredEntry

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"

_LONGEST = 75
"""Bytes of a line without its end: what is longer goes on in the next one, after a space."""

_ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/Warsaw",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def calendar_file(entries: Iterable[StoredEntry], *, shows_people: bool) -> bytes:
    """`shows_people`: with who leads it. An entry keeps its UID, so that a file that is read again changes what it
    has changed, and what was called off is told as such."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//System 7/24//Kalendarz//PL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        *_ZONE,
        *(line for entry in entries for line in _event(entry, shows_people=shows_people)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(stored: StoredEntry, *, shows_people: bool) -> Iterator[str]:
    entry = stored.entry
    yield "BEGIN:VEVENT"
    yield f"UID:{stored.id}@system724"
    yield f"DTSTAMP:{_moment(stored.changed_at)}"
    yield f"LAST-MODIFIED:{_moment(stored.changed_at)}"
    yield f"SEQUENCE:{stored.version}"
    if entry.begins is None or entry.ends is None:
        yield f"DTSTART;VALUE=DATE:{_day(entry.first_day)}"
        yield f"DTEND;VALUE=DATE:{_day(entry.last_day + timedelta(days=1))}"
    else:
        yield f"DTSTART;TZID=Europe/Warsaw:{_day(entry.first_day)}T{entry.begins:%H%M%S}"
        yield f"DTEND;TZID=Europe/Warsaw:{_day(entry.first_day)}T{entry.ends:%H%M%S}"
        days = (entry.last_day - entry.first_day).days + 1
        if days > 1:
            yield f"RRULE:FREQ=DAILY;COUNT={days}"
    yield f"SUMMARY:{_text(entry.title)}"
    if entry.place:
        yield f"LOCATION:{_text(entry.place)}"
    leader = f"Prowadzi: {entry.led_by}" if shows_people and entry.led_by else ""
    if description := "\n".join(filter(None, (leader, entry.details))):
        yield f"DESCRIPTION:{_text(description)}"
    yield f"STATUS:{'CONFIRMED' if stored.cancelled_at is None else 'CANCELLED'}"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Cut where it is too long, never within a sign."""
    pieces: list[bytes] = []
    piece = b""
    for sign in line:
        encoded = sign.encode()
        if len(piece) + len(encoded) > _LONGEST - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += encoded
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
