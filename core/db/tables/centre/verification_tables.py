"""Tries of cards and PINs, and numbers from which a card was verified."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, Base


class AttemptGuard(Base):
    """Wrong tries, counted for whatever was keyed, known or not, so that nothing shows which one it was.

    `subject` is a keyed hash of what is counted: a card together with a caller's number, a card, a number, all
    calls without a number, or the whole installation. `card` is the keyed hash of the card, if it is about one:
    what is counted for it goes when the office unlocks it.
    """

    __tablename__ = "attempt_guard"
    subject: Mapped[str] = mapped_column(primary_key=True, info=PERSONAL)
    card: Mapped[str | None] = mapped_column(info=PERSONAL)
    failures_in_row: Mapped[int]
    failures_in_day: Mapped[int]
    day_started_at: Mapped[datetime]
    locks: Mapped[int]  # locks one after the other, each twice as long
    locked_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_attempt_guard_card", "card"), Index("ix_attempt_guard_changed_at", "changed_at"))


class VerifiedNumber(Base):
    """A number from which a card was verified: it may go on trying when strangers have tried too often.

    Both are keyed hashes.
    """

    __tablename__ = "verified_number"
    card: Mapped[str] = mapped_column(primary_key=True, info=PERSONAL)
    number: Mapped[str] = mapped_column(primary_key=True, info=PERSONAL)
    last_at: Mapped[datetime]
