"""Who looked at clients' data: who may see that, finding it, the file, and that reading it stands in it."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.routes.logs import access_log
from api.routes.logs.access_log_file import ACCESS_HEADER
from clients.store import ClientStore
from core.db.tables.client_tables import AccessLogRow
from core.db.tables.person_tables import Client
from core.facts.kinds.scenarios import ClientDataTold
from core.questions.client_data import NextPaymentOf, NextVisitOf
from tests.api.centre import Centre
from tests.api.conftest import LogIn
from tests.api.people import CONSULTANTS
from tests.support.calls.call_facts import NINE, Story
from tests.support.database.postgres import server
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

KOLNO, BIALYSTOK = "client-kolno", "client-bialystok"
SEES = {
    "audytor": {KOLNO, BIALYSTOK},
    "kierownik-wup": {KOLNO, BIALYSTOK},
    "kierownik-20060": {KOLNO},
    "kierownik-20610": {BIALYSTOK},
}


@pytest.fixture(autouse=True)
async def looks(engine: AsyncEngine, clock: StandingClock) -> None:
    """The line has told a client of each of two offices about the visit, Kolno's also about the benefit."""
    async with engine.begin() as connection:
        for client, office in ((KOLNO, "20060"), (BIALYSTOK, "20610")):
            values = {"id": client, "office": office}
            born = {"birth_date": date(1980, 5, 17), "first_name": "Anna Łucja" if office == "20060" else "Ewa"}
            await connection.execute(insert(Client).values(**values, **born, last_name="Żółw-Nowak"))
    store = ClientStore(engine, clock)
    await store.ask(NextVisitOf(KOLNO, "call-1"))
    clock.passes(minutes=1)
    await store.ask(NextVisitOf(BIALYSTOK, "call-2"))
    clock.passes(minutes=1)
    await store.ask(NextPaymentOf(KOLNO, "call-3"))
    clock.passes(minutes=1)


