"""Every table. Times are UTC with time zone, durations seconds as float.

Columns that hold personal data carry `info=PERSONAL`: retention, export and erasure find them by that mark.
Those marked `SECRET` hold hashes and locked secrets; neither kind gets into the audit log. What is about the staff
carries `STAFF`. A column that looks personal and is not says why: `not_personal`.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.db.base import PERSONAL as PERSONAL
from core.db.base import SECRET as SECRET
from core.db.base import STAFF, not_personal
from core.db.base import Base as Base
from core.db.tables.person_tables import Client as Client


class Office(Base):
    """A labour office. The code is the official unit code of the central base of job offers."""

    __tablename__ = "office"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=not_personal("of an office"))
    seat: Mapped[str]
    locative: Mapped[str]  # "w Kolnie", as announcements need it
    genitive: Mapped[str]  # "Kolna", as reasons need it: "przekazano do Kolna"
    area_code: Mapped[str]
    postal_code: Mapped[str] = mapped_column(info=not_personal("of an office"))
    address: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    is_province: Mapped[bool]
    telephone: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    email: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    page: Mapped[str | None]
    certainty: Mapped[str | None]  # of all this: high, medium, low; none if nobody knows
    contact_source: Mapped[str | None] = mapped_column(info=not_personal("of an office"))  # where it is from
    checked_on: Mapped[date | None]  # by somebody of the office
    deputy: Mapped[str | None] = mapped_column(ForeignKey("office.code"))  # confirms where it has nobody else
    deactivated_at: Mapped[datetime | None]  # takes no calls any more


class Branch(Base):
    """Another place where an office receives people."""

    __tablename__ = "branch"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    name: Mapped[str] = mapped_column(info=not_personal("of an office"))
    town: Mapped[str]
    postal_code: Mapped[str] = mapped_column(info=not_personal("of an office"))
    address: Mapped[str] = mapped_column(info=not_personal("of an office"))
    telephone: Mapped[str] = mapped_column(info=not_personal("of an office"))
    email: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    page: Mapped[str | None]
    certainty: Mapped[str | None]
    contact_source: Mapped[str | None] = mapped_column(info=not_personal("of an office"))
    checked_on: Mapped[date | None]
    deactivated_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_branch_office", "office"),)


class OfficeMove(Base):
    """An office has another address from a day on. `done_at`: it stands in the office's row since then."""

    __tablename__ = "office_move"
    office: Mapped[str] = mapped_column(ForeignKey("office.code"), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    postal_code: Mapped[str] = mapped_column(info=not_personal("of an office"))
    address: Mapped[str] = mapped_column(info=not_personal("of an office"))
    telephone: Mapped[str | None] = mapped_column(info=not_personal("of an office"))  # none: it stays
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class TopicRow(Base):
    """What calls are about. `whispered` is said to the consultant before the caller."""

    __tablename__ = "topic"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    whispered: Mapped[str]
    place: Mapped[int]
    deactivated_at: Mapped[datetime | None]  # nobody can choose it any more; the records keep their meaning


class PauseReasonRow(Base):
    """Why consultants pause. With `dial_code` the pause can be begun by telephone."""

    __tablename__ = "pause_reason"
    id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    dial_code: Mapped[str | None]
    place: Mapped[int]
    deactivated_at: Mapped[datetime | None]
    __table_args__ = (
        Index(
            "ix_pause_reason_dial_code", "dial_code", unique=True, postgresql_where=text("deactivated_at IS NULL")
        ),
    )


class PostalPrefix(Base):
    """The first digits of a postal code and the office that serves them; the longest prefix wins."""

    __tablename__ = "postal_prefix"
    prefix: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))


class DialledNumber(Base):
    """A number that callers dial, and the scenario that answers it if no variant does; `office`: whose."""

    __tablename__ = "dialled_number"
    number: Mapped[str] = mapped_column(primary_key=True, info=not_personal("of the centre"))
    scenario: Mapped[str]
    is_free: Mapped[bool]
    description: Mapped[str]
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    deactivated_at: Mapped[datetime | None]  # rings at nobody's


NOTHING_DRAWN = '{"places": {}, "notes": []}'


class Scenario(Base):
    """A published version of a scenario graph. A version never changes; a change is a new version.

    `published_at` is when it comes into force: in the future it is planned, and may be cancelled until then.
    """

    __tablename__ = "scenario"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("of a scenario"))
    version: Mapped[int] = mapped_column(primary_key=True)
    graph: Mapped[dict[str, Any]]
    cases: Mapped[list[Any]] = mapped_column(server_default="[]")
    drawing: Mapped[dict[str, Any]] = mapped_column(server_default=NOTHING_DRAWN)
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(server_default="system")
    approved_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="", info=not_personal("about a scenario"))
    restores: Mapped[int | None]  # a roll back: the version whose graph this is
    cancelled_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_scenario_published_at", "published_at"),)


