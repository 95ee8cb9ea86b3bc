"""Everyday words over the web service, tried before they are saved, and what is learnt from use."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import AuditRow
from knowledge.learning.use import AskedOtherwise
from knowledge.learning.use_store import note_uses
from tests.api.conftest import LogIn
from tests.support.knowledge.shipped_articles import article, put_articles, text
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.eventually import LONG, eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

WORD = {"language": "pl", "phrase": "papuga", "meaning": "karta", "into": "pl"}
WORDS = "/api/knowledge/everyday-words"


@pytest.fixture
async def editor(log_in: LogIn, engine: AsyncEngine) -> AsyncClient:
    """Logged in, with an article that can be found."""
    await put_articles(engine, article("karta", {"pl": text("Karta", "Gdzie jest karta?")}))
    client = await log_in("redaktor")

    async def is_there() -> bool:
        return await found(client, "karta") == ["karta"]

    await eventually(is_there, LONG)
    return client


async def found(client: AsyncClient, q: str) -> list[str]:
    answer = await client.post("/api/knowledge/search", json={"q": q})
    return [hit["id"] for hit in answer.json()["hits"]]


async def test_an_editor_tries_a_word_saves_it_and_takes_it_away(editor: AsyncClient, engine: AsyncEngine) -> None:
    tried = (await editor.post(f"{WORDS}/trial", json={**WORD, "q": "papuga"})).json()
    assert [[hit["id"] for hit in tried[side]["hits"]] for side in ("before", "after")] == [[], ["karta"]]
    assert (tried["before"]["is_answered"], tried["is_said"]) == (False, True)
    assert await found(editor, "papuga") == []

    added = await editor.post(WORDS, json={**WORD, "phrase": " papuga "})
    assert (added.status_code, added.json()["phrase"], added.json()["added_by"]) == (201, "papuga", "redaktor")

    async def is_found() -> bool:
        return await found(editor, "papuga") == ["karta"]

    await eventually(is_found, LONG)
    listed = (await editor.get(WORDS, params={"q": "kuron"})).json()
    assert listed["words"] == [added.json()]
    assert "kuroniówka" in {one["phrase"] for one in listed["shipped"]}
    assert (await editor.get(WORDS)).json()["shipped"] == []

    assert (await editor.delete(f"{WORDS}/{added.json()['id']}")).status_code == 204
    assert (await editor.delete(f"{WORDS}/{added.json()['id']}")).status_code == 404
    async with engine.connect() as connection:
        query = select(AuditRow).where(AuditRow.subject == "everyday_word").order_by(AuditRow.number)
        logged = (await connection.execute(query)).all()
    assert [(row.action, row.account) for row in logged] == [("insert", "redaktor"), ("delete", "redaktor")]


@pytest.mark.parametrize(
    ("change", "field"),
    first_of(
        3,
        [
            ({"phrase": ""}, "phrase"),
            ({"phrase": "600 100 200"}, "phrase"),
            ({"meaning": "emerytura"}, "meaning"),
            ({"meaning": "Papuga"}, "meaning"),
            ({"into": "en"}, "into"),
            ({"phrase": "\0"}, "phrase"),
        ],
        ANOTHER,
        "tests/api/knowledge/test_learning.py::test_what_cannot_be_an_everyday_word_is_refused",
    ),
)
async def test_what_cannot_be_an_everyday_word_is_refused(
    editor: AsyncClient, change: dict[str, Any], field: str
) -> None:
    answer = await editor.post(WORDS, json={**WORD, **change})
    assert answer.status_code == 422
    assert field in answer.text
    assert (await editor.get(WORDS)).json()["words"] == []


async def test_what_was_put_otherwise_is_proposed_until_somebody_says_that_it_is_nothing(
    editor: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    pair = AskedOtherwise("pl", "papuga zgubić", "karta zgubić", "karta")
    await note_uses(engine, [], [pair, pair], clock.now())
    (proposed,) = (await editor.get("/api/knowledge/asked-otherwise")).json()["pairs"]
    assert (proposed["phrase"], proposed["meaning"], proposed["count"]) == ("papuga", "karta", 2)
    forgotten = {key: proposed[key] for key in ("language", "words", "then_words")}
    assert (await editor.post("/api/knowledge/asked-otherwise/forget", json=forgotten)).status_code == 204
    assert (await editor.get("/api/knowledge/asked-otherwise")).json() == {"pairs": []}


async def test_articles_tell_how_often_they_are_used(editor: AsyncClient, log_in: LogIn) -> None:
    uses = (await editor.get("/api/knowledge/article-uses")).json()
    assert uses["since"] == "2026-08-26"
    assert {one["opened"] for one in uses["articles"] if one["id"] == "karta"} == {0}
    consultant = await log_in("k20060-1")
    for path in (WORDS, "/api/knowledge/asked-otherwise", "/api/knowledge/article-uses"):
        assert (await consultant.get(path)).status_code == 403
