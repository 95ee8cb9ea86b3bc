"""Tables of trainings. Days are days in Warsaw."""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import Base


class TrainingRow(Base):
    """A training that one can sign up for. Without an office: for the province; without an occupation: for all."""

    __tablename__ = "training"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    occupation: Mapped[str | None]
    title: Mapped[str]
    town: Mapped[str]
    hours: Mapped[int]
    starts_on: Mapped[date]
    sign_up_until: Mapped[date]  # included
    __table_args__ = (Index("ix_training_sign_up", "sign_up_until"),)
