"""The line goes and comes: what waits, what fails, and what is told first."""

import time

import anyio
import pytest
from structlog.typing import EventDict

from ari_app.ari import AriConnection, AriError, ConnectionLost, ReplacedByAnother, Timeout
from ari_app.ari.messages import Event, StasisStart
from ari_app.ari.operations import applications, asterisk, channels
from tests.contract.support import STASIS, Heard, RealAri, Server, connected
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio


class Line:
    """Counts connects and losses, and says what came before what."""

    def __init__(self) -> None:
        self.story: list[str] = []

    async def connects(self) -> None:
        self.story.append("connected")

    def lost(self) -> None:
        self.story.append("lost")

    def event(self, event: Event) -> None:
        self.story.append(type(event).__name__)


async def test_it_connects_again_when_the_server_was_killed(server: Server) -> None:
    line = Line()
    async with connected(server, line.event, on_connected=line.connects, on_lost=line.lost) as ari:
        await server.kill()
        await eventually(lambda: line.story == ["connected", "lost"])
        assert not ari.is_up
        await server.start()
        assert (await ari.send(asterisk.ping(), deadline=10)).ping == "pong"
        await eventually(lambda: line.story == ["connected", "lost", "connected"])
    assert line.story == ["connected", "lost", "connected", "lost"]


async def test_waiting_requests_fail_at_once_when_the_line_is_lost(server: Server) -> None:
    failed: list[str] = []
    posted: list[AriError] = []
    async with connected(server, Heard()) as ari:
        server.freeze()

        async def ask() -> None:
            with pytest.raises(ConnectionLost):
                await ari.send(asterisk.ping(), deadline=60)
            failed.append("asked")

        async with anyio.create_task_group() as tasks:
            for _ in range(3):
                tasks.start_soon(ask)
            await anyio.wait_all_tasks_blocked()
            await ari.post(asterisk.ping(), on_error=posted.append)
            began = time.monotonic()
            await server.kill()
        assert time.monotonic() - began < 5
        assert failed == ["asked"] * 3
        assert [type(error) for error in posted] == [ConnectionLost]
        await server.start()


async def test_a_request_made_while_it_is_down_is_sent_when_it_is_up(server: Server) -> None:
    line = Line()
    async with connected(server, Heard(), on_lost=line.lost) as ari:
        await server.kill()
        await eventually(lambda: line.story == ["lost"])
        with pytest.raises(Timeout):
            await ari.send(asterisk.ping(), deadline=0.05)
        with pytest.raises(Timeout):
            await ari.post(asterisk.ping(), deadline=0.05)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(lambda: ari.send(asterisk.ping(), deadline=20))
            tasks.start_soon(lambda: ari.post(asterisk.ping(), deadline=20))
            await server.start()


async def test_events_wait_until_the_state_was_looked_at_and_answers_do_not(server: Server) -> None:
    story: list[str] = []
    entered = anyio.Event()
    looked = anyio.Event()

    async def look() -> None:
        await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))

        async def is_in() -> bool:
            return "anna;2" in (await ari.send(applications.get("s724"))).channel_ids

        found: bool = await eventually(is_in)
        assert found  # so its event has come or is about to
        await ari.send(asterisk.ping())
        entered.set()
        await looked.wait()
        story.append("looked")

    def on_event(event: Event) -> None:
        story.append(type(event).__name__)

    ari = AriConnection(server.url, server.user, server.password, ["s724"], on_event, on_connected=look)
    async with running(ari.run):
        await entered.wait()
        await ari.send(asterisk.ping())
        assert story == []
        looked.set()
        await eventually(lambda: "StasisStart" in story)
        assert story[0] == "looked"


async def test_where_looking_fails_it_connects_anew(server: Server) -> None:
    tries: list[str] = []

    async def look() -> None:
        tries.append("looked")
        if len(tries) < 3:
            await ari.send(channels.get("nobody"))

    ari = AriConnection(server.url, server.user, server.password, ["s724"], Heard(), on_connected=look)
    async with running(ari.run):
        await eventually(lambda: len(tries) == 3)
        assert (await ari.send(asterisk.ping())).ping == "pong"


async def test_a_loss_while_looking_cancels_the_look(server: Server) -> None:
    tries: list[str] = []

    async def look() -> None:
        tries.append("began")
        try:
            if len(tries) == 1:
                await anyio.sleep_forever()
        finally:
            tries.append("ended")

    ari = AriConnection(server.url, server.user, server.password, ["s724"], Heard(), on_connected=look)
    async with running(ari.run):
        await eventually(lambda: tries == ["began"])
        await server.kill()
        await eventually(lambda: tries == ["began", "ended"])
        await server.start()
        await eventually(lambda: tries == ["began", "ended"] * 2)


async def test_another_instance_takes_over_and_the_first_gives_way(server: Server, lines: list[EventDict]) -> None:
    ended: list[ReplacedByAnother] = []
    old, new = Heard(), Heard()
    first = AriConnection(server.url, server.user, server.password, ["s724", "s724-phones"], old)

    async def run_first() -> None:
        with pytest.raises(ReplacedByAnother) as caught:
            await first.run()
        ended.append(caught.value)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(run_first)
        await first.send(asterisk.ping())
        async with connected(server, new, apps=("s724",)) as second:
            await eventually(lambda: ended)
            assert ended[0].application == "s724"
            with pytest.raises(ConnectionLost):
                await first.send(asterisk.ping())
            await second.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
            await new.until(StasisStart)
    assert old.events == []
    assert "ari_application_replaced" in [line["event"] for line in lines]


async def test_an_asterisk_that_stands_still_is_noticed(asterisk: RealAri) -> None:
    line = Line()
    async with connected(asterisk, Heard(), on_lost=line.lost, ping_interval=0.2, ping_timeout=0.3) as ari:
        asterisk.freeze()
        with pytest.raises(ConnectionLost):
            await ari.send(channels.list_all(), deadline=10)
        assert not ari.is_up
        asterisk.asterisk.thaw()
        await ari.send(channels.list_all(), deadline=10)


async def test_calls_stay_while_the_line_is_down(asterisk: RealAri) -> None:
    heard = Heard()
    async with connected(asterisk, heard) as ari:
        await ari.send(channels.originate(endpoint=STASIS, app="s724", channel_id="anna"))
        await heard.until(StasisStart)
    async with connected(asterisk, Heard()) as ari:
        assert "anna;2" in (await ari.send(applications.get("s724"))).channel_ids
        await ari.send(channels.answer("anna;2"))
