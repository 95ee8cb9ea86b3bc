"""Asterisk's own queues follow the records, which are read only when something in them has changed."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentState
from acd.store import AgentNow
from agi_scripts.members import Change, Member
from agi_scripts.watchdog import process
from agi_scripts.watchdog.process import MEMBERS_TIME, Upkeep
from core.clock import LoopClock
from core.settings import Settings
from tests.support.timing.virtual_time import in_virtual_time
from tests.unit.agi_scripts.test_members import KOLNO, NOW, agent
from tests.unit.dialplan.test_plan import plan

ANNA = "k20060-1"


class FakeAsterisk:
    """Its queues, as they were changed."""

    def __init__(self) -> None:
        self.asked = 0
        self.there: dict[tuple[str, str], Member] = {}

    async def members(self) -> dict[tuple[str, str], Member]:
        self.asked += 1
        return dict(self.there)

    async def change(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if change.what == "add":
                self.there[change.queue, change.agent] = change.member
            elif change.what == "remove":
                del self.there[change.queue, change.agent]
            else:
                for key in [key for key in self.there if key[1] == change.agent]:
                    self.there[key] = change.member


class Records:
    """Consultants as the database would have them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.agents: list[AgentNow] = []
        self.read = 0
        monkeypatch.setattr(process, "agents_mark", self.mark)
        monkeypatch.setattr(process, "list_agents", self.list_agents)

    async def mark(self, _engine: object, _now: object) -> str:
        return repr(self.agents)

    async def list_agents(self, _engine: object, _now: object = None) -> list[AgentNow]:
        self.read += 1
        return list(self.agents)


class Setup:
    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path, now: datetime) -> None:
        self.records, self.asterisk = Records(monkeypatch), FakeAsterisk()
        self.ami = SimpleNamespace(logins=1)
        known = plan(**{KOLNO: QueuePolicy(wrap_up_time=60)})
        file = SimpleNamespace(current=lambda: known)
        nothing = cast(Any, None)
        self.upkeep = Upkeep(
            Settings(state_dir=folder),
            cast(Any, self.asterisk),
            cast(Any, self.ami),
            nothing,
            nothing,
            LoopClock(now),
            cast(Any, file),
            nothing,
        )

    async def looks(self, times: int) -> None:
        for _ in range(times):
            await self.upkeep.keep_members()
            await anyio.sleep(MEMBERS_TIME)


@in_virtual_time
async def test_consultants_are_not_read_again_while_nothing_changes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setup = Setup(monkeypatch, tmp_path, NOW)
    setup.records.agents = [agent(ANNA)]
    await setup.looks(30)
    assert (setup.records.read, setup.asterisk.asked) == (1, 1)
    assert setup.asterisk.there[KOLNO, ANNA].is_paused is False


@in_virtual_time
async def test_change_is_taken_over_at_the_next_look(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    setup = Setup(monkeypatch, tmp_path, NOW)
    setup.records.agents = [agent(ANNA)]
    await setup.looks(2)
    setup.records.agents = [agent(ANNA, AgentState.PAUSED)]
    await setup.looks(1)
    assert setup.asterisk.there[KOLNO, ANNA].is_paused
    setup.records.agents = [agent(ANNA, AgentState.OFFLINE)]
    await setup.looks(1)
    assert setup.asterisk.there == {}


@in_virtual_time
async def test_wrap_up_ends_by_itself_though_nothing_changes_in_the_records(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setup = Setup(monkeypatch, tmp_path, NOW)
    setup.records.agents = [agent(ANNA, AgentState.WRAP_UP)]
    await setup.looks(2)
    assert setup.asterisk.there[KOLNO, ANNA].is_paused
    await setup.looks(30)
    assert not setup.asterisk.there[KOLNO, ANNA].is_paused


@in_virtual_time
async def test_asterisk_that_has_started_anew_gets_its_members_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setup = Setup(monkeypatch, tmp_path, NOW)
    setup.records.agents = [agent(ANNA)]
    await setup.looks(2)
    setup.asterisk.there.clear()
    setup.ami.logins = 2
    await setup.looks(1)
    assert (KOLNO, ANNA) in setup.asterisk.there
