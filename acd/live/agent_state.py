"""The states of a consultant and what moves between them. Pure: one table, every pair decided. Pure."""

from enum import StrEnum

from core.errors import TransitionRefused


class AgentState(StrEnum):
    OFFLINE = "offline"
    PAUSED = "paused"
    AVAILABLE = "available"
    RESERVED = "reserved"  # chosen for a caller, the telephone not yet rung
    RINGING = "ringing"
    TALKING = "talking"
    HOLD = "hold"  # the caller hears music while the consultant looks something up
    DIALLING = "dialling"  # the consultant rings a client, who has not answered yet
    WRAP_UP = "wrap_up"  # work after the call, with a limit
    NO_ANSWER = "no_answer"  # "nie odbiera": did not take an offered call, gets none until ready again
    UNREACHABLE = "unreachable"  # the telephone or the page is lost; available again when it is back


class AgentEvent(StrEnum):
    LOG_IN = "log_in"
    READY = "ready"
    PAUSE = "pause"
    LOG_OUT = "log_out"
    WRAP_UP_DONE = "wrap_up_done"
    EXTEND_WRAP_UP = "extend_wrap_up"  # 30 s more of it, as often as the queue's rules allow
    RESERVE = "reserve"
    RING = "ring"
    ACCEPT = "accept"
    TAKE_OVER = "take_over"  # a supervisor has taken a colleague's conversation over, whatever else was done
    RELEASE = "release"  # the offer ended through no fault of the consultant's: the caller left
    MISS = "miss"  # did not answer, declined, or dropped the caller at once
    HOLD = "hold"
    UNHOLD = "unhold"
    HANG_UP = "hang_up"  # the conversation is over
    WRAP_UP_OVER = "wrap_up_over"  # the limit of wrap-up has passed
    DIAL = "dial"  # a client is rung, out of a state in which nobody is offered or talked with
    BACK_TO_PAUSE = "back_to_pause"  # the client was not reached: to the state of before, or RELEASE to readiness
    BACK_TO_WRAP_UP = "back_to_wrap_up"
    PHONE_LOST = "phone_lost"
    PHONE_BACK = "phone_back"


S, E = AgentState, AgentEvent

TRANSITIONS: dict[tuple[AgentState, AgentEvent], AgentState] = {
    (S.OFFLINE, E.LOG_IN): S.PAUSED,
    (S.PAUSED, E.READY): S.AVAILABLE,
    (S.PAUSED, E.PAUSE): S.PAUSED,
    (S.PAUSED, E.LOG_OUT): S.OFFLINE,
    (S.AVAILABLE, E.PAUSE): S.PAUSED,
    (S.AVAILABLE, E.LOG_OUT): S.OFFLINE,
    (S.AVAILABLE, E.RESERVE): S.RESERVED,
    (S.AVAILABLE, E.PHONE_LOST): S.UNREACHABLE,
    (S.AVAILABLE, E.DIAL): S.DIALLING,
    (S.PAUSED, E.DIAL): S.DIALLING,
    (S.WRAP_UP, E.DIAL): S.DIALLING,
    (S.DIALLING, E.ACCEPT): S.TALKING,
    (S.DIALLING, E.RELEASE): S.AVAILABLE,
    (S.DIALLING, E.BACK_TO_PAUSE): S.PAUSED,
    (S.DIALLING, E.BACK_TO_WRAP_UP): S.WRAP_UP,
    (S.RESERVED, E.RING): S.RINGING,
    (S.RESERVED, E.RELEASE): S.AVAILABLE,
    (S.RESERVED, E.MISS): S.NO_ANSWER,
    (S.RESERVED, E.PHONE_LOST): S.UNREACHABLE,
    (S.RINGING, E.ACCEPT): S.TALKING,
    (S.RINGING, E.RELEASE): S.AVAILABLE,
    (S.RINGING, E.MISS): S.NO_ANSWER,
    (S.RINGING, E.PHONE_LOST): S.UNREACHABLE,
    (S.OFFLINE, E.TAKE_OVER): S.TALKING,
    (S.PAUSED, E.TAKE_OVER): S.TALKING,
    (S.AVAILABLE, E.TAKE_OVER): S.TALKING,
    (S.NO_ANSWER, E.TAKE_OVER): S.TALKING,
    (S.UNREACHABLE, E.TAKE_OVER): S.TALKING,
    (S.TALKING, E.HANG_UP): S.WRAP_UP,
    (S.TALKING, E.MISS): S.NO_ANSWER,
    (S.TALKING, E.PHONE_LOST): S.UNREACHABLE,
    (S.TALKING, E.HOLD): S.HOLD,
    (S.HOLD, E.UNHOLD): S.TALKING,
    (S.HOLD, E.HANG_UP): S.WRAP_UP,
    (S.HOLD, E.MISS): S.NO_ANSWER,
    (S.HOLD, E.PHONE_LOST): S.UNREACHABLE,
    (S.WRAP_UP, E.WRAP_UP_DONE): S.AVAILABLE,
    (S.WRAP_UP, E.EXTEND_WRAP_UP): S.WRAP_UP,
    (S.WRAP_UP, E.READY): S.AVAILABLE,
    (S.WRAP_UP, E.WRAP_UP_OVER): S.AVAILABLE,
    (S.WRAP_UP, E.PAUSE): S.PAUSED,
    (S.WRAP_UP, E.LOG_OUT): S.OFFLINE,
    (S.NO_ANSWER, E.READY): S.AVAILABLE,
    (S.NO_ANSWER, E.PAUSE): S.PAUSED,
    (S.NO_ANSWER, E.LOG_OUT): S.OFFLINE,
    (S.UNREACHABLE, E.PHONE_BACK): S.AVAILABLE,
    (S.UNREACHABLE, E.PAUSE): S.PAUSED,
    (S.UNREACHABLE, E.LOG_OUT): S.OFFLINE,
}

