"""Offers and trainings that fit a client, on a real database: the same as the pure score would choose."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import ClientOccupation, RegistrationRow
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import EnrolmentRow, TrainingRow
from core.db.tables.person_tables import Client, QualificationRow
from core.errors import SettingsRefused, StaleVersion
from core.lists.gminas import gminas
from market.matching.eligibility import Conditions, Standing, why_not_pl
from market.matching.matches_store import MOST, matches_of_client, trainings_of_client
from market.matching.profile import profile_of, wanted_of
from market.matching.profile_store import read_matched
from market.matching.score import match
from market.matching.weights import Weights, default_weights
from market.matching.weights_store import list_rules, save_rule, weights_on
from market.offers.offer import Kind
from tests.support.database.offices import put_shipped_offices

pytestmark = pytest.mark.anyio

TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
KOLNO, LOMZA = "2006011", "2062011"
STOREMAN, FORWARDER, COOK, DRIVER = "432103", "432101", "512001", "833203"
OTHER_OF_FIELD = "431101"  # 43, as a storeman
ADA = "client-ada"


async def put_client(engine: AsyncEngine, client_id: str = ADA, status: str = "unemployed", **more: Any) -> None:
    client = {"id": client_id, "office": "20060", "first_name": "Ada", "last_name": "Lis", "gmina": KOLNO, **more}
    async with engine.begin() as connection:
        await connection.execute(insert(Client).values(**client))
        of = {"client_id": client_id}
        await connection.execute(insert(RegistrationRow).values(**of, status=status, since=TODAY, is_insured=True))
        await connection.execute(insert(ClientOccupation).values(**of, occupation=DRIVER))
        await connection.execute(
            insert(QualificationRow),
            [
                {**of, "place": 1, "kind": "wished", "occupation": STOREMAN, "name": None, "years": None},
                {**of, "place": 2, "kind": "performed", "occupation": COOK, "name": "Kucharz", "years": 4},
            ],
        )


def an_offer_row(number: int, **changed: Any) -> dict[str, Any]:
    return {
        "id": f"offer-{number:04}",
        "office": "20060",
        "occupation": STOREMAN,
        "position": "Magazynier",
        "town": "Kolno",
        "contract": "umowa o pracę",
        "gmina": KOLNO,
        "county": "2006",
        "valid_from": TODAY,
        "valid_until": TODAY + timedelta(days=30),
        "kind": "work",
        "state": "verified",
        "work_mode": None,
        "duplicate_of": None,
        "is_for_registered": False,
        "is_for_disabled": False,
        "pay_from": 480_600,
        **changed,
    }


async def put_offers(engine: AsyncEngine, *rows: dict[str, Any]) -> None:
    async with engine.begin() as connection:
        await connection.execute(insert(OfferRow), list(rows))


async def told(engine: AsyncEngine, client_id: str = ADA, **asked: Any) -> list[str]:
    async with engine.begin() as connection:
        return [each.row.id for each in await matches_of_client(connection, client_id, 50, today=TODAY, **asked)]


@pytest.fixture
async def ada(engine: AsyncEngine) -> AsyncEngine:
    await put_shipped_offices(engine)
    await put_client(engine)
    return engine


async def test_the_best_of_all_offers_come_as_the_score_and_the_law_say(ada: AsyncEngine) -> None:
    """Of three hundred offers of every kind: the same ones, in the same order, as without a database."""
    chance = random.Random(7)
    homes = [*gminas(), None]
    rows = []
    for number in range(300):
        gmina = chance.choice(homes)
        rows.append(
            an_offer_row(
                number,
                occupation=chance.choice([STOREMAN, FORWARDER, OTHER_OF_FIELD, COOK, "512002", DRIVER, "711204"]),
                gmina=gmina,
                county=gmina[:4] if gmina else chance.choice(["1465", None]),
                office=chance.choice(["20000", "20060", "20630"]),
                country=chance.choice(["PL", "PL", "LT"]),
                kind=chance.choice([*Kind]),
                work_mode=chance.choice([None, None, "remote", "hybrid"]),
                is_for_disabled=chance.random() < 0.1,
                valid_from=TODAY - timedelta(days=chance.randrange(9)),
            )
        )
    await put_offers(ada, *rows)
    async with ada.begin() as connection:
        matched = await read_matched(connection, ADA, TODAY)
        found = await matches_of_client(connection, ADA, MOST, today=TODAY)
    assert matched is not None
    assert matched.profile.performed == (COOK, DRIVER)
    expected = []
    for row in rows:
        offer = OfferRow(**row)
        fits = match(matched.profile, wanted_of(offer), default_weights())
        conditions = Conditions(Kind(row["kind"]), False, row["is_for_disabled"])
        if fits is not None and why_not_pl(matched.standing, conditions) is None:
            expected.append((-fits.score, -row["valid_from"].toordinal(), row["id"]))
    assert [each.row.id for each in found] == [each[2] for each in sorted(expected)][:MOST]
    assert found[0].sentence_pl == "Ten sam zawód, praca zdalna."


async def test_only_open_offers_that_are_shown_and_allowed_are_told(ada: AsyncEngine) -> None:
    await put_offers(
        ada,
        an_offer_row(1),
        an_offer_row(2, state="unverified"),
        an_offer_row(3, state="withdrawn"),
        an_offer_row(4, valid_until=TODAY - timedelta(days=1)),
        an_offer_row(5, duplicate_of="offer-0001"),
        an_offer_row(6, kind="office_internship"),
        an_offer_row(7, occupation="711204"),
        an_offer_row(8, valid_from=TODAY + timedelta(days=1)),
        an_offer_row(9, is_for_disabled=True),
    )
    assert await told(ada) == ["offer-0001", "offer-0002", "offer-0006"]
    assert await told(ada, only_verified=True) == ["offer-0001", "offer-0006"]
    await put_client(ada, "client-seeker", status="seeker")
    assert await told(ada, "client-seeker") == ["offer-0001", "offer-0002"]
    await put_client(ada, "client-young", birth_date=date(2009, 1, 1))
    assert await told(ada, "client-young") == []
    await put_client(ada, "client-restricted", restricted_at=NOW)
    await put_client(ada, "client-gone", gone_at=NOW)
    for nobody in ("client-restricted", "client-gone", "client-nobody"):
        assert await told(ada, nobody) == []


async def test_sex_age_nationality_and_name_change_no_match(ada: AsyncEngine) -> None:
    """The whole way from the office's data to the list, and to its sentences."""
    await put_offers(ada, *(an_offer_row(number, gmina=gmina) for number, gmina in enumerate([*gminas()][:40])))

    async def found() -> list[tuple[str, int, str]]:
        async with ada.begin() as connection:
            every = [
                *await matches_of_client(connection, ADA, 50, today=TODAY),
                *await trainings_of_client(connection, ADA, 50, today=TODAY),
            ]
        return [(each.row.id, each.match.score, each.sentence_pl) for each in every]

    before = await found()
    assert len(before) == 40
    for other in (
        {"sex": "K"},
        {"sex": "M"},
        {"citizenship": "UA"},
        {"birth_date": date(2003, 1, 1)},
        {"birth_date": date(1962, 1, 1)},
        {"first_name": "Ołena", "language": "uk", "is_rural": True},
    ):
        async with ada.begin() as connection:
            await connection.execute(update(Client).where(Client.id == ADA).values(**other))
        assert await found() == before, other


