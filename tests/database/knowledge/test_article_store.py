"""Articles in the database: every step, who may take it, and that nobody overwrites what somebody else wrote."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import anyio
import pytest
from sqlalchemy import insert, select
from sqlalchemy import text as sql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from core.db.tables.search_tables import UnansweredSearchRow
from core.errors import NotFound, StaleVersion
from knowledge.articles import article_store as store
from knowledge.articles.article import Article, Placing
from knowledge.articles.article_store import NewArticle
from knowledge.articles.list_store import ListName, Wanted, list_articles
from knowledge.articles.workflow import ArticleRefused, ArticleStepRefused, OwnArticle
from tests.support.database.offices import put_shipped_offices
from tests.support.knowledge.article_versions import (
    CODE,
    THIS_YEAR,
    article_rows,
    content,
    put_article,
    put_rates,
    text,
)
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 27, 11, tzinfo=UTC)
DAY = date(2026, 11, 27)
PLACE = Placing("zasilek", 1, ("everybody",))


@pytest.fixture(autouse=True)
async def _offices(engine: AsyncEngine) -> None:
    await put_shipped_offices(engine)
    await put_rates(engine, THIS_YEAR)


async def begun(engine: AsyncEngine, short: str = "Pierwsza wersja.") -> Article:
    new = NewArticle("nowy", PLACE, None, "20000", content(short))
    return await store.make_article(engine, new, "anna", NOW)


async def published(engine: AsyncEngine) -> Article:
    article = await begun(engine)
    article = await store.submit(engine, "nowy", article.version)
    return await store.publish(engine, "nowy", article.version, "jan", NOW)


async def test_an_article_goes_from_its_draft_to_everybody_and_away_again(engine: AsyncEngine) -> None:
    article = await begun(engine)
    assert (article.version, article.published) == (1, None)
    assert article.open is not None
    assert (article.open.state, article.open.number, article.open.written_by) == ("draft", 1, "anna")
    article = await store.submit(engine, "nowy", 1)
    assert article.open is not None
    assert article.open.state == "review"
    article = await store.send_back(engine, "nowy", 2, "Brakuje kroków.")
    assert article.open is not None
    assert (article.open.state, article.open.sent_back_for) == ("draft", "Brakuje kroków.")
    article = await store.save_draft(engine, "nowy", 3, content("Lepsza."), PLACE, "anna", NOW)
    article = await store.submit(engine, "nowy", 4)
    article = await store.publish(engine, "nowy", 5, "jan", NOW)
    assert article.open is None
    assert article.published is not None
    assert article.published.content == content("Lepsza.")
    assert (article.published.checked_by, article.published.published_at) == ("jan", NOW)
    article = await store.withdraw(engine, "nowy", 6, "Zmiana przepisów", "jan", NOW)
    assert article.published is None
    assert article.withdrawn is not None
    assert (article.withdrawn.withdrawn_for, article.withdrawn.ended_by) == ("Zmiana przepisów", "jan")


async def test_what_is_published_stays_until_the_next_version_is_and_then_in_the_history(
    engine: AsyncEngine,
) -> None:
    article = await published(engine)
    article = await store.save_draft(engine, "nowy", article.version, content("Druga."), PLACE, "jan", NOW)
    assert article.published is not None
    assert article.open is not None
    assert (article.published.number, article.open.number) == (1, 2)
    article = await store.submit(engine, "nowy", article.version)
    article = await store.publish(engine, "nowy", article.version, "anna", NOW)
    assert article.published is not None
    assert article.published.number == 2
    versions, below = await store.read_versions(engine, "nowy", limit=10, below=None, sees_all=False)
    assert ([(v.number, v.state) for v in versions], below) == ([(2, "published"), (1, "replaced")], None)
    first, below = await store.read_versions(engine, "nowy", limit=1, below=None, sees_all=True)
    assert ([v.number for v in first], below) == ([2], 2)
    rest, _ = await store.read_versions(engine, "nowy", limit=1, below=2, sees_all=True)
    assert [v.number for v in rest] == [1]


async def test_who_wrote_a_version_does_not_publish_it(engine: AsyncEngine) -> None:
    article = await store.submit(engine, "nowy", (await begun(engine)).version)
    with pytest.raises(OwnArticle):
        await store.publish(engine, "nowy", article.version, "anna", NOW)
    assert (await store.read_article(engine, "nowy")).version == article.version


async def test_who_wrote_a_version_does_not_publish_it_because_somebody_else_has_saved_it_since(
    engine: AsyncEngine,
) -> None:
    article = await begun(engine)
    article = await store.save_draft(engine, "nowy", article.version, content(), PLACE, "jan", NOW)
    article = await store.submit(engine, "nowy", article.version)
    for account in ("anna", "jan"):
        with pytest.raises(OwnArticle):
            await store.publish(engine, "nowy", article.version, account, NOW)
    await store.publish(engine, "nowy", article.version, "ewa", NOW)


async def test_the_database_itself_wants_four_eyes_and_one_open_and_one_published_version(
    engine: AsyncEngine,
) -> None:
    await put_article(engine, "a")
    _, row = article_rows("a", written_by="anna")
    for wrong in (
        {"state": "withdrawn", "checked_by": "anna"},  # by who wrote it
        {"state": "published"},  # a second one
        {"state": "lost"},
    ):
        with pytest.raises(IntegrityError):
            async with engine.begin() as connection:
                values = {**row, "id": "another", "number": 2, **wrong}
                await connection.execute(insert(ArticleVersionRow).values(values))


async def test_every_step_is_on_the_version_that_was_read(engine: AsyncEngine) -> None:
    await begun(engine)
    for step in (
        store.submit(engine, "nowy", 7),
        store.send_back(engine, "nowy", 7, ""),
        store.publish(engine, "nowy", 7, "jan", NOW),
        store.withdraw(engine, "nowy", 7, "", "jan", NOW),
        store.save_draft(engine, "nowy", 7, content(), PLACE, "jan", NOW),
        store.discard_draft(engine, "nowy", 7),
    ):
        with pytest.raises(StaleVersion) as stale:
            await step
        assert stale.value.version == 1


async def test_of_two_who_save_at_once_one_is_told_to_read_again(engine: AsyncEngine) -> None:
    await begun(engine)
    outcomes = []

    async def save(account: str) -> None:
        try:
            await store.save_draft(engine, "nowy", 1, content(account), PLACE, account, NOW)
            outcomes.append("saved")
        except StaleVersion:
            outcomes.append("stale")

    async with anyio.create_task_group() as tasks:
        for account in ("anna", "jan"):
            tasks.start_soon(save, account)
    assert sorted(outcomes) == ["saved", "stale"]


async def test_what_is_not_right_is_neither_checked_nor_published(engine: AsyncEngine) -> None:
    await begun(engine, f"Wynosi {{stawka:{CODE}}}, a było 100 zł.")
    with pytest.raises(ArticleRefused) as refused:
        await store.submit(engine, "nowy", 1)
    assert [field for field, _ in refused.value.fields] == ["texts.pl.short_answer"]
    article = await store.read_article(engine, "nowy")
    assert article.version == 1
    assert article.open is not None
    assert article.open.state == "draft"


async def test_a_pesel_is_not_even_saved_in_a_draft(engine: AsyncEngine) -> None:
    with pytest.raises(ArticleRefused):
        await begun(engine, "Pani 440514 01359.")
    await begun(engine)
    with pytest.raises(ArticleRefused) as refused:
        await store.save_draft(engine, "nowy", 1, content("Pani 440514-01359."), PLACE, "anna", NOW)
    assert [field for field, _ in refused.value.fields] == ["texts.pl.short_answer"]
    assert (await store.read_article(engine, "nowy")).version == 1


async def test_steps_that_do_not_follow_are_refused(engine: AsyncEngine) -> None:
    article = await published(engine)
    for step in (
        store.submit(engine, "nowy", article.version),
        store.send_back(engine, "nowy", article.version, ""),
        store.publish(engine, "nowy", article.version, "anna", NOW),
        store.discard_draft(engine, "nowy", article.version),
    ):
        with pytest.raises(ArticleStepRefused):
            await step
    with pytest.raises(NotFound):
        await store.submit(engine, "nobody", 1)


async def test_what_waits_to_be_checked_is_not_written_on(engine: AsyncEngine) -> None:
    article = await store.submit(engine, "nowy", (await begun(engine)).version)
    with pytest.raises(ArticleStepRefused):
        await store.save_draft(engine, "nowy", article.version, content(), PLACE, "anna", NOW)


async def test_a_draft_that_is_given_up_goes_and_with_it_an_article_that_was_nothing_else(
    engine: AsyncEngine,
) -> None:
    await begun(engine)
    assert await store.discard_draft(engine, "nowy", 1) is None
    with pytest.raises(NotFound):
        await store.read_article(engine, "nowy")
    article = await published(engine)
    article = await store.save_draft(engine, "nowy", article.version, content("x"), PLACE, "anna", NOW)
    left = await store.discard_draft(engine, "nowy", article.version)
    assert left is not None
    assert (left.open, left.published is not None) == (None, True)


def search_values(article: str) -> dict[str, Any]:
    seen = {"count": 1, "first_at": NOW, "last_at": NOW}
    counts: dict[str, Any] = {"reported": 0, "unopened": 0, "opened": 0, "offices": []}
    return {"id": "unanswered-1", "language": "pl", "words": "zasiłek", "article_id": article, **seen, **counts}


async def is_waiting(connection: AsyncConnection) -> bool:
    """Does anybody wait for a lock?"""
    return bool(await connection.scalar(sql("SELECT count(*) FROM pg_locks WHERE NOT granted")))


async def test_a_draft_that_an_unanswered_search_names_stays(engine: AsyncEngine) -> None:
    await begun(engine)
    async with engine.begin() as connection:
        await connection.execute(insert(UnansweredSearchRow).values(search_values("nowy")))
    with pytest.raises(ArticleStepRefused):
        await store.discard_draft(engine, "nowy", 1)
    assert (await store.read_article(engine, "nowy")).open is not None


async def test_a_draft_that_is_named_while_it_is_given_up_stays(engine: AsyncEngine) -> None:
    """The deletion waits for who names it, which has not been there when it was counted."""
    await begun(engine)
    outcomes: list[str] = []

    async def discard() -> None:
        try:
            await store.discard_draft(engine, "nowy", 1)
        except ArticleStepRefused:
            outcomes.append("refused")

    async with anyio.create_task_group() as tasks, engine.begin() as naming:
        await naming.execute(insert(UnansweredSearchRow).values(search_values("nowy")))
        tasks.start_soon(discard)
        async with engine.connect() as watching:
            await eventually(partial(is_waiting, watching))
        await naming.commit()
    assert outcomes == ["refused"]


async def test_where_a_published_article_stands_changes_with_the_publishing(engine: AsyncEngine) -> None:
    elsewhere = Placing("oferty", 7, ("employer",))
    await begun(engine)
    article = await store.save_draft(engine, "nowy", 1, content(), elsewhere, "anna", NOW)
    assert article.placing == elsewhere  # callers have never met it
    article = await store.submit(engine, "nowy", article.version)
    article = await store.publish(engine, "nowy", article.version, "jan", NOW)
    article = await store.save_draft(engine, "nowy", article.version, content(), PLACE, "anna", NOW)
    assert (article.placing, article.wanted_placing) == (elsewhere, PLACE)
    article = await store.submit(engine, "nowy", article.version)
    article = await store.publish(engine, "nowy", article.version, "jan", NOW)
    assert article.placing == PLACE


async def test_an_id_is_given_once_and_offices_are_real(engine: AsyncEngine) -> None:
    await begun(engine)
    with pytest.raises(ArticleRefused) as taken:
        await begun(engine)
    assert taken.value.fields == [("id", "Artykuł o identyfikatorze „nowy” już istnieje.")]
    new = NewArticle("inny", PLACE, "99999", "20000", content())
    with pytest.raises(ArticleRefused) as nowhere:
        await store.make_article(engine, new, "anna", NOW)
    assert nowhere.value.fields == [("office", "Nie ma takiego urzędu.")]
    assert await store.free_id(engine, "nowy") == "nowy-2"
    assert await store.free_id(engine, "nowy_") == "nowy_"


async def test_a_version_that_was_never_published_is_for_editors_alone(engine: AsyncEngine) -> None:
    await begun(engine)
    assert (await store.read_one_version(engine, "nowy", 1, sees_all=True)).number == 1
    with pytest.raises(NotFound):
        await store.read_one_version(engine, "nowy", 1, sees_all=False)


# -- lists


async def ids(engine: AsyncEngine, name: ListName, day: date = DAY, **more: object) -> list[str]:
    wanted = replace(Wanted(name, None), **more)  # type: ignore[arg-type]
    found: list[str] = []
    after: str | None = None
    while True:
        page, after, _ = await list_articles(engine, wanted, day, limit=2, after=after)
        found += [article.id for article in page]
        if after is None:
            return found


@pytest.fixture
async def some(engine: AsyncEngine) -> None:
    await put_article(engine, "always")
    await put_article(engine, "over", content(valid_until=DAY - timedelta(days=1)))
    await put_article(engine, "not-yet", content(valid_from=DAY + timedelta(days=1)))
    await put_article(engine, "source-over", content(source_holds_until=DAY - timedelta(days=1)))
    await put_article(engine, "with-rate", content(f"{{stawka:{CODE}}}"))
    await put_article(engine, "to-review", content(review_by=DAY))
    pointer = content(is_pointer=True, legal_basis="", legal_status_on=None)
    await put_article(engine, "pointer", pointer, topic="oferty", audiences=["employer"])
    await put_article(engine, "of-kolno", office="20060", owner="20060")
    await put_article(engine, "draft-of-kolno", office="20060", owner="20060", state="draft")
    await put_article(engine, "draft-for-all", owner="20060", state="draft")
    await put_article(engine, "draft", state="draft")
    await put_article(engine, "in-review", state="review")
    await put_article(engine, "withdrawn", state="withdrawn")


@pytest.mark.usefixtures("some")
async def test_lists_show_what_there_is_to_read_and_to_do_page_by_page(engine: AsyncEngine) -> None:
    assert await ids(engine, "expired") == ["not-yet", "over", "source-over"]
    assert await ids(engine, "review_due") == ["to-review"]
    assert await ids(engine, "pointers") == ["pointer"]
    assert await ids(engine, "drafts") == ["draft", "draft-for-all", "draft-of-kolno"]
    assert await ids(engine, "in_review") == ["in-review"]
    assert await ids(engine, "withdrawn") == ["withdrawn"]
    assert len(await ids(engine, "published")) == 8
    assert len(await ids(engine, "all")) == 13


@pytest.mark.usefixtures("some")
async def test_the_clock_alone_brings_articles_onto_the_list_of_the_expired(engine: AsyncEngine) -> None:
    assert "with-rate" not in await ids(engine, "expired", date(2027, 5, 31))
    assert "with-rate" in await ids(engine, "expired", date(2027, 6, 1))
    assert await ids(engine, "expired", DAY + timedelta(days=1)) == ["over", "source-over"]


@pytest.mark.usefixtures("some")
async def test_lists_are_narrowed_by_office_topic_and_callers(engine: AsyncEngine) -> None:
    assert await ids(engine, "published", topic="oferty") == ["pointer"]
    assert "pointer" not in await ids(engine, "published", audience="seeker")
    assert "pointer" in await ids(engine, "published", audience="employer")
    assert "of-kolno" in await ids(engine, "published", office="20060")
    assert "of-kolno" not in await ids(engine, "published", office="20620")


@pytest.mark.usefixtures("some")
async def test_editors_of_an_office_see_their_own_drafts_alone(engine: AsyncEngine) -> None:
    kolno = frozenset({"20060"})
    assert await ids(engine, "drafts", own=kolno) == ["draft-of-kolno"]
    assert await ids(engine, "in_review", own=kolno) == []
    assert {"draft", "draft-for-all"}.isdisjoint(await ids(engine, "all", own=kolno))
    assert "draft-of-kolno" in await ids(engine, "all", own=kolno)
    assert await ids(engine, "drafts", own=frozenset()) == []


async def test_expired_ones_are_found_far_behind_those_in_force(engine: AsyncEngine) -> None:
    said, over = content(), content(valid_until=DAY - timedelta(days=1))
    rows = [article_rows(f"a-{n:04}", over if n in (3, 420, 421) else said) for n in range(450)]
    async with engine.begin() as connection:
        await connection.execute(insert(ArticleRow), [head for head, _ in rows])
        await connection.execute(insert(ArticleVersionRow), [version for _, version in rows])
    assert await ids(engine, "expired") == ["a-0003", "a-0420", "a-0421"]


async def test_texts_stand_in_the_table_as_they_were_written(engine: AsyncEngine) -> None:
    said = content(texts={"pl": text(steps=("raz", "dwa")), "uk": text("Допомога")})
    await put_article(engine, "a", said)
    article = await store.read_article(engine, "a")
    assert article.published is not None
    assert article.published.content == said
    async with engine.connect() as connection:
        assert set((await connection.execute(select(ArticleVersionRow.texts))).scalar_one()) == {"pl", "uk"}
