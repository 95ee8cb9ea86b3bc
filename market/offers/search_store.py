"""Offers as a search finds them: by words, occupation, place and what they ask, the nearest and newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, literal_column, or_, select

from core.db.engine import Connection, Engine, reading
from core.db.tables.market.offer_tables import OFFER_WORDS, OfferRecordRow, OfferRow
from core.db.tables.market.place_tables import GminaPointRow
from core.errors import NotFound
from core.lists.distance import Point
from market.offers.asking import OfferFilters, words_query
from market.offers.offer import SHOWN
from market.places.nearness import Ring, counties_of, neighbours, office_of
from market.places.point_store import gminas_within, kilometres_to, point_of

_WORDS: ColumnElement[Any] = literal_column(OFFER_WORDS)
COUNTED = 1000
"""Hits are counted as far as that: nobody reads further, and „over a thousand” is told as that."""
_CLOSE_KM = 30


@dataclass(frozen=True, slots=True)
class OfferPage:
    """`rows`: offers with their `ring` (0 to 4, None if nobody asked for it) and `km`, None where a place is not
    known. `total`: at most `COUNTED`."""

    rows: Sequence[Any]
    total: int


async def search_offers(engine: Engine, filters: OfferFilters, *, limit: int, offset: int = 0) -> OfferPage:
    """At most `limit` from `offset` on. Nothing of drafts, of what waits, or of the same offer twice.

    From a home, it is asked among the near ones first: they come before all others, and mostly fill the page, so
    that thousands elsewhere need not be put in order.
    """
    near = ring_from(filters.home)
    async with reading(engine) as connection:
        point = await point_of(connection, filters.home) if filters.home else None
        page = _page(filters, near, point).limit(limit).offset(offset)
        rows: Sequence[Any] = ()
        if filters.home is not None:
            within = await _close_by(connection, filters.home, near, point)
            rows = (await connection.execute(page.where(within))).all()
        if len(rows) < limit:
            rows = (await connection.execute(page)).all()
        if rows or not offset:
            return OfferPage(rows, rows[0].total if rows else 0)
        return OfferPage(rows, int(await connection.scalar(select(_counted(filters, near))) or 0))


def _counted(filters: OfferFilters, near: ColumnElement[Any]) -> ScalarSelect[int]:
    fitting = _wanted(select(OfferRow.id), filters, near).limit(COUNTED).subquery()
    return select(func.count()).select_from(fitting).scalar_subquery()


def _page(filters: OfferFilters, near: ColumnElement[Any], point: Point | None) -> Select[Any]:
    """In the order in which they are shown. `total` comes with each row: a second question would wait for the
    processor once more, which beside calls takes longer than the counting."""
    far: ColumnElement[Any] = literal_column("NULL::int") if point is None else kilometres_to(point)
    shown = near.label("ring"), far.label("km"), _counted(filters, near).label("total")
    query = _wanted(select(OfferRow.__table__, *shown), filters, near)
    order: list[ColumnElement[Any]] = [near] if filters.home else []
    if point is not None:
        query = query.join(GminaPointRow, GminaPointRow.teryt == OfferRow.gmina, isouter=True)
        order = [far.asc().nulls_last(), near]
    return query.order_by(*order, OfferRow.valid_from.desc(), OfferRow.id)


async def _close_by(
    connection: Connection, home: str, near: ColumnElement[Any], point: Point | None
) -> ColumnElement[bool]:
    """What is shown before everything else, by columns that have indexes: the own county, or some kilometres. A
    gmina is always one of the county of its row."""
    if point is not None:
        gminas = await gminas_within(connection, point, _CLOSE_KM)
        return and_(OfferRow.county.in_({each[:4] for each in gminas}), OfferRow.gmina.in_(gminas))
    own = office_of(home[:4])
    return and_(or_(OfferRow.county.in_({home[:4], *counties_of([own])}), _at(own)), near <= Ring.COUNTY.value)


async def count_by_office(engine: Engine, filters: OfferFilters) -> Mapping[str, int]:
    """How many offers fit at each office that has any; at most `COUNTED` of each."""
    near = ring_from(filters.home)
    each = select(OfferRow.office, func.count().label("offers")).group_by(OfferRow.office)
    counted = _wanted(cast(Select[Any], each), filters, near)
    async with reading(engine) as connection:
        return {row.office: min(row.offers, COUNTED) for row in await connection.execute(counted)}


async def get_offer(engine: Engine, offer_id: str) -> Any:
    """With its `record`, None where nothing came with it. Raises NotFound; also for a draft."""
    query = (
        select(OfferRow.__table__, OfferRecordRow.record)
        .join(OfferRecordRow, OfferRecordRow.offer_id == OfferRow.id, isouter=True)
        .where(OfferRow.id == offer_id, OfferRow.state != "draft")
    )
    async with reading(engine) as connection:
        found = (await connection.execute(query)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _wanted(query: Select[Any], filters: OfferFilters, near: ColumnElement[Any]) -> Select[Any]:
    query = query.where(OfferRow.duplicate_of.is_(None))
    query = query.where(OfferRow.state == filters.state if filters.state else OfferRow.state.in_(SHOWN))
    if words := words_query(filters.words):
        query = query.where(_WORDS.op("@@")(func.to_tsquery("simple", words)))
    if filters.occupation:
        query = query.where(OfferRow.occupation.startswith(filters.occupation, autoescape=True))
    if filters.office:
        query = query.where(OfferRow.office == filters.office)
    if filters.kind:
        query = query.where(OfferRow.kind == filters.kind)
    if filters.source:
        query = query.where(OfferRow.source == filters.source)
    if filters.least_pay:
        most = func.coalesce(OfferRow.pay_to, OfferRow.pay_from)
        query = query.where(OfferRow.pay_unit == "month", most >= filters.least_pay)
    if filters.is_for_disabled:
        query = query.where(OfferRow.is_for_disabled)
    if filters.on:
        query = query.where(OfferRow.valid_from <= filters.on, OfferRow.valid_until >= filters.on)
    if filters.home and filters.ring is not None:
        query = query.where(near <= filters.ring)
    return query


def ring_from(home: str | None) -> ColumnElement[Any]:
    """How near an offer is to a gmina, as `market.places.nearness.ring`; without a county it is near its
    office."""
    if home is None:
        return literal_column("NULL::int")
    own = office_of(home[:4])
    around = neighbours().get(own or "", frozenset())
    has_county = OfferRow.county.is_not(None)
    return case(
        (OfferRow.country != "PL", Ring.ELSEWHERE.value),
        (OfferRow.gmina == home, Ring.GMINA.value),
        (or_(and_(has_county, OfferRow.county.in_(counties_of([own]))), _at(own)), Ring.COUNTY.value),
        (
            or_(
                and_(has_county, OfferRow.county.in_(counties_of(around))),
                and_(OfferRow.county.is_(None), OfferRow.office.in_(around)),
            ),
            Ring.NEIGHBOUR.value,
        ),
        (or_(OfferRow.county.is_(None), OfferRow.county.startswith("20")), Ring.PROVINCE.value),
        else_=Ring.ELSEWHERE.value,
    )


def _at(office: str | None) -> ColumnElement[bool]:
    return and_(OfferRow.county.is_(None), OfferRow.office == office)
