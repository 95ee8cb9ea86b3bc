"""What Asterisk refuses is passed over."""

from typing import cast

import pytest

from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.fallback.rescue import Move
from agi_scripts.module_reload import ModuleReload
from core.telephony.ami import Ami, AmiAway, AmiRefused


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


@pytest.mark.asyncio
async def test_only_the_registrations_of_these_endpoints_are_deleted() -> None:
    deleted: list[str] = []

    class Database:
        async def ask(self, action: str, event: str, **fields: str) -> list[dict[str, str]]:
            names = ("k1-1", "k1-10", "web-k1-1", "k1-1")
            return [{"Key": f"/registrar/contact/{name};@{n}", "Val": "{}"} for n, name in enumerate(names)]

        async def act(self, action: str, **fields: str) -> None:
            deleted.append(fields["Variable"])

    asterisk = AsteriskCommands(cast(Ami, Database()), ModuleReload(1, "s724", "-"))
    await asterisk.end_registrations({"k1-1"})
    assert deleted == [f"DB_DELETE(registrar/contact/k1-1;@{number})" for number in (0, 3)]
