"""Recordings: what may be asked, and the answers. Who the caller is stands only where somebody may know it."""

from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.schemas.paging import OFFICE, Cursor, Moment, Place, place_of, utc
from core.db.pages import MAX_PAGE
from core.facts.kinds.recordings import ConsentKind, RecordingPause
from core.reasons import written_reason
from recordings.lists.list_store import AlarmKind, RecordedBy, RecordingFilter, RecordingHistory, RecordingState

ID = "^[A-Za-z0-9._-]{1,64}$"
LONGEST_REASON = 500  # characters
TEXT = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"


class RecordingSearch(BaseModel):
    """Which recordings are wanted. What is left out does not restrict; an unknown field is refused."""

    model_config = ConfigDict(
        extra="forbid",
        validate_by_name=True,
        json_schema_extra={"examples": [{"from": "2026-11-24", "office": "20060", "state": "packed"}]},
    )

    started_from: Moment | None = Field(
        default=None, alias="from", description="Begun at this moment or later; a date is a day in Warsaw"
    )
    started_to: Moment | None = Field(
        default=None, alias="to", description="Begun before this moment; a date includes that day in Warsaw"
    )
    office: str | None = Field(default=None, pattern=OFFICE)
    agent: str | None = Field(default=None, pattern=ID)
    topic: str | None = Field(default=None, pattern=ID)
    call_id: str | None = Field(default=None, pattern=ID)
    state: RecordingState | None = None
    mode: RecordedBy | None = Field(default=None, description="By which rule it was recorded")
    min_seconds: float | None = Field(default=None, ge=0, le=86_400)
    alarm: AlarmKind | Literal["any"] | None = Field(default=None, description="With an alarm that is open")
    caller_number: str | None = Field(
        default=None, pattern=r"^\+?[0-9]{3,15}$", description="Exactly as recorded", examples=["600100200"]
    )
    client_id: str | None = Field(
        default=None, pattern=ID, description="Of a caller who was verified as this client"
    )
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    @property
    def is_of_person(self) -> bool:
        return self.caller_number is not None or self.client_id is not None

    def wanted(self) -> RecordingFilter:
        return RecordingFilter(
            started_from=None if self.started_from is None else utc(self.started_from, is_end=False),
            started_to=None if self.started_to is None else utc(self.started_to, is_end=True),
            office=self.office,
            agent=self.agent,
            topic=self.topic,
            call_id=self.call_id,
            state=self.state,
            mode=self.mode,
            min_seconds=self.min_seconds,
            alarm=self.alarm,
            caller_number=self.caller_number,
            client_id=self.client_id,
        )

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.cursor)


class RecordingSummary(BaseModel):
    """A recording of a conversation. Times in UTC, durations in seconds."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["rec-019ab3c4d5e0000-4f2a91c3d0"])
    call_id: str = Field(examples=["call-s724-1795559785-42"])
    state: RecordingState = Field(
        description="`recording`: the conversation goes on; `closed`: not sealed yet; `packed`: it can be heard; "
        "`expired`, `destroyed`: nobody will hear it again; `missing`: its file is not where it was"
    )
    started_at: datetime
    seconds: float | None
    agent: str | None = Field(examples=["k20060-1"])
    agent_name: str | None = Field(description="None: there is no such consultant any more")
    office: str | None = Field(description="The competent office", examples=["20060"])
    topic: str | None
    mode: RecordedBy | None = Field(description="None: from before there were rules")
    fault: str | None = Field(description="Why it failed, or is not whole")
    alarms: list[AlarmKind] = Field(description="Those that are open")
    gone_at: datetime | None
    gone_by: str | None = Field(description="An account, `caller` or `system`")
    gone_why: str | None = Field(examples=["withdrawn"])


class RecordingPage(BaseModel):
    """Recordings, newest first."""

    recordings: list[RecordingSummary]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class MarkOut(BaseModel):
    """A span that is silent on purpose, in seconds from the beginning."""

    model_config = ConfigDict(from_attributes=True)

    why: RecordingPause
    from_time: float
    to_time: float | None = Field(description="None: to the end")


class ConsentOut(BaseModel):
    """Evidence of consent, or of its withdrawal (GDPR Art. 7(1))."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    kind: ConsentKind | Literal["withdrawn"]
    is_given: bool
    key: str | None = Field(description="What the caller has pressed")
    prompt: str = Field(description="Which announcement was heard")
    text_sha256: str = Field(description="Of its words")
    language: str
    by: str | None = Field(description="Who says so; None: the caller's own key")


