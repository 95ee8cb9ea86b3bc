"""Chains: proof that rows which may never change have not changed. Pure; what is chained is the caller's matter.

Rows are numbered by their source, upwards and with holes. A **leaf** stands for a row: its number, its moment, the
SHA-256 of its values. A **block** holds the leaves of the rows whose numbers lie between the end of the block
before and its own, and the digest of the block before: whoever changes an old row has to change every later block.
The digest of the last block, kept elsewhere (`core.proof.anchors`), so speaks for everything before it.

A block whose rows have gone by rule loses its leaves, and the chain stays whole: the digest of a block is made of
the digest of its leaves (`content`), not of the leaves themselves.

Pure.
"""

import hashlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, TypeAlias

Value: TypeAlias = "bool | int | float | str | bytes | datetime | date | Sequence[Value] | None"
"""What a column may hold. A document is handed over as the text in which the database shows it."""

NOTHING_BEFORE: Final = bytes(32)
"""The digest before the first block of a chain."""

SHORTEST_KEEP: Final = timedelta(days=730)
"""No block may go by rule sooner after its newest row: logs are kept for two years (Dz.U. 2024 poz. 773, § 20)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LEAF = struct.Struct(">qq32s")

Fault: TypeAlias = Literal[
    "changed",  # a row says something else than when it was chained
    "missing",  # a row that was chained is not there
    "foreign",  # a row is there that was not when its number was chained
    "block_changed",
    "block_missing",
    "expired_early",  # the rows are said to have gone by rule, but no rule lets them go so soon
    "anchor_differs",  # a block is not the one that was anchored
    "anchor_changed",  # an anchor is not what we have signed
    "anchor_missing",
]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A row in its block: `at` is its moment, `digest` that of its values."""

    number: int
    at: datetime
    digest: bytes


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row as it is today. `who`: whom it names, for the report alone."""

    leaf: Leaf
    who: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """Rows with numbers from `first_row` to `last_row`, both included; `rows` of them were there.

    `form`: which columns of a row make its digest. `newest_at`: of the rows. `content`: the digest of `leaves`,
    which are None once the rows have gone by rule, at `expired_at`.
    """

    log: str
    number: int
    form: int
    first_row: int
    last_row: int
    rows: int
    newest_at: datetime
    made_at: datetime
    content: bytes
    previous: bytes
    digest: bytes
    leaves: bytes | None
    expired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tip:
    """Where a chain ends: the number, last row and digest of the last block; zeros before the first."""

    number: int = 0
    last_row: int = 0
    digest: bytes = NOTHING_BEFORE


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where: the row, as far as it is one, and its block."""

    fault: Fault
    log: str
    block: int
    number: int | None = None
    at: datetime | None = None
    who: str | None = None


def row_digest(values: Iterable[Value]) -> bytes:
    """SHA-256 over the values in order. Different values never look the same: each has its type and its length
    before it. Raises TypeError for what is no `Value`."""
    return hashlib.sha256(b"".join(_encoded(value) for value in values)).digest()


def block_digest(block: Block) -> bytes:
    """Over everything that a block says but what may come later: that its rows have gone."""
    return row_digest(
        (
            block.previous,
            block.log,
            block.number,
            block.form,
            block.first_row,
            block.last_row,
            block.rows,
            block.newest_at,
            block.made_at,
            block.content,
        )
    )


def make_block(log: str, before: Tip, last_row: int, leaves: Sequence[Leaf], form: int, now: datetime) -> Block:
    """The block after `before`, of at least one row. `last_row`: no row up to this number can come any more."""
    packed = pack_leaves(leaves)
    unsealed = Block(
        log=log,
        number=before.number + 1,
        form=form,
        first_row=before.last_row + 1,
        last_row=last_row,
        rows=len(leaves),
        newest_at=max(leaf.at for leaf in leaves),
        made_at=now,
        content=hashlib.sha256(packed).digest(),
        previous=before.digest,
        digest=b"",
        leaves=packed,
    )
    return _sealed(unsealed)


def pack_leaves(leaves: Iterable[Leaf]) -> bytes:
    """48 bytes for each: the number, microseconds since 1970, the digest."""
    return b"".join(_LEAF.pack(leaf.number, _microseconds(leaf.at), leaf.digest) for leaf in leaves)


