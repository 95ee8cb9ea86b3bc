"""Tables of what an office knows of an employer beside its own system: whom to turn to, notes, agreements."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, STAFF, Base, not_personal


class EmployerContactRow(Base):
    """Somebody to turn to at an employer's. `role`: what they do there."""

    __tablename__ = "employer_contact"
    id: Mapped[str] = mapped_column(primary_key=True)
    employer_id: Mapped[str] = mapped_column(ForeignKey("employer.id"))
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    name: Mapped[str] = mapped_column(info=PERSONAL)
    role: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str | None] = mapped_column(info=PERSONAL)
    email: Mapped[str | None] = mapped_column(info=PERSONAL)
    version: Mapped[int] = mapped_column(server_default="1")
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_employer_contact_employer", "employer_id"),)


class EmployerNoteRow(Base):
    """What a consultant has written down of an employer, in the conversation `call_id` if there was one."""

    __tablename__ = "employer_note"
    id: Mapped[str] = mapped_column(primary_key=True)
    employer_id: Mapped[str] = mapped_column(ForeignKey("employer.id"))
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    text: Mapped[str] = mapped_column(info=PERSONAL)
    call_id: Mapped[str | None] = mapped_column(info=not_personal("a conversation with an employer"))
    written_by: Mapped[str] = mapped_column(info=STAFF)
    written_at: Mapped[datetime]
    __table_args__ = (Index("ix_employer_note_employer", "employer_id", "written_at"),)


class EmployerAgreementRow(Base):
    """An agreement of an office with an employer. `kind`: `market.employers.employer`; days are included.

    `places`: how many jobs or internships it is about, None where it is about none.
    """

    __tablename__ = "employer_agreement"
    id: Mapped[str] = mapped_column(primary_key=True)
    employer_id: Mapped[str] = mapped_column(ForeignKey("employer.id"))
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    kind: Mapped[str]
    number: Mapped[str] = mapped_column(info=not_personal("of an agreement"))
    signed_on: Mapped[date]
    valid_until: Mapped[date | None]
    places: Mapped[int | None]
    about: Mapped[str] = mapped_column(server_default="", info=not_personal("what an agreement is about"))
    version: Mapped[int] = mapped_column(server_default="1")
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_employer_agreement_employer", "employer_id"),)
