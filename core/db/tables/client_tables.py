"""Tables of what self-service tells clients, and who looked at it. Days are days in Warsaw.

Rows come from the offices' own systems by the import; nothing here is changed by a caller but
`contact_confirmation` and `access_log`, which only ever grow. Who the clients are, and what only staff sees of
them: `core.db.tables.person_tables`.
"""

from datetime import date, datetime

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, Identity, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, STAFF, Base, not_personal


class RegistrationRow(Base):
    """How a client is registered: one row a client, the present state.

    `status`: unemployed, seeker, or none for somebody who is not registered any more. `contact_interval` is the
    longest time between two contacts in days: 90, with an individual action plan 30. `plan_from`: the day from
    which that plan holds. `contact_due`: the last day for the next contact, as the office's own system has it.
    """

    __tablename__ = "registration"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    status: Mapped[str] = mapped_column(info=PERSONAL)
    since: Mapped[date] = mapped_column(info=PERSONAL)
    is_insured: Mapped[bool] = mapped_column(info=PERSONAL)
    last_contact_on: Mapped[date | None] = mapped_column(info=PERSONAL)  # as the office's own system knows it
    contact_interval: Mapped[int] = mapped_column(default=90, server_default="90", info=PERSONAL)
    reason_code: Mapped[str | None] = mapped_column(info=PERSONAL)
    first_time: Mapped[bool] = mapped_column(default=False, server_default="false", info=PERSONAL)
    is_long_term: Mapped[bool] = mapped_column(default=False, server_default="false", info=PERSONAL)
    insured_from: Mapped[date | None] = mapped_column(info=PERSONAL)
    adviser: Mapped[str | None] = mapped_column(info=PERSONAL)
    plan_from: Mapped[date | None] = mapped_column(info=PERSONAL)
    contact_due: Mapped[date | None] = mapped_column(info=PERSONAL)


class ClientOccupation(Base):
    """An occupation that a client has, had or wants: six digits of the official classification (KZiS)."""

    __tablename__ = "client_occupation"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    occupation: Mapped[str] = mapped_column(primary_key=True, info=PERSONAL)


class VisitRow(Base):
    """An appointment in the office. `state`: planned, kept, missed, cancelled."""

    __tablename__ = "visit"
    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), info=PERSONAL)
    at: Mapped[datetime] = mapped_column(info=PERSONAL)
    room: Mapped[str] = mapped_column(info=PERSONAL)
    adviser: Mapped[str] = mapped_column(info=PERSONAL)
    state: Mapped[str] = mapped_column(default="planned", server_default="planned", info=PERSONAL)
    ext_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    purpose: Mapped[str | None] = mapped_column(info=PERSONAL)
    __table_args__ = (Index("ix_visit_client", "client_id", "at"),)


class BenefitPaymentRow(Base):
    """A benefit for a month, as the office's list of payments has it. `month` is the first day of the month."""

    __tablename__ = "benefit_payment"
    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), info=PERSONAL)
    kind: Mapped[str] = mapped_column(info=PERSONAL)
    month: Mapped[date] = mapped_column(info=PERSONAL)
    pay_on: Mapped[date] = mapped_column(info=PERSONAL)
    grosze: Mapped[int] = mapped_column(info=PERSONAL)
    __table_args__ = (Index("ix_benefit_payment_client", "client_id", "pay_on"),)


class ContactConfirmationRow(Base):
    """A contact with the office that a client confirmed on the line, with the evidence. One a client and day.

    `exported_in`: the batch that told the office.
    """

    __tablename__ = "contact_confirmation"
    id: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id"), info=PERSONAL)
    contact_on: Mapped[date] = mapped_column(info=PERSONAL)
    confirmed_at: Mapped[datetime] = mapped_column(info=PERSONAL)  # when the key was pressed
    call_id: Mapped[str]
    verification_level: Mapped[int]
    prompt: Mapped[str]
    question: Mapped[str] = mapped_column(info=PERSONAL)  # the words that were played
    question_sha256: Mapped[str] = mapped_column(info=PERSONAL)
    key: Mapped[str]
    due_on: Mapped[date] = mapped_column(info=PERSONAL)  # the last day for this contact
    next_due_on: Mapped[date] = mapped_column(info=PERSONAL)
    exported_in: Mapped[str | None] = mapped_column(ForeignKey("export_batch.id"))
    __table_args__ = (
        UniqueConstraint("client_id", "contact_on"),
        Index("ix_contact_confirmation_call", "call_id"),
        Index("ix_contact_confirmation_exported_in", "exported_in"),
    )


class AccessLogRow(Base):
    """Somebody looked at a client's data, or at this log. Rows are never changed (a trigger sees to that).

    `who` is the call for the line itself (`who_kind` line) and the account otherwise. `office` is the client's; if
    nobody knows the client, that of what was looked at, or of who looked. What `topic`, `purpose` and `outcome`
    can be: `clients.access_store`. `field_groups`: which of the client's data were shown; None in entries that are
    not about such a choice, or older than it. `reason`: what was given where no call gives one.
    """

    __tablename__ = "access_log"
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who_kind: Mapped[str]
    who: Mapped[str]
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    office: Mapped[str | None]
    topic: Mapped[str]
    purpose: Mapped[str]
    outcome: Mapped[str]
    call_id: Mapped[str | None]
    field_groups: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    reason: Mapped[str | None] = mapped_column(info=PERSONAL)
    message_id: Mapped[str | None]  # the message that gave the occasion, or was looked at
    number: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True)
    )  # in the chain (`core.proof.chain_store`)
    __table_args__ = (
        Index("ix_access_log_number", "number", unique=True),
        Index("ix_access_log_at", "at", "id"),
        Index("ix_access_log_client", "client_id", "at"),
        Index("ix_access_log_who", "who", "at"),
        Index("ix_access_log_office", "office", "at"),
        Index("ix_access_log_call", "call_id"),
    )


class LookCeilingRow(Base):
    """How many clients one account may look at on one day, for a span of days; a history, so a row only ever ends
    sooner.

    No two rows of an office and a role overlap; without an office it is the rule of the province. What ships:
    `clients.access_ceilings`.
    """

    __tablename__ = "look_ceiling"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    role: Mapped[str]
    cards: Mapped[int] = mapped_column(info=not_personal("how many"))
    names: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    basis: Mapped[str]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    __table_args__ = (CheckConstraint("cards > 0 AND names > 0", name="look_ceiling_more_than_none"),)


class LookCountRow(Base):
    """How many clients an account has looked at on a day (Warsaw), but for those of its own conversations; since
    when it was refused more. `rung`: how many telephones of clients it has let ring."""

    __tablename__ = "look_count"
    account: Mapped[str] = mapped_column(primary_key=True, info=STAFF)
    day: Mapped[date] = mapped_column(primary_key=True)
    office: Mapped[str]  # of the account
    cards: Mapped[int] = mapped_column(server_default="0", info=not_personal("how many"))
    names: Mapped[int] = mapped_column(server_default="0")
    rung: Mapped[int] = mapped_column(server_default="0")
    refused_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_look_count_day", "day", "office"),)
