"""One page on the live socket, in virtual time: slow readers, rights that change, sessions that end."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
import msgspec
from sqlalchemy.exc import InterfaceError
from starlette.websockets import WebSocketDisconnect

from api.live.desks import Desks
from api.live.hub import MOST_OF_ONE_PERSON, Hub
from api.live.scopes import Sight
from api.live.watch import CHECK_TIME, Watch
from api.request_user import User
from core.clock import LoopClock
from core.errors import CentreUnavailable
from core.live.live import AgentLive, CentreLive, LiveNews, QueueLive, Topic, Value, live_object
from core.live.live_feed import WANTED_TIME
from core.relay.commands import Command, DeskGone, DeskIs, DesksBeat, Done, Reply, SendLive
from core.rights import Role
from tests.support.calls.call_facts import NINE
from tests.support.timing.running import running
from tests.support.timing.virtual_time import in_virtual_time

ME = "k20060-1"


def sight(role: Role = "supervisor", office: str = "20060", name: str = "s") -> Sight:
    return Sight(User(name, "Osoba", role, office, "Urząd", False))


class FakeSocket:
    """The browser's end: says what it is told to, and reads when it may."""

    def __init__(self) -> None:
        self._send, self._said = anyio.create_memory_object_stream[str | None](1000)
        self.read: list[dict[str, Any]] = []
        self.reads = anyio.Event()
        self.reads.set()
        self.code: int | None = None

    def says(self, **message: object) -> None:
        self._send.send_nowait(json.dumps(message))

    def goes(self) -> None:
        self._send.send_nowait(None)

    def stops_reading(self) -> None:
        self.reads = anyio.Event()

    def events(self) -> list[dict[str, Any]]:
        return [message for message in self.read if message["type"] == "event"]

    # -- as the web service uses it

    async def receive(self) -> dict[str, object]:
        text = await self._said.receive()
        return {"type": "websocket.disconnect"} if text is None else {"type": "websocket.receive", "text": text}

    async def send_text(self, text: str) -> None:
        await self.reads.wait()
        if self.code is not None:
            raise WebSocketDisconnect
        self.read.append(json.loads(text))

    async def close(self, code: int) -> None:
        self.code = code

    def put_away(self) -> None:
        self._send.close()
        self._said.close()


class Setup:
    """A hub with a feed by hand, the desks, and who a session belongs to."""

    def __init__(self) -> None:
        self.clock = LoopClock(NINE)
        self.commands: list[Command] = []
        self.is_away = False
        self.hub = Hub("", self.ask, self.clock)
        self.desks = Desks(self.hub, self.ask, self.clock)
        self.sight: Sight | None = sight()
        self.is_database_away = False
        self.looks: list[bool] = []
        self.epoch, self.seq = "live-1", 0

    async def ask(self, command: Command) -> Reply:
        if self.is_away:
            await anyio.sleep(3)
            raise CentreUnavailable
        await anyio.sleep(0.001)
        self.commands.append(command)
        return Done()

    def told(self) -> list[Command]:
        """What the centre was told of desks, without signs of life and by whom."""
        return [
            msgspec.structs.replace(command, service="") if isinstance(command, DeskIs | DeskGone) else command
            for command in self.commands
            if not isinstance(command, DesksBeat)
        ]

    async def look(self, is_used: bool) -> Sight | None:
        self.looks.append(is_used)
        if self.is_database_away:
            raise InterfaceError("", None, Exception())
        return self.sight

    def tells(self, *objects: tuple[Topic, str, Value | None]) -> None:
        self._tell(objects, "")

    def tells_all(self, *objects: tuple[Topic, str, Value | None]) -> None:
        self._tell(objects, "begin")
        self._tell((), "end")

    def _tell(self, objects: tuple[tuple[Topic, str, Value | None], ...], whole: Any) -> None:
        self.seq += 1
        made = [live_object(*one) for one in objects]
        self.hub.heard(LiveNews(epoch=self.epoch, seq=self.seq, at=NINE, objects=made, whole=whole))

    def rests(self) -> None:
        self.seq += 1
        self.hub.heard(LiveNews(epoch=self.epoch, seq=self.seq, at=NINE, rests=True))

    @asynccontextmanager
    async def page(self, *topics: str, who: Sight | None = None) -> AsyncIterator[FakeSocket]:
        socket = FakeSocket()
        self.sight = who or self.sight
        assert self.sight is not None
        watch = Watch(socket, self.sight, self.look, self.hub, self.desks, self.clock)  # type: ignore[arg-type]
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(watch.run)
                socket.says(type="watch", topics=topics)
                yield socket
                if socket.code is None:
                    socket.goes()
        finally:
            socket.put_away()


