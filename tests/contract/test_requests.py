"""Requests and their answers."""

import anyio
import pytest
from structlog.typing import EventDict

from ari_app.ari import (
    AriConnection,
    AriError,
    Conflict,
    ConnectionLost,
    NotFound,
    Rejected,
    ServerError,
    Timeout,
)
from ari_app.ari.messages import ChannelDtmfReceived, ChannelStateChange, PlaybackStarted, StasisStart
from ari_app.ari.operations import asterisk, bridges, channels
from core.lease.lease import Fence
from tests.contract.support import STASIS, Heard, Server, connected
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio


async def test_an_answer_is_read_as_what_it_is(server: Server) -> None:
    async with connected(server, Heard()) as ari:
        pong = await ari.send(asterisk.ping())
        assert pong.ping == "pong"
        assert await ari.send(channels.list_all()) == []


async def test_a_made_channel_has_the_id_that_was_chosen(server: Server) -> None:
    async with connected(server, Heard()) as ari:
        made = await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
        assert made.id == "anna"
        # The far end of a Local channel has a semicolon in its id: it must survive the way there.
        assert (await ari.send(channels.get("anna;2"))).id == "anna;2"


async def test_a_channel_that_is_not_there_raises_not_found(server: Server) -> None:
    async with connected(server, Heard()) as ari:
        with pytest.raises(NotFound) as caught:
            await ari.send(channels.hangup("nobody"))
        assert (caught.value.status, str(caught.value)) == (404, "channels.hangup: 404")
        assert caught.value.detail == "Channel not found"


async def test_the_same_id_twice_raises_conflict(server: Server) -> None:
    async with connected(server, Heard()) as ari:
        await ari.send(bridges.create(bridge_id="talk"))
        with pytest.raises(Conflict):
            await ari.send(bridges.create(bridge_id="talk"))
        await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
        with pytest.raises(Conflict):
            await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))


async def test_a_channel_outside_of_the_application_raises_conflict(server: Server) -> None:
    async with connected(server, Heard()) as ari:
        await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
        with pytest.raises(Conflict):  # it rings still, and enters when it is answered
            await ari.send(channels.answer("anna"))


async def test_a_senseless_request_raises_rejected(server: Server) -> None:
    async with connected(server, Heard()) as ari:
        with pytest.raises(Rejected) as caught:
            await ari.send(channels.originate(endpoint="nonsense", app="s724", channel_id="anna"))
        assert caught.value.status == 400


async def test_a_telephone_that_does_not_exist_raises_server_error(server: Server) -> None:
    async with connected(server, Heard()) as ari:
        with pytest.raises(ServerError) as caught:
            await ari.send(channels.originate(endpoint="PJSIP/nobody", app="s724", channel_id="anna"))
        assert (caught.value.status, caught.value.detail) == (500, "Allocation failed")


async def test_a_text_arrives_as_it_was_written(server: Server) -> None:
    text = 'zażółć gęślą jaźń & = "%+;'
    heard = Heard()
    async with connected(server, heard) as ari:
        await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
        await heard.until(StasisStart)
        await ari.send(channels.set_channel_var("anna;2", variable="TEXT", value=text))
        assert (await ari.send(channels.get_channel_var("anna;2", variable="TEXT"))).value == text
        with pytest.raises(NotFound):
            await ari.send(channels.get_channel_var("anna;2", variable="NEVER_SET"))


