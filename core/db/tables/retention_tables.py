"""Tables of retention: how long what is kept, and the runs that let go of what is due."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base


class RetentionRuleRow(Base):
    """For how many days a kind of data is kept, for a span of days; a history, so a row only ever ends sooner.

    No two rows of a kind and an office overlap; without an office it is the rule of the province. `days`: none
    where the office goes by the province's again. One that ends where it begins was planned and then replaced.
    """

    __tablename__ = "retention_rule"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    days: Mapped[int | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    basis: Mapped[str]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("days > 0", name="retention_rule_days"),
        # The law's bounds hold whoever writes here.
        CheckConstraint("kind <> 'recording' OR days <= 90", name="retention_rule_recording"),
        CheckConstraint(
            "kind NOT IN ('access_log', 'audit_log', 'security_event', 'recording_log') OR days >= 731",
            name="retention_rule_logs",
        ),
        Index("ix_retention_rule_kind", "kind", "office", "valid_from"),
    )


class RetentionRunRow(Base):
    """One run through everything that is kept, dry or real.

    `state`: waiting, running, done, failed. `day`: by whose rules it goes; a run that is interrupted goes on by
    the same. `counts`: by kind how many rows are let go, files deleted, and rows kept by a legal hold. `pending`:
    files whose rows have been let go already, and which are to be deleted next.
    """

    __tablename__ = "retention_run"
    id: Mapped[str] = mapped_column(primary_key=True)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    began_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    day: Mapped[date]
    is_dry: Mapped[bool]
    state: Mapped[str]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    pending: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    __table_args__ = (Index("ix_retention_run_asked_at", "asked_at", "id"),)
