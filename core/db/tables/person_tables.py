"""Tables of persons: who they are, their cards, consents and past, as the offices' own systems tell it.

Rows come from the import; only cards, consents and what stands in `core.db.tables.contact_tables` are made here.
Days are days in Warsaw. Where rows are numbered by `place`, that is their order in the extract: the import writes
the rows of a client anew as a whole. What is the present state, and what else self-service reads:
`core.db.tables.client_tables`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, SECRET, Base


def folded(name: Any) -> ColumnElement[str]:
    """A name, or what is looked for, without capitals and the marks of letters, in the order of its codes: as the
    index `ix_client_name` has it (a function of the database, migration 0011)."""
    return func.folded_name(name).collate("C")


class Client(Base):
    """A person whom an office has registered; the key of everything that is known of the person.

    `ext_id` is the key in the office's own system; None for who was made up by hand. `pesel_hash` is a keyed hash,
    by which the same person is found in two offices; `pesel_box` is locked by the installation's key
    (`clients.pesel`).
    """

    __tablename__ = "client"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    ext_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    first_name: Mapped[str] = mapped_column(info=PERSONAL)  # all of them
    last_name: Mapped[str] = mapped_column(info=PERSONAL)
    pesel_hash: Mapped[str | None] = mapped_column(info=PERSONAL)
    pesel_box: Mapped[bytes | None] = mapped_column(info=PERSONAL)
    birth_date: Mapped[date | None] = mapped_column(info=PERSONAL)
    sex: Mapped[str | None] = mapped_column(info=PERSONAL)  # K, M
    citizenship: Mapped[str | None] = mapped_column(info=PERSONAL)
    phone: Mapped[str | None] = mapped_column(info=PERSONAL)
    email: Mapped[str | None] = mapped_column(info=PERSONAL)
    sms_number: Mapped[str | None] = mapped_column(info=PERSONAL)  # registered for messages and codes
    gmina: Mapped[str | None] = mapped_column(info=PERSONAL)  # seven digits of TERYT
    postal_code: Mapped[str | None] = mapped_column(info=PERSONAL)
    street: Mapped[str | None] = mapped_column(info=PERSONAL)
    house: Mapped[str | None] = mapped_column(info=PERSONAL)
    mailing_address: Mapped[str | None] = mapped_column(info=PERSONAL)  # for letters, if not the one above
    language: Mapped[str] = mapped_column(default="pl", server_default="pl", info=PERSONAL)
    is_rural: Mapped[bool] = mapped_column(default=False, server_default="false", info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # for the ETag: counts changes
    seen_seq: Mapped[int] = mapped_column(
        BigInteger, default=0, server_default="0"
    )  # the last `change_seq` taken in
    gone_at: Mapped[datetime | None]  # not in the office's extract any more
    restricted_at: Mapped[datetime | None]  # GDPR Art. 18: kept, and used for nothing (`clients.requests`)
    __table_args__ = (
        UniqueConstraint("office", "ext_id"),
        Index(
            "ix_client_name",
            "office",
            text("folded_name(last_name)"),  # both in the order "C", which Alembic does not see
            text("folded_name(first_name)"),
            "id",
        ),
        Index("ix_client_pesel", "pesel_hash"),
        Index("ix_client_phone", "phone"),
        Index("ix_client_sms_number", "sms_number"),
        Index("ix_client_birth_date", "birth_date"),
    )


class CardRow(Base):
    """An identification card. A client has at most one that is in use: `active`, or `locked` by the office.

    `state`: active, locked, replaced, revoked. Without a `pin_hash` no PIN was issued yet. `issued_by` is an
    account, or `seed`. The letter with the PIN is printed once: then `letter_printed_at` is set.
    """

    __tablename__ = "card"
    number: Mapped[str] = mapped_column(primary_key=True, info=PERSONAL)
    client_id: Mapped[str] = mapped_column(ForeignKey("client.id", ondelete="CASCADE"), info=PERSONAL)
    pin_hash: Mapped[str | None] = mapped_column(info=SECRET)
    state: Mapped[str] = mapped_column(default="active", server_default="active")
    issued_at: Mapped[datetime]
    issued_by: Mapped[str]
    letter_printed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    # No foreign key: the old card has to end before the new one can begin.
    replaced_by: Mapped[str | None] = mapped_column(info=PERSONAL)
    __table_args__ = (
        Index("ix_card_client", "client_id"),
        Index("ix_card_in_use", "client_id", unique=True, postgresql_where=text("state IN ('active', 'locked')")),
    )


class RegistrationPeriodRow(Base):
    """A time in which the status of a client was the same; `to_on` is included, None: it still is.

    `status` as in `RegistrationRow`, which is the present state.
    """

    __tablename__ = "registration_period"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    from_on: Mapped[date] = mapped_column(primary_key=True, info=PERSONAL)
    to_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    status: Mapped[str] = mapped_column(info=PERSONAL)
    reason_code: Mapped[str | None] = mapped_column(info=PERSONAL)


class QualificationRow(Base):
    """What a client has learned or can do. `kind`: learned, performed, wished, licence, language, school.

    `occupation`: six digits of the official classification (KZiS). The import writes occupations to
    `client_occupation`, too, which is what self-service reads.
    """

    __tablename__ = "qualification"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(info=PERSONAL)
    occupation: Mapped[str | None] = mapped_column(info=PERSONAL)
    name: Mapped[str | None] = mapped_column(info=PERSONAL)
    level: Mapped[str | None] = mapped_column(info=PERSONAL)
    years: Mapped[int | None] = mapped_column(info=PERSONAL)
    __table_args__ = (
        Index(
            "ix_qualification_worked",
            "client_id",
            "occupation",
            postgresql_include=["years"],
            postgresql_where=text("kind = 'performed'"),
        ),
    )


class EmploymentPeriodRow(Base):
    """A job that a client has had. `to_on` is included. `basis`: the kind of contract, in words."""

    __tablename__ = "employment_period"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    employer_name: Mapped[str | None] = mapped_column(info=PERSONAL)
    position: Mapped[str | None] = mapped_column(info=PERSONAL)
    occupation: Mapped[str | None] = mapped_column(info=PERSONAL)
    from_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    to_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    basis: Mapped[str | None] = mapped_column(info=PERSONAL)


class BenefitRow(Base):
    """The right to a benefit. `kind`: zasilek, stypendium, dodatek_aktywizacyjny. `grosze`: a month.

    What is paid for which month: `benefit_payment`.
    """

    __tablename__ = "benefit"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(info=PERSONAL)
    from_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    to_on: Mapped[date | None] = mapped_column(info=PERSONAL)  # included
    days_left: Mapped[int | None] = mapped_column(info=PERSONAL)
    grosze: Mapped[int | None] = mapped_column(info=PERSONAL)


class ReferralRow(Base):
    """An offer or a training to which the office has sent a client. `kind`: offer, training.

    `target_id` as the office's own system has it; it need not be known here.
    """

    __tablename__ = "referral"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(info=PERSONAL)
    target_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    title: Mapped[str | None] = mapped_column(info=PERSONAL)
    given_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    outcome: Mapped[str | None] = mapped_column(info=PERSONAL)


class ParticipationRow(Base):
    """What a client takes or took part in. `kind`: training, internship, work. `to_on` is included."""

    __tablename__ = "participation"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(info=PERSONAL)
    title: Mapped[str | None] = mapped_column(info=PERSONAL)
    from_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    to_on: Mapped[date | None] = mapped_column(info=PERSONAL)


class DecisionRow(Base):
    """That there is a decision of the office, and of which kind: never what it says."""

    __tablename__ = "decision"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    number: Mapped[str] = mapped_column(primary_key=True, info=PERSONAL)
    decided_on: Mapped[date] = mapped_column(info=PERSONAL)
    kind: Mapped[str] = mapped_column(info=PERSONAL)
