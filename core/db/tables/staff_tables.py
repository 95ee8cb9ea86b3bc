"""The tables about staff: accounts and their log-ins, consultants, and who changed what."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, func, text, true
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import SECRET, STAFF, Base, not_personal


class Account(Base):
    """Somebody who logs in. `password_hash` is empty until the first password is set by its owner.

    `totp_secret` and `totp_pending` are locked by the installation's key. A closed account stays: its name is not
    given to another person, and the history keeps its meaning.
    """

    __tablename__ = "account"
    username: Mapped[str] = mapped_column(primary_key=True, info=STAFF)
    display_name: Mapped[str] = mapped_column(info=STAFF)
    role: Mapped[str]
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    organisation: Mapped[str | None]  # of an observer: without callers, so it is no office
    password_hash: Mapped[str] = mapped_column(info=SECRET)
    code_hash: Mapped[str | None] = mapped_column(info=SECRET)  # of the one-time code for a first or new password
    code_expires_at: Mapped[datetime | None]
    totp_secret: Mapped[bytes | None] = mapped_column(info=SECRET)
    totp_pending: Mapped[bytes | None] = mapped_column(info=SECRET)  # shown, and not yet confirmed
    totp_last_step: Mapped[int | None]  # the newest half minute whose code was used: none is used twice
    directory: Mapped[str | None] = mapped_column(
        info=STAFF
    )  # the person's `sub` in the office's directory, empty before the first log-in
    made_by: Mapped[str | None] = mapped_column(info=STAFF)  # None: by the installation itself
    reset_by: Mapped[str | None] = mapped_column(info=STAFF)  # who last made the password void
    reset_at: Mapped[datetime | None]
    sees_clients: Mapped[bool] = mapped_column(server_default=true())  # False: nobody has confirmed it yet
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    deactivated_at: Mapped[datetime | None]
    __table_args__ = (Index("uq_account_username_any_case", text("lower(username)"), unique=True),)


class Pairing(Base):
    """A browser in which somebody wants to activate an account: it holds the secret, and shows the number.

    There may be no account of that name: whoever asks is not told. `confirmed_by`: who has typed the number.
    """

    __tablename__ = "pairing"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(info=STAFF)
    number: Mapped[str] = mapped_column(info=SECRET)
    expires_at: Mapped[datetime]
    failures: Mapped[int]  # wrong numbers that were typed at the account
    confirmed_by: Mapped[str | None] = mapped_column(info=STAFF)
    __table_args__ = (Index("ix_pairing_username", "username"),)


class AccountOffice(Base):
    """A further office that an account's rights hold for, besides the home office."""

    __tablename__ = "account_office"
    username: Mapped[str] = mapped_column(ForeignKey("account.username"), primary_key=True, info=STAFF)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"), primary_key=True)


class Session(Base):
    """A log-in. Only the hash of the token is kept. `kind`: a page has a cookie, a program a token."""

    __tablename__ = "session"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)  # may be shown
    username: Mapped[str] = mapped_column(ForeignKey("account.username", ondelete="CASCADE"), info=STAFF)
    kind: Mapped[str]  # page, program
    address: Mapped[str] = mapped_column(info=STAFF)
    user_agent: Mapped[str] = mapped_column(info=STAFF)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    __table_args__ = (Index("ix_session_username", "username"),)


class KnownDevice(Base):
    """A browser from which somebody has logged in before: wrong tries of strangers do not keep it out."""

    __tablename__ = "known_device"
    token_hash: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(ForeignKey("account.username", ondelete="CASCADE"), info=STAFF)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    __table_args__ = (Index("ix_known_device_username", "username"),)


class LoginGuard(Base):
    """Wrong log-ins, counted by address and account, by address, and by known device. `subject` is a hash."""

    __tablename__ = "login_guard"
    subject: Mapped[str] = mapped_column(primary_key=True, info=STAFF)
    failures: Mapped[int]
    changed_at: Mapped[datetime]
    delayed_until: Mapped[datetime | None]
    __table_args__ = (Index("ix_login_guard_changed_at", "changed_at"),)


class SecurityEventRow(Base):
    """Something about log-ins: who, from where, what came of it. Rows are never changed."""

    __tablename__ = "security_event"
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    account: Mapped[str | None] = mapped_column(info=STAFF)  # as it was given: it may be nobody's
    office: Mapped[str | None]  # of the account
    address: Mapped[str | None] = mapped_column(info=STAFF)
    outcome: Mapped[str]
    __table_args__ = (Index("ix_security_event_at", "at", "number"),)


class AuditRow(Base):
    """A change by staff: one changed row of a table, written by a trigger in the transaction of the change; or
    something that was ordered of the centre. Rows are never changed.

    Secrets and personal data are left out of `before` and `after`, long documents stand there as a digest.
    """

    __tablename__ = "audit_log"
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str]
    operation: Mapped[str]  # of the web service
    action: Mapped[str]  # insert, update, delete, order
    subject: Mapped[str] = mapped_column(info=not_personal("of a table"))  # the table, or what the order was about
    subject_id: Mapped[str] = mapped_column(info=not_personal("a key, which is none of a person's numbers"))
    office: Mapped[str | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    __table_args__ = (
        Index("ix_audit_log_at", "at", "number"),
        Index("ix_audit_log_office", "office", "at"),
        Index("ix_audit_log_account", "account", "at"),
        Index("ix_audit_log_subject", "subject", "subject_id", "number"),
    )


class Agent(Base):
    """A consultant: the person behind a telephone. The id is also the name of the SIP account.

    `sip_digest` is what Asterisk checks instead of the password; without it the telephone cannot register.
    `contact` is the fixed address of a telephone that does not register.
    """

    __tablename__ = "agent"
    id: Mapped[str] = mapped_column(ForeignKey("account.username", ondelete="CASCADE"), primary_key=True)
    display_name: Mapped[str] = mapped_column(info=STAFF)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    sip_digest: Mapped[str | None] = mapped_column(info=SECRET)
    contact: Mapped[str | None] = mapped_column(info=STAFF)
    deactivated_at: Mapped[datetime | None]


class AgentQueue(Base):
    """A queue of another office that a consultant serves as the own one, from a day of Warsaw to a day, both
    included. Spans of one consultant and office do not overlap. Those that are over stay.
    """

    __tablename__ = "agent_queue"
    agent: Mapped[str] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"), primary_key=True)
    first_day: Mapped[date] = mapped_column(primary_key=True, server_default=text("'2000-01-01'"))  # nobody knows
    last_day: Mapped[date | None]  # None: until somebody ends it
    set_by: Mapped[str | None] = mapped_column(info=STAFF)  # None: by the installation itself
    set_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_agent_queue_office", "office"),)


class AgentSkill(Base):
    """How well a consultant knows a topic, from 1 to 5; no row means not at all."""

    __tablename__ = "agent_skill"
    agent: Mapped[str] = mapped_column(ForeignKey("agent.id", ondelete="CASCADE"), primary_key=True)
    topic: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]


class AgentStateRow(Base):
    """The present state of each consultant, as the last fact about it says."""

    __tablename__ = "agent_state"
    agent: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    since: Mapped[datetime]
    pause_reason: Mapped[str | None] = mapped_column(info=not_personal("one of a list"))
    call_id: Mapped[str | None]
