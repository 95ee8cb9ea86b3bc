"""Commands between processes, over the real PostgreSQL."""

import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import anyio
import asyncpg
import pytest

from core.errors import CentreUnavailable, TransitionRefused
from core.relay.commands import AskHealth, ChangeAgent, Command, Done, Refused, Reply
from core.relay.relay import Handler, RelayClient, RelayServer, follow, relay_client
from tests.support.database.postgres import HOUSEKEEPING, server
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def serving(dsn: str, handler: Handler, news: list[str] | None = None) -> AsyncIterator[RelayServer]:
    relay = RelayServer(dsn, handler, None if news is None else news.append)
    async with running(relay.run):
        await eventually(lambda: relay.is_connected)
        yield relay


async def echo(command: Command) -> Reply:
    """Says who was asked about; some wishes fail."""
    match command:
        case ChangeAgent(agent="refused"):
            raise TransitionRefused("Nie można teraz rozpocząć przerwy.")
        case ChangeAgent(agent="broken"):
            raise KeyError("a mistake of ours")
        case ChangeAgent(agent="slow"):
            await anyio.sleep_forever()
        case ChangeAgent(agent=agent):
            return Done(state=agent)
    return Done(details={"asterisk": "ok"})


def ready(agent: str) -> ChangeAgent:
    return ChangeAgent(agent=agent, wish="ready")


async def test_a_wish_is_carried_out_and_answered(dsn: str) -> None:
    async with serving(dsn, echo), relay_client(dsn) as client:
        assert await client.ask(ready("k20060-1")) == Done(state="k20060-1")
        assert await client.ask(AskHealth()) == Done(details={"asterisk": "ok"})


async def test_a_refusal_comes_back_with_its_sentence(dsn: str) -> None:
    async with serving(dsn, echo), relay_client(dsn) as client:
        assert await client.ask(ready("refused")) == Refused(
            "transition_refused", "Nie można teraz rozpocząć przerwy."
        )


async def test_a_command_that_fails_takes_nobody_with_it(dsn: str) -> None:
    async with serving(dsn, echo), relay_client(dsn) as client:
        assert await client.ask(ready("broken")) == Refused("error", "Wystąpił błąd.")
        assert await client.ask(ready("k20060-1")) == Done(state="k20060-1")


async def test_many_may_ask_at_once_and_each_gets_the_own_answer(dsn: str) -> None:
    answers: dict[str, Reply] = {}

    async def ask(client: RelayClient, name: str) -> None:
        answers[name] = await client.ask(ready(name), timeout=10)

    async with (
        serving(dsn, echo),
        relay_client(dsn) as one,
        relay_client(dsn) as other,
        anyio.create_task_group() as tasks,
    ):
        for number in range(100):
            tasks.start_soon(ask, one if number % 2 else other, f"k{number}")
    assert answers == {f"k{number}": Done(state=f"k{number}") for number in range(100)}


async def test_without_an_answer_nothing_is_assumed(dsn: str) -> None:
    async with serving(dsn, echo), relay_client(dsn) as client:
        with pytest.raises(CentreUnavailable):
            await client.ask(ready("slow"), timeout=0.2)
        assert await client.ask(ready("k20060-1")) == Done(state="k20060-1")
    async with relay_client(dsn) as client:
        with pytest.raises(CentreUnavailable):
            await client.ask(AskHealth(), timeout=0.2)


async def test_news_reach_those_who_listen(dsn: str) -> None:
    news: list[str] = []
    async with serving(dsn, echo, news), relay_client(dsn) as client:
        await client.tell("scenarios")
        await eventually(lambda: news == ["scenarios"])


async def test_what_cannot_be_read_is_passed_over(dsn: str) -> None:
    connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
    try:
        async with serving(dsn, echo), relay_client(dsn) as client:
            assert await client.ask(AskHealth())
            await connection.execute("SELECT pg_notify('s724_commands', 'no command')")
            await connection.execute("SELECT pg_notify($1, 'no answer')", client._channel)
            assert await client.ask(ready("k20060-1")) == Done(state="k20060-1")
    finally:
        await connection.close()


async def test_both_sides_come_back_after_the_database_was_away(dsn: str) -> None:
    async with serving(dsn, echo) as relay, relay_client(dsn) as client:
        assert await client.ask(AskHealth())
        with server().away():
            await eventually(lambda: not relay.is_connected)
            with pytest.raises(CentreUnavailable):
                await client.ask(AskHealth(), timeout=1)
            with pytest.raises(CentreUnavailable):
                await client.tell("scenarios", timeout=1)
        await eventually(lambda: relay.is_connected)
        assert await client.ask(ready("k20060-1")) == Done(state="k20060-1")


