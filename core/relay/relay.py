"""Commands and news between processes, over PostgreSQL's LISTEN/NOTIFY.

The one module that knows it: a broker can take its place where one machine is outgrown. A command is a wish of
now, so nothing is stored; an asker who gets no answer in time is told so and assumes nothing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, TypeAlias

import anyio
import asyncpg
import msgspec
import structlog
from anyio.streams.memory import MemoryObjectReceiveStream
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.errors import RETRY_TIME
from core.errors import CentreUnavailable, DataUnavailable, S724Error
from core.ids import new_id
from core.relay.commands import Command, Refused, Reply

log = structlog.get_logger()

_COMMANDS = "s724_commands"
_NEWS = "s724_news"
_REPLY_PREFIX = "s724_reply_"
ANSWER_TIME = 3.0  # seconds an asker waits
ALIVE_TIME = 10.0  # seconds of silence after which the database is asked whether it is still there
QUEUE_LIMIT = 1000  # commands not yet looked at; each takes well under a millisecond
MOST_BYTES = 7900  # of one message: PostgreSQL refuses 8000

# A line that is cut in the middle of an answer puts the library itself into disorder: InternalClientError.
_CONNECTION_ERRORS = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)

_Connection: TypeAlias = "asyncpg.Connection[Any]"  # generic for the type checker only


class _Asked(msgspec.Struct):
    id: str
    reply_to: str
    command: Command


class _Answered(msgspec.Struct):
    id: str
    reply: Reply


Handler = Callable[[Command], Awaitable[Reply]]


async def _connection_to(dsn: str) -> _Connection:
    """Telling something is a transaction, and nothing of it is stored: its commit need not wait for the disk."""
    return await asyncpg.connect(dsn, timeout=5, server_settings={"synchronous_commit": "off"})


@asynccontextmanager
async def _connected(dsn: str) -> AsyncIterator[_Connection]:
    connection = await _connection_to(dsn)
    try:
        yield connection
    finally:
        await _close(connection)


async def _close(connection: _Connection) -> None:
    """Within two seconds, politely or not."""
    try:
        with anyio.move_on_after(2, shield=True):
            await connection.close(timeout=1)
    except _CONNECTION_ERRORS:
        connection.terminate()


def _plain_dsn(dsn: str) -> str:
    return dsn.replace("postgresql+asyncpg://", "postgresql://")


async def _listen(connection: _Connection, channel: str, told: Callable[..., None]) -> None:
    """Raises TimeoutError when nobody answers."""
    with anyio.fail_after(ANSWER_TIME):
        await connection.add_listener(channel, told)


async def _until_lost(connection: _Connection, is_alive: Callable[[], Awaitable[bool]]) -> None:
    """Until `connection` is closed, or `is_alive()`, asked after some silence, says that nobody is there."""
    lost = anyio.Event()
    connection.add_termination_listener(lambda _connection: lost.set())
    while not (lost.is_set() or connection.is_closed()):
        with anyio.move_on_after(ALIVE_TIME):
            await lost.wait()
        if not lost.is_set() and not await is_alive():
            return


async def _answers(connection: _Connection) -> bool:
    """A server that vanished with its machine closes no connection: ask."""
    try:
        await connection.execute("SELECT 1", timeout=ANSWER_TIME)
    except _CONNECTION_ERRORS:
        return False
    return True


Say = Callable[[Sequence[str]], Awaitable[None]]
"""Sends messages of at most `MOST_BYTES` in their order. Raises DataUnavailable; then none or all were sent."""


@asynccontextmanager
async def speaking(dsn: str, channel: str) -> AsyncIterator[Say]:
    """A connection for telling many things on `channel`. Raises DataUnavailable when there is none."""
    try:
        connection = await _connection_to(_plain_dsn(dsn))
    except _CONNECTION_ERRORS as error:
        raise DataUnavailable from error

    async def say(messages: Sequence[str]) -> None:
        query = "SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message"
        try:
            await connection.execute(query, channel, list(messages), timeout=ANSWER_TIME)
        except _CONNECTION_ERRORS as error:
            raise DataUnavailable from error

    try:
        yield say
    finally:
        await _close(connection)


async def follow(
    dsn: str, channel: str, heard: Callable[[str], None], on_listening: Callable[[], None] | None = None
) -> None:
    """Hand every message of `channel` to `heard` until cancelled; reconnect for ever, whatever ended a connection.

    `on_listening`: from now on messages are heard. What was told before is lost.
    """

    def told(_connection: object, _pid: int, _channel: str, payload: object) -> None:
        heard(str(payload))

    while True:
        try:
            async with _connected(_plain_dsn(dsn)) as connection:
                await _listen(connection, channel, told)
                if on_listening is not None:
                    on_listening()
                await _until_lost(connection, partial(_answers, connection))
                connection.terminate()  # nothing more may come from one that was given up
        except _CONNECTION_ERRORS as error:
            log.warning("a listener lost the database", channel=channel, error=type(error).__name__)
        except Exception as error:
            # It must not end the process, nor what else goes on in it.
            log.exception("a listener failed", channel=channel, error=type(error).__name__)
        await anyio.sleep(RETRY_TIME)


async def tell_on_commit(connection: AsyncConnection, news: str) -> None:
    """Tell every listening process that something changed, as soon as the transaction of `connection` is
    committed, and not at all if it is not."""
    await connection.execute(select(func.pg_notify(_NEWS, news)))


class RelayServer:
    """Carries out commands. Run by the process that owns the live state."""

    def __init__(
        self,
        dsn: str,
        handler: Handler | None,
        on_news: Callable[[str], None] | None = None,
        on_listening: Callable[[], None] | None = None,
    ) -> None:
        """With no `handler` it only listens to news, as a process does that owns no live state.

        `on_listening`: from now on news are heard. What was told before is lost: look for it.
        """
        self._dsn = _plain_dsn(dsn)
        self._handler = handler
        self._on_news = on_news
        self._on_listening = on_listening
        self._speaking = anyio.Lock()  # a connection takes one statement at a time
        self.is_connected = False

    async def run(self) -> None:
        """Listen until cancelled; reconnect for ever, whatever ended a connection."""
        while True:
            try:
                async with _connected(self._dsn) as connection:
                    await self._serve(connection)
            except _CONNECTION_ERRORS as error:
                log.warning("relay lost the database", error=type(error).__name__)
            except Exception as error:
                # Also the library's: a line that is cut in the middle of an answer can surprise it. Calls go on.
                log.exception("relay failed", error=type(error).__name__)
            finally:
                self.is_connected = False
            await anyio.sleep(RETRY_TIME)

    async def _serve(self, connection: _Connection) -> None:
        """Listen on `connection` until it is lost."""
        send, commands = anyio.create_memory_object_stream[str](QUEUE_LIMIT)

        def commanded(_connection: object, _pid: int, _channel: str, payload: object) -> None:
            try:
                send.send_nowait(str(payload))
            except anyio.WouldBlock:
                log.error("a command was passed over: too many wait")
            except (anyio.ClosedResourceError, anyio.BrokenResourceError):
                return  # came while we stop; the asker is told by the time-out

        def told(_connection: object, _pid: int, _channel: str, payload: object) -> None:
            if self._on_news is not None:
                self._on_news(str(payload))

        with send, commands:
            if self._handler is not None:
                await _listen(connection, _COMMANDS, commanded)
            await _listen(connection, _NEWS, told)
            self.is_connected = True
            if self._on_listening is not None:
                self._on_listening()
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._carry_out_all, connection, commands)
                await _until_lost(connection, partial(self._is_alive, connection))
                tasks.cancel_scope.cancel()
        connection.terminate()  # nothing more may come from one that was given up

    async def _is_alive(self, connection: _Connection) -> bool:
        async with self._speaking:
            return await _answers(connection)

    async def _carry_out_all(self, connection: _Connection, commands: MemoryObjectReceiveStream[str]) -> None:
        async with anyio.create_task_group() as tasks:
            async for payload in commands:
                tasks.start_soon(self._carry_out, connection, payload)

    async def _carry_out(self, connection: _Connection, payload: str) -> None:
        try:
            asked = msgspec.json.decode(payload, type=_Asked)
        except msgspec.DecodeError:
            log.warning("a command that cannot be read was passed over")
            return
        answer = msgspec.json.encode(_Answered(id=asked.id, reply=await self._reply(asked.command))).decode()
        try:
            async with self._speaking:
                query = "SELECT pg_notify($1, $2)"
                await connection.execute(query, asked.reply_to, answer, timeout=ANSWER_TIME)
        except _CONNECTION_ERRORS as error:
            log.warning("an answer could not be sent", error=type(error).__name__)

    async def _reply(self, command: Command) -> Reply:
        assert self._handler is not None  # or no command is listened to
        try:
            return await self._handler(command)
        except S724Error as error:
            return Refused(code=error.code, message_pl=error.message_pl)
        except Exception as error:
            # One command may fail, the centre may not.
            log.exception("a command failed", command=type(command).__name__, error=type(error).__name__)
            return Refused(code=S724Error.code, message_pl=S724Error.message_pl)


class RelayClient:
    """Asks for things. One connection for listening and asking, made again when it is lost."""

    def __init__(self, dsn: str) -> None:
        self._dsn = _plain_dsn(dsn)
        self._channel = _REPLY_PREFIX + new_id("r").replace("-", "_")
        self._pending: dict[str, _Pending] = {}
        self._connection: _Connection | None = None
        self._lock = anyio.Lock()

    async def ask(self, command: Command, timeout: float = ANSWER_TIME) -> Reply:
        """Send `command` and wait for the answer. Raises CentreUnavailable after `timeout` seconds."""
        pending = _Pending()
        asked = _Asked(id=new_id("ask"), reply_to=self._channel, command=command)
        self._pending[asked.id] = pending
        try:
            with anyio.fail_after(timeout):
                await self._notify(_COMMANDS, msgspec.json.encode(asked).decode())
                await pending.done.wait()
        except _CONNECTION_ERRORS as error:
            raise CentreUnavailable from error
        finally:
            del self._pending[asked.id]
        assert pending.reply is not None
        return pending.reply

    async def tell(self, news: str, timeout: float = ANSWER_TIME) -> None:
        """Tell every listening process that something changed, such as `scenarios`.

        Raises CentreUnavailable when it could not be said within `timeout` seconds."""
        try:
            with anyio.fail_after(timeout):
                await self._notify(_NEWS, news)
        except _CONNECTION_ERRORS as error:
            raise CentreUnavailable from error

    async def _notify(self, channel: str, payload: str) -> None:
        async with self._lock:
            if self._connection is None or self._connection.is_closed():
                self._connection = await self._connect()
            connection = self._connection
            try:
                await connection.execute("SELECT pg_notify($1, $2)", channel, payload)
            except BaseException:
                # Broken off in the middle of an answer it may take no question any more, without being closed.
                connection.terminate()
                raise

    async def _connect(self) -> _Connection:
        """A connection that listens already: an answer must not come before its listener."""
        connection = await _connection_to(self._dsn)
        try:
            await connection.add_listener(self._channel, self._answered)
        except BaseException:
            connection.terminate()
            raise
        return connection

    def _answered(self, _connection: object, _pid: int, _channel: str, payload: object) -> None:
        try:
            answered = msgspec.json.decode(str(payload), type=_Answered)
        except msgspec.DecodeError:
            log.warning("an answer that cannot be read was passed over")
            return
        pending = self._pending.get(answered.id)
        if pending is not None:
            pending.reply = answered.reply
            pending.done.set()

    async def close(self) -> None:
        """Close the connection; those who still wait get no answer any more."""
        if self._connection is not None:
            await _close(self._connection)


class _Pending:
    def __init__(self) -> None:
        self.done = anyio.Event()
        self.reply: Reply | None = None


@asynccontextmanager
async def relay_client(dsn: str) -> AsyncIterator[RelayClient]:
    """A client that is closed at the end of the block."""
    client = RelayClient(dsn)
    try:
        yield client
    finally:
        await client.close()
