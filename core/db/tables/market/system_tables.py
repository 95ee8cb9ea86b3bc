"""Table of what systems of other institutions have asked (docs/other-systems.md)."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base, not_personal


class SystemInquiryRow(Base):
    """A system has asked of one person; of whom, stands in the access log alone. Rows are only ever added."""

    __tablename__ = "system_inquiry"
    id: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(info=not_personal("the id of a key, not itself"))
    system: Mapped[str] = mapped_column(info=not_personal("of an institution"))
    is_answered: Mapped[bool]
    __table_args__ = (Index("ix_system_inquiry_system", "system", "at"),)
