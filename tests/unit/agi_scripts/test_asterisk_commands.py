"""What Asterisk refuses is passed over, and it is asked only what it does not tell by itself."""

from typing import cast

import anyio
import pytest

from agi_scripts.asterisk_commands import AsteriskCommands
from agi_scripts.fallback.rescue import Move
from agi_scripts.module_reload import ModuleReload
from core.nodes import Place
from core.telephony.ami import Ami, AmiAway, AmiRefused
from tests.support.timing.virtual_time import in_virtual_time


@pytest.mark.asyncio
async def test_moving_a_channel_that_is_gone_answers_false() -> None:
    class Gone:
        async def act(self, action: str, **fields: str) -> None:
            raise AmiRefused

    asterisk = AsteriskCommands(cast(Ami, Gone()), ModuleReload(Place("127.0.0.1", 1), "s724", "-"))
    assert not await asterisk.move(Move("PJSIP/x", "1.2", "to_emergency", "9510"))


@pytest.mark.asyncio
async def test_to_read_files_anew_says_that_asterisk_is_away_when_it_is() -> None:
    with pytest.raises(AmiAway):
        await ModuleReload(Place("127.0.0.1", 1), "s724", "-").reload("res_pjsip.so")


@pytest.mark.asyncio
async def test_only_the_registrations_of_these_endpoints_are_deleted() -> None:
    deleted: list[str] = []

    class Database:
        async def ask(self, action: str, event: str, **fields: str) -> list[dict[str, str]]:
            names = ("k1-1", "k1-10", "web-k1-1", "k1-1")
            return [{"Key": f"/registrar/contact/{name};@{n}", "Val": "{}"} for n, name in enumerate(names)]

        async def act(self, action: str, **fields: str) -> None:
            deleted.append(fields["Variable"])

    asterisk = AsteriskCommands(cast(Ami, Database()), ModuleReload(Place("127.0.0.1", 1), "s724", "-"))
    await asterisk.end_registrations({"k1-1"})
    assert deleted == [f"DB_DELETE(registrar/contact/k1-1;@{number})" for number in (0, 3)]


class Queues:
    """An Asterisk that counts how often it is asked who waits."""

    def __init__(self) -> None:
        self.logins = 1
        self.waiting = 0
        self.asked = 0

    async def ask(self, action: str, event: str) -> list[dict[str, str]]:
        if action == "QueueSummary":
            self.asked += 1
            return [{"Queue": "20060", "Callers": str(self.waiting)}]
        row = {"Channel": "PJSIP/x-1", "Uniqueid": "s724-1.1", "Queue": "20060", "Position": "1", "Wait": "3"}
        return [row] * self.waiting


@in_virtual_time
async def test_asterisk_is_not_asked_every_second_who_waits_in_queues_that_nobody_joins() -> None:
    queues = Queues()
    asterisk = AsteriskCommands(cast(Ami, queues), ModuleReload(Place("127.0.0.1", 1), "s724", "-"))
    for _ in range(60):
        assert await asterisk.waiting() == []
        await anyio.sleep(1)
    assert queues.asked == 6  # an Asterisk of before the update tells nobody


@in_virtual_time
async def test_who_joins_a_queue_is_found_at_the_next_look_and_as_long_as_they_wait() -> None:
    queues = Queues()
    asterisk = AsteriskCommands(cast(Ami, queues), ModuleReload(Place("127.0.0.1", 1), "s724", "-"))
    assert await asterisk.waiting() == []
    queues.waiting = 1
    asterisk.heard({"Event": "QueueCallerJoin"})
    for _ in range(3):
        (found,) = await asterisk.waiting()
        assert found.queue == "20060"
    queues.waiting = 0
    for _ in range(3):
        assert await asterisk.waiting() == []
    assert queues.asked == 5


@in_virtual_time
async def test_who_waits_is_asked_again_when_asterisk_has_started_anew() -> None:
    queues = Queues()
    asterisk = AsteriskCommands(cast(Ami, queues), ModuleReload(Place("127.0.0.1", 1), "s724", "-"))
    assert await asterisk.waiting() == []
    queues.logins, queues.waiting = 2, 1
    assert len(await asterisk.waiting()) == 1
