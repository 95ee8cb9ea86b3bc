"""Facts that a dead application had only on disk."""

from pathlib import Path

import msgspec

from agi_scripts.fallback.recollection import unwritten
from core.facts.kinds.offers import OfferEnded


def test_facts_that_a_dead_application_had_only_on_disk_are_read(tmp_path: Path) -> None:
    mine = OfferEnded(reservation="r", agent="k", outcome="accepted", ring_time=1, id="event-1", call_id="call-1")
    others = msgspec.structs.replace(mine, id="event-2", call_id="call-12")
    lines = [msgspec.json.encode(fact) for fact in (mine, others, mine)]
    (tmp_path / "journal-000000001.jsonl").write_bytes(b"\n".join([*lines, b'{"type":"Off']))
    assert unwritten(tmp_path, {"call-1"}) == {"call-1": [mine]}
    assert unwritten(tmp_path / "nothing", {"call-1"}) == {}
