"""Searching the knowledge base over the web service: what comes, who may, and that no question gets into a log."""

from datetime import date
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.schemas.paging import encoded
from core.db.tables.search_tables import KnowledgeUseRow, UnansweredSearchRow
from core.db.tables.staff_tables import AuditRow
from tests.api.conftest import LogIn
from tests.support.knowledge.shipped_articles import article, put_articles, text
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.eventually import LONG, eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

LOST = article(
    "karta-zgubiona",
    {
        "pl": text("Utrata karty", "Zgubiłem kartę", short="Nową kartę wydaje urząd."),
        "en": text("Lost card", "I lost my card", short="The office issues a new card."),
        "uk": text("Втрата картки", "Я загубив картку", short="Нову картку видає управління."),
    },
    valid_until=date(2027, 5, 31),
)
OF_KOLNO = article("karta-kolno", {"pl": text("Karta w Kolnie", "Gdzie odebrać kartę?")}, office="20060")
EMPLOYERS = article("karta-firmy", {"pl": text("Karta firmy")}, audiences=("employer",))
HOSTILE = [
    "",
    " ",
    "'\"\\%_():*&|!<>" * 14,
    "a\0b",
    "a",
    "a" * 200,
    "😀🦄",
    "\u202eatrak\u202c שלום",
    "'; DROP TABLE article; --",
    "praca urząd jak co gdzie kiedy kto " * 5,
    "karta:* & (zguba | !utrata)",
    "1" * 200,
    "\ud800karta",
]


@pytest.fixture
async def consultant(log_in: LogIn, engine: AsyncEngine) -> AsyncClient:
    """Logged in, with three articles that can be found."""
    await put_articles(engine, LOST, OF_KOLNO, EMPLOYERS)
    client = await log_in("k20060-1")

    async def all_are_there() -> bool:
        return len((await search(client, "karta"))["hits"]) == 3

    await eventually(all_are_there, LONG)
    return client


