"""Tables of a person's rights: requests worked off step by step, legal holds, erasures, reasons of looks."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, SECRET, Base, not_personal


class PersonRequestRow(Base):
    """What a person asks by GDPR Art. 15 to 20. `client_id` is empty once the person was erased.

    `kind`: access, export, correction, restriction, erasure. `state`: received, identified, approved,
    carrying_out, carried_out, refused. `reference`: the case in the office's own files. `approved_by`: for an
    erasure, never one who has worked on it before. `waits_for`: why an approved erasure is not carried out yet.
    `kept`: what legal holds have kept of the person, and why.
    """

    __tablename__ = "person_request"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="received", server_default="received")
    reference: Mapped[str | None]
    received_on: Mapped[date]
    due_on: Mapped[date]  # included
    received_at: Mapped[datetime]
    received_by: Mapped[str]
    approved_by: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    outcome_pl: Mapped[str | None]  # a sentence of ours: never a person's name
    waits_for: Mapped[str | None]
    kept: Mapped[list[Any] | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # for the ETag: counts changes
    __table_args__ = (
        Index("ix_person_request_received_at", "received_at", "id"),
        Index("ix_person_request_office", "office", "received_at"),
        Index("ix_person_request_client", "client_id"),
    )


class RequestStepRow(Base):
    """A step of a request. Rows are never changed (a trigger sees to that), but for `note`, which an erasure
    empties."""

    __tablename__ = "person_request_step"
    request_id: Mapped[str] = mapped_column(ForeignKey("person_request.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, info=not_personal("counts the steps"))
    at: Mapped[datetime]
    account: Mapped[str]
    action: Mapped[str]
    note: Mapped[str | None] = mapped_column(info=PERSONAL)  # free text


class LegalHoldRow(Base):
    """What may not be erased for a time: of a client, or of one call. `categories`: which of the categories of
    `clients.erasure.plan`; None: all. `until` is included; None: until somebody ends it."""

    __tablename__ = "legal_hold"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    call_id: Mapped[str | None]
    categories: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    reason: Mapped[str | None] = mapped_column(info=PERSONAL)  # free text: goes with the person
    basis: Mapped[str]
    set_by: Mapped[str]
    set_at: Mapped[datetime]
    until: Mapped[date | None]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    __table_args__ = (
        CheckConstraint("client_id IS NULL OR call_id IS NULL", name="of_one_thing"),
        Index("ix_legal_hold_set_at", "set_at", "id"),
        Index("ix_legal_hold_client", "client_id"),
        Index("ix_legal_hold_call", "call_id"),
    )


class ErasureRow(Base):
    """That somebody was erased. `hashes` are keyed: of the client's id, of the key in the office's system, and of
    the ids of the calls; who has not the key learns nothing from them.

    `kept`: what holds kept, as `categories` and hashes of `calls`, for a restored backup to keep the same.
    `remains`: files that are to be destroyed yet. `finished_at`: these are gone, and the tables are vacuumed.
    `wiped_at`: the tables' files were written anew since, so that nothing is left in what is free of them.
    """

    __tablename__ = "erasure"
    id: Mapped[str] = mapped_column(primary_key=True)
    request_id: Mapped[str | None]
    office: Mapped[str | None]
    at: Mapped[datetime]
    hashes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    remains: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    finished_at: Mapped[datetime | None]
    wiped_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_erasure_request", "request_id"),)


class ErasureReadmissionRow(Base):
    """That who was erased may come back under the same key in the office's system: imports take that key in again
    from `at` on, unless a later erasure is of it.

    `key_hash` is as in `ErasureRow.hashes`. `account` and `reason` are None where a restore took the row from the
    list of erasures, which holds neither.
    """

    __tablename__ = "erasure_readmission"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str]
    key_hash: Mapped[str] = mapped_column(info=SECRET)
    at: Mapped[datetime]
    account: Mapped[str | None]
    reason: Mapped[str | None] = mapped_column(info=PERSONAL)  # free text: goes with the person
    __table_args__ = (Index("ix_erasure_readmission_key", "key_hash", "at"),)


class AccessReasonRow(Base):
    """The reason of a look as it was given: free text, so it goes with the person.

    In the access log, which never changes, stands SHA-256 of salt and reason: it proves the text while it is
    here, and tells nothing of it once the salt is gone.
    """

    __tablename__ = "access_reason"
    access_id: Mapped[str] = mapped_column(ForeignKey("access_log.id", ondelete="CASCADE"), primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(info=PERSONAL)
