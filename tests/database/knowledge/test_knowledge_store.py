"""What calls are told: published, in force on the day in Warsaw, an office's own first, with that day's rates."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.engine import make_engine
from core.db.tables.client_tables import AccessLogRow
from core.questions.public_answers import ShortAnswersOn
from knowledge.store import KnowledgeStore, published_short_answers
from tests.support.database.offices import put_shipped_offices
from tests.support.database.postgres import server
from tests.support.knowledge.article_versions import CODE, THIS_YEAR, content, put_article, put_rates, text
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

DAY = date(2026, 11, 27)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 11, 27, 11, tzinfo=UTC))


@pytest.fixture
def knowledge(engine: AsyncEngine, clock: StandingClock) -> KnowledgeStore:
    return KnowledgeStore(engine, clock)


@pytest.fixture(autouse=True)
async def _offices(engine: AsyncEngine) -> None:
    await put_shipped_offices(engine)
    await put_rates(engine, THIS_YEAR)


async def texts(
    knowledge: KnowledgeStore, office: str | None = None, language: str = "pl", most: int = 5
) -> list[str]:
    found = await knowledge.ask(ShortAnswersOn("zasilek", office, language, most))
    return [answer.text for answer in found.answers]


async def test_what_is_published_and_in_force_is_told_in_its_order(
    engine: AsyncEngine, knowledge: KnowledgeStore
) -> None:
    await put_article(engine, "b", content("Druga."), place=2)
    await put_article(engine, "c", content("Pierwsza."), place=1)
    await put_article(engine, "over", content("Dawna.", valid_until=DAY - timedelta(days=1)))
    await put_article(engine, "not-yet", content("Przyszła.", valid_from=DAY + timedelta(days=1)))
    await put_article(engine, "doubtful", content("Niepewna.", source_holds_until=DAY - timedelta(days=1)))
    await put_article(engine, "another-topic", content("Inna."), topic="oferty")
    for state in ("draft", "review", "withdrawn", "replaced"):
        await put_article(engine, state, content(state), state=state)
    assert await texts(knowledge) == ["Pierwsza.", "Druga."]
    assert await texts(knowledge, most=1) == ["Pierwsza."]
    assert await texts(knowledge, language="en", most=1) == ["Pierwsza."], "in Polish rather than not at all"


async def test_an_office_s_own_answers_come_instead_of_those_of_the_province(
    engine: AsyncEngine, knowledge: KnowledgeStore
) -> None:
    await put_article(engine, "all", content("Wszędzie."))
    await put_article(engine, "kolno", content("W Kolnie."), office="20060", owner="20060")
    assert await texts(knowledge, "20060") == ["W Kolnie."]
    assert await texts(knowledge, "20620") == ["Wszędzie."]
    assert await texts(knowledge, None) == ["Wszędzie."]


async def test_amounts_are_filled_in_as_each_language_reads_them(
    engine: AsyncEngine, knowledge: KnowledgeStore
) -> None:
    named = f"{{stawka:{CODE}}}"
    await put_article(
        engine, "a", content(texts={"pl": text(f"Zasiłek: {named}."), "en": text(f"It is {named}.")})
    )
    assert await texts(knowledge) == ["Zasiłek: 1721,90 zł."]
    assert await texts(knowledge, language="en") == ["It is PLN 1,721.90."]


async def test_an_expired_rate_is_not_told_from_midnight_in_warsaw_on(
    engine: AsyncEngine, knowledge: KnowledgeStore, clock: StandingClock
) -> None:
    await put_article(engine, "a", content(f"Zasiłek: {{stawka:{CODE}}}."), place=1)
    await put_article(engine, "b", content("Zapytaj w urzędzie."), place=2)
    clock.at = datetime(2027, 5, 31, 21, 59, 59, tzinfo=UTC)  # one second before midnight in Warsaw
    assert await texts(knowledge) == ["Zasiłek: 1721,90 zł.", "Zapytaj w urzędzie."]
    clock.at = datetime(2027, 5, 31, 22, tzinfo=UTC)
    assert await texts(knowledge) == ["Zapytaj w urzędzie."]
    await put_rates(engine, replace(THIS_YEAR, valid_from=date(2027, 6, 1), valid_until=None))
    assert len(await texts(knowledge)) == 2


async def test_all_texts_that_calls_may_need_are_told_with_their_language(engine: AsyncEngine) -> None:
    await put_article(engine, "a", content(texts={"pl": text("Po polsku."), "uk": text("Українською.")}))
    await put_article(engine, "kolno", content("W Kolnie."), office="20060", owner="20060", topic="oferty")
    await put_article(engine, "over", content(valid_until=DAY - timedelta(days=1)))
    found = await published_short_answers(engine, DAY)
    assert [(a.article_id, a.topic, a.office, a.language, a.answer.text) for a in found] == [
        ("kolno", "oferty", "20060", "pl", "W Kolnie."),
        ("a", "zasilek", None, "pl", "Po polsku."),
        ("a", "zasilek", None, "uk", "Українською."),
    ]


async def test_nobody_is_noted_as_having_looked(engine: AsyncEngine, knowledge: KnowledgeStore) -> None:
    await put_article(engine, "a")
    await texts(knowledge)
    async with engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(AccessLogRow)) == 0


async def test_a_server_that_was_away_is_asked_again(dsn: str, engine: AsyncEngine, clock: StandingClock) -> None:
    await put_article(engine, "a", content("Jest."))
    other = make_engine(dsn, pool_size=1, checks_first=False)
    knowledge = KnowledgeStore(other, clock)
    try:
        assert await texts(knowledge) == ["Jest."]
        with server().away():
            pass
        assert await texts(knowledge) == ["Jest."]
    finally:
        await other.dispose()
