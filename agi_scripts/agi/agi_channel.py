"""A caller's channel over AGI: `core.telephony.telephony.Channel` as far as a scenario needs one.

Facts about AGI that shape this: it does one thing at a time, so one task, `listen`, plays and waits for keys by
turns; a key ends the file that is being played and is its answer; what is pressed while nothing is asked is lost,
so there is always something asked. A file cannot be stopped from here: `stop` means that it is not gone on with.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

import anyio

from agi_scripts.agi.fast_agi import AgiHangUp, AgiRequest
from core.caller_number import shown_number
from core.errors import ChannelGone, PlaybackFailed, TelephonyFailed
from core.tasks.presence import Presence
from core.telephony.telephony import Keys, Recording

KEYS = "0123456789*#"
LISTEN_TIME = (
    100  # milliseconds for which keys are waited for before it is looked whether something is to be played
)
REACTION_TIME = 0.02  # seconds in which the task that waited for a key may stop the announcement


class AgiPlayback:
    """See core.telephony.telephony.Playback."""

    def __init__(self, sounds: Sequence[str]) -> None:
        self.sounds = list(sounds)
        self.offset = 0  # samples of the first sound that were heard
        self._over = anyio.Event()
        self._has_failed = False
        self._was_heard = False

    @property
    def is_over(self) -> bool:
        return self._over.is_set()

    async def finished(self) -> None:
        await self._over.wait()
        if self._has_failed:
            raise PlaybackFailed

    def stop(self) -> None:
        self._over.set()

    def was_played(self, end: int, *, to_its_end: bool) -> None:
        """Called by the channel: the first sound was played up to `end`."""
        self._was_heard = self._was_heard or end > 0
        self.offset = end
        if to_its_end:
            self.sounds.pop(0)
            self.offset = 0
        if not self.sounds:
            self._has_failed = not self._was_heard
            self._over.set()


class AgiChannel(Presence):
    """The channel of one request. `listen` is its task, which ends with `leave` or the hang-up."""

    def __init__(self, request: AgiRequest, dialled_number: str) -> None:
        super().__init__()
        headers = request.headers
        self.id = headers.get("agi_uniqueid", "")
        self.caller_number = shown_number(headers)
        self.dialled_number = dialled_number
        self.keys = Keys()
        self._request = request
        self._playback: AgiPlayback | None = None
        self._is_left = False

    async def listen(self) -> None:
        """Play what is to be played and take keys, until the caller is gone or `leave`."""
        try:
            while not self._is_left:
                playback = self._playback
                if playback is None or playback.is_over:
                    key = await self._wait_for_key()
                else:
                    key = await self._play_on(playback)
                if key:
                    self.keys.press(key)
                await anyio.sleep(REACTION_TIME if key else 0)
        except AgiHangUp:
            self.has_hung_up()

    def leave(self) -> None:
        """The dialplan goes on with the call: what the channel does and hears is no matter of ours any more."""
        self._is_left = True

    async def hold_changed(self) -> bool:
        await anyio.sleep_forever()
        raise AssertionError("unreachable")

    async def answer(self) -> None:
        """The dialplan has answered."""

    async def reject(self) -> None:
        raise TelephonyFailed  # the dialplan refuses what nobody owns

    async def play(self, sounds: Sequence[str]) -> AgiPlayback:
        if not self.is_up:
            raise ChannelGone
        self._playback = AgiPlayback(sounds)
        return self._playback

    def several_keys(self) -> AbstractContextManager[None]:
        return nullcontext()  # what Asterisk puts back comes here only when it is read again

    def music_behind(self) -> AbstractContextManager[None]:
        return nullcontext()  # who waits here is in Asterisk's own queue

    async def record(self, name: str, *, longest: float, silence: float) -> Recording:
        raise TelephonyFailed  # the fallback path records nothing

    async def discard_recording(self, name: str) -> None:
        """There is none."""

    async def start_music(self) -> None:
        """A scenario has no music; the queue, which has, is the dialplan's."""

    async def stop_music(self) -> None: ...

    async def stop_sounds(self) -> None:
        """Nothing is played that an earlier process began."""

    async def hang_up(self) -> None:
        self.leave()  # and the dialplan hangs up

    async def _wait_for_key(self) -> str:
        return _key(await self._request.command(f"WAIT FOR DIGIT {LISTEN_TIME}"))

    async def _play_on(self, playback: AgiPlayback) -> str:
        sound = playback.sounds[0]
        answer = await self._request.command(f'STREAM FILE "{sound}" "{KEYS}" {playback.offset}')
        key = _key(answer)
        playback.was_played(int(answer["endpos"][0]), to_its_end=not key)
        return key

    def has_hung_up(self) -> None:
        if self._playback is not None:
            self._playback.stop()
        super().has_hung_up()


def _key(answer: dict[str, tuple[str, str]]) -> str:
    code = int(answer["result"][0])
    return chr(code) if code > 0 else ""
