"""The same offer from several sides: found, so that it is told once, and told as the same.

An office enters what it was told by telephone into its own system, the system sends it to the central base, and
the central base to EURES. The one that is nearest to the employer is told.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import distinct_on

from core.db.engine import Connection, Engine, reading
from core.db.tables.market.offer_tables import EmployerRow, OfferRow
from market.offers.offer import SHOWN, Source

NEAREST = (Source.OFFICE, Source.LINE, Source.EMPLOYER, Source.FILE, Source.OFFICIAL, Source.EURES)
"""Which one is told: the first of them that has it."""
_OUTSIDE = NEAREST.index(Source.OFFICIAL)
NEAR_DAYS = timedelta(days=14)
"""Two of one employer, occupation and gmina begin so near to each other if they are one."""


async def mark_duplicates(connection: Connection, today: date) -> int:
    """Of those that are open. How many there are now.

    The same are two from different sides: of one office, position, town, occupation and pay; or of one employer
    (by NIP, else by name), occupation and gmina that begin within fourteen days.
    """
    pairs = union_all(*_pairs(today)).subquery("pairs")
    best = (
        select(pairs.c.id, pairs.c.twin)
        .ext(distinct_on(pairs.c.id))
        .order_by(pairs.c.id, pairs.c.rank, pairs.c.twin)
    )
    found = best.subquery("found")
    twin = select(found.c.twin).where(found.c.id == OfferRow.id).scalar_subquery()
    # What is over keeps what was found of it while it was open.
    is_open = and_(OfferRow.valid_from <= today, OfferRow.valid_until >= today)
    known = select(found.c.id)
    changed = (
        update(OfferRow)
        .where(or_(OfferRow.id.in_(known), and_(is_open, OfferRow.duplicate_of.is_not(None))))
        .where(OfferRow.duplicate_of.is_distinct_from(twin))
        .values(duplicate_of=twin)
        .execution_options(synchronize_session=False)
    )
    await connection.execute(changed)
    count = select(func.count()).select_from(OfferRow).where(is_open, OfferRow.duplicate_of.is_not(None))
    return await connection.scalar(count) or 0


async def same_offers(engine: Engine, offer_id: str, duplicate_of: str | None) -> Sequence[Any]:
    """The others that are this offer: the one that is told instead of it first."""
    main = duplicate_of or offer_id
    query = select(OfferRow.id, OfferRow.source, OfferRow.position, OfferRow.ext_id, OfferRow.office).where(
        or_(OfferRow.id == main, OfferRow.duplicate_of == main), OfferRow.id != offer_id
    )
    async with reading(engine) as connection:
        return (await connection.execute(query.order_by((OfferRow.id == main).desc(), OfferRow.id))).all()


def _pairs(today: date) -> list[Select[Any]]:
    """Each offer with those of a nearer side. What is outside is compared with what is not, and EURES with the
    central base: never all offers of the central base with each other."""
    one, other = _open(today, "one"), _open(today, "other")
    is_ours = other.c.rank < _OUTSIDE
    is_passed_on = and_(one.c.rank > _OUTSIDE, other.c.rank == _OUTSIDE)
    return [
        select(one.c.id, other.c.id.label("twin"), other.c.rank).where(is_nearer, one.c.rank > other.c.rank, *same)
        for same in (_same_words(one, other), _same_number(one, other), _same_name(one, other))
        for is_nearer in (is_ours, is_passed_on)
    ]


def _open(today: date, name: str) -> Subquery:
    rank = case({source.value: place for place, source in enumerate(NEAREST)}, value=OfferRow.source)
    return (
        select(
            OfferRow.id,
            rank.label("rank"),
            OfferRow.office,
            func.lower(OfferRow.position).label("position"),
            func.lower(OfferRow.town).label("town"),
            OfferRow.occupation,
            OfferRow.pay_from,
            OfferRow.gmina,
            OfferRow.valid_from,
            func.coalesce(OfferRow.employer_nip, EmployerRow.nip).label("nip"),
            func.folded_name(func.coalesce(OfferRow.employer_name, EmployerRow.name)).label("employer"),
        )
        .join(EmployerRow, EmployerRow.id == OfferRow.employer_id, isouter=True)
        .where(OfferRow.state.in_(SHOWN), OfferRow.valid_from <= today, OfferRow.valid_until >= today)
        .subquery(name)
    )


def _same_words(one: Subquery, other: Subquery) -> list[ColumnElement[bool]]:
    return [
        one.c.office == other.c.office,
        one.c.position == other.c.position,
        one.c.town == other.c.town,
        one.c.occupation.is_not_distinct_from(other.c.occupation),
        one.c.pay_from.is_not_distinct_from(other.c.pay_from),
    ]


def _same_number(one: Subquery, other: Subquery) -> list[ColumnElement[bool]]:
    return [one.c.nip == other.c.nip, *_same_work(one, other)]


def _same_name(one: Subquery, other: Subquery) -> list[ColumnElement[bool]]:
    is_unknown = or_(one.c.nip.is_(None), other.c.nip.is_(None))
    return [one.c.employer == other.c.employer, is_unknown, *_same_work(one, other)]


def _same_work(one: Subquery, other: Subquery) -> list[ColumnElement[bool]]:
    place = case(
        (and_(one.c.gmina.is_not(None), other.c.gmina.is_not(None)), one.c.gmina == other.c.gmina),
        else_=one.c.town == other.c.town,
    )
    days = func.abs(one.c.valid_from - other.c.valid_from) <= NEAR_DAYS.days
    return [one.c.occupation == other.c.occupation, place, days]
