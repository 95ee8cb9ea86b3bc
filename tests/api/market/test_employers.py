"""Employers over the web service: found in the list, their card, and two entries of the same one."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.market.offer_tables import EmployerRow, OfferRow
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE

pytestmark = pytest.mark.anyio

NIP = "5260250274"
NEW = {"If-Match": '"0"'}
FIRST = {"If-Match": '"1"'}
TODAY = NINE.date()


@pytest.fixture(autouse=True)
async def employers(engine: AsyncEngine) -> None:
    def entry(
        name: str, office: str, called: str, town: str, nip: str | None, ext_id: str | None
    ) -> dict[str, Any]:
        return {"id": f"e-{name}", "office": office, "name": called, "town": town, "nip": nip, "ext_id": ext_id}

    rows = [
        entry("a", "20060", "Tartak Kolno Sp. z o.o.", "Kolno", NIP, "7"),
        entry("b", "20610", "TARTAK KOLNO", "Białystok", NIP, None),
        entry("c", "20060", "Kolno, tartak", "Kolno", None, None),
        entry("d", "20060", "Piekarnia Łąka", "Stawiski", None, None),
        entry("e", "20610", "Żabka Białystok", "Białystok", None, None),
    ]
    job = {
        "occupation": None,
        "position": "Spawacz",
        "town": "Kolno",
        "contract": "umowa o pracę",
        "valid_from": TODAY,
        "valid_until": TODAY + timedelta(days=9),
        "employer_id": None,
        "employer_nip": None,
    }
    offers = [
        {**job, "id": "offer-1", "office": "20060", "employer_id": "e-a"},
        {**job, "id": "offer-2", "office": "20610", "employer_nip": NIP, "source": "official", "ext_id": "x"},
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(EmployerRow), rows)
        for offer in offers:
            await connection.execute(insert(OfferRow).values(**offer))


async def found(client: AsyncClient, **wanted: Any) -> list[str]:
    answer = await client.post("/api/employers/search", json=wanted)
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == len(answer.json()["employers"])
    return [each["id"] for each in answer.json()["employers"]]


async def test_employers_are_found_by_name_number_and_office(log_in: LogIn) -> None:
    consultant = await log_in("k20060-1")
    assert await found(consultant, q="tartak") == ["e-c", "e-b", "e-a"]
    assert await found(consultant, q="laka stawiski") == ["e-d"]
    assert await found(consultant, q="526-025") == ["e-b", "e-a"]
    assert await found(consultant, office="20610") == ["e-b", "e-e"]
    assert await found(consultant, with_offers=True) == ["e-a"]
    lines = (await consultant.post("/api/employers/search", json={"q": "tartak"})).json()["employers"]
    assert [line["may_open"] for line in lines] == [True, False, True]
    counts = (await consultant.post("/api/employers/counties", json={"q": "tartak"})).json()
    assert counts == {"offices": {"20060": 2, "20610": 1}}


async def test_a_card_has_what_offices_know_and_each_look_is_noted(log_in: LogIn, engine: AsyncEngine) -> None:
    consultant = await log_in("k20060-1")
    contact = {"name": "Jan Nowak", "role": "kadry", "phone": "86 111 22 33"}
    await consultant.put("/api/employers/e-a/contacts/new", json=contact, headers=NEW)
    note = {"text": "Od marca szuka trzech spawaczy", "call_id": "call-7"}
    assert (await consultant.post("/api/employers/e-a/notes", json=note)).status_code == 201
    agreement = {"kind": "internship", "number": "12/2026", "signed_on": "2026-11-20", "places": 2}
    await consultant.put("/api/employers/e-a/agreements/new", json=agreement, headers=NEW)
    card = (await consultant.get("/api/employers/e-a")).json()
    assert [each["name"] for each in card["contacts"]] == ["Jan Nowak"]
    assert [(each["text"], each["written_by"]) for each in card["notes"]] == [(note["text"], "k20060-1")]
    assert [each["call_id"] for each in card["calls"]] == ["call-7"]
    assert [(each["kind"], each["places"]) for each in card["agreements"]] == [("internship", 2)]
    assert sorted(each["id"] for each in card["offers"]) == ["offer-1", "offer-2"]
    assert [(each["id"], each["why"]) for each in card["duplicates"]] == [("e-c", "name"), ("e-b", "number")]
    query = select(AccessLogRow.outcome).where(AccessLogRow.purpose == "employer_view")
    async with engine.connect() as connection:
        looks = (await connection.scalars(query.order_by(AccessLogRow.number))).all()
    assert looks == ["written", "written", "written", "found"]


async def test_contacts_are_changed_on_what_was_read_and_removed(log_in: LogIn) -> None:
    consultant = await log_in("k20060-1")
    made = await consultant.put("/api/employers/e-d/contacts/new", json={"name": "Ewa"}, headers=NEW)
    [contact] = made.json()["contacts"]
    path = f"/api/employers/e-d/contacts/{contact['id']}"
    assert (await consultant.put(path, json={"name": "Ewa Kos"}, headers=FIRST)).status_code == 200
    assert (await consultant.put(path, json={"name": "Anna"}, headers=FIRST)).status_code == 412
    foreign = f"/api/employers/e-c/contacts/{contact['id']}"
    assert (await consultant.put(foreign, json={"name": "Anna"}, headers={"If-Match": '"2"'})).status_code == 404
    gone = await consultant.delete(path, headers={"If-Match": '"2"'})
    assert gone.json()["contacts"] == []
    wrong = {"kind": "other", "number": "1", "signed_on": "2026-11-20", "valid_until": "2026-11-19"}
    refused = await consultant.put("/api/employers/e-d/agreements/new", json=wrong, headers=NEW)
    assert (refused.status_code, refused.json()["code"]) == (422, "settings_refused")


async def test_an_entry_is_written_here_or_belongs_to_the_offices_system(log_in: LogIn) -> None:
    consultant = await log_in("k20060-1")
    wrong = await consultant.post("/api/employers", json={"name": "Nowa", "nip": "5260250275"})
    assert wrong.json()["code"] == "settings_refused"
    made = await consultant.post("/api/employers", json={"name": "Nowa", "nip": "526-025-02-74"})
    [entry] = made.json()["entries"]
    assert (entry["nip"], entry["office"]) == (NIP, "20060")
    changed = await consultant.put(f"/api/employers/{entry['id']}", json={"name": "Inna"}, headers=FIRST)
    assert changed.json()["name"] == "Inna"
    imported = await consultant.put("/api/employers/e-a", json={"name": "Inna"}, headers=FIRST)
    assert (imported.status_code, imported.json()["code"]) == (409, "transition_refused")
    assert (await consultant.put("/api/employers/e-e", json={"name": "Inna"}, headers=FIRST)).status_code == 404


async def test_entries_of_the_same_employer_have_one_card_until_they_are_separated(log_in: LogIn) -> None:
    consultant, supervisor = await log_in("k20060-1"), await log_in("kierownik-20060")
    refused = await consultant.post("/api/employers/e-a/join", json={"other": "e-b"})
    assert refused.status_code == 403
    await supervisor.post("/api/employers/e-c/notes", json={"text": "Notatka sprzed połączenia"})
    for other in ("e-c", "e-b"):
        joined = await supervisor.post("/api/employers/e-a/join", json={"other": other})
        assert joined.status_code == 200, joined.text
    assert [entry["id"] for entry in joined.json()["entries"]] == ["e-a", "e-c", "e-b"]
    assert [note["text"] for note in joined.json()["notes"]] == ["Notatka sprzed połączenia"]
    assert joined.json()["duplicates"] == []
    again = await supervisor.post("/api/employers/e-b/join", json={"other": "e-c"})
    assert again.status_code == 409
    assert await found(consultant, q="tartak") == ["e-a"]
    assert await found(await log_in("k20610-1"), office="20610") == ["e-a", "e-e"]
    # Whoever knows one of its entries opens the card; whoever changes an entry is of its office.
    assert (await (await log_in("k20610-1")).get("/api/employers/e-c")).json()["id"] == "e-a"
    foreign = await consultant.put("/api/employers/e-b", json={"name": "Inna"}, headers=FIRST)
    assert foreign.status_code == 403
    apart = await supervisor.post("/api/employers/e-c/separation")
    assert [entry["id"] for entry in apart.json()["entries"]] == ["e-a", "e-b"]
    alone = (await supervisor.get("/api/employers/e-c")).json()
    assert [note["text"] for note in alone["notes"]] == ["Notatka sprzed połączenia"]
    assert (await supervisor.post("/api/employers/e-c/separation")).status_code == 409
