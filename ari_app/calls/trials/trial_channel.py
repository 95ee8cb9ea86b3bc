"""The telephone of somebody who tries a scenario out, as if it were a caller's. Nothing that is said is kept."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager

import anyio

from core.errors import ChannelGone
from core.telephony.telephony import Channel, Keys, Playback
from ivr.simulator.case import CaseContext
from ivr.simulator.unkept_recording import UnkeptRecording


class TrialChannel:
    """`core.telephony.telephony.Channel`: `leg`, but for its numbers and for recordings."""

    def __init__(self, leg: Channel, around: CaseContext) -> None:
        self._leg = leg
        self.id = f"sim-{around.draw}"  # the same trial goes the same way, as a simulated call does
        self.caller_number = around.caller_number
        self.dialled_number = around.number

    @property
    def is_up(self) -> bool:
        return self._leg.is_up

    @property
    def is_cut_off(self) -> bool:
        return self._leg.is_cut_off

    @property
    def keys(self) -> Keys:
        return self._leg.keys

    @property
    def on_hung_up(self) -> Callable[[], None] | None:
        return self._leg.on_hung_up

    @on_hung_up.setter
    def on_hung_up(self, told: Callable[[], None] | None) -> None:
        self._leg.on_hung_up = told

    def while_up(self) -> AbstractContextManager[anyio.CancelScope]:
        return self._leg.while_up()

    async def gone(self) -> None:
        await self._leg.gone()

    async def hold_changed(self) -> bool:
        return await self._leg.hold_changed()

    async def answer(self) -> None:
        """It has answered itself."""
        await anyio.lowlevel.checkpoint()

    async def reject(self) -> None:
        await self._leg.hang_up()

    async def play(self, sounds: Sequence[str]) -> Playback:
        return await self._leg.play(sounds)

    def several_keys(self) -> AbstractContextManager[None]:
        return self._leg.several_keys()

    def music_behind(self) -> AbstractContextManager[None]:
        return self._leg.music_behind()

    async def start_music(self) -> None:
        await self._leg.start_music()

    async def stop_music(self) -> None:
        await self._leg.stop_music()

    async def record(self, name: str, *, longest: float, silence: float) -> UnkeptRecording:
        """As long as a message would be that is not ended by a key."""
        await anyio.lowlevel.checkpoint()
        if not self.is_up:
            raise ChannelGone
        return UnkeptRecording(name, longest, silence)

    async def discard_recording(self, name: str) -> None:
        await anyio.lowlevel.checkpoint()

    async def stop_sounds(self) -> None:
        await self._leg.stop_sounds()

    async def hang_up(self) -> None:
        await self._leg.hang_up()
