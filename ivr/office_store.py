"""The offices in the database."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables import Office, PostalPrefix
from ivr.offices import OfficeDirectory, office_infos


async def load_offices(engine: AsyncEngine) -> OfficeDirectory:
    async with engine.connect() as connection:
        offices = (await connection.execute(select(Office.__table__).order_by(Office.code))).all()
        prefixes = (await connection.execute(select(PostalPrefix.prefix, PostalPrefix.office))).all()
    return OfficeDirectory(
        office_infos(dict(office._mapping) for office in offices),
        {row.prefix: row.office for row in prefixes},
    )