async def found(browser: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await browser.get("/api/access-log", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["entries"])


async def searched(browser: AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await browser.post("/api/access-log/search", json=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["entries"])


async def exported(browser: AsyncClient, **query: Any) -> list[list[str]]:
    answer = await browser.post("/api/access-log/export", json=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize("username", SEES)
async def test_supervisors_see_the_looks_at_their_own_office_s_clients_and_auditors_all(
    log_in: LogIn, username: str
) -> None:
    client = await log_in(username)
    assert {entry["client_id"] for entry in await found(client)} == SEES[username]
    for whose in (KOLNO, BIALYSTOK):
        seen = [e for e in await searched(client, client=whose) if e["who_kind"] == "line"]
        assert bool(seen) == (whose in SEES[username])


@pytest.mark.parametrize(
    "username",
    first_of(
        3,
        [
            "k20060-1",
            "administrator",
            "technik",
            "zespol",
            "redaktor",
            *(each for each in CONSULTANTS if each != "k20060-1"),
        ],
        ANOTHER,
        "tests/api/logs/test_access_log.py::test_neither_consultants_nor_those_who_run_the_system_see_the_access_log",
    ),
)
async def test_neither_consultants_nor_those_who_run_the_system_see_the_access_log(
    log_in: LogIn, username: str
) -> None:
    client = await log_in(username)
    assert (await client.get("/api/access-log")).status_code == 403
    assert (await client.post("/api/access-log/search", json={})).status_code == 403
    assert (await client.post("/api/access-log/export", json={})).status_code == 403


async def test_nobody_sees_the_access_log_without_logging_in(stranger: AsyncClient) -> None:
    assert (await stranger.get("/api/access-log")).status_code == 401
    assert (await stranger.post("/api/access-log/export", json={})).status_code == 401


async def test_an_entry_says_who_whose_what_for_and_when(log_in: LogIn) -> None:
    [entry] = await found(await log_in("kierownik-20060"), call="call-1")
    assert entry.pop("id").startswith("access-")
    assert entry == {
        "at": NINE.isoformat().replace("+00:00", "Z"),
        "who_kind": "line",
        "who": "call-1",
        "client_id": KOLNO,
        "office": "20060",
        "topic": "visit",
        "purpose": "self_service",
        "outcome": "none",
        "call_id": "call-1",
        "field_groups": None,
        "reason": None,
        "message_id": None,
    }


async def test_entries_are_found_by_client_call_who_office_and_time(log_in: LogIn) -> None:
    client = await log_in("audytor")

    def calls(entries: list[dict[str, Any]]) -> set[str]:
        return {entry["call_id"] for entry in entries if entry["who_kind"] == "line"}

    assert calls(await searched(client, client=KOLNO)) == {"call-1", "call-3"}
    assert calls(await found(client, who="call-2")) == {"call-2"}
    assert calls(await found(client, office="20610")) == {"call-2"}
    later = (NINE + timedelta(minutes=1)).isoformat()
    assert calls(await found(client, **{"from": later})) == {"call-2", "call-3"}
    assert calls(await found(client, to=later)) == {"call-1"}
    assert calls(await found(client, to="2026-11-23")) == set()


async def test_reading_the_log_stands_in_the_log(log_in: LogIn, clock: StandingClock) -> None:
    own, auditor = await log_in("kierownik-20060"), await log_in("audytor")
    await found(own, call="call-1")
    clock.passes(seconds=1)
    await searched(own, client=BIALYSTOK)
    clock.passes(seconds=1)
    await searched(own, client="client-nobody")
    clock.passes(seconds=1)
    await exported(own, client=KOLNO)
    reviews = [e for e in await found(auditor, who="kierownik-20060") if e["purpose"] == "access_review"]
    told = [(e["client_id"], e["office"], e["outcome"], e["call_id"]) for e in reviews]
    told[2:4] = sorted(told[2:4], key=str)  # of the same moment
    assert told == [
        (KOLNO, "20060", "exported", None),
        (None, "20060", "none", None),
        *sorted([(None, "20060", "none", None), (BIALYSTOK, "20610", "refused", None)], key=str),
        (None, "20060", "found", "call-1"),
    ]
    assert {e["topic"] for e in reviews} == {"access_log"}
    asked = await searched(await log_in("kierownik-20610"), client=BIALYSTOK)
    assert "kierownik-20060" in {e["who"] for e in asked}, "the other office sees who asked about its client"


async def test_entries_come_page_by_page_newest_first_though_reading_adds_some(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    client = await log_in("kierownik-20060")
    turned: list[list[str]] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await client.get("/api/access-log", params={"limit": 1, **cursor})).json()
        clock.passes(seconds=1)
        turned.append([entry["call_id"] for entry in page["entries"]])
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert turned == [["call-3"], ["call-1"]]


async def test_the_file_holds_the_same_and_computes_nothing(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            insert(AccessLogRow).values(
                id="access-0",
                at=NINE,
                who_kind="account",
                who='=HYPERLINK("http://evil","click")',
                client_id=KOLNO,
                office="20060",
                topic="+visit",
                purpose="access_review",
                outcome="@SUM(A1)",
                call_id=" -1",
            )
        )
    table = await exported(await log_in("kierownik-20060"))
    assert table[0] == list(ACCESS_HEADER)
    assert table[1] == [
        *(
            "24.11.2026",
            "10:02:00",
            "infolinia",
            "Kolno",
            "wypłata świadczenia",
            "",
            "informacja dla dzwoniącego na infolinii",
        ),
        *("", "nie znaleziono danych", "", KOLNO, "call-3"),
    ]
    assert [row[-1] for row in table[1:]] == ["call-3", "call-1", "' -1"]
    line = dict(zip(ACCESS_HEADER, table[-1], strict=True))
    assert (line["Kto"], line["Co"], line["Wynik"]) == (
        '\'=HYPERLINK("http://evil","click")',
        "'+visit",
        "'@SUM(A1)",
    )
    only = await exported(await log_in("audytor"), client=BIALYSTOK)
    assert [row[-2] for row in only[1:]] == [BIALYSTOK]


async def test_more_than_a_file_may_hold_is_refused_in_polish_and_is_no_reading(
    log_in: LogIn, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_log, "MOST_EXPORTED", 2)
    client = await log_in("audytor")
    answer = await client.post("/api/access-log/export", json={})
    assert answer.status_code == 422
    assert answer.json()["code"] == "too_many_entries"
    assert "zawęzić" in answer.json()["message"]
    async with engine.connect() as connection:
        purposes = (await connection.scalars(select(AccessLogRow.purpose).distinct())).all()
    assert purposes == ["self_service"]


@pytest.mark.parametrize(
    ("query", "field"),
    first_of(
        3,
        [
            ({"from": "yesterday"}, "from"),
            ({"limit": "0"}, "limit"),
            ({"cursor": "%%%"}, "cursor"),
            ({"who": "'; DROP TABLE"}, "who"),
            ({"client": KOLNO}, "client"),  # personal: not in an address
        ],
        ANOTHER,
        "tests/api/logs/test_access_log.py::test_a_question_that_cannot_be_understood_is_refused",
    ),
)
async def test_a_question_that_cannot_be_understood_is_refused(
    log_in: LogIn, query: dict[str, str], field: str
) -> None:
    client = await log_in("audytor")
    answer = await client.get("/api/access-log", params=query)
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json()["fields"]] == [field]


async def test_without_the_database_nothing_is_shown(log_in: LogIn) -> None:
    client = await log_in("audytor")
    with server().away():
        answer = await client.post("/api/access-log/search", json={"client": KOLNO})
    assert answer.status_code == 503


async def test_the_timeline_of_a_call_says_what_was_told_and_not_the_data(log_in: LogIn, centre: Centre) -> None:
    story = Story().rings().is_verified()
    story.then(ClientDataTold(topic="benefit_amount", outcome="told"), after=1)
    story.then(ClientDataTold(topic="offers", outcome="unavailable"), after=1).ends()
    await centre.write(story.facts)
    client = await log_in("kierownik-20060")
    steps = (await client.get(f"/api/calls/{story.call_id}")).json()["timeline"]
    told = [(step["text"], step["details"]) for step in steps if step["kind"] == "client_data"]
    assert told == [
        ("Dane klienta, wypłata świadczenia z kwotą: podano", {"topic": "benefit_amount", "outcome": "told"}),
        ("Dane klienta, oferty pracy: dane niedostępne", {"topic": "offers", "outcome": "unavailable"}),
    ]
