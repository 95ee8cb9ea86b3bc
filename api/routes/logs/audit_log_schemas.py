"""The audit log: what may be asked, and the answers."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self, TypeAlias, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.schemas.paging import OFFICE, Moment, utc
from api.schemas.words import StaffWords
from core.db.pages import MAX_PAGE
from reports.audit_store import AuditFilter, AuditPage, person_of

_ID = "^[A-Za-z0-9._-]{1,64}$"

ChangedTable: TypeAlias = Literal[
    "account",
    "account_office",
    "agent",
    "agent_queue",
    "agent_skill",
    "article",
    "article_version",
    "assessment",
    "assessment_form",
    "assessment_sample",
    "assessment_sheet",
    "board_limit",
    "branch",
    "calendar_entry",
    "card",
    "client",
    "consent",
    "correction_proposal",
    "dialled_number",
    "drained_asterisk",
    "emergency_message",
    "employer",
    "employer_agreement",
    "employer_contact",
    "employer_note",
    "enrolment",
    "erasure_readmission",
    "everyday_word",
    "export_batch",
    "fair",
    "gmina_point",
    "help_report",
    "import_run",
    "knowledge_proposal",
    "legal_hold",
    "consent_text",
    "message_template",
    "look_ceiling",
    "matter",
    "offer_intake",
    "matching_weights",
    "employer_key",
    "interest",
    "interest_client",
    "office",
    "office_move",
    "opening_exception",
    "opening_plan",
    "pause_reason",
    "person_request",
    "postal_prefix",
    "prompt",
    "prompt_audio",
    "prompt_text",
    "pronunciation",
    "proposal",
    "queue_policy",
    "rate",
    "recording_alarm",
    "recording_rule",
    "report_access_key",
    "report_target",
    "report_view",
    "retention_rule",
    "retention_run",
    "saved_search",
    "scenario",
    "scenario_draft",
    "scenario_variant",
    "standard",
    "standard_acknowledgement",
    "standard_version",
    "topic",
    "training",
    "training_institution",
    "transfer_target",
    "unanswered_search",
    "voice_message",
    "work_taken",
]
Ordered: TypeAlias = Literal[
    "activation",
    "agent_state",
    "callback",
    "card",
    "listening_in",
    "recording",
    "report_export",
    "report_of_agents",
    "scenario_trial",
    "session",
    "telephone_password",
]
Subject: TypeAlias = Literal[ChangedTable, Ordered]
"""What can be changed. A test compares the tables with the database's triggers."""

_SUBJECTS = frozenset(get_args(ChangedTable)) | frozenset(get_args(Ordered))


def _known(subject: object) -> object:
    """Entries never change: one of a table that is gone is told all the same."""
    return subject if subject in _SUBJECTS else "other"


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
    staff: StaffWords | None = None
    subject: Subject | None = Field(default=None, examples=["agent"])
    subject_id: str | None = Field(default=None, pattern="^[A-Za-z0-9._:-]{1,120}$", examples=["k20060-1"])
    person: str | None = Field(
        default=None,
        pattern=_ID,
        description="Of this account alone: itself, its consultant, what that one serves, its sessions",
        examples=["k20060-1"],
    )
    office: str | None = Field(default=None, pattern=OFFICE, examples=["20060"])
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    after: int | None = Field(default=None, ge=1, description="`next` of the page before")

    def wanted(self, offices: frozenset[str] | None) -> AuditFilter:
        """`offices`: those that the reader is confined to; None for all."""
        return AuditFilter(
            changed_from=None if self.changed_from is None else utc(self.changed_from, is_end=False),
            changed_to=None if self.changed_to is None else utc(self.changed_to, is_end=True),
            account=self.account,
            staff=self.staff,
            subject=self.subject,
            subject_id=self.subject_id,
            person=self.person,
            offices=offices if self.office is None else frozenset({self.office}),
        )


class AuditOut(BaseModel):
    """A change: one row of a table, or something that was ordered of the centre."""

    model_config = ConfigDict(from_attributes=True)

    number: int
    at: datetime
    account: str = Field(description="Who", examples=["kierownik-20060"])
    account_name: str | None = Field(default=None, description="Null: it is no account", examples=["Jan Kowalski"])
    operation: str = Field(description="Of the web service", examples=["set_agent_queues"])
    action: Literal["insert", "update", "delete", "order"]
    subject: Annotated[Subject | Literal["other"], BeforeValidator(_known)] = Field(
        description="The table, or what was ordered. `other`: of a table that is gone", examples=["agent_skill"]
    )
    subject_id: str = Field(examples=["k20060-1:employer"])
    person_name: str | None = Field(default=None, description="Whose account it is about, where it is about one")
    office: str | None = Field(description="None: of no office alone", examples=["20060"])
    before: dict[str, Any] | None = Field(
        description="Of an update what it changed; never secrets or clients' data"
    )
    after: dict[str, Any] | None = Field(description="As `before`", examples=[{"level": 3}])


class LastChangeOut(BaseModel):
    """Who changed a thing last."""

    model_config = ConfigDict(from_attributes=True)

    thing: str = Field(description="Its key", examples=["employer"])
    version: int = Field(description="For If-Match; 0 for what is not named here", examples=[417])
    at: datetime
    account: str = Field(examples=["administrator"])
    account_name: str | None = Field(description="Null: it is no account", examples=["Jan Kowalski"])


class AuditLogPage(BaseModel):
    """Entries, newest first."""

    entries: list[AuditOut]
    next: int | None = Field(description="Leads to the next page; null on the last")

    @classmethod
    def of(cls, page: AuditPage) -> Self:
        entries = []
        for row in page.entries:
            names = {"account_name": page.names.get(row.account), "person_name": page.names.get(person_of(row))}
            entries.append(AuditOut.model_validate(row).model_copy(update=names))
        return cls(entries=entries, next=page.after)
