"""What Asterisk refuses is passed over."""

from typing import cast

import pytest

from agi_scripts.ami import Ami, AmiRefused
from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.rescue import Move


@pytest.mark.asyncio
async def test_moving_a_channel_that_is_gone_answers_false() -> None:
    class Gone:
        async def act(self, action: str, **fields: str) -> None:
            raise AmiRefused

    assert not await AsteriskCommands(cast(Ami, Gone())).move(Move("PJSIP/x", "1.2", "to_emergency", "9510"))