def agent(key: str, state: str = "paused", office: str = "20060") -> tuple[Topic, str, Value]:
    return "agent", key, AgentLive(office=office, state=state, since=NINE)


CENTRE: tuple[Topic, str, Value] = ("centre", "centre", CentreLive())


@in_virtual_time
async def test_nothing_is_shown_before_the_centre_was_heard_but_how_old_that_is() -> None:
    setup = Setup()
    async with setup.page("agent", "centre") as page:
        await anyio.sleep(4.5)
        assert [message["type"] for message in page.read] == ["beat"] * 4
        assert page.read[-1]["age"] == 4.0
        setup.tells_all(agent(ME), CENTRE)
        await anyio.sleep(0.1)
        assert page.read[-1]["type"] == "snapshot"
        assert page.read[-1]["values"]["agent"].keys() == {ME}


@in_virtual_time
async def test_the_centre_is_asked_only_while_somebody_wants_to_know_and_then_all_the_time() -> None:
    setup = Setup()

    def asked() -> list[bool]:
        return [command.whole for command in setup.commands if isinstance(command, SendLive)]

    async with running(setup.hub.keep_up):
        await anyio.sleep(60)
        assert asked() == []
        with setup.hub.wanted():
            await anyio.sleep(0.1)
            assert asked() == [True]
            setup.tells_all(agent(ME), CENTRE)
            assert await setup.hub.until_known()
            await anyio.sleep(WANTED_TIME)
            assert asked() == [True, False, False, False]
        await anyio.sleep(60)
        assert asked() == [True, False, False, False]
        setup.rests()
        assert not setup.hub.mirror.is_known
        with setup.hub.wanted():
            assert not await setup.hub.until_known(0.5)
        assert asked()[-1] is True


@in_virtual_time
async def test_a_slow_reader_gets_only_the_newest_value_of_each_object_and_nobody_waits_for_it() -> None:
    setup = Setup()
    setup.tells_all(agent(ME), CENTRE)
    async with setup.page("agent") as slow, setup.page("agent") as quick:
        await anyio.sleep(0.1)
        slow.stops_reading()
        for number in range(2000):
            setup.tells(agent(ME, f"state-{number}"), agent("k20060-2", f"state-{number}"))
            await anyio.sleep(0.01)
        assert len(quick.events()) == 4000
        slow.reads.set()
        await anyio.sleep(1.5)
        late = slow.events()
        assert len(late) <= 4
        assert {one["key"]: one["value"]["state"] for one in late} == {ME: "state-1999", "k20060-2": "state-1999"}
        assert slow.read[-1]["seq"] == setup.hub.mirror.seq


@in_virtual_time
async def test_beats_come_each_second_and_say_up_to_where_nothing_is_missing() -> None:
    setup = Setup()
    setup.tells_all(agent(ME))
    async with setup.page("agent") as page:
        for _ in range(50):
            setup.tells(agent(ME, f"at-{setup.seq}"))
            await anyio.sleep(0.1)
        beats = [message for message in page.read if message["type"] == "beat"]
        assert len(beats) in (4, 5)
        for beat in beats:
            place = page.read.index(beat)
            assert beat["seq"] >= max(message.get("seq", 0) for message in page.read[:place])
            assert beat["seq"] < min([m["seq"] for m in page.read[place:] if m["type"] == "event"], default=10**9)


@in_virtual_time
async def test_a_session_that_is_over_closes_the_socket_and_a_database_that_is_away_does_not() -> None:
    setup = Setup()
    setup.tells_all(CENTRE)
    async with setup.page("centre") as page:
        setup.is_database_away = True
        await anyio.sleep(CHECK_TIME + 1)
        assert page.code is None
        setup.is_database_away, setup.sight = False, None
        await anyio.sleep(CHECK_TIME)
        assert page.code == 4401
    assert setup.looks == [False, False]


