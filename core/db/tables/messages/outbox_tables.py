"""Tables of messages that go out, part by part, and of what operators say and send."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, SECRET, Base, not_personal


class OutboxRow(Base):
    """A message that goes out once. `state`: as `messaging.outbox.State`; `reason`: why it was refused or failed.

    `kind`: of the gate. `about` and `occasion`: what it is of, such as an order; the same thing is not sent twice.
    `secret`: locked for the sender, who empties it. `not_before`: when it may be tried. `uncertain_at`: since when
    nobody knows whether it went.
    """

    __tablename__ = "outbox"
    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    kind: Mapped[str]
    about: Mapped[str]
    occasion: Mapped[str]
    office: Mapped[str | None]
    call_id: Mapped[str | None]
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    address: Mapped[str] = mapped_column(info=PERSONAL)
    template: Mapped[str]
    template_values: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    secret: Mapped[bytes | None] = mapped_column(info=SECRET)
    state: Mapped[str]
    reason: Mapped[str | None] = mapped_column(info=not_personal("a rule, or an answer of the operator"))
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    queued_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    uncertain_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("channel", "about", "occasion"),
        Index("ix_outbox_queued", "not_before", "id", postgresql_where=text("state = 'queued'")),
        Index("ix_outbox_state", "state", "queued_at"),
        Index("ix_outbox_client", "client_id"),
        Index("ix_outbox_call", "call_id"),
    )


class OutboxPartRow(Base):
    """A part of a text message. `state`: going, taken, delivered, undelivered. `smsc_id`: the operator's; `head`:
    a keyed hash of the number and the first words, by which a receipt of an unknown id is recognised."""

    __tablename__ = "outbox_part"
    message_id: Mapped[str] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, info=not_personal("which part"))
    state: Mapped[str]
    line: Mapped[str]
    smsc_id: Mapped[str | None]
    head: Mapped[str] = mapped_column(info=not_personal("a keyed hash, which nobody can be told from"))
    changed_at: Mapped[datetime]
    __table_args__ = (
        Index(
            "ix_outbox_part_smsc",
            "line",
            "smsc_id",
            unique=True,
            postgresql_where=text("smsc_id IS NOT NULL"),
        ),
        Index("ix_outbox_part_head", "head"),
    )


class ReceiptRow(Base):
    """What an operator has said of a part, without words and numbers. `message_id`: None where it fits none.
    `head`: then, as that of `outbox_part`; None: the receipt did not say."""

    __tablename__ = "receipt"
    id: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str]
    smsc_id: Mapped[str]
    stat: Mapped[str]
    error: Mapped[str]
    came_at: Mapped[datetime]
    message_id: Mapped[str | None]
    head: Mapped[str | None] = mapped_column(info=not_personal("a keyed hash, which nobody can be told from"))
    __table_args__ = (UniqueConstraint("line", "smsc_id", "stat"), Index("ix_receipt_came_at", "came_at"))


class SmsReceivedRow(Base):
    """A text message that somebody has sent to us. `is_stop`: it ended messages to the number. `digest`: a keyed
    hash of number, words and the operator's minute: the operator sends again what we did not acknowledge."""

    __tablename__ = "sms_received"
    id: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[str]
    came_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(info=PERSONAL)
    words: Mapped[str] = mapped_column(info=PERSONAL)
    is_stop: Mapped[bool]
    digest: Mapped[str] = mapped_column(unique=True, info=PERSONAL)
    __table_args__ = (Index("ix_sms_received_came_at", "came_at"),)
