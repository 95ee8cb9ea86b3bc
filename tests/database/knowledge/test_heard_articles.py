"""What the desk marks as heard is what the line has read, whoever called in whatever language."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.questions.public_answers import ShortAnswersOn
from knowledge.articles.content import ArticleContent
from knowledge.for_desk.choice import Wanted
from knowledge.for_desk.desk_article_store import articles_for_call
from knowledge.store import KnowledgeStore
from tests.support.database.offices import put_shipped_offices
from tests.support.knowledge.article_versions import content, put_article, text
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

DAY = date(2026, 11, 27)
KOLNO, LOMZA = "20060", "20620"


def written(name: str, *languages: str) -> ArticleContent:
    """Its title is its short answer: what the line read can be found again."""
    return content(texts={one: text(f"{name}-{one}", title=name) for one in languages})


@pytest.fixture(autouse=True)
async def _articles(engine: AsyncEngine) -> None:
    await put_shipped_offices(engine)
    await put_article(engine, "p-pl", written("p-pl", "pl"), place=1)
    await put_article(engine, "p_en", written("p_en", "en"), place=1)
    await put_article(engine, "p-all", written("p-all", "pl", "en", "uk"), place=2)
    empty = content(texts={"pl": text("half-pl", title="half"), "en": text("", title="half")})
    await put_article(engine, "half", empty, place=3)
    await put_article(engine, "k-pl", written("k-pl", "pl"), place=2, office=KOLNO, owner=KOLNO)
    await put_article(engine, "k-uk", written("k-uk", "pl", "uk"), place=1, office=KOLNO, owner=KOLNO)
    await put_article(engine, "other", written("other", "pl"), topic="oferty")


@pytest.mark.parametrize("office", [KOLNO, LOMZA, None])
async def test_the_desk_marks_what_the_line_has_read(engine: AsyncEngine, office: str | None) -> None:
    line = KnowledgeStore(engine, StandingClock(datetime(2026, 11, 27, 11, tzinfo=UTC)))
    for language, most in product(("pl", "en", "uk"), (1, 2, 5)):
        question = ShortAnswersOn("zasilek", office, language, most)
        read = [answer.text.rpartition("-")[0] for answer in (await line.ask(question)).answers]
        wanted = Wanted("unemployed", office, language, [question])
        articles, titles = await articles_for_call(engine, wanted, DAY)
        assert titles == {"zasilek": "; ".join(read)}
        shown = {one.id for one in articles}
        assert {one.id for one in articles if one.is_heard} == shown & set(read), (language, most)


async def test_what_was_heard_before_the_office_was_known_is_the_province_s(engine: AsyncEngine) -> None:
    question = ShortAnswersOn("zasilek", None, "pl", 1)
    articles, titles = await articles_for_call(engine, Wanted("unemployed", KOLNO, "pl", [question]), DAY)
    assert titles == {"zasilek": "p-pl"}
    assert [one.id for one in articles if one.is_heard] == ["p-pl"]


async def test_however_many_articles_an_office_has_of_its_own_what_was_heard_is_known(engine: AsyncEngine) -> None:
    for number in range(40):
        await put_article(engine, f"own-{number}", topic="oferty", office=LOMZA, owner=LOMZA)
    question = ShortAnswersOn("zasilek", LOMZA, "pl", 1)
    _, titles = await articles_for_call(engine, Wanted("unemployed", LOMZA, "pl", [question]), DAY)
    assert titles == {"zasilek": "p-pl"}
