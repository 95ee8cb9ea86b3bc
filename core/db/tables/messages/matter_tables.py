"""Tables of matters: what somebody asks an office, the mail and notes about it, and mail as it came.

Whatever a person has written stands sealed, with a key for each matter (`personal_key`, subject `matter:<id>`):
who destroys the key has erased the matter, in backups too."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, STAFF, Base, not_personal


class MatterRow(Base):
    """A matter (`sprawa`): one thing that somebody asks an office, by whatever channel. `state`, `outcome`: as
    `messaging.matters.matter`.

    `number`: by which people call it, KOL/2026/000123. `due_at`: until when it is to be answered, in working hours
    of the office; None where nothing is to be done. `client_id`: by the address alone, which proves nothing.
    `follows`: the matter to whose number it was written by somebody who has no part in that one. `joined_to`:
    where its messages are now."""

    __tablename__ = "matter"
    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True, info=not_personal("counted by office and year"))
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    state: Mapped[str]
    outcome: Mapped[str | None]
    title: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    first_answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    follows: Mapped[str | None]
    joined_to: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __table_args__ = (
        Index("ix_matter_open", "office", "due_at", postgresql_where=text("state = 'open'")),
        Index("ix_matter_office", "office", "changed_at", "id"),
        Index("ix_matter_client", "client_id"),
    )


class MatterCountRow(Base):
    """How many matters were numbered in a year under the first letters of an office."""

    __tablename__ = "matter_count"
    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class MatterThreadRow(Base):
    """Who has part in a matter, by one channel and one address. `mailbox`: ours, which answers. `address_hash`: as
    `core.consents.addresses`; `address`: sealed."""

    __tablename__ = "matter_thread"
    id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.id", ondelete="CASCADE"))
    channel: Mapped[str]
    mailbox: Mapped[str] = mapped_column(info=not_personal("an address of an office"))
    address_hash: Mapped[str] = mapped_column(info=PERSONAL)
    address: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    __table_args__ = (UniqueConstraint("matter_id", "channel", "address_hash"),)


class MatterMessageRow(Base):
    """What belongs to a matter, in its order. `direction`: in, out, note, or step, which says what was done with
    the matter.

    `content`: sealed, `core.messages.content`. `author`: who of the staff. `mail_id_hash`: of the Message-ID,
    by which answers find it. `step`: of a step, what was done. `is_readable` False: the mail could not be read,
    and is there as it came. `came_with`: the joined matter with which it came here."""

    __tablename__ = "matter_message"
    id: Mapped[str] = mapped_column(primary_key=True)
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.id", ondelete="CASCADE"))
    thread_id: Mapped[str | None] = mapped_column(ForeignKey("matter_thread.id", ondelete="CASCADE"))
    direction: Mapped[str]
    step: Mapped[str | None]
    at: Mapped[datetime]
    author: Mapped[str | None] = mapped_column(info=STAFF)
    content: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    mail_id_hash: Mapped[str | None] = mapped_column(info=PERSONAL)
    is_automatic: Mapped[bool] = mapped_column(server_default=text("false"))
    is_readable: Mapped[bool] = mapped_column(server_default=text("true"))
    came_with: Mapped[str | None]
    __table_args__ = (
        Index("ix_matter_message_matter", "matter_id", "at", "id"),
        Index("ix_matter_message_mail_id", "mail_id_hash"),
    )


class MatterFileRow(Base):
    """A file that came with a message; name and content sealed. `kind`: by its first bytes, whatever its name
    says; `size` in bytes. `scan`: as `messaging.matters.matter.Scan`; None: nobody has looked at it."""

    __tablename__ = "matter_file"
    id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("matter_message.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    kind: Mapped[str]
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    scan: Mapped[str | None]
    __table_args__ = (
        Index("ix_matter_file_message", "message_id", "position"),
        Index("ix_matter_file_unscanned", "id", postgresql_where=text("scan IS NULL")),
    )


class MatterDraftRow(Base):
    """What somebody of the staff has begun to answer and put aside; sealed with the key of the matter. It goes
    with the answer."""

    __tablename__ = "matter_draft"
    matter_id: Mapped[str] = mapped_column(ForeignKey("matter.id", ondelete="CASCADE"), primary_key=True)
    account: Mapped[str] = mapped_column(primary_key=True, info=STAFF)
    content: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    at: Mapped[datetime]
    __table_args__ = (Index("ix_matter_draft_account", "account", "at"),)


class MatterFactRow(Base):
    """What figures of matters are reckoned of; it stays when the matter goes, and says nothing of a person.

    `kind`: as `messaging.matters.fact_store`. `channel`: of an opened one, how it came. `message_id`: the answer;
    one that was taken back has no fact. `is_in_time`, `waited_ms`: of an answer, since the words that it
    answers."""

    __tablename__ = "matter_fact"
    number: Mapped[int] = mapped_column(
        BigInteger, Identity(always=True), primary_key=True, info=not_personal("in the order of writing")
    )
    at: Mapped[datetime]
    matter_id: Mapped[str]
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    kind: Mapped[str]
    channel: Mapped[str | None]
    message_id: Mapped[str | None]
    is_in_time: Mapped[bool | None]
    waited_ms: Mapped[int | None] = mapped_column(BigInteger, info=not_personal("how long an answer took"))
    __table_args__ = (Index("ix_matter_fact_at", "at"), Index("ix_matter_fact_message", "message_id"))


class InboxMailRow(Base):
    """A mail as it came, sealed, before anybody has read it. `digest`: of what does not change when it is brought
    again; unique for each mailbox. `recipient`: our address, with what stands behind its plus. `state`: new, read,
    unreadable. `has_sender`: an empty envelope sender means a report of a mail server. `message_id`: what became
    of it."""

    __tablename__ = "inbox_mail"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    mailbox: Mapped[str] = mapped_column(info=not_personal("an address of an office"))
    recipient: Mapped[str] = mapped_column(info=not_personal("an address of an office"))
    digest: Mapped[str] = mapped_column(info=PERSONAL)
    has_sender: Mapped[bool]
    came_at: Mapped[datetime]
    content: Mapped[bytes] = mapped_column(LargeBinary, info=PERSONAL)
    state: Mapped[str]
    message_id: Mapped[str | None] = mapped_column(ForeignKey("matter_message.id", ondelete="CASCADE"))
    __table_args__ = (
        UniqueConstraint("mailbox", "digest"),
        Index("ix_inbox_mail_new", "came_at", "id", postgresql_where=text("state = 'new'")),
        Index("ix_inbox_mail_came_at", "came_at"),
        Index("ix_inbox_mail_message", "message_id"),
    )


class MailboxCursorRow(Base):
    """How far a mailbox has been read by IMAP. Another `uid_validity`: all uids are others, and it begins anew."""

    __tablename__ = "mailbox_cursor"
    mailbox: Mapped[str] = mapped_column(primary_key=True, info=not_personal("an address of an office"))
    uid_validity: Mapped[int] = mapped_column(BigInteger)
    uid: Mapped[int] = mapped_column(BigInteger)


class MailBounceRow(Base):
    """A mail of ours did not arrive. `is_hard`: it never will. `status`: as the report says, 5.1.1."""

    __tablename__ = "mail_bounce"
    id: Mapped[str] = mapped_column(primary_key=True)
    outbox_id: Mapped[str] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"))
    address_hash: Mapped[str] = mapped_column(info=PERSONAL)
    at: Mapped[datetime]
    is_hard: Mapped[bool]
    status: Mapped[str]
    __table_args__ = (Index("ix_mail_bounce_address", "address_hash", "at"),)
