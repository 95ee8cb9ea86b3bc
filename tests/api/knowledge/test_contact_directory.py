"""How offices are reached, with the hours of the coming week."""

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Branch, OpeningExceptionRow
from core.db.tables.staff_tables import Account
from tests.api.conftest import LogIn
from tests.api.people import LONG_AGO, password_hash
from tests.support.calls.call_facts import NINE
from tests.support.knowledge.article_versions import content, put_article

pytestmark = pytest.mark.anyio

BRANCH = {"id": "filia", "office": "20060", "name": "Filia", "town": "Stawiski", "postal_code": "18-520"}


@pytest.mark.usefixtures("hours")
async def test_offices_and_branches_with_their_hours_of_seven_days(log_in: LogIn, engine: AsyncEngine) -> None:
    day = NINE.date()
    async with engine.begin() as connection:
        await connection.execute(insert(Branch).values(**BRANCH, address="pl. Wolności 13", telephone=""))
        closed = {"id": "e", "office": "20060", "first_day": day, "last_day": day, "changed_by": "system"}
        await connection.execute(
            insert(OpeningExceptionRow).values(
                **closed, changed_at=LONG_AGO, settings={"kind": "closed", "text": "szkolenie pracowników"}
            )
        )
    client = await log_in("k20610-1")
    found = {o["code"]: o for o in (await client.get("/api/contact-directory")).json()["offices"]}
    assert sorted(found) == ["20000", "20060", "20610"]
    kolno = found["20060"]
    assert [each["day"] for each in kolno["days"]][::6] == ["2026-11-24", "2026-11-30"]
    assert kolno["days"][0] == {"day": "2026-11-24", "spans": [], "reason": "szkolenie pracowników"}
    assert kolno["days"][1]["spans"] == [{"begin": "07:30", "end": "15:30"}]
    assert (kolno["email"], kolno["telephone"], kolno["certainty"], kolno["checked_on"]) == (None,) * 4
    [branch] = kolno["branches"]
    assert (branch["town"], branch["address"], branch["telephone"]) == ("Stawiski", "pl. Wolności 13", None)


async def test_what_an_administrator_writes_down_is_found(log_in: LogIn) -> None:
    client = await log_in("administrator")
    office = (await client.get("/api/offices/20060")).json()
    wanted = {key: office[key] for key in ("name", "seat", "locative", "genitive", "area_code", "postal_code")}
    reached = {
        "telephone": "86 278 00 00",
        "email": "urzad@kolno.example.pl",
        "page": "https://kolno.praca.gov.pl",
        "certainty": "high",
        "checked_on": "2026-11-24",
    }
    assert (await client.put("/api/offices/20060", json=wanted | reached)).status_code == 200
    [found] = (await client.get("/api/contact-directory?office=20060")).json()["offices"]
    assert {key: found[key] for key in reached} == reached
    wrong = await client.put("/api/offices/20060", json=wanted | {"page": "javascript:alert(1)"})
    assert (wrong.status_code, wrong.json()["fields"][0]["field"]) == (422, "page")
    assert (await client.get("/api/contact-directory?office=99999")).status_code == 404


CARD = {"postal_code": "18-500", "address": "ul. Nowa 7", "telephone": "86 278 00 00", "certainty": "high"}


async def test_an_editor_of_the_office_fills_in_its_card_and_articles_tell_it(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    named = content("Adres: {adres:20060}. Telefon: {telefon:20060}.")
    await put_article(engine, "adres", named)
    async with engine.begin() as connection:
        await connection.execute(insert(Branch).values(**BRANCH, address="", telephone=""))
        values = {"username": "pup", "display_name": "Redaktor", "role": "pup_editor", "office": "20060"}
        await connection.execute(insert(Account).values(**values, password_hash=password_hash()))
    editor = await log_in("pup")

    async def told() -> str:
        shown = (await editor.get("/api/articles/adres")).json()["published"]["texts"]["pl"]
        return str(shown["short_answer_filled"])

    assert "Telefon: numeru jeszcze nie znamy." in await told()
    before = (await editor.get("/api/offices/20060")).json()
    read = await editor.get("/api/contact-directory/cards/20060")
    tag = {"If-Match": read.headers["ETag"]}
    assert (read.json()["name"], read.json()["telephone"]) == ("Urząd 20060", None)
    saved = await editor.put("/api/contact-directory/cards/20060", json=CARD, headers=tag)
    assert (saved.status_code, saved.json()["address"]) == (200, "ul. Nowa 7")
    assert await told() == "Adres: ul. Nowa 7, kod pocztowy 18-500 Kolno. Telefon: 86 278 00 00."
    late = await editor.put("/api/contact-directory/cards/20060", json=CARD, headers=tag)
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    after = (await editor.get("/api/offices/20060")).json()
    assert after == before | CARD, "nothing else of it was changed"

    branch = (await editor.get("/api/contact-directory/cards/filia")).json()
    assert (branch["office"], branch["address"]) == ("20060", None)
    sent = {"postal_code": "18-520", "address": "pl. Wolności 13"}
    where = "/api/contact-directory/cards/filia"
    assert (await editor.put(where, json=sent, headers={"If-Match": '"0"'})).status_code == 200
    [directory] = (await editor.get("/api/contact-directory?office=20060")).json()["offices"]
    assert directory["branches"][0]["address"] == "pl. Wolności 13"

    for place in ("20610", "20000"):
        other = f"/api/contact-directory/cards/{place}"
        assert (await editor.get(other)).status_code == 403
        assert (await editor.put(other, json=CARD, headers={"If-Match": '"0"'})).status_code == 403
    assert (await editor.get("/api/contact-directory/cards/99999")).status_code == 404
    province = await log_in("redaktor")
    assert (await province.get("/api/contact-directory/cards/20610")).status_code == 200
    refused = await province.put("/api/contact-directory/cards/20610", json=CARD)
    assert refused.status_code == 422, "nobody writes over what was not read"
