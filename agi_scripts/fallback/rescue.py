"""Which callers are moved while the application gives no sign of life, and in which order they come back. Pure.

A caller in the application's hands who talks with a consultant is left alone: both hear each other without
anybody's help. A caller who only waits, listens or is rung for is an orphan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from core.facts.events import AnyEvent
from core.facts.kinds.colleagues import ColleagueCalled, ColleagueCame, ColleagueEnded, ColleagueMoved
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
)
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.transfers import TransferStarted
from core.facts.kinds.waiting import QueueEntered
from dialplan.names import APP
from reports.calls.call_record import is_drop

AFTERWARDS = ("survey", "announcement", "goodbye")  # kinds of nodes that need nobody, once a caller was served


@dataclass(frozen=True, slots=True)
class Leg:
    """A channel as Asterisk lists it. `agent` is whose telephone it is; empty for a caller's."""

    channel: str
    unique_id: str
    application: str
    data: str
    bridge: str
    agent: str

    @property
    def arguments(self) -> list[str]:
        """What the dialplan gave to the application; none for a channel that is not in its hands."""
        name, *arguments = self.data.split(",")
        return arguments if self.application == "Stasis" and name == APP else []

    @property
    def dialled(self) -> str | None:
        """The number that a caller in the application's hands has dialled; None for any other leg."""
        match self.arguments:
            case ["call", number]:
                return number
            case ["resumed", number, *_]:
                return number
        return None

    @property
    def is_rung_by_us(self) -> bool:
        """A consultant's or subscriber's telephone that the application rings or has rung, or an editor's page
        that it leads through a scenario.

        Those have ids of our making; what Asterisk's own queue rings, or a consultant dials, has Asterisk's.
        """
        return self.unique_id.startswith(("agent-", "trial-")) or self.is_subscriber

    @property
    def is_subscriber(self) -> bool:
        """Who was rung back, or by a consultant: the caller of that call."""
        return self.unique_id.startswith(("callback-", "outbound-"))

    @property
    def is_ear(self) -> bool:
        """Does it carry what a supervisor hears, or advises? Without the application nobody would shut that ear
        when a secret is keyed."""
        return self.unique_id.startswith("snoop-")

    @property
    def is_supervisors(self) -> bool:
        """The telephone of a supervisor who listens in, has barged in, or has taken the call over."""
        return self.unique_id.startswith("listen-")


@dataclass(frozen=True, slots=True)
class Move:
    """What is to be done with one channel. `hang_up` is for telephones that ring or wait for nobody.

    The other words are those of the fact `WatchdogActed`: `to_emergency` is to the fallback path.
    """

    channel: str
    unique_id: str
    what: Literal["to_emergency", "to_goodbye", "hang_up"]
    number: str = ""
    known: str = ""  # of the call, for who goes to the fallback path (`known_call`)


def orphans(legs: Sequence[Leg]) -> list[Move]:
    """Everybody who is left alone: callers in the order in which they came, then telephones."""
    in_bridge: dict[str, list[Leg]] = {}
    for leg in legs:
        if leg.bridge:
            in_bridge.setdefault(leg.bridge, []).append(leg)
    callers: list[Move] = []
    telephones: list[Move] = []
    for leg in sorted(legs, key=lambda leg: moment(leg.unique_id)):
        party = in_bridge.get(leg.bridge, [leg]) if leg.bridge else [leg]
        talks = len(party) > 1
        if leg.dialled is not None and not talks:
            what: Literal["to_emergency", "to_goodbye"] = "to_goodbye" if leg.bridge else "to_emergency"
            callers.append(Move(leg.channel, leg.unique_id, what, leg.dialled))
        elif (
            leg.is_ear
            or (leg.is_rung_by_us and not talks)
            or (leg.is_supervisors and not any(one.dialled is not None or one.is_subscriber for one in party))
        ):
            telephones.append(Move(leg.channel, leg.unique_id, "hang_up"))
    return callers + telephones


@dataclass(frozen=True, slots=True)
class Waiting:
    """A caller in one of Asterisk's own queues."""

    channel: str
    unique_id: str
    queue: str
    position: int
    wait_time: float


def is_over(facts: Iterable[AnyEvent]) -> bool:
    """Has the caller what the call was for, so that only a rating, thanks or the goodbye is missing?

    Not if the caller went on from there to something else, was dropped by the consultant at once, was sent into
    another queue, or handed over to somebody who has not answered.
    """
    over = is_sent_on = is_promised = False
    for fact in facts:
        match fact:
            case CallTransferred() | CallerRequeued():
                is_sent_on = True
            case QueueEntered():
                over = is_sent_on = False
            case ColleagueCalled():
                is_promised = fact.hands_over
            case ColleagueEnded():
                is_promised = False
            case ConversationStarted():
                over = False
            case ConversationEnded():
                over = not is_sent_on and not is_promised
            case TransferStarted() if fact.agent:
                over = True
            case NodeEntered(kind="goodbye"):
                over = True
            case NodeEntered(kind=kind) if kind not in AFTERWARDS:
                over = False
            case AgentStateChanged() if is_drop(fact):
                over = False
            case _:
                pass
    return over


def is_parted(facts: Iterable[AnyEvent]) -> bool:
    """Does the caller hear music in mid conversation: on hold, because the consultant's page is lost or somebody
    is asked apart, or because nobody has answered yet to whom the call is handed over?"""
    is_held = is_lost = is_apart = is_promised = is_left = False
    for fact in facts:
        match fact:
            case CallHeld():
                is_held = fact.is_held
            case PageLost():
                is_lost = True
            case PageBack():
                is_lost = False
            case ColleagueCalled():
                is_promised = fact.hands_over
            case ColleagueCame(mode=mode) | ColleagueMoved(mode=mode):
                is_apart = mode == "apart"
            case ColleagueEnded():
                is_apart = is_promised = False
            case ConversationEnded():
                is_held = is_lost = is_apart = False
                is_left = is_promised
            case ConversationStarted() | QueueEntered() | TransferStarted():
                is_left = False
            case _:
                pass
    return is_held or is_lost or is_apart or is_left


def in_order(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Who has waited longest comes first; in one queue nobody overtakes, whatever the whole seconds say."""
    left = list(waiting)
    longest: dict[str, float] = {}
    for one in sorted(left, key=lambda one: one.position, reverse=True):
        # In whole seconds two may look alike, or a clock may have been read a moment later for one of them.
        longest[one.unique_id] = max(one.wait_time, longest.get(one.queue, 0.0))
        longest[one.queue] = longest[one.unique_id]
    return sorted(left, key=lambda one: (-longest[one.unique_id], one.position, moment(one.unique_id)))


def moment(unique_id: str) -> tuple[float, int]:
    """When a channel began, as its id tells; those of another kind come last."""
    seconds, _, number = unique_id.rpartition("-")[2].partition(".")
    if seconds.isdigit() and number.isdigit():
        return float(seconds), int(number)
    return float("inf"), 0
