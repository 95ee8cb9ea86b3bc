# ruff: noqa: S608 - put together of texts that stand here, never of what anybody has given
"""What is due in the database: counted, and let go batch by batch. Never waits for a row that somebody works on:
that one goes another night."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.db.tables.centre.office_tables import Office
from core.db.tables.exchange_tables import ImportRunRow
from core.fact_log.personal_key_store import forget
from core.proof.chain_store import LOGS, expire_blocks
from core.retention.retention import LONG_AGO, OF_KIND, Kind, Window
from jobs.retention.kept_rows import HOLDS, NO_HOLD, KeptRows
from recordings.vault.destroying import destroy

BY_RULE = "system"
"""Who lets go what a rule says."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is due of a kind, at a moment: the windows of the rules (`core.retention.retention.Rules.windows`)."""

    kind: Kind
    windows: Sequence[Window]
    offices: Sequence[str]
    now: datetime

    @property
    def values(self) -> dict[str, Any]:
        """For the statements below."""
        return {
            "known": list(self.offices) if OF_KIND[self.kind].is_of_office else [],
            "offices": [window.office for window in self.windows],
            "sinces": [window.since for window in self.windows],
            "befores": [window.before for window in self.windows],
            "latest": max((window.before for window in self.windows), default=LONG_AGO),
            "now": self.now,
        }


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that were let go in a transaction, by their ids. `files` are to be deleted when it stands. `last`: the
    moment of the newest of them."""

    ids: list[str]
    files: list[str]
    last: datetime | None


async def office_codes(connection: AsyncConnection) -> list[str]:
    return sorted(await connection.scalars(select(Office.code)))


async def count_rows(connection: AsyncConnection, kept: KeptRows, due: Due) -> int:
    """How many rows are due and kept by nothing."""
    return await connection.scalar(_statement(kept, "count(*)", is_held=False), due.values) or 0


async def count_held(connection: AsyncConnection, kept: KeptRows, due: Due) -> int:
    """How many are due, and kept by a legal hold."""
    return await connection.scalar(_statement(kept, "count(*)", is_held=True), due.values) or 0


async def files_of(connection: AsyncConnection, kept: KeptRows, due: Due) -> list[str]:
    """The names of the files of rows that are due."""
    if not kept.file:
        return []
    found = await connection.scalars(_statement(kept, kept.file, is_held=False), due.values)
    return [name for name in found if name]


async def take_batch(
    connection: AsyncConnection, kept: KeptRows, due: Due, after: datetime | None, limit: int
) -> Batch:
    """Let go of at most `limit` rows, the oldest first; none when there are no more."""
    columns = f"CAST({kept.id} AS text), {kept.moment}, {kept.file or 'NULL'}"
    found = (
        await connection.execute(
            _statement(kept, columns, is_held=False, is_batch=True),
            {**due.values, "after": after or LONG_AGO, "limit": limit},
        )
    ).all()
    ids = [str(row[0]) for row in found]
    if ids:
        for act in kept.acts:
            given = {"ids": ids, "now": due.now}
            values = {name: value for name, value in given.items() if f":{name}" in act}
            await connection.execute(text(act), values)
    if ids and kept.forgets == "calls":
        await forget(connection, ids)
    if ids and kept.forgets == "clients":
        await forget(connection, (), ids)
    if ids and kept.destroys:
        left = await destroy(connection, ids, by=BY_RULE, why="rule", state="expired", now=due.now)
        return Batch(ids, [name for one in left for name in one.local_files], found[-1][1])
    return Batch(ids, [row[2] for row in found if row[2]], found[-1][1] if found else None)


async def count_blocks(connection: AsyncConnection, due: Due) -> tuple[int, int]:
    """How many rows of a chained log are due in whole blocks, and how many of these a legal hold keeps."""
    log = LOGS[due.kind]
    blocks = (await connection.execute(_BLOCKS, {"log": log.name, "before": due.values["latest"]})).all()
    spared = await _spared(connection, due)
    held = sum(block.rows for block in blocks if block.number in spared)
    return sum(block.rows for block in blocks) - held, held


async def take_blocks(connection: AsyncConnection, due: Due) -> int | None:
    """Let go of some blocks; how many rows these had, None when there are no more."""
    spared = await _spared(connection, due)
    expired = await expire_blocks(connection, LOGS[due.kind], due.values["latest"], due.now, spare=spared)
    return expired.rows if expired.blocks else None


async def _spared(connection: AsyncConnection, due: Due) -> set[int]:
    """Blocks with a look at somebody's data that a legal hold keeps, or with a word that decides how a consent
    stands today. Entries of staff name no client."""
    spared = _SPARED.get(due.kind)
    if spared is None:
        return set()
    return set(await connection.scalars(spared, {"before": due.values["latest"], "now": due.now}))


_BLOCKS = text(
    "SELECT number, rows FROM log_block "
    "WHERE log = :log AND expired_at IS NULL AND newest_at < CAST(:before AS timestamptz)"
)
_OLD = "AND b.expired_at IS NULL AND b.newest_at < CAST(:before AS timestamptz) "
_SPARED: Mapping[Kind, TextClause] = {
    "access_log": text(
        "SELECT DISTINCT b.number FROM legal_hold h "
        "JOIN access_log a ON a.client_id = h.client_id OR a.call_id = h.call_id "
        f"JOIN log_block b ON b.log = 'access_log' AND a.number BETWEEN b.first_row AND b.last_row {_OLD}"
        f"WHERE {HOLDS}"
    ),
    "consent_event": text(
        "SELECT DISTINCT b.number FROM log_block b WHERE b.log = 'consent_event' "
        f"{_OLD} AND (EXISTS (SELECT 1 FROM consent c WHERE c.event BETWEEN b.first_row AND b.last_row) "
        "OR EXISTS (SELECT 1 FROM suppression s WHERE s.revoked_at IS NULL "
        "AND s.event BETWEEN b.first_row AND b.last_row) "
        "OR EXISTS (SELECT 1 FROM legal_hold h JOIN consent_event e ON e.client_id = h.client_id "
        f"WHERE {HOLDS} AND e.number BETWEEN b.first_row AND b.last_row))"
    ),
}


async def due_extracts(connection: AsyncConnection, names: Iterable[str], due: Due) -> list[str]:
    """Of these extracts those whose last import ended long enough ago; not those that wait for somebody's word."""
    query = text(
        f"SELECT r.source FROM (SELECT source, max(office) AS office, max(ended_at) AS ended_at FROM import_run "
        "WHERE source = ANY(CAST(:names AS text[])) GROUP BY source "
        "HAVING bool_and(state IN ('done', 'refused', 'failed') AND ended_at IS NOT NULL)) r "
        f"WHERE {_is_due('r.ended_at', 'r.office')} ORDER BY r.source"
    )
    return list(await connection.scalars(query, {**due.values, "names": list(names)}))