@in_virtual_time
async def test_rights_that_have_changed_hold_within_half_a_minute_and_are_told_anew() -> None:
    setup = Setup()
    setup.tells_all(agent(ME), agent("k20610-1", office="20610"))
    async with setup.page("agent") as page:
        await anyio.sleep(0.1)
        before = page.read[-1]
        assert before["values"]["agent"].keys() == {ME}
        setup.sight = sight(office="20610")
        await anyio.sleep(CHECK_TIME)
        snapshot = next(message for message in reversed(page.read) if message["type"] == "snapshot")
        assert snapshot["values"]["agent"].keys() == {"k20610-1"}
        assert snapshot["epoch"] != before["epoch"]
        setup.tells(agent(ME, "available"), agent("k20610-1", "available", "20610"))
        await anyio.sleep(0.1)
        assert [one["key"] for one in page.events()] == ["k20610-1"]


@in_virtual_time
async def test_only_a_desk_keeps_its_session_alive() -> None:
    setup = Setup()
    setup.tells_all(agent(ME))
    async with setup.page("agent", who=sight("consultant", name=ME)) as page:
        for _ in range(int(CHECK_TIME) + 2):
            page.says(type="desk", page="a", telephone="sip", trouble=None)
            await anyio.sleep(1)
        assert setup.looks == [True]


@in_virtual_time
async def test_nothing_is_kept_of_a_page_that_is_gone() -> None:
    setup = Setup()
    setup.tells_all(agent(ME), ("queue", "20060", QueueLive()))
    for _ in range(5):
        async with setup.page("agent", "queue", who=sight("consultant", name=ME)) as page:
            page.says(type="desk", page="a", telephone="sip", trouble=None)
            await anyio.sleep(0.1)
    assert not setup.hub._readers
    assert not list(setup.desks.book.people())


@in_virtual_time
async def test_a_person_has_room_for_some_sockets_only() -> None:
    hub = Setup().hub
    places = [hub.place_for("k1") for _ in range(MOST_OF_ONE_PERSON + 1)]
    assert [place.__enter__() for place in places] == [*[True] * MOST_OF_ONE_PERSON, False]
    with hub.place_for("k2") as is_free:
        assert is_free
    for place in places:
        place.__exit__(None, None, None)
    assert not hub._sockets


# -- the centre is told of desks


@asynccontextmanager
async def telling(setup: Setup) -> AsyncIterator[None]:
    async with running(setup.desks.run):
        yield


@in_virtual_time
async def test_desks_are_told_again_to_another_process_that_owns_the_live_state() -> None:
    setup = Setup()
    setup.tells_all(agent(ME))
    desk = DeskIs(ME, "a", "browser")
    async with telling(setup), setup.page("agent", who=sight("consultant", name=ME)) as page:
        page.says(type="desk", page="a", telephone="browser", trouble=None)
        await anyio.sleep(0.5)
        assert setup.told() == [desk]
        setup.epoch, setup.seq = "live-2", 0
        setup.tells_all(agent(ME))
        await anyio.sleep(0.5)
        assert setup.told() == [desk, desk]


@in_virtual_time
async def test_what_nobody_heard_is_told_when_somebody_does() -> None:
    setup = Setup()
    setup.tells_all(agent(ME))
    setup.is_away = True
    async with telling(setup):
        async with setup.page("agent", who=sight("consultant", name=ME)) as page:
            for second in range(16):
                trouble = None if second < 6 else "no_sound"
                page.says(type="desk", page="a", telephone="browser", trouble=trouble)
                await anyio.sleep(1)
                setup.is_away = second < 8
            assert setup.told() == [DeskIs(ME, "a", "browser", "no_sound")]
        await anyio.sleep(1)
        assert setup.told()[1:] == [DeskGone(ME, "a")]


@in_virtual_time
async def test_the_web_service_gives_a_sign_of_life_each_second_also_without_a_desk() -> None:
    setup = Setup()
    setup.tells_all(agent(ME))
    async with telling(setup):
        await anyio.sleep(4.5)
        assert setup.commands == [DesksBeat(setup.hub.epoch)] * 5
        setup.commands.clear()
        async with setup.page("agent", who=sight("consultant", name=ME)) as page:
            for _ in range(5):
                page.says(type="desk", page="a", telephone="sip", trouble=None)
                await anyio.sleep(1)
        assert sum(isinstance(command, DesksBeat) for command in setup.commands) in (4, 5)
