"""Listening in on a real Asterisk: a snoop channel on one party, on a bridge with whoever listens.

A snoop takes a copy of what its channel says and hears, as a recorder does (decision 0047): the bridge of the
conversation stays one of two. With `whisper=none` what the listener says goes nowhere; with `whisper=out` it is
mixed into what the party hears, and into nothing else: the copy is made before (`main/audiohook.c`), so the
listener hears no echo of it, and whoever talks with the party hears nothing.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import anyio
import structlog

from ari_app.ari import AriError, NotFound, Refused, ServerError
from ari_app.ari.operations import bridges, channels
from ari_app.ari.operations.channels import SnoopChannelWithIdSpy, SnoopChannelWithIdWhisper
from ari_app.telephony.line import CLEAN_UP_TIME, AriLine, attempt
from core.errors import ChannelGone, TelephonyFailed
from core.ids import new_id
from core.tasks.flag import Flag
from core.telephony.telephony import Channel, EarFor
from dialplan.extensions import APP

log = structlog.get_logger()

SNOOPS = "snoop-"
"""How the ids of snoop channels begin."""

_SPY_AND_WHISPER: dict[EarFor, tuple[SnoopChannelWithIdSpy, SnoopChannelWithIdWhisper]] = {
    "listening": ("both", "none"),
    "whispering": ("both", "out"),
    "advising": ("in", "out"),
}
"""Directions as Asterisk means them: `in` comes from the party, `out` goes to it."""

BEGIN_TIME = 2.0  # seconds in which a snoop must have come into the application
END_TIME = 1.0  # seconds in which it must have gone from there


class Snoop:
    """A snoop channel; `exchange` tells it what Asterisk reports of it. `is_wanted`: its end is none of ours."""

    def __init__(self) -> None:
        self.id = new_id("snoop")
        self.is_wanted = True
        self._begun = Flag()
        self._ended = Flag()
        self.on_lost: Callable[[], None] = lambda: None

    def has_begun(self) -> None:
        self._begun.set()

    def has_ended(self) -> None:
        """Told once or more."""
        if not self._ended.is_set:
            self._ended.set()
            self._begun.set()
            if self.is_wanted:
                self.on_lost()

    async def ended(self, seconds: float) -> bool:
        """Return when it is no more, or after `seconds`: is it so?"""
        return await self._ended.wait(seconds)

    async def begun(self) -> None:
        """Return when it can be put on a bridge. Raises ChannelGone when it has gone, and TelephonyFailed."""
        if not await self._begun.wait(BEGIN_TIME):
            raise TelephonyFailed
        if self._ended.is_set:
            raise ChannelGone


class AriEar:
    """See core.telephony.telephony.Ear."""

    def __init__(
        self,
        line: AriLine,
        party: Channel,
        bridge_id: str,
        snoops: dict[str, Snoop],
        on_lost: Callable[[], None],
        ear_for: EarFor,
    ) -> None:
        self._line = line
        self._party = party
        self._bridge_id = bridge_id
        self._snoops = snoops
        self._on_lost = on_lost
        self._ear_for = ear_for
        self._snoop: Snoop | None = None

    async def open(self) -> None:
        if self._snoop is not None:
            return
        if not self._party.is_up:
            raise ChannelGone
        self._snoop = snoop = Snoop()
        snoop.on_lost = self._on_lost
        self._snoops[snoop.id] = snoop
        spy, whisper = _SPY_AND_WHISPER[self._ear_for]
        try:
            await self._line.send(
                channels.snoop_channel_with_id(
                    self._party.id, snoop.id, app=APP, app_args=self._ear_for, spy=spy, whisper=whisper
                )
            )
            await snoop.begun()
            await self._line.send(bridges.add_channel(self._bridge_id, channel=[snoop.id]))
        except Refused as error:
            if not self._party.is_up:
                raise ChannelGone from error
            raise TelephonyFailed from error
        except AriError as error:
            raise TelephonyFailed from error

    async def shut(self) -> None:
        """Out of the bridge first: Asterisk answers that when it is done, and the end of a channel before."""
        snoop, self._snoop = self._snoop, None
        if snoop is None:
            return
        snoop.is_wanted = False
        try:
            is_out = await self._take_out(snoop)
            await self._line.persist(channels.hangup(snoop.id, reason="normal"))
            if not is_out and not await snoop.ended(END_TIME):
                raise TelephonyFailed
        finally:
            self._snoops.pop(snoop.id, None)

    async def _take_out(self, snoop: Snoop) -> bool:
        """Is it certain that the snoop is on no bridge?"""
        try:
            await self._line.send(bridges.remove_channel(self._bridge_id, channel=[snoop.id]))
        except ServerError:
            return False
        except Refused as error:  # not on the bridge, or gone with its party
            log.debug("a snoop was not on its bridge", error=type(error).__name__)
        except AriError:
            return False
        return True


@asynccontextmanager
async def overheard(
    line: AriLine,
    party: Channel,
    listener: Channel,
    served: set[str],
    snoops: dict[str, Snoop],
    on_lost: Callable[[], None],
    ear_for: EarFor,
) -> AsyncIterator[AriEar]:
    """See core.telephony.telephony.Telephony.overhearing. The bridge's id stands in `served` during the block, and
    the snoop's in `snoops` as long as it is there."""
    bridge_id = new_id("bridge")
    served.add(bridge_id)
    ear = AriEar(line, party, bridge_id, snoops, on_lost, ear_for)
    try:
        await attempt(line.send(bridges.create_with_id(bridge_id, type="mixing")))
        try:
            await line.send(
                bridges.add_channel(bridge_id, channel=[listener.id], inhibit_connected_line_updates=True)
            )
        except Refused as error:
            raise (TelephonyFailed if listener.is_up else ChannelGone) from error
        except AriError as error:
            raise TelephonyFailed from error
        yield ear
    finally:
        with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
            await _end(line, bridge_id, ear, listener)
        served.discard(bridge_id)


async def _end(line: AriLine, bridge_id: str, ear: AriEar, listener: Channel) -> None:
    """The listener is taken out before the bridge goes: whom its end throws out while another bridge takes the
    channel in, as of who takes a call over, is now and then on neither afterwards, and Asterisk says nothing."""
    try:
        await ear.shut()
    except TelephonyFailed as error:
        log.error("an ear was not shut", bridge=bridge_id, error=type(error).__name__)
    if listener.is_up:
        try:
            await line.send(bridges.remove_channel(bridge_id, channel=[listener.id]))
        except AriError as error:  # gone, or on another bridge already
            log.debug("a listener was not taken out", error=type(error).__name__)
    try:
        await line.send(bridges.destroy(bridge_id))
    except NotFound:
        pass
    except AriError as error:
        log.error("a bridge was not destroyed", bridge=bridge_id, error=type(error).__name__)
