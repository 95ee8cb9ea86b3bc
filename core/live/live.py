"""What is so at this moment, as pages show it: small whole objects, sent again whenever they change. Pure.

No personal datum stands in them: a page asks whose call it is with the call's id, and the look is written down.
The process that owns the live state sends them (`core.live.live_feed`), the web service hands them on
(`/api/live`). The topics of the board are the web service's own: it reckons them from the facts
(`api.live.board_figures`).
"""

from datetime import datetime
from typing import Final, Literal

import msgspec

from core.facts.kinds.colleagues import SupervisorMode
from core.facts.kinds.recordings import RecordingMode
from core.facts.kinds.ringing_out import DialOutcome
from core.live.call_story import CallStory

Topic = Literal[
    "agent",
    "listening",
    "help",
    "queue",
    "waiting",
    "centre",
    "office_figures",
    "flow",
    "alarm",
    "day_line",
    "callbacks",
    "limits",
    "matters",
]
"""`agent`, `listening` and `help` by the consultant's id, `queue` by office, `waiting` by "20610:" and the id of
the place in the queue, `centre` with the one key "centre"; of the board: `office_figures`, `day_line`, `callbacks`
and `limits` by office, the first two and the last also "*" for the province, `flow` by "20610>20620" (the queue's
office, the consultant's), `alarm` by "long_wait:20610" (kind, office; no office: the centre). `matters` by office:
it is the board's and of everybody who answers what people write."""

BOARD_TOPICS: Final[frozenset[Topic]] = frozenset(
    {"office_figures", "flow", "alarm", "day_line", "callbacks", "limits"}
)

OWN_TOPICS: Final[frozenset[Topic]] = BOARD_TOPICS | {"matters"}
"""Of the web service's own process: no feed names or clears them."""

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


class QueueHelp(msgspec.Struct, frozen=True, kw_only=True):
    """Another office, in which somebody is at work, whose consultants take calls of a queue now; `why`: Polish."""

    office: str
    why: str


class QueueLive(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An office's queue.

    `waiting`: with nobody promised, orders to ring back among them; `oldest`: when the first of the callers among
    them joined, after what is asked before it. `working`: ready, in a call or in the work after one; `there`: they
    and who pauses; `away`: logged in, and the telephone is away or was not answered.

    `lacks`: of a queue in which callers wait who can be given to nobody, help counted: "ready" if somebody is
    logged in who could take them later, "there" if nobody is.
    """

    waiting: int = 0
    callbacks: int = 0  # orders among those who wait
    oldest: datetime | None = None
    working: int = 0
    free: int = 0
    there: int = 0
    away: int = 0
    lacks: Literal["", "ready", "there"] = ""
    helped_by: list[QueueHelp] = []


class WaitingLive(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A place in a queue, until a consultant answers.

    `came`: when it was taken; `joined`: when the wait began that is reported, after what the caller is asked; None
    while that is asked. `due` gives the order of service in the queue.
    """

    queue: str
    call: str
    came: datetime
    due: datetime
    joined: datetime | None = None
    topic: str | None = None
    is_callback: bool = False  # nobody is on the line: an order to ring back
    is_promised: bool = False  # a consultant is being rung for it
    stays_home: bool = False  # the caller wishes to wait for the own office


class AsteriskLive(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of several Asterisks. `calls` of callers are on it, `ended` ended with its last end."""

    name: str
    state: Literal["up", "cut", "gone", "away"]
    since: datetime
    calls: int = 0
    ended: int = 0
    gone_at: datetime | None = None  # its last end
    is_drained: bool = False  # it is to have no new calls


class CentreLive(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The centre as a whole."""

    is_asterisk_there: bool = True
    calls_shed_since: datetime | None = None  # more calls come than the machine carries
    shed_calls: int = 0  # that heard so since then
    asterisks: list[AsteriskLive] = []  # of several; none on one machine
    rung_back: int = 0  # whom the end of an Asterisk has cut off, and who are still to be rung back


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


class DayLine(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The day by quarters of an hour, of the sums of reports: `calls[n]` callers joined the queue in the n-th
    quarter since `since` (midnight in Poland), `level[n]` is their service level; None: nothing to say it of."""

    since: datetime
    calls: list[int] = []
    level: list[float | None] = []


class CallbackOrders(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An office's orders to ring back that are not done with. `due`: those whose time has come; `first`: when the
    first of these did; `overdue`: those whose time came longer ago than the limit."""

    open: int = 0
    due: int = 0
    overdue: int = 0
    first: datetime | None = None


class MatterOrders(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What people have written to an office and nobody has answered. `held`: somebody has taken it up; `late`:
    past its term; `near`: the term ends soon; `first`: the term that ends first. `changed_at`: of any matter of
    the office, also of those that are answered."""

    open: int = 0
    held: int = 0
    late: int = 0
    near: int = 0
    first: datetime | None = None
    changed_at: datetime | None = None


class BoardLimits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From where on an alarm is raised, and what the office aims at. Seconds and percent; None: none.

    `pauses`: by reason, those that have a limit.
    """

    long_wait: float | None = None
    telephone_away: float | None = None
    pauses: dict[str, float] = {}
    service_level: float | None = None
    callback: float | None = None
    level_target: float | None = None


AlarmKind = Literal[
    "database_away",  # of the centre: nothing is read or written
    "application_away",  # of the centre: who answers calls is not heard, so of callers nothing is known
    "asterisk_away",  # of the centre: no call comes or goes
    "asterisk_lost",  # of the centre: one of several does not answer; `value` calls have ended with it
    "asterisk_back",  # of the centre: it answers again, since a short while
    "asterisk_drained",  # of the centre: one of several has no new calls; `value` go on there
    "calls_shed",  # of the centre: more calls come than the machine carries; `value` of them were not let in
    "nobody_there",  # callers wait, and no consultant is logged in who could take them
    "nobody_ready",  # `value` callers wait, who can be given to nobody: all who could take them pause or are away
    "telephone_away",  # consultants whose telephone is away for longer than `limit` seconds
    "pause_long",  # consultants who pause for longer than the limit of the reason
    "callback_overdue",  # orders to ring back whose time came more than `limit` seconds ago
    "long_wait",  # the first of those who wait has waited for longer than `limit` seconds
    "service_level_low",  # of the window `hour`: below `limit` percent
    "figures_late",  # of the centre: the figures are older than `limit` seconds
    "rate_ends",  # of the centre: `value` amounts of the knowledge base end soon or have ended
    "messages_uncertain",  # text messages of which nobody knows whether they went
    "matters_late",  # `value` matters that nobody has answered in time, the first of them since `since`
    "matters_near",  # `value` matters whose time is over within `limit` seconds
    "looks_at_ceiling",  # accounts that have looked at as many clients today as their office allows
    "recording_failed",  # conversations that should be recorded and are not: more than `limit`
    "glass_broken",  # one person did alone what takes two
    "second_person",  # `value` acts wait for a second person, the first of them since `since`
]


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that a supervisor should look at. `office` "" is the centre.

    `value` is what is compared with `limit`; None where it grows by itself: the age of `since`. `name`: of one of
    several Asterisks; `rung_back`: how many are still to be rung of those whom its end has cut off.
    """

    kind: AlarmKind
    since: datetime
    office: str = ""
    value: float | None = None
    limit: float | None = None
    name: str = ""
    rung_back: int = 0


Value = (
    AgentLive
    | Listening
    | HelpWanted
    | QueueLive
    | WaitingLive
    | CentreLive
    | OfficeFigures
    | Flow
    | Alarm
    | DayLine
    | CallbackOrders
    | BoardLimits
    | MatterOrders
)


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