async def test_what_is_posted_is_done_in_order_without_waiting(server: Server) -> None:
    heard = Heard()
    async with connected(server, heard) as ari:
        await ari.post(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
        await heard.until(StasisStart, lambda event: event.channel.id == "anna;2")
        await ari.post(channels.answer("anna;2"))
        await ari.post(channels.play("anna;2", media=[server.sound("long")], playback_id="hello"))
        await heard.until(PlaybackStarted)
        assert heard.of("anna;2", ChannelStateChange, PlaybackStarted)[0] == "ChannelStateChange"


async def test_a_refused_post_tells_its_callback(server: Server) -> None:
    errors: list[AriError] = []
    async with connected(server, Heard()) as ari:
        await ari.post(channels.answer("nobody"), on_error=errors.append)
        await ari.post(channels.answer("nobody"))  # nobody cares
        await ari.send(asterisk.ping())  # answers come in order
        assert [type(error) for error in errors] == [NotFound]


async def test_each_of_many_requests_gets_its_own_answer(server: Server) -> None:
    answers: dict[int, str] = {}
    heard = Heard()
    async with connected(server, heard) as ari:
        await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
        await heard.until(StasisStart)

        async def ask(number: int) -> None:
            name = f"NUMBER_{number}"
            await ari.send(channels.set_channel_var("anna;2", variable=name, value=str(number)))
            answers[number] = (await ari.send(channels.get_channel_var("anna;2", variable=name))).value

        async with anyio.create_task_group() as tasks:
            for number in range(300):
                tasks.start_soon(ask, number)
        assert answers == {number: str(number) for number in range(300)}


async def test_a_given_up_request_does_not_disturb_the_next(server: Server) -> None:
    given_up = 0
    async with connected(server, Heard()) as ari:
        while given_up < 3:  # the answer of a busy moment may be there at once
            with anyio.CancelScope() as scope:
                scope.cancel()
                await ari.send(asterisk.ping())
            try:
                await ari.send(asterisk.ping(), deadline=0)
            except Timeout:
                given_up += 1
        assert (await ari.send(asterisk.ping())).ping == "pong"


async def test_a_wrong_password_never_lets_in_and_is_never_shown(server: Server, lines: list[EventDict]) -> None:
    heard = Heard()
    ari = AriConnection(server.url, server.user, "a-wrong-word", ["s724"], heard)
    async with running(ari.run):
        await eventually(lambda: lines)
        with pytest.raises(Timeout):
            await ari.send(asterisk.ping(), deadline=0.1)
        assert not ari.is_up
    assert lines == [{"event": "ari_unreachable", "trouble": "status 401", "log_level": "warning"}]


async def test_after_its_end_everything_fails_at_once(server: Server) -> None:
    async with connected(server, Heard()) as ari:
        pass
    for _ in range(2):
        with pytest.raises(ConnectionLost):
            await ari.send(asterisk.ping())
        with pytest.raises(ConnectionLost):
            await ari.post(asterisk.ping())


async def test_pressed_keys_arrive_and_are_in_no_log_and_in_no_error_text(
    server: Server, lines: list[EventDict]
) -> None:
    heard = Heard()
    async with connected(server, heard) as ari:
        request = channels.originate(
            endpoint="Local/keys-4711@default", app="s724", channel_id="anna", variables={"PIN": "4711"}
        )
        await ari.send(request)
        await eventually(
            lambda: [e.digit for e in heard.events if isinstance(e, ChannelDtmfReceived)] == list("4711")
        )
    assert [line["event"] for line in lines] == ["ari_connected"]
    assert "4711" not in f"{lines} {heard.events} {request}"


class Ended(Exception):
    """What stands for the end of the process."""


async def test_a_process_that_may_have_been_replaced_sends_nothing(server: Server) -> None:
    def ends() -> None:
        raise Ended

    now = [100.0]
    fence = Fence(lambda: now[0], ends)
    heard = Heard()
    async with connected(server, heard, fence=fence) as ari:
        fence.prove(now[0], 2.5)
        await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
        now[0] += 2.5
        for command in (ari.send, ari.post):
            with pytest.raises(Ended):
                await command(channels.hangup("anna"))
        with pytest.raises(Ended):
            ari.post_now(channels.hangup("anna"))
        fence.prove(now[0], 2.5)
        assert (await ari.send(channels.get("anna"))).id == "anna"