class ScenarioDraft(Base):
    """A version in the making; of each scenario at most one is open. `revision` counts its saves."""

    __tablename__ = "scenario_draft"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=not_personal("of a scenario"))
    graph: Mapped[dict[str, Any]]
    cases: Mapped[list[Any]]
    drawing: Mapped[dict[str, Any]] = mapped_column(server_default=NOTHING_DRAWN)
    revision: Mapped[int]
    state: Mapped[str]
    based_on: Mapped[int | None]
    authors: Mapped[list[Any]]
    approved_by: Mapped[str | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]
    __table_args__ = (
        Index(
            "ix_scenario_draft_open",
            "name",
            unique=True,
            postgresql_where=text("state IN ('draft', 'in_review', 'approved')"),
        ),
    )


class ScenarioStep(Base):
    """Who did what with a scenario, when and why: rows are only ever added."""

    __tablename__ = "scenario_step"
    number: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime]
    scenario: Mapped[str]
    action: Mapped[str]
    account: Mapped[str]
    draft: Mapped[str | None]
    revision: Mapped[int | None]
    version: Mapped[int | None]
    reason: Mapped[str] = mapped_column(info=not_personal("about a scenario"))
    __table_args__ = (Index("ix_scenario_step_scenario", "scenario", "number"),)


class ScenarioCanary(Base):
    """A version that answers a share of the calls first; of each scenario at most one is on trial.

    `beside`: the version in force that takes the others. `outcome`: "completed", "taken_back" or "returned"; None
    while it is on trial."""

    __tablename__ = "scenario_canary"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("of a scenario"))
    version: Mapped[int] = mapped_column(primary_key=True)
    beside: Mapped[int]
    share_percent: Mapped[int]
    begins_at: Mapped[datetime]
    until: Mapped[datetime]
    hang_up_points: Mapped[float]
    failure_points: Mapped[float]
    min_calls: Mapped[int]
    started_by: Mapped[str]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(info=not_personal("one of a list"))
    ended_by: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="", info=not_personal("about a scenario"))
    __table_args__ = (
        Index("ix_scenario_canary_open", "name", unique=True, postgresql_where=text("ended_at IS NULL")),
    )


class ScenarioComment(Base):
    """What somebody says of a draft, at one of its nodes or (None) of all of it, until it is settled.

    The node is named as it was: it may have another name by now, or be gone."""

    __tablename__ = "scenario_comment"
    id: Mapped[str] = mapped_column(primary_key=True)
    draft: Mapped[str] = mapped_column(ForeignKey("scenario_draft.id"))
    node: Mapped[str | None]
    text: Mapped[str] = mapped_column(info=not_personal("about a scenario"))
    account: Mapped[str]
    at: Mapped[datetime]
    settled_by: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_scenario_comment_draft", "draft", "at"),)


class ScenarioVariant(Base):
    """Which scenario answers a number, or the numbers of an office, for a span of time."""

    __tablename__ = "scenario_variant"
    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(
        ForeignKey("dialled_number.number"), info=not_personal("of the centre")
    )
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    scenario: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]  # not included; one that ends where it begins was taken back before it began
    priority: Mapped[int]
    reason: Mapped[str] = mapped_column(info=not_personal("about a scenario"))
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_scenario_variant_valid_to", "valid_to"),)


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


class AttemptGuard(Base):
    """Wrong tries, counted for whatever was keyed, known or not, so that nothing shows which one it was.

    `subject` is a keyed hash of what is counted: a card together with a caller's number, a card, a number, all
    calls without a number, or the whole installation. `card` is the keyed hash of the card, if it is about one:
    what is counted for it goes when the office unlocks it.
    """

    __tablename__ = "attempt_guard"
    subject: Mapped[str] = mapped_column(primary_key=True, info=PERSONAL)
    card: Mapped[str | None] = mapped_column(info=PERSONAL)
    failures_in_row: Mapped[int]
    failures_in_day: Mapped[int]
    day_started_at: Mapped[datetime]
    locks: Mapped[int]  # locks one after the other, each twice as long
    locked_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_attempt_guard_card", "card"), Index("ix_attempt_guard_changed_at", "changed_at"))


class VerifiedNumber(Base):
    """A number from which a card was verified: it may go on trying when strangers have tried too often.

    Both are keyed hashes.
    """

    __tablename__ = "verified_number"
    card: Mapped[str] = mapped_column(primary_key=True, info=PERSONAL)
    number: Mapped[str] = mapped_column(primary_key=True, info=PERSONAL)
    last_at: Mapped[datetime]


class QueuePolicyRow(Base):
    """The rules of one office's queue for a span of time; a history, so a row only ever ends sooner.

    No two rows of an office overlap. A row that begins in the future is planned; one that ends where it begins
    was planned and then replaced.
    """

    __tablename__ = "queue_policy"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]  # not included
    settings: Mapped[dict[str, Any]]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_queue_policy_office", "office", "valid_from"),)


