"""What a call script needs of a telephone exchange, and nothing of how it is done.

Two implementations: `ari_app.telephony.channels` on a real Asterisk, and `tests.support.calls.fake_telephony` by
hand in virtual time. Every method may raise `ChannelGone` when the party hung up and `TelephonyFailed` when the
exchange refused; a hang-up besides cancels whatever runs inside `while_up()`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

import anyio

from core.tasks.cancel_group import CancelGroup
from core.tasks.flag import Flag


class Keys:
    """The keys a caller pressed and nobody has read yet: type-ahead works because they stay here.

    At most `LIMIT` keys wait, and in the long run `PACE` keys a second are taken in: further ones are dropped, so
    that a stuck key or a toy can neither fill memory nor drive a call round its scenario without an end. A person
    notices neither: the longest number has a fraction of `LIMIT`, however fast it is keyed.
    """

    LIMIT = 64
    PACE = 3.0  # keys a second; up to `LIMIT` come at once

    def __init__(self) -> None:
        self.taken = 0
        """How many keys have been read."""
        self._waiting: list[str] = []
        self._allowance = float(self.LIMIT)  # keys that may come just now
        self._last_press = 0.0
        self._pressed = Flag()
        self._waits = CancelGroup()

    def press(self, key: str) -> None:
        """Called by the exchange for each key."""
        now = asyncio.get_running_loop().time()
        self._allowance = min(self.LIMIT, self._allowance + (now - self._last_press) * self.PACE)
        self._last_press = now
        if len(self._waiting) < self.LIMIT and self._allowance >= 1:
            self._allowance -= 1
            self._waiting.append(key)
            self._pressed.set()
            self._waits.cancel()

    def peek(self) -> str | None:
        """The next key, left in its place."""
        return self._waiting[0] if self._waiting else None

    async def pressed(self) -> str:
        """Wait until a key is there and return it, left in its place."""
        await self.until_there(None)
        return self._waiting[0]

    async def until_there(self, seconds: float | None) -> None:
        """Return when a key is there, or after `seconds`."""
        if self._waiting:
            return
        loop = asyncio.get_running_loop()
        end = None if seconds is None else loop.time() + seconds
        while not self._waiting:
            self._pressed = Flag()
            if not await self._pressed.wait(None if end is None else max(0.0, end - loop.time())):
                return

    def until_pressed(self) -> AbstractContextManager[anyio.CancelScope]:
        """A key ends the block, wherever it is, and stays in its place; with one that waits already it ends at its
        first await.
        """
        return self._waits.scope(is_over=bool(self._waiting))

    async def next(self, timeout: float) -> str | None:
        """Take the next key, waiting at most `timeout` seconds; None when none came."""
        await self.until_there(timeout)
        return self.take() if self._waiting else None

    def take(self) -> str:
        """Take the next key; IndexError when there is none."""
        key = self._waiting.pop(0)
        self.taken += 1
        return key

    def clear(self) -> None:
        """Forget keys pressed before a question was asked: an early key must not count as its answer."""
        self._waiting.clear()

    def __len__(self) -> int:
        return len(self._waiting)


class Playback(Protocol):
    """Sounds that are being played to one channel."""

    async def finished(self) -> None:
        """Return when the last sound is over or was stopped. Raises PlaybackFailed if nothing was heard."""
        ...

    def stop(self) -> None:
        """Silence at once, without waiting for the exchange; harmless when it is over."""
        ...


RECORDING_FORMAT = "wav"  # 16 bit, 8 kHz, what every player opens


def recording_file(name: str) -> str:
    """The file, relative to the recordings folder, that holds the recording `name`."""
    return f"{name}.{RECORDING_FORMAT}"


def recording_name(file: str) -> str:
    """The name under which the exchange knows the recording in `file`."""
    return file.removesuffix(f".{RECORDING_FORMAT}")


@dataclass(frozen=True, slots=True)
class RecordedFile:
    """A closed recording: path relative to the recordings folder, with extension, and seconds of audio."""

    name: str
    duration_time: float


class Recording(Protocol):
    """A recording of what one party says, in progress."""

    @property
    def id(self) -> str: ...

    async def finished(self) -> RecordedFile:
        """Return when it ended by itself: after silence, at the longest time, with the hang-up. Raises
        TelephonyFailed when nothing was recorded."""
        ...

    async def stop(self) -> RecordedFile:
        """Close the file. Raises TelephonyFailed when nothing was recorded."""
        ...


class Channel(Protocol):
    """One leg: the caller's, or a consultant's telephone."""

    @property
    def id(self) -> str: ...

    @property
    def caller_number(self) -> str:
        """As the operator sent it; empty when withheld. Personal data."""
        ...

    @property
    def dialled_number(self) -> str: ...

    @property
    def is_up(self) -> bool:
        """False from the moment the exchange reported the hang-up."""
        ...

    @property
    def is_cut_off(self) -> bool:
        """Of a channel that is not up: did the exchange die with it? Nobody has hung up then."""
        ...

    @property
    def keys(self) -> Keys: ...

    on_hung_up: Callable[[], None] | None
    """Called in the moment in which a hang-up is reported, before any task goes on. It may not wait."""

    def while_up(self) -> AbstractContextManager[anyio.CancelScope]:
        """A hang-up ends the block, wherever it is; a channel already gone ends it at its first await."""
        ...

    async def gone(self) -> None:
        """Return when the channel has hung up."""
        ...

    async def hold_changed(self) -> bool:
        """Wait until the party puts the other one on hold, or is back; True for hold."""
        ...

    async def answer(self) -> None: ...

    async def reject(self) -> None:
        """Refuse an unanswered call because nobody owns the number (Q.850 cause 1; SIP 404)."""
        ...

    async def play(self, sounds: Sequence[str]) -> Playback:
        """Start playing files one after the other (absolute paths without extension)."""
        ...

    def several_keys(self) -> AbstractContextManager[None]:
        """Within this block a number is keyed, whose digits count once each however fast and late they come. May
        be nested. Not for blocks in which music is to sound or parties are to be joined."""
        ...

    def music_behind(self) -> AbstractContextManager[None]:
        """Within this block music follows whatever is played, until `start_music`: also where this process cannot
        start any, since it has died meanwhile; once through the file then. May be nested."""
        ...

    async def start_music(self) -> None: ...

    async def stop_music(self) -> None: ...

    async def record(self, name: str, *, longest: float, silence: float) -> Recording:
        """Record what the party says into the file `name` (relative, without extension).

        Ends by itself after `longest` seconds, after `silence` seconds in which nothing was said, both in whole
        seconds, and with the hang-up. Raises TelephonyFailed when it cannot be written."""
        ...

    async def discard_recording(self, name: str) -> None:
        """End the recording `name` of this party and delete its file; harmless if there is none, also when the
        party is gone."""
        ...

    async def stop_sounds(self) -> None:
        """End what a process before this one had begun to play to the channel."""
        ...

    async def hang_up(self) -> None:
        """End the leg; harmless when it is gone."""
        ...


class Bridge(Protocol):
    """Two or more channels that hear each other."""

    @property
    def id(self) -> str: ...

    async def part(self, channel: Channel, *, has_music: bool = True) -> None:
        """Take a party out; whoever stays hears music, unless there are others to talk with. Harmless if the party
        is out already, or gone."""
        ...

    async def join(self, channel: Channel) -> None:
        """The music ends, and a party is on the bridge, again or for the first time. Harmless if it is there.
        Raises ChannelGone when it is gone."""
        ...


class Ear(Protocol):
    """What one party says and hears, on somebody else's telephone. Shut at first."""

    async def open(self) -> None:
        """It is heard from now on, and who whispers can be. Raises TelephonyFailed, and ChannelGone when the party
        has hung up."""
        ...

    async def shut(self) -> None:
        """Nothing is heard any more when it returns; harmless when it is shut. Raises TelephonyFailed when that is
        not certain."""
        ...


