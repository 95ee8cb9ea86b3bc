"""Tables of the exchange with the offices' own systems: imports of extracts, and what is told back."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import STAFF, Base, not_personal


class ImportRunRow(Base):
    """The import of one extract of an office, all or nothing.

    `kind`: full, delta. `state`: waiting, reading, checking, writing, done, refused, quarantined, failed.
    `progress`: 0 to 1. `counts`: by entity how many rows were read, new, changed, same, gone, rejected.
    `began_at`: when it was asked for. `manifest_sha256`: the same extract is not taken in twice. `confirmed_by`:
    who let a quarantined one through.
    """

    __tablename__ = "import_run"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    kind: Mapped[str]
    extract_at: Mapped[datetime | None]  # unknown until the manifest is read
    first_seq: Mapped[int | None] = mapped_column(BigInteger)
    last_seq: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[str]
    manifest_sha256: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    progress: Mapped[float] = mapped_column(default=0.0, server_default="0")
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default="{}")
    repairs: Mapped[int] = mapped_column(default=0, server_default="0")
    error_pl: Mapped[str | None]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    asked_by: Mapped[str]
    confirmed_by: Mapped[str | None]
    __table_args__ = (
        Index(
            "ix_import_run_done",
            "office",
            "extract_at",
            "kind",
            unique=True,
            postgresql_where=text("state = 'done'"),
        ),
        Index("ix_import_run_began_at", "began_at", "id"),
        Index("ix_import_run_manifest", "manifest_sha256"),
    )


class ImportRejectRow(Base):
    """A row of an extract that was not taken in, and why: in Polish, and without a value of a person."""

    __tablename__ = "import_reject"
    run_id: Mapped[str] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(info=not_personal("an extract, by its kind"))
    line: Mapped[int | None]
    column_name: Mapped[str | None] = mapped_column(info=not_personal("of an extract"))
    code: Mapped[str]
    reason_pl: Mapped[str] = mapped_column(info=not_personal("never quotes a value"))


class ImportRepairRow(Base):
    """A value that was repaired when it was read. `kind`: mojibake, encoding, space. Of a whole file: line 0."""

    __tablename__ = "import_repair"
    run_id: Mapped[str] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"), primary_key=True)
    file: Mapped[str] = mapped_column(primary_key=True, info=not_personal("an extract, by its kind"))
    line: Mapped[int] = mapped_column(primary_key=True)
    column_name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("of an extract"))
    kind: Mapped[str] = mapped_column(primary_key=True)


class ExportBatchRow(Base):
    """A signed file for an office. `kind`: contacts, ninety_day, corrections. `fetched_at`: over the web service,
    the last time; `confirmed_at`: the office has it."""

    __tablename__ = "export_batch"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    made_at: Mapped[datetime]
    kind: Mapped[str]
    rows: Mapped[int]
    file: Mapped[str] = mapped_column(info=not_personal("of a batch, by its kind and time"))
    sha256: Mapped[str]
    signature: Mapped[str]
    fetched_at: Mapped[datetime | None]
    fetched_by: Mapped[str | None] = mapped_column(info=STAFF)
    confirmed_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_export_batch_made_at", "made_at", "id"),)
