"""Rates in the database. No two of a code hold on the same day (`core.validity`)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.knowledge_tables import RateRow
from core.public_answers import NEWS
from core.relay import tell_on_commit
from core.validity import Span, splice
from knowledge.rates.rate import Rate, Rates

_DAY = timedelta(days=1)
_RATE = RateRow.__table__.c


@dataclass(frozen=True, slots=True)
class StoredRate:
    """A rate with who wrote it down; None: it came with the product."""

    rate: Rate
    changed_at: datetime
    changed_by: str | None


async def load_rates(engine: AsyncEngine) -> Rates:
    """All rates with all their spans."""
    async with engine.connect() as connection:
        return await rates_of(connection)


async def rates_of(connection: AsyncConnection) -> Rates:
    """The same within a transaction."""
    return Rates(stored.rate for stored in await _all(connection))


async def rate_codes(connection: AsyncConnection) -> frozenset[str]:
    """The codes of all rates, whenever they hold."""
    return frozenset((await connection.scalars(select(_RATE.code).distinct())).all())


async def list_rates(engine: AsyncEngine) -> list[StoredRate]:
    """By code and first day."""
    async with engine.connect() as connection:
        return await _all(connection)


async def save_rate(engine: AsyncEngine, rate: Rate, account: str, now: datetime) -> StoredRate:
    """A new span of a rate, laid over what was there; without an end it holds until what is planned next.

    Told to the other processes (`core.public_answers.NEWS`).
    """
    async with engine.begin() as connection:
        await connection.execute(text("LOCK TABLE rate IN SHARE ROW EXCLUSIVE MODE"))
        rows = {row.valid_from.isoformat(): row for row in await connection.execute(_of(rate.code))}
        spans = [Span(key, row.valid_from, _exclusive(row.valid_until)) for key, row in rows.items()]
        fit = splice(spans, rate.valid_from, _exclusive(rate.valid_until))
        for key, ends in fit.ends.items():
            await _end(connection, rows[key], ends, account, now)
        for span in fit.resumed:
            values = dict(rows[span.id]._mapping)
            values |= {"valid_from": span.valid_from, "valid_until": _inclusive(span.valid_to)}
            await connection.execute(insert(RateRow).values(values))
        values = {
            "code": rate.code,
            "valid_from": rate.valid_from,
            "valid_until": _inclusive(fit.valid_to),
            "amount": rate.amount,
            "title": rate.title,
            "source": rate.source,
            "source_certainty": rate.source_certainty,
            "changed_at": now,
            "changed_by": account,
        }
        row = (await connection.execute(insert(RateRow).values(values).returning(*_RATE))).one()
        await tell_on_commit(connection, NEWS)
        return _read(row)


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


async def _all(connection: AsyncConnection) -> list[StoredRate]:
    query = select(RateRow.__table__).order_by(_RATE.code, _RATE.valid_from)
    return [_read(row) for row in await connection.execute(query)]


def _read(row: Row[Any]) -> StoredRate:
    rate = Rate(row.code, row.title, row.amount, row.valid_from, row.valid_until, row.source, row.source_certainty)
    return StoredRate(rate, row.changed_at, row.changed_by)


def _exclusive(last: date | None) -> date | None:
    return None if last is None else last + _DAY


def _inclusive(end: date | None) -> date | None:
    return None if end is None else end - _DAY
