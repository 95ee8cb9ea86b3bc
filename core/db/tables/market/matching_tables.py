"""Tables of matches between people and offers. Days are days in Warsaw."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import STAFF, Base


class MatchingWeightsRow(Base):
    """How much each part of a match counts, for a span of days, in the whole province; a history, so a row only
    ever ends sooner. What ships: `market.matching.weights`. `confirmed_by`: the second person."""

    __tablename__ = "matching_weights"
    id: Mapped[str] = mapped_column(primary_key=True)
    weights: Mapped[dict[str, Any]] = mapped_column(JSONB)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    basis: Mapped[str]
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    confirmed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