ON_A_CALL = frozenset({S.RESERVED, S.RINGING, S.TALKING, S.HOLD, S.DIALLING})
"""States in which a pause or a log-out is kept for the moment when the call is over."""

BUSY_WITH_A_CALL = frozenset({S.TALKING, S.HOLD, S.WRAP_UP})
"""States whose time is handle time."""

WORKING = ON_A_CALL | {S.AVAILABLE, S.WRAP_UP}
"""States that show an office is served: its callers wait for it."""

READY = WORKING - {S.DIALLING}
"""States whose time is ready time: the calls that come in are shared out by it. Who rings a client is neither idle
nor takes any of them."""

THERE = WORKING | {S.PAUSED}
"""States in which the consultant will presumably work again soon."""

NAMES_PL: dict[AgentState, str] = {
    S.OFFLINE: "wylogowany",
    S.PAUSED: "przerwa",
    S.AVAILABLE: "gotowy",
    S.RESERVED: "przydzielony",
    S.RINGING: "dzwoni",
    S.TALKING: "rozmowa",
    S.HOLD: "rozmowa zawieszona",
    S.DIALLING: "dzwoni do klienta",
    S.WRAP_UP: "czynności po rozmowie",
    S.NO_ANSWER: "nie odbiera",
    S.UNREACHABLE: "technicznie niedostępny",
}

_REFUSALS: dict[AgentEvent, str] = {
    E.LOG_IN: "Konsultant jest już zalogowany.",
    E.READY: "Nie można teraz przejść w stan gotowości.",
    E.WRAP_UP_DONE: "Nie trwają czynności po rozmowie.",
    E.EXTEND_WRAP_UP: "Nie trwają czynności po rozmowie.",
    E.PAUSE: "Nie można teraz rozpocząć przerwy.",
    E.LOG_OUT: "Konsultant nie jest zalogowany.",
    E.DIAL: "Nie można teraz zadzwonić do klienta.",
}


def after(state: AgentState, event: AgentEvent, *, has_phone: bool = True) -> AgentState:
    """The state that follows; nobody is available without a registered telephone.

    Raises TransitionRefused, with a Polish sentence, if nothing follows.
    """
    following = TRANSITIONS.get((state, event))
    if following is None:
        sentence = _REFUSALS.get(event, "Ta czynność nie jest teraz możliwa.")
        raise TransitionRefused(f"{sentence} Obecny stan: {NAMES_PL[state]}.")
    if following is S.AVAILABLE and not has_phone:
        return S.UNREACHABLE
    return following
