"""What somebody wants: wishes in the imperative, sent to the process that owns the live state. Pure."""

from typing import Literal

import msgspec

from core.facts.kinds.colleagues import ColleagueMode, SupervisorMode
from core.facts.kinds.ringing_out import DialReason

AgentWish = Literal["log_in", "ready", "pause", "wrap_up_done", "extend_wrap_up", "log_out"]


class ChangeAgent(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """A consultant asks for a change of the own state. `pause_reason` only with `pause`."""

    agent: str
    wish: AgentWish
    pause_reason: str | None = None


class AskHealth(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Is the process alive, and does it reach Asterisk?"""


class AskQueues(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """What is going on in every queue now?"""


class AskCallers(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """How many callers are in which node of a scenario now? What stands in the answer's details:
    `core.live.callers`."""

    scenario: str


class AskWhyNoCalls(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Why does this consultant get no calls now?"""

    agent: str


class WithdrawCallback(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Nobody is to be rung for this order any more. `account` is who says so."""

    callback: str
    account: str


class AskMetrics(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """What does the process say of itself in numbers?"""


class AskAsterisks(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """How is each of several Asterisks? `details`: by name its state, `figures`: how many callers are on it."""


class SendLive(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Send over the live feed (`core.live.live`) what changes, for some seconds more; `whole`: first everything
    that is so now."""

    whole: bool = True


class DeskIs(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """A consultant's page is there. Sent at every change, and again to each new process.

    `page` is made by the page when it is loaded: another one has no part in a conversation of the one before.
    `trouble` is what the page itself finds wrong; one of `core.live.live.Trouble` or nothing.
    """

    agent: str
    page: str
    telephone: Literal["sip", "browser"]
    trouble: str = ""
    service: str = ""  # as in `DesksBeat`


class DeskGone(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The page is closed, reloaded, or has said nothing for three seconds."""

    agent: str
    page: str
    service: str = ""  # as in `DesksBeat`


class DesksBeat(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The web service is there and would say if a page were not: once a second.

    `service` is its process, of which there may be several: each tells of the pages that have found it.
    """

    service: str = ""


class HoldCall(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The caller hears music, or the conversation goes on."""

    agent: str
    call: str
    is_held: bool


class EndConversation(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The consultant has hung up."""

    agent: str
    call: str


class TransferCall(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Blind transfer: the caller waits in the queue of `office`, with the wait of before, and the consultant is
    done. No `topic`: as it is."""

    agent: str
    call: str
    office: str
    topic: str | None = None


class CallColleague(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The consultant calls `colleague`, another one, into the own conversation, or somebody outside of the centre:
    the entry `target` of the list of numbers. With `hands_over` whoever answers has the call at once."""

    agent: str
    call: str
    colleague: str
    mode: ColleagueMode
    target: str = ""
    hands_over: bool = False


class AskTargets(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """To which offices can the consultant hand this conversation on, and from which line did the caller come?"""

    agent: str
    call: str


class MoveColleague(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """From now on they talk in the other mode."""

    agent: str
    call: str
    mode: ColleagueMode


class DismissColleague(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The consultant goes on with the caller alone."""

    agent: str
    call: str


class HandOver(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Whoever was called in and is there has the call from now on, and the consultant is done."""

    agent: str
    call: str


class LeaveConversation(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The colleague who was called in goes."""

    agent: str
    call: str


class RingClient(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The consultant rings a client of `office` at `number`, which is personal, as `client_id` is. Whether that is
    allowed was judged before, and stands in the access log with the call.

    `channel` is the client's, of which the call's id is made (`core.ids.call_id_of`): a `new_id("outbound")`.
    `callback`: for that order, in whose call `dialled_number` was dialled."""

    agent: str
    channel: str
    number: str
    office: str
    reason: DialReason
    client_id: str | None = None
    callback: str | None = None
    dialled_number: str = ""


RecordingAction = Literal["start", "pause", "resume", "withdraw"]


class ControlRecording(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Of the own conversation. `start`: the caller was asked, and said yes; `withdraw`: the caller takes that
    back."""

    agent: str
    call: str
    action: RecordingAction


class WithdrawRecording(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The office was told that the consent is withdrawn, while the call of that recording goes on. Refused with
    `not_found` when the call is over: then nothing is recorded any more, and what there is can be destroyed."""

    recording: str
    account: str


ListeningClaim = Literal[
    "both",  # consultant and caller are of the listener's office
    "consultant",  # the consultant alone: the listener whispers, and hears nothing of the caller
    "help",  # the caller alone, and the consultant has asked for help
]
"""Why an account may take part in a conversation."""


class ListenIn(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The account `listener` wants to hear the conversation of `agent` in `call` on the own telephone, which rings
    now.

    Whether that is allowed was judged before. It ends when it is not any more, or when the `session` (the hash of
    its token) is over. `home`: the office of the caller."""

    agent: str
    call: str
    listener: str
    session: str
    home: str
    mode: SupervisorMode = "listen"
    claim: ListeningClaim = "both"


class MoveListening(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The account `listener`, who takes part in the conversation of `agent`, does so in another way."""

    agent: str
    listener: str
    mode: SupervisorMode


class TakeOver(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The account `listener`, who takes part in the conversation of `agent`, has the call from now on."""

    agent: str
    listener: str


class CallForHelp(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The consultant wants a supervisor in the own conversation, or no more."""

    agent: str
    call: str
    is_wanted: bool


class AskListening(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Who hears the conversation of `agent` now? The answer's `state` is one of `ListeningState`, and its details
    hold the `listener`, if there is one, and the `call`."""

    agent: str


ListeningState = Literal[
    "none",  # nobody listens in
    "ringing",
    "listening",
    "whispering",
    "talking",  # has barged in
    "silent",  # nothing is to be heard just now: on hold, or a secret is keyed
]


class EndListening(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The account `listener` has heard enough of the conversation of `agent`."""

    agent: str
    listener: str


TrialQueueOutcome = Literal["served", "nobody_there", "full", "callback"]
"""What comes of a queue in a trial of a scenario, in which nobody waits: the ways of a node `queue`."""


class TryScenario(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The account's page rings, and is led through a scenario (`ari_app.calls.trials`): through the draft as it
    was saved with `revision`, or through `version`. Whether it has errors was looked at before.

    `trial` is its id; `surroundings` a `ivr.simulator.case.CaseContext` as JSON."""

    account: str
    trial: str
    name: str
    surroundings: str
    revision: int | None = None
    version: int | None = None


class AskTrial(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Where is the account's trial now? It goes on only as long as somebody asks.

    The answer's `state` is a `TrialState`, its `sentences` the nodes that were entered, from number `since` on;
    there may be more: `details` has their `count`, and `end`, a `TrialEnd`, and `fault`, Polish, if there are
    any."""

    account: str
    trial: str
    since: int = 0


class LeaveTrialQueue(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The account's trial stands in a queue, and that is what comes of it."""

    account: str
    trial: str
    outcome: TrialQueueOutcome


class EndTrial(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """The account has heard enough of its trial."""

    account: str
    trial: str


TrialState = Literal["ringing", "walking", "queue", "ended"]
TrialEnd = Literal[
    "completed",  # the scenario came to its end
    "left",  # to a number outside, which is not rung
    "hung_up",
    "not_answered",  # the page did not answer, or is no telephone
    "given_up",  # the page wants no more, or does not ask any more
    "too_long",
    "failed",
]


Command = (
    ChangeAgent
    | AskHealth
    | AskMetrics
    | AskAsterisks
    | AskQueues
    | AskCallers
    | AskWhyNoCalls
    | WithdrawCallback
    | SendLive
    | DeskIs
    | DeskGone
    | DesksBeat
    | HoldCall
    | EndConversation
    | TransferCall
    | CallColleague
    | AskTargets
    | MoveColleague
    | DismissColleague
    | HandOver
    | LeaveConversation
    | RingClient
    | ControlRecording
    | WithdrawRecording
    | ListenIn
    | MoveListening
    | TakeOver
    | CallForHelp
    | AskListening
    | EndListening
    | TryScenario
    | AskTrial
    | LeaveTrialQueue
    | EndTrial
)


class Help(msgspec.Struct, frozen=True, array_like=True):
    """The consultants of `lender` take calls of a queue now; `reason` is a plain Polish clause."""

    lender: str
    reason: str


class QueueNow(msgspec.Struct, frozen=True, array_like=True):
    """One office's queue at this moment. Arrays on the wire: an answer must not grow beyond 8000 bytes."""

    office: str
    waiting: int  # callers with no consultant promised
    working: int  # consultants who serve this queue, logged in and not in a pause
    free: int  # of these, who can be rung
    there: int  # working, or in a pause
    longest_wait_time: float  # seconds; 0 when nobody waits
    helped_by: list[Help] = []


class OfficeTarget(msgspec.Struct, frozen=True, array_like=True):
    """An office, to which a call can be handed on. `why_not`: a Polish clause; empty if it takes the call."""

    office: str
    ready: int  # consultants who can be rung now
    waiting: int
    why_not: str
    is_near: bool = False  # the consultant's own, or one to which the rules of its queue let calls go first


class Done(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Carried out. `state` is the consultant's state now; the other fields hold what the asker wanted to know."""

    state: str = ""
    details: dict[str, str] = {}
    queues: list[QueueNow] = []
    sentences: list[str] = []
    figures: dict[str, float] = {}
    offices: list[OfficeTarget] = []


class Refused(msgspec.Struct, frozen=True, tag=True, tag_field="type"):
    """Not carried out; nothing was changed. `message_pl` may be shown to the person who asked."""

    code: str
    message_pl: str


Reply = Done | Refused
