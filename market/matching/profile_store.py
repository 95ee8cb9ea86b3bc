"""What counts of a client for matches, as the office's system has told it: no name, no number, no address.

Whoever shows anybody what comes of it writes the look down (`clients.access_store`).
"""

from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlalchemy import func, select

from core.db.engine import Connection
from core.db.tables.client_tables import ClientOccupation, RegistrationRow
from core.db.tables.person_tables import Client, QualificationRow
from market.matching.eligibility import Standing, Status, age_on
from market.matching.profile import Profile, profile_of


@dataclass(frozen=True, slots=True)
class Matched:
    """A client as matches see one. `standing` decides who may, and reaches no score."""

    office: str
    profile: Profile
    standing: Standing


async def read_matched(connection: Connection, client_id: str, today: date) -> Matched | None:
    """None for whom nobody knows (any more), and where the data are restricted: they are used for nothing."""
    person = (
        await connection.execute(
            select(Client.office, Client.gmina, Client.birth_date, RegistrationRow.status)
            .join(RegistrationRow, RegistrationRow.client_id == Client.id, isouter=True)
            .where(Client.id == client_id, Client.gone_at.is_(None), Client.restricted_at.is_(None))
        )
    ).one_or_none()
    if person is None:
        return None
    row = QualificationRow
    skills = await connection.execute(
        select(row.kind, row.occupation, row.name, row.years).where(row.client_id == client_id).order_by(row.place)
    )
    codes = select(func.array_agg(ClientOccupation.occupation)).where(ClientOccupation.client_id == client_id)
    profile = profile_of(person.gmina, list(skills), await connection.scalar(codes) or ())
    status = cast(Status, person.status or "none")
    age = None if person.birth_date is None else age_on(person.birth_date, today)
    return Matched(person.office, profile, Standing(status, age=age))


async def office_of_client(connection: Connection, client_id: str) -> str | None:
    """None for whom nobody knows."""
    office: str | None = await connection.scalar(select(Client.office).where(Client.id == client_id))
    return office
