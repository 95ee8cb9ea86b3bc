"""What recordings of conversations need of the exchange."""

from typing import Protocol

from core.telephony.telephony import Channel, RecordedFile


class PortRecording(Protocol):
    """The recording of a conversation in progress."""

    async def stop(self) -> RecordedFile:
        """Close the file. Raises TelephonyFailed when nothing was recorded, or the file is away."""
        ...

    async def mute(self, *, is_muted: bool) -> None:
        """Silence of both sides from now on, or sound again; said again, nothing changes.

        Raises TelephonyFailed when the exchange does not do it, ChannelGone when the caller has gone."""
        ...

    async def renew(self) -> None:
        """Go on in the same file, not muted: another telephone is heard by the caller than until now. Whoever
        listens in has been silenced meanwhile.

        Raises TelephonyFailed when the exchange does not do it, and then nothing may be recorded; said again, it
        goes on. ChannelGone when the caller has gone."""
        ...

    async def destroy(self) -> None:
        """Delete the file, at once, and write no more of it; harmless when that was done.

        Raises TelephonyFailed when the file cannot be deleted, or the exchange does not stop."""
        ...


class RecordingPort(Protocol):
    """Makes recordings of conversations, at the exchange."""

    async def begin(self, caller: Channel, name: str) -> PortRecording:
        """Record what `caller` says and hears, while on a bridge, into the file `name` (relative, without
        extension).

        Raises TelephonyFailed or ChannelGone, and then there is no file."""
        ...

    def going_on(self, caller: Channel, name: str) -> PortRecording:
        """The recording `name` of `caller`, which a process before this one began. It may be over."""
        ...

    async def remove(self, name: str) -> None:
        """Delete the file `name` of a caller who has gone; harmless if there is none. Never raises: what cannot be
        deleted now is left to the process `jobs`."""
        ...
