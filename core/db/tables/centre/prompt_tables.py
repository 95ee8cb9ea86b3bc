"""What callers hear: announcements, how words are spoken, emergency messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import STAFF, Base


class EmergencyMessageRow(Base):
    """A message in front of everything, for callers of an office or (None) of the whole province; a history."""

    __tablename__ = "emergency_message"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    prompt: Mapped[str | None]
    text: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    switched_on_by: Mapped[str]
    confirmed_by: Mapped[str | None] = mapped_column(info=STAFF)  # the second person; None: one alone
    switched_off_at: Mapped[datetime | None]
    switched_off_by: Mapped[str | None]
    __table_args__ = (Index("ix_emergency_message_starts_at", "starts_at"),)


class PromptRow(Base):
    """An announcement: what it is for, who answers for its words, and examples of the values that it may name."""

    __tablename__ = "prompt"
    id: Mapped[str] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    owner: Mapped[str] = mapped_column(ForeignKey("office.code"))
    placeholders: Mapped[dict[str, Any]]


class PromptTextRow(Base):
    """The words of an announcement in one language for a span of time; a history, so a row only ever ends sooner.

    Of several that hold at a moment the one that began last is in force, so one with an end gives way by itself.
    """

    __tablename__ = "prompt_text"
    id: Mapped[str] = mapped_column(primary_key=True)
    prompt: Mapped[str] = mapped_column(ForeignKey("prompt.id"))
    language: Mapped[str]
    text: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]  # not included
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_prompt_text_prompt", "prompt", "language", "valid_from"),)


class PromptAudioRow(Base):
    """What somebody recorded for an announcement: it is played instead of synthesis. A history like the words.

    `sha256` is that of the sound as it is played, whose file is named after it.
    """

    __tablename__ = "prompt_audio"
    id: Mapped[str] = mapped_column(primary_key=True)
    prompt: Mapped[str] = mapped_column(ForeignKey("prompt.id"))
    language: Mapped[str]
    sha256: Mapped[str]
    duration_time: Mapped[float]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]  # not included
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_prompt_audio_prompt", "prompt", "language", "valid_from"),)


class PromptHeardRow(Base):
    """Since when callers hear words or a recording: noted by the line, once it plays them."""

    __tablename__ = "prompt_heard"
    version: Mapped[str] = mapped_column(primary_key=True)  # of prompt_text or prompt_audio
    since: Mapped[datetime]


class PronunciationRow(Base):
    """How a word is to be spoken in a language: names of places, abbreviations."""

    __tablename__ = "pronunciation"
    language: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    spoken: Mapped[str]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
