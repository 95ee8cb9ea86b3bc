"""Who else takes part in a conversation: colleagues, and supervisors. Pure."""

from typing import Literal

from core.facts.event import Event

ListeningInEnd = Literal[
    "listener",  # hung up, or said so
    "conversation",  # was over, or handed on
    "failed",  # the exchange did not do it any more
    "interrupted",  # the application died
    "revoked",  # the right to hear it has ended
    "took_over",  # the listener has the call now
]
SupervisorMode = Literal[
    "listen",  # hears both, and is heard by nobody
    "whisper",  # and the consultant alone hears the supervisor
    "barge_in",  # all talk with each other
]
HelpEnd = Literal[
    "came",  # a supervisor speaks with the consultant
    "withdrawn",  # by the consultant
    "conversation",  # was over, or another consultant has the call
]
ColleagueMode = Literal[
    "apart",  # the consultant and the colleague talk; the caller hears music
    "together",  # all three talk
    "aside",  # both talk; the colleague hears both, and only the consultant hears the colleague
]
ColleagueEnd = Literal[
    "has_call",  # the colleague has the call now
    "back",  # not needed any more, said the consultant
    "left",  # the colleague hung up
    "no_answer",
    "declined",
    "busy",
    "unreachable",
    "withdrawn",  # not needed any more, while the telephone rang
    "over",  # the call was
    "failed",
    "interrupted",  # the application died
]


class ColleagueCalled(Event, kw_only=True, frozen=True, tag=True):
    """The consultant calls a colleague, another consultant, into the conversation; the telephone rings.

    In this fact and the three that follow, `colleague` is empty for somebody outside of the centre: `target` is an
    entry of the list of what is allowed then. `hands_over`: whoever answers has the call at once."""

    agent: str
    colleague: str
    mode: ColleagueMode
    target: str = ""
    hands_over: bool = False


class ColleagueCame(Event, kw_only=True, frozen=True, tag=True):
    """The colleague, of `office`, has answered, on the channel `leg`; `page` as in ConversationStarted."""

    agent: str
    colleague: str
    office: str
    mode: ColleagueMode
    leg: str = ""
    page: str = ""
    target: str = ""


class ColleagueMoved(Event, kw_only=True, frozen=True, tag=True):
    """From now on they talk in the other mode."""

    agent: str
    colleague: str
    mode: ColleagueMode
    target: str = ""


class ColleagueEnded(Event, kw_only=True, frozen=True, tag=True):
    """Exactly one for each ColleagueCalled. Seconds: `ring_time` until the answer or the end, the others in each
    mode. After `has_call` a ConversationStarted of the colleague follows, or a TransferStarted of who is outside.
    """

    agent: str
    colleague: str
    why: ColleagueEnd
    ring_time: float
    apart_time: float = 0.0
    together_time: float = 0.0
    aside_time: float = 0.0
    target: str = ""


class ListeningInBegan(Event, kw_only=True, frozen=True, tag=True):
    """A supervisor, the account `listener`, hears the conversation of `agent` from now on. `is_told`: and the
    consultant is told so, by the rule of the consultant's office.

    Kept out of the timeline of the call, which the consultant reads."""

    agent: str
    listener: str
    is_told: bool
    mode: SupervisorMode = "listen"
    hears_both: bool = True  # else the consultant alone is heard: the caller is another office's


class ListeningInMoved(Event, kw_only=True, frozen=True, tag=True):
    """The supervisor takes part in another way from now on."""

    agent: str
    listener: str
    mode: SupervisorMode


class ListeningInEnded(Event, kw_only=True, frozen=True, tag=True):
    """Exactly one for each ListeningInBegan. `listened_time` in seconds, all modes and silences included; of it
    `whispered_time` and `barged_in_time`."""

    agent: str
    listener: str
    listened_time: float
    why: ListeningInEnd
    whispered_time: float = 0.0
    barged_in_time: float = 0.0


class HelpAsked(Event, kw_only=True, frozen=True, tag=True):
    """The consultant in a conversation asks supervisors for help."""

    agent: str


class HelpEnded(Event, kw_only=True, frozen=True, tag=True):
    """Exactly one for each HelpAsked, `waited_time` seconds later."""

    agent: str
    why: HelpEnd
    waited_time: float
