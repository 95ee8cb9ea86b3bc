"""What is so at this moment, as pages show it: small whole objects, sent again whenever they change. Pure.

No personal datum stands in them: a page asks whose call it is with the call's id, and the look is written down.
The process that owns the live state sends them (`core.live.live_feed`), the web service hands them on
(`/api/live`). The topics of the board are the web service's own: it reckons them from the facts
(`api.live.board_figures`).
"""

from datetime import datetime
from typing import Final, Literal

import msgspec

from core.facts.events import RecordingMode, SupervisorMode
from core.facts.ringing_out import DialOutcome
from core.live.call_story import CallStory

Topic = Literal["agent", "listening", "help", "queue", "centre", "office_figures", "flow", "alarm"]
"""`agent`, `listening` and `help` by the consultant's id, `queue` by office, `centre` with the one key "centre";
of the board: `office_figures` by office, or "*" for the province, `flow` by "20610>20620" (the queue's office, the
consultant's), `alarm` by "long_wait:20610" (kind, office; no office: the centre)."""

BOARD_TOPICS: Final[frozenset[Topic]] = frozenset({"office_figures", "flow", "alarm"})

PROVINCE: Final = "*"
"""The key of the figures of all offices together."""

Telephone = Literal["sip", "browser"]

Trouble = Literal["no_telephone", "no_page", "no_microphone", "no_sound", "page_frozen", "in_another_call"]
"""Why a consultant is technically unavailable."""

CallPhase = Literal["offered", "dialling", "talking", "held", "page_lost"]
"""`dialling`: the consultant rings a client, who has not answered yet. `page_lost`: the consultant's page is gone;
the caller hears music until it is back."""


class AgentCall(CallStory, kw_only=True):
    """The call that a consultant is offered or has, with its story so far. Moments are UTC."""

    id: str
    phase: CallPhase
    since: datetime  # of the phase
    ring_until: datetime | None = None
    recording_mode: RecordingMode | Literal[""] = ""  # of a conversation: by which rule it is recorded, or not


class NotReached(msgspec.Struct, frozen=True, kw_only=True):
    """A client whom a consultant has rung in vain, in `call`."""

    call: str
    outcome: DialOutcome
    at: datetime


class AgentLive(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A consultant. `state` is one of `acd.live.agent_state.AgentState`."""

    office: str
    state: str
    since: datetime
    telephone: Telephone = "sip"
    trouble: Trouble | None = None
    pause_reason: str | None = None
    wrap_up_until: datetime | None = None
    wrap_up_extensions_left: int = 0  # how often it may still be prolonged, by 30 s each
    wish: Literal["pause", "log_out", ""] = ""  # kept for the end of the call
    not_reached: NotReached | None = None  # until the next call
    call: AgentCall | None = None


class Listening(msgspec.Struct, frozen=True, kw_only=True):
    """The conversation of a consultant is heard. Apart from `AgentLive`, which the consultant sees, too."""

    office: str  # the consultant's
    listener: str  # an account
    mode: SupervisorMode = "listen"


class HelpWanted(msgspec.Struct, frozen=True, kw_only=True):
    """A consultant in a conversation asks for help. Supervisors of both offices see it."""

    name: str  # the consultant's
    office: str  # the consultant's
    home: str  # the caller's
    since: datetime


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
    calls_shed_since: datetime | None = None  # more calls come than the machine carries
    shed_calls: int = 0  # that heard so since then


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Figures of the time since a quarter of an hour, or midnight in Poland, began.

    `figures`: by key of the dictionary (`reports.board.board_metrics`), each the value, None if there is nothing
    to say it of, and of how many cases it is.
    """

    since: datetime
    figures: dict[str, tuple[float | None, int]] = {}


class OfficeFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How an office's day goes. Exactly the facts of the event log up to number `facts_to` are in it, which is
    everything that stood in the database at `complete_until`."""

    complete_until: datetime
    facts_to: int
    now: Window  # the quarter of an hour that goes on, and the one before
    hour: Window  # the one that goes on, and the three before
    day: Window  # since midnight in Poland


class Flow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How many callers of one office's queue another office's consultants have answered."""

    day: int = 0
    hour: int = 0
    last: datetime | None = None  # when the newest of today left the queue


AlarmKind = Literal[
    "asterisk_away",  # of the centre: no call comes or goes
    "calls_shed",  # of the centre: more calls come than the machine carries; `value` of them were not let in
    "nobody_there",  # callers wait, and no consultant is logged in who could take them
    "long_wait",  # the first of those who wait has waited for longer than `limit` seconds
    "service_level_low",  # of the window `hour`: below `limit` percent
    "figures_late",  # of the centre: the figures are older than `limit` seconds
    "looks_at_ceiling",  # accounts that have looked at as many clients today as their office allows
    "recording_failed",  # conversations that should be recorded and are not: more than `limit`
    "glass_broken",  # one person did alone what takes two
    "second_person",  # `value` acts wait for a second person, the first of them since `since`
]


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that a supervisor should look at. `office` "" is the centre.

    `value` is what is compared with `limit`; None where it grows by itself: the age of `since`.
    """

    kind: AlarmKind
    since: datetime
    office: str = ""
    value: float | None = None
    limit: float | None = None


Value = AgentLive | Listening | HelpWanted | QueueLive | CentreLive | OfficeFigures | Flow | Alarm


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
    after "end" what was not named in between does not exist. `rests`: nobody wants to know what changes, so what
    was told before holds no longer.
    """

    epoch: str
    seq: int
    at: datetime
    objects: list[LiveObject] = []
    whole: Literal["begin", "part", "end", ""] = ""
    rests: bool = False
