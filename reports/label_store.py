"""How people call the offices and consultants that stand in reports."""

from dataclasses import dataclass

from sqlalchemy import select

from core.db.engine import Connection
from core.db.report_tables import REPORT_KEY
from core.db.staff_tables import Agent
from core.db.tables import Office
from reports.answer import Names


async def read_names(connection: Connection) -> Names:
    """All that there have ever been, those who left included. Two offices in a town are told apart."""
    offices = (await connection.execute(select(Office.code, Office.seat, Office.is_province))).all()
    agents = (await connection.execute(select(Agent.id, Agent.display_name))).all()
    return Names(
        {row.code: f"WUP {row.seat}" if row.is_province else row.seat for row in offices},
        {row.id: row.display_name for row in agents},
    )


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
    keys = (await connection.execute(select(REPORT_KEY))).all()
    own = [key for key in keys if offices is None or key.office in offices]
    agents = select(Agent.id, Agent.display_name).where(Agent.office.in_(seen))
    if agent_offices is not None:
        agents = agents.where(Agent.office.in_(agent_offices))
    return Choices(
        offices=seen,
        agents={row.id: row.display_name for row in (await connection.execute(agents)).all()},
        topics=sorted({key.topic for key in own}),
        numbers=sorted({key.number for key in own}),
        languages=sorted({key.language for key in own}),
        scenarios=sorted({key.scenario for key in own}),
    )
