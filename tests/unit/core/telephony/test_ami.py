"""The manager interface, without Asterisk."""

import pytest

from core.lease.lease import Fence
from core.telephony.ami import Ami, AmiAway


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
