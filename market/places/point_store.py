"""Where gminas are, in the database: imported by an office, for kilometres."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, cast, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from core.db.engine import Connection
from core.db.tables.market.place_tables import GminaPointRow
from core.lists.distance import EARTH_METRES, Point


async def point_of(connection: Connection, teryt: str) -> Point | None:
    """None where nobody has imported it."""
    query = select(GminaPointRow.lat, GminaPointRow.lon).where(GminaPointRow.teryt == teryt)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else Point(row.lat, row.lon)


async def gminas_within(connection: Connection, point: Point, kilometres: int) -> Sequence[str]:
    """Those of which the point was imported, by TERYT."""
    query = select(GminaPointRow.teryt).where(kilometres_to(point) <= kilometres)
    return (await connection.scalars(query)).all()


async def put_point(connection: Connection, teryt: str, point: Point, by: str, now: datetime) -> None:
    """New, or in the place of what was there."""
    values = {"lat": point.lat, "lon": point.lon, "changed_by": by, "changed_at": now}
    new = insert(GminaPointRow).values(teryt=teryt, **values)
    await connection.execute(new.on_conflict_do_update(index_elements=["teryt"], set_=values))


def kilometres_to(home: Point) -> ColumnElement[int]:
    """From there to the gmina of the row (`GminaPointRow`), as `core.lists.distance.metres`, in kilometres."""
    lat, lon = (func.radians(cast(literal(value), Float)) for value in (home.lat, home.lon))
    there_lat, there_lon = func.radians(GminaPointRow.lat), func.radians(GminaPointRow.lon)
    half: ColumnElement[Any] = func.power(func.sin((there_lat - lat) / 2), 2)
    half += func.cos(lat) * func.cos(there_lat) * func.power(func.sin((there_lon - lon) / 2), 2)
    found: ColumnElement[int] = func.round(2 * EARTH_METRES * func.asin(func.sqrt(func.least(1.0, half))) / 1000)
    return found
