"""Employers in the database: found by name or number, known from an office's own system or written down here."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, insert, or_, select

from core.db.engine import Connection, Engine, reading
from core.db.tables.market.offer_tables import EmployerRow
from core.ids import new_id
from market.employers.numbers import digits

_EMPLOYER = EmployerRow.__table__.c
LEAST_SIGNS = 3
"""Of what is typed: fewer would find everybody."""
_SAME = 4
"""So many offices may know the same employer before it takes the place of others."""


async def find_employers(engine: Engine, typed: str, limit: int) -> Sequence[Any]:
    """By NIP or REGON, from its beginning, or by the words of the name; of all offices, one of each NIP. Only what
    a firm's register tells everybody: name, town, numbers."""
    number = digits(typed)
    if len(number) < LEAST_SIGNS:
        return []
    query = select(_EMPLOYER.id, _EMPLOYER.name, _EMPLOYER.town, _EMPLOYER.nip, _EMPLOYER.regon)
    if number.isdigit():
        query = query.where(
            or_(
                _EMPLOYER.nip.startswith(number, autoescape=True),
                _EMPLOYER.regon.startswith(number, autoescape=True),
            )
        )
    else:
        for word in typed.split()[:8]:
            query = query.where(func.folded_name(_EMPLOYER.name).contains(func.folded_name(word)))
    query = query.order_by(_EMPLOYER.name, _EMPLOYER.id).limit(limit * _SAME)
    async with reading(engine) as connection:
        rows = (await connection.execute(query)).all()
    return list({row.nip or row.id: row for row in rows}.values())[:limit]


async def known_employer(
    connection: Connection, office: str, nip: str, regon: str, name: str, town: str, now: datetime
) -> str:
    """The id of the one with this NIP, the own office's first; a new one of the office where nobody knows it."""
    number = digits(nip)
    if found := await _with_nip(connection, number, office):
        return found
    # Of two who write the same employer down at once the second one waits, and finds it.
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"employer {number}"))))
    if found := await _with_nip(connection, number, office):
        return found
    new = new_id("employer")
    values = {"id": new, "office": office, "nip": number, "regon": digits(regon) or None, "name": name.strip()}
    await connection.execute(insert(EmployerRow).values(**values, town=town.strip() or None, changed_at=now))
    return new


async def _with_nip(connection: Connection, nip: str, office: str) -> str | None:
    own_first = case((_EMPLOYER.office == office, 0), else_=1)
    query = select(_EMPLOYER.id).where(_EMPLOYER.nip == nip).order_by(own_first, _EMPLOYER.id).limit(1)
    found: str | None = await connection.scalar(query)
    return found
