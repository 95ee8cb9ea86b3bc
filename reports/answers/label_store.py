"""How people call the offices and consultants that stand in reports."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from core.db.engine import Connection
from core.db.tables.centre.office_tables import Office
from core.db.tables.market.intake_tables import OccupationRow
from core.db.tables.report_tables import REPORT_KEY
from core.db.tables.staff_tables import Agent
from reports.answers.answer_builder import Names


async def read_names(connection: Connection, *, has_occupations: bool = False) -> Names:
    """All that there have ever been, those who left included. Two offices in a town are told apart. Occupations
    only where they are asked for: of each group the one with the lowest code."""
    offices = (await connection.execute(select(Office.code, Office.seat, Office.is_province))).all()
    agents = (await connection.execute(select(Agent.id, Agent.display_name))).all()
    return Names(
        {row.code: f"WUP {row.seat}" if row.is_province else row.seat for row in offices},
        {row.id: row.display_name for row in agents},
        await _occupations(connection) if has_occupations else {},
    )


async def _occupations(connection: Connection) -> dict[str, str]:
    rows = await connection.execute(
        select(OccupationRow.code, OccupationRow.name).order_by(OccupationRow.code.desc())
    )
    return {row.code[:4]: row.name for row in rows}  # the lowest code comes last


@dataclass(frozen=True, slots=True)
class Choices:
    """What may be chosen: of what has ever had figures."""

    offices: dict[str, str]
    agents: dict[str, str]
    topics: list[str]
    numbers: list[str]
    languages: list[str]
    scenarios: list[str]


async def read_choices(
    connection: Connection, offices: frozenset[str] | None, agent_offices: frozenset[str] | None
) -> Choices:
    """As far as these offices and the consultants of those. None: of all."""
    names = await read_names(connection)
    seen = {code: name for code, name in names.offices.items() if offices is None or code in offices}

    async def of_keys(column: Any) -> list[str]:
        query = select(column).distinct()
        if offices is not None:
            query = query.where(REPORT_KEY.c.office.in_(offices))
        return sorted((await connection.scalars(query)).all())

    agents = select(Agent.id, Agent.display_name).where(Agent.office.in_(seen))
    if agent_offices is not None:
        agents = agents.where(Agent.office.in_(agent_offices))
    return Choices(
        offices=seen,
        agents={row.id: row.display_name for row in (await connection.execute(agents)).all()},
        topics=await of_keys(REPORT_KEY.c.topic),
        numbers=await of_keys(REPORT_KEY.c.number),
        languages=await of_keys(REPORT_KEY.c.language),
        scenarios=await of_keys(REPORT_KEY.c.scenario),
    )
