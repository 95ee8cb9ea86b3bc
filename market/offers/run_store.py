"""Imports of offers as rows: asked for, waiting for the service, read file by file, ended."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from core.db.engine import Connection, Engine, reading
from core.db.tables.market.offer_tables import OfferCallRow, OfferRejectRow, OfferRunRow
from core.errors import NotFound
from core.ids import new_id
from market.offers.offer import Source

RunState: TypeAlias = Literal["waiting", "reading", "quarantined", "done", "refused", "failed"]
NOT_ENDED: tuple[RunState, ...] = ("waiting", "reading")
_REPLACED_PL = "Zastąpiło je nowsze wczytanie."
MOST_REJECTS = 1000
"""That are kept by name; all are counted."""


async def ask_for_run(connection: Connection, source: Source, by: str, now: datetime) -> str:
    """A run that waits; its id. One of the same source that waits for somebody's word is replaced by it: what it
    has seen is old."""
    run_id = new_id("offers")
    older = update(OfferRunRow).where(OfferRunRow.source == source, OfferRunRow.state == "quarantined")
    await connection.execute(older.values(state="refused", ended_at=now, error_pl=_REPLACED_PL))
    row = {"id": run_id, "source": source, "state": "waiting", "began_at": now, "asked_by": by}
    await connection.execute(insert(OfferRunRow).values(row))
    return run_id


async def get_run(engine: Engine, run_id: str) -> Any:
    """The row. Raises NotFound."""
    async with reading(engine) as connection:
        run = (
            await connection.execute(select(OfferRunRow.__table__).where(OfferRunRow.id == run_id))
        ).one_or_none()
    if run is None:
        raise NotFound
    return run


async def list_runs(engine: Engine, limit: int) -> Sequence[Any]:
    """Newest first."""
    query = select(OfferRunRow.__table__).order_by(OfferRunRow.began_at.desc(), OfferRunRow.id.desc()).limit(limit)
    async with reading(engine) as connection:
        return (await connection.execute(query)).all()


async def list_rejects(engine: Engine, run_id: str) -> Sequence[Any]:
    """In the order of the files."""
    query = select(OfferRejectRow.__table__).where(OfferRejectRow.run_id == run_id)
    async with reading(engine) as connection:
        return (await connection.execute(query.order_by(OfferRejectRow.place))).all()


async def open_runs(connection: Connection, source: Source) -> Sequence[str]:
    """Those that have not ended, those included that wait for a later moment."""
    query = select(OfferRunRow.id).where(OfferRunRow.source == source, OfferRunRow.state.in_(NOT_ENDED))
    return (await connection.scalars(query.order_by(OfferRunRow.began_at))).all()


async def due_runs(connection: Connection, now: datetime) -> Sequence[str]:
    """Those that can go on now."""
    is_due = or_(OfferRunRow.not_before.is_(None), OfferRunRow.not_before <= now)
    query = select(OfferRunRow.id).where(OfferRunRow.state.in_(NOT_ENDED), is_due)
    return (await connection.scalars(query.order_by(OfferRunRow.began_at))).all()


async def last_begun(connection: Connection, source: Source) -> datetime | None:
    query = select(func.max(OfferRunRow.began_at)).where(OfferRunRow.source == source)
    found: datetime | None = await connection.scalar(query)
    return found


async def note_call(connection: Connection, window_on: date) -> int:
    """Count a call of the service before it is made; how many there are in this window with it."""
    new = upsert(OfferCallRow).values(window_on=window_on, calls=1)
    counted = new.on_conflict_do_update(index_elements=["window_on"], set_={"calls": OfferCallRow.calls + 1})
    return int(await connection.scalar(counted.returning(OfferCallRow.calls)) or 0)


async def calls_in(connection: Connection, window_on: date) -> int:
    query = select(OfferCallRow.calls).where(OfferCallRow.window_on == window_on)
    return await connection.scalar(query) or 0


async def postpone(connection: Connection, run_id: str, until: datetime, reason_pl: str) -> None:
    """It goes on then, from the beginning of a new package: what has been written stays."""
    await _set(
        connection,
        run_id,
        state="waiting",
        not_before=until,
        error_pl=reason_pl,
        package=None,
        files_done=0,
        files=0,
    )


async def begin_reading(connection: Connection, run_id: str, package: str) -> None:
    """Its package lies in the state folder."""
    await _set(connection, run_id, state="reading", not_before=None, error_pl=None, package=package, files_done=0)


async def note_file(
    connection: Connection,
    run_id: str,
    done: int,
    files: int,
    counts: Mapping[str, int],
    rejects: Sequence[Mapping[str, str]],
) -> None:
    """A file has been read: part of the transaction that writes its offers. `rejects`: file, ext_id, reason_pl."""
    await _set(connection, run_id, files_done=done, files=files, counts=dict(counts))
    there = await connection.scalar(
        select(func.count()).select_from(OfferRejectRow).where(OfferRejectRow.run_id == run_id)
    )
    first = there or 0
    rows = [
        {"run_id": run_id, "place": first + place, **reject}
        for place, reject in enumerate(rejects[: max(0, MOST_REJECTS - first)], start=1)
    ]
    if rows:
        await connection.execute(insert(OfferRejectRow), rows)


async def end_run(
    connection: Connection,
    run_id: str,
    state: RunState,
    counts: Mapping[str, int],
    now: datetime,
    error_pl: str | None = None,
) -> None:
    ended = None if state == "quarantined" else now
    await _set(connection, run_id, state=state, counts=dict(counts), ended_at=ended, error_pl=error_pl)


async def confirm(connection: Connection, run_id: str, by: str) -> bool:
    """Somebody has said that so many are gone indeed; False if it does not wait for that."""
    changed = update(OfferRunRow).where(OfferRunRow.id == run_id, OfferRunRow.state == "quarantined")
    found = await connection.execute(changed.values(confirmed_by=by))
    return found.rowcount == 1


async def _set(connection: Connection, run_id: str, **values: Any) -> None:
    await connection.execute(update(OfferRunRow).where(OfferRunRow.id == run_id).values(**values))
