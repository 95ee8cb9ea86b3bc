"""Table of requests that callers leave on the line: to be rung about an offer or a training."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, Base, not_personal


class ContactRequestRow(Base):
    """Somebody wants to be rung. `about`: offer or training; `subject`: its id. `office`: whose people ring.

    `client_id`: of a caller who was verified. Who has taken it up, and how it ended, stands in `work_taken`.
    """

    __tablename__ = "contact_request"
    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    office: Mapped[str]
    about: Mapped[str]
    subject: Mapped[str] = mapped_column(info=not_personal("of an offer or a training"))
    callback_number: Mapped[str] = mapped_column(info=PERSONAL)
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    left_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("call_id", "about", "subject"),
        Index("ix_contact_request_office", "office", "left_at"),
        Index("ix_contact_request_client", "client_id"),
    )
