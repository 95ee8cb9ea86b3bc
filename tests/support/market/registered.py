"""People of whom offices know what they can do, and an employer, in a database."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import RegistrationRow
from core.db.tables.market.offer_tables import EmployerRow
from core.db.tables.messages.consent_tables import ConsentRow
from core.db.tables.person_tables import Client, QualificationRow

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
SINCE = date(2026, 11, 1)
WELDER, COOK = "721204", "512001"
Someone: TypeAlias = tuple[str, str, int, str | None, bool]
"""Office, occupation, years, licence, and whether the person agrees."""


async def put_people(engine: AsyncEngine, people: Sequence[Someone], ids: str = "client") -> None:
    """Named `client-0` and so on."""
    clients, registrations, skills, consents = [], [], [], []
    for number, (office, occupation, years, licence, agrees) in enumerate(people):
        of = {"client_id": f"{ids}-{number}"}
        clients.append(
            {
                "id": f"{ids}-{number}",
                "office": office,
                "first_name": "Ada",
                "last_name": f"Lis{number}",
                "phone": f"+4886{number:07}",
                "email": f"ada{number}@example.org",
            }
        )
        registrations.append({**of, "status": "unemployed", "since": SINCE, "is_insured": True})
        skill = {**of, "kind": "performed", "occupation": occupation, "name": "Zawód", "years": years, "place": 1}
        skills.append(skill)
        if licence:
            skills.append(
                {**skill, "kind": "licence", "occupation": None, "name": licence, "years": None, "place": 2}
            )
        if agrees:
            said = {"purpose": "employer_search", "channel": "phone", "state": "given"}
            consents.append({**of, **said, "since": NOW, "source": "import"})
    async with engine.begin() as connection:
        for table, rows in (
            (Client, clients),
            (RegistrationRow, registrations),
            (QualificationRow, skills),
            (ConsentRow, consents),
        ):
            if rows:
                await connection.execute(insert(table), rows)


async def put_employer(engine: AsyncEngine, employer_id: str = "employer-1") -> None:
    async with engine.begin() as connection:
        values = {"id": employer_id, "office": "20060", "name": "Mleczarnia", "nip": "5260250274"}
        await connection.execute(insert(EmployerRow).values(**values))
