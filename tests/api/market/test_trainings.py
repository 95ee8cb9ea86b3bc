"""Trainings over the web service: the catalogue, and who is enrolled."""

from datetime import timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

COURSE = {
    "office": "20060",
    "title": "Obsługa wózków jezdniowych",
    "town": "Kolno",
    "hours": 67,
    "seats": 1,
    "starts_on": "2026-12-15",
    "sign_up_until": "2026-12-05",
    "occupation": "834401",
}
NEW = {"If-Match": '"0"'}
WHY = {"has_agreed": True, "reason": "Prosiła o zapis na szkolenie"}


@pytest.fixture
async def clients(engine: AsyncEngine) -> None:
    rows = [
        {"id": f"klient-{name}", "office": office, "first_name": name.capitalize(), "last_name": "Nowak"}
        for name, office in (("anna", "20060"), ("beata", "20060"), ("celina", "20610"))
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(Client), rows)


async def made(client: AsyncClient) -> None:
    answer = await client.put("/api/trainings/wozki", json=COURSE, headers=NEW)
    assert answer.status_code == 200, answer.text


async def test_a_supervisor_enters_a_training_and_a_consultant_finds_it(log_in: LogIn) -> None:
    supervisor, consultant = await log_in("kierownik-20060"), await log_in("k20060-1")
    institution = {
        "name": "ZDZ Białystok",
        "town": "Białystok",
        "nip": "526-025-02-74",
        "ris_number": "2.20/00012/2020",
    }
    answer = await supervisor.put("/api/training-institutions/zdz", json=institution, headers=NEW)
    assert (answer.status_code, answer.json()["nip"]) == (200, "5260250274")
    await supervisor.put("/api/trainings/wozki", json={**COURSE, "institution_id": "zdz"}, headers=NEW)
    for question in ("q=wozkow", "q=zdz bialystok", "occupation=8344", "free=true", "office=20060"):
        [found] = (await consultant.get(f"/api/trainings?{question}")).json()["trainings"]
        assert (found["id"], found["institution"], found["taken"]) == ("wozki", "ZDZ Białystok", 0), question
    assert (await consultant.get("/api/trainings?q=spawanie")).json()["trainings"] == []
    assert (await consultant.put("/api/trainings/inne", json=COURSE, headers=NEW)).status_code == 403


async def test_what_cannot_be_is_refused_with_a_sentence(log_in: LogIn) -> None:
    supervisor = await log_in("kierownik-20060")
    wrong = {**COURSE, "sign_up_until": "2026-12-20", "ends_on": "2026-12-01", "institution_id": "nikt"}
    answer = await supervisor.put("/api/trainings/wozki", json=wrong, headers=NEW)
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    assert answer.json()["message"].count(".") == 4
    other = await supervisor.put("/api/trainings/wozki", json={**COURSE, "office": "20610"}, headers=NEW)
    assert other.status_code == 403
    nip = {"name": "ZDZ", "town": "Białystok", "nip": "5260250275"}
    assert (await supervisor.put("/api/training-institutions/zdz", json=nip, headers=NEW)).status_code == 422


@pytest.mark.usefixtures("clients")
async def test_who_has_agreed_is_enrolled_and_the_next_waits(log_in: LogIn, engine: AsyncEngine) -> None:
    await made(await log_in("kierownik-20060"))
    consultant = await log_in("k20060-1")
    first = await consultant.post("/api/trainings/wozki/enrolments", json={"client_id": "klient-anna", **WHY})
    assert (first.status_code, first.json()["state"]) == (201, "enrolled")
    second = await consultant.post("/api/trainings/wozki/enrolments", json={"client_id": "klient-beata", **WHY})
    assert second.json()["state"] == "waiting"
    twice = await consultant.post("/api/trainings/wozki/enrolments", json={"client_id": "klient-anna", **WHY})
    assert (twice.status_code, twice.json()["message"]) == (409, "Ta osoba jest już na liście tego szkolenia.")
    listed = (await consultant.get("/api/trainings/wozki/enrolments")).json()["enrolments"]
    assert [(each["first_name"], each["state"]) for each in listed] == [("Anna", "enrolled"), ("Beata", "waiting")]
    async with engine.connect() as connection:
        query = select(AccessLogRow.client_id, AccessLogRow.outcome).where(AccessLogRow.purpose == "enrolment")
        looks = [
            (row.client_id, row.outcome) for row in await connection.execute(query.order_by(AccessLogRow.number))
        ]
    assert looks[:2] == [("klient-anna", "written"), ("klient-beata", "written")]
    assert sorted(looks[-2:]) == [("klient-anna", "found"), ("klient-beata", "found")]


@pytest.mark.usefixtures("clients")
async def test_a_seat_that_is_left_is_offered_and_taken(log_in: LogIn, clock: StandingClock) -> None:
    await made(await log_in("kierownik-20060"))
    consultant = await log_in("k20060-1")
    ids = [
        (await consultant.post("/api/trainings/wozki/enrolments", json={"client_id": who, **WHY})).json()["id"]
        for who in ("klient-anna", "klient-beata")
    ]
    early = await consultant.post(f"/api/enrolments/{ids[1]}/answer", json={"takes_it": True})
    assert early.status_code == 409
    assert (await consultant.post(f"/api/enrolments/{ids[0]}/resignation")).json()["state"] == "resigned"
    [_, beata] = (await consultant.get("/api/trainings/wozki/enrolments")).json()["enrolments"]
    assert (beata["state"], beata["asked_until"][:10]) == ("asked", str((NINE + timedelta(days=2)).date()))
    clock.passes(minutes=10)
    taken = await consultant.post(f"/api/enrolments/{ids[1]}/answer", json={"takes_it": True})
    assert taken.json()["state"] == "enrolled"


@pytest.mark.usefixtures("clients")
async def test_clients_of_another_office_are_nobody(log_in: LogIn) -> None:
    await made(await log_in("kierownik-20060"))
    consultant, elsewhere = await log_in("k20060-1"), await log_in("k20610-1")
    other = await consultant.post("/api/trainings/wozki/enrolments", json={"client_id": "klient-celina", **WHY})
    assert other.status_code == 404
    own = await elsewhere.post("/api/trainings/wozki/enrolments", json={"client_id": "klient-celina", **WHY})
    assert own.status_code == 201
    assert (await consultant.get("/api/trainings/wozki/enrolments")).json()["enrolments"] == []
    assert (await consultant.get("/api/trainings/inne/enrolments")).status_code == 404
    assert (await consultant.post(f"/api/enrolments/{own.json()['id']}/resignation")).status_code == 404


@pytest.mark.usefixtures("clients")
async def test_a_training_that_is_called_off_is_told_nobody(log_in: LogIn) -> None:
    supervisor = await log_in("kierownik-20060")
    await made(supervisor)
    stale = await supervisor.post("/api/trainings/wozki/cancellation", headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    gone = await supervisor.post("/api/trainings/wozki/cancellation", headers={"If-Match": '"1"'})
    assert gone.json()["cancelled_at"] is not None
    assert (await supervisor.get("/api/trainings")).json()["trainings"] == []
    assert len((await supervisor.get("/api/trainings?past=true")).json()["trainings"]) == 1
    refused = await supervisor.post("/api/trainings/wozki/enrolments", json={"client_id": "klient-anna", **WHY})
    assert refused.json()["message"] == "To szkolenie odwołano."