class LogEntryOut(BaseModel):
    """What happened to a recording. The log is chained and never changed."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    what: str = Field(examples=["stored"])
    by: str
    why: str
    size: int | None = Field(description="Bytes of the sealed file")
    seconds: float | None


class AlarmOut(BaseModel):
    """Something that is wrong with a recording, until somebody has looked at it."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["alarm-019ab3c4d5e0000-4f2a91c3d0"])
    kind: AlarmKind = Field(description="`none`: of a conversation that should have one")
    recording_id: str | None
    call_id: str | None
    office: str | None
    seconds: float | None
    found_at: datetime
    closed_at: datetime | None
    closed_by: str | None


class AlarmQuery(BaseModel):
    """Which alarms are wanted."""

    model_config = ConfigDict(extra="forbid")

    open: bool | None = Field(default=None, description="Only those that nobody has looked at, or only the others")
    limit: int = Field(default=50, ge=1, le=MAX_PAGE)
    cursor: Cursor | None = None

    def place(self) -> Place | None:
        """Where the page begins; None for the first one."""
        return place_of(self.cursor)


class AlarmPage(BaseModel):
    """Alarms, newest first."""

    alarms: list[AlarmOut]
    next_cursor: str | None = Field(description="Leads to the next page; null on the last")


class RecordingDetail(RecordingSummary):
    """A recording with what is known of it, and whose it is if one may know that."""

    caller_number: str | None = Field(description="Empty when withheld; None: one may not know whose it is")
    client_id: str | None = Field(description="Of a verified caller; None as for the number")
    client_name: str | None = Field(description="None as for the client")
    marks: list[MarkOut]
    consents: list[ConsentOut]
    log: list[LogEntryOut]
    history_of_alarms: list[AlarmOut]
    is_held: bool = Field(description="A legal hold keeps it: it cannot be destroyed")
    held_until: date | None = Field(description="Included; None with `is_held`: until somebody ends the hold")
    may_listen: bool = Field(description="With a reason")
    may_withdraw: bool
    listening_until: datetime | None = Field(description="Until when the own reason holds; None: give one")

    @classmethod
    def of(
        cls,
        found: RecordingHistory,
        *,
        is_known: bool,
        may_listen: bool,
        may_withdraw: bool,
        listening_until: datetime | None,
    ) -> Self:
        """`is_known`: may one know whose it is?"""
        return cls(
            **RecordingSummary.model_validate(found.row).model_dump(),
            caller_number=found.caller_number if is_known else None,
            client_id=found.client_id if is_known else None,
            client_name=found.client_name if is_known else None,
            marks=[MarkOut.model_validate(row) for row in found.marks],
            consents=[ConsentOut.model_validate(row) for row in found.consents],
            log=[LogEntryOut.model_validate(row) for row in found.log],
            history_of_alarms=[AlarmOut.model_validate(row) for row in found.alarms],
            is_held=found.is_held,
            held_until=found.held_until,
            may_listen=may_listen,
            may_withdraw=may_withdraw,
            listening_until=listening_until,
        )


class ReasonIn(BaseModel):
    """Why, in own words: it stands in the access log."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "Skarga klientki z 24 listopada"}]}
    )

    reason: Annotated[str, AfterValidator(written_reason)] = Field(
        min_length=5, max_length=LONGEST_REASON, pattern=TEXT
    )


class ListeningOut(BaseModel):
    """A recording that is open now, for the account that has asked."""

    until: datetime
    seconds: float
    size: int = Field(description="Bytes of the sound")
    media_type: str = Field(examples=["audio/flac"])


class WaveformOut(BaseModel):
    """How loud each side is, ten times a second, from 0 to 255."""

    peaks_a_second: int
    caller: list[int]
    consultant: list[int]


class EndedOut(BaseModel):
    """What became of it. `is_pending`: the conversation goes on; it is destroyed as soon as it is not recorded any
    more."""

    state: RecordingState
    is_pending: bool
