"""A network cable between a browser and the web service that can be pulled and put in again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Cable:
    """A TCP port that leads to another one. `pull()` is the dead cable: what is on it stands still, what is new
    is not answered; nothing is reset, as little as a real cable would."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._is_in = asyncio.Event()
        self._is_in.set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.passed = 0  # bytes, both directions

    @property
    def port(self) -> int:
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def pull(self) -> None:
        """Nothing passes any more."""
        self._is_in.clear()

    def put_in(self) -> None:
        """What was kept waiting goes on."""
        self._is_in.set()

    def cut(self) -> None:
        """Every connection breaks off at once; new ones work."""
        for writer in self._writers:
            writer.transport.abort()

    async def _open(self) -> None:
        self._server = await asyncio.start_server(self._connect, "127.0.0.1", 0)

    async def _close(self) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._is_in.wait()
            try:
                there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._to_port)
            except OSError:  # the web service is down
                writer.transport.abort()
                return
            self._writers |= {writer, there_writer}
            try:
                async with asyncio.TaskGroup() as both:
                    both.create_task(self._pass_on(reader, there_writer))
                    both.create_task(self._pass_on(there_reader, writer))
            finally:
                for end in (writer, there_writer):
                    self._writers.discard(end)
                    end.transport.abort()
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            self._tasks.discard(task)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(1 << 16):
                await self._is_in.wait()
                self.passed += len(piece)
                writer.write(piece)
                await writer.drain()
            writer.write_eof()
        except OSError:
            writer.transport.abort()


@asynccontextmanager
async def cable(to_port: int) -> AsyncIterator[Cable]:
    """A cable to a port of this machine; afterwards no connection of it is left."""
    made = Cable(to_port)
    await made._open()
    try:
        yield made
    finally:
        await made._close()
