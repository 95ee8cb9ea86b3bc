"""The numbers that callers dial, in the database: which scenario answers, what the call costs, whose number it is.

A number is never deleted: records name it. Whatever is saved is told to the other processes (`scenarios`) within
the same transaction; a call in progress goes on.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.centre.office_tables import DialledNumber, Office
from core.db.tables.centre.scenario_tables import Scenario
from core.errors import NotFound, SettingsRefused
from core.lists.last_change_store import check_unchanged
from core.relay.relay import tell_on_commit
from ivr.graph.scenario import read_scenario
from ivr.graph.subscenarios import ends

NEWS = "scenarios"
_NUMBER = re.compile("[0-9]{3,9}")


@dataclass(frozen=True, slots=True)
class StoredNumber:
    """A number as it stands in the table. `scenario` answers it if no variant does."""

    number: str
    scenario: str
    is_free: bool
    description: str
    office: str | None
    deactivated_at: datetime | None = None


async def list_numbers(engine: AsyncEngine) -> list[StoredNumber]:
    """All of them, those that were deactivated included."""
    async with engine.connect() as connection:
        return [_read(row) for row in await connection.execute(_all())]


async def get_number(engine: AsyncEngine, number: str) -> StoredNumber:
    """Raises NotFound."""
    async with engine.connect() as connection:
        return await _one(connection, number)


async def save_number(
    engine: AsyncEngine, wanted: StoredNumber, now: datetime, read_version: int | None = None
) -> StoredNumber:
    """A new number, or another scenario, price, description or office of one. One that was deactivated stays so.

    Raises SettingsRefused with what is wrong: the number, a scenario that is not in force now, an office; and
    StaleVersion if it is not as it was read.
    """
    async with engine.begin() as connection:
        await _alone(connection)
        await check_unchanged(connection, "dialled_number", wanted.number, read_version)
        problems = [] if _NUMBER.fullmatch(wanted.number) else ["Numer to od trzech do dziewięciu cyfr."]
        problems += await _faults(connection, wanted, now)
        if problems:
            raise SettingsRefused(problems)
        values = {
            "scenario": wanted.scenario,
            "is_free": wanted.is_free,
            "description": wanted.description,
            "office": wanted.office,
        }
        statement = insert(DialledNumber).values({"number": wanted.number, **values})
        await connection.execute(statement.on_conflict_do_update(index_elements=["number"], set_=values))
        await tell_on_commit(connection, NEWS)
        return await _one(connection, wanted.number)


async def deactivate_number(engine: AsyncEngine, number: str, now: datetime) -> StoredNumber:
    """Whoever dials it is refused from now on; who is on the line stays. Harmless for one that was deactivated
    before. Raises NotFound."""
    async with engine.begin() as connection:
        return await _set(connection, number, func.coalesce(DialledNumber.deactivated_at, now))


async def restore_number(engine: AsyncEngine, number: str, now: datetime) -> StoredNumber:
    """It is answered again. Raises NotFound, and SettingsRefused if its scenario or its office is no more."""
    async with engine.begin() as connection:
        await _alone(connection)
        if problems := await _faults(connection, await _one(connection, number), now):
            raise SettingsRefused(problems)
        return await _set(connection, number, None)


async def answer_faults(connection: AsyncConnection, scenario: str, at: datetime) -> list[str]:
    """Why a scenario cannot answer a number from that moment on, in Polish; empty if it can."""
    published = select(Scenario.version).where(
        Scenario.name == scenario, Scenario.cancelled_at.is_(None), Scenario.published_at <= at
    )
    if await connection.scalar(published.limit(1)) is None:
        return [f"Scenariusz „{scenario}” nie ma wersji, która wtedy obowiązuje."]
    if await _is_subscenario(connection, scenario):
        return ["Podscenariusz (z węzłami „Koniec podscenariusza”) nie może odpowiadać pod numerem."]
    return []


async def _is_subscenario(connection: AsyncConnection, name: str) -> bool:
    """Is the newest version one, planned ones included?"""
    query = select(Scenario.graph).where(Scenario.name == name, Scenario.cancelled_at.is_(None))
    graph = await connection.scalar(query.order_by(Scenario.version.desc()).limit(1))
    return graph is not None and bool(ends(read_scenario(graph)))


async def _faults(connection: AsyncConnection, wanted: StoredNumber, now: datetime) -> list[str]:
    found = await answer_faults(connection, wanted.scenario, now)
    active = select(Office.code).where(Office.code == wanted.office, Office.deactivated_at.is_(None))
    if wanted.office is not None and await connection.scalar(active) is None:
        found.append(f"Nie ma urzędu {wanted.office} albo jest wyłączony.")
    return found


async def _alone(connection: AsyncConnection) -> None:
    """Nobody deactivates an office meanwhile: see `ivr.office_store`."""
    await connection.execute(text("LOCK TABLE dialled_number IN SHARE ROW EXCLUSIVE MODE"))


async def _set(connection: AsyncConnection, number: str, deactivated_at: Any) -> StoredNumber:
    statement = update(DialledNumber).where(DialledNumber.number == number)
    await connection.execute(statement.values(deactivated_at=deactivated_at))
    await tell_on_commit(connection, NEWS)
    return await _one(connection, number)


async def _one(connection: AsyncConnection, number: str) -> StoredNumber:
    row = (await connection.execute(_all().where(DialledNumber.number == number))).one_or_none()
    if row is None:
        raise NotFound
    return _read(row)


def _all() -> Any:
    return select(DialledNumber.__table__).order_by(DialledNumber.number)


def _read(row: Row[Any]) -> StoredNumber:
    return StoredNumber(row.number, row.scenario, row.is_free, row.description, row.office, row.deactivated_at)
