"""Offers of outside bases in the database: a thousand at a time, each written only if it differs."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from core.db.engine import Connection
from core.db.tables.market.offer_tables import OfferRecordRow, OfferRow
from market.offers.offer import SHOWN, Offer, Source, State


@dataclass(frozen=True, slots=True)
class Written:
    """How many of a file were new, differed from what was there, or were there as they came."""

    new: int
    changed: int
    same: int


async def write_offers(
    connection: Connection, source: Source, run_id: str, offers: Sequence[Offer], fallback: str, now: datetime
) -> Written:
    """Of one file; the last of those with the same id counts. `fallback`: the office of those that have none.

    An offer that had gone is there again if it comes again.
    """
    wanted = {offer.ext_id: offer for offer in offers}
    query = select(OfferRow.ext_id, OfferRow.digest, OfferRow.state)
    rows = (
        await connection.execute(query.where(OfferRow.source == source, OfferRow.ext_id.in_(list(wanted))))
    ).all()
    known = {row.ext_id: (row.digest, State(row.state)) for row in rows}
    same = [ext_id for ext_id, (digest, state) in known.items() if _is_same(wanted[ext_id], digest, state)]
    seen = update(OfferRow).where(OfferRow.source == source, OfferRow.ext_id.in_(same)).values(seen_in=run_id)
    await connection.execute(seen)
    differing = [offer for ext_id, offer in wanted.items() if ext_id not in set(same)]
    if differing:
        await _write(connection, source, run_id, differing, fallback, now)
    changed = len(known) - len(same)
    return Written(len(differing) - changed, changed, len(same))


def _is_same(offer: Offer, digest: str | None, state: State) -> bool:
    return digest == offer.digest and state is State.VERIFIED


async def _write(
    connection: Connection, source: Source, run_id: str, offers: Sequence[Offer], fallback: str, now: datetime
) -> None:
    rows = [_row(source, run_id, offer, fallback, now) for offer in offers]
    new = upsert(OfferRow)
    columns = {name: new.excluded[name] for name in rows[0] if name not in ("id", "source", "ext_id")}
    written = new.on_conflict_do_update(
        index_elements=["source", "ext_id"], index_where=text("source <> 'office'"), set_=columns
    )
    await connection.execute(written, rows)
    record = upsert(OfferRecordRow)
    await connection.execute(
        record.on_conflict_do_update(index_elements=["offer_id"], set_={"record": record.excluded.record}),
        [{"offer_id": row["id"], "record": dict(offer.record)} for row, offer in zip(rows, offers, strict=True)],
    )


async def put_offer(
    connection: Connection,
    source: Source,
    state: State,
    offer: Offer,
    fallback: str,
    employer_id: str | None,
    now: datetime,
) -> str:
    """One offer that somebody has decided about, new or in the place of what it was; its id."""
    row = {**_row(source, None, offer, fallback, now), "state": state, "employer_id": employer_id}
    new = upsert(OfferRow).values(**row)
    await connection.execute(
        new.on_conflict_do_update(
            index_elements=["source", "ext_id"],
            index_where=text("source <> 'office'"),
            set_={name: new.excluded[name] for name in row if name not in ("id", "source", "ext_id")},
        )
    )
    record = upsert(OfferRecordRow).values(offer_id=row["id"], record=dict(offer.record))
    await connection.execute(
        record.on_conflict_do_update(index_elements=["offer_id"], set_={"record": record.excluded.record})
    )
    return str(row["id"])


def id_of(source: Source, ext_id: str) -> str:
    """Ours: theirs may hold signs that no address can."""
    return f"offer-{source}-{hashlib.blake2s(ext_id.encode(), digest_size=10).hexdigest()}"


def _row(source: Source, run_id: str | None, offer: Offer, fallback: str, now: datetime) -> dict[str, Any]:
    return {
        "id": id_of(source, offer.ext_id),
        "source": source,
        "state": State.VERIFIED,
        "ext_id": offer.ext_id,
        "office": offer.office or fallback,
        "occupation": offer.occupation,
        "position": offer.position,
        "town": offer.place.town,
        "county": offer.place.county,
        "gmina": offer.place.gmina,
        "country": offer.place.country,
        "pay_from": offer.pay.least,
        "pay_to": offer.pay.most,
        "pay_unit": offer.pay.unit,
        "contract": offer.contract,
        "kind": offer.kind,
        "valid_from": offer.valid_from,
        "valid_until": offer.valid_until,
        "places": offer.places,
        "employer_name": offer.employer,
        "employer_nip": re.sub(r"\D", "", offer.nip) if offer.nip else None,
        "starts_on": offer.starts_on,
        "shifts": offer.shifts,
        "work_mode": offer.work_mode,
        "is_for_registered": offer.is_for_registered,
        "is_for_disabled": offer.is_for_disabled,
        "digest": offer.digest,
        "seen_in": run_id,
        "changed_at": now,
    }


@dataclass(frozen=True, slots=True)
class Going:
    """Offers of a source that are shown, and those of them that a run has not seen."""

    shown: int
    going: int


async def going_of(connection: Connection, source: Source, run_id: str) -> Going:
    unseen = func.count().filter(OfferRow.seen_in.is_distinct_from(run_id))
    query = select(func.count(), unseen).where(OfferRow.source == source, OfferRow.state.in_(SHOWN))
    shown, going = (await connection.execute(query)).one()
    return Going(shown, going)


async def withdraw_unseen(connection: Connection, source: Source, run_id: str, now: datetime) -> int:
    """What the run has not brought is gone there, and is told nobody any more; how many."""
    gone = update(OfferRow).where(
        OfferRow.source == source, OfferRow.state.in_(SHOWN), OfferRow.seen_in.is_distinct_from(run_id)
    )
    found = await connection.execute(gone.values(state=State.WITHDRAWN, changed_at=now))
    return found.rowcount
