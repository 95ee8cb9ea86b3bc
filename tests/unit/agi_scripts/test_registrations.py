"""Whose registration ends: never one that nothing has happened to, and each one until Asterisk has ended it."""

from collections.abc import Collection
from pathlib import Path

import pytest

from agi_scripts.registrations import Registrations
from core.ami import AmiAway

pytestmark = pytest.mark.anyio


class FakeAsterisk:
    def __init__(self) -> None:
        self.ended: list[set[str]] = []
        self.is_away = False

    async def end_registrations(self, endpoints: Collection[str]) -> None:
        if self.is_away:
            raise AmiAway
        self.ended.append(set(endpoints))


async def test_only_what_has_changed_or_is_gone_ends(tmp_path: Path) -> None:
    asterisk = FakeAsterisk()
    kept = Registrations(tmp_path / "registrations.json", asterisk)
    await kept.keep({"a": "1", "b": "2", "c": "3"})
    await kept.keep({"a": "1", "b": "2", "c": "3", "d": "4"})
    assert asterisk.ended == [], "who is new is registered nowhere"
    await kept.keep({"a": "1", "b": "9", "d": "4"})
    assert asterisk.ended == [{"b", "c"}]
    assert (tmp_path / "registrations.json").stat().st_mode & 0o077 == 0
    assert b'"1"' not in (tmp_path / "registrations.json").read_bytes(), "no digest of a password"


async def test_what_asterisk_was_not_told_is_told_by_whoever_comes_next(tmp_path: Path) -> None:
    asterisk = FakeAsterisk()
    await Registrations(tmp_path / "file", asterisk).keep({"a": "1", "b": "2"})
    asterisk.is_away = True
    with pytest.raises(AmiAway):
        await Registrations(tmp_path / "file", asterisk).keep({"b": "2"})
    asterisk.is_away = False
    await Registrations(tmp_path / "file", asterisk).keep({"b": "2"})
    assert asterisk.ended == [{"a"}]


async def test_a_damaged_file_ends_nothing(tmp_path: Path) -> None:
    asterisk = FakeAsterisk()
    (tmp_path / "file").write_text("{")
    await Registrations(tmp_path / "file", asterisk).keep({"b": "2"})
    assert asterisk.ended == []
