"""A consultant who has answered."""

from dataclasses import dataclass

from acd.agent import Agent
from acd.matchmaker import Matchmaker
from core.telephony import Channel


@dataclass(slots=True)
class AgentLeg:
    """A consultant who answered, on an open channel."""

    agent: Agent
    channel: Channel
    joined: float  # when the caller joined the queue, monotonic seconds
    has_dropped_caller: bool = False  # set by the conversation: ended by the consultant at once
    matchmaker: Matchmaker | None = None  # until the consultant's part is over
    call_id: str | None = None  # without it, whatever call the consultant is on

    def over(self) -> None:
        """The consultant's telephone is free: wrap-up begins, or the next call comes. Once; then harmless."""
        matchmaker, self.matchmaker = self.matchmaker, None
        if matchmaker is not None:
            matchmaker.conversation_over(self.agent, is_dropped=self.has_dropped_caller, call_id=self.call_id)
