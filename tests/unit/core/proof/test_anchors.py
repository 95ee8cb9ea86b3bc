"""Anchors: signed files of the ends of days, each naming the one before."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.proof.anchor_files import PUBLIC_KEY, last_anchor, read_anchors, write_anchor
from core.proof.anchors import (
    Anchor,
    AnchoredBlock,
    AnchorFile,
    anchored_blocks,
    check_files,
    end_of,
    missing_days,
    read,
    written,
)
from core.proof.signing import SigningKey, is_signed_by, new_signing_key

KEY = SigningKey(new_signing_key())
FIRST = date(2026, 11, 24)
NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def files(days: int, key: SigningKey = KEY) -> list[AnchorFile]:
    made: list[AnchorFile] = []
    for number in range(days):
        logs = {"access_log": AnchoredBlock(10 * (number + 1), f"{number:064x}")}
        before = made[-1].sha256 if made else None
        made.append(written(Anchor(FIRST + timedelta(days=number), NOW, logs, before), key))
    return made


def faults(given: list[AnchorFile]) -> list[tuple[str, date]]:
    found = check_files(given, KEY.public_key)
    return [(one.fault, (one.at - timedelta(seconds=1)).date()) for one in found if one.at is not None]


def test_what_is_written_can_be_read() -> None:
    anchor = Anchor(FIRST, NOW, {"audit_log": AnchoredBlock(3, "ab")}, None)
    assert read(written(anchor, KEY).content) == anchor


def test_files_that_nobody_has_touched_are_whole() -> None:
    assert faults(files(4)) == []
    assert faults(files(4)[2:]) == [], "older ones may be kept elsewhere"
    assert anchored_blocks(files(2), KEY.public_key) == {
        ("access_log", 10): ("0" * 64, FIRST),
        ("access_log", 20): ("0" * 63 + "1", FIRST + timedelta(days=1)),
    }


@given(st.integers(0, 3), st.integers(0, 100_000))
def test_any_bit_that_is_changed_in_a_file_is_found_and_the_file_says_nothing(place: int, bit: int) -> None:
    whole = files(4)
    content = bytearray(whole[place].content)
    content[bit // 8 % len(content)] ^= 1 << bit % 8
    whole[place] = replace(whole[place], content=bytes(content))
    assert faults(whole)[0] == ("anchor_changed", FIRST + timedelta(days=place))
    assert ("access_log", 10 * (place + 1)) not in anchored_blocks(whole, KEY.public_key)


def test_a_file_that_somebody_else_has_signed_or_that_lies_under_another_day_is_found() -> None:
    forged = files(3, SigningKey(new_signing_key()))
    assert len(faults(forged)) == 3
    whole = files(3)
    assert faults([*whole[:2], replace(whole[1], day=whole[2].day)]) == [("anchor_changed", whole[2].day)]


def test_a_file_that_was_taken_out_is_found() -> None:
    whole = files(4)
    assert faults([whole[0], *whole[2:]]) == [("anchor_missing", whole[1].day)]


def test_a_file_that_was_made_anew_in_the_middle_does_not_fit() -> None:
    whole = files(3)
    anew = written(replace(read(whole[1].content), logs={}), KEY)
    assert faults([whole[0], anew, whole[2]]) == [("anchor_changed", whole[2].day)]


def test_days_that_are_over_are_caught_up() -> None:
    assert missing_days(None, None, NOW) == []
    assert missing_days(date(2026, 11, 27), None, NOW) == []
    assert missing_days(date(2026, 11, 25), None, NOW) == [date(2026, 11, 25), date(2026, 11, 26)]
    assert missing_days(date(2020, 1, 1), date(2026, 11, 25), NOW) == [date(2026, 11, 26)]
    assert missing_days(None, date(2026, 12, 24), NOW) == [], "the clock was put back"


def test_a_day_ends_at_midnight_in_warsaw() -> None:
    assert end_of(date(2026, 7, 1)).astimezone(UTC) == datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert end_of(date(2026, 11, 27)).astimezone(UTC) == datetime(2026, 11, 27, 23, tzinfo=UTC)
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    assert missing_days(None, date(2026, 11, 26), late) == [date(2026, 11, 27)]


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"format": 2}', b"\xff", b'{"format": 1, "day": "x"}'])
def test_what_is_no_anchor_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        read(content)


def test_files_lie_there_as_they_were_written_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    folder = tmp_path / "anchors"
    assert read_anchors(folder) == []
    assert last_anchor(folder) is None
    whole = files(3)
    for file in whole:
        write_anchor(folder, file, KEY.public_key)
    (folder / "notes-2026.json").write_text("{}")
    (folder / "2026-99-99.json").write_text("{}")
    assert read_anchors(folder) == whole
    assert last_anchor(folder) == whole[-1]
    assert (folder / PUBLIC_KEY).read_text() == KEY.public_key
    assert {file.stat().st_mode & 0o777 for file in folder.glob("2026-11-*")} == {0o600}
    (folder / "2026-11-25.json.sig").unlink()
    assert faults(read_anchors(folder)) == [("anchor_changed", date(2026, 11, 25))]


def test_a_key_is_not_shown_and_no_other_kind_of_key_is_taken() -> None:
    assert repr(KEY) == "SigningKey(…)"
    with pytest.raises(ValueError):
        is_signed_by("", b"", "")
    with pytest.raises(ValueError):
        SigningKey("short")
