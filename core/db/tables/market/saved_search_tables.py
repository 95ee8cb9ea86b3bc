"""Tables of searches in the job market that people keep."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import STAFF, Base


class SavedSearchRow(Base):
    """A search of an account's own under a name. `page`: `market.searches.search_store`; `filters`: as they stand
    in the address of the page. `office`: the owner's, whose entries of the audit log they are."""

    __tablename__ = "saved_search"
    id: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str] = mapped_column(ForeignKey("account.username", ondelete="CASCADE"), info=STAFF)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    page: Mapped[str]
    name: Mapped[str] = mapped_column(info=STAFF)
    filters: Mapped[str] = mapped_column(info=STAFF)
    saved_at: Mapped[datetime]
    __table_args__ = (Index("ix_saved_search_owner", "owner", "page"),)
