"""Which rates that articles name end, or have ended, without another one that follows."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased

from core.db.tables.knowledge_tables import ArticleVersionRow, RateRow
from core.todo.work_store import Waiting, waiting
from core.zone import WARSAW
from knowledge.rates.standing import WARNED

_RATE = RateRow.__table__.c
_BEGINS = func.timezone(WARSAW.key, cast(_RATE.valid_until - WARNED.days, DateTime))


def ending_rates(today: date) -> Waiting:
    """One thing for each last day: rates of one announcement end together, and are entered together.

    `subject`: that day. `what`: `ends`, or `ended` when it is over. `title`: what the rates are called.
    """
    return (
        waiting(
            "rate_end",
            subject=cast(_RATE.valid_until, Text),
            office=null(),
            since=_BEGINS,
            due_on=_RATE.valid_until,
            what=case((_RATE.valid_until < today, "ended"), else_="ends"),
            title=func.string_agg(_RATE.title, aggregate_order_by(literal("; "), _RATE.title)),
        )
        .select_from(RateRow.__table__)
        .where(_ends(today))
        .group_by(_RATE.valid_until)
    )


@dataclass(frozen=True, slots=True)
class EndingRates:
    """How many there are, since when that is said, and the first last day."""

    count: int
    since: datetime
    first_end: date


async def read_ending_rates(engine: AsyncEngine, today: date) -> EndingRates | None:
    """None: no rate ends."""
    query = select(
        func.count().label("count"), func.min(_BEGINS).label("since"), func.min(_RATE.valid_until).label("end")
    ).where(_ends(today))
    async with engine.connect() as connection:
        row = (await connection.execute(query)).one()
    return EndingRates(row.count, row.since, row.end) if row.count else None


def _ends(today: date) -> ColumnElement[bool]:
    """As `knowledge.rates.standing` reckons it; of a rate that no published article names nobody is told."""
    follows, newer = aliased(RateRow), aliased(RateRow)
    named = func.strpos(cast(ArticleVersionRow.texts, Text), func.concat("{stawka:", _RATE.code, "}")) > 0
    return and_(
        _RATE.valid_until <= today + WARNED,
        not_(exists().where(follows.code == _RATE.code, follows.valid_from == _RATE.valid_until + 1)),
        not_(
            exists().where(
                newer.code == _RATE.code, newer.valid_from > _RATE.valid_from, newer.valid_from <= today
            )
        ),
        exists().where(ArticleVersionRow.state == "published", named),
    )
