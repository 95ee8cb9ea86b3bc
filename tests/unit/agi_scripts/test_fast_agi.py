"""Requests of the dialplan on a real socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from structlog.testing import capture_logs

from agi_scripts.agi.fast_agi import AgiRequest, FastAgi
from tests.support.asterisk.agi_request import request_of

SECRET = "what-opens-it"


class _Agi:
    """The server under test on a real socket."""

    def __init__(self) -> None:
        self.seen: list[AgiRequest] = []

    async def note(self, request: AgiRequest) -> None:
        self.seen.append(request)
        await request.set("S724_NEXT", "bye")

    @asynccontextmanager
    async def open(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(FastAgi({"end": self.note}, SECRET).handler, "127.0.0.1", 0)
        async with server:
            yield int(server.sockets[0].getsockname()[1])

    async def answer_to(self, request: bytes) -> bytes:
        """All that the server says before it closes the connection."""
        async with self.open() as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            try:
                return await reader.read()
            except ConnectionResetError:  # closed before everything was read
                return b""
            finally:
                writer.close()


@pytest.mark.asyncio
async def test_a_request_comes_with_its_arguments_and_may_be_answered() -> None:
    agi = _Agi()
    async with agi.open() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request_of("end", "", "20060", SECRET))
        assert await reader.readline() == b'SET VARIABLE S724_NEXT "bye"\n'
        writer.write(b"200 result=1\n")
        assert await reader.read() == b""
        writer.close()
    assert agi.seen[0].arguments == ["", "20060"]
    assert SECRET not in str(agi.seen[0].headers)


@pytest.mark.asyncio
async def test_a_connection_with_half_a_header_disturbs_no_other_request() -> None:
    agi = _Agi()
    async with agi.open() as port:
        _, silent = await asyncio.open_connection("127.0.0.1", port)
        silent.write(b"agi_network_script: end\n")
        silent.close()  # panoramisk's own handler would spin for ever now
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request_of("nobody/knows", SECRET))
        assert await reader.read() == b""
        writer.close()
    assert agi.seen == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "arguments",
    [(), ("",), ("20060",), (SECRET, "20060"), (f"{SECRET} ",), (SECRET[:-1],), (SECRET.upper(),), ("ż",)],
)
async def test_whoever_does_not_show_the_secret_at_the_end_gets_nothing(arguments: tuple[str, ...]) -> None:
    agi = _Agi()
    with capture_logs() as logs:
        assert await agi.answer_to(request_of("end", *arguments)) == b""
    assert agi.seen == []
    assert [line["event"] for line in logs] == ["a request without the installation's secret was refused"]
    assert SECRET not in str(logs)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "number",
    [
        "6\nagi_network_script: end\nagi_arg_1: *69\nagi_arg_2: k20010-1\n",
        "6\nagi_network_script: end",
        "6\nagi_arg_1: *69",
        "6\n\n",
        "6\rHANGUP",
        "6" * 2000,
    ],
)
async def test_lines_in_a_callers_number_order_nothing(number: str) -> None:
    agi = _Agi()
    with capture_logs() as logs:
        assert await agi.answer_to(request_of("end", "20060", SECRET, callerid=number)) == b""
    assert agi.seen == []
    assert [line["event"] for line in logs] == ["a request was refused"]
    assert "k20010-1" not in str(logs)


@pytest.mark.asyncio
async def test_headers_without_an_end_are_given_up() -> None:
    agi = _Agi()
    assert await agi.answer_to(b"agi_network: yes\n" * 20_000) == b""
    assert agi.seen == []


def test_no_server_goes_without_a_secret() -> None:
    with pytest.raises(ValueError, match="agi_secret"):
        FastAgi({}, "")
