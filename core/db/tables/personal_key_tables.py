"""Tables of the keys that seal what facts say of persons: see `core.keys.personal_keys`."""

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import SECRET, Base, not_personal


class PersonalKeyRow(Base):
    """The key of a call (`call:<id>`), or of a client's facts without a call (`client:<id>`).

    `box` is the key, wrapped by the installation's. Without it the key is destroyed: the row stays for a while, so
    that a fact that comes late gets no new key. Facts name the key by its `number`.
    """

    __tablename__ = "personal_key"
    subject: Mapped[str] = mapped_column(
        primary_key=True, info=not_personal("a random id, which means nothing alone")
    )
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), unique=True)
    box: Mapped[bytes | None] = mapped_column(info=SECRET)
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    forgotten_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_personal_key_forgotten_at", "forgotten_at", postgresql_where=text("forgotten_at IS NOT NULL")),
    )
