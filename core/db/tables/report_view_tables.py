"""Tables of what people make of reports: saved views, targets, and keys of programs."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import SECRET, STAFF, Base, not_personal


class ReportViewRow(Base):
    """A question of a report under a name. `period`: a period that goes with the day, such as `last_month`, in the
    place of the days in the question. `office`: the owner's, whose entries of the audit log they are.
    `mail_address`, `mail_form`: to whom it goes each Monday, and as what kind of file; None: it does not."""

    __tablename__ = "report_view"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=STAFF)
    report: Mapped[str]
    question: Mapped[dict[str, Any]] = mapped_column(info=STAFF)  # may name consultants, if it is not shared
    period: Mapped[str | None]
    is_shared: Mapped[bool]
    owner: Mapped[str] = mapped_column(ForeignKey("account.username", ondelete="CASCADE"), info=STAFF)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    mail_address: Mapped[str | None] = mapped_column(info=STAFF)
    mail_form: Mapped[str | None] = mapped_column(info=not_personal("a kind of file"))
    mail_since: Mapped[datetime | None] = mapped_column(info=not_personal("a moment"))
    __table_args__ = (Index("ix_report_view_owner", "owner"),)


class ReportMailRow(Base):
    """A saved report of a week, as it goes out by mail; `week`: its Monday. Empty: there was nothing to send, or
    its time is over."""

    __tablename__ = "report_mail"
    id: Mapped[str] = mapped_column(primary_key=True)
    view_id: Mapped[str] = mapped_column(ForeignKey("report_view.id", ondelete="CASCADE"))
    week: Mapped[date]
    name: Mapped[str] = mapped_column(info=not_personal("of a file"))
    content: Mapped[bytes] = mapped_column(LargeBinary, info=STAFF)
    made_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("view_id", "week"),)


class ReportTargetRow(Base):
    """What a figure should be from a day on, until the next one; of an office or, without one, of the province.
    Without a value there is no target any more."""

    __tablename__ = "report_target"
    id: Mapped[str] = mapped_column(primary_key=True)
    metric: Mapped[str]
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    value: Mapped[float | None]
    valid_from: Mapped[date]
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
    __table_args__ = (
        Index(
            "ix_report_target_place",
            "metric",
            "office",
            "valid_from",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )


class BoardLimitRow(Base):
    """From where on the board raises an alarm of a kind, from a day on; of an office or, without one, of the
    province. `reason`: of a pause, else empty. 0: from nowhere on; without a value the rule of before ends."""

    __tablename__ = "board_limit"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(info=not_personal("one of a list"))
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    value: Mapped[float | None]
    valid_from: Mapped[date]
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
    __table_args__ = (
        Index(
            "ix_board_limit_place",
            "kind",
            "reason",
            "office",
            "valid_from",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
    )


class ReportAccessKeyRow(Base):
    """A key by which a program of an office asks, as far as its maker may. Only its hash is kept. Of which kind it
    is says the beginning of its id: `reportkey`, `portalkey` (`api.accounts.program_keys`).

    (`report_key` is another table: by what figures can be asked for.)"""

    __tablename__ = "report_access_key"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=not_personal("of a program"))
    token_hash: Mapped[str] = mapped_column(unique=True, info=SECRET)
    maker: Mapped[str] = mapped_column(ForeignKey("account.username", ondelete="CASCADE"), info=STAFF)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))  # the maker's, for the audit log
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_report_access_key_maker", "maker"),)
