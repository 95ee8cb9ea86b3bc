"""Candidates over the web service: found for an offer, each look written down, nobody of another office."""

from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow, ClientOccupation, RegistrationRow
from core.db.tables.market.offer_tables import OfferRow
from core.db.tables.person_tables import Client, QualificationRow
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE

pytestmark = pytest.mark.anyio

ASK = "/api/candidates/search"
WELDER, COOK = "721204", "512001"


@pytest.fixture
async def people(engine: AsyncEngine) -> None:
    """Ewa near with two years, Jan farther with nine, Ola of another office, Ada who wants no use of her data."""
    who: tuple[tuple[str, str, str, str, int, dict[str, Any]], ...] = (
        ("ewa", "20060", "2006011", WELDER, 2, {}),
        ("jan", "20060", "2006032", WELDER, 9, {}),
        ("iza", "20060", "2006011", COOK, 5, {}),
        ("ola", "20610", "2061011", WELDER, 9, {}),
        ("ada", "20060", "2006011", WELDER, 9, {"restricted_at": NINE}),
    )
    async with engine.begin() as connection:
        for name, office, gmina, occupation, years, more in who:
            client = {"id": f"client-{name}", "office": office, "first_name": name.title(), "last_name": "Lis"}
            await connection.execute(insert(Client).values(**client, gmina=gmina, **more))
            of = {"client_id": f"client-{name}"}
            await connection.execute(
                insert(RegistrationRow).values(**of, status="unemployed", since=NINE.date(), is_insured=True)
            )
            await connection.execute(insert(ClientOccupation).values(**of, occupation=occupation))
            rows: list[dict[str, Any]] = [
                {
                    **of,
                    "place": 1,
                    "kind": "performed",
                    "occupation": occupation,
                    "name": "Spawacz",
                    "years": years,
                },
                {**of, "place": 2, "kind": "licence", "occupation": None, "name": "Prawo jazdy B", "years": None},
            ]
            await connection.execute(insert(QualificationRow), rows)


async def looks(engine: AsyncEngine) -> list[tuple[str | None, str]]:
    query = select(AccessLogRow.client_id, AccessLogRow.outcome).where(AccessLogRow.purpose == "candidate_search")
    async with engine.connect() as connection:
        return [
            (row.client_id, row.outcome)
            for row in await connection.execute(query.order_by(AccessLogRow.client_id))
        ]


@pytest.mark.usefixtures("people")
async def test_each_who_is_shown_is_in_the_log_and_nobody_else(log_in: LogIn, engine: AsyncEngine) -> None:
    client = await log_in("k20060-1")
    found = (await client.post(ASK, json={"occupation": "7212", "home": "2006011"})).json()
    assert [each["first_name"] for each in found["candidates"]] == ["Ewa", "Jan"]
    assert [each["ring"] for each in found["candidates"]] == [0, 1]
    assert found["candidates"][0]["qualifications"][0]["years"] == 2
    assert await looks(engine) == [("client-ewa", "found"), ("client-jan", "found")]
    one = (await client.post(ASK, json={"occupation": "7212", "limit": 1, "offset": 1})).json()
    assert (len(one["candidates"]), one["total"]) == (1, 2)
    assert len(await looks(engine)) == 3


@pytest.mark.usefixtures("people")
async def test_conditions_hold_together(log_in: LogIn, engine: AsyncEngine) -> None:
    client = await log_in("kierownik-20060")

    async def names(**wanted: object) -> list[str]:
        found = (await client.post(ASK, json=wanted)).json()
        return [each["first_name"] for each in found["candidates"]]

    assert await names(occupation=WELDER, least_years=5) == ["Jan"]
    assert await names(occupation=WELDER, home="2006011", ring=0) == ["Ewa"]
    assert await names(licence="jazdy b", occupation=COOK) == ["Iza"]
    assert await names(q="SPAW", home="2006011") == ["Iza", "Ewa", "Jan"]
    assert await names(q="spawacz", status="seeker") == []
    assert await names(q="+++") == []
    assert await names(occupation=WELDER, office="20610") == []
    assert (None, "none") in await looks(engine)


@pytest.mark.usefixtures("people")
async def test_an_offer_says_who_fits_and_why(log_in: LogIn, engine: AsyncEngine) -> None:
    offer = {"id": "offer-1", "office": "20060", "occupation": WELDER, "position": "Spawacz", "town": "Kolno"}
    days = {"valid_from": NINE.date(), "valid_until": NINE.date()}
    async with engine.begin() as connection:
        values = {**offer, **days, "contract": "", "gmina": "2006032", "county": "2006"}
        await connection.execute(insert(OfferRow).values(**values, is_for_disabled=True))
    client = await log_in("k20060-1")
    first, second = (await client.post(ASK, json={"offer_id": "offer-1"})).json()["candidates"]
    assert (first["first_name"], second["first_name"]) == ("Jan", "Ewa")
    assert first["score"] > second["score"]
    assert first["match_pl"] == "Ten sam zawód, ta sama gmina."
    assert first["why_not_pl"] == "Tylko dla osób z orzeczeniem o niepełnosprawności."
    assert (await client.post(ASK, json={"offer_id": "offer-none"})).status_code == 404


async def test_a_search_for_everybody_is_refused_and_so_is_who_may_see_nobody(log_in: LogIn) -> None:
    client = await log_in("k20060-1")
    assert (await client.post(ASK, json={"status": "unemployed"})).status_code == 422
    editor = await log_in("redaktor")
    assert (await editor.post(ASK, json={"occupation": "7212"})).status_code == 403
