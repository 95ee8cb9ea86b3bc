"""Tables by which people who look for work are found."""

from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, Base


class CandidateRow(Base):
    """Somebody who is registered and whose data may be used, by what staff search for: one row each, kept by
    triggers (migration 0171), in the transaction that changes the person.

    `found`: `o` with the office, `k` with each occupation, `w` with each word of what the person has learned or
    can do; `l` and `j` with those of licences and of languages.
    """

    __tablename__ = "candidate"
    client_id: Mapped[str] = mapped_column(
        ForeignKey("client.id", ondelete="CASCADE"), primary_key=True, info=PERSONAL
    )
    office: Mapped[str]
    gmina: Mapped[str | None] = mapped_column(info=PERSONAL)
    status: Mapped[str] = mapped_column(info=PERSONAL)
    found: Mapped[Any] = mapped_column(TSVECTOR, info=PERSONAL)
    __table_args__ = (Index("ix_candidate_found", "found", postgresql_using="gin"),)