async def search(client: AsyncClient, q: str, **more: Any) -> dict[str, Any]:
    answer = await client.post("/api/knowledge/search", json={"q": q, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_question_as_it_is_typed_finds_its_article(consultant: AsyncClient) -> None:
    for typed in ("zgub", "zgubilem kar", "zgubiłem kartę", "ZGUBIŁAM karte", "zgubilem krate", "utrata karty"):
        found = await search(consultant, typed, limit=5)
        assert found["hits"][0]["id"] == "karta-zgubiona", typed
        assert found["is_answered"]
    hit = (await search(consultant, "zgubiłem kartę"))["hits"][0]
    assert hit["short_answer"] == "Nową kartę wydaje urząd."
    assert hit["is_in_force"]
    assert (hit["kind"], hit["language"], hit["office"]) == ("article", "pl", None)
    assert (hit["is_pointer"], hit["legal_basis"], hit["holds_until"]) == (False, None, "2027-05-31")
    assert "".join(part["text"] for part in hit["title_parts"]) == hit["title"]
    assert any(part["is_hit"] for part in hit["title_parts"])
    assert any(part["is_hit"] for part in hit["excerpt_parts"])


async def test_other_languages_and_slips(consultant: AsyncClient) -> None:
    assert (await search(consultant, "lost my card"))["hits"][0]["language"] == "en"
    assert (await search(consultant, "загубила картку"))["hits"][0]["language"] == "uk"
    assert (await search(consultant, "card", language="pl"))["hits"] == []
    assert (await search(consultant, "zgubilme kartę"))["corrected"] == "zgubiłem kartę"


async def test_filters(consultant: AsyncClient) -> None:
    async def ids(**more: Any) -> set[str]:
        return {hit["id"] for hit in (await search(consultant, "karta", **more))["hits"]}

    assert await ids() == {"karta-zgubiona", "karta-kolno", "karta-firmy"}
    assert await ids(office="20610") == {"karta-zgubiona", "karta-firmy"}
    assert await ids(audience="unemployed") == {"karta-zgubiona", "karta-kolno"}
    assert await ids(kinds=["place"]) == set()
    answer = await consultant.post("/api/knowledge/search", json={"q": "urząd", "kinds": ["place"]})
    assert {hit["kind"] for hit in answer.json()["hits"]} == {"place"}


@pytest.mark.parametrize(
    "q",
    first_of(
        3,
        HOSTILE,
        ANOTHER,
        "tests/api/knowledge/test_knowledge_search.py::test_hostile_questions_get_a_sensible_answer",
    ),
)
async def test_hostile_questions_get_a_sensible_answer(consultant: AsyncClient, q: str) -> None:
    content = b'{"q": "\\ud800karta"}' if "\ud800" in q else None
    for path in ("search", "suggestions"):
        if content is None:
            answer = await consultant.post(f"/api/knowledge/{path}", json={"q": q})
        else:
            json = {"Content-Type": "application/json"}
            answer = await consultant.post(f"/api/knowledge/{path}", content=content, headers=json)
        assert answer.status_code == 200, answer.text
    noted = await consultant.post("/api/knowledge/unanswered", json={"q": q.encode("utf-8", "ignore").decode()})
    assert noted.status_code == 200


async def test_a_question_that_is_too_long_and_an_unknown_field_are_refused(consultant: AsyncClient) -> None:
    for wrong in (
        {"q": "a" * 201},
        {"q": "a", "kind": "x"},
        {"q": "a", "limit": 21},
        {},
        {"q": "a", "office": "x"},
    ):
        assert (await consultant.post("/api/knowledge/search", json=wrong)).status_code == 422


async def test_suggestions_go_on_from_what_is_typed(consultant: AsyncClient) -> None:
    answer = await consultant.post("/api/knowledge/suggestions", json={"q": "zgub"})
    assert "zgubić" in answer.json()["suggestions"]
    assert "Zgubiłem kartę" in answer.json()["suggestions"]


async def test_twenty_keys_a_second_are_no_trouble_and_thousands_are(
    consultant: AsyncClient, clock: StandingClock
) -> None:
    for _ in range(10):
        for _ in range(20):
            await search(consultant, "karta")
        clock.passes(seconds=1)
    statuses = [
        (await consultant.post("/api/knowledge/suggestions", json={"q": "k"})).status_code for _ in range(80)
    ]
    assert statuses[-1] == 429


async def test_nothing_of_a_question_gets_into_a_log(
    consultant: AsyncClient, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    await search(consultant, "tajemnica Kowalskiego 85010112345")
    await consultant.post("/api/knowledge/suggestions", json={"q": "tajemnica Kowalskiego"})
    await consultant.post("/api/knowledge/unanswered", json={"q": "tajemnica Kowalskiego"})
    await consultant.post("/api/knowledge/search", json={"q": "tajemnica Kowalskiego" * 20})
    out, err = capfd.readouterr()
    for logged in (out, err, caplog.text):
        assert "tajemnic" not in logged
        assert "Kowalsk" not in logged


async def test_unanswered_questions_are_editors_work(
    consultant: AsyncClient, log_in: LogIn, engine: AsyncEngine
) -> None:
    typed = {"q": "Jan Kowalski pyta o emeryturę strażaka 600100200"}
    for _ in range(2):
        answer = await consultant.post("/api/knowledge/unanswered", json=typed)
        assert answer.json() == {"is_kept": True}
    assert (await consultant.post("/api/knowledge/unanswered", json={"q": "Kowalski"})).json() == {
        "is_kept": False
    }
    assert (await consultant.get("/api/knowledge/unanswered")).status_code == 403
    editor = await log_in("redaktor")
    (open_one,) = (await editor.get("/api/knowledge/unanswered")).json()["unanswered"]
    assert (open_one["words"], open_one["reported"], open_one["language"]) == ("emerytura strażak", 2, "pl")
    assert (open_one["count"], open_one["offices"], open_one["weight"]) == (0, ["20060"], 8)
    for wrong in ({"cursor": "x"}, {"cursor": encoded([2**40, "a"])}, {"which": "none"}):
        assert (await editor.get("/api/knowledge/unanswered", params=wrong)).status_code == 422
    path = f"/api/knowledge/unanswered/{open_one['id']}/close"
    assert (await consultant.post(path, json={})).status_code == 403
    assert (await editor.post(path, json={"article_id": "no-such"})).status_code == 404
    closed = await editor.post(path, json={"article_id": "karta-zgubiona"})
    assert closed.json()["closed_by"] == "redaktor"
    assert (await editor.get("/api/knowledge/unanswered")).json() == {"unanswered": [], "next_cursor": None}
    async with engine.connect() as connection:
        about = (await connection.execute(select(AuditRow).where(AuditRow.subject == "unanswered_search"))).all()
        kept = (await connection.execute(select(UnansweredSearchRow.words))).scalars().all()
    assert [row.account for row in about] == ["redaktor"]  # who asked is written down nowhere
    assert kept == ["emerytura strażak"]


async def test_what_is_opened_and_read_aloud_is_counted_without_who_did_it(
    consultant: AsyncClient, engine: AsyncEngine
) -> None:
    q = "Kowalski zgubił kartę"
    await search(consultant, q)
    opened = {"what": "opened", "kind": "article", "id": "karta-zgubiona", "q": q}
    for use in (
        opened,
        opened,
        {**opened, "what": "read_aloud"},
        {**opened, "id": "no-such-article"},
        {**opened, "kind": "place", "id": "20060", "q": ""},
    ):
        assert (await consultant.post("/api/knowledge/uses", json=use)).status_code == 204
    for wrong in ({**opened, "what": "told"}, {**opened, "kind": "x"}, {**opened, "id": "'"}, {}):
        assert (await consultant.post("/api/knowledge/uses", json=wrong)).status_code == 422

    async def counted() -> list[Any]:
        use = KnowledgeUseRow
        query = select(use.what, use.office, use.words, use.article_id, use.count)
        async with engine.connect() as connection:
            return sorted(tuple(row) for row in await connection.execute(query))

    await eventually(counted, LONG)
    assert await counted() == [
        ("asked", "20060", "karta zgubić", "", 1),
        ("opened", "20060", "karta zgubić", "karta-zgubiona", 1),
        ("read_aloud", "20060", "karta zgubić", "karta-zgubiona", 1),
    ]


FAIR = {
    "office": "20060",
    "title": "Targi pracy w Kolnie",
    "town": "Kolno",
    "place": "dom kultury",
    "starts_at": "2027-03-12T10:00:00+01:00",
    "ends_at": "2027-03-12T14:00:00+01:00",
    "source": "do sprawdzenia przez redakcję",
}


async def test_a_fair_that_an_editor_saves_is_found(consultant: AsyncClient, log_in: LogIn, app: FastAPI) -> None:
    editor = await log_in("kierownik-20060")
    path = "/api/fairs/targi-kolno"
    saved = await editor.put(path, json=FAIR, headers={"If-Match": '"0"'})
    assert (saved.status_code, saved.headers["ETag"]) == (200, '"1"')
    assert (await editor.put(path, json=FAIR, headers={"If-Match": '"0"'})).status_code == 412
    other = await log_in("kierownik-20610")
    assert (await other.put(path, json=FAIR, headers={"If-Match": '"1"'})).status_code == 403
    assert (await other.delete(path, headers={"If-Match": '"1"'})).status_code == 403
    wrong = {**FAIR, "ends_at": "2027-03-12T09:00:00+01:00"}
    assert (await editor.put(path, json=wrong, headers={"If-Match": '"1"'})).status_code == 422

    async def is_found() -> bool:
        return [hit["id"] for hit in (await search(consultant, "targi pracy", kinds=["fair"]))["hits"]] == [
            "targi-kolno"
        ]

    await eventually(is_found, LONG)
    assert [fair["id"] for fair in (await consultant.get("/api/fairs")).json()["fairs"]] == ["targi-kolno"]
    assert (await editor.put("/api/fairs/targi-2", json=FAIR, headers={"If-Match": '"0"'})).status_code == 200
    first = (await consultant.get("/api/fairs?limit=1&past=true")).json()
    rest = (await consultant.get(f"/api/fairs?limit=1&past=true&cursor={first['next_cursor']}")).json()
    assert [fair["id"] for fair in first["fairs"] + rest["fairs"]] == ["targi-2", "targi-kolno"]
    assert rest["next_cursor"] is None
    assert (await editor.delete("/api/fairs/targi-2", headers={"If-Match": '"1"'})).status_code == 204
    late = await editor.delete(path, headers={"If-Match": '"7"'})
    assert (late.status_code, late.headers["ETag"]) == (412, '"1"')
    assert (await editor.delete(path, headers={"If-Match": '"1"'})).status_code == 204
    assert (await consultant.get("/api/fairs")).json() == {"fairs": [], "next_cursor": None}