class OpeningPlanRow(Base):
    """The hours of an office's ordinary week, for a span of days; a history, so a row only ever ends sooner.

    No two rows of an office with the same purpose overlap. One that ends where it begins was planned and then
    replaced.
    """

    __tablename__ = "opening_plan"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    purpose: Mapped[str]  # all, a topic, or evening: the pool that the office keeps
    week: Mapped[dict[str, Any]]
    evening_pool: Mapped[str | None] = mapped_column(ForeignKey("office.code"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # not included
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    __table_args__ = (Index("ix_opening_plan_office", "office", "purpose", "valid_from"),)


class OpeningExceptionRow(Base):
    """Days on which an office is closed or open in other hours. Never changed: a new row takes the place of one
    that was removed, and `replaces` it."""

    __tablename__ = "opening_exception"
    id: Mapped[str] = mapped_column(primary_key=True)
    office: Mapped[str] = mapped_column(ForeignKey("office.code"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    settings: Mapped[dict[str, Any]]
    replaces: Mapped[str | None]
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    removed_by: Mapped[str | None]
    removed_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_opening_exception_office", "office", "first_day"),)


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


class AgentStateRow(Base):
    """The present state of each consultant, as the last fact about it says."""

    __tablename__ = "agent_state"
    agent: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    since: Mapped[datetime]
    pause_reason: Mapped[str | None] = mapped_column(info=not_personal("one of a list"))
    call_id: Mapped[str | None]


_PROCESS = not_personal("the name of a process of ours")


class LeaseRow(Base):
    """One row a kind. `until`: None if the holder gave it up, or is the only process of its kind and renews
    nothing. `epoch` is another one for each process that has held it."""

    __tablename__ = "lease"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("one of a list"))
    holder: Mapped[str] = mapped_column(info=_PROCESS)
    epoch: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime | None]
    renewed_at: Mapped[datetime | None]


class LeaseWaitingRow(Base):
    """Who has looked whether it may take the lease, and when for the last time."""

    __tablename__ = "lease_waiting"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("one of a list"))
    waiter: Mapped[str] = mapped_column(primary_key=True, info=_PROCESS)
    seen_at: Mapped[datetime]


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


class DrainedAsterisk(Base):
    """One of several Asterisks that is to have no new calls."""

    __tablename__ = "drained_asterisk"
    name: Mapped[str] = mapped_column(primary_key=True, info=not_personal("of an Asterisk"))
    drained_by: Mapped[str]
    drained_at: Mapped[datetime]


class TransferTargetRow(Base):
    """An institution outside of the centre, and the dialled numbers whose callers may be connected with it."""

    __tablename__ = "transfer_target"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(info=not_personal("of an institution"))
    purpose: Mapped[str] = mapped_column(server_default="")  # what it is for, in words
    hours: Mapped[str] = mapped_column(server_default="")  # when somebody answers there, in words
    office: Mapped[str | None] = mapped_column(ForeignKey("office.code"))  # whose part of the province; none: all
    number: Mapped[str] = mapped_column(info=not_personal("of an institution"))
    lines: Mapped[list[str]] = mapped_column(JSONB)
    changed_by: Mapped[str]
    changed_at: Mapped[datetime]
    deactivated_at: Mapped[datetime | None]  # off the list


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


# Part of the same schema: an import of this module makes these known to Base, too.
from core.db.tables import assessment_tables as assessment_tables  # noqa: E402
from core.db.tables import client_tables as client_tables  # noqa: E402
from core.db.tables import knowledge_tables as knowledge_tables  # noqa: E402
from core.db.tables import personal_key_tables as personal_key_tables  # noqa: E402
from core.db.tables import proof_tables as proof_tables  # noqa: E402
from core.db.tables import recording_tables as recording_tables  # noqa: E402
from core.db.tables import report_tables as report_tables  # noqa: E402
from core.db.tables import report_view_tables as report_view_tables  # noqa: E402
from core.db.tables import request_tables as request_tables  # noqa: E402
from core.db.tables import retention_tables as retention_tables  # noqa: E402
from core.db.tables import search_tables as search_tables  # noqa: E402
from core.db.tables import staff_tables as staff_tables  # noqa: E402
from core.db.tables import work_tables as work_tables  # noqa: E402
from core.db.tables.market import candidate_tables as candidate_tables  # noqa: E402
from core.db.tables.market import contact_request_tables as contact_request_tables  # noqa: E402
from core.db.tables.market import employer_tables as employer_tables  # noqa: E402
from core.db.tables.market import intake_tables as intake_tables  # noqa: E402
from core.db.tables.market import matching_tables as matching_tables  # noqa: E402
from core.db.tables.market import offer_tables as offer_tables  # noqa: E402
from core.db.tables.market import place_tables as place_tables  # noqa: E402
from core.db.tables.market import profile_tables as profile_tables  # noqa: E402
from core.db.tables.market import saved_search_tables as saved_search_tables  # noqa: E402
from core.db.tables.market import system_tables as system_tables  # noqa: E402
from core.db.tables.market import training_tables as training_tables  # noqa: E402
