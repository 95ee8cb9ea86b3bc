"""The access log: what may be asked, and the answers."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from api.routes.clients.clients_schemas import PersonName, day_alone
from api.schemas.paging import OFFICE, Cursor, Moment, Place, check_place, decoded, encoded, place_of, utc
from api.schemas.words import StaffWords
from clients.access import FieldGroup
from clients.access_review.review_store import AccessFilter, NamedPerson
from clients.access_review.visit_store import AccessVisit, VisitPlace
from clients.access_store import Purpose, StaffOutcome, Topic, WhoKind
from core.db.pages import MAX_PAGE, MAX_PAGE_OF_TEXTS

_ID = "^[A-Za-z0-9._-]{1,64}$"


class AccessLogQuery(BaseModel):
    """Which entries are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True)

    seen_from: Moment | None = Field(
        default=None,
        alias="from",
        description="Looked at at this moment or later; a date is a day in Warsaw",
        examples=["2026-11-24"],
    )
    seen_to: Moment | None = Field(
        default=None,
        alias="to",
        description="Looked at before this moment; a date includes that day in Warsaw",
        examples=["2026-11-24T15:30:00+01:00"],
    )
    call: str | None = Field(default=None, pattern=_ID, examples=["call-s724-1795559785-42"])
    who: str | None = Field(
        default=None,
        pattern=_ID,
        description="The account that looked, or the call in which the line did",
        examples=["kierownik-20060"],
    )
    staff: StaffWords | None = None
    office: str | None = Field(default=None, pattern=OFFICE, description="Of the client", examples=["20060"])

    def wanted(self) -> AccessFilter:
        return AccessFilter(
            seen_from=None if self.seen_from is None else utc(self.seen_from, is_end=False),
            seen_to=None if self.seen_to is None else utc(self.seen_to, is_end=True),
            call_id=self.call,
            who=self.who,
            staff=self.staff,
            office=self.office,
        )


class AccessLogPageQuery(AccessLogQuery):
    """As above, page by page."""

    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.cursor)


class PersonOfLog(BaseModel):
    """Whose looks are wanted, by what the person says of themselves. All of it is needed, so that nobody finds out
    by it who is registered where."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    last_name: PersonName = Field(description="Whole, in any case, with or without marks", examples=["Nowak"])
    first_name: PersonName = Field(description="The first one, or all of them", examples=["Anna"])
    birth_date: Annotated[date, BeforeValidator(day_alone)] = Field(examples=["1980-05-17"])

    def named(self) -> NamedPerson:
        return NamedPerson(self.last_name, self.first_name, self.birth_date)


class _OfClient(AccessLogQuery):
    client: str | None = Field(
        default=None, pattern=_ID, description="Whose data; must not stand in an address", examples=["client-1"]
    )
    person: PersonOfLog | None = Field(
        default=None, description="Whose data, by name; must not stand in an address"
    )

    def wanted(self) -> AccessFilter:
        person = None if self.person is None else self.person.named()
        return replace(AccessLogQuery.wanted(self), client_id=self.client, person=person)


class AccessLogSearch(_OfClient, AccessLogPageQuery):
    """As the query of the list, and whose data were looked at."""


class VisitSearch(_OfClient):
    """As the search, for visits: page by page."""

    limit: int = Field(default=50, ge=1, le=MAX_PAGE_OF_TEXTS)
    cursor: str | None = Field(default=None, max_length=300, description="`next_cursor` of the page before")

    @field_validator("cursor")
    @classmethod
    def _is_ours(cls, cursor: str | None) -> str | None:
        _visit_place(cursor)
        return cursor

    def place(self) -> VisitPlace | None:
        """Where the page begins; None for the first one."""
        return _visit_place(self.cursor)


def _visit_place(cursor: str | None) -> VisitPlace | None:
    """Raises ValueError for a cursor that we did not give out."""
    if cursor is None:
        return None
    as_of, at, entry_id = decoded(cursor, tuple[datetime, datetime, str])
    check_place((as_of, entry_id))
    check_place((at, entry_id))
    return VisitPlace(as_of, at, entry_id)


class AccessLogExport(_OfClient):
    """What the file shall hold: as the search, without pages."""


class LookOut(BaseModel):
    """One entry of a visit. The time is UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["access-019ab3c4d5e0000-4f2a91c3d0"])
    at: datetime
    topic: Topic = Field(
        description="What was looked at: a client's data by their kind, a `person` by groups of fields, the "
        "`history` of contacts, a person in a `list`, a `card`, a caller's `number`, or the `access_log`",
        examples=["visit"],
    )
    purpose: Purpose = Field(
        description="`self_service`: the line told a verified caller. `access_review`: this log was read. The "
        "others are what somebody of the staff did"
    )
    outcome: StaffOutcome = Field(examples=["found"])
    field_groups: list[FieldGroup] | None = Field(
        description="What of a client's card was shown; null for looks that are not about a card",
        examples=[["identity", "registration", "visits"]],
    )
    reason: str | None = Field(description="As it was given, where no call gave one")
    message_id: str | None = Field(description="The message that gave the occasion, or that was looked at")


class _WhoseLook(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    who_kind: WhoKind = Field(description="`line`: the line itself, for a verified caller")
    who: str = Field(description="The call for the line, else the account")
    client_id: str | None = Field(
        description="None: the log was read without asking about one client, or nobody knows whose the data are"
    )
    office: str | None = Field(
        description="Of the client; else of what was looked at, or of who looked", examples=["20060"]
    )
    call_id: str | None


class AccessOut(_WhoseLook, LookOut):
    """Somebody looked at a client's or caller's data, or at this log."""


class AccessLogPage(BaseModel):
    """Entries, newest first."""

    entries: list[AccessOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class CallOfVisitOut(BaseModel):
    """In which conversation somebody looked."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    started_at: datetime
    office: str | None
    is_of_client: bool = Field(description="The client was verified as its caller")


class AccessVisitOut(_WhoseLook):
    """What somebody saw of one client in one conversation; without a conversation, on one day in Warsaw."""

    who_name: str | None = Field(description="Of the account; null for the line", examples=["Jan Kowalski"])
    call: CallOfVisitOut | None = Field(description="Null without a conversation, and once its record is gone")
    looks: int = Field(description="How many entries it has")
    entries: list[LookOut] = Field(description="The newest of them, newest first")


class AccessVisitPage(BaseModel):
    """Visits, those with the newest entry first."""

    visits: list[AccessVisitOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")

    @classmethod
    def of(cls, visits: list[AccessVisit], after: VisitPlace | None) -> Self:
        told = [AccessVisitOut.model_validate(visit) for visit in visits]
        cursor = None if after is None else encoded((after.as_of, after.at, after.entry_id))
        return cls(visits=told, next_cursor=cursor)
