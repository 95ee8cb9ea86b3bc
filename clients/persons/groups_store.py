"""Reads a client card from the database: for each group of fields the function that reads it. Whoever calls these
has asked `clients.access` first: a group that may not be seen is not even read."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Select, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from clients.access import FieldGroup, Groups, in_order
from clients.contact_store import contact_of
from clients.persons import card
from core.db.tables.client_tables import BenefitPaymentRow, RegistrationRow, VisitRow
from core.db.tables.messages.consent_tables import ConsentEventRow, ConsentEvidenceRow, ConsentRow
from core.db.tables.person_tables import (
    BenefitRow,
    CardRow,
    Client,
    DecisionRow,
    EmploymentPeriodRow,
    ParticipationRow,
    QualificationRow,
    ReferralRow,
    RegistrationPeriodRow,
)

Part = TypeVar("Part", bound=BaseModel)

MOST_ROWS = 200
"""Of one kind on a card, the newest ones: nobody reads further, and no person may fill the page."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A transaction, whose card is read in it, and the moment for which it holds."""

    connection: AsyncConnection
    client_id: str
    now: datetime

    async def rows(self, part: type[Part], query: Select[*tuple[Any, ...]]) -> list[Part]:
        found = await self.connection.execute(query.limit(MOST_ROWS))
        return [part.model_validate(row) for row in found]


async def read_groups(
    connection: AsyncConnection, client_id: str, groups: Groups, now: datetime
) -> dict[FieldGroup, Any]:
    """The groups of a client who exists, as the fields of `ClientCard`."""
    reading = Reading(connection, client_id, now)
    return {group: await _READ_BY[group](reading) for group in in_order(groups) if group in _READ_BY}


async def _identity(reading: Reading) -> card.Identity:
    query = select(Client.first_name, Client.last_name, Client.birth_date, Client.sex, Client.citizenship)
    row = (await reading.connection.execute(query.where(Client.id == reading.client_id))).one()
    return card.Identity.model_validate(row)


async def _contact_data(reading: Reading) -> card.ContactData:
    query = select(
        Client.phone,
        Client.sms_number,
        Client.email,
        Client.street,
        Client.house,
        Client.postal_code,
        Client.mailing_address,
        Client.gmina,
        Client.language,
    )
    row = (await reading.connection.execute(query.where(Client.id == reading.client_id))).one()
    return card.ContactData.model_validate(row)


async def _registration(reading: Reading) -> card.Registration:
    """With the contacts that this centre has noted: the office's own system may not know them yet."""
    query = select(RegistrationRow.__table__, Client.is_rural).select_from(Client)
    query = query.outerjoin(RegistrationRow, RegistrationRow.client_id == Client.id)
    row = (await reading.connection.execute(query.where(Client.id == reading.client_id))).one()
    contact = await contact_of(reading.connection, reading.client_id, reading.now)
    is_registered = row.status is not None
    period = RegistrationPeriodRow
    periods = select(period.from_on, period.to_on, period.status, period.reason_code)
    periods = periods.where(period.client_id == reading.client_id).order_by(period.from_on.desc())
    return card.Registration(
        status=row.status if is_registered else "none",
        since=row.since,
        reason_code=row.reason_code,
        is_insured=bool(row.is_insured),
        insured_from=row.insured_from,
        is_first_time=bool(row.first_time),
        is_long_term=bool(row.is_long_term),
        is_rural=row.is_rural,
        adviser=row.adviser,
        plan_from=row.plan_from,
        last_contact_on=contact.last_on if contact.is_required else row.last_contact_on,
        contact_due=contact.due_on if contact.is_required else None,
        contact_interval=row.contact_interval if is_registered else 90,
        periods=await reading.rows(card.RegistrationPeriod, periods),
    )


async def _qualifications(reading: Reading) -> list[card.Qualification]:
    row = QualificationRow
    query = select(row.kind, row.name, row.occupation, row.level, row.years)
    return await reading.rows(
        card.Qualification, query.where(row.client_id == reading.client_id).order_by(row.place)
    )


async def _employment(reading: Reading) -> list[card.Employment]:
    row = EmploymentPeriodRow
    query = select(row.employer_name, row.position, row.occupation, row.from_on, row.to_on, row.basis)
    query = query.where(row.client_id == reading.client_id)
    return await reading.rows(card.Employment, query.order_by(row.from_on.desc().nulls_last(), row.place))


