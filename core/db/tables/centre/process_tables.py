"""Which process leads the calls, and which Asterisk takes no new ones."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, not_personal

_PROCESS = not_personal("the name of a process of ours")


class LeaseRow(Base):
    """One row a kind. `until`: None if the holder gave it up, or is the only process of its kind and renews
    nothing. `epoch` is another one for each process that has held it."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("one of a list"))
    holder: Mapped[str] = mapped_column(info=_PROCESS)
    epoch: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime | None]
    renewed_at: Mapped[datetime | None]


class LeaseWaitingRow(Base):
    """Who has looked whether it may take the lease, and when for the last time."""

    __tablename__ = "lease_waiting"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("one of a list"))
    waiter: Mapped[str] = mapped_column(primary_key=True, info=_PROCESS)
    seen_at: Mapped[datetime]


class DrainedAsterisk(Base):
    """One of several Asterisks that is to have no new calls."""

    __tablename__ = "drained_asterisk"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("of an Asterisk"))
    drained_by: Mapped[str]
    drained_at: Mapped[datetime]
