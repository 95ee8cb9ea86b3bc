"""Tables of what systems of other institutions have asked (docs/other-systems.md)."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, not_personal


class SystemInquiryRow(Base):
    """A system has asked of one person; of whom, stands in the access log alone. Rows are added, and deleted
    by retention."""

    __tablename__ = "system_inquiry"
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(info=not_personal("the id of a key, not itself"))
    system: Mapped[str] = mapped_column(info=not_personal("of an institution"))
    is_answered: Mapped[bool]
    __table_args__ = (Index("ix_system_inquiry_system", "system", "at"),)


class SystemFileRow(Base):
    """A file of inquiries that was answered; its name is not answered again. Rows are added, and deleted by
    retention, when its key has long ended."""

    __tablename__ = "system_file"
    key_id: Mapped[str] = mapped_column(primary_key=True, info=not_personal("the id of a key, not itself"))
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("that a system has given its file"))
    at: Mapped[datetime]
    signature: Mapped[str] = mapped_column(info=not_personal("keyed: tells nothing of the content"))
    rows: Mapped[int]
    answered: Mapped[int]
