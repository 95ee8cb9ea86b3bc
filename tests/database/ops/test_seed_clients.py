"""What a new installation tells its demonstration clients, and that it is written only once."""

from pathlib import Path

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.made_up.made_up_clients import DemonstrationClient, demonstration_clients
from clients.store import ClientStore
from core.clock import SystemClock
from core.db.tables.client_tables import (
    AccessLogRow,
    BenefitPaymentRow,
    RegistrationRow,
    VisitRow,
)
from core.db.tables.market.intake_tables import OccupationRow
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import TrainingRow
from core.db.tables.person_tables import CardRow, Client, QualificationRow
from core.questions.client_data import (
    ContactStateOf,
    NextPaymentWithAmountOf,
    NextVisitOf,
    OffersFor,
    RegistrationOf,
    TrainingsFor,
)
from ivr.defaults import offices
from ivr.identity.pin import PinHasher
from ivr.identity.store import VerificationStore
from market.told.matched_store import LineMatches
from ops.demonstration.seed_clients import seed_clients
from ops.install.secrets import Secrets

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("shipped_offices")]

ANNA = "client-20060-0"
TABLES = (Client, CardRow, RegistrationRow, VisitRow, BenefitPaymentRow, OfferRow, OccupationRow, TrainingRow)


async def counts(engine: AsyncEngine) -> list[int]:
    async with engine.connect() as connection:
        return [int(await connection.scalar(select(func.count()).select_from(table)) or 0) for table in TABLES]


@pytest.fixture
def secrets(tmp_path: Path) -> Secrets:
    return Secrets.load(tmp_path)


async def seed(engine: AsyncEngine, secrets: Secrets, per_office: int = 1) -> list[DemonstrationClient]:
    clients = demonstration_clients(secrets.pin_pepper, per_office)
    async with engine.begin() as connection:
        return await seed_clients(connection, secrets, clients)


async def test_the_demonstration_client_is_told_everything(engine: AsyncEngine, secrets: Secrets) -> None:
    await seed(engine, secrets)
    store, call = ClientStore(engine, SystemClock(), matches=LineMatches()), "call-1"
    assert (await store.ask(NextVisitOf(ANNA, call))).visit is not None
    assert (await store.ask(NextPaymentWithAmountOf(ANNA, call))).payment is not None
    assert (await store.ask(RegistrationOf(ANNA, call))).status == "unemployed"
    assert (await store.ask(OffersFor(ANNA, call, everywhere=False, most=10))).offers
    assert (await store.ask(TrainingsFor(ANNA, call, most=10))).trainings
    assert (await store.ask(ContactStateOf(ANNA, call))).days_left > 0
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(AccessLogRow)) == 6


async def test_the_demonstrations_own_clients_are_persons_with_cards_and_pins_that_open(
    engine: AsyncEngine, secrets: Secrets
) -> None:
    shown = await seed(engine, secrets)
    assert [client.id for client in shown] == [
        f"client-{office['code']}-0" for office in offices() if not office["is_province"]
    ]
    hasher, store = PinHasher(secrets.pin_pepper), VerificationStore(engine)
    for client in shown:
        found = await store.client_on_card(client.card_number)
        assert found is not None
        assert (found.id, found.office) == (client.id, client.office)
        assert hasher.matches(found.pin_hash, client.card_number, client.pin)
    async with engine.connect() as connection:
        people = (await connection.execute(select(Client.__table__))).all()
        assert await connection.scalar(select(func.count()).select_from(QualificationRow))
    assert {person.ext_id for person in people} == {None}, "no import changes them"
    assert all(person.pesel_hash and person.birth_date and person.gmina for person in people)
    assert {person.first_name for person in people if person.id == ANNA} == {"Anna"}
    assert len({(person.first_name, person.last_name) for person in people}) == 14


async def test_those_of_benches_have_a_card_and_nothing_else(engine: AsyncEngine, secrets: Secrets) -> None:
    shown = await seed(engine, secrets, per_office=3)
    assert len(shown) == 14
    clients, cards, registrations, *_ = await counts(engine)
    assert (clients, cards, registrations) == (42, 42, 14)


async def test_a_second_start_changes_nothing_and_brings_nothing_back(
    engine: AsyncEngine, secrets: Secrets
) -> None:
    await seed(engine, secrets)
    first = await counts(engine)
    assert first[:3] == [14, 14, 14]
    async with engine.begin() as connection:
        await connection.execute(delete(VisitRow))
        await connection.execute(delete(Client).where(Client.office == "20620"))
    shown = await seed(engine, secrets)
    assert "20620" not in {client.office for client in shown}
    second = await counts(engine)
    assert second[:4] == [13, 13, 13, 0]
    assert second[5:] == first[5:]


async def test_without_demonstration_clients_there_is_nobody(engine: AsyncEngine, secrets: Secrets) -> None:
    async with engine.begin() as connection:
        assert await seed_clients(connection, secrets, []) == []
    assert await counts(engine) == [0] * len(TABLES)
