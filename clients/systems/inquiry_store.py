"""Answers an inquiry of another system; each look stands in the person's access log."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, insert, select

from clients.access import in_order
from clients.access_ceilings import TooManyAccesses
from clients.access_store import AccessEntry, note_access
from clients.persons.referral_state import state_of
from clients.systems.contract import (
    Inquiry,
    InquiryAnswer,
    Referral,
    Registration,
    may_ask,
    midnight_before,
    reason_of,
)
from core.db.engine import Connection, Engine
from core.db.tables.client_tables import RegistrationRow
from core.db.tables.market.system_tables import SystemInquiryRow
from core.db.tables.person_tables import Client, ReferralRow
from core.db.tables.report_view_tables import ReportAccessKeyRow
from core.errors import NotFound
from core.ids import new_id


@dataclass(frozen=True, slots=True)
class Asker:
    """A system, by one of its keys. `offices`: whose clients it may ask of."""

    key_id: str
    system: str
    offices: Collection[str]


async def asker_of_key(engine: Engine, key_id: str | None, offices: Collection[str]) -> Asker:
    """A system is who a key was named for. Raises NotFound without a key."""
    query = select(ReportAccessKeyRow.name).where(ReportAccessKeyRow.id == (key_id or ""))
    async with engine.connect() as connection:
        name: str | None = await connection.scalar(query)
    if name is None:
        raise NotFound
    return Asker(key_id or "", name, offices)


async def answer(
    engine: Engine, asker: Asker, inquiry: Inquiry, hash_of: Callable[[str], str], now: datetime
) -> InquiryAnswer:
    """`answer_in` a transaction of its own."""
    async with engine.begin() as connection:
        return await answer_in(connection, asker, inquiry, hash_of, now)


async def answer_in(
    connection: Connection, asker: Asker, inquiry: Inquiry, hash_of: Callable[[str], str], now: datetime
) -> InquiryAnswer:
    """`hash_of` a PESEL: `clients.pesel.PeselSafe.hash`. The look is written down in the same transaction.

    Raises TooManyAccesses beyond the ceiling of the day: nothing is looked at then.
    """
    # Two inquiries of one system at once must not both look at the same count.
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"system {asker.system}"))))
    row = SystemInquiryRow
    today = select(func.count()).where(row.system == asker.system, row.at >= midnight_before(now))
    if not may_ask(await connection.scalar(today) or 0):
        raise TooManyAccesses
    inquiry_id = new_id("inquiry")
    found = await _registrations(connection, hash_of(inquiry.pesel), asker.offices)
    await connection.execute(
        insert(row).values(
            id=inquiry_id, at=now, key_id=asker.key_id, system=asker.system, is_answered=bool(found)
        )
    )
    await _note(connection, asker, inquiry, found, now)
    registrations = [registration for _, registration in found]
    return InquiryAnswer(
        inquiry_id=inquiry_id, as_of=now, is_registered=bool(registrations), registrations=registrations
    )


async def _registrations(
    connection: Connection, pesel_hash: str, offices: Collection[str]
) -> list[tuple[str, Registration]]:
    """With the client's id. Nobody who is gone, restricted, or registered no more."""
    query = (
        select(Client.id, Client.office, RegistrationRow.status, RegistrationRow.since)
        .join(RegistrationRow, RegistrationRow.client_id == Client.id)
        .where(
            Client.pesel_hash == pesel_hash,
            Client.office.in_(offices),
            Client.gone_at.is_(None),
            Client.restricted_at.is_(None),
            RegistrationRow.status.in_(["unemployed", "seeker"]),
        )
        .order_by(Client.office, Client.id)
    )
    return [
        (
            row.id,
            Registration(
                office=row.office,
                status=row.status,
                since=row.since,
                referral=await _last_referral(connection, row.id),
            ),
        )
        for row in (await connection.execute(query)).all()
    ]


async def _last_referral(connection: Connection, client_id: str) -> Referral | None:
    row = ReferralRow
    query = select(row.kind, row.given_on, row.outcome).where(
        row.client_id == client_id, row.kind.in_(["offer", "training"])
    )
    newest = query.order_by(row.given_on.desc().nulls_last(), row.place.desc()).limit(1)
    found = (await connection.execute(newest)).one_or_none()
    if found is None:
        return None
    return Referral(kind=found.kind, state=state_of(found.outcome), given_on=found.given_on)


async def _note(
    connection: Connection,
    asker: Asker,
    inquiry: Inquiry,
    found: Sequence[tuple[str, Registration]],
    now: datetime,
) -> None:
    """Of somebody whom nobody knows no case is kept: nothing would ever erase it."""
    nobody = AccessEntry(
        at=now,
        who=asker.key_id,
        who_kind="system",
        client_id=None,
        office=None,
        topic="person",
        purpose="system_inquiry",
        outcome="none",
    )
    if not found:
        await note_access(connection, nobody)
    for client_id, registration in found:
        entry = replace(
            nobody,
            client_id=client_id,
            office=registration.office,
            outcome="exported",
            groups=in_order({"registration", "referrals"}),
            reason=reason_of(asker.system, inquiry),
        )
        await note_access(connection, entry)