async def test_trainings_for_the_own_occupation_come_before_those_for_everybody(ada: AsyncEngine) -> None:
    training = {
        "town": "Kolno",
        "hours": 40,
        "starts_on": TODAY + timedelta(days=20),
        "sign_up_until": TODAY + timedelta(days=10),
    }
    every: tuple[tuple[str, dict[str, Any]], ...] = (
        ("near", {"office": "20060", "occupation": STOREMAN}),
        ("far", {"office": "20630", "occupation": STOREMAN}),
        ("all", {"office": "20060", "occupation": None}),
        ("other", {"office": "20060", "occupation": "711204"}),
        ("over", {"office": "20060", "occupation": STOREMAN, "sign_up_until": TODAY - timedelta(days=1)}),
        ("off", {"office": "20060", "occupation": STOREMAN, "cancelled_at": NOW}),
        ("mine", {"office": "20060", "occupation": STOREMAN, "seats": 9}),
        ("paid", {"office": None, "occupation": None, "price": 10_000}),
    )
    async with ada.begin() as connection:
        for name, more in every:
            await connection.execute(insert(TrainingRow).values(**{**training, "id": name, "title": name, **more}))
        enrolled = {"training_id": "mine", "client_id": ADA, "office": "20060", "place": 1, "state": "waiting"}
        await connection.execute(
            insert(EnrolmentRow).values(
                id="e1", **enrolled, signed_up_at=NOW, signed_up_by="k", changed_by="k", changed_at=NOW
            )
        )
        found = await trainings_of_client(connection, ADA, 50, today=TODAY)
    assert [each.row.title for each in found] == ["near", "far", "all", "paid"]
    assert (found[0].sentence_pl, found[2].sentence_pl) == (
        "Ten sam zawód, ten sam powiat.",
        "Dla każdego zawodu, ten sam powiat.",
    )
    assert found[0].row.taken == 0
    await put_client(ada, "client-none", status="none")
    async with ada.begin() as connection:
        assert [each.row.id for each in await trainings_of_client(connection, "client-none", 9, today=TODAY)] == [
            "paid"
        ]


async def test_weights_are_rules_with_days_and_change_the_order(ada: AsyncEngine) -> None:
    await put_offers(
        ada,
        an_offer_row(1, gmina="2063011", county="2063"),
        an_offer_row(2, occupation=FORWARDER),
    )
    assert await told(ada) == ["offer-0002", "offer-0001"]
    only_work = Weights(**{**default_weights().model_dump(), "place": 0})
    await save_rule(ada, only_work, TODAY, "Zarządzenie 7/2026", 0, "a", "b", NOW)
    assert await told(ada) == ["offer-0001", "offer-0002"]
    with pytest.raises(StaleVersion):
        await save_rule(ada, only_work, TODAY, "Zarządzenie 8/2026", 0, "a", "b", NOW)
    with pytest.raises(SettingsRefused):
        await save_rule(ada, only_work, TODAY - timedelta(days=1), "Zarządzenie 8/2026", 1, "a", "b", NOW)
    await save_rule(ada, default_weights(), TODAY + timedelta(days=9), "Zarządzenie 9/2026", 1, "a", "b", NOW)
    async with ada.begin() as connection:
        assert await weights_on(connection, TODAY) == only_work
        assert await weights_on(connection, TODAY + timedelta(days=9)) == default_weights()
        assert await weights_on(connection, TODAY - timedelta(days=1)) == default_weights()
    assert [rule.valid_to for rule in await list_rules(ada)] == [None, TODAY + timedelta(days=9)]


def test_nothing_is_decided_by_an_age_that_nobody_knows() -> None:
    assert why_not_pl(Standing("unemployed"), Conditions(Kind.WORK)) is None
    assert why_not_pl(Standing("unemployed", age=17), Conditions(Kind.WORK)) is not None
    assert profile_of(None, []).performed == ()
