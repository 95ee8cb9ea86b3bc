"""The live feed over the real PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from core.clock import SystemClock
from core.live.live import AgentLive, LiveNews, LiveObject, live_object
from core.live.live_feed import LiveSender, receive
from tests.support.database.postgres import server
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio


class Source:
    """Consultants, with the names of those that have changed."""

    def __init__(self, count: int = 2) -> None:
        self.agents = {f"k{number}": self.agent("offline") for number in range(count)}
        self.changed: set[str] = set()
        self.rested = 0

    def agent(self, state: str) -> AgentLive:
        return AgentLive(office="20060", state=state, since=SystemClock().now())

    def change(self, agent: str, state: str) -> None:
        self.agents[agent] = self.agent(state)
        self.changed.add(agent)

    def changes(self) -> list[LiveObject]:
        changed, self.changed = self.changed, set()
        return [live_object("agent", agent, self.agents[agent]) for agent in sorted(changed)]

    def rest(self) -> None:
        self.rested += 1

    def everything(self) -> list[LiveObject]:
        self.changed.clear()
        return [live_object("agent", agent, value) for agent, value in self.agents.items()]


@asynccontextmanager
async def feed(dsn: str, source: Source) -> AsyncIterator[tuple[LiveSender, list[LiveNews]]]:
    heard: list[LiveNews] = []
    listening: list[bool] = []
    sender = LiveSender(dsn, source, SystemClock())

    def listens() -> None:
        listening.append(True)
        sender.send_everything()  # as whoever has missed something asks for

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(receive, dsn, heard.append, listens)
        await eventually(lambda: listening)
        tasks.start_soon(sender.run)
        yield sender, heard
        tasks.cancel_scope.cancel()


def told(heard: list[LiveNews]) -> dict[str, bytes]:
    return {one.key: one.json or b"" for news in heard for one in news.objects}


async def test_everything_comes_first_then_changes_and_a_heartbeat(dsn: str) -> None:
    source = Source()
    async with feed(dsn, source) as (sender, heard):
        await eventually(lambda: len(heard) >= 2)
        assert [news.whole for news in heard[:2]] == ["begin", "end"]
        source.change("k1", "paused")
        sender.wake()
        await eventually(lambda: b"paused" in told(heard)["k1"])
        before = len(heard)
        await eventually(lambda: len(heard) > before)
        assert heard[-1].objects == []
        assert [news.seq for news in heard] == list(range(1, len(heard) + 1))


async def test_everything_is_sent_in_as_many_messages_as_it_takes(dsn: str) -> None:
    source = Source(count=500)
    async with feed(dsn, source) as (sender, heard):
        await eventually(lambda: heard and heard[-1].whole == "end")
        assert told(heard).keys() == source.agents.keys()
        assert {news.whole for news in heard[1:-1]} == {"part"}
        heard.clear()
        sender.send_everything()
        await eventually(lambda: told(heard).keys() == source.agents.keys(), timeout=2)


async def test_both_ends_come_back_after_the_database_was_away(dsn: str) -> None:
    source = Source()
    async with feed(dsn, source) as (sender, heard):
        await eventually(lambda: len(heard) >= 2)
        with server().away():
            source.change("k0", "talking")
            sender.wake()
        heard.clear()
        await eventually(lambda: b"talking" in told(heard).get("k0", b""))
        await eventually(lambda: any(news.whole == "end" for news in heard))


async def test_what_nobody_wants_to_know_is_not_sent(dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.live.live_feed.WANTED_TIME", 1.5)
    source = Source()
    async with feed(dsn, source) as (sender, heard):
        await eventually(lambda: any(news.rests for news in heard))
        rested = heard.index(next(news for news in heard if news.rests))
        source.change("k1", "paused")
        sender.wake()
        await eventually(lambda: len(heard) > rested + 2)
        assert not told(heard[rested:])
        sender.go_on()
        await eventually(lambda: b"paused" in told(heard[rested:]).get("k1", b""))
        assert [news.whole for news in heard if not news.rests][-2:] == ["begin", "end"]
