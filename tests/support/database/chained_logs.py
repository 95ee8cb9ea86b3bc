"""Entries of the chained logs for tests, and what somebody with the rights of the server's owner does to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.proof_tables import LogBlockRow
from core.db.tables.staff_tables import AuditRow
from core.ids import new_id
from tests.support.timing.standing_clock import StandingClock


def access_row(at: datetime, who: str = "kierownik-20060", **values: Any) -> dict[str, Any]:
    """An entry of the access log."""
    given = {
        "id": new_id("access"),
        "at": at,
        "who_kind": "account",
        "who": who,
        "client_id": "client-anna",
        "office": "20060",
        "topic": "person",
        "purpose": "client_view",
        "outcome": "found",
        "call_id": None,
        "field_groups": ["identity", "registration"],
        "reason": "Pytanie w okienku",
    }
    return {**given, **values}


def change(at: datetime, account: str = "administrator", **values: Any) -> dict[str, Any]:
    """An entry of the audit log."""
    given = {
        "at": at,
        "account": account,
        "operation": "set_office",
        "action": "update",
        "subject": "office",
        "subject_id": "20060",
        "office": "20060",
        "before": {"address": None, "area": 86},
        "after": {"address": "ul. Nowa 1", "area": 86.5},
    }
    return {**given, **values}


async def write_accesses(connection: AsyncConnection, at: datetime, *who: str) -> None:
    await connection.execute(insert(AccessLogRow), [access_row(at, one) for one in who])


async def write_changes(connection: AsyncConnection, at: datetime, *accounts: str) -> None:
    await connection.execute(insert(AuditRow), [change(at, one) for one in accounts])


async def written(engine: AsyncEngine, clock: StandingClock, *who: str) -> None:
    """Each in a transaction, a second apart."""
    for one in who:
        clock.passes(seconds=1)
        async with engine.begin() as connection:
            await write_accesses(connection, clock.now(), one)
            await write_changes(connection, clock.now(), one)


async def blocks(engine: AsyncEngine, log: str = "access_log") -> list[Any]:
    """What is chained of a log, in order."""
    async with engine.connect() as connection:
        query = select(LogBlockRow.__table__).where(LogBlockRow.log == log).order_by(LogBlockRow.number)
        return list((await connection.execute(query)).all())


async def tamper(engine: AsyncEngine, *statements: str) -> None:
    """As the owner of the server can: without the triggers that keep rows."""
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            await connection.execute(text(statement))
