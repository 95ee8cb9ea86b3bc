"""The channel of a simulated caller: `core.telephony.telephony.Channel` without an exchange."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

import anyio

from core.errors import ChannelGone
from core.telephony.telephony import Keys
from ivr.simulator.case import CaseContext
from ivr.simulator.trace import Heard
from ivr.simulator.unkept_recording import UnkeptRecording


class WatchedKeys(Keys):
    """Knows whether somebody waits for a key."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = 0

    async def until_there(self, seconds: float | None) -> None:
        self.waiting += 1
        try:
            await super().until_there(seconds)
        finally:
            self.waiting -= 1


class _Playback:
    """Sounds one after the other, each as long as its words take."""

    def __init__(self, channel: "SimulatedChannel", sounds: Sequence[str]) -> None:
        self._channel = channel
        self._began = anyio.current_time()
        self._stopped = anyio.Event()
        at = self._began
        self._heard: list[Heard] = []
        for sound in sounds:
            heard = channel.hear(sound, at)
            self._heard.append(heard)
            at += heard.duration_time
        self._ends = at

    async def finished(self) -> None:
        for heard in self._heard:
            await self._until(self._channel.began + heard.at)
            if self._stopped.is_set():
                return
            self._channel.begins(heard)
        await self._until(self._ends)

    def stop(self) -> None:
        now = anyio.current_time() - self._channel.began
        self._stopped.set()
        self._channel.silent(self._heard, now)

    async def _until(self, moment: float) -> None:
        with anyio.move_on_after(max(0.0, moment - anyio.current_time())):
            await self._stopped.wait()


class SimulatedChannel:
    """The caller's leg. `heard` has what was begun to be played, in order."""

    def __init__(self, around: CaseContext, said: Callable[[str], Heard]) -> None:
        """`said` knows the words of a sound and how long they take."""
        self.id = f"sim-{around.draw}"  # a share of calls goes by the call: the same case goes the same way
        self.caller_number = around.caller_number
        self.dialled_number = around.number
        self.keys = WatchedKeys()
        self.is_up = True
        self.is_cut_off = False
        self.heard: list[Heard] = []
        self.playing: Heard | None = None
        self.began = anyio.current_time()
        self._said = said
        self._changed = anyio.Event()
        self._gone = anyio.Event()
        self.on_hung_up: Callable[[], None] | None = None  # a simulated caller is connected with nobody
        self._scopes: list[anyio.CancelScope] = []

    # -- for the one who simulates

    def hear(self, sound: str, moment: float) -> Heard:
        heard = self._said(sound)
        heard.at = moment - self.began
        return heard

    def begins(self, heard: Heard) -> None:
        self.heard.append(heard)
        self.playing = heard
        self.notify()

    def silent(self, sounds: Sequence[Heard], now: float) -> None:
        """Whatever of these sounds was under way is over now."""
        for heard in sounds:
            if heard is self.playing:
                heard.is_cut = now < heard.at + heard.duration_time - 0.001
                self.playing = None
        self.notify()

    def notify(self) -> None:
        self._changed.set()

    async def changed(self) -> None:
        """Return when something begins or ends to be played, or `notify` is called."""
        self._changed = anyio.Event()
        await self._changed.wait()

    def party_hangs_up(self) -> None:
        if self.is_up:
            self.is_up = False
            self._gone.set()
            for scope in self._scopes:
                scope.cancel()
            self.notify()

    # -- core.telephony.telephony.Channel

    @contextmanager
    def while_up(self) -> Iterator[anyio.CancelScope]:
        with anyio.CancelScope() as scope:
            self._scopes.append(scope)
            if not self.is_up:
                scope.cancel()
            try:
                yield scope
            finally:
                self._scopes.remove(scope)

    async def gone(self) -> None:
        await self._gone.wait()

    async def hold_changed(self) -> bool:
        await anyio.sleep_forever()
        return False

    async def answer(self) -> None:
        await self._command()

    async def reject(self) -> None:
        await self._command()
        self.party_hangs_up()

    async def play(self, sounds: Sequence[str]) -> _Playback:
        await self._command()
        return _Playback(self, sounds)

    def several_keys(self) -> AbstractContextManager[None]:
        return nullcontext()

    def music_behind(self) -> AbstractContextManager[None]:
        return nullcontext()

    async def start_music(self) -> None:
        await self._command()

    async def stop_music(self) -> None:
        await self._command()

    async def record(self, name: str, *, longest: float, silence: float) -> UnkeptRecording:
        await self._command()
        return UnkeptRecording(name, longest, silence)

    async def discard_recording(self, name: str) -> None:
        await anyio.lowlevel.checkpoint()

    async def stop_sounds(self) -> None:
        await self._command()

    async def hang_up(self) -> None:
        await anyio.lowlevel.checkpoint()
        self.party_hangs_up()

    async def _command(self) -> None:
        await anyio.lowlevel.checkpoint()
        if not self.is_up:
            raise ChannelGone
