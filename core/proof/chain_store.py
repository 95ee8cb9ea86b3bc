"""The chains of the logs in the database: making blocks, reading them, letting them go.

Nobody who writes a row waits for this. A block may only be closed when no row with a lower number can come any
more; that is known once every transaction has ended that was writing to the table when the newest number was read
(`settled_number`). A lock on the table would tell the same, and make every look at a client wait behind it.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import anyio
from sqlalchemy import Row, Select, Table, Text, cast, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.clock import Clock
from core.db.tables import Base
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.messages.consent_tables import ConsentEventRow
from core.db.tables.proof_tables import LogBlockRow
from core.db.tables.recording_tables import RecordingLogRow
from core.db.tables.staff_tables import AuditRow, SecurityEventRow
from core.proof.anchors import AnchoredBlock
from core.proof.chain import SHORTEST_KEEP, Block, Leaf, SeenRow, Tip, make_block, row_digest, unpack_leaves

MOST_ROWS = 5000
"""Of one block; what is more comes into the next one at once."""

SETTLE_TIME = 10.0
"""Seconds that a transaction may take that was writing when a block was begun; later there is another try."""

_PAGE = 100  # blocks that are read at a time
_LOOK_TIME = 0.05
_LOCK = 7_240_023
"""Of PostgreSQL's advisory locks: one process makes blocks and anchors at a time."""

_SETTLED = text(
    "SELECT coalesce(pg_sequence_last_value(CAST(pg_get_serial_sequence(:log, 'number') AS regclass)), 0)"
)
_WITH_TAIL = text(
    "SELECT one.log FROM unnest(CAST(:logs AS text[])) AS one (log) WHERE "
    "coalesce(pg_sequence_last_value(CAST(pg_get_serial_sequence(one.log, 'number') AS regclass)), 0) > "
    "coalesce((SELECT last_row FROM log_block AS block WHERE block.log = one.log ORDER BY number DESC LIMIT 1), 0)"
)
_WRITERS = text(
    "SELECT DISTINCT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND granted "
    "AND relation = CAST(CAST(:log AS text) AS regclass) "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')"
)
_EXPIRING = text("SELECT set_config('s724.expiring', :log, true)")


@dataclass(frozen=True, slots=True)
class ChainedLog:
    """A table whose rows are chained: each has a `number` from a sequence, and `at`. `who`: the column that a
    report names.

    `forms`: the columns that make a row's digest. A migration that adds a column adds a form with it, for the rows
    from then on; the forms of before stay for ever.
    """

    table: Table
    who: str
    forms: Mapping[int, Sequence[str]]

    @property
    def name(self) -> str:
        return str(self.table.name)

    @property
    def form(self) -> int:
        """The newest one."""
        return max(self.forms)


def _table(row: type[Base]) -> Table:
    assert isinstance(row.__table__, Table)
    return row.__table__


_ACCESS_LOG = (
    *("id", "at", "who_kind", "who", "client_id", "office", "topic", "purpose", "outcome", "call_id"),
    *("field_groups", "reason"),
)
_RECORDING_LOG = ("at", "recording_id", "what", "store", "object", "size", "sha256", "seconds", "by", "why")
_SECURITY_EVENT = ("at", "kind", "account", "office", "address", "outcome")
_CONSENT_EVENT = (
    *("at", "client_id", "address_hash", "office", "purpose", "channel", "what", "source"),
    *("text_id", "text_sha256", "reference", "by", "evidence"),
)
_AUDIT_LOG = ("at", "account", "operation", "action", "subject", "subject_id", "office", "before", "after")

LOGS: Mapping[str, ChainedLog] = {
    log.name: log
    for log in (
        ChainedLog(_table(AccessLogRow), "who", {1: _ACCESS_LOG, 2: (*_ACCESS_LOG, "message_id")}),
        ChainedLog(_table(ConsentEventRow), "by", {1: _CONSENT_EVENT}),
        ChainedLog(_table(AuditRow), "account", {1: _AUDIT_LOG}),
        ChainedLog(_table(RecordingLogRow), "by", {1: _RECORDING_LOG}),
        ChainedLog(_table(SecurityEventRow), "account", {1: _SECURITY_EVENT}),
    )
}


class Tail(NamedTuple):
    """Rows that are in no block yet: how many, and since when the oldest of them waits."""

    rows: int
    since: datetime | None


class Expired(NamedTuple):
    """How many blocks have lost their rows, and how many rows those were."""

    blocks: int
    rows: int


async def settled_number(engine: AsyncEngine, log: ChainedLog) -> int | None:
    """A number up to which every row stands, or will never come. None if somebody has written for longer than
    `SETTLE_TIME` without an end.

    Whoever inserts has a lock on the table before the number is drawn, and keeps it until the end of the
    transaction. So who has drawn a number up to the one that is read first is in the list that is read then, or is
    done. Nobody is kept from writing meanwhile.
    """
    return await settled_number_of(engine, log.name)


