"""Names of occupations in the database."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import insert

from core.db.engine import Connection, Engine, reading
from core.db.tables.market.intake_tables import OccupationRow

_ROW = OccupationRow.__table__.c


async def find_occupations(engine: Engine, typed: str, limit: int) -> Sequence[Any]:
    """By the first digits of the code, or by words: those whose name begins so first. Rows: code, name."""
    words = typed.split()[:8]
    if not words:
        return []
    query = select(_ROW.code, _ROW.name)
    if typed.strip().isdigit():
        query = query.where(_ROW.code.startswith(typed.strip(), autoescape=True)).order_by(_ROW.code)
    else:
        for word in words:
            query = query.where(func.folded_name(_ROW.name).contains(func.folded_name(word)))
        begins = func.folded_name(_ROW.name).startswith(func.folded_name(words[0]))
        query = query.order_by(case((begins, 0), else_=1), _ROW.name, _ROW.code)
    async with reading(engine) as connection:
        return (await connection.execute(query.limit(limit))).all()


async def name_of(engine: Engine, code: str) -> str | None:
    """None for a code that nobody has named yet."""
    async with reading(engine) as connection:
        found: str | None = await connection.scalar(select(_ROW.name).where(_ROW.code == code))
    return found


async def is_occupation(connection: Connection, code: str) -> bool:
    """Is there such a code, as far as is known? While the official file was not taken in any may be one."""
    official = select(_ROW.code).where(_ROW.is_official)
    if await connection.scalar(official.where(_ROW.code == code)) is not None:
        return True
    return await connection.scalar(official.limit(1)) is None


async def put_occupations(connection: Connection, names: Mapping[str, str], *, is_official: bool) -> None:
    """Of the official file: in the place of what was there. Of imports: only those that nobody knew."""
    if not names:
        return
    new = insert(OccupationRow)
    rows = [{"code": code, "name": name, "is_official": is_official} for code, name in sorted(names.items())]
    if is_official:
        written = new.on_conflict_do_update(
            index_elements=["code"], set_={"name": new.excluded.name, "is_official": True}
        )
    else:
        written = new.on_conflict_do_nothing(index_elements=["code"])
    await connection.execute(written, rows)
