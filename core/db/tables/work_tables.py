"""The table of who has taken up what waits. See `core.todo`."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import STAFF, Base, not_personal


class WorkTakenRow(Base):
    """Somebody has it, or has ended it. What is given back has no row.

    `kind`, `subject`: see `core.todo.work.WaitingWork`. `closed_at`, `outcome`: only of what no feature ends
    itself.
    """

    __tablename__ = "work_taken"
    kind: Mapped[str] = mapped_column(primary_key=True, info=not_personal("one of a list"))
    subject: Mapped[str] = mapped_column(primary_key=True, info=not_personal("the id of a thing"))
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    holder: Mapped[str] = mapped_column(info=STAFF)
    held_since: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