async def unasked(connection: AsyncConnection, names: Iterable[str]) -> set[str]:
    """Of these extracts those for which no import was ever asked."""
    wanted = set(names)
    found = await connection.scalars(select(ImportRunRow.source).where(ImportRunRow.source.in_(sorted(wanted))))
    return wanted - set(found)


async def due_exports(connection: AsyncConnection, names: Iterable[str], due: Due) -> list[str]:
    """Of these files those that the office has had for long enough."""
    query = text(
        "SELECT t.file FROM export_batch t WHERE t.file = ANY(CAST(:names AS text[])) "
        f"AND {_is_due('t.confirmed_at', 't.office')} ORDER BY t.file"
    )
    return list(await connection.scalars(query, {**due.values, "names": list(names)}))


def _statement(kept: KeptRows, columns: str, *, is_held: bool, is_batch: bool = False) -> TextClause:
    held = f"({_held(kept.call, kept.client)} OR {kept.also_held})" if _can_be_held(kept) else NO_HOLD
    where = [
        _is_due(kept.moment, kept.office),
        f"{kept.moment} < CAST(:latest AS timestamptz)",
        kept.is_there,
        held if is_held else f"NOT {held}",
    ]
    if is_batch:
        where.append(f"{kept.moment} >= CAST(:after AS timestamptz)")
    order = f" ORDER BY {kept.moment}, 1 LIMIT :limit FOR UPDATE OF t SKIP LOCKED" if is_batch else ""
    return text(f"SELECT {columns} FROM {kept.rows} WHERE {' AND '.join(where)}{order}")


def _is_due(moment: str, office: str) -> str:
    key = f"CASE WHEN {office} = ANY(CAST(:known AS text[])) THEN {office} ELSE '' END"
    return (
        "EXISTS (SELECT 1 FROM unnest(CAST(:offices AS text[]), CAST(:sinces AS timestamptz[]), "
        "CAST(:befores AS timestamptz[])) AS w(office, since, before) "
        f"WHERE w.office = {key} AND {moment} >= w.since AND {moment} < w.before)"
    )


def _can_be_held(kept: KeptRows) -> bool:
    return (kept.call, kept.client, kept.also_held) != ("NULL", "NULL", NO_HOLD)


def _held(call: str, client: str) -> str:
    return f"EXISTS (SELECT 1 FROM legal_hold h WHERE {HOLDS} AND (h.call_id = {call} OR h.client_id = {client}))"
