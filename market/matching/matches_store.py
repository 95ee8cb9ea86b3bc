"""Offers and trainings that fit a client, the best first: the database narrows, the pure score ranks.

Whoever shows them to somebody beside the client's name, or reads them to the client, writes the look down.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, literal_column, or_, select

from core.db.engine import Connection
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import EnrolmentRow, TrainingRow
from market.matching.eligibility import (
    FOR_MINORS,
    FOR_REGISTERED,
    FOR_UNEMPLOYED,
    OF_AGE,
    Standing,
    why_no_training_pl,
)
from market.matching.profile import Profile, Wanted, wanted_of
from market.matching.profile_store import read_matched
from market.matching.reasons_pl import sentence_pl
from market.matching.score import NEARNESS, Match, match, tiers
from market.matching.weights import Weights
from market.matching.weights_store import weights_on
from market.offers.search_store import ring_from
from market.places.nearness import Ring, county_of
from market.trainings.enrolment import IN_THE_LIST
from market.trainings.training_store import with_counts

MOST = 50
"""So many are told of at most."""
_LOOKED_AT = 200
"""The best of what the database finds, to be ranked by the whole score."""
_SHOWN = "offer.duplicate_of IS NULL AND offer.state IN ('verified', 'unverified')"
"""As the index `ix_offer_matching` has it: a parameter would hide that from who plans the search."""
_TOLD = "offer.duplicate_of IS NULL AND offer.state = 'verified'"


@dataclass(frozen=True, slots=True)
class Fitting:
    """An offer or a training with how well it fits. `row`: its columns; of a training also `taken`, `waiting` and
    `institution`."""

    row: Any
    match: Match

    @property
    def sentence_pl(self) -> str:
        """Why so, such as „Ten sam zawód, sąsiedni powiat.”"""
        return sentence_pl(self.match)


async def matches_of_client(
    connection: Connection, client_id: str, limit: int, *, today: date, only_verified: bool = False
) -> Sequence[Fitting]:
    """Open offers of the whole province and beyond that the client may take by law, the best first; of two that
    fit as well the newer one. `only_verified`: as callers are told. None for whom nobody knows, or without an
    occupation.

    Whether somebody has a certificate of a disability no office's system tells, so offers for these alone are left
    out.
    """
    matched = await read_matched(connection, client_id, today)
    if matched is None or not (matched.profile.wished or matched.profile.performed):
        return []
    weights = await weights_on(connection, today)
    return await offers_that_fit(
        connection, matched.profile, matched.standing, weights, limit, today=today, only_verified=only_verified
    )


async def offers_that_fit(
    connection: Connection,
    profile: Profile,
    standing: Standing,
    weights: Weights,
    limit: int,
    *,
    today: date,
    only_verified: bool = False,
) -> Sequence[Fitting]:
    """The same for anybody of this profile, by these weights. The profile names an occupation at least."""
    share = weights.occupation * _occupation_share(profile)
    if profile.gmina is not None:
        share = share + weights.place * _place_share(profile.gmina)
    fields = sorted({code[:2] for code in (*profile.wished, *profile.performed)})
    best = (
        select(OfferRow.id)
        .where(
            literal_column(_TOLD if only_verified else _SHOWN),
            func.substr(OfferRow.occupation, 1, 2).in_(fields),
            OfferRow.valid_from <= today,
            OfferRow.valid_until >= today,
            *_may(standing),
        )
        .order_by(share.desc(), OfferRow.valid_from.desc(), OfferRow.id)
        .limit(_LOOKED_AT)
        .cte("best")
        .prefix_with("MATERIALIZED")
    )
    rows = await connection.execute(select(OfferRow.__table__).join(best, best.c.id == OfferRow.id))
    found = (Fitting(row, fits) for row in rows if (fits := match(profile, wanted_of(row), weights)) is not None)
    return _best(found, limit, lambda row: -row.valid_from.toordinal())


async def trainings_of_client(
    connection: Connection, client_id: str, limit: int, *, today: date
) -> Sequence[Fitting]:
    """Trainings that can still be signed up for, of all offices and of the province, in whose list the client is
    not; the best first, of two that fit as well the one that begins sooner. None for whom nobody knows, and none
    that the client may not take by law."""
    matched = await read_matched(connection, client_id, today)
    if matched is None:
        return []
    weights = await weights_on(connection, today)
    enrolled = select(EnrolmentRow.training_id).where(
        EnrolmentRow.client_id == client_id, EnrolmentRow.state.in_(IN_THE_LIST)
    )
    row = TrainingRow
    query = select(row.id, row.office, row.occupation, row.mode, row.price, row.starts_on).where(
        row.sign_up_until >= today, row.cancelled_at.is_(None), row.id.not_in(enrolled)
    )
    found = [
        Fitting(each, fits)
        for each in await connection.execute(query)
        if why_no_training_pl(matched.standing, is_paid_by_office=each.price is None) is None
        and (fits := _of_training(matched.profile, each, weights)) is not None
    ]
    best = _best(found, limit, lambda each: each.starts_on.toordinal())
    whole = await connection.execute(with_counts().where(row.id.in_([each.row.id for each in best])))
    by_id: Mapping[str, Any] = {each.id: each for each in whole}
    return [Fitting(by_id[each.row.id], each.match) for each in best]


def _of_training(profile: Profile, training: Any, weights: Weights) -> Match | None:
    """A training is where its office is; one of the province is no nearer to anybody."""
    county = county_of(training.office or "")
    asked = Profile(None if county is None else profile.gmina, profile.wished, profile.performed)
    wanted = Wanted(training.occupation, county=county, is_remote=training.mode == "remote")
    return match(asked, wanted, weights, is_for_all=True)


def _best(found: Iterable[Fitting], limit: int, then: Any) -> Sequence[Fitting]:
    return sorted(found, key=lambda each: (-each.match.score, then(each.row), each.row.id))[: min(limit, MOST)]


def _occupation_share(profile: Profile) -> ColumnElement[float]:
    """As `market.matching.score.tiers` has it."""
    return case(
        *(
            (func.substr(OfferRow.occupation, 1, tier.digits).in_(sorted(tier.codes)), literal(tier.share))
            for tier in tiers(profile)
        ),
        else_=literal(0.0),
    )


def _place_share(home: str) -> ColumnElement[float]:
    near = ring_from(home)
    return case(
        (OfferRow.work_mode == "remote", literal(1.0)),
        (OfferRow.country != "PL", literal(0.0)),
        *((near == ring.value, literal(share)) for ring, share in NEARNESS.items() if ring is not Ring.ELSEWHERE),
        else_=literal(0.0),
    )


def _may(standing: Standing) -> Iterable[ColumnElement[bool]]:
    """As `market.matching.eligibility.why_not_pl` decides."""
    if standing.status != "unemployed":
        yield OfferRow.kind.not_in(sorted(FOR_UNEMPLOYED))
    if standing.status == "none":
        yield ~or_(OfferRow.is_for_registered, OfferRow.kind.in_(sorted(FOR_REGISTERED)))
    if standing.age is not None and standing.age < OF_AGE:
        yield OfferRow.kind.in_(sorted(FOR_MINORS))
    if not standing.has_certificate:
        yield ~OfferRow.is_for_disabled
