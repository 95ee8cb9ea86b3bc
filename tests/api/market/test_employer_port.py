"""The port by which an employer looks for people: anonymous, through one key, and nothing beside it."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.messages.consent_tables import ConsentRow
from market.candidates.publication_store import publish_profiles
from tests.api.conftest import LogIn
from tests.support.market.registered import WELDER, put_employer, put_people
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

PORT = "/api/employers/v1"
SEARCH = f"{PORT}/profiles/search"


@pytest.fixture
async def people(engine: AsyncEngine, clock: StandingClock) -> None:
    await put_employer(engine)
    await put_employer(engine, "employer-2")
    await put_people(engine, [("20060", WELDER, 4, "Suwnice", True)] * 5 + [("20060", WELDER, 4, None, False)] * 9)
    await publish_profiles(engine, clock.now())


async def made(maker: AsyncClient, employer: str = "employer-1") -> dict[str, Any]:
    wanted = {"name": "Mleczarnia", "employer_id": employer, "days": 9}
    answer = await maker.post("/api/employer-keys", json=wanted)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def by(key: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {key['key']}"}


async def looks(engine: AsyncEngine) -> list[tuple[str, str, str | None, str]]:
    row = AccessLogRow
    query = select(row.who_kind, row.purpose, row.client_id, row.outcome).order_by(row.number)
    async with engine.connect() as connection:
        return [tuple(each) for each in await connection.execute(query)]  # type: ignore[misc]


@pytest.mark.usefixtures("people")
async def test_a_key_opens_the_port_for_one_employer_and_nothing_else(
    log_in: LogIn, stranger: AsyncClient
) -> None:
    maker = await log_in("kierownik-20060")
    key = await made(maker)
    assert key["key"].startswith("s724e_")
    assert (await stranger.post(SEARCH, json={}, headers=by(key))).status_code == 200
    for method, path, body in [
        ("GET", "/api/me", None),
        ("POST", "/api/candidates/search", {"occupation": "7212"}),
        ("GET", "/api/interests", None),
        ("GET", "/api/employers?q=mle", None),
        ("POST", "/api/offers/search", {}),
        ("GET", "/api/offer-intakes", None),
        ("GET", "/api/portal/v1/articles", None),
        ("GET", "/api/employer-keys", None),
        ("POST", "/api/employer-keys", {"name": "x", "employer_id": "employer-1"}),
        ("GET", "/api/trainings", None),
    ]:
        assert (await stranger.request(method, path, json=body, headers=by(key))).status_code == 401, path
    assert (await maker.post(SEARCH, json={})).status_code == 404, "staff are no employer"
    unknown = {"name": "x", "employer_id": "employer-nobody"}
    assert (await maker.post("/api/employer-keys", json=unknown)).status_code == 404
    assert (await (await log_in("k20060-1")).post(SEARCH, json={})).status_code == 403
    other = await made(maker, "employer-2")
    for employer, ids in (("employer-1", [key["id"]]), ("employer-2", [other["id"]]), ("employer-3", [])):
        own = await maker.get("/api/employer-keys", params={"employer_id": employer})
        assert [each["id"] for each in own.json()] == ids
    assert {each["id"] for each in (await maker.get("/api/employer-keys")).json()} == {key["id"], other["id"]}
    assert (await maker.delete(f"/api/employer-keys/{key['id']}")).status_code == 204
    assert (await stranger.post(SEARCH, json={}, headers=by(key))).status_code == 401


@pytest.mark.usefixtures("people")
async def test_an_employer_finds_groups_asks_and_reads_whom_to_ring(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine
) -> None:
    key = await made(await log_in("kierownik-20060"))
    other = await made(await log_in("kierownik-20060"), "employer-2")
    [group] = (await stranger.post(SEARCH, json={"occupation": "7212"}, headers=by(key))).json()["groups"]
    told = {"occupation": WELDER, "office": "20060", "years": "3–5 lat", "licences": ["suwnice"], "languages": []}
    assert group == {"id": group["id"], "at_least": 5, **told}
    assert await looks(engine) == [("employer", "employer_search", None, "found")]
    wish = {"group_id": group["id"], "position": "Spawacz", "contact": "86 215 00 00"}
    assert (await stranger.post(f"{PORT}/interests", json=wish, headers=by(other))).status_code == 404
    taken = (await stranger.post(f"{PORT}/interests", json=wish, headers=by(key))).json()["id"]

    consultant = await log_in("k20060-1")
    todo = (await consultant.get("/api/todo?kind=interest")).json()["entries"]
    assert [(each["kind"], each["title"], each["office"]) for each in todo] == [("interest", "Spawacz", "20060")]
    [listed] = (await consultant.get("/api/interests")).json()["interests"]
    one = f"/api/interests/{listed['id']}"
    shown = (await consultant.get(one)).json()
    assert (shown["employer"], len(shown["people"])) == ("Mleczarnia", 5)
    assert [each[1:] for each in await looks(engine)][-5:] == [
        ("employer_interest", each["person"]["id"], "found") for each in shown["people"]
    ]
    asked = shown["people"][0]["person"]["id"]
    refused = await consultant.post(f"{one}/questions", json={"client_id": "client-9", "channel": "phone"})
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_refused"), "who has not agreed"
    await consultant.post(f"{one}/questions", json={"client_id": asked, "channel": "phone"})
    contacts = f"{PORT}/interests/{taken}/contacts"
    assert (await stranger.get(contacts, headers=by(key))).json() == {"contacts": []}
    said = {"client_id": asked, "answer": "agreed", "gives": ["phone"]}
    answer = (await consultant.post(f"{one}/answers", json=said)).json()
    assert (answer["people"][0]["answer"], answer["people"][0]["gives"]) == ("agreed", ["phone"])
    [contact] = (await stranger.get(contacts, headers=by(key))).json()["contacts"]
    assert contact["name"].startswith("Ada Lis")
    assert (contact["phone"][:5], contact["email"]) == ("+4886", None)
    assert (await looks(engine))[-1] == ("employer", "employer_contact", asked, "exported")
    assert (await stranger.get(contacts, headers=by(other))).json() == {"contacts": []}
    assert (await consultant.post(f"{one}/closing")).json()["state"] == "given"
    [own] = (await stranger.get(f"{PORT}/interests", headers=by(key))).json()
    assert (own["id"], own["state"], own["state_pl"]) == (taken, "given", "przekazano kontakt")
    assert (await consultant.get("/api/todo?kind=interest")).json()["entries"] == []
    gone = await stranger.post(f"{PORT}/interests/{taken}/withdrawal", headers=by(key))
    assert (gone.status_code, gone.json()["code"]) == (409, "transition_refused")


@pytest.mark.usefixtures("people")
async def test_a_group_is_gone_at_once_when_one_of_five_takes_the_consent_back(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine
) -> None:
    key = await made(await log_in("kierownik-20060"))
    async with engine.begin() as connection:
        await connection.execute(delete(ConsentRow).where(ConsentRow.client_id == "client-0"))
    assert (await stranger.post(SEARCH, json={}, headers=by(key))).json()["groups"] == []


async def test_an_interest_of_another_office_is_not_there(log_in: LogIn, engine: AsyncEngine) -> None:
    client = await log_in("k20060-1")
    assert (await client.get("/api/interests/interest-none")).status_code == 404
    assert (await client.get("/api/interests")).json() == {"interests": []}
