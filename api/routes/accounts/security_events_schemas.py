"""Security events: what may be asked, and the answers."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, field_validator

from api.accounts.event_store import EventFilter
from api.accounts.security_event import EventKind, Outcome
from api.schemas.paging import Cursor, Moment, place_of, utc
from api.schemas.words import Name, StaffWords
from core.db.pages import MAX_PAGE


class SecurityEventQuery(BaseModel):
    """Which events are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True)

    since: Moment | None = Field(
        default=None,
        alias="from",
        description="At this moment or later; a date is a day in Warsaw",
        examples=["2026-11-24"],
    )
    until: Moment | None = Field(
        default=None, alias="to", description="Before this moment; a date includes that day in Warsaw"
    )
    account: str | None = Field(default=None, pattern=Name, examples=["nowak"])
    staff: StaffWords | None = None
    kind: EventKind | None = None
    outcome: Outcome | None = None
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    @field_validator("cursor")
    @classmethod
    def _is_of_this_list(cls, cursor: str | None) -> str | None:
        _after(cursor)
        return cursor

    def wanted(self, offices: frozenset[str] | None) -> EventFilter:
        """`offices`: those that the right of who asks is confined to."""
        return EventFilter(
            since=None if self.since is None else utc(self.since, is_end=False),
            until=None if self.until is None else utc(self.until, is_end=True),
            account=self.account,
            staff=self.staff,
            kind=self.kind,
            outcome=self.outcome,
            offices=offices,
        )

    def after(self) -> tuple[datetime, int] | None:
        """Where the page begins; None for the first one."""
        return _after(self.cursor)


def _after(cursor: str | None) -> tuple[datetime, int] | None:
    place = place_of(cursor)
    if place is None:
        return None
    moment, number = place
    if not number.isdecimal() or len(number) > 18:
        raise ValueError("Nieznany kursor.")
    return moment, int(number)


class SecurityEventOut(BaseModel):
    """Somebody logged in or tried to, or what proves who somebody is was changed. The time is UTC."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    at: datetime
    kind: EventKind
    account: str | None = Field(
        description="Whose account, as it was given: it may be nobody's. Null: what was given is no name"
    )
    account_name: str | None = Field(default=None, description="Null: it is no account", examples=["Jan Kowalski"])
    office: str | None = Field(description="Of the account", examples=["20060"])
    address: str | None = Field(examples=["10.20.6.17"])
    outcome: Outcome = Field(
        description="`delayed`, `busy`: refused without a look at the password, at most one event a minute; "
        "`closed`: the right password of a closed account; `code_wanted`, `wrong_code`: of the second factor; "
        "`no_role`, `local_account`, `other_person`, `not_hired`: known to the office's directory, refused here; "
        "`ceiling`: of looks at clients on one day, the first time that more was refused; "
        "`directory_only`: the right password, where passwords are for administrators alone; `second_person`: "
        "who made or reset an account has tried to confirm its owner"
    )


class SecurityEventPage(BaseModel):
    """Events, newest first."""

    events: list[SecurityEventOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")
