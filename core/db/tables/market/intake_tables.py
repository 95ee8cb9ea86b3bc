"""Tables of offers that are taken in by telephone, and of occupations. Days are days in Warsaw."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from core.db.base import PERSONAL, STAFF, Base, not_personal


class IntakeRow(Base):
    """An offer that a consultant writes down. `state`: `market.offers.offer`, of the offer that it becomes.

    `typed`: the form as it stands, with the person of the employer to turn to (`market.intake.intake`). `writers`:
    who has typed into it; none of them verifies it. `call_id`: the conversation in which it began.
    """

    __tablename__ = "offer_intake"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    state: Mapped[str]
    typed: Mapped[dict[str, Any]] = mapped_column(JSONB, info=PERSONAL)
    version: Mapped[int] = mapped_column(server_default="1")
    writers: Mapped[list[str]] = mapped_column(ARRAY(Text), info=STAFF)
    begun_by: Mapped[str] = mapped_column(info=STAFF)
    begun_at: Mapped[datetime]
    call_id: Mapped[str | None] = mapped_column(info=not_personal("a conversation with an employer"))
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(info=STAFF)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(info=not_personal("what is missing in an offer"))
    employer_id: Mapped[str | None] = mapped_column(ForeignKey("employer.id", ondelete="SET NULL"))
    offer_id: Mapped[str | None] = mapped_column(ForeignKey("offer.id", ondelete="SET NULL"))
    __table_args__ = (
        Index("ix_offer_intake_office", "office", "state", "changed_at"),
        Index("ix_offer_intake_employer", "employer_id"),
        Index("ix_offer_intake_offer", "offer_id"),
    )


class OccupationRow(Base):
    """An occupation of the official classification (KZiS): six digits and its name. From the official file, or as
    imports of offers bring them."""

    __tablename__ = "occupation"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=not_personal("of an occupation"))
    is_official: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
