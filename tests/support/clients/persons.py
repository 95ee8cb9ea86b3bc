"""Persons of whom everything is known, for tests of what is shown of them."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.client_tables import BenefitPaymentRow, RegistrationRow, VisitRow
from core.db.tables.contact_tables import ContactRow
from core.db.tables.messages.consent_tables import ConsentRow
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
from tests.support.clients.cards import card_row

ANNA = {
    "first_name": "Anna Maria",
    "last_name": "Nowak",
    "birth_date": date(1984, 3, 9),
    "sex": "K",
    "citizenship": "polskie",
    "phone": "600100200",
    "email": "anna@example.pl",
    "sms_number": "600100201",
    "gmina": "2006011",
    "postal_code": "18-500",
    "street": "Polna",
    "house": "7",
    "mailing_address": "skr. poczt. 9, 18-500 Kolno",
    "is_rural": True,
    "pesel_hash": "hash-of-a-pesel",
    "pesel_box": b"box of a pesel",
}


def everything_of(client_id: str) -> dict[Any, dict[str, Any]]:
    """One row of each table about a person, without the person itself."""
    day, moment = date(2026, 10, 1), datetime(2026, 12, 1, 9, 15, tzinfo=UTC)
    return {
        RegistrationRow: {"status": "unemployed", "since": day, "is_insured": True, "is_long_term": True},
        RegistrationPeriodRow: {"from_on": day, "status": "unemployed"},
        QualificationRow: {"place": 1, "kind": "learned", "name": "sprzedawca", "occupation": "522301"},
        EmploymentPeriodRow: {"place": 1, "employer_name": "Sklep Rolnik", "position": "sprzedawca"},
        VisitRow: {"id": f"visit-{client_id}", "at": moment, "room": "12a", "adviser": "Maria Zalewska"},
        BenefitRow: {"place": 1, "kind": "zasilek", "days_left": 40, "grosze": 172190},
        BenefitPaymentRow: {
            "id": f"payment-{client_id}",
            "kind": "zasiłek",
            "month": day,
            "pay_on": day,
            "grosze": 172190,
        },
        ReferralRow: {"place": 1, "kind": "offer", "title": "magazynier", "given_on": day},
        ParticipationRow: {"place": 1, "kind": "training", "title": "wózki widłowe", "from_on": day},
        DecisionRow: {"number": "ZAS/1/2026", "decided_on": day, "kind": "zasiłek"},
        ConsentRow: {
            "purpose": "contact",
            "channel": "sms",
            "state": "given",
            "since": moment,
            "source": "import",
        },
        ContactRow: {
            "id": f"contact-{client_id}",
            "at": moment,
            "channel": "letter",
            "summary": "Pismo z urzędu.",
        },
    }


async def put_person(engine: AsyncEngine, client_id: str, office: str, **more: Any) -> None:
    """A person of an office with a row in each table, and a card."""
    async with engine.begin() as connection:
        await connection.execute(insert(Client).values(id=client_id, office=office, **{**ANNA, **more}))
        for table, row in everything_of(client_id).items():
            await connection.execute(insert(table).values(client_id=client_id, **row))
        await _give_card(connection, client_id)


async def _give_card(connection: AsyncConnection, client_id: str) -> None:
    number = f"{sum(client_id.encode()) * 9973 % 1_000_000_000:09d}"
    await connection.execute(insert(CardRow).values(card_row(client_id, number)))
