"""What is so at this moment, as pages show it: small whole objects, sent again whenever they change.

No personal datum stands in them: a page asks whose call it is with the call's id, and the look is written down.
The process that owns the live state sends them (`core.live_feed`), the web service hands them on (`/api/live`).
"""

from datetime import datetime
from typing import Literal

import msgspec

from core.events import RecordingMode

Topic = Literal["agent", "queue", "centre"]
"""`agent` by the consultant's id, `queue` by office, `centre` with the one key "centre"."""

Telephone = Literal["sip", "browser"]

Trouble = Literal["no_telephone", "no_page", "no_microphone", "no_sound", "page_frozen", "in_another_call"]
"""Why a consultant is technically unavailable."""

CallPhase = Literal["offered", "talking", "held", "page_lost"]
"""`page_lost`: the consultant's page is gone; the caller hears music until it is back."""


RecordingNow = Literal[
    "",  # nothing is recorded
    "on",
    "paused",  # the file goes on with silence
    "withdrawn",  # the consent: what there was is destroyed, and nothing is recorded any more
    "failed",  # it could not be made, or not to the end
]


class AgentCall(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The call that a consultant is offered or has. Moments are UTC."""

    id: str
    phase: CallPhase
    since: datetime  # of the phase
    dialled_number: str = ""
    office: str = ""  # whose caller it is
    queue: str = ""
    topic: str | None = None
    language: str = "pl"
    verified_by: Literal["card", "code", ""] = ""
    is_callback: bool = False
    recording: RecordingNow = ""
    recording_mode: RecordingMode | Literal[""] = ""  # of a conversation: by which rule it is recorded, or not
    joined: datetime | None = None  # the queue
    offered: datetime | None = None
    ring_until: datetime | None = None
    answered: datetime | None = None
    hold_time: float = 0.0  # seconds, without a hold in progress
    is_listened: bool = False  # somebody listens in, and the rule of the office is that the consultant is told
    reason: str = ""  # why this consultant: a plain Polish clause
    path: list[str] = []  # what the caller did, as short Polish phrases, oldest first
    transferred_by: str = ""  # the consultant who handed the call on


class AgentLive(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A consultant. `state` is one of `acd.agent_state.AgentState`."""

    office: str
    state: str
    since: datetime
    telephone: Telephone = "sip"
    trouble: Trouble | None = None
    pause_reason: str | None = None
    wrap_up_until: datetime | None = None
    wish: Literal["pause", "log_out", ""] = ""  # kept for the end of the call
    call: AgentCall | None = None


class QueueLive(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An office's queue."""

    waiting: int = 0
    oldest: datetime | None = None  # when the first of those who wait joined
    working: int = 0
    free: int = 0
    there: int = 0


class CentreLive(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The centre as a whole."""

    is_asterisk_there: bool = True


Value = AgentLive | QueueLive | CentreLive


NOTHING = msgspec.Raw(b"null")


class LiveObject(msgspec.Struct, frozen=True, array_like=True):
    """`value` is JSON of the topic's struct; `NOTHING`: there is none any more."""

    topic: Topic
    key: str
    value: msgspec.Raw

    @property
    def json(self) -> bytes | None:
        """The value; None if there is none any more."""
        return None if self.value == NOTHING else bytes(self.value)


def live_object(topic: Topic, key: str, value: Value | None) -> LiveObject:
    """An object as it goes over the feed."""
    return LiveObject(topic, key, NOTHING if value is None else msgspec.Raw(msgspec.json.encode(value)))


class LiveNews(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message of the feed. `epoch` is the sending process; `seq` goes up by one a message, from 1.

    At least one a second, also if nothing changed. `whole`: "begin" and "end" stand around everything that is so;
    after "end" what was not named in between does not exist.
    """

    epoch: str
    seq: int
    at: datetime
    objects: list[LiveObject] = []
    whole: Literal["begin", "part", "end", ""] = ""
