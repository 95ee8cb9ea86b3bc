"""Events: which come, in which order, and what they say."""

import anyio
import pytest

from ari_app.ari import Conflict, NotFound
from ari_app.ari.messages import (
    ChannelDestroyed,
    ChannelStateChange,
    PlaybackFinished,
    PlaybackStarted,
    StasisEnd,
    StasisStart,
)
from ari_app.ari.operations import bridges, channels, playbacks
from ari_app.telephony.line import AriLine
from tests.contract.support import ANSWERING, STASIS, Heard, Server, anna_calls, connected

pytestmark = pytest.mark.anyio


async def test_a_call_enters_the_application_when_it_is_answered_with_its_arguments(server: Server) -> None:
    heard = Heard()
    async with connected(server, heard, apps=("s724", "s724-phones")) as ari:
        await ari.send(
            channels.originate(endpoint=ANSWERING, app="s724", app_args="leg", channel_id="anna", formats="alaw")
        )
        entered = await heard.until(StasisStart)
        assert (entered.application, entered.args, entered.channel.state) == ("s724", ["leg"], "Up")
        await ari.send(channels.hangup("anna"))
        destroyed = await heard.until(ChannelDestroyed, lambda event: event.channel.id == "anna")
        assert destroyed.cause == 16
        kinds = (StasisStart, ChannelStateChange, StasisEnd, ChannelDestroyed)
        assert heard.of("anna", *kinds) == ["ChannelStateChange", "StasisStart", "StasisEnd", "ChannelDestroyed"]
        assert {event.application for event in heard.events} == {"s724"}


async def test_two_sounds_are_one_playback(server: Server) -> None:
    async with anna_calls(server) as (ari, heard):
        short = server.sound("short")
        playback = await ari.send(channels.play("anna", media=[short, short], playback_id="hello"))
        assert playback.id == "hello"
        assert playback.state in {"queued", "playing"}  # Asterisk may have begun before it answers
        over = await heard.until(PlaybackFinished)
        assert over.playback.state == "done"
        assert heard.of("hello") == [
            "PlaybackStarted",
            "PlaybackContinuing",
            "PlaybackStarted",
            "PlaybackFinished",
        ]


@pytest.mark.parametrize(
    ("order", "state"),
    [(["missing"], "failed"), (["short", "missing"], "failed"), (["missing", "short"], "done")],
)
async def test_of_sounds_of_which_one_is_missing_the_last_decides(
    server: Server, order: list[str], state: str
) -> None:
    async with anna_calls(server) as (ari, heard):
        media = ["sound:/no/such/file" if name == "missing" else server.sound(name) for name in order]
        await ari.send(channels.play("anna", media=media, playback_id="hello"))
        assert (await heard.until(PlaybackFinished)).playback.state == state


async def test_a_stopped_sound_is_done_and_is_then_not_there(server: Server) -> None:
    async with anna_calls(server) as (ari, heard):
        await ari.send(channels.play("anna", media=[server.sound("long")], playback_id="hello"))
        await heard.until(PlaybackStarted)
        async with anyio.create_task_group() as tasks:
            AriLine(ari, tasks).insist(playbacks.stop("hello"))  # at once it may be refused with 500
            assert (await heard.until(PlaybackFinished)).playback.state == "done"
        with pytest.raises(NotFound):
            await ari.send(playbacks.stop("never"))


async def test_a_sound_fails_when_the_caller_hangs_up(server: Server) -> None:
    async with anna_calls(server) as (ari, heard):
        await ari.send(channels.play("anna", media=[server.sound("long")], playback_id="hello"))
        await heard.until(PlaybackStarted)
        await ari.post(channels.hangup("anna"))
        assert (await heard.until(PlaybackFinished)).playback.state == "failed"
        await heard.until(ChannelDestroyed, lambda event: event.channel.id == "anna")


async def test_a_bridge_takes_what_is_in_the_application_and_nothing_else(server: Server) -> None:
    async with anna_calls(server) as (ari, _):
        made = await ari.send(bridges.create(bridge_id="talk", type="mixing"))
        assert made.channels == []
        await ari.send(bridges.add_channel("talk", channel=["anna"]))
        assert [bridge.channels for bridge in await ari.send(bridges.list_all())] == [["anna"]]
        with pytest.raises(NotFound):
            await ari.send(bridges.add_channel("other", channel=["anna"]))
        await ari.send(bridges.destroy("talk"))
        with pytest.raises((NotFound, Conflict)):  # 409 while it is on its way out
            await ari.send(bridges.destroy("talk"))


async def test_the_far_end_of_a_local_channel_cannot_be_played_to_before_it_enters(server: Server) -> None:
    async with connected(server, Heard()) as ari:
        await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
        with pytest.raises(Conflict):
            await ari.send(channels.play("anna", media=[server.sound("short")], playback_id="hello"))
