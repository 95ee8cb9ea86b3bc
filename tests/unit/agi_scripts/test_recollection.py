"""What is known of calls whose application is dead: the records, and what was only on disk."""

from pathlib import Path
from typing import cast

import anyio
import msgspec
import pytest

from agi_scripts.fallback import recollection
from agi_scripts.fallback.recollection import AT_ONCE, Facts, Recollection, unwritten
from core.fact_log.event_log import EventLog
from core.facts.events import AnyEvent
from core.facts.kinds.offers import OfferEnded
from reports.calls.store import CallRecords


def test_facts_that_a_dead_application_had_only_on_disk_are_read(tmp_path: Path) -> None:
    mine = OfferEnded(reservation="r", agent="k", outcome="accepted", ring_time=1, id="event-1", call_id="call-1")
    others = msgspec.structs.replace(mine, id="event-2", call_id="call-12")
    lines = [msgspec.json.encode(fact) for fact in (mine, others, mine)]
    (tmp_path / "journal-000000001.jsonl").write_bytes(b"\n".join([*lines, b'{"type":"Off']))
    assert unwritten(tmp_path, {"call-1"}) == {"call-1": [mine]}
    assert unwritten(tmp_path / "nothing", {"call-1"}) == {}


class Records:
    """The records of calls of which each has been offered once, and that answer as often as `answers` says."""

    def __init__(self, answers: int) -> None:
        self.asked: list[list[str]] = []
        self._answers = answers

    async def facts_of(self, call_ids: list[str]) -> Facts:
        self.asked.append(call_ids)
        if len(self.asked) > self._answers:
            await anyio.sleep_forever()
        return {call_id: [offered(call_id)] for call_id in call_ids}


class Log:
    def take(self, fact: AnyEvent) -> None:
        pass

    async def flushed(self) -> None:
        pass


def offered(call_id: str) -> OfferEnded:
    return OfferEnded(
        reservation="r", agent="k", outcome="accepted", ring_time=1, id=f"of-{call_id}", call_id=call_id
    )


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("answers", "known"), [(6, 300), (2, 2 * AT_ONCE), (0, 0)], ids=["slow", "breaks off", "away"]
)
async def test_what_the_records_have_told_is_kept_when_they_break_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: int, known: int
) -> None:
    monkeypatch.setattr(recollection, "RECALL_TIME", 0.05)  # a thread reads the disk: no virtual time
    records = Records(answers)
    calls = [f"call-{number}" for number in range(300)]
    found = await Recollection(cast(CallRecords, records), cast(EventLog, Log()), tmp_path).facts_of(calls)
    assert sorted(found) == sorted(calls)
    assert sum(map(bool, found.values())) == known
    assert len(records.asked) == min(6, answers + 1)
