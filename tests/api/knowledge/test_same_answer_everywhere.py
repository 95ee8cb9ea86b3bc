"""One article, the same words: on the line, at the desk, through the portal's port (R139)."""

from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Office
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.values import Words
from knowledge import defaults
from knowledge.rates.rate import Rate
from knowledge.seed_store import seed_knowledge
from knowledge.store import published_short_answers
from ops.demonstration.seed_rates import seed_made_up_rates
from tests.api.conftest import LogIn
from tests.api.people import LONG_AGO, OFFICES
from tests.support.database.offices import OFFICE_ROWS
from tests.support.knowledge.article_versions import CODE, content, put_article, put_rates
from tests.support.knowledge.article_versions import text as words
from tests.support.knowledge.said_on_line import Line, line_on, no_answer
from tests.support.timing.eventually import LONG, eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

LANGUAGES = ("pl", "en", "uk")
TODAY = date(2026, 11, 24)


@pytest.fixture
async def line(engine: AsyncEngine, clock: StandingClock) -> AsyncIterator[Line]:
    async with line_on(engine, clock) as made:
        yield made


@pytest.fixture
async def portal(log_in: LogIn, stranger: AsyncClient) -> AsyncClient:
    """A program with a key of the portal."""
    administrator = await log_in("administrator")
    made = await administrator.post("/api/portal-keys", json={"name": "Portal", "days": 1})
    stranger.headers["Authorization"] = f"Bearer {made.json()['key']}"
    return stranger


