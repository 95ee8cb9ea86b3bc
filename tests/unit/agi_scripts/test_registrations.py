"""Whose registration ends: never one that nothing has happened to, and each one until Asterisk has ended it."""

from pathlib import Path

from agi_scripts.registrations import Registrations


def test_only_what_has_changed_or_is_gone_ends(tmp_path: Path) -> None:
    kept = Registrations(tmp_path / "registrations.json")
    log_ins = {"a": "1", "b": "2", "c": "3"}
    assert kept.ended(log_ins) == set(), "who is new is registered nowhere"
    kept.allow(log_ins)
    assert kept.ended({**log_ins, "d": "4"}) == set()
    assert kept.ended({"a": "1", "b": "9", "d": "4"}) == {"b", "c"}
    assert (tmp_path / "registrations.json").stat().st_mode & 0o077 == 0
    assert b'"1"' not in (tmp_path / "registrations.json").read_bytes(), "no digest of a password"


def test_it_ends_until_somebody_says_that_it_is_done_also_for_whoever_comes_next(tmp_path: Path) -> None:
    Registrations(tmp_path / "file").allow({"a": "1", "b": "2"})
    kept = Registrations(tmp_path / "file")
    assert kept.ended({"b": "2"}) == {"a"}
    kept.allow({"b": "2"})
    assert Registrations(tmp_path / "file").ended({"b": "2"}) == {"a"}
    kept.forget({"a"})
    assert Registrations(tmp_path / "file").ended({"b": "2"}) == set()
    assert Registrations(tmp_path / "file").ended({"b": "3"}) == {"b"}


def test_a_damaged_file_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("{")
    assert Registrations(tmp_path / "file").ended({"b": "2"}) == set()
