"""The manager interface, without Asterisk."""

import asyncio
from contextlib import suppress

import pytest

from core.lease.lease import Fence
from core.telephony.ami import Ami, AmiAway
from tests.support.timing.eventually import eventually


@pytest.mark.asyncio
async def test_a_value_with_a_line_break_is_never_sent_to_the_manager_interface() -> None:
    ami = Ami(1, "s724", "-")
    ami.is_up = True
    with pytest.raises(ValueError, match="Exten"):
        await ami.act("Redirect", Exten="9510\r\nAction: Originate")


@pytest.mark.asyncio
async def test_a_command_fails_at_once_while_asterisk_is_away() -> None:
    with pytest.raises(AmiAway):
        await Ami(1, "s724", "-").act("Ping")


class Ended(Exception):
    """What stands for the end of the process."""


@pytest.mark.asyncio
async def test_whoever_may_have_been_replaced_commands_nothing() -> None:
    def ends() -> None:
        raise Ended

    fence = Fence(lambda: 10.0, ends)
    ami = Ami(1, "s724", "-", fence=fence)
    with pytest.raises(AmiAway):
        await ami.act("Ping")
    fence.prove(5.0, 2.5)
    with pytest.raises(Ended):
        await ami.act("Ping")


@pytest.mark.asyncio
async def test_a_connection_that_stands_still_is_made_anew_when_it_is_asked_for() -> None:
    logins: list[str] = []
    ended: list[str] = []

    async def asterisk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"Asterisk Call Manager/9.0.0\r\n")
        login = (await reader.readuntil(b"\r\n\r\n")).decode()
        (number,) = [line for line in login.splitlines() if line.startswith("ActionID")]
        logins.append(number)
        writer.write(f"Response: Success\r\n{number}\r\nMessage: Authentication accepted\r\n\r\n".encode())
        with suppress(ConnectionResetError):
            await reader.read()  # and never an answer to anything else
        writer.close()
        ended.append(number)

    async with await asyncio.start_server(asterisk, "127.0.0.1", 0) as server:
        lost: list[str] = []
        ami = Ami(server.sockets[0].getsockname()[1], "s724", "-")
        ami.open()
        await ami.up()
        ami.on_login = lambda: lost.append("again")
        ami.again()
        await eventually(lambda: lost == ["again"])
        assert (len(logins), ami.logins, ami.is_up) == (2, 2, True)
        ami.close()
        await eventually(lambda: len(ended) == 2)