async def _asked(client: AsyncClient, path: str, **params: Any) -> dict[str, Any]:
    answer = await client.get(path, params={name: value for name, value in params.items() if value is not None})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def _listed(portal: AsyncClient, clock: StandingClock, **wanted: Any) -> dict[str, list[dict[str, Any]]]:
    """All pages of the list, by topic."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    cursor = None
    while True:
        page = await _asked(portal, "/api/portal/v1/articles", limit=100, cursor=cursor, **wanted)
        clock.passes(seconds=0.1)
        for one in page["articles"]:
            found[one["topic"]].append(one)
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def _spoken(short_answer: str, written_in: str, language: str) -> str:
    """The text by which a call in a language tells that answer."""
    return PromptLibrary.defaults().text("B01", language=language, odpowiedz=Words(short_answer, written_in))


async def test_every_article_that_ships_is_told_in_the_same_words_everywhere(
    engine: AsyncEngine, line: Line, log_in: LogIn, portal: AsyncClient, clock: StandingClock
) -> None:
    shipped = defaults.articles()
    async with engine.begin() as connection:
        others = [row for row in OFFICE_ROWS if row["code"] not in OFFICES]
        await connection.execute(insert(Office), others)
        assert await seed_knowledge(connection, shipped, defaults.rates(), LONG_AGO) > len(shipped)
        await seed_made_up_rates(connection, TODAY, LONG_AGO)
    desk = await log_in("k20060-1")
    at_desk: dict[tuple[str, str], str | None] = {}
    ahead = {
        (one.article_id, one.language): one.answer.text for one in await published_short_answers(engine, TODAY)
    }
    for number, each in enumerate(shipped):
        clock.passes(seconds=0.3)  # as fast as one account may open pages
        shown = (await _asked(desk, f"/api/articles/{each.id}"))["published"]["texts"]
        at_desk |= {(each.id, language): text["short_answer_filled"] for language, text in shown.items()}
        written_in = sorted(shown)[number % len(shown)]  # the whole in one language; its sentence in all, below
        whole = await portal.get(f"/api/portal/v1/articles/{each.id}", params={"language": written_in})
        at_the_desk = shown[written_in]
        if at_the_desk["short_answer_filled"] is None:
            assert whole.status_code == 404, each.id
            continue
        told = whole.json()
        assert (told["id"], told["language"]) == (each.id, written_in)
        assert told["short_answer"] == at_the_desk["short_answer_filled"]
        for name in ("title", "full_html", "steps", "documents"):
            assert told[name] == at_the_desk[name], (each.id, written_in, name)
        assert all(amount["text"] in str(told) for amount in told["amounts"])
    told_today = {key: text for key, text in at_desk.items() if text is not None}
    assert told_today == ahead, "what calls speak ahead"
    assert len(told_today) >= 3 * 200
    heard = set()
    for language in LANGUAGES:
        listed = await _listed(portal, clock, language=language)
        for office, topic in sorted({(each.office or "", each.placing.topic) for each in shipped}):
            those = listed.get(topic, [])
            if office:
                those = (await _listed(portal, clock, language=language, office=office, topic=topic))[topic]
            said = await line.says(topic, office or None, language)
            expected = [_spoken(one["short_answer"], one["language"], language) for one in those]
            assert said == (expected or [no_answer(language)]), (topic, office, language)
            for one in those:
                assert one["short_answer"] == told_today[one["id"], one["language"]]
                heard.add((one["id"], one["language"]))
    assert heard == set(told_today), "every answer was heard in a call, and stands in the portal's list"


STANDS = Rate(CODE, "Zasiłek", Decimal("1721.90"), date(2026, 6, 1), TODAY, "Obwieszczenie", "high")
FOLLOWS = Rate(CODE, "Zasiłek", Decimal("1800.00"), date(2026, 11, 25), None, "Obwieszczenie", "high")
ENDS = Rate("stypendium", "Stypendium", Decimal("2066.30"), date(2026, 6, 1), TODAY, "Obwieszczenie", "high")


async def test_an_amount_changes_at_midnight_everywhere_at_once_and_what_ends_is_told_nowhere(
    engine: AsyncEngine, line: Line, log_in: LogIn, portal: AsyncClient, clock: StandingClock
) -> None:
    benefit = {
        "pl": words(f"Wynosi {{stawka:{CODE}}}.", title="Zasiłek", steps=(f"Sprawdź {{stawka:{CODE}}}.",)),
        "en": words(f"It is {{stawka:{CODE}}}.", title="Benefit"),
        "uk": words(f"Становить {{stawka:{CODE}}}.", title="Допомога"),
    }
    ends = {"pl": words("Płacimy {stawka:stypendium}.", title="Stypendium")}
    await put_article(engine, "kwota", content(texts=benefit), topic="kwota")
    await put_article(engine, "stypendium", content(texts=ends), topic="stypendium")
    await put_rates(engine, STANDS, FOLLOWS, ENDS)
    desks = [await log_in("k20060-1")]

    async def everywhere(article_id: str, language: str, question: str) -> list[Any]:
        """On the line, at the desk, in its search; through the port: whole, in the list, found."""
        desk = desks[-1]
        shown = (await _asked(desk, f"/api/articles/{article_id}"))["published"]["texts"][language]
        whole = await portal.get(f"/api/portal/v1/articles/{article_id}", params={"language": language})
        listed = (await _listed(portal, clock, language=language)).get(article_id, [])
        body = {"q": question, "language": language}
        found = [
            {hit["id"]: hit["short_answer"] for hit in (await client.post(path, json=body)).json()["hits"]}
            for client, path in ((desk, "/api/knowledge/search"), (portal, "/api/portal/v1/search"))
        ]
        return [
            *await line.says(article_id, None, language),
            shown["short_answer_filled"],
            whole.json().get("short_answer"),
            *(one["short_answer"] for one in listed),
            *(hits.get(article_id) for hits in found),
        ]

    async def is_found() -> bool:
        return len((await desks[0].post("/api/knowledge/search", json={"q": "stypendium"})).json()["hits"]) > 0

    await eventually(is_found, LONG)
    clock.passes(hours=13, minutes=59, seconds=30)  # half a minute is left of the day in Warsaw
    desks.append(await log_in("k20060-1"))
    before = await portal.get("/api/portal/v1/articles/kwota")
    assert before.headers["Cache-Control"] == "private, max-age=30", "no portal keeps it past midnight"
    assert [(one["text"], one["valid_until"]) for one in before.json()["amounts"]] == [
        ("1721,90 zł", "2026-11-24")
    ]
    assert (before.json()["holds_until"], before.json()["steps"]) == ("2026-11-24", ["Sprawdź 1721,90 zł."])
    assert set(await everywhere("kwota", "pl", "zasiłek")) == {"Wynosi 1721,90 zł."}
    assert set(await everywhere("kwota", "uk", "допомога")) == {"Становить 1721,90 злотих."}
    english = await everywhere("kwota", "en", "benefit")
    assert set(english) == {"It is PLN 1,721.90."}, english
    assert set(await everywhere("stypendium", "pl", "stypendium")) == {"Płacimy 2066,30 zł."}
    clock.passes(seconds=30)
    assert set(await everywhere("kwota", "pl", "zasiłek")) == {"Wynosi 1800,00 zł."}
    assert set(await everywhere("kwota", "uk", "допомога")) == {"Становить 1800,00 злотих."}
    assert set(await everywhere("kwota", "en", "benefit")) == {"It is PLN 1,800.00."}
    assert set(await everywhere("stypendium", "pl", "stypendium")) == {no_answer("pl"), None}
    gone = await portal.get("/api/portal/v1/articles/stypendium")
    assert (gone.status_code, gone.headers["Cache-Control"]) == (404, "no-store")
    asked = (await portal.post("/api/portal/v1/search", json={"q": "stypendium"})).json()
    assert (asked["hits"], asked["is_answered"], asked["day"]) == ([], False, "2026-11-25")
