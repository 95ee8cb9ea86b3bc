"""Fills a demonstration with the clients whom newcomers are told of.

The other made-up clients come when the centre is up: `ops.commands.population`.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.made_up.made_up_clients import DemonstrationClient
from clients.pesel import PeselSafe
from clients.population.model import occupation_names
from clients.population.population_store import write_people
from core.clock import WARSAW, SystemClock
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import TrainingRow
from core.db.tables.person_tables import CardRow, Client
from ivr.defaults import offices
from ivr.identity.pin import PinHasher
from market.occupations.occupation_store import put_occupations
from ops.demonstration import demonstration
from ops.demonstration.demonstration import Person
from ops.demonstration.seed_people import SHOWN_OFFICE
from ops.install.secrets import Secrets


async def seed_clients(
    connection: AsyncConnection, secrets: Secrets, clients: Sequence[DemonstrationClient]
) -> list[DemonstrationClient]:
    """The clients with their cards, and offers and trainings, into a database in which nobody is yet.

    Written once: an office that has removed the demonstration keeps it removed. The first client of each office
    who is there with the card in use is returned. Those who come after the first of an office are for benches, and
    nothing is known of them.
    """
    if clients and await _is_empty(connection, Client):
        await _write(connection, secrets, clients)
    numbers = [client.card_number for client in clients]
    in_use = select(CardRow.number).where(CardRow.state == "active", CardRow.number.in_(numbers))
    known = set((await connection.scalars(in_use)).all())
    first = {client.office: client for client in reversed(clients) if client.card_number in known}
    return list(reversed(first.values()))


async def _write(connection: AsyncConnection, secrets: Secrets, clients: Sequence[DemonstrationClient]) -> None:
    now = SystemClock().now()
    today = now.astimezone(WARSAW).date()
    first = {client.office: client for client in reversed(clients)}
    people = [Person(c.id, c.office, is_shown=c.office == SHOWN_OFFICE) for c in first.values()]
    safe = PeselSafe(secrets.pesel_pepper, secrets.pesel_key)
    await write_people(connection, demonstration.people(people, today), safe.kept)
    others = [c for c in clients if c.id != first[c.office].id]
    if others:
        await connection.execute(insert(Client), [_nobody(client) for client in others])
    hasher = PinHasher(secrets.pin_pepper)
    cards = [
        {
            "number": client.card_number,
            "client_id": client.id,
            "pin_hash": hasher.hash(client.card_number, client.pin),
            "issued_at": now,
            "issued_by": "seed",
        }
        for client in clients
    ]
    await connection.execute(insert(CardRow), cards)
    seats = [(office["code"], office["seat"]) for office in offices() if not office["is_province"]]
    await connection.execute(insert(OfferRow), demonstration.offers(seats, today))
    await put_occupations(connection, occupation_names(), is_official=False)
    await connection.execute(insert(TrainingRow), demonstration.trainings(seats, today))


def _nobody(client: DemonstrationClient) -> dict[str, Any]:
    return {
        "id": client.id,
        "office": client.office,
        "first_name": "Anna",
        "last_name": f"Przykładowa ({client.seat})",
    }


async def _is_empty(connection: AsyncConnection, table: Any) -> bool:
    return not await connection.scalar(select(func.count()).select_from(table))
