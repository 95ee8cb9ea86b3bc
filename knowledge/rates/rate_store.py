"""Rates in the database. No two of a code hold on the same day (`core.calendar.validity`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Row, Select, delete, func, insert, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlalchemy.orm import aliased

from core.calendar.validity import Span, splice
from core.db.tables.knowledge_tables import RateRow
from core.errors import NotFound, StaleVersion
from core.questions.public_answers import NEWS
from core.relay.relay import tell_on_commit
from knowledge.rates.card_store import cards_of
from knowledge.rates.rate import Rate, RateRefused, Rates

Key: TypeAlias = tuple[str, date]
"""A code and the first day of a span."""

_DAY = timedelta(days=1)
_RATE = RateRow.__table__.c


@dataclass(frozen=True, slots=True)
class StoredRate:
    """A rate with who wrote it down; None: it came with the product. `version`: of all spans of its code."""

    rate: Rate
    version: int
    changed_at: datetime
    changed_by: str | None


@dataclass(frozen=True, slots=True)
class ReadRate:
    """A rate that is to be set. `read`: the version of its code that was read, 0 where there is none."""

    rate: Rate
    read: int


async def load_rates(engine: AsyncEngine) -> Rates:
    """All rates with all their spans, and the cards that texts name."""
    async with engine.connect() as connection:
        return await rates_of(connection)


async def rates_of(connection: AsyncConnection) -> Rates:
    """The same within a transaction."""
    return Rates((stored.rate for stored in await stored_rates(connection)), await cards_of(connection))


async def rate_codes(connection: AsyncConnection) -> frozenset[str]:
    """The codes of all rates, whenever they hold."""
    return frozenset((await connection.scalars(select(_RATE.code).distinct())).all())


async def list_rates(engine: AsyncEngine, *, limit: int, after: Key | None) -> tuple[list[StoredRate], Key | None]:
    """By code and first day, and the key after which the next page begins."""
    query = _with_versions()
    if after is not None:
        query = query.where(tuple_(_RATE.code, _RATE.valid_from) > after)
    async with engine.connect() as connection:
        query = query.order_by(_RATE.code, _RATE.valid_from).limit(limit + 1)
        found = [_read(row) for row in await connection.execute(query)]
    page = found[:limit]
    return page, (page[-1].rate.code, page[-1].rate.valid_from) if len(found) > limit else None


async def save_rates(
    engine: AsyncEngine, wanted: Sequence[ReadRate], account: str, now: datetime
) -> list[StoredRate]:
    """A new span of each rate, laid over what was there; without an end it holds until what is planned next.

    All of them or none. Raises StaleVersion. Told to the other processes
    (`core.questions.public_answers.NEWS`).
    """
    async with engine.begin() as connection:
        saved = [await _save(connection, each, account, now) for each in wanted]
        await tell_on_commit(connection, NEWS)
        return saved


async def insert_rates(connection: AsyncConnection, rates: Sequence[Rate], now: datetime) -> None:
    """Spans that come with the product or with a demonstration. None may overlap with what is there."""
    if rates:
        rows = [_values(rate) | {"changed_at": now} for rate in rates]
        await connection.execute(insert(RateRow), rows)
        await tell_on_commit(connection, NEWS)


async def check_versions(engine: AsyncEngine, wanted: Sequence[ReadRate]) -> None:
    """Is each still on the version that was read? Raises StaleVersion."""
    newest = select(_RATE.code, func.max(_RATE.version)).group_by(_RATE.code)
    async with engine.connect() as connection:
        found = {row[0]: row[1] for row in await connection.execute(newest)}
    for each in wanted:
        if (version := found.get(each.rate.code, 0)) != each.read:
            raise StaleVersion(version)


async def check_removable(engine: AsyncEngine, code: str, valid_from: date, read: int, today: date) -> None:
    """Raises what `remove_rate` would."""
    async with engine.connect() as connection:
        _check_removable(await _spans(connection, code, read), valid_from, today)


async def remove_rate(engine: AsyncEngine, code: str, valid_from: date, read: int, today: date) -> None:
    """A span that was set by mistake goes before its first day. What it has cut stays cut: nobody knows any more
    whether that was to hold longer.

    Raises NotFound, StaleVersion, RateRefused from its first day on.
    """
    async with engine.begin() as connection:
        rows = await _changing(connection, code, read)
        _check_removable(rows, valid_from, today)
        await connection.execute(delete(RateRow).where(_RATE.code == code, _RATE.valid_from == valid_from))
        others = [row.valid_from for row in rows.values() if row.valid_from != valid_from]
        if others:
            newest = update(RateRow).where(_RATE.code == code, _RATE.valid_from == max(others))
            await connection.execute(newest.values(version=read + 1))
        await tell_on_commit(connection, NEWS)


async def _save(connection: AsyncConnection, wanted: ReadRate, account: str, now: datetime) -> StoredRate:
    rate = wanted.rate
    rows = await _changing(connection, rate.code, wanted.read)
    spans = [Span(key, row.valid_from, _exclusive(row.valid_until)) for key, row in rows.items()]
    fit = splice(spans, rate.valid_from, _exclusive(rate.valid_until))
    for key, ends in fit.ends.items():
        await _end(connection, rows[key], ends, account, now)
    for span in fit.resumed:
        values = dict(rows[span.id]._mapping)
        values |= {"valid_from": span.valid_from, "valid_until": _inclusive(span.valid_to)}
        await connection.execute(insert(RateRow).values(values))
    values = _values(rate) | {
        "valid_until": _inclusive(fit.valid_to),
        "version": wanted.read + 1,
        "changed_at": now,
        "changed_by": account,
    }
    statement = insert(RateRow).values(values).returning(*_RATE, _RATE.version.label("newest"))
    return _read((await connection.execute(statement)).one())


def _check_removable(rows: Mapping[str, Row[Any]], valid_from: date, today: date) -> None:
    if valid_from.isoformat() not in rows:
        raise NotFound("Nie ma takiej stawki.")
    if valid_from <= today:
        raise RateRefused("valid_from", "Stawka już obowiązuje albo obowiązywała. Ustaw nową kwotę.")


async def _changing(connection: AsyncConnection, code: str, read: int) -> dict[str, Row[Any]]:
    """All spans of a code by their first days, which nobody else changes until the transaction ends."""
    await connection.execute(text("LOCK TABLE rate IN SHARE ROW EXCLUSIVE MODE"))
    return await _spans(connection, code, read)


async def _spans(connection: AsyncConnection, code: str, read: int) -> dict[str, Row[Any]]:
    rows = {row.valid_from.isoformat(): row for row in await connection.execute(_of(code))}
    version = max((row.version for row in rows.values()), default=0)
    if version != read:
        raise StaleVersion(version)
    return rows


async def _end(connection: AsyncConnection, row: Row[Any], ends: date, account: str, now: datetime) -> None:
    """The row ends before that day; one of which no day is left goes: its history is in the audit log."""
    same = (_RATE.code == row.code, _RATE.valid_from == row.valid_from)
    if ends <= row.valid_from:
        await connection.execute(delete(RateRow).where(*same))
    else:
        changed = {"valid_until": _inclusive(ends), "changed_at": now, "changed_by": account}
        await connection.execute(update(RateRow).where(*same).values(changed))


def _of(code: str) -> Any:
    return select(RateRow.__table__).where(_RATE.code == code).order_by(_RATE.valid_from)


def _with_versions() -> Select[Any]:
    """Every span with the version of its code."""
    other = aliased(RateRow)
    newest = select(func.max(other.version)).where(other.code == _RATE.code).scalar_subquery()
    return select(RateRow.__table__, newest.label("newest"))


async def stored_rates(connection: AsyncConnection) -> list[StoredRate]:
    """All spans of all rates, by code and first day, within a transaction."""
    query = _with_versions().order_by(_RATE.code, _RATE.valid_from)
    return [_read(row) for row in await connection.execute(query)]


def _values(rate: Rate) -> dict[str, Any]:
    return {
        "code": rate.code,
        "title": rate.title,
        "amount": rate.amount,
        "valid_from": rate.valid_from,
        "valid_until": rate.valid_until,
        "source": rate.source,
        "source_certainty": rate.source_certainty,
        "is_made_up": rate.is_made_up,
    }


def _read(row: Row[Any]) -> StoredRate:
    rate = Rate(
        row.code,
        row.title,
        row.amount,
        row.valid_from,
        row.valid_until,
        row.source,
        row.source_certainty,
        row.is_made_up,
    )
    return StoredRate(rate, row.newest, row.changed_at, row.changed_by)


def _exclusive(last: date | None) -> date | None:
    return None if last is None else last + _DAY


def _inclusive(end: date | None) -> date | None:
    return None if end is None else end - _DAY
