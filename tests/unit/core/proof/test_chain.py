"""Chains: whatever is changed in a row or a block is found, and the row is named."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.proof.chain import (
    SHORTEST_KEEP,
    Block,
    Finding,
    Leaf,
    SeenRow,
    Tip,
    Value,
    block_digest,
    make_block,
    row_digest,
    tip_of,
    unpack_leaves,
    verify,
)

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)

moments = st.integers(-(10**15), 4 * 10**15).map(lambda us: NOW + timedelta(microseconds=us))
plain: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(),
    st.binary(),
    moments,
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)
values = st.one_of(plain, st.lists(plain, max_size=3))
rows_of_values = st.lists(values, max_size=4)


class Row:
    """A row of a log, as a test changes it."""

    def __init__(self, number: int, at: datetime, told: str) -> None:
        self.number, self.at, self.told = number, at, told

    def seen(self) -> SeenRow:
        return SeenRow(Leaf(self.number, self.at, row_digest((self.told,))), self.told)


@st.composite
def logs(draw: st.DrawFn) -> list[list[Row]]:
    """Rows in blocks: numbers have holes, as rolled-back transactions leave them."""
    number, blocks = 0, []
    for size in draw(st.lists(st.integers(1, 4), min_size=1, max_size=5)):
        block = []
        for _ in range(size):
            number += draw(st.integers(1, 3))
            block.append(Row(number, NOW + timedelta(seconds=number), draw(st.text(max_size=5))))
        blocks.append(block)
    return blocks


def chained(log: Sequence[Sequence[Row]]) -> list[Block]:
    made: list[Block] = []
    before = Tip()
    for rows in log:
        leaves = [row.seen().leaf for row in rows]
        made.append(make_block("log", before, rows[-1].number + 1, leaves, 1, NOW))
        # The hole behind each block belongs to it, too.
        before = tip_of(made[-1])
    return made


def spread(log: list[list[Row]]) -> list[list[Row]]:
    """The same with numbers that leave room for the hole that `chained` puts behind each block."""
    for place, block in enumerate(log):
        for row in block:
            row.number += place
    return log


def found(blocks: Sequence[Block], rows: Sequence[Row], now: datetime = NOW) -> list[Finding]:
    """As the store hands it over: each block with the rows that stand up to its end."""
    paired, waiting = [], sorted(rows, key=lambda row: row.number)
    for block in blocks:
        mine = [row for row in waiting if row.number <= block.last_row]
        waiting = waiting[len(mine) :]
        paired.append((block, [row.seen() for row in mine]))
    return list(verify("log", paired, now))


def flat(log: Sequence[Sequence[Row]]) -> list[Row]:
    return [row for rows in log for row in rows]


@given(rows_of_values, rows_of_values)
def test_rows_that_differ_have_digests_that_differ(one: list[Value], other: list[Value]) -> None:
    same = [(type(a), repr(a)) for a in one] == [(type(a), repr(a)) for a in other]
    assume(not same)
    assert row_digest(one) != row_digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("1",), (1,)),
        ((1,), (True,)),
        ((None,), ("",)),
        (("",), ()),
        (([],), (None,)),
        ((["a", "b"],), (["ab"],)),
        ((["a"], "b"), (["a", "b"],)),
        ((b"a",), ("a",)),
        ((date(2026, 11, 27),), ("2026-11-27",)),
        ((1.0,), (1,)),
    ],
)
def test_values_have_their_types_and_their_ends(one: Sequence[Value], other: Sequence[Value]) -> None:
    assert row_digest(one) != row_digest(other)


def test_a_moment_is_the_same_in_every_zone() -> None:
    warsaw = NOW.astimezone(tz=None)
    assert row_digest((warsaw,)) == row_digest((NOW,))


def test_the_digest_of_a_row_stays_for_ever() -> None:
    """Blocks of before are checked by the code of today: who changes the encoding loses every chain."""
    row = ("access-1", NOW, None, True, 7, 1.5, b"\0", date(2026, 11, 27), ["identity", "visits"])
    assert row_digest(row).hex() == "7b536f628334a99aaf4741436c14a8a6b3314ab5c517f8c7e0aca3922c117f61"


def test_what_has_no_place_in_a_chain_is_refused() -> None:
    with pytest.raises(TypeError):
        row_digest(({"a": 1},))  # type: ignore[arg-type]


@given(logs())
def test_a_log_that_nobody_has_touched_is_whole(log: list[list[Row]]) -> None:
    assert found(chained(spread(log)), flat(log)) == []


@given(logs(), st.data())
def test_a_changed_row_is_found_and_named(log: list[list[Row]], data: st.DataObject) -> None:
    blocks = chained(spread(log))
    row = data.draw(st.sampled_from(flat(log)))
    if data.draw(st.booleans()):
        row.told += data.draw(st.text(min_size=1, max_size=1))
    else:
        row.at += timedelta(microseconds=1)
    [finding] = found(blocks, flat(log))
    assert (finding.fault, finding.number, finding.at, finding.who) == ("changed", row.number, row.at, row.told)


@given(logs(), st.data())
def test_a_removed_row_is_found_and_named(log: list[list[Row]], data: st.DataObject) -> None:
    blocks = chained(spread(log))
    row = data.draw(st.sampled_from(flat(log)))
    [finding] = found(blocks, [other for other in flat(log) if other is not row])
    assert (finding.fault, finding.number, finding.at) == ("missing", row.number, row.at)


@given(logs(), st.data())
def test_a_row_that_was_put_in_is_found_and_named(log: list[list[Row]], data: st.DataObject) -> None:
    blocks = chained(spread(log))
    taken = {row.number for row in flat(log)}
    holes = [number for number in range(-3, blocks[-1].last_row + 1) if number not in taken]
    stranger = Row(data.draw(st.sampled_from(holes)), NOW, "stranger")
    [finding] = found(blocks, [*flat(log), stranger])
    assert (finding.fault, finding.number, finding.who) == ("foreign", stranger.number, "stranger")


@given(logs(), st.data())
def test_rows_that_change_their_places_are_found_and_named(log: list[list[Row]], data: st.DataObject) -> None:
    blocks = chained(spread(log))
    rows = flat(log)
    assume(len(rows) > 1)
    one, other = data.draw(st.lists(st.sampled_from(rows), min_size=2, max_size=2, unique_by=id))
    one.number, other.number = other.number, one.number
    assert [(f.fault, f.number) for f in found(blocks, rows)] == [
        ("changed", number) for number in sorted((one.number, other.number))
    ]


def flipped(content: bytes, bit: int) -> bytes:
    whole = bytearray(content)
    whole[bit // 8 % len(whole)] ^= 1 << bit % 8
    return bytes(whole)


CHANGES: dict[str, Callable[[Any, int], Any]] = {
    "form": lambda value, by: value + 1 + by,
    "first_row": lambda value, by: value - 1 - by,
    "last_row": lambda value, by: value + 1 + by,
    "rows": lambda value, by: value + 1 + by,
    "newest_at": lambda value, by: value + timedelta(microseconds=1 + by),
    "made_at": lambda value, by: value - timedelta(microseconds=1 + by),
    "content": flipped,
    "previous": flipped,
    "digest": flipped,
    "leaves": flipped,
    "log": lambda value, by: f"{value}{by}",
    "expired_at": lambda value, by: NOW + timedelta(seconds=by),
}


def test_every_part_of_a_block_is_tried() -> None:
    assert CHANGES.keys() | {"number"} == set(Block.__slots__)


@pytest.mark.parametrize("part", CHANGES)
@given(logs(), st.data(), st.integers(0, 10_000))
def test_any_bit_that_is_changed_in_a_block_is_found(
    part: str, log: list[list[Row]], data: st.DataObject, by: int
) -> None:
    blocks = chained(spread(log))
    place = data.draw(st.integers(0, len(blocks) - 1))
    blocks[place] = replace(blocks[place], **{part: CHANGES[part](getattr(blocks[place], part), by)})
    first = found(blocks, flat(log))[0]
    assert (first.fault, first.block) == ("block_changed", place + 1)


@given(logs(), st.data())
def test_a_block_that_was_taken_out_is_found_and_its_rows_are_foreign(
    log: list[list[Row]], data: st.DataObject
) -> None:
    blocks = chained(spread(log))
    assume(len(blocks) > 1)
    place = data.draw(st.integers(0, len(blocks) - 2))
    findings = found([*blocks[:place], *blocks[place + 1 :]], flat(log))
    assert (findings[0].fault, findings[0].block) == ("block_missing", place + 1)
    assert {f.number for f in findings if f.fault == "foreign"} == {row.number for row in log[place]}


@given(logs(), st.data())
def test_who_changes_a_row_and_its_block_has_to_change_every_block_after_it(
    log: list[list[Row]], data: st.DataObject
) -> None:
    blocks = chained(spread(log))
    place = data.draw(st.integers(0, len(log) - 1))
    log[place][0].told += "!"
    forged = chained(log)
    mixed = [*blocks[:place], forged[place], *blocks[place + 1 :]]
    expected = [] if place == len(log) - 1 else [("block_changed", place + 2)]
    assert [(f.fault, f.block) for f in found(mixed, flat(log))] == expected
    assert forged[-1].digest != blocks[-1].digest, "so the end of the chain, kept elsewhere, tells"


def test_rows_that_went_by_rule_leave_a_whole_chain() -> None:
    log = [[Row(1, NOW, "a"), Row(2, NOW, "b")], [Row(4, NOW, "c")]]
    first, second = chained(log)
    later = NOW + SHORTEST_KEEP
    gone = replace(first, leaves=None, expired_at=later)
    assert found([gone, second], log[1], later) == []
    early = replace(gone, expired_at=later - timedelta(seconds=1))
    assert [f.fault for f in found([early, second], log[1], later)] == ["expired_early"]
    to_come = replace(gone, expired_at=later + timedelta(days=1))
    assert [f.fault for f in found([to_come, second], log[1], later)] == ["expired_early"]
    [kept] = found([gone, second], [log[0][1], *log[1]], later)
    assert (kept.fault, kept.number) == ("foreign", 2)
    relinked = replace(gone, content=flipped(gone.content, 3))
    assert found([relinked, second], log[1], later)[0].fault == "block_changed"


def test_leaves_without_a_date_of_their_going_are_a_change() -> None:
    [block] = chained([[Row(1, NOW, "a")]])
    assert found([replace(block, leaves=None)], [])[0].fault == "block_changed"
    assert found([replace(block, expired_at=NOW)], [Row(1, NOW, "a")])[0].fault == "block_changed"


@given(st.binary(max_size=200))
def test_leaves_that_nobody_has_packed_are_refused_or_are_leaves(packed: bytes) -> None:
    try:
        leaves = list(unpack_leaves(packed))
    except ValueError:
        return
    assert len(leaves) * 48 == len(packed)


def test_a_block_names_itself() -> None:
    [block] = chained([[Row(1, NOW, "a")]])
    assert block_digest(block) == block.digest
    assert "told" not in repr(block)
