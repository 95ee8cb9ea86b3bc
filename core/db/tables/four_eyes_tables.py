"""The table of what was proposed and takes a second person. See `core.two_persons.four_eyes`."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.db.base import STAFF, Base, not_personal


class ProposalRow(Base):
    """Something that takes two persons. `details`: what is to be done, in the words of the act; no secrets and
    nobody's data. `deputies`: offices that stand in. `is_early`: confirmed before the first call, without a look
    at the age of the account. `is_break_glass`: done by one person, who said why. Never deleted: it answers for
    what was done."""

    __tablename__ = "proposal"
    id: Mapped[str] = mapped_column(primary_key=True)
    act: Mapped[str]
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    deputies: Mapped[list[str]] = mapped_column(ARRAY(Text))
    subject: Mapped[str] = mapped_column(info=not_personal("names a thing: a rate, a prompt, an account"))
    details: Mapped[dict[str, Any]]
    state: Mapped[str]
    proposed_by: Mapped[str] = mapped_column(info=STAFF)
    proposers: Mapped[list[str]] = mapped_column(ARRAY(Text), info=STAFF)
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str | None] = mapped_column(info=STAFF)
    decided_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(info=not_personal("why it was refused, or could not be carried out"))
    is_early: Mapped[bool]
    is_break_glass: Mapped[bool]
    __table_args__ = (Index("ix_proposal_state", "state", "proposed_at"),)