def unpack_leaves(packed: bytes) -> Iterator[Leaf]:
    """Raises ValueError for what is not made by `pack_leaves`."""
    try:
        for number, moment, digest in _LEAF.iter_unpack(packed):
            yield Leaf(number, _EPOCH + timedelta(microseconds=moment), digest)
    except (struct.error, OverflowError) as error:
        raise ValueError("these are no leaves") from error


def tip_of(block: Block) -> Tip:
    """Where the chain ends if this is its last block."""
    return Tip(block.number, block.last_row, block.digest)


def check_block(block: Block, before: Tip, rows: Sequence[SeenRow], now: datetime) -> Iterator[Finding]:
    """What is wrong with a block, and with its rows as they are today: those with numbers from the end of
    `before` to its own, in order. Nothing comes out of a block that is whole.

    The block after it is checked against what this one says of itself, so that one change is found once.
    """
    if block.number != before.number + 1:
        yield Finding("block_missing", block.log, before.number + 1)
        before = Tip(block.number - 1, block.first_row - 1, block.previous)  # go on behind the gap
    if not _is_itself(block) or (block.previous, block.first_row) != (before.digest, before.last_row + 1):
        yield Finding("block_changed", block.log, block.number)
    if block.leaves is None:
        yield from _check_expired(block, rows, now)
    elif block.expired_at is not None or hashlib.sha256(block.leaves).digest() != block.content:
        # What the leaves say is worth nothing then; the rows may still be those that were chained.
        yield Finding("block_changed", block.log, block.number)
    else:
        yield from _check_rows(block, rows)


def verify(log: str, blocks: Iterable[tuple[Block, Sequence[SeenRow]]], now: datetime) -> Iterator[Finding]:
    """Everything that is wrong with a chain from its first block on, in order; rows as for `check_block`."""
    before = Tip()
    for block, rows in blocks:
        yield from check_block(block, before, rows, now)
        before = tip_of(block)


def _sealed(block: Block) -> Block:
    values = {name: getattr(block, name) for name in Block.__slots__}
    return Block(**{**values, "digest": block_digest(block)})


def _is_itself(block: Block) -> bool:
    return block_digest(block) == block.digest


def _check_expired(block: Block, rows: Sequence[SeenRow], now: datetime) -> Iterator[Finding]:
    gone = block.expired_at
    if gone is None:
        yield Finding("block_changed", block.log, block.number)
    elif gone - block.newest_at < SHORTEST_KEEP or gone > now:
        yield Finding("expired_early", block.log, block.number, at=gone)
    for row in rows:
        yield _of_a_row("foreign", block, row.leaf, row.who)


def _check_rows(block: Block, rows: Sequence[SeenRow]) -> Iterator[Finding]:
    assert block.leaves is not None
    seen = {row.leaf.number: row for row in rows}
    chained = {leaf.number: leaf for leaf in unpack_leaves(block.leaves)}
    for number in sorted(seen.keys() | chained.keys()):
        row, leaf = seen.get(number), chained.get(number)
        if row is None:
            assert leaf is not None
            yield _of_a_row("missing", block, leaf, None)
        elif leaf is None:
            yield _of_a_row("foreign", block, row.leaf, row.who)
        elif row.leaf != leaf:
            yield _of_a_row("changed", block, row.leaf, row.who)


def _of_a_row(fault: Fault, block: Block, leaf: Leaf, who: str | None) -> Finding:
    return Finding(fault, block.log, block.number, leaf.number, leaf.at, who)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _encoded(value: Value) -> bytes:
    tag, content = _parts(value)
    return tag + len(content).to_bytes(8, "big") + content


def _parts(value: Value) -> tuple[bytes, bytes]:
    match value:
        case None:
            return b"N", b""
        case bool():
            return b"B", b"\1" if value else b"\0"
        case int():
            return b"I", str(value).encode()
        case float():
            return b"F", struct.pack(">d", value)
        case str():
            return b"S", value.encode()
        case bytes() | memoryview():
            return b"Y", bytes(value)
        case datetime():
            return b"T", str(_microseconds(value)).encode()
        case date():
            return b"D", value.isoformat().encode()
        case list() | tuple():
            return b"L", b"".join(_encoded(one) for one in value)
    raise TypeError(f"{type(value).__name__} has no place in a chain")