async def test_a_fault_ends_one_connection_and_not_the_process(dsn: str) -> None:
    heard: list[bool] = []

    def fails_at_first() -> None:
        heard.append(relay.is_connected)
        if len(heard) == 1:
            raise asyncpg.InternalClientError("as of a line that was cut in the middle of an answer")

    relay = RelayServer(dsn, echo, on_listening=fails_at_first)
    async with relay_client(dsn) as client, anyio.create_task_group() as tasks:
        tasks.start_soon(relay.run)
        await eventually(lambda: len(heard) == 2)
        assert await client.ask(ready("k20060-1")) == Done(state="k20060-1")
        tasks.cancel_scope.cancel()


async def test_a_fault_ends_one_connection_and_not_the_listener(dsn: str) -> None:
    listening, heard = [], list[str]()

    def fails_at_first() -> None:
        listening.append(True)
        if len(listening) == 1:
            raise LookupError("as of what nobody has thought of")

    async with relay_client(dsn) as client, anyio.create_task_group() as tasks:
        tasks.start_soon(follow, dsn, "s724_news", heard.append, fails_at_first)
        await eventually(lambda: len(listening) == 2)
        await client.tell("scenarios")
        await eventually(lambda: heard == ["scenarios"])
        tasks.cancel_scope.cancel()


async def test_who_asks_gets_another_connection_for_one_that_was_broken_off(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not closed, and takes no question any more."""
    async with serving(dsn, echo), relay_client(dsn) as client:
        assert await client.ask(AskHealth())
        broken = client._connection
        assert broken is not None

        execute = asyncpg.Connection.execute

        async def in_disorder(connection: Any, *asked: Any, **how: Any) -> str:
            if connection is broken:
                raise asyncpg.InternalClientError("cannot switch to state 12; another operation is in progress")
            return await execute(connection, *asked, **how)

        monkeypatch.setattr(asyncpg.Connection, "execute", in_disorder)
        with pytest.raises(CentreUnavailable):
            await client.ask(AskHealth())
        assert await client.ask(ready("k20060-1")) == Done(state="k20060-1")
        assert broken.is_closed()


async def test_every_line_is_cut_again_and_again_and_all_sides_come_back(dsn: str) -> None:
    """At moments at which a connection is being made, asked or given up."""
    heard: list[str] = []
    connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
    try:
        async with serving(dsn, echo), relay_client(dsn) as client, anyio.create_task_group() as tasks:
            tasks.start_soon(follow, dsn, "s724_news", heard.append)
            for pause in range(40):
                await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                with suppress(CentreUnavailable):
                    await client.ask(AskHealth(), timeout=0.001 * pause)

            async def is_answered() -> bool:
                return await client.ask(ready("k20060-1")) == Done(state="k20060-1")

            await eventually(is_answered, not_yet=(CentreUnavailable,))

            async def is_heard() -> bool:
                await client.tell("scenarios")
                return "scenarios" in heard

            await eventually(is_heard, not_yet=(CentreUnavailable,))
            tasks.cancel_scope.cancel()
    finally:
        await connection.close()


async def test_whoever_goes_by_news_is_told_when_they_are_heard_again(dsn: str) -> None:
    listening: list[bool] = []
    relay = RelayServer(dsn, None, on_listening=lambda: listening.append(relay.is_connected))
    async with running(relay.run):
        await eventually(lambda: listening == [True])
        with server().away():
            await eventually(lambda: not relay.is_connected)
        await eventually(lambda: listening == [True, True])


async def test_a_connection_of_which_nothing_is_heard_is_given_up(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the machine of the database is gone: nobody closes the connection, nobody answers on it."""
    monkeypatch.setattr("core.relay.relay.ALIVE_TIME", 0.05)
    monkeypatch.setattr("core.relay.relay.ANSWER_TIME", 0.5)
    watcher = await asyncpg.connect(dsn.replace("+asyncpg", ""))
    try:
        async with serving(dsn, echo) as relay:
            query = (
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND application_name <> $1"
            )
            silent = await watcher.fetchval(query, HOUSEKEEPING)
            os.kill(silent, signal.SIGSTOP)
            try:
                await eventually(lambda: not relay.is_connected)
                await eventually(lambda: relay.is_connected)
                async with relay_client(dsn) as client:
                    assert await client.ask(ready("k20060-1")) == Done(state="k20060-1")
            finally:
                os.kill(silent, signal.SIGCONT)
    finally:
        await watcher.close()
