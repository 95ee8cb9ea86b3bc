"""What Asterisk refuses is passed over."""

from typing import cast

import pytest

from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.module_reload import ModuleReload
from agi_scripts.rescue import Move
from core.ami import Ami, AmiAway, AmiRefused


@pytest.mark.asyncio
async def test_moving_a_channel_that_is_gone_answers_false() -> None:
    class Gone:
        async def act(self, action: str, **fields: str) -> None:
            raise AmiRefused

    asterisk = AsteriskCommands(cast(Ami, Gone()), ModuleReload(1, "s724", "-"))
    assert not await asterisk.move(Move("PJSIP/x", "1.2", "to_emergency", "9510"))


@pytest.mark.asyncio
async def test_to_read_files_anew_says_that_asterisk_is_away_when_it_is() -> None:
    with pytest.raises(AmiAway):
        await ModuleReload(1, "s724", "-").reload("res_pjsip.so")
