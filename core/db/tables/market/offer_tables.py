"""Tables of offers and employers. Persons are in them only as contacts of employers. Days are days in Warsaw, and
money is grosze.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, Base, not_personal


class EmployerRow(Base):
    """An employer whom an office knows: the one of job offers. `nip`: ten digits; `regon`: nine or fourteen.
    Without `ext_id` it was written down here. `joined_to`: the same employer, under whose card this row is shown;
    nothing of the row itself changes by that."""

    __tablename__ = "employer"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    ext_id: Mapped[str | None] = mapped_column(info=not_personal("of an employer"))
    name: Mapped[str] = mapped_column(info=not_personal("of an employer"))
    nip: Mapped[str | None] = mapped_column(info=not_personal("of an employer"))
    regon: Mapped[str | None] = mapped_column(info=not_personal("of an employer"))
    town: Mapped[str | None]
    phone: Mapped[str | None] = mapped_column(info=PERSONAL)
    email: Mapped[str | None] = mapped_column(info=PERSONAL)
    changed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    joined_to: Mapped[str | None] = mapped_column(ForeignKey("employer.id", ondelete="SET NULL"))
    __table_args__ = (
        UniqueConstraint("office", "ext_id"),
        Index("ix_employer_nip", "nip"),
        Index("ix_employer_joined", "joined_to"),
    )


OFFER_WORDS = 'offer_words("position", town, employer_name)'
"""The words by which an offer is found: of the position, the town and the employer."""


class OfferRow(Base):
    """A job offer. Pay: gross, for `pay_unit`; the line tells it where that is a month.

    `source`, `state`, `kind`, `pay_unit`, `work_mode`: `market.offers.offer`. `occupation`: six digits of the
    official classification (KZiS). `county` and `gmina`: TERYT, four and seven digits. `digest`: of what came, so
    that the same is not written again. `seen_in`: the last run of its source that had it. `duplicate_of`: the same
    offer, from an office's own system; only that one is told.
    """

    __tablename__ = "offer"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    occupation: Mapped[str | None]
    position: Mapped[str]
    town: Mapped[str]
    pay_from: Mapped[int | None]
    pay_to: Mapped[int | None]
    contract: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date]  # included
    employer_id: Mapped[str | None] = mapped_column(ForeignKey("employer.id", ondelete="SET NULL"))
    source: Mapped[str] = mapped_column(default="office", server_default="office")
    state: Mapped[str] = mapped_column(default="verified", server_default="verified")
    ext_id: Mapped[str | None] = mapped_column(info=not_personal("of an offer"))
    digest: Mapped[str | None]
    kind: Mapped[str] = mapped_column(default="work", server_default="work")
    pay_unit: Mapped[str] = mapped_column(default="month", server_default="month")
    county: Mapped[str | None]
    gmina: Mapped[str | None] = mapped_column(info=not_personal("where the work is"))
    country: Mapped[str] = mapped_column(default="PL", server_default="PL")
    places: Mapped[int] = mapped_column(default=1, server_default="1")
    employer_name: Mapped[str | None] = mapped_column(info=not_personal("of an employer"))
    employer_nip: Mapped[str | None] = mapped_column(info=not_personal("of an employer"))
    starts_on: Mapped[date | None]
    shifts: Mapped[str | None]
    work_mode: Mapped[str | None]
    is_for_registered: Mapped[bool] = mapped_column(default=False, server_default="false")
    is_for_disabled: Mapped[bool] = mapped_column(default=False, server_default="false")
    seen_in: Mapped[str | None]
    duplicate_of: Mapped[str | None]
    changed_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_offer_office", "office", "valid_until"),
        Index("ix_offer_occupation", "occupation", "valid_until"),
        Index("ix_offer_employer", "employer_id"),
        Index("ix_offer_employer_nip", "employer_nip"),
        Index("ix_offer_source", "source", "ext_id", unique=True, postgresql_where=text("source <> 'office'")),
        Index("ix_offer_county", "county", "valid_until"),
        Index("ix_offer_valid_until", "valid_until"),
        Index("ix_offer_ext_id", "ext_id"),
        Index(
            "ix_offer_matching",
            text("substr(occupation, 1, 2)"),
            postgresql_include=[
                *("id", "occupation", "gmina", "county", "office", "state", "kind", "work_mode", "valid_from"),
                *("valid_until", "country", "is_for_registered", "is_for_disabled"),
            ],
            postgresql_where=text("duplicate_of IS NULL AND state IN ('verified', 'unverified')"),
        ),
        Index("ix_offer_words", text(OFFER_WORDS), postgresql_using="gin"),
    )


class OfferRecordRow(Base):
    """All that came of an offer, by the official names, as it came: its terms forbid to change it.

    A contact of the employer may be in it.
    """

    __tablename__ = "offer_record"
    offer_id: Mapped[str] = mapped_column(ForeignKey("offer.id", ondelete="CASCADE"), primary_key=True)
    record: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)


class OfferRunRow(Base):
    """An import of offers from a base outside. `state`: `market.offers.run_state`.

    `files_done`: of the package that lies in the state folder. `counts`: read, new, changed, same, withdrawn,
    rejected. `not_before`: when it goes on. `error_pl`: why it waits or has ended.
    """

    __tablename__ = "offer_run"
    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    state: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    asked_by: Mapped[str]
    not_before: Mapped[datetime | None]
    package: Mapped[str | None] = mapped_column(info=not_personal("a file of offers"))
    files_done: Mapped[int] = mapped_column(default=0, server_default="0")
    files: Mapped[int] = mapped_column(default=0, server_default="0")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    error_pl: Mapped[str | None]
    confirmed_by: Mapped[str | None]
    __table_args__ = (Index("ix_offer_run_began_at", "began_at", "id"),)


class OfferFactRow(Base):
    """What figures are reckoned of: an offer was shown first (`opened`), somebody began to work by a referral
    (`filled`), or it was withdrawn without (`unfilled`). Kept by triggers (migrations 0181, 0195); it stays when
    the offer goes. Offers whose last day is over are counted when figures are asked for. `occupation`, `county`:
    of the offer as it was then."""

    __tablename__ = "offer_fact"
    number: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, info=not_personal("an order")
    )
    at: Mapped[datetime]
    offer_id: Mapped[str]
    office: Mapped[str]
    kind: Mapped[str]
    source: Mapped[str]
    open_ms: Mapped[int | None] = mapped_column(BigInteger)
    occupation: Mapped[str | None]
    county: Mapped[str | None]
    __table_args__ = (
        Index("ix_offer_fact_at", "at"),
        Index("ix_offer_fact_offer", "offer_id", "kind", unique=True),
    )


class OfferRejectRow(Base):
    """A record of a run that could not be taken in."""

    __tablename__ = "offer_reject"
    run_id: Mapped[str] = mapped_column(ForeignKey("offer_run.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(info=not_personal("a file of offers"))
    ext_id: Mapped[str] = mapped_column(info=not_personal("of an offer"))
    reason_pl: Mapped[str] = mapped_column(info=not_personal("why a record is no offer"))


class OfferCallRow(Base):
    """How often the official service was asked in a window, by the evening on which that began. Counted before
    each call, so that nobody who dies asks more often than its terms allow."""

    __tablename__ = "offer_call"
    window_on: Mapped[date] = mapped_column(primary_key=True)
    calls: Mapped[int]
