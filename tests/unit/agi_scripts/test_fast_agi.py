"""Requests of the dialplan on a real socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from agi_scripts.fast_agi import AgiRequest, FastAgi


class _Agi:
    """The server under test on a real socket."""

    def __init__(self) -> None:
        self.seen: list[AgiRequest] = []

    async def note(self, request: AgiRequest) -> None:
        self.seen.append(request)
        await request.set("S724_NEXT", "bye")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(FastAgi({"end": self.note}).handler, "127.0.0.1", 0)
        async with server:
            yield int(server.sockets[0].getsockname()[1])


@pytest.mark.asyncio
async def test_a_request_comes_with_its_arguments_and_may_be_answered() -> None:
    agi = _Agi()
    async with agi.open() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"agi_network_script: end\nagi_uniqueid: 1.2\nagi_arg_1: \nagi_arg_2: 20060\n\n")
        assert await reader.readline() == b'SET VARIABLE S724_NEXT "bye"\n'
        writer.write(b"200 result=1\n")
        assert await reader.read() == b""
        writer.close()
    assert agi.seen[0].arguments == ["", "20060"]


@pytest.mark.asyncio
async def test_a_connection_with_half_a_header_disturbs_no_other_request() -> None:
    agi = _Agi()
    async with agi.open() as port:
        _, silent = await asyncio.open_connection("127.0.0.1", port)
        silent.write(b"agi_network_script: end\n")
        silent.close()  # panoramisk's own handler would spin for ever now
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"agi_network_script: nobody/knows\n\n")
        assert await reader.read() == b""
        writer.close()
    assert agi.seen == []
