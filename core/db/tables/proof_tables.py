"""Tables of proof: the blocks of chained logs, and what verifications have found. See `core.proof.chain`."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, not_personal


class LogBlockRow(Base):
    """A block of a chained log, as `core.proof.chain.Block`. Never changed, but once: when its rows go by rule.

    `log`: the name of the table whose rows are chained, or of whatever else is.
    """

    __tablename__ = "log_block"
    log: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, info=not_personal("the place of a block in its chain")
    )
    form: Mapped[int]
    first_row: Mapped[int] = mapped_column(BigInteger)
    last_row: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int]
    newest_at: Mapped[datetime]
    made_at: Mapped[datetime]
    content: Mapped[bytes]
    previous: Mapped[bytes]
    digest: Mapped[bytes]
    leaves: Mapped[bytes | None]
    expired_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_log_block_made_at", "log", "made_at", "number"),
        Index("ix_log_block_newest_at", "log", "newest_at"),
    )


class VerificationRunRow(Base):
    """A verification. `state`: waiting, running, done, failed. `subject`: `logs`, of all chains and anchors, or
    `recordings`.

    `asked_by`: an account, or `system` for the one of the night. `is_intact`: None until it is done. `result`: as
    `core.proof.proof.Verified` has it, or `core.proof.recordings_proof.RecordingsVerified`.
    """

    __tablename__ = "verification_run"
    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(
        default="logs", server_default="logs", info=not_personal("logs or recordings")
    )
    state: Mapped[str] = mapped_column(default="waiting", server_default="waiting")
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    is_intact: Mapped[bool | None]
    result: Mapped[dict[str, Any] | None]
    __table_args__ = (Index("ix_verification_run_asked_at", "asked_at", "id"),)
