"""What lies in files about a call is found, and taken out of what was refused."""

import threading
from pathlib import Path

from core.facts.fact_files import appending, lines_about, remove_from_refused

ANNA, ZOFIA = b'{"type":"CallEnded","call_id":"call-1"}\n', b'{"type":"CallEnded","call_id":"call-11"}\n'
CUT = b'{"type":"CallStarted","call_id":"call-1","caller_nu'


def put(file: Path, content: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file


def test_lines_about_a_call_are_found_in_journal_spool_and_what_was_refused(tmp_path: Path) -> None:
    journal = put(tmp_path / "journal-000000001.jsonl", ANNA + ZOFIA)
    spool = put(tmp_path / "agi" / "events.jsonl", ANNA + ANNA)
    refused = put(tmp_path / "watchdog" / "refused.jsonl", ZOFIA + CUT)
    put(tmp_path / "events.jsonl", ZOFIA)
    assert lines_about(tmp_path, ["call-1"]) == {journal: 1, spool: 2, refused: 1}
    assert lines_about(tmp_path, []) == lines_about(tmp_path / "none", ["call-1"]) == {}


def test_only_lines_about_the_call_leave_what_was_refused(tmp_path: Path) -> None:
    first = put(tmp_path / "refused.jsonl", ANNA + ZOFIA + CUT + b"\n" + ANNA)
    second = put(tmp_path / "agi" / "refused.jsonl", ZOFIA)
    spool = put(tmp_path / "events.jsonl", ANNA)
    assert remove_from_refused(tmp_path, ["call-1"]) == 3
    assert (first.read_bytes(), second.read_bytes(), spool.read_bytes()) == (ZOFIA, ZOFIA, ANNA)
    assert first.stat().st_mode & 0o077 == 0
    assert remove_from_refused(tmp_path, ["call-1"]) == 0
    assert sorted(tmp_path.iterdir()) == sorted([first, second.parent, spool])


def test_what_others_add_while_lines_are_taken_out_is_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "refused.jsonl"
    added = 300

    def add() -> None:
        for _ in range(added):
            with appending(file) as out:
                out.write(ANNA)
                out.write(ZOFIA)

    writer = threading.Thread(target=add)
    writer.start()
    gone = 0
    while writer.is_alive():
        gone += remove_from_refused(tmp_path, ["call-1"])
    writer.join()
    gone += remove_from_refused(tmp_path, ["call-1"])
    assert (gone, file.read_bytes()) == (added, ZOFIA * added)
