"""Calls: what may be asked, and the answers."""

import base64
import binascii
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, field_validator

from core.clock import WARSAW
from core.events import EndReason, QueueLeftReason
from reports.store import MAX_PAGE, CallFilter, Position

_OFFICE = "^[0-9]{5}$"
_NUMBER = r"^\+?[0-9]{1,20}$"
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


def _utc(moment: date | datetime, *, is_end: bool) -> datetime:
    if isinstance(moment, datetime):
        return moment.astimezone(UTC)
    day = moment + timedelta(days=1) if is_end else moment
    return datetime.combine(day, time(), WARSAW).astimezone(UTC)


class CallQuery(BaseModel):
    """Which calls are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True)

    started_from: Moment | None = Field(
        default=None,
        alias="from",
        description="Calls that came in at this moment or later; a date is a day in Warsaw",
        examples=["2026-11-24"],
    )
    started_to: Moment | None = Field(
        default=None,
        alias="to",
        description="Calls that came in before this moment; a date includes that day in Warsaw",
        examples=["2026-11-24T15:30:00+01:00"],
    )
    office: str | None = Field(default=None, pattern=_OFFICE, examples=["20060"])
    agent: str | None = Field(default=None, pattern="^[A-Za-z0-9._-]{1,64}$", examples=["k20060-1"])
    dialled_number: str | None = Field(default=None, pattern=_NUMBER, examples=["9510"])
    end_reason: EndReason | None = None
    queue_left_reason: QueueLeftReason | None = None
    state: Literal["open", "ended"] | None = None
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: str | None = Field(
        default=None,
        max_length=200,
        description="`next_cursor` of the page before; the other fields must stay the same",
    )

    @field_validator("cursor")
    @classmethod
    def _is_ours(cls, cursor: str | None) -> str | None:
        _position(cursor)
        return cursor

    def wanted(self) -> CallFilter:
        return CallFilter(
            started_from=None if self.started_from is None else _utc(self.started_from, is_end=False),
            started_to=None if self.started_to is None else _utc(self.started_to, is_end=True),
            office=self.office,
            agent=self.agent,
            dialled_number=self.dialled_number,
            end_reason=self.end_reason,
            queue_left_reason=self.queue_left_reason,
            is_open=None if self.state is None else self.state == "open",
        )

    def position(self) -> Position | None:
        """Where the page begins; None for the first one."""
        return _position(self.cursor)


class CallSearch(CallQuery):
    """As the query of the list, and the caller's number, which must not stand in an address."""

    caller_number: str | None = Field(
        default=None, pattern=_NUMBER, description="Exactly as recorded", examples=["600100200"]
    )

    def wanted(self) -> CallFilter:
        return CallFilter(**{**_fields(super().wanted()), "caller_number": self.caller_number})


def _fields(wanted: CallFilter) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in CallFilter.__dataclass_fields__}


class CallOut(BaseModel):
    """The record of a call. Times in UTC, durations in seconds."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["call-019ab3c4d5e0000-4f2a91c3d0"])
    dialled_number: str = Field(examples=["9510"])
    caller_number: str = Field(description="Empty when withheld", examples=["600100200"])
    is_free: bool | None = Field(description="None: nobody owns the dialled number")
    scenario: str | None
    scenario_version: int | None
    started_at: datetime
    ended_at: datetime | None = Field(description="None while the call goes on")
    end_reason: EndReason | None
    duration_time: float | None
    client_id: str | None = Field(description="Of a verified caller")
    verification_level: int
    office: str | None = Field(description="The competent office", examples=["20060"])
    queue: str | None = Field(description="The first queue that was entered", examples=["20060"])
    queued_at: datetime | None
    queue_left_reason: QueueLeftReason | None = Field(description="None while the caller waits")
    wait_time: float | None = Field(description="From joining the queue to leaving it")
    agent: str | None = Field(description="Who talked with the caller", examples=["k20060-1"])
    connected_at: datetime | None
    talk_time: float | None
    is_recording_allowed: bool


class StepOut(BaseModel):
    """One step of a call."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    offset: float = Field(description="Seconds since the call came in", examples=[12.4])
    kind: str = Field(description="For programs", examples=["queue_entered"])
    text: str = Field(description="For people, in Polish", examples=["Weszła do kolejki Kolno, miejsce 1"])
    details: dict[str, Any] = Field(
        description="The fields of the fact", examples=[{"queue": "20060", "position": 1}]
    )


class CallDetail(CallOut):
    """A call with everything that happened in it."""

    timeline: list[StepOut]


class CallPage(BaseModel):
    """Calls, newest first."""

    calls: list[CallOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


def _position(cursor: str | None) -> Position | None:
    """Raises ValueError for a cursor that we did not give out."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor.encode(), altchars=b"-_", validate=True)
        started_at, call_id = msgspec.json.decode(raw, type=tuple[datetime, str])
    except (binascii.Error, UnicodeError, msgspec.DecodeError):
        raise ValueError("Nieznany kursor.") from None
    if (
        started_at.tzinfo is None
        or started_at.year not in _YEARS
        or not (call_id.isascii() and call_id.isprintable())
    ):
        raise ValueError("Nieznany kursor.")
    return Position(started_at, call_id)


def cursor_of(position: Position | None) -> str | None:
    if position is None:
        return None
    return base64.urlsafe_b64encode(msgspec.json.encode((position.started_at, position.call_id))).decode()
