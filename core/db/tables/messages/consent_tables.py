"""Tables of consents: what was said (a chained log), its evidence, the present state, and what ends for ever.

How events become states: `core.consents.consent`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Computed, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, SECRET, STAFF, Base, not_personal


class ConsentEventRow(Base):
    """Somebody has said something of a consent, or was asked. Rows are never changed (a trigger sees to that).

    `what`, `source`: as `core.consents.consent` has them. `client_id`, or without a client `address_hash`, says
    whose. `office`: the controller; None: of all offices, as a word that was sent to us. `text_id`, `text_sha256`:
    the text that was read or shown. `reference`: a call, a message, a form or an import, never what it says. `by`:
    who of the staff wrote it down. `evidence`: a salted digest of what stands apart in `consent_evidence`.
    """

    __tablename__ = "consent_event"
    number: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, info=not_personal("the place in the register")
    )
    at: Mapped[datetime]
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    address_hash: Mapped[str | None] = mapped_column(info=PERSONAL)
    office: Mapped[str | None]
    purpose: Mapped[str]
    channel: Mapped[str]
    what: Mapped[str]
    source: Mapped[str]
    text_id: Mapped[str | None]
    text_sha256: Mapped[str | None]
    reference: Mapped[str | None]
    by: Mapped[str | None] = mapped_column(info=STAFF)
    evidence: Mapped[str | None] = mapped_column(info=not_personal("a salted digest"))
    __table_args__ = (
        Index("ix_consent_event_at", "at"),
        Index("ix_consent_event_client", "client_id", "purpose", "channel", "number"),
        Index("ix_consent_event_address", "address_hash", "number"),
    )


class ConsentEvidenceRow(Base):
    """What proves an event and says something of the person: the words that were read, the key, a note. It goes
    with the person; the event keeps its digest."""

    __tablename__ = "consent_evidence"
    event: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("consent_event.number", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    salt: Mapped[bytes] = mapped_column(info=SECRET)
    evidence: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    __table_args__ = (Index("ix_consent_evidence_client", "client_id"),)


class ConsentRow(Base):
    """The present state of what a client has agreed to or refused: a projection of `consent_event`, rebuilt and
    compared every night. No row: never asked, which is no consent.

    `state`: as `core.consents.consent.State`. `event`: the number of the one that decided it. `told_by_import`:
    what the office's own system said last, whether it counted or not.
    """

    __tablename__ = "consent"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    purpose: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(info=PERSONAL)
    is_given: Mapped[bool] = mapped_column(Computed("state = 'given'", persisted=True), info=PERSONAL)
    since: Mapped[datetime] = mapped_column(info=PERSONAL)
    source: Mapped[str]
    event: Mapped[int | None] = mapped_column(BigInteger, info=not_personal("the place in the register"))
    told_by_import: Mapped[bool | None] = mapped_column(info=PERSONAL)


class SuppressionRow(Base):
    """Nothing of this purpose goes to this address any more. It outlives the person: a keyed hash, by which nobody
    can be told who does not have the key and the address.

    `office`: whose withdrawal it was; None: for all offices. `event`: the one that said so. `revoked_at`: the
    person has agreed anew.
    """

    __tablename__ = "suppression"
    id: Mapped[str] = mapped_column(primary_key=True)
    address_hash: Mapped[str] = mapped_column(info=PERSONAL)
    channel: Mapped[str]
    purpose: Mapped[str]
    office: Mapped[str | None]
    since: Mapped[datetime]
    event: Mapped[int | None] = mapped_column(BigInteger, info=not_personal("the place in the register"))
    revoked_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_suppression_address",
            "address_hash",
            "channel",
            "purpose",
            "office",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )


class ConsentTextRow(Base):
    """A text of consents for a span of days; a history, so a row only ever ends sooner.

    `kind`: consent, information, withdrawal. Without a purpose for all, without an office the province's. What
    ships: `clients.consents.texts`.
    """

    __tablename__ = "consent_text"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    purpose: Mapped[str | None]
    kind: Mapped[str]
    words: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    basis: Mapped[str]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