async def settled_number_of(engine: AsyncEngine, table: str) -> int | None:
    """The same of any table of ours whose rows have a `number` from a sequence, such as `event`."""
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        number: int = await connection.scalar(_SETTLED, {"log": table}) or 0
        waiting = set((await connection.scalars(_WRITERS, {"log": table})).all())
        with anyio.move_on_after(SETTLE_TIME):
            while waiting:
                await anyio.sleep(_LOOK_TIME)
                waiting &= set((await connection.scalars(_WRITERS, {"log": table})).all())
    return None if waiting else number


async def logs_with_tail(engine: AsyncEngine) -> list[ChainedLog]:
    """Those of which a row is in no block yet, or was and is gone: one question, so that a look at logs in which
    nobody writes costs next to nothing."""
    async with engine.connect() as connection:
        connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
        found = set((await connection.scalars(_WITH_TAIL, {"logs": list(LOGS)})).all())
    return [log for name, log in LOGS.items() if name in found]


async def watch_tail(engine: AsyncEngine, log: ChainedLog, seen: dict[int, Leaf]) -> bool:
    """Remember in `seen` the rows that are in no block yet, and forget those that are. True if a number is missing
    among them: its transaction goes on, was rolled back, or its row was deleted."""
    async with engine.connect() as connection:
        before = await tip(connection, log.name)
        drawn: int = await connection.scalar(_SETTLED, {"log": log.name}) or 0
        rows = await connection.execute(_rows(log, log.form, before.last_row, drawn).limit(MOST_ROWS))
        present = [_seen(row).leaf for row in rows]
    for number in [number for number in seen if number <= before.last_row]:
        del seen[number]
    for leaf in present:
        seen.setdefault(leaf.number, leaf)
    return len(present) < min(drawn - before.last_row, MOST_ROWS)


async def make_blocks(
    engine: AsyncEngine, log: ChainedLog, clock: Clock, seen: Mapping[int, Leaf] | None = None
) -> int | None:
    """Chain every row that is settled; returns how many there were, None if it cannot be known yet.

    `seen`: rows as they stood before (`watch_tail`). One that is gone, or says something else since, is chained as
    it was, so that every verification finds it. A block and the knowledge of it are one row, so whoever is killed
    leaves a whole chain.
    """
    settled = await settled_number(engine, log)
    if settled is None:
        return None
    chained = 0
    while True:
        async with engine.begin() as connection:
            await lock_chains(connection)
            before = await tip(connection, log.name)
            query = _rows(log, log.form, before.last_row, settled).limit(MOST_ROWS)
            present = [_seen(row).leaf for row in await connection.execute(query)]
            last = settled if len(present) < MOST_ROWS else present[-1].number
            leaves = _with_seen(present, seen or {}, before.last_row, last)
            if not leaves:
                return chained
            block = make_block(log.name, before, last, leaves, log.form, clock.now())
            values = {name: getattr(block, name) for name in Block.__slots__}
            await connection.execute(insert(LogBlockRow).values(values))
        chained += len(leaves)


def _with_seen(present: Sequence[Leaf], seen: Mapping[int, Leaf], after: int, last: int) -> list[Leaf]:
    early = {number: leaf for number, leaf in seen.items() if after < number <= last}
    chained = {leaf.number: leaf for leaf in present} | early
    return [chained[number] for number in sorted(chained)]


async def lock_chains(connection: AsyncConnection) -> None:
    """Until the end of the transaction."""
    await connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


async def tip(connection: AsyncConnection, log: str) -> Tip:
    """Where a chain ends."""
    query = select(LogBlockRow.number, LogBlockRow.last_row, LogBlockRow.digest).where(LogBlockRow.log == log)
    row = (await connection.execute(query.order_by(LogBlockRow.number.desc()).limit(1))).first()
    return Tip() if row is None else Tip(*row)


async def last_block_made_at(connection: AsyncConnection, log: str) -> datetime | None:
    """None without a block."""
    query = select(LogBlockRow.made_at).where(LogBlockRow.log == log)
    made_at: datetime | None = await connection.scalar(query.order_by(LogBlockRow.number.desc()).limit(1))
    return made_at


async def tail(connection: AsyncConnection, log: ChainedLog, after: int) -> Tail:
    """What comes after the row with that number, the last one in a block."""
    columns = log.table.c
    query = select(func.count(), func.min(columns.at)).where(columns.number > after)
    return Tail(*(await connection.execute(query)).one())


async def first_block_made_at(connection: AsyncConnection) -> datetime | None:
    """Of all chains; None as long as there is no block."""
    made_at: datetime | None = await connection.scalar(select(func.min(LogBlockRow.made_at)))
    return made_at


