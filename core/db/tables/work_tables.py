"""Who has taken up what waits (`core.todo`), the shared calendar (`guidance.calendar`), and what is reported to
the help desk (`helpdesk`)."""

from datetime import date, datetime, time

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import STAFF, Base, not_personal

_NO_PERSON = not_personal("a word about the system to a colleague; numbers of persons are refused")


class WorkTakenRow(Base):
    """Somebody has it, or has ended it. What is given back has no row.

    `kind`, `subject`: see `core.todo.work.WaitingWork`. `closed_at`, `outcome`: only of what no feature ends
    itself.
    """

    __tablename__ = "work_taken"
    kind: Mapped[str] = mapped_column(primary_key=True, info=not_personal("one of a list"))
    subject: Mapped[str] = mapped_column(primary_key=True, info=not_personal("the id of a thing"))
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    holder: Mapped[str] = mapped_column(info=STAFF)
    held_since: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class HelpReportRow(Base):
    """A problem or a proposed change. `kind`, `state`: see `helpdesk.report`.

    `page`: the address of the page in the list of pages, without whatever was opened there. `build`: of the pages.
    `error_code`, `request_id`: of the last request that had failed. `holder`: who of the help desk has it.
    `reason`: why it was decided so; `done_in`: the version that has it. `version` is its ETag.
    """

    __tablename__ = "help_report"
    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), unique=True, info=not_personal("by which people call a report")
    )
    kind: Mapped[str]
    state: Mapped[str]
    words: Mapped[str] = mapped_column(info=_NO_PERSON)
    page: Mapped[str | None]
    build: Mapped[str | None]
    error_code: Mapped[str | None]
    request_id: Mapped[str | None]
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))  # of who reports
    reported_by: Mapped[str] = mapped_column(info=STAFF)
    reported_at: Mapped[datetime]
    holder: Mapped[str | None] = mapped_column(info=STAFF)
    held_since: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(info=STAFF)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(info=_NO_PERSON)
    done_in: Mapped[str | None]
    version: Mapped[int]
    __table_args__ = (
        CheckConstraint("kind IN ('problem', 'change')", name="help_report_kind"),
        CheckConstraint(
            "state IN ('open', 'taken', 'waiting', 'solved', 'proposed', 'considered', 'accepted', 'rejected', "
            "'done')",
            name="help_report_state",
        ),
        CheckConstraint(
            "(kind = 'change') = (state IN ('proposed', 'considered', 'accepted', 'rejected', 'done'))",
            name="help_report_state_of_kind",
        ),
        Index("ix_help_report_reported_at", "reported_at", "id"),
        Index("ix_help_report_own", "reported_by", "reported_at", "id"),
        Index(
            "ix_help_report_waiting",
            "reported_at",
            "id",
            postgresql_where=text("state IN ('open', 'taken', 'waiting', 'proposed', 'considered')"),
        ),
    )


class HelpStepRow(Base):
    """A step: who did what when, what was said with it, and the state then."""

    __tablename__ = "help_step"
    id: Mapped[str] = mapped_column(primary_key=True)
    report_id: Mapped[str] = mapped_column(ForeignKey("help_report.id"))
    step: Mapped[str]
    state: Mapped[str]
    words: Mapped[str] = mapped_column(info=_NO_PERSON)
    by: Mapped[str] = mapped_column(info=STAFF)
    at: Mapped[datetime]
    __table_args__ = (Index("ix_help_step_report", "report_id", "id"),)


class CalendarEntryRow(Base):
    """A training, a deployment, a deadline. `last_day` is included; hours are those of each day, in Poland.
    Without offices it is for all of them, without roles for everybody. `owner`: of which office it is, None: of
    the province. What is called off stays, so that whoever had it in mind is told."""

    __tablename__ = "calendar_entry"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    begins: Mapped[time | None]
    ends: Mapped[time | None]
    offices: Mapped[list[str]] = mapped_column(ARRAY(Text))
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    place: Mapped[str]
    led_by: Mapped[str] = mapped_column(info=STAFF)
    details: Mapped[str]
    owner: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    cancelled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_calendar_entry_days", "first_day", "last_day"),)
