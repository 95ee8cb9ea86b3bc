"""Bridges on a real Asterisk."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import anyio
import structlog

from ari_app.ari import AriError, NotFound, Refused, ServerError
from ari_app.ari.operations import bridges, channels
from ari_app.telephony.channels import MUSIC_CLASS, AriChannel
from ari_app.telephony.line import CLEAN_UP_TIME, AriLine, attempt
from core.errors import ChannelGone, TelephonyFailed
from core.ids import new_id
from core.telephony.telephony import Channel

log = structlog.get_logger()


class AriBridge:
    """See core.telephony.telephony.Bridge."""

    def __init__(
        self,
        line: AriLine,
        members: Sequence[Channel],
        channel_of: Callable[[str], AriChannel | None],
        bridge_id: str | None = None,
    ) -> None:
        """`channel_of` finds a channel of ours by its id."""
        self.id = bridge_id or new_id("bridge")
        self.members = list(members)  # those who were ever put in
        self._line = line
        self._channel_of = channel_of

    async def part(self, channel: Channel, *, has_music: bool = True) -> None:
        if channel.is_up:
            try:
                await self._line.send(bridges.remove_channel(self.id, channel=[channel.id]))
            except ServerError as error:
                raise TelephonyFailed from error
            except Refused:  # not on the bridge, or gone
                await self._is_there(channel)
            except AriError as error:
                raise TelephonyFailed from error
        if not has_music:
            return
        # The music is the bridge's: who stays need not leave it, so a recording goes on, and the music with it.
        await attempt(self._line.send(bridges.start_moh(self.id, moh_class=MUSIC_CLASS)))

    async def join(self, channel: Channel) -> None:
        there = await attempt(self._line.send(bridges.get(self.id)))
        try:
            await self._line.send(bridges.stop_moh(self.id))
        except AriError as error:  # there is none
            log.debug("no music was ended", error=type(error).__name__)
        if channel.id in there.channels:
            return
        member = self._channel_of(channel.id)
        if member is None or not member.is_up:
            raise ChannelGone
        if all(one.id != channel.id for one in self.members):
            self.members.append(channel)
        await member.enters_bridge()
        try:
            await self._line.send(
                bridges.add_channel(self.id, channel=[channel.id], inhibit_connected_line_updates=True)
            )
        except Refused as error:
            if not await self._is_there(channel):
                raise ChannelGone from error
            raise TelephonyFailed from error
        except AriError as error:
            raise TelephonyFailed from error

    async def _is_there(self, channel: Channel) -> bool:
        member = self._channel_of(channel.id)
        if member is not None:
            await _find_out_who_is_gone(self._line, [member])
        return member is not None and member.is_up


@asynccontextmanager
async def bridged_again(
    line: AriLine,
    bridge_id: str,
    members: Sequence[AriChannel],
    served: set[str],
    channel_of: Callable[[str], AriChannel | None],
) -> AsyncIterator[AriBridge]:
    """The bridge that an earlier process made, with its members on it. Destroyed at the end of the block."""
    served.add(bridge_id)
    bridge = AriBridge(line, members, channel_of, bridge_id)
    try:
        yield bridge
    finally:
        with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
            await _end(line, bridge_id, bridge.members)
        served.discard(bridge_id)


@asynccontextmanager
async def bridged(
    line: AriLine,
    members: Sequence[AriChannel],
    served: set[str],
    channel_of: Callable[[str], AriChannel | None],
) -> AsyncIterator[AriBridge]:
    """Connect `members`. Raises ChannelGone when one of them is gone, TelephonyFailed when Asterisk refuses.

    The bridge's id stands in `served` during the block.
    """
    bridge = AriBridge(line, members, channel_of)
    served.add(bridge.id)
    try:
        await attempt(line.send(bridges.create_with_id(bridge.id, type="mixing")))
        for member in members:
            await member.enters_bridge()
        try:
            await line.send(
                bridges.add_channel(
                    bridge.id,
                    channel=[member.id for member in members],
                    # Each leg would be told the other's name and number: the operator the consultant's, too.
                    inhibit_connected_line_updates=True,
                )
            )
        except Refused as error:
            await _find_out_who_is_gone(line, members)
            if not all(member.is_up for member in members):
                raise ChannelGone from error
            raise TelephonyFailed from error
        except AriError as error:
            raise TelephonyFailed from error
        yield bridge
    finally:
        with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
            await _end(line, bridge.id, bridge.members)
        served.discard(bridge.id)


async def _end(line: AriLine, bridge_id: str, members: Sequence[Channel]) -> None:
    await _take_out(line, bridge_id, members)
    try:
        await line.send(bridges.destroy(bridge_id))
    except NotFound:
        pass
    except AriError as error:
        log.error("a bridge was not destroyed", bridge=bridge_id, error=type(error).__name__)


async def _take_out(line: AriLine, bridge_id: str, members: Sequence[Channel]) -> None:
    """Take out the members that are still up, one by one, before the bridge goes.

    A channel that is thrown out by the end of its bridge while the other party hangs up is now and then left
    in a state in which no command reaches it: what is played to it then neither begins nor ends.
    """
    for member in members:
        if member.is_up:
            try:
                await line.send(bridges.remove_channel(bridge_id, channel=[member.id]))
            except AriError as error:  # gone, or never put in: then there is nothing to take out
                log.debug("a channel was not taken out of its bridge", error=type(error).__name__)


async def _find_out_who_is_gone(line: AriLine, members: Sequence[AriChannel]) -> None:
    """Asterisk refuses all when one is missing, and does not say which."""
    for member in members:
        try:
            await line.send(channels.get(member.id))
        except NotFound:
            member.has_hung_up()
        except AriError as error:
            log.warning("a channel could not be looked up", channel=member.id, error=type(error).__name__)
