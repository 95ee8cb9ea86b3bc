"""What fits a client, beside the call: with the sentence, with what came of a referral, each look written down."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow, ClientOccupation, RegistrationRow
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.market.training_tables import TrainingRow
from core.db.tables.person_tables import Client, QualificationRow, ReferralRow
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE

pytestmark = pytest.mark.anyio

PATH = "/api/clients/client-ewa/matches"
TODAY = NINE.date()


def offer(name: str, county: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "office": "20060",
        "occupation": "721204",
        "position": "Spawacz",
        "town": "Kolno",
        "contract": "umowa",
        "valid_from": TODAY,
        "valid_until": TODAY + timedelta(days=9),
        "county": county,
        "state": "verified",
        **more,
    }


@pytest.fixture
async def people(engine: AsyncEngine) -> None:
    of = {"client_id": "client-ewa"}
    async with engine.begin() as connection:
        client = {
            "id": "client-ewa",
            "office": "20060",
            "first_name": "Ewa",
            "last_name": "Lis",
            "gmina": "2006011",
        }
        await connection.execute(insert(Client).values(client))
        registered = {**of, "status": "unemployed", "since": TODAY, "is_insured": True}
        await connection.execute(insert(RegistrationRow).values(registered))
        await connection.execute(insert(ClientOccupation).values(**of, occupation="721204"))
        skill = {**of, "place": 1, "kind": "performed", "occupation": "721204", "name": "Spawacz", "years": 3}
        await connection.execute(insert(QualificationRow).values(skill))
        far = offer("offer-far", "2063", state="unverified")
        near = offer("offer-20060-x7", "2006")
        await connection.execute(insert(OfferRow), [far, near, offer("offer-cook", "2006", occupation="512001")])
        training: dict[str, Any] = {
            "id": "training-1",
            "title": "Spawanie",
            "town": "Kolno",
            "hours": 40,
            "seats": 9,
        }
        days = {"starts_on": TODAY + timedelta(days=20), "sign_up_until": TODAY}
        await connection.execute(insert(TrainingRow).values(**training, **days, occupation="721204"))
        sent = {**of, "kind": "offer", "target_id": "7", "title": "Spawacz"}
        earlier = {**sent, "place": 1, "given_on": date(2026, 10, 1), "outcome": "stanowisko zajęte"}
        later = {**sent, "place": 2, "given_on": date(2026, 11, 2), "outcome": "Nie podjęła"}
        await connection.execute(insert(ReferralRow), [earlier, later])


async def seen(client: AsyncClient) -> None:
    """With a reason, which holds for a while."""
    shown = await client.post("/api/clients/client-ewa/view", json={"reason": "Pytanie o oferty pracy"})
    assert shown.status_code == 200
    states = [each["state"] for each in shown.json()["referrals"]["referrals"]]
    assert states == ["refused", "ended"], "the card tells it, too"


@pytest.mark.usefixtures("people")
async def test_the_best_come_first_each_with_a_sentence_and_what_came_of_a_referral(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    client = await log_in("k20060-1")
    assert (await client.post(PATH, json={})).json()["code"] == "reason_needed"
    await seen(client)
    found = (await client.post(PATH, json={})).json()
    assert [each["id"] for each in found["offers"]] == ["offer-20060-x7", "offer-far"]
    near, far = found["offers"]
    assert near["match_pl"] == "Ten sam zawód, ten sam powiat."
    assert [each["is_verified"] for each in found["offers"]] == [True, False]
    assert near["score"] > far["score"]
    assert near["referral"] == {"given_on": "2026-11-02", "state": "refused", "outcome": "Nie podjęła"}
    assert far["referral"] is None
    [training] = found["trainings"]
    assert (training["id"], training["free"], training["referral"]) == ("training-1", 9, None)
    async with engine.connect() as connection:
        query = select(AccessLogRow.client_id, AccessLogRow.field_groups).where(AccessLogRow.who == "k20060-1")
        looks = [tuple(row) for row in await connection.execute(query.order_by(AccessLogRow.at, AccessLogRow.id))]
    assert looks[-1] == ("client-ewa", ["qualifications", "referrals"])


@pytest.mark.usefixtures("people")
async def test_nobody_of_another_office_learns_that_there_is_such_a_client(log_in: LogIn) -> None:
    for account in ("k20610-1", "kierownik-20610"):
        client = await log_in(account)
        for path in (PATH, "/api/clients/client-nobody/matches"):
            assert (await client.post(path, json={})).status_code == 404
