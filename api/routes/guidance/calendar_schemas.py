"""The shared calendar: what may be asked and sent, and the answers."""

from datetime import date, datetime, time
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from api.schemas.copying import copied
from api.schemas.paging import OFFICE
from core.rights import ROLES, Role
from guidance.calendar.entry import Entry, EntryKind, StoredEntry

_LINE = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
MOST_DAYS = 400
OfficeCode = Annotated[str, Field(pattern=OFFICE, examples=["20060"])]


class CalendarQuery(BaseModel):
    """Which days are wanted; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")

    first_day: date = Field(examples=["2026-12-01"])
    last_day: date = Field(description="Included", examples=["2026-12-31"])
    own: bool = Field(default=False, description="Only what is for the own offices and the own role")

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if not 0 <= (self.last_day - self.first_day).days < MOST_DAYS:
            raise ValueError("Okres może mieć od jednego do 400 dni.")
        return self


class CalendarEntryIn(BaseModel):
    """An entry, whole."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        json_schema_extra={
            "examples": [
                {
                    "kind": "training",
                    "title": "Szkolenie: nowe wnioski",
                    "first_day": "2026-12-07",
                    "last_day": "2026-12-07",
                    "begins": "09:00",
                    "ends": "12:00",
                    "offices": ["20060"],
                    "roles": ["consultant"],
                    "place": "sala 12",
                    "led_by": "Zespół WUP",
                }
            ]
        },
    )

    kind: EntryKind
    title: str = Field(min_length=3, max_length=150, pattern=_LINE)
    first_day: date
    last_day: date = Field(description="Included")
    begins: time | None = Field(default=None, description="On each of the days, in Poland")
    ends: time | None = None
    offices: list[OfficeCode] = Field(default=[], max_length=50, description="None: for all of them")
    roles: list[Role] = Field(default=[], max_length=len(ROLES), description="None: for everybody")
    place: str = Field(default="", max_length=150, pattern=_LINE)
    led_by: str = Field(default="", max_length=100, pattern=_LINE, description="Who leads it")
    details: str = Field(default="", max_length=2000, pattern=_TEXT)

    def entry(self) -> Entry:
        return Entry(
            kind=self.kind,
            title=self.title,
            first_day=self.first_day,
            last_day=self.last_day,
            begins=None if self.begins is None else self.begins.replace(tzinfo=None, microsecond=0),
            ends=None if self.ends is None else self.ends.replace(tzinfo=None, microsecond=0),
            offices=tuple(sorted(set(self.offices))),
            roles=tuple(role for role in ROLES if role in self.roles),
            place=self.place,
            led_by=self.led_by,
            details=self.details,
        )


class CalendarEntryOut(BaseModel):
    """An entry. Its ETag is `version`."""

    id: str
    kind: EntryKind
    title: str
    first_day: date
    last_day: date
    begins: time | None
    ends: time | None
    offices: list[str]
    roles: list[Role]
    place: str
    led_by: str | None = Field(description="Null for who is told of nobody")
    details: str
    version: int
    cancelled_at: datetime | None = Field(description="It does not take place")
    changed_by: str | None = Field(description="Null as above")
    changed_at: datetime
    may_change: bool

    @classmethod
    def of(cls, stored: StoredEntry, *, may_change: bool, sees_people: bool) -> Self:
        return copied(
            cls,
            stored,
            stored.entry,
            offices=list(stored.entry.offices),
            roles=list(stored.entry.roles),
            led_by=stored.entry.led_by if sees_people else None,
            changed_by=stored.changed_by if sees_people else None,
            may_change=may_change,
        )


class CalendarChangeOut(BaseModel):
    """Who changed an entry, from what to what. Of a new one `before` is null."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    account: str
    before: dict[str, Any] | None
    after: dict[str, Any]
