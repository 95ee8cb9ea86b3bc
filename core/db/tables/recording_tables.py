"""Tables of recordings: each one, its key and packed files, marks, what happened to it, policy, consent, alarms.
See `recordings`."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, SECRET, STAFF, Base, not_personal


class RecordingKeyRow(Base):
    """The key of a recording, wrapped by the installation's key `installation_key`.

    Without `wrapped` the key is destroyed, and so is the recording: nothing opens what is left of it anywhere."""

    __tablename__ = "recording_key"
    recording_id: Mapped[str] = mapped_column(primary_key=True)
    installation_key: Mapped[str] = mapped_column(info=not_personal("which key of the installation wraps it"))
    wrapped: Mapped[bytes | None] = mapped_column(info=SECRET)
    made_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


class RecordingFileRow(Base):
    """A packed recording: where its sealed file lies, and what is in it.

    `store`: `local`, or `s3://bucket/prefix`. `size` in bytes and `sha256` of the file as it lies there.
    `clear_size`: bytes of what the chunks hold. `seconds`: of sound. `waveform`: sealed with its key."""

    __tablename__ = "recording_file"
    recording_id: Mapped[str] = mapped_column(primary_key=True)
    store: Mapped[str]
    object: Mapped[str] = mapped_column(info=PERSONAL)
    size: Mapped[int] = mapped_column(BigInteger)
    clear_size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    codec: Mapped[str]
    chunk_size: Mapped[int]
    seconds: Mapped[float]
    channels: Mapped[int]
    waveform: Mapped[bytes] = mapped_column(info=PERSONAL)
    stored_at: Mapped[datetime]


class RecordingMarkRow(Base):
    """A span of a recording that is silent on purpose. Seconds from its beginning; without an end it lasts.

    `why`: asked (by the consultant), secret (something secret is keyed), hold."""

    __tablename__ = "recording_mark"
    recording_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=not_personal("the place of a span among the others")
    )
    why: Mapped[str] = mapped_column(info=not_personal("one of a list"))
    from_time: Mapped[float]
    to_time: Mapped[float | None]


class RecordingLogRow(Base):
    """What happened to recordings, in order; never changed, and chained (`core.proof.chain`).

    `what`: stored, destroyed, expired, failed, missing. `by`: an account, `caller`, or `system`. `size`, `sha256`:
    of the sealed file, where it is stored."""

    __tablename__ = "recording_log"
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    recording_id: Mapped[str]
    what: Mapped[str]
    store: Mapped[str | None]
    object: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[bytes | None]
    seconds: Mapped[float | None]
    by: Mapped[str] = mapped_column(info=STAFF)
    why: Mapped[str] = mapped_column(info=not_personal("one of a list"))
    __table_args__ = (
        Index("ix_recording_log_recording", "recording_id", "number"),
        Index("ix_recording_log_at", "at"),
    )


class RecordingRuleRow(Base):
    """When conversations are recorded, for a span of days; a history, so a row only ever ends sooner.

    Without an office it is the rule of the province, without a topic that of all topics. The closest one holds:
    office and topic, office, topic, neither. `mode`: off, opt_in, on_demand, statutory; none where the wider rule
    holds again. `basis`: the provision, as it is told; statutory rules have one."""

    __tablename__ = "recording_rule"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    topic: Mapped[str | None]
    mode: Mapped[str | None]
    basis: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    changed_by: Mapped[str] = mapped_column(info=STAFF)
    changed_at: Mapped[datetime]
    __table_args__ = (
        CheckConstraint("mode IN ('off', 'opt_in', 'on_demand', 'statutory')", name="recording_rule_mode"),
        CheckConstraint("mode <> 'statutory' OR basis <> ''", name="recording_rule_basis"),
        Index("ix_recording_rule_office", "office", "topic", "valid_from"),
    )


class RecordingConsentRow(Base):
    """Evidence of an answer, or of its withdrawal (GDPR Art. 7(1)): which words, language and key, and when.

    `kind`: key (the caller's), spoken (the consultant asked and says so), statutory (told, not asked), withdrawn.
    `by`: the consultant or account that says so; none for the caller's own key."""

    __tablename__ = "recording_consent"
    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    recording_id: Mapped[str | None]
    at: Mapped[datetime]
    kind: Mapped[str]
    is_given: Mapped[bool]
    key: Mapped[str | None] = mapped_column(info=not_personal("a key of the question, never of a secret"))
    prompt: Mapped[str]
    text_sha256: Mapped[str]
    language: Mapped[str]
    by: Mapped[str | None] = mapped_column(info=STAFF)
    __table_args__ = (
        Index("ix_recording_consent_call", "call_id", "at"),
        Index("ix_recording_consent_withdrawn", "recording_id", postgresql_where=text("kind = 'withdrawn'")),
    )


class RecordingAlarmRow(Base):
    """Something that is wrong with a recording, until somebody has looked at it.

    `kind`: none (a call that should have one), empty, short, one_sided, late (not packed in time), missing,
    foreign, changed."""

    __tablename__ = "recording_alarm"
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    recording_id: Mapped[str | None]
    call_id: Mapped[str | None]
    office: Mapped[str | None]
    object: Mapped[str | None]
    seconds: Mapped[float | None]
    found_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None] = mapped_column(info=STAFF)
    __table_args__ = (
        Index("ix_recording_alarm_found_at", "found_at", "id"),
        Index(
            "ix_recording_alarm_open",
            "kind",
            "recording_id",
            "call_id",
            "object",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )


class RecordingListeningRow(Base):
    """An account may hear a recording, or hears a voice message (`recording_id` is its id), until `ends_at`; why
    stands in the access log."""

    __tablename__ = "recording_listening"
    id: Mapped[str] = mapped_column(primary_key=True)
    recording_id: Mapped[str]
    account: Mapped[str] = mapped_column(info=STAFF)
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    __table_args__ = (Index("ix_recording_listening_account", "account", "recording_id", "ends_at"),)


class RecordingRow(Base):
    """A recording of a conversation: written when it starts, closed when it ends.

    `state`: recording, closed (the clear file is whole), packed (sealed, the clear file is gone), failed, expired
    (let go by the rule of retention), destroyed (withdrawn or erased), missing (its file is not where it was).
    `file`: empty when neither a clear file nor, of one that is gone, a sealed one can be anywhere any more.
    `agent`, `office`, `topic`: of the conversation. `mode`: by which rule it was begun, see `recordings.policy`;
    none for those of before there were any. `gone_by`, `gone_why`: who let it go, and why.
    """

    __tablename__ = "recording"
    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    file: Mapped[str] = mapped_column(info=PERSONAL)
    state: Mapped[str]
    started_at: Mapped[datetime]
    duration_time: Mapped[float | None]
    agent: Mapped[str | None]
    office: Mapped[str | None]
    topic: Mapped[str | None]
    mode: Mapped[str | None] = mapped_column(info=not_personal("one of a list"))
    fault: Mapped[str | None]
    gone_at: Mapped[datetime | None]
    gone_by: Mapped[str | None] = mapped_column(info=STAFF)
    gone_why: Mapped[str | None] = mapped_column(info=not_personal("one of a list"))
    __table_args__ = (
        Index("ix_recording_call", "call_id"),
        Index("ix_recording_started_at", "started_at", "id"),
        Index("ix_recording_office", "office", "started_at", "id"),
        Index("ix_recording_agent", "agent", "started_at", "id"),
        Index("ix_recording_destroyed", "gone_at", "id", postgresql_where=text("state = 'destroyed'")),
        Index("ix_recording_unpacked", "started_at", postgresql_where=text("state IN ('recording', 'closed')")),
        Index(
            "ix_recording_left",
            "started_at",
            "id",
            postgresql_where=text("file <> '' AND state <> 'recording'"),
        ),
    )
