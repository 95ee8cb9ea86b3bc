"""The manager interface, without Asterisk."""

import pytest

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
