"""Who is called into a conversation, or takes it over, as the conversation knows them."""

from typing import Protocol

from acd.waiting.agent_leg import AgentLeg
from core.telephony.telephony import Channel


class Guest(Protocol):
    """`ari_app.calls.conversations.guests.CalledIn`, and a supervisor who takes over
    (`ari_app.calls.conversations.listening`)."""

    @property
    def channel(self) -> Channel | None:
        """From the answer on."""
        ...

    @property
    def hands_over(self) -> bool:
        """Has whoever answers the call at once?"""
        ...

    def over(self) -> None:
        """The conversation is over."""
        ...

    def lost(self) -> None:
        """What the guest heard beside the consultant is heard no more."""
        ...

    def has_call(self, bridge_id: str) -> AgentLeg | None:
        """The guest has the call from now on, and the conversation on that bridge the leg; None: it is somebody
        outside of the centre, and this is no consultant's conversation any more."""
        ...

    async def talks_on(self) -> None:
        """Of one outside who has the call: return when that is over."""
        ...
