"""Who looked at somebody, as an auditor asks it: by name and birth date, one row a conversation. And that whoever
asks learns nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from clients.access_store import AccessEntry, note_access
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE, Story
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

KOLNO, BIALYSTOK = "client-kolno", "client-bialystok"
BORN = {"birth_date": date(1980, 5, 17), "last_name": "Żółw-Nowak"}
ANNA = {"last_name": "zolw-nowak", "first_name": "ANNA", "birth_date": "1980-05-17"}
EWA = {**ANNA, "first_name": "Ewa"}
NOBODY = {**ANNA, "first_name": "Zenobia"}


@pytest.fixture(autouse=True)
async def people(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        for client, office, first_name in ((KOLNO, "20060", "Anna Łucja"), (BIALYSTOK, "20610", "Ewa")):
            await connection.execute(
                insert(Client).values(id=client, office=office, first_name=first_name, **BORN)
            )


async def look(engine: AsyncEngine, minute: float, **more: Any) -> None:
    entry: dict[str, Any] = {"who": "k20060-1", "client_id": KOLNO, "office": "20060", "topic": "person"}
    entry |= {"purpose": "client_view", "outcome": "found", "at": NINE + timedelta(minutes=minute), **more}
    async with engine.begin() as connection:
        await note_access(connection, AccessEntry(**entry))


async def visits(browser: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await browser.post("/api/access-log/visits", json=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["visits"])


async def test_what_somebody_saw_of_one_person_in_one_conversation_is_one_row(
    log_in: LogIn, centre: Centre, engine: AsyncEngine, clock: StandingClock
) -> None:
    story = Story().rings().is_verified(client=KOLNO).ends()
    await centre.write(story.facts)
    in_call = {"call_id": story.call_id, "purpose": "desk"}
    await look(engine, 1, **in_call, groups=["identity"])
    await look(engine, 2, **in_call, topic="history")
    await look(engine, 3, who="k20060-2", **in_call)
    await look(engine, 4, reason="Pytanie klienta w okienku")
    await look(engine, 5, **in_call, topic="history", outcome="written")
    await look(engine, 15 * 60, topic="history")  # after midnight in Warsaw
    clock.passes(hours=16)
    found = await visits(await log_in("kierownik-20060"), person=ANNA)
    told = [(v["who"], v["who_name"], v["call_id"], v["looks"], [e["topic"] for e in v["entries"]]) for v in found]
    assert told == [
        ("k20060-1", "Osoba k20060-1", None, 1, ["history"]),
        ("k20060-1", "Osoba k20060-1", story.call_id, 3, ["history", "history", "person"]),
        ("k20060-1", "Osoba k20060-1", None, 1, ["person"]),
        ("k20060-2", "Osoba k20060-2", story.call_id, 1, ["person"]),
    ]
    assert found[1]["call"] == {
        "id": story.call_id,
        "started_at": NINE.isoformat().replace("+00:00", "Z"),
        "office": "20060",
        "is_of_client": True,
    }
    assert found[2]["call"] is None
    assert found[2]["entries"][0]["reason"] == "Pytanie klienta w okienku"


async def test_visits_come_page_by_page_each_once_though_looks_go_on(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    for minute in range(6):
        await look(engine, minute, call_id=f"call-{minute % 3}")
    clock.passes(hours=1)
    browser = await log_in("kierownik-20060")
    turned: list[tuple[str, int]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await browser.post("/api/access-log/visits", json={"client": KOLNO, "limit": 1, **cursor})
        clock.passes(seconds=1)
        await look(engine, 61, call_id="call-0")
        turned += [(visit["call_id"], visit["looks"]) for visit in page.json()["visits"]]
        if page.json()["next_cursor"] is None:
            break
        cursor = {"cursor": page.json()["next_cursor"]}
    assert turned == [("call-2", 2), ("call-1", 2), ("call-0", 2)]


async def test_of_a_person_the_log_alone_is_told(log_in: LogIn, engine: AsyncEngine, clock: StandingClock) -> None:
    await look(engine, 1)
    clock.passes(minutes=2)
    auditor = await log_in("audytor")
    [visit] = await visits(auditor, person=ANNA)
    assert visit["client_id"] == KOLNO
    answer = await auditor.post("/api/access-log/visits", json={"person": ANNA})
    for word in ("Łucja", "Żółw", "1980"):
        assert word not in answer.text
    assert (await auditor.post("/api/clients/search", json={"last_name": "Żółw"})).status_code == 403
    assert (await auditor.post(f"/api/clients/{KOLNO}/view", json={})).status_code == 403


async def test_somebody_of_another_office_is_answered_and_noted_like_nobody(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    await look(engine, 1, client_id=BIALYSTOK, office="20610")
    clock.passes(minutes=2)
    supervisor = await log_in("kierownik-20060")
    answers, own_logs = [], []
    for person in (EWA, NOBODY):
        answers.append(await supervisor.post("/api/access-log/visits", json={"person": person}))
        since = clock.now().isoformat()
        own = await supervisor.get("/api/access-log", params={"who": "kierownik-20060", "from": since})
        own_logs.append(
            [{k: v for k, v in entry.items() if k not in {"id", "at"}} for entry in own.json()["entries"]]
        )
        clock.passes(minutes=1)
    assert answers[0].content == answers[1].content == b'{"visits":[],"next_cursor":null}'
    assert own_logs[0] == own_logs[1]
    assert [entry["outcome"] for entry in own_logs[0]] == ["none"]
    for query in ({"person": EWA}, {"client": BIALYSTOK}):
        assert (await supervisor.post("/api/access-log/export", json=query)).text.count("\n") == 1
    theirs = await visits(await log_in("kierownik-20610"), person=EWA)
    asked = [visit for visit in theirs if visit["who"] == "kierownik-20060"]
    assert [entry["outcome"] for visit in asked for entry in visit["entries"]] == ["refused"] * 3


async def test_asking_about_somebody_is_an_entry_with_whom(log_in: LogIn, engine: AsyncEngine) -> None:
    await visits(await log_in("audytor"), person=ANNA)
    async with engine.connect() as connection:
        rows = (
            await connection.execute(select(AccessLogRow.who, AccessLogRow.client_id, AccessLogRow.outcome))
        ).all()
    assert [tuple(row) for row in rows] == [("audytor", KOLNO, "none")]


@pytest.mark.parametrize("missing", ["last_name", "first_name", "birth_date"])
async def test_a_person_is_asked_about_by_the_whole_name_and_the_birth_date(log_in: LogIn, missing: str) -> None:
    person = {name: value for name, value in ANNA.items() if name != missing}
    answer = await (await log_in("audytor")).post("/api/access-log/visits", json={"person": person})
    assert answer.status_code == 422
    part = await visits(await log_in("kierownik-wup"), person={**ANNA, "last_name": "Żółw"})
    assert part == []


async def test_nobody_goes_through_a_register_by_names(log_in: LogIn) -> None:
    auditor = await log_in("audytor")
    statuses = [
        (await auditor.post("/api/access-log/visits", json={"person": NOBODY})).status_code for _ in range(9)
    ]
    assert statuses == [200] * 8 + [429]


async def test_looks_are_found_by_the_name_of_the_account(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    await look(engine, 1)
    await look(engine, 2, who="k20060-2", call_id="call-1")
    clock.passes(minutes=3)
    browser = await log_in("kierownik-20060")
    assert [v["who"] for v in await visits(browser, staff="OSOBA k20060")] == ["k20060-2", "k20060-1"]
    assert [v["who"] for v in await visits(browser, staff="k20060-2")] == ["k20060-2"]
    assert await visits(browser, staff="nikt taki") == []
