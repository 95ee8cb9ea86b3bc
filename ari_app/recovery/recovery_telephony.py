"""What the recovery needs of an exchange besides telephony."""

from collections.abc import Iterable
from typing import Protocol

from ari_app.telephony.asterisk_snapshot import ChannelSnapshot
from core.telephony.telephony import Channel, Telephony


class RecoveryTelephony(Telephony, Protocol):
    """An exchange in which a process before this one left channels."""

    def caller_again(self, channel: ChannelSnapshot, dialled_number: str, caller_number: str) -> Channel:
        """A caller who is in the application already; listened to from now on."""
        ...

    def call_is_over(self, channel_id: str) -> None:
        """The call of a channel that was not found has its end. Should its Asterisk be reached later, and have
        the channel, it is hung up and begins no second call."""
        ...

    async def discard_recording(self, name: str) -> None:
        """See Channel: for a channel that is gone."""
        ...

    async def hang_up_legs(self, legs: Iterable[str]) -> None:
        """Silence telephones that ring for nobody any more; returns when they can take the next call, or after a
        few seconds. Never raises for a leg that is gone."""
        ...