async def _visits(reading: Reading) -> list[card.Visit]:
    row = VisitRow
    query = select(row.at, row.room, row.adviser, row.purpose, row.state)
    return await reading.rows(
        card.Visit, query.where(row.client_id == reading.client_id).order_by(row.at.desc(), row.id)
    )


async def _benefits(reading: Reading) -> card.Benefits:
    right, paid = BenefitRow, BenefitPaymentRow
    rights = select(right.kind, right.from_on, right.to_on, right.days_left, right.grosze)
    rights = rights.where(right.client_id == reading.client_id)
    payments = select(paid.kind, paid.month, paid.pay_on, paid.grosze)
    payments = payments.where(paid.client_id == reading.client_id)
    return card.Benefits(
        benefits=await reading.rows(
            card.BenefitRight, rights.order_by(right.from_on.desc().nulls_last(), right.place)
        ),
        payments=await reading.rows(card.BenefitPayment, payments.order_by(paid.pay_on.desc(), paid.id)),
    )


async def _referrals(reading: Reading) -> card.Referrals:
    sent, part, decision = ReferralRow, ParticipationRow, DecisionRow
    client = reading.client_id
    referrals = select(sent.kind, sent.title, sent.given_on, sent.outcome).where(sent.client_id == client)
    parts = select(part.kind, part.title, part.from_on, part.to_on).where(part.client_id == client)
    decisions = select(decision.number, decision.decided_on, decision.kind).where(decision.client_id == client)
    return card.Referrals(
        referrals=await reading.rows(
            card.Referral, referrals.order_by(sent.given_on.desc().nulls_last(), sent.place)
        ),
        participations=await reading.rows(
            card.Participation, parts.order_by(part.from_on.desc().nulls_last(), part.place)
        ),
        decisions=await reading.rows(
            card.Decision, decisions.order_by(decision.decided_on.desc(), decision.number)
        ),
    )


async def _consents(reading: Reading) -> list[card.Consent]:
    """With what was ever said of each, as far as the register still has it."""
    row, event, proof = ConsentRow, ConsentEventRow, ConsentEvidenceRow
    said: dict[tuple[str, str], list[card.ConsentSaid]] = {}
    events = (
        select(event.__table__, func.coalesce(proof.evidence, text("'{}'")).label("proof"))
        .outerjoin(proof, proof.event == event.number)
        .where(event.client_id == reading.client_id)
        .order_by(event.number.desc())
        .limit(MOST_ROWS)
    )
    for one in await reading.connection.execute(events):
        told = {name: getattr(one, name) for name in ("at", "what", "source", "by", "text_id", "reference")}
        part = card.ConsentSaid(**told, evidence=one.proof)
        said.setdefault((one.purpose, one.channel), []).append(part)
    query = select(row.purpose, row.channel, row.state, row.is_given, row.since, row.source)
    query = query.where(row.client_id == reading.client_id).order_by(row.purpose, row.channel)
    return [
        card.Consent(**one._mapping, said=said.get((one.purpose, one.channel), []))
        for one in await reading.connection.execute(query)
    ]


async def _cards(reading: Reading) -> list[card.Card]:
    row = CardRow
    query = select(
        row.number,
        row.state,
        row.pin_hash.is_not(None).label("has_pin"),
        row.issued_at,
        row.issued_by,
        row.letter_printed_at,
        row.ended_at,
    )
    query = query.where(row.client_id == reading.client_id)
    return await reading.rows(card.Card, query.order_by(row.issued_at.desc(), row.number))


_READ_BY: Mapping[FieldGroup, Callable[[Reading], Awaitable[Any]]] = {
    "identity": _identity,
    "contact_data": _contact_data,
    "registration": _registration,
    "qualifications": _qualifications,
    "employment": _employment,
    "visits": _visits,
    "benefits": _benefits,
    "referrals": _referrals,
    "consents": _consents,
    "cards": _cards,
}
"""`history` has pages of its own (`clients.contacts.history_store`); `pesel` is read by nobody."""

ON_THE_CARD: Groups = frozenset(_READ_BY)
"""What an access to a card can show: the entry of the access log names nothing else."""