async def blocks_at(connection: AsyncConnection, end: datetime) -> dict[str, AnchoredBlock]:
    """The last block of each chain that was made before a moment; nothing of a chain that had none."""
    found = {}
    for log in LOGS:
        query = (
            select(LogBlockRow.number, LogBlockRow.digest)
            .where(LogBlockRow.log == log, LogBlockRow.made_at < end)
            .order_by(LogBlockRow.number.desc())
            .limit(1)
        )
        if row := (await connection.execute(query)).first():
            found[log] = AnchoredBlock(row.number, row.digest.hex())
    return found


async def blocks_with_rows(engine: AsyncEngine, log: ChainedLog) -> AsyncIterator[tuple[Block, list[SeenRow]]]:
    """Every block of a chain in order, with the rows that stand in its place today, for
    `core.proof.chain.check_block`.

    Each page of blocks is read with its rows in one snapshot, so blocks that go by rule meanwhile disturb nothing.
    """
    before = Tip()
    while True:
        async with engine.connect() as connection:
            connection = await connection.execution_options(isolation_level="REPEATABLE READ")
            query = select(LogBlockRow.__table__).where(
                LogBlockRow.log == log.name, LogBlockRow.number > before.number
            )
            found = (await connection.execute(query.order_by(LogBlockRow.number).limit(_PAGE))).all()
            blocks = [Block(**row._mapping) for row in found]
            for form, some in _by_form(blocks):
                # Numbers begin with 1; below it may stand what somebody has put there.
                lowest = None if before.number == 0 else before.last_row
                rows = await connection.stream(_rows(log, form, lowest, max(one.last_row for one in some)))
                waiting = rows.__aiter__()
                ahead = await anext(waiting, None)
                for block in some:
                    mine = []
                    while ahead is not None and ahead.number <= block.last_row:
                        mine.append(_seen(ahead))
                        ahead = await anext(waiting, None)
                    yield block, mine
                    before = Tip(block.number, block.last_row, block.digest)
                await rows.close()
        if not blocks:
            return


async def expire_blocks(
    connection: AsyncConnection,
    log: ChainedLog,
    before: datetime,
    now: datetime,
    *,
    spare: Collection[int] = (),
    most: int = 100,
) -> Expired:
    """Let the rows of the oldest blocks go that are all older than `before`, at most `most` blocks in one
    transaction; nothing is left to do when `blocks` is 0.

    `spare`: numbers of blocks whose rows have to stay, as for a legal hold. The chain stays whole, and a
    verification says that the rows have gone by rule. Rows that are in no leaf stay, to be found. Raises
    ValueError if the rows are not `SHORTEST_KEEP` old.
    """
    if before > now - SHORTEST_KEEP:
        raise ValueError(f"{log.name} is kept for {SHORTEST_KEEP.days} days")
    query = (
        select(LogBlockRow.number, LogBlockRow.leaves)
        .where(
            LogBlockRow.log == log.name,
            LogBlockRow.expired_at.is_(None),
            LogBlockRow.newest_at < before,
            LogBlockRow.number.not_in(spare),
        )
        .order_by(LogBlockRow.number)
        .limit(most)
        .with_for_update()
    )
    found = (await connection.execute(query)).all()
    await connection.execute(_EXPIRING, {"log": log.name})
    rows = 0
    for block in found:
        numbers = [leaf.number for leaf in unpack_leaves(block.leaves or b"")]
        gone = await connection.execute(delete(log.table).where(log.table.c.number == func.any(numbers)))
        rows += gone.rowcount
        await connection.execute(
            update(LogBlockRow)
            .where(LogBlockRow.log == log.name, LogBlockRow.number == block.number)
            .values(expired_at=now, leaves=None)
        )
    await connection.execute(_EXPIRING, {"log": ""})
    return Expired(len(found), rows)


def _by_form(blocks: Iterable[Block]) -> Iterator[tuple[int, list[Block]]]:
    """Neighbours of one form together. A form that no log has is somebody's change: read as the first one."""
    some: list[Block] = []
    for block in blocks:
        if some and some[-1].form != block.form:
            yield some[0].form, some
            some = []
        some.append(block)
    if some:
        yield some[0].form, some


def _rows(log: ChainedLog, form: int, after: int | None, last: int) -> Select[*tuple[Any, ...]]:
    """Number, moment and whom it names, and what makes the digest, in order."""
    columns = log.table.c
    digested = [_as_chained(columns[name]) for name in log.forms.get(form, log.forms[1])]
    query = select(columns.number, columns.at.label("moment"), columns[log.who].label("named"), *digested)
    if after is not None:
        query = query.where(columns.number > after)
    return query.where(columns.number <= last).order_by(columns.number)


def _as_chained(column: Any) -> Any:
    """A document as the database writes it: what Python makes of numbers in it may be less exact."""
    return cast(column, Text).label(f"{column.name}_text") if isinstance(column.type, JSONB) else column


def _seen(row: Row[*tuple[Any, ...]]) -> SeenRow:
    number, at, who, *values = row
    return SeenRow(Leaf(number, at, row_digest(values)), who)
