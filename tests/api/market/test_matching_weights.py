"""Weights of matching: seen with their days, tried on nobody's data, and changed by two persons."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.market.offer_tables import OfferRow
from market.matching.weights import default_weights
from tests.api.conftest import LogIn
from tests.api.market.test_matches import offer
from tests.api.second_person import confirmed
from tests.support.calls.call_facts import NINE
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

PATH = "/api/matching-weights"
TODAY = NINE.date()
SHIPPED = default_weights().model_dump()
WORK_ALONE = {**SHIPPED, "place": 0}
WANTED: dict[str, Any] = {
    "weights": WORK_ALONE,
    "valid_from": f"{TODAY + timedelta(days=1)}",
    "basis": "Zarządzenie nr 7/2026",
}
FIRST = {"If-Match": '"0"'}


async def test_other_weights_hold_from_their_day_when_a_second_person_has_confirmed_them(
    log_in: LogIn, clock: StandingClock
) -> None:
    supervisor, team = await log_in("kierownik-wup"), await log_in("zespol")
    before = (await team.get(PATH)).json()
    assert before == {"rules": [], "shipped": SHIPPED, "version": 0}
    proposed = await supervisor.post(PATH, json=WANTED, headers=FIRST)
    assert (await team.get(PATH)).json() == before, "what one person wants changes nothing"
    alone = await supervisor.post(f"/api/proposals/{proposed.json()['id']}/confirm")
    assert (alone.status_code, alone.json()["code"]) == (403, "second_person_refused")
    await confirmed(proposed, team)
    answer = await supervisor.get(PATH)
    [rule] = answer.json()["rules"]
    assert answer.headers["ETag"] == '"1"'
    assert (rule["weights"], rule["valid_from"], rule["valid_to"]) == (WORK_ALONE, WANTED["valid_from"], None)
    assert (rule["changed_by"], rule["confirmed_by"]) == ("kierownik-wup", "zespol")
    stale = await supervisor.post(PATH, json=WANTED, headers=FIRST)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")


async def test_what_is_confirmed_after_its_day_holds_from_the_day_of_the_word(
    log_in: LogIn, clock: StandingClock
) -> None:
    proposed = await (await log_in("zespol")).post(PATH, json=WANTED, headers=FIRST)
    clock.passes(days=3)
    await confirmed(proposed, await log_in("kierownik-wup"))
    [rule] = (await (await log_in("zespol")).get(PATH)).json()["rules"]
    assert rule["valid_from"] == f"{TODAY + timedelta(days=3)}"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"valid_from": f"{TODAY - timedelta(days=1)}"}, "od dnia, który minął"),
        ({"weights": {**SHIPPED, "occupation": 0}}, "Zawód musi się liczyć"),
        ({"weights": {**SHIPPED, "pay": 101}}, "weights.pay"),
    ],
)
async def test_weights_that_cannot_be_are_not_proposed(log_in: LogIn, changed: dict[str, Any], told: str) -> None:
    client = await log_in("zespol")
    answer = await client.post(PATH, json={**WANTED, **changed}, headers=FIRST)
    assert answer.status_code == 422
    assert told in answer.text
    assert (await client.get("/api/proposals")).json()["own"] == []


async def test_a_preview_tells_which_offers_change_places(log_in: LogIn, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        kin = offer("offer-near-kin", "2006", occupation="721290", gmina="2006011")
        await connection.execute(insert(OfferRow), [kin, offer("offer-far", "2063", gmina="2063011")])
    body = {"weights": WORK_ALONE, "occupation": "721204", "gmina": "2006011"}
    answer = await (await log_in("zespol")).post(f"{PATH}/preview", json=body)
    assert answer.status_code == 200, answer.text
    shown = {each["id"]: each for each in answer.json()["offers"]}
    places = {name: (each["place_now"], each["place_then"]) for name, each in shown.items()}
    print(shown)
    assert places == {"offer-far": (2, 1), "offer-near-kin": (1, 2)}
    assert (shown["offer-far"]["score_now"], shown["offer-far"]["score_then"]) == (69, 100)
    assert shown["offer-near-kin"]["why_pl"] == "Pokrewny zawód, ta sama gmina."
