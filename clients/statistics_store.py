"""Counts of clients in the database: by office, never a person."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.statistics import VALUES, Attribute
from core.db.tables.client_tables import RegistrationRow
from core.db.tables.person_tables import Client

_EDGES = (("to_24", 25), ("25_34", 35), ("35_44", 45), ("45_54", 55))


async def count_clients(
    engine: AsyncEngine, offices: Collection[str] | None, today: date
) -> dict[Attribute, dict[str, dict[str, int]]]:
    """By attribute, office and value; `offices` None: of every one. Who has left the extracts is not counted."""
    found: dict[Attribute, dict[str, dict[str, int]]] = {}
    async with engine.connect() as connection:
        # All of one moment: an import in between would make sums that do not agree.
        await connection.execution_options(isolation_level="REPEATABLE READ")
        for attribute in VALUES:
            value = _value(attribute, today).label("value")
            query = (
                select(Client.office, value, func.count().label("persons"))
                .outerjoin(RegistrationRow, RegistrationRow.client_id == Client.id)
                .where(Client.gone_at.is_(None))
                .group_by(Client.office, value)
                .order_by(Client.office)
            )
            if offices is not None:
                query = query.where(Client.office.in_(offices))
            table = found.setdefault(attribute, {})
            for row in await connection.execute(query):
                table.setdefault(row.office, {})[row.value] = row.persons
    return found


def _value(attribute: Attribute, today: date) -> ColumnElement[str]:
    match attribute:
        case "status":
            return func.coalesce(RegistrationRow.status, "none")
        case "rural":
            return case((Client.is_rural, "yes"), else_="no")
        case "long_term":
            return case((RegistrationRow.is_long_term, "yes"), else_="no")
        case "sex":
            return func.coalesce(Client.sex, "unknown")
        case "age":
            # Whole years; the last day of February is no birthday of a common year, which moves nobody's group
            # by more than a day.
            years = func.date_part("year", func.age(literal(today), Client.birth_date))
            groups = [(years < edge, name) for name, edge in _EDGES]
            return case((Client.birth_date.is_(None), "unknown"), *groups, else_="from_55")
