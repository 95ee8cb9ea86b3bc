"""Offers that are taken in: written by one, verified by another, told to callers; over the web service."""

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.market.offer_tables import EmployerRow
from market.occupations.occupation_store import put_occupations
from tests.api.conftest import LogIn
from tests.support.market.made_up_intakes import A_WHOLE_INTAKE, NIP

pytestmark = pytest.mark.anyio

ANY = "/api/offer-intakes"


def on(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


async def waits_for(client: AsyncClient) -> list[str]:
    answer = await client.get("/api/todo", params={"kind": "offer_intake"})
    return [entry["title"] for entry in answer.json()["entries"]]


async def test_what_one_takes_in_and_another_verifies_is_found_and_told(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    async with engine.begin() as connection:
        await put_occupations(connection, {"721204": "Spawacz metodą MAG"}, is_official=True)
    one, other = await log_in("k20060-1"), await log_in("kierownik-20060")
    begun = (await one.post(ANY, json={"call_id": "call-1"})).json()
    intake = f"{ANY}/{begun['id']}"
    early = await one.post(f"{intake}/submission", headers=on(1))
    assert early.status_code == 422
    assert {"nip", "position"} < {field["field"] for field in early.json()["fields"]}
    saved = await one.put(intake, json=A_WHOLE_INTAKE, headers=on(1))
    assert (saved.json()["version"], saved.json()["occupation_name"]) == (2, "Spawacz metodą MAG")
    assert (await one.put(intake, json=A_WHOLE_INTAKE, headers=on(1))).status_code == 412
    assert (await one.post(f"{intake}/submission", headers=on(2))).json()["state"] == "submitted"
    search = {"q": "spawacz", "home": "2006011"}
    assert (await one.post("/api/offers/search", json=search)).json()["total"] == 0

    own = await one.post(f"{intake}/decision", json={"state": "verified"}, headers=on(3))
    assert (own.status_code, own.json()["code"]) == (403, "four_eyes_needed")
    [waiting] = (await other.get(ANY)).json()["intakes"]
    assert (waiting["may_decide"], waiting["employer"]) == (True, "Tartak Kolno sp. z o.o.")
    assert [(await waits_for(each)) for each in (one, other)] == [[], ["Spawacz"]]
    verified = (await other.post(f"{intake}/decision", json={"state": "verified"}, headers=on(3))).json()
    [offer] = (await one.post("/api/offers/search", json=search)).json()["offers"]
    assert (offer["id"], offer["source"], offer["state"], offer["ring"]) == (
        verified["offer_id"],
        "line",
        "verified",
        0,
    )
    assert "Ewa Lis" not in (await one.get(f"/api/offers/{offer['id']}")).text
    async with engine.connect() as connection:
        row = (await connection.execute(select(EmployerRow.nip, EmployerRow.office))).one()
    assert tuple(row) == (NIP, "20060")
    assert (await one.get("/api/employers", params={"q": "tartak"})).json()["employers"][0]["nip"] == NIP

    gone = await one.post(f"{intake}/withdrawal", json={"reason": "Zajęte"}, headers=on(4))
    assert gone.json()["state"] == "withdrawn"
    assert (await one.post("/api/offers/search", json=search)).json()["total"] == 0


async def test_what_is_sent_back_is_completed_and_whoever_adds_to_it_does_not_verify_it(log_in: LogIn) -> None:
    one, other = await log_in("k20060-1"), await log_in("kierownik-20060")
    intake = f"{ANY}/{(await one.post(ANY, json={})).json()['id']}"
    await one.put(intake, json=A_WHOLE_INTAKE, headers=on(1))
    await one.post(f"{intake}/submission", headers=on(2))
    without = await other.post(f"{intake}/decision", json={"state": "draft"}, headers=on(3))
    assert without.status_code == 409
    back = await other.post(f"{intake}/decision", json={"state": "draft", "reason": "Jaki etat?"}, headers=on(3))
    assert (back.json()["state"], back.json()["reason"]) == ("draft", "Jaki etat?")
    await other.put(intake, json={**A_WHOLE_INTAKE, "part": "1/2"}, headers=on(4))
    await one.post(f"{intake}/submission", headers=on(5))
    refused = await other.post(f"{intake}/decision", json={"state": "verified"}, headers=on(6))
    assert refused.json()["code"] == "four_eyes_needed"


async def test_each_look_at_what_an_employer_has_told_is_noted(log_in: LogIn, engine: AsyncEngine) -> None:
    one, other = await log_in("k20060-1"), await log_in("kierownik-20060")
    intake = f"{ANY}/{(await one.post(ANY, json={})).json()['id']}"
    assert (await other.get(intake)).status_code == 200
    entry = select(AccessLogRow.who, AccessLogRow.topic, AccessLogRow.office, AccessLogRow.outcome)
    async with engine.connect() as connection:
        noted = (await connection.execute(entry.where(AccessLogRow.purpose == "offer_intake_view"))).all()
    assert noted == [("kierownik-20060", "offer_intake", "20060", "found")]


async def test_an_occupation_that_the_official_file_does_not_have_is_refused(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    one = await log_in("k20060-1")
    intake = f"{ANY}/{(await one.post(ANY, json={})).json()['id']}"
    await one.put(intake, json=A_WHOLE_INTAKE, headers=on(1))
    async with engine.begin() as connection:
        await put_occupations(connection, {"512001": "Kucharz"}, is_official=True)
    refused = await one.post(f"{intake}/submission", headers=on(2))
    assert refused.status_code == 422
    assert "Takiego zawodu nie ma" in refused.text
    async with engine.begin() as connection:
        await put_occupations(connection, {A_WHOLE_INTAKE["occupation"]: "Spawacz"}, is_official=True)
    assert (await one.post(f"{intake}/submission", headers=on(2))).status_code == 200


async def test_another_office_sees_none_of_it(log_in: LogIn) -> None:
    one, elsewhere = await log_in("k20060-1"), await log_in("kierownik-20610")
    intake = f"{ANY}/{(await one.post(ANY, json={})).json()['id']}"
    assert (await elsewhere.get(intake)).status_code == 404
    assert (await elsewhere.get(ANY)).json() == {"intakes": []}
    assert (await elsewhere.put(intake, json={}, headers=on(1))).status_code == 404


async def test_the_official_file_names_occupations(log_in: LogIn, engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await put_occupations(connection, {"721204": "spawacze", "512001": "Kucharz"}, is_official=False)
    admin, one = await log_in("administrator"), await log_in("k20060-1")
    file = "kod;nazwa\n721204;Spawacz metodą MAG\n72120;zły\n721290;Pozostali spawacze\n"
    taken = (await admin.put("/api/occupations", json={"content": file})).json()
    assert (taken["taken"], [reject["line"] for reject in taken["rejects"]]) == (2, [3])
    found = (await one.get("/api/occupations", params={"q": "spaw"})).json()["occupations"]
    assert found[0] == {"code": "721204", "name": "Spawacz metodą MAG"}
    assert len(found) == 2
    assert (await one.get("/api/occupations", params={"q": "5120"})).json()["occupations"][0]["name"] == "Kucharz"
    assert (await one.put("/api/occupations", json={"content": file})).status_code == 403
