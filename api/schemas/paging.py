"""What lists have in common: moments and days in questions, and cursors that lead from page to page."""

import base64
import binascii
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, TypeAlias

import msgspec
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from core.clock import WARSAW

OFFICE = "^[0-9]{5}$"
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(2000, 2101)


def _moment(value: object) -> date | datetime:
    """A moment with its zone, or a day, which is one of Warsaw. Raises ValueError with a Polish sentence."""
    wrong = "Wymagana jest data (2026-11-24) albo moment ze strefą czasową (2026-11-24T09:00:00+01:00)."
    if isinstance(value, (date, datetime)):
        return value
    text = str(value).replace(" ", "+")  # a `+` that a client left as it is arrives as a space
    try:
        found = date.fromisoformat(text) if _DAY.fullmatch(text) else datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(wrong) from None
    if isinstance(found, datetime) and found.tzinfo is None:
        raise ValueError(wrong)
    if found.year not in _YEARS:
        raise ValueError("Rok musi leżeć między 2000 a 2100.")
    return found


Moment: TypeAlias = Annotated[
    date | datetime,
    BeforeValidator(_moment),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]}),
]


def utc(moment: date | datetime, *, is_end: bool) -> datetime:
    """A moment in UTC; of a day its beginning in Warsaw, or with `is_end` its end."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    day = moment + timedelta(days=1) if is_end else moment
    return datetime.combine(day, time(), WARSAW).astimezone(UTC)


Place: TypeAlias = tuple[datetime, str]
"""A place in a list that is ordered by a moment and an id: after the row that has them."""


def place_of(cursor: str | None) -> Place | None:
    """Raises ValueError for a cursor that we did not give out."""
    if cursor is None:
        return None
    place: Place = decoded(cursor, Place)
    check_place(place)
    return place


def decoded(cursor: str, kind: Any) -> Any:
    """What the text of a cursor says, as a `kind`. Raises ValueError for one that we did not give out."""
    try:
        raw = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=kind)
    except (binascii.Error, UnicodeError, msgspec.DecodeError):
        raise ValueError("Nieznany kursor.") from None


def check_place(place: Place) -> None:
    """Raises ValueError for one that no row can have."""
    moment, row_id = place
    if moment.tzinfo is None or moment.year not in _YEARS or not (row_id.isascii() and row_id.isprintable()):
        raise ValueError("Nieznany kursor.")


def _ours(cursor: str) -> str:
    place_of(cursor)
    return cursor


Cursor: TypeAlias = Annotated[
    str,
    Field(max_length=200, description="`next_cursor` of the page before; the other fields must stay the same"),
    AfterValidator(_ours),
]


def cursor_of(place: Place | None) -> str | None:
    """The text that leads to the next page; None on the last."""
    return None if place is None else encoded(place)


def encoded(place: object) -> str:
    """As `decoded` reads it."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()
