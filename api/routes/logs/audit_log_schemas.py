"""The audit log: what may be asked, and the answers."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas.paging import OFFICE, Moment, utc
from core.db.pages import MAX_PAGE
from reports.audit_store import AuditFilter

_ID = "^[A-Za-z0-9._-]{1,64}$"


class AuditLogQuery(BaseModel):
    """Which entries are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True)

    changed_from: Moment | None = Field(
        default=None,
        alias="from",
        description="Changed at this moment or later; a date is a day in Warsaw",
        examples=["2026-11-24"],
    )
    changed_to: Moment | None = Field(
        default=None,
        alias="to",
        description="Changed before this moment; a date includes that day in Warsaw",
        examples=["2026-11-24T15:30:00+01:00"],
    )
    account: str | None = Field(default=None, pattern=_ID, examples=["kierownik-20060"])
    subject: str | None = Field(default=None, pattern="^[a-z_]{1,40}$", examples=["agent"])
    subject_id: str | None = Field(default=None, pattern="^[A-Za-z0-9._:-]{1,120}$", examples=["k20060-1"])
    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    after: int | None = Field(default=None, ge=1, description="`next` of the page before")

    def wanted(self, offices: frozenset[str] | None) -> AuditFilter:
        """`offices`: those that the reader is confined to; None for all."""
        return AuditFilter(
            changed_from=None if self.changed_from is None else utc(self.changed_from, is_end=False),
            changed_to=None if self.changed_to is None else utc(self.changed_to, is_end=True),
            account=self.account,
            subject=self.subject,
            subject_id=self.subject_id,
            offices=offices if self.office is None else frozenset({self.office}),
        )


class AuditOut(BaseModel):
    """A change: one row of a table, or something that was ordered of the centre."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    at: datetime
    account: str = Field(description="Who", examples=["kierownik-20060"])
    operation: str = Field(description="Of the web service", examples=["set_agent_queues"])
    action: Literal["insert", "update", "delete", "order"]
    subject: str = Field(description="The table, or what was ordered", examples=["agent_skill"])
    subject_id: str = Field(examples=["k20060-1:employer"])
    office: str | None = Field(description="None: of no office alone", examples=["20060"])
    before: dict[str, Any] | None = Field(
        description="Of an update what it changed; never secrets or clients' data"
    )
    after: dict[str, Any] | None = Field(description="As `before`", examples=[{"level": 3}])


class AuditLogPage(BaseModel):
    """Entries, newest first."""

    entries: list[AuditOut]
    next: int | None = Field(description="Leads to the next page; null on the last")
