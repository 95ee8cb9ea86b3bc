"""Facts, the calls that are derived from them, and what callers leave: orders, ratings, messages."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL, SECRET, Base, not_personal


class EventRow(Base):
    """The append-only log of facts. Everything else about calls can be made again from it."""

    __tablename__ = "event"
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str]
    at: Mapped[datetime]
    call_id: Mapped[str | None]
    agent: Mapped[str | None]
    data: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)  # what it says of persons is sealed
    key_number: Mapped[int | None] = mapped_column(
        BigInteger, info=not_personal("of a key")
    )  # of `personal_key`; None: nothing is sealed
    __table_args__ = (
        Index("ix_event_call", "call_id", "number"),
        Index("ix_event_agent", "agent", "at", postgresql_where=text("agent IS NOT NULL")),  # a third of all facts
        Index("ix_event_at", "at"),
        Index(
            "ix_event_trouble",
            "at",
            postgresql_where=text(
                "type IN ('CallFailed', 'EmergencyEntered', 'ManyWrongTries', 'RecordingFailed', 'WatchdogActed')"
            ),
        ),
    )


class CallRow(Base):
    """One row a call: the record, folded from its facts."""

    __tablename__ = "call"
    id: Mapped[str] = mapped_column(primary_key=True)
    dialled_number: Mapped[str] = mapped_column(info=not_personal("of the centre"))
    caller_number: Mapped[str] = mapped_column(info=PERSONAL)
    is_free: Mapped[bool | None]
    scenario: Mapped[str | None]
    scenario_version: Mapped[int | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(info=not_personal("one of a list"))
    duration_time: Mapped[float | None]
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    verification_level: Mapped[int] = mapped_column(default=0, server_default="0")
    office: Mapped[str | None]
    queue: Mapped[str | None]
    queued_at: Mapped[datetime | None]
    queue_left_reason: Mapped[str | None] = mapped_column(info=not_personal("one of a list"))
    wait_time: Mapped[float | None]
    agent: Mapped[str | None]
    connected_at: Mapped[datetime | None]
    talk_time: Mapped[float | None]
    is_recording_allowed: Mapped[bool] = mapped_column(default=False, server_default="false")
    direction: Mapped[str] = mapped_column(default="inbound", server_default="inbound")
    callback_id: Mapped[str | None]  # the order: made in this call, or carried out by it
    origin_call_id: Mapped[str | None]  # of a call-back: the call in which it was ordered
    topic: Mapped[str | None]
    resumed_time: Mapped[float | None]
    answered_by_office: Mapped[str | None]
    is_own_office: Mapped[bool | None]
    overflow_reason: Mapped[str | None] = mapped_column(info=not_personal("about queues"))
    hold_time: Mapped[float | None]
    estimated_low_time: Mapped[float | None]
    estimated_high_time: Mapped[float | None]
    estimate_error_time: Mapped[float | None]
    dial_outcome: Mapped[str | None]  # of a client whom a consultant rang: `DialOutcome`
    __table_args__ = (
        Index("ix_call_started_at", "started_at", "id"),
        Index("ix_call_office", "office", "started_at"),
        Index("ix_call_agent", "agent", "started_at"),
        Index("ix_call_client", "client_id", "started_at"),
        Index("ix_call_caller", "caller_number", "started_at"),
        Index("ix_call_topic", "topic", "started_at", "id"),
        Index("ix_call_wait", "wait_time", "started_at", "id", postgresql_where=text("wait_time IS NOT NULL")),
        Index("ix_call_talk", "talk_time", "started_at", "id", postgresql_where=text("talk_time IS NOT NULL")),
        Index("ix_call_end_reason", "end_reason", "started_at", "id"),
        Index("ix_call_queue_left", "queue_left_reason", "started_at", "id"),
        Index(
            "ix_call_left_talk",
            "queue_left_reason",
            "talk_time",
            "started_at",
            "id",
            postgresql_where=text("talk_time IS NOT NULL"),
        ),
        Index("ix_call_helped", "started_at", "id", postgresql_where=text("is_own_office IS FALSE")),
        Index("ix_call_open", "started_at", "id", postgresql_where=text("ended_at IS NULL")),
    )


class CallbackRow(Base):
    """A call-back that was ordered, and what came of it."""

    __tablename__ = "callback"
    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]  # the call in which it was ordered
    office: Mapped[str]
    topic: Mapped[str | None]
    callback_number: Mapped[str] = mapped_column(info=PERSONAL)
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    ordered_at: Mapped[datetime]
    due_at: Mapped[datetime]  # when the caller joined the queue: the place that is kept
    not_before: Mapped[datetime | None]  # it joins the line then; null: it stands, or stood, in line at once
    state: Mapped[str]  # waiting, talked, given_up, withdrawn, replaced
    attempts: Mapped[int]
    language: Mapped[str] = mapped_column(default="pl", server_default="pl")
    cause: Mapped[str] = mapped_column(default="wish", server_default="wish")  # wish, fault
    agent: Mapped[str | None]  # with whom the caller talked whom a fault cut off
    last_outcome: Mapped[str | None]
    last_tried_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_callback_ordered_at", "ordered_at", "id"),
        Index("ix_callback_office", "office", "ordered_at"),
        Index("ix_callback_state", "state"),
        Index("ix_callback_given_up", "office", "ordered_at", postgresql_where=text("state = 'given_up'")),
    )


class SurveyAnswer(Base):
    """How a caller rated the service. For figures: nothing here says who called."""

    __tablename__ = "survey_answer"
    call_id: Mapped[str] = mapped_column(primary_key=True)
    node: Mapped[str] = mapped_column(primary_key=True)
    answered_at: Mapped[datetime]
    about: Mapped[str]  # conversation, self_service
    rating: Mapped[int]  # 1 to 5
    is_solved: Mapped[bool | None]
    agent: Mapped[str | None]
    office: Mapped[str | None]
    __table_args__ = (
        Index("ix_survey_answer_office", "office", "answered_at"),
        Index("ix_survey_answer_agent", "agent", "answered_at"),
        Index(
            "ix_survey_answer_conversation",
            "answered_at",
            "rating",
            "call_id",
            postgresql_where=text("about = 'conversation'"),
        ),
    )


class VoiceMessage(Base):
    """A message that a caller has left for an office. The file lies in the folder of the recordings."""

    __tablename__ = "voice_message"
    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str]
    office: Mapped[str]
    file: Mapped[str] = mapped_column(info=PERSONAL)
    state: Mapped[str]  # recording, new, listened, done, expired
    left_at: Mapped[datetime]
    duration_time: Mapped[float | None]
    caller_number: Mapped[str] = mapped_column(info=PERSONAL)
    client_id: Mapped[str | None] = mapped_column(info=PERSONAL)
    changed_by: Mapped[str | None]
    changed_at: Mapped[datetime | None]
    taken_up_by: Mapped[str | None]  # the last account that said `listened`: its client for that day
    taken_up_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]  # also of one that was taken up again
    outcome: Mapped[str | None]  # of `core.todo.work.WorkOutcome`; none until it is done with
    __table_args__ = (
        Index("ix_voice_message_office", "office", "left_at"),
        Index(
            "ix_voice_message_waiting",
            "office",
            "left_at",
            postgresql_where=text("state IN ('new', 'listened')"),
        ),
        Index("ix_voice_message_call", "call_id"),
        Index("ix_voice_message_client", "client_id", "left_at"),
        Index("ix_voice_message_taken_up", "taken_up_by", "taken_up_at"),
    )


class SmsOrder(Base):
    """A text message to be sent. `secret` is locked for the sender, who empties it; after `expires_at` it is
    void."""

    __tablename__ = "sms_order"
    id: Mapped[str] = mapped_column(primary_key=True)
    call_id: Mapped[str | None]
    office: Mapped[str | None]
    sms_number: Mapped[str] = mapped_column(info=PERSONAL)
    template: Mapped[str]
    sms_values: Mapped[dict[str, Any]] = mapped_column(info=PERSONAL)
    secret: Mapped[bytes | None] = mapped_column(info=SECRET)
    segments: Mapped[int]
    state: Mapped[str]  # queued, expired
    ordered_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_sms_order_state", "state", "ordered_at"),
        Index("ix_sms_order_call", "call_id"),
    )
