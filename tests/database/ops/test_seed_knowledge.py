"""What the product brings along is written once, and never over what editors have done with it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.centre.office_tables import Office
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow, RateRow
from core.questions.public_answers import ShortAnswersOn
from knowledge.defaults import articles, rates
from knowledge.rates.rate_store import stored_rates
from knowledge.seed_store import seed_knowledge
from knowledge.store import KnowledgeStore
from ops.demonstration.seed_rates import seed_made_up_rates
from tests.support.knowledge.article_versions import FOLDER
from tests.support.timing.standing_clock import StandingClock

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("shipped_offices")]

NOW = datetime(2026, 11, 27, 11, tzinfo=UTC)


async def seed(engine: AsyncEngine) -> int:
    async with engine.begin() as connection:
        return await seed_knowledge(connection, articles(FOLDER), rates(FOLDER), NOW)


async def test_articles_are_published_by_nobody_and_calls_are_told_them(engine: AsyncEngine) -> None:
    assert await seed(engine) == 5
    async with engine.connect() as connection:
        rows = (await connection.execute(select(ArticleVersionRow.__table__))).all()
    assert {(row.state, row.number, row.written_by, row.checked_by) for row in rows} == {
        ("published", 1, None, None)
    }
    found = await KnowledgeStore(engine, StandingClock(NOW)).ask(ShortAnswersOn("zasilek", None, "pl", 2))
    assert [answer.text for answer in found.answers] == ["Zasiłek wynosi 1000,50 zł miesięcznie."]


async def test_a_second_start_adds_only_what_is_missing_and_undoes_nothing(engine: AsyncEngine) -> None:
    await seed(engine)
    async with engine.begin() as connection:
        await connection.execute(
            update(ArticleVersionRow)
            .where(ArticleVersionRow.article_id == "proba-kolno")
            .values(state="withdrawn")
        )
        await connection.execute(update(RateRow).values(amount=7))
        await connection.execute(
            delete(ArticleVersionRow).where(ArticleVersionRow.article_id == "proba-rejestracja")
        )
        await connection.execute(delete(ArticleRow).where(ArticleRow.id == "proba-rejestracja"))
    assert await seed(engine) == 1
    async with engine.connect() as connection:
        states = await connection.execute(select(ArticleVersionRow.article_id, ArticleVersionRow.state))
        assert {tuple(row) for row in states} == {
            ("proba-kolno", "withdrawn"),
            ("proba-rejestracja", "published"),
            ("proba-zasilek", "published"),
        }
        assert set(await connection.scalars(select(RateRow.amount))) == {7}
    assert await seed(engine) == 0


async def test_an_article_of_an_office_that_there_is_not_is_left_out(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.execute(delete(Office).where(Office.code == "20060"))
    assert await seed(engine) == 4


async def test_what_ships_fits_the_tables(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await seed_knowledge(connection, articles(), rates(), NOW)
        assert await connection.scalar(select(func.count()).select_from(ArticleRow)) == len(articles())


async def test_a_demonstration_has_made_up_rates_for_today_and_a_production_has_none(engine: AsyncEngine) -> None:
    today = date(2026, 12, 1)

    async def known() -> list[tuple[bool, bool]]:
        async with engine.begin() as connection:
            found = [each.rate for each in await stored_rates(connection)]
        return [(rate.is_made_up, rate.holds_on(today)) for rate in found]

    async with engine.begin() as connection:
        await seed_knowledge(connection, articles(), rates(), NOW)
    assert set(await known()) == {(False, False)}, "what ships has ended, and is not told"
    async with engine.begin() as connection:
        assert await seed_made_up_rates(connection, today, NOW) == len(rates())
        assert await seed_made_up_rates(connection, today, NOW) == 0
    assert set(await known()) == {(False, False), (True, True)}
    answers = await KnowledgeStore(engine, StandingClock(NOW)).ask(ShortAnswersOn("zasilek_stawki", None, "pl", 2))
    assert answers.answers
    assert all("zł (kwota z pokazu)" in answer.text for answer in answers.answers)
