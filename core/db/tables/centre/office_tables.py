"""Offices and what is set for them: places, moves, topics, numbers, hours, queues, numbers to hand over to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, not_personal


class Office(Base):
    """A labour office. The code is the official unit code of the central base of job offers."""

    __tablename__ = "office"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=not_personal("of an office"))
    seat: Mapped[str]
    locative: Mapped[str]  # "w Kolnie", as announcements need it
    genitive: Mapped[str]  # "Kolna", as reasons need it: "przekazano do Kolna"
    area_code: Mapped[str]
    postal_code: Mapped[str] = mapped_column(info=not_personal("of an office"))
    address: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    is_province: Mapped[bool]
    telephone: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    email: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    page: Mapped[str | None]
    certainty: Mapped[str | None]  # of all this: high, medium, low; none if nobody knows
    contact_source: Mapped[str | None] = mapped_column(info=not_personal("of an office"))  # where it is from
    checked_on: Mapped[date | None]  # by somebody of the office
    deputy: Mapped[str | None] = mapped_column(ForeignKey("office.code"))  # confirms where it has nobody else
    deactivated_at: Mapped[datetime | None]  # takes no calls any more


class Branch(Base):
    """Another place where an office receives people."""

    __tablename__ = "branch"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    name: Mapped[str] = mapped_column(info=not_personal("of an office"))
    town: Mapped[str]
    postal_code: Mapped[str] = mapped_column(info=not_personal("of an office"))
    address: Mapped[str] = mapped_column(info=not_personal("of an office"))
    telephone: Mapped[str] = mapped_column(info=not_personal("of an office"))
    email: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    page: Mapped[str | None]
    certainty: Mapped[str | None]
    contact_source: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    checked_on: Mapped[date | None]
    deactivated_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_branch_office", "office"),)


class OfficeMove(Base):
    """An office has another address from a day on. `done_at`: it stands in the office's row since then."""

    __tablename__ = "office_move"
    office: Mapped[str] = mapped_column(ForeignKey("office.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    postal_code: Mapped[str] = mapped_column(info=not_personal("of an office"))
    address: Mapped[str] = mapped_column(info=not_personal("of an office"))
    telephone: Mapped[str | None] = mapped_column(info=not_personal("of an office"))  # none: it stays
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class TopicRow(Base):
    """What calls are about. `whispered` is said to the consultant before the caller."""

    __tablename__ = "topic"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    whispered: Mapped[str]
    place: Mapped[int]
    deactivated_at: Mapped[datetime | None]  # nobody can choose it any more; the records keep their meaning


class PauseReasonRow(Base):
    """Why consultants pause. With `dial_code` the pause can be begun by telephone."""

    __tablename__ = "pause_reason"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    dial_code: Mapped[str | None]
    place: Mapped[int]
    deactivated_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_pause_reason_dial_code", "dial_code", unique=True, postgresql_where=text("deactivated_at IS NULL")
        ),
    )


class PostalPrefix(Base):
    """The first digits of a postal code and the office that serves them; the longest prefix wins."""

    __tablename__ = "postal_prefix"
    prefix: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))


class DialledNumber(Base):
    """A number that callers dial, and the scenario that answers it if no variant does; `office`: whose."""

    __tablename__ = "dialled_number"
    number: Mapped[str] = mapped_column(primary_key=True, info=not_personal("of the centre"))
    scenario: Mapped[str]
    is_free: Mapped[bool]
    description: Mapped[str]
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    deactivated_at: Mapped[datetime | None]  # rings at nobody's


class QueuePolicyRow(Base):
    """The rules of one office's queue for a span of time; a history, so a row only ever ends sooner.

    No two rows of an office overlap. A row that begins in the future is planned; one that ends where it begins
    was planned and then replaced.
    """

    __tablename__ = "queue_policy"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]  # not included
    settings: Mapped[dict[str, Any]]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_queue_policy_office", "office", "valid_from"),)


class OpeningPlanRow(Base):
    """The hours of an office's ordinary week, for a span of days; a history, so a row only ever ends sooner.

    No two rows of an office with the same purpose overlap. One that ends where it begins was planned and then
    replaced.
    """

    __tablename__ = "opening_plan"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    purpose: Mapped[str]  # all, a topic, or evening: the pool that the office keeps
    week: Mapped[dict[str, Any]]
    evening_pool: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_opening_plan_office", "office", "purpose", "valid_from"),)


class OpeningExceptionRow(Base):
    """Days on which an office is closed or open in other hours. Never changed: a new row takes the place of one
    that was removed, and `replaces` it."""

    __tablename__ = "opening_exception"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    settings: Mapped[dict[str, Any]]
    replaces: Mapped[str | None]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    removed_by: Mapped[str | None]
    removed_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_opening_exception_office", "office", "first_day"),)


class TransferTargetRow(Base):
    """An institution outside of the centre, and the dialled numbers whose callers may be connected with it."""

    __tablename__ = "transfer_target"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=not_personal("of an institution"))
    purpose: Mapped[str] = mapped_column(server_default="")  # what it is for, in words
    hours: Mapped[str] = mapped_column(server_default="")  # when somebody answers there, in words
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))  # whose part of the province; none: all
    number: Mapped[str] = mapped_column(info=not_personal("of an institution"))
    lines: Mapped[list[str]] = mapped_column(JSONB)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]  # off the list
