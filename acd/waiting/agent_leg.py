"""A consultant who has answered."""

from dataclasses import dataclass

from acd.live.agent import Agent
from acd.live.matchmaker import Matchmaker
from core.telephony.telephony import Channel


@dataclass(frozen=True, slots=True)
class Onward:
    """The queue into which a caller goes after a conversation. Monotonic: `joined` is now less the wait of before,
    in which the conversation does not count; `due` decides about the place.
    """

    office: str
    topic: str | None
    joined: float
    due: float


@dataclass(slots=True)
class AgentLeg:
    """A consultant who answered, on an open channel."""

    agent: Agent
    channel: Channel
    joined: float  # when the caller joined the queue, monotonic seconds
    queue: str = ""  # in which the caller waited
    topic: str | None = None  # and with what
    page: str = ""  # of the browser; empty for a SIP telephone
    has_dropped_caller: bool = False  # set by the conversation: ended by the consultant at once
    onward: Onward | None = None  # set by the conversation: handed on, or the page was lost for good
    was_guest: bool = False  # took part before: whoever goes soon has not dropped the caller
    has_rung_out: bool = False  # rang the client: who goes soon has dropped nobody
    is_lost: bool = False  # set by the conversation: ended by nobody, since the page was lost for good
    matchmaker: Matchmaker | None = None  # until the consultant's part is over
    call_id: str | None = None  # without it, whatever call the consultant is on

    @property
    def drops_nobody(self) -> bool:
        """Is a short conversation one all the same?"""
        return self.was_guest or self.has_rung_out

    def over(self) -> None:
        """The consultant's telephone is free: wrap-up begins, or the next call comes. Once; then harmless."""
        matchmaker, self.matchmaker = self.matchmaker, None
        if matchmaker is not None:
            is_dropped = self.has_dropped_caller and not self.drops_nobody
            matchmaker.conversation_over(
                self.agent,
                is_dropped=is_dropped,
                is_lost=self.is_lost,
                is_cut_off=self.channel.is_cut_off,
                call_id=self.call_id,
            )
