"""The table of templates of messages. See `messaging.templates.template`."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import STAFF, Base, not_personal


class MessageTemplateRow(Base):
    """A template for a span of days; a history, so a row only ever ends sooner.

    `code`: of one of the centre's own messages, or of an answer. Without an office the province's. `source`:
    Jinja2 over Markdown. `confirmed_by`: the second person, who has published it."""

    __tablename__ = "message_template"
    id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    channel: Mapped[str]
    title: Mapped[str] = mapped_column(info=not_personal("of a template"))
    subject: Mapped[str] = mapped_column(info=not_personal("of a template"))
    source: Mapped[str]
    letters: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    confirmed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_message_template_code", "code", "valid_from"),)
