"""Offers and trainings for calls, from the database. Nothing in them is personal, so nobody is told who looked.

Told is what somebody has verified and anybody may ask for. What is for the registered or for the disabled alone is
left to a consultant: the line does not know who rings.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.exc import DBAPIError

from core.clock import Clock
from core.db.engine import Engine
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import TrainingRow
from core.questions.client_data import Offer, Training, Trainings
from core.questions.job_market import (
    MarketQuestion,
    OpenOffer,
    OpenOffers,
    OpenOffersNear,
    OpenTrainingsNear,
)
from core.zone import WARSAW
from market.offers.offer import TOLD
from market.places.nearness import Ring, counties_of, neighbours

Answer = TypeVar("Answer")


class ToldStore:
    """`market.told.market_desk.MarketTables` on PostgreSQL."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    async def ask(self, question: MarketQuestion[Answer]) -> Answer:
        """As of today. Raises whatever the database raises."""
        try:
            return cast(Answer, await self._answer(question))
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            # The pool has dropped its dead connections.
            return cast(Answer, await self._answer(question))

    async def _answer(self, question: MarketQuestion[Any]) -> OpenOffers | Trainings:
        today = self._clock.now().astimezone(WARSAW).date()
        match question:
            case OpenOffersNear():
                return await self._offers(question, today)
            case OpenTrainingsNear():
                return await self._trainings(question, today)
            case _:
                raise TypeError(f"nothing answers {type(question).__name__}")

    async def _offers(self, question: OpenOffersNear, today: date) -> OpenOffers:
        is_monthly = OfferRow.pay_unit == "month"  # as the announcement says it
        near = ring_of(question.office)
        query = (
            select(
                OfferRow.id,
                OfferRow.position,
                OfferRow.town,
                case((is_monthly, OfferRow.pay_from)),
                case((is_monthly, OfferRow.pay_to)),
                OfferRow.contract,
                OfferRow.valid_until,
                OfferRow.office,
            )
            .where(
                OfferRow.valid_from <= today,
                OfferRow.valid_until >= today,
                OfferRow.state == TOLD,
                OfferRow.duplicate_of.is_(None),
                OfferRow.is_for_registered.is_(False),
                OfferRow.is_for_disabled.is_(False),
            )
            .order_by(near, OfferRow.valid_from.desc(), OfferRow.id)
            .limit(question.most)
        )
        if question.occupations:
            wanted = [OfferRow.occupation.startswith(digits, autoescape=True) for digits in question.occupations]
            query = query.where(or_(*wanted))
        is_everywhere = question.everywhere or not counties_of([question.office])
        query = query.where(near <= (Ring.PROVINCE if is_everywhere else Ring.COUNTY).value)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return OpenOffers(tuple(OpenOffer(Offer(*row[:7]), row.office) for row in rows))

    async def _trainings(self, question: OpenTrainingsNear, today: date) -> Trainings:
        query = (
            select(
                TrainingRow.id,
                TrainingRow.title,
                TrainingRow.town,
                TrainingRow.hours,
                TrainingRow.starts_on,
                TrainingRow.sign_up_until,
            )
            .where(
                TrainingRow.sign_up_until >= today,
                TrainingRow.cancelled_at.is_(None),
                or_(TrainingRow.office.is_(None), TrainingRow.office == question.office),
            )
            .order_by(TrainingRow.office.is_(None), TrainingRow.sign_up_until, TrainingRow.id)
            .limit(question.most)
        )
        async with self._engine.connect() as connection:
            rows = (await connection.execute(query)).all()
        return Trainings(tuple(Training(*row) for row in rows))


def ring_of(office: str | None) -> ColumnElement[int]:
    """How near an offer is to the area of an office (`market.places.nearness.Ring`); one of which no county is
    known is in the area of its office. Without such an area all of the province is alike."""
    own = [] if office is None else [office]
    around = neighbours().get(office or "", frozenset())
    return case(
        (or_(OfferRow.county.in_(counties_of(own)), _at(own)), Ring.COUNTY.value),
        (or_(OfferRow.county.in_(counties_of(around)), _at(around)), Ring.NEIGHBOUR.value),
        (
            or_(and_(OfferRow.county.is_(None), OfferRow.country == "PL"), OfferRow.county.startswith("20")),
            Ring.PROVINCE.value,
        ),
        else_=Ring.ELSEWHERE.value,
    )


def _at(offices: Collection[str]) -> ColumnElement[bool]:
    return and_(OfferRow.county.is_(None), OfferRow.country == "PL", OfferRow.office.in_(offices))
