"""A database with two offices into which tests take extracts."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.importing.asking_store import ask_for_import
from clients.importing.run import Imports
from clients.importing.run_store import get_run
from clients.pesel import PeselSafe
from core.clock import SystemClock
from core.db.tables.client_tables import RegistrationRow, VisitRow
from core.db.tables.exchange_tables import ImportRunRow
from core.db.tables.market.offer_tables import EmployerRow, OfferRow
from core.db.tables.messages.consent_tables import ConsentRow
from core.db.tables.person_tables import Client, QualificationRow, RegistrationPeriodRow
from core.keys.secret_box import new_identity
from tests.support.clients.extracts import AT, KOLNO, LOMZA, delivered
from tests.support.database.offices import put_offices

SAFE = PeselSafe("k" * 40, new_identity())
Rows = Mapping[str, Sequence[Sequence[str]]]
DAY = timedelta(days=1)


_OF_CLIENTS = (Client, RegistrationRow, RegistrationPeriodRow, QualificationRow, VisitRow, ConsentRow)


class ImportSetup:
    """A database with two offices, a folder of deliveries, and the imports."""

    def __init__(self, engine: AsyncEngine, root: Path) -> None:
        self.engine = engine
        self.root = root
        self.imports = Imports(engine, SystemClock(), root, SAFE)
        self._names = iter(f"extract-{number}" for number in range(1000))

    async def ask(self, rows: Rows, **changed: Any) -> str:
        """Deliver and ask; the id of the run."""
        office = changed.get("office", KOLNO)
        source = delivered(self.root, next(self._names), rows, **{"office": office, **changed})
        return await ask_for_import(self.engine, self.root, source, lambda _: True, "kierownik", AT)

    async def take(self, rows: Rows, **changed: Any) -> ImportRunRow:
        """Deliver, ask and carry out."""
        run = await self.ask(rows, **changed)
        await self.imports.run(run)
        return await get_run(self.engine, run)

    async def rows(self, table: Any, *conditions: Any) -> list[Any]:
        async with self.engine.connect() as connection:
            return list((await connection.execute(select(table.__table__).where(*conditions))).all())

    async def client(self, ext_id: str, office: str = KOLNO) -> Any:
        [found] = await self.rows(Client, Client.ext_id == ext_id, Client.office == office)
        return found

    async def everything(self) -> dict[str, list[Any]]:
        """All that an import writes of clients, without ids that are made anew and counters."""
        found = {}
        for table in (*_OF_CLIENTS, EmployerRow, OfferRow):
            columns = [
                column
                for column in table.__table__.c
                if column.name not in ("client_id", "id", "pesel_box", "version", "event")
            ]
            async with self.engine.connect() as connection:
                rows = await connection.execute(select(*columns).order_by(*columns))
                found[table.__tablename__] = [tuple(one) for one in rows]
        return found


async def make_import_setup(engine: AsyncEngine, root: Path) -> ImportSetup:
    await put_offices(engine, KOLNO, LOMZA)
    return ImportSetup(engine, root)
