"""The telephony of the centre: one Asterisk, or several of which each has its calls from their first packet to the
last. No bridge spans two: whoever is to talk with a caller is rung by the caller's own.
"""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager

from ari_app.telephony.asterisk_snapshot import ChannelSnapshot
from ari_app.telephony.channels import AriChannel
from ari_app.telephony.exchange import Exchange
from core.errors import NotAnswered
from core.telephony.telephony import Bridge, Channel, Ear, EarFor


class Exchanges:
    """core.telephony.telephony.Telephony, and what a recovery needs besides, on all Asterisks together."""

    def __init__(self, nodes: Sequence[Exchange]) -> None:
        """At least one; in this order where it does not matter which."""
        self.nodes = nodes
        self.closed: Callable[[], Collection[str]] = tuple
        """The names of those on which nothing new is to begin."""

    # -- core.telephony.telephony.Telephony

    def ringing(
        self,
        endpoint: str,
        *,
        caller_id: str,
        caller_name: str,
        ring_time: float,
        after_ringing: Callable[[], Awaitable[None]] | None = None,
        meanwhile: Callable[[], Awaitable[None]] | None = None,
        is_resumed: bool = False,
        is_listening: bool = False,
        is_trial: bool = False,
        beside: Channel | None = None,
    ) -> AbstractAsyncContextManager[Channel]:
        return self._for(beside).ringing(
            endpoint,
            caller_id=caller_id,
            caller_name=caller_name,
            ring_time=ring_time,
            after_ringing=after_ringing,
            meanwhile=meanwhile,
            is_resumed=is_resumed,
            is_listening=is_listening,
            is_trial=is_trial,
        )

    def dialling(
        self,
        number: str,
        *,
        caller_id: str,
        ring_time: float,
        channel_id: str | None = None,
        meanwhile: Callable[[], Awaitable[None]] | None = None,
        beside: Channel | None = None,
    ) -> AbstractAsyncContextManager[Channel]:
        return self._for(beside).dialling(
            number, caller_id=caller_id, ring_time=ring_time, channel_id=channel_id, meanwhile=meanwhile
        )

    def is_consultants(self, leg: Channel) -> None:
        self.of(leg).is_consultants(leg)

    def calls_of(self, caller_number: str) -> int:
        return sum(node.calls_of(caller_number) for node in self.nodes)

    def bridge(self, *channels: Channel) -> AbstractAsyncContextManager[Bridge]:
        return self.of(channels[0]).bridge(*channels)

    def bridge_again(self, bridge_id: str, *channels: Channel) -> AbstractAsyncContextManager[Bridge]:
        return self.of(channels[0]).bridge_again(bridge_id, *channels)

    def overhearing(
        self, party: Channel, listener: Channel, on_lost: Callable[[], None], ear_for: EarFor = "listening"
    ) -> AbstractAsyncContextManager[Ear]:
        return self.of(party).overhearing(party, listener, on_lost, ear_for)

    def leg_again(
        self, endpoint: str, channel_id: str | None, *, beside: Channel
    ) -> AbstractAsyncContextManager[Channel]:
        return self.of(beside).leg_again(endpoint, channel_id)

    # -- ari_app.recovery.recovery_telephony.RecoveryTelephony

    def caller_again(self, channel: ChannelSnapshot, dialled_number: str, caller_number: str) -> AriChannel:
        return self._with(channel.id).caller_again(channel, dialled_number, caller_number)

    async def discard_recording(self, name: str) -> None:
        """See Channel: for a channel that is gone, on whichever Asterisk it was."""
        for node in self._up:
            await node.discard_recording(name)

    def call_is_over(self, channel_id: str) -> None:
        for node in self.nodes:
            node.call_is_over(channel_id)

    async def hang_up_legs(self, legs: Iterable[str]) -> None:
        of_all = list(legs)
        for node in self.nodes:
            await node.hang_up_legs([leg for leg in of_all if self._with(leg) is node])

    # -- what is believed to be there

    def knows(self, channel_id: str) -> bool:
        """Is the channel ours, and looked after?"""
        return any(node.knows(channel_id) for node in self.nodes)

    @property
    def served(self) -> dict[str, list[str]]:
        """By the name of each Asterisk that is there: channels that somebody here serves and that are up; a
        telephone that we ring is none before it answers.
        """
        return {node.name: node.served for node in self._up}

    def channel_is_gone(self, channel_id: str) -> None:
        """The end of a channel was missed."""
        self._with(channel_id).channel_is_gone(channel_id)

    @property
    def legs(self) -> set[str]:
        """Consultants with an open leg of ours, at whichever telephone."""
        return {agent for node in self.nodes for agent in node.legs}

    def telephone_lost(self, endpoint: str) -> None:
        """A telephone is not registered any more: what rings there rings in vain."""
        for node in self.nodes:
            node.telephone_lost(endpoint)

    # -- which of them

    def _for(self, beside: Channel | None) -> Exchange:
        """Where a new leg is rung: where `beside` is, or else where the fewest channels are, and new ones may be.
        Raises NotAnswered if there is no Asterisk."""
        if beside is not None:
            return self.of(beside)
        if not self._up:
            raise NotAnswered("failed")
        closed = self.closed()
        return min(self._up, key=lambda node: (node.name in closed, node.load))

    def of(self, channel: Channel) -> Exchange:
        """The Asterisk on which the channel is."""
        return self._with(channel.id)

    def _with(self, channel_id: str) -> Exchange:
        """The one that has the channel, or had it; the first one for a channel of which nobody knows."""
        for node in self.nodes:
            if node.knows(channel_id) or node.has_seen(channel_id):
                return node
        return self.nodes[0]

    @property
    def _up(self) -> Sequence[Exchange]:
        return [node for node in self.nodes if node.is_up]
