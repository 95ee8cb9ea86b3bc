"""Tables of places."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import STAFF, Base, not_personal


class GminaPointRow(Base):
    """Where the middle of a gmina is, in degrees (WGS 84), as an office has imported it. Without it nobody is told
    kilometres."""

    __tablename__ = "gmina_point"
    teryt: Mapped[str] = mapped_column(primary_key=True)
    lat: Mapped[float] = mapped_column(info=not_personal("of a gmina"))
    lon: Mapped[float] = mapped_column(info=not_personal("of a gmina"))
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
