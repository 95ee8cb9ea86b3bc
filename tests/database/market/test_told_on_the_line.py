"""What the line tells of offers and trainings, and who has asked to be rung, on a real database."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.market.contact_request_tables import ContactRequestRow
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import TrainingRow
from core.errors import NotFound
from core.facts.kinds.scenarios import ContactRequested
from core.questions.job_market import OpenOffersNear, OpenTrainingsNear
from market.contact_requests.request_store import ContactRequests, get_contact_request
from market.told.told_store import ToldStore
from tests.support.database.offices import put_shipped_offices
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)


def offer(name: str, county: str | None, **changed: Any) -> dict[str, Any]:
    return {
        "id": f"offer-{name}",
        "office": "20060",
        "occupation": "432103",
        "position": "magazynier",
        "town": name,
        "contract": "umowa o pracę",
        "valid_from": TODAY - timedelta(days=3),
        "valid_until": TODAY + timedelta(days=3),
        "county": county,
        "country": "PL",
        "state": "verified",
        "pay_from": 500000,
        "pay_to": None,
        "pay_unit": "month",
        "is_for_registered": False,
        "is_for_disabled": False,
        "duplicate_of": None,
        **changed,
    }


OFFERS = [
    offer("kolno", "2006"),
    offer("kolno-newer", "2006", valid_from=TODAY - timedelta(days=1), pay_unit="hour"),
    offer("of-the-office", None, occupation="522301"),
    offer("lomza", "2062", office="20620"),
    offer("hajnowka", "2005", office="20050"),
    offer("warszawa", "1465"),
    offer("abroad", None, country="DE"),
    offer("over", "2006", valid_until=TODAY - timedelta(days=1)),
    offer("not-yet", "2006", valid_from=TODAY + timedelta(days=1)),
    offer("unverified", "2006", state="unverified"),
    offer("withdrawn", "2006", state="withdrawn"),
    offer("twice", "2006", duplicate_of="offer-kolno"),
    offer("for-registered", "2006", is_for_registered=True),
    offer("for-disabled", "2006", is_for_disabled=True),
]
TRAINING = {
    "office": None,
    "title": "obsługa kasy",
    "town": "Kolno",
    "hours": 40,
    "starts_on": TODAY + timedelta(days=20),
    "sign_up_until": TODAY,
    "cancelled_at": None,
}
TRAININGS = [
    {**TRAINING, "id": "training-province"},
    {**TRAINING, "id": "training-kolno", "office": "20060", "sign_up_until": TODAY + timedelta(days=9)},
    {**TRAINING, "id": "training-elsewhere", "office": "20050"},
    {**TRAINING, "id": "training-over", "sign_up_until": TODAY - timedelta(days=1)},
    {**TRAINING, "id": "training-cancelled", "cancelled_at": NOW},
]


@pytest.fixture
async def told(engine: AsyncEngine) -> ToldStore:
    await put_shipped_offices(engine)
    async with engine.begin() as connection:
        await connection.execute(insert(OfferRow), OFFERS)
        await connection.execute(insert(TrainingRow), TRAININGS)
    return ToldStore(engine, StandingClock(NOW))


NEAR = ["kolno-newer", "kolno", "of-the-office"]


@pytest.mark.parametrize(
    ("office", "everywhere", "occupations", "names"),
    [
        ("20060", False, (), NEAR),
        ("20060", True, (), [*NEAR, "lomza", "hajnowka"]),
        ("20060", False, ("522", "9"), ["of-the-office"]),
        ("20060", True, ("5223",), ["of-the-office"]),
        ("20620", False, (), ["lomza"]),
        ("20090", False, (), []),
        ("20000", False, ("52",), ["of-the-office"]),
        (None, False, ("52",), ["of-the-office"]),
    ],
)
async def test_the_nearest_and_newest_come_first_and_only_what_anybody_may_be_told(
    told: ToldStore, office: str | None, everywhere: bool, occupations: tuple[str, ...], names: list[str]
) -> None:
    found = await told.ask(OpenOffersNear(office, everywhere, occupations, 9))
    assert [each.offer.id.removeprefix("offer-") for each in found.offers] == names


async def test_pay_is_told_for_a_month_and_who_knows_more_with_it(told: ToldStore) -> None:
    found = await told.ask(OpenOffersNear("20060", True, (), 9))
    assert [(each.offer.pay_from, each.office) for each in found.offers][1:4] == [
        (500000, "20060"),
        (500000, "20060"),
        (500000, "20620"),
    ]
    assert found.offers[0].offer.pay_from is None, "by the hour"
    assert len((await told.ask(OpenOffersNear("20060", True, (), 2))).offers) == 2


async def test_trainings_of_the_office_come_before_those_of_the_province(told: ToldStore) -> None:
    for office, ids in (("20060", ["training-kolno", "training-province"]), (None, ["training-province"])):
        found = await told.ask(OpenTrainingsNear(office, 9))
        assert [training.id for training in found.trainings] == ids


async def test_asked_for_twice_in_a_call_it_is_one_request_with_the_last_number(
    told: ToldStore, engine: AsyncEngine
) -> None:
    def asks(number: str, subject: str = "offer-kolno", **more: Any) -> ContactRequested:
        said: dict[str, Any] = {"about": "offer", "subject": subject, "office": "20060"} | more
        return ContactRequested(id=f"event-{number}", at=NOW, call_id="call-1", callback_number=number, **said)

    facts = [asks("600100200"), asks("600100201"), asks("600100202", "training-kolno", about="training")]
    for _ in range(2):  # facts may be applied anew after a fault
        async with engine.begin() as connection:
            await ContactRequests().apply(connection, facts)
    async with engine.connect() as connection:
        rows = (await connection.execute(select(ContactRequestRow.__table__).order_by("about"))).all()
    assert [(row.subject, row.callback_number) for row in rows] == [
        ("offer-kolno", "600100201"),
        ("training-kolno", "600100202"),
    ]
    found = [await get_contact_request(engine, row.id) for row in rows]
    assert [(each.title, each.town) for each in found] == [("magazynier", "kolno"), ("obsługa kasy", "Kolno")]
    with pytest.raises(NotFound):
        await get_contact_request(engine, "ask-none")
