"""Employers as a list: of all offices, one line each, found by name, number or office."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from core.db.engine import Engine, reading
from core.db.tables.market.offer_tables import EmployerRow, OfferRow
from market.employers.numbers import digits
from market.offers.offer import SHOWN

COUNTED = 1000
"""Hits are counted as far as that."""
_MOST_WORDS = 8
_MEMBER = aliased(EmployerRow, name="member")


@dataclass(frozen=True, slots=True)
class EmployerFilters:
    """`words`: of the name or the town, or the first digits of NIP or REGON. `with_offers`: only who has open
    offers on that day."""

    words: str = ""
    office: str | None = None
    with_offers: date | None = None


@dataclass(frozen=True, slots=True)
class EmployerPage:
    """`rows`: with `offers`, how many are open, and `offices`, who know the employer. `total`: at most
    `COUNTED`."""

    rows: Sequence[Any]
    total: int


async def list_employers(
    engine: Engine, filters: EmployerFilters, today: date, *, limit: int, offset: int = 0
) -> EmployerPage:
    """By name; only what a firm's register tells everybody."""
    columns = (EmployerRow.id, EmployerRow.name, EmployerRow.town, EmployerRow.nip, EmployerRow.regon)
    offices = select(func.array_agg(_MEMBER.office.distinct())).where(_is_of_card).scalar_subquery()
    page = _wanted(select(*columns, _open_offers(today).label("offers"), offices.label("offices")), filters)
    page = page.order_by(EmployerRow.name, EmployerRow.id).limit(limit).offset(offset)
    counted = _wanted(select(EmployerRow.id), filters).limit(COUNTED).subquery()
    async with reading(engine) as connection:
        rows = (await connection.execute(page)).all()
        total = await connection.scalar(select(func.count()).select_from(counted))
    return EmployerPage(rows, int(total or 0))


async def count_by_office(engine: Engine, filters: EmployerFilters) -> Mapping[str, int]:
    """How many employers that fit each office knows."""
    cards = _wanted(select(EmployerRow.id), filters).scalar_subquery()
    known = func.coalesce(_MEMBER.joined_to, _MEMBER.id)
    query = select(_MEMBER.office, func.count(known.distinct()).label("employers")).where(known.in_(cards))
    async with reading(engine) as connection:
        rows = await connection.execute(query.group_by(_MEMBER.office))
        return {row.office: row.employers for row in rows}


_is_of_card: ColumnElement[bool] = or_(_MEMBER.id == EmployerRow.id, _MEMBER.joined_to == EmployerRow.id)


def _open_offers(today: date) -> ColumnElement[int]:
    """As who has the entry has them; offers of the central base are on the card."""
    return (
        select(func.count())
        .select_from(OfferRow)
        .join(_MEMBER, _MEMBER.id == OfferRow.employer_id)
        .where(
            _is_of_card,
            OfferRow.state.in_(SHOWN),
            OfferRow.duplicate_of.is_(None),
            OfferRow.valid_from <= today,
            OfferRow.valid_until >= today,
        )
        .scalar_subquery()
    )


def _wanted(query: Select[Any], filters: EmployerFilters) -> Select[Any]:
    query = query.where(EmployerRow.joined_to.is_(None))
    number = digits(filters.words)
    if number and number.isascii() and number.isdigit():
        begins = (
            _MEMBER.nip.startswith(number, autoescape=True),
            _MEMBER.regon.startswith(number, autoescape=True),
        )
        query = query.where(exists().where(_is_of_card, or_(*begins)))
    else:
        for word in filters.words.split()[:_MOST_WORDS]:
            every = func.folded_name(func.concat_ws(" ", _MEMBER.name, _MEMBER.town))
            has_word = func.strpos(every, func.folded_name(word)) > 0
            query = query.where(exists().where(_is_of_card, has_word))
    if filters.office:
        query = query.where(exists().where(_is_of_card, _MEMBER.office == filters.office))
    if filters.with_offers is not None:
        query = query.where(_open_offers(filters.with_offers) > 0)
    return query