EarFor = Literal["listening", "whispering", "advising"]
"""What an ear is for. `listening`: both sides of the party are heard, and nobody hears the listener. `whispering`:
and the party, nobody else, hears the listener. `advising`: as `whispering`, but the party alone is heard, and
nothing of whoever talks with it."""


class Telephony(Protocol):
    """The exchange."""

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
        """Ring `endpoint` for at most `ring_time` seconds and yield the answered leg.

        The leg is hung up at the end of the block, whatever happens, also while it still rings. Raises
        NotAnswered with the outcome no_answer, declined, busy, unreachable or failed.

        `after_ringing` is done as soon as the telephone was told to ring, which is what somebody waits for.
        `is_resumed` asks a telephone in a browser to answer by itself: a conversation of before goes on.
        `is_listening`: for `overhearing`; it is no consultant's leg, and its telephone counts as engaged.
        `is_trial`: who answers is led through a scenario like a caller; it is no consultant's leg.
        `beside`: whom the leg is to talk with or hear; both are on the same Asterisk then, as all have to be who
        are to be on one bridge.
        `meanwhile` runs while it rings; when that ends by itself nobody is to be rung any more: NotAnswered with
        the outcome withdrawn.
        """
        ...

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
        """Ring a subscriber through the operator, as `ringing` rings a consultant; the same errors. `channel_id`
        where the id of the leg has to be known before: a `new_id("outbound")`."""
        ...

    def is_consultants(self, leg: Channel) -> None:
        """A leg that was rung with `is_listening` is a consultant's from now on: its owner has taken the call
        over. Harmless for one that is gone."""
        ...

    def calls_of(self, caller_number: str) -> int:
        """How many callers with this number are on the line, also those who are being refused."""
        ...

    def bridge(self, *channels: Channel) -> AbstractAsyncContextManager[Bridge]:
        """Connect the channels; the bridge is destroyed at the end of the block."""
        ...

    def bridge_again(self, bridge_id: str, *channels: Channel) -> AbstractAsyncContextManager[Bridge]:
        """The bridge on which the channels are already, made before this process began; as `bridge` from then
        on.
        """
        ...

    def overhearing(
        self, party: Channel, listener: Channel, on_lost: Callable[[], None], ear_for: EarFor = "listening"
    ) -> AbstractAsyncContextManager[Ear]:
        """Within this block `listener`, an answered leg that is on no bridge, hears what `party` says and hears as
        far as the ear is open, and is heard as `ear_for` says; whoever talks with the party hears no difference.
        Nothing of it is left afterwards but the listener's leg.

        `on_lost` is called when an open ear goes by itself, as with the end of the party; it may not wait. Raises
        ChannelGone and TelephonyFailed."""
        ...

    def leg_again(
        self, endpoint: str, channel_id: str | None, *, beside: Channel
    ) -> AbstractAsyncContextManager[Channel]:
        """The answered leg of `endpoint` that a process before this one had rung; as `ringing` from then on.

        None for a leg that is gone meanwhile: then the channel has hung up.
        """
        ...
