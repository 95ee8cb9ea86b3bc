"""The access log: what may be asked, and the answers."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.paging import OFFICE, Cursor, Moment, Place, place_of, utc
from clients.access_review_store import AccessFilter
from clients.access_store import Purpose
from core.db.pages import MAX_PAGE

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
    office: str | None = Field(default=None, pattern=OFFICE, description="Of the client", examples=["20060"])

    def wanted(self) -> AccessFilter:
        return AccessFilter(
            seen_from=None if self.seen_from is None else utc(self.seen_from, is_end=False),
            seen_to=None if self.seen_to is None else utc(self.seen_to, is_end=True),
            call_id=self.call,
            who=self.who,
            office=self.office,
        )


class AccessLogPageQuery(AccessLogQuery):
    """As above, page by page."""

    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.cursor)


class _OfClient(AccessLogQuery):
    client: str | None = Field(
        default=None, pattern=_ID, description="Whose data; must not stand in an address", examples=["client-1"]
    )

    def wanted(self) -> AccessFilter:
        return replace(AccessLogQuery.wanted(self), client_id=self.client)


class AccessLogSearch(_OfClient, AccessLogPageQuery):
    """As the query of the list, and whose data were looked at."""


class AccessLogExport(_OfClient):
    """What the file shall hold: as the search, without pages."""


class AccessOut(BaseModel):
    """Somebody looked at a client's or caller's data, or at this log. The time is UTC."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["access-019ab3c4d5e0000-4f2a91c3d0"])
    at: datetime
    who_kind: Literal["line", "account"] = Field(description="`line`: the line itself, for a verified caller")
    who: str = Field(description="The call for the line, else the account")
    client_id: str | None = Field(
        description="None: the log was read without asking about one client, or nobody knows whose the data are"
    )
    office: str | None = Field(
        description="Of the client; else of what was looked at, or of who looked", examples=["20060"]
    )
    topic: str = Field(
        description="What was looked at: a client's data by their kind, a `person` by groups of fields, the "
        "`history` of contacts, a person in a `list`, a `card`, a caller's `number`, or the `access_log`",
        examples=["visit"],
    )
    purpose: Purpose = Field(
        description="`self_service`: the line told a verified caller. `access_review`: this log was read. The "
        "others are what somebody of the staff did"
    )
    outcome: str = Field(description="found, none, written, exported or refused", examples=["found"])
    call_id: str | None
    field_groups: list[str] | None = Field(
        description="What of a client's card was shown; null for looks that are not about a card",
        examples=[["identity", "registration", "visits"]],
    )
    reason: str | None = Field(description="As it was given, where no call gave one")
    message_id: str | None = Field(description="The message that gave the occasion, or that was looked at")


class AccessLogPage(BaseModel):
    """Entries, newest first."""

    entries: list[AccessOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")
