"""Fills a database with short answers, and with something to tell the demonstration clients."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from core.clock import WARSAW, SystemClock
from core.db.client_tables import (
    BenefitPaymentRow,
    ClientOccupation,
    KnowledgeItem,
    OfferRow,
    RegistrationRow,
    TrainingRow,
    VisitRow,
)
from core.db.tables import Client
from ivr.defaults import offices
from knowledge.defaults import short_answers
from ops import demonstration
from ops.demonstration import Person


async def seed_answers(connection: AsyncConnection) -> None:
    """Written once: what an office has withdrawn stays so."""
    if await _is_empty(connection, KnowledgeItem):
        await connection.execute(insert(KnowledgeItem), short_answers())


async def seed_clients_data(connection: AsyncConnection, people: Sequence[Person]) -> None:
    """Written once, for those who are there: an office that has removed the demonstration keeps it removed."""
    there = set((await connection.scalars(select(Client.id))).all())
    known = [person for person in people if person.id in there]
    if not known or not await _is_empty(connection, RegistrationRow):
        return
    today = SystemClock().now().astimezone(WARSAW).date()
    seats = [(office["code"], office["seat"]) for office in offices() if not office["is_province"]]
    rows = demonstration.client_rows(known, today)
    for table, values in (
        (RegistrationRow, rows.registrations),
        (ClientOccupation, rows.occupations),
        (VisitRow, rows.visits),
        (BenefitPaymentRow, rows.payments),
        (OfferRow, demonstration.offers(seats, today)),
        (TrainingRow, demonstration.trainings(seats, today)),
    ):
        await connection.execute(insert(table), values)


async def _is_empty(connection: AsyncConnection, table: Any) -> bool:
    return not await connection.scalar(select(func.count()).select_from(table))
