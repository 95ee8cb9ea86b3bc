"""What is committed is found, by every process that searches, and nothing else is."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import wraps
from typing import Any

import anyio
import pytest
import structlog
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from core.clock import SystemClock
from core.db.errors import DATABASE_AWAY
from core.db.tables.centre.office_tables import Branch, Office
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow, RateRow
from core.db.tables.market.training_tables import TrainingRow
from core.db.tables.search_tables import SearchDocumentRow, SearchDueRow, SearchTermRow, UnansweredSearchRow
from core.errors import NotFound, StaleVersion
from core.relay.relay import RelayServer
from core.search import index as index_module
from core.search.index_store import load_index
from core.search.segment import Filters
from core.search.writing_store import index_due
from ivr import defaults as centre
from knowledge import defaults
from knowledge.learning.use import Use
from knowledge.learning.use_store import note_uses
from knowledge.rates.rate import Rate
from knowledge.search import searching as searching_module
from knowledge.search.corpus import CORPUS
from knowledge.search.searching import KnowledgeHit, Searches
from knowledge.search.source_store import SOURCES
from knowledge.search.unanswered_store import close_unanswered, list_unanswered
from knowledge.seed_store import seed_knowledge
from market.events.fair import Fair
from market.events.fair_store import delete_fair, list_fairs, save_fair
from tests.support.database.postgres import server
from tests.support.knowledge.search_index import question_pairs
from tests.support.knowledge.shipped_articles import article, put_articles, set_state, text
from tests.support.timing.eventually import LONG, eventually
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
LOST = article("karta", {"pl": text("Utrata karty", "Zgubiłem kartę", short="Nową kartę wydaje urząd.")})


class Noon:
    """A clock that stands, and is set."""

    def __init__(self) -> None:
        self.at = NOW
        self.is_broken = False

    def now(self) -> datetime:
        if self.is_broken:
            raise RuntimeError
        return self.at

    def monotonic(self) -> float:
        return SystemClock().monotonic()


@pytest.fixture
def clock() -> Noon:
    return Noon()


def office_row(code: str, name: str, seat: str) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "seat": seat,
        "locative": seat,
        "genitive": seat,
        "area_code": "86",
        "postal_code": "18-500",
        "address": "ul. Długa 1",
        "is_province": code == "20000",
    }


@pytest.fixture
async def offices(engine: AsyncEngine) -> None:
    rows = [
        office_row("20000", "Wojewódzki Urząd Pracy w Białymstoku", "Białystok"),
        office_row("20060", "Powiatowy Urząd Pracy w Kolnie", "Kolno"),
    ]
    async with engine.begin() as connection:
        await connection.execute(insert(Office), rows)


@asynccontextmanager
async def process(dsn: str, engine: AsyncEngine, clock: Noon) -> AsyncIterator[Searches]:
    """A process that searches, with its ears for news."""
    searches = Searches(engine, clock)
    relay = RelayServer(dsn, None, searches.tell, searches.look)
    async with running(relay.run, searches.run):
        await eventually(lambda: relay.is_connected)
        yield searches


@pytest.fixture
async def searches(dsn: str, engine: AsyncEngine, clock: Noon, offices: None) -> AsyncIterator[Searches]:
    async with process(dsn, engine, clock) as running:
        yield running


async def hits(searches: Searches, question: str, **filters: Any) -> list[KnowledgeHit]:
    return (await searches.search(question, Filters(**filters), 10)).hits


async def ids(searches: Searches, question: str, **filters: Any) -> list[str]:
    return [hit.id for hit in await hits(searches, question, **filters)]


async def found(searches: Searches, question: str, wanted: str) -> None:
    async def is_first() -> bool:
        return (await ids(searches, question))[:1] == [wanted]

    await eventually(is_first, LONG)


async def gone(searches: Searches, question: str, unwanted: str) -> None:
    async def is_none() -> bool:
        return unwanted not in await ids(searches, question)

    await eventually(is_none, LONG)


async def test_an_article_that_is_published_is_found_without_anybody_indexing_it(
    engine: AsyncEngine, searches: Searches
) -> None:
    assert await ids(searches, "zgubilem karte") == []
    await put_articles(engine, LOST)
    await found(searches, "zgubilem karte", "karta")
    (hit,) = await hits(searches, "zgubilem karte")
    assert hit.short_answer == "Nową kartę wydaje urząd."
    assert hit.is_in_force
    assert [part.text for part in hit.title_parts if part.is_hit] == ["Utrata karty"]  # "utrata" by its meaning
    assert "Nową kartę" in [part.text for part in hit.excerpt_parts if part.is_hit]


@pytest.mark.parametrize("state", ["withdrawn", "draft", "review", "replaced"])
async def test_only_what_is_published_is_found(engine: AsyncEngine, searches: Searches, state: str) -> None:
    await put_articles(engine, LOST)
    await found(searches, "karta", "karta")
    await set_state(engine, "karta", state)
    await gone(searches, "karta", "karta")
    await set_state(engine, "karta", "published")
    await found(searches, "karta", "karta")


async def test_what_is_withdrawn_is_not_shown_even_before_the_index_knows(
    engine: AsyncEngine, clock: Noon, offices: None
) -> None:
    await put_articles(engine, LOST)
    deaf = Searches(engine, clock)
    await deaf.reload()
    await set_state(engine, "karta", "withdrawn")
    assert await ids(deaf, "karta") == []


async def everything_indexed(engine: AsyncEngine) -> None:
    while await index_due(engine, SOURCES):
        pass


async def test_every_process_follows_and_a_new_one_begins_with_all(
    dsn: str, engine: AsyncEngine, searches: Searches, clock: Noon
) -> None:
    async with process(dsn, engine, clock) as other:
        await put_articles(engine, LOST)
        await found(searches, "karta", "karta")
        await found(other, "karta", "karta")
        await set_state(engine, "karta", "withdrawn")
        await gone(other, "karta", "karta")
        await gone(searches, "karta", "karta")
        await set_state(engine, "karta", "published")
        await found(other, "karta", "karta")
    async with process(dsn, engine, clock) as restarted:
        await found(restarted, "karta", "karta")


async def test_what_is_not_in_force_is_marked_and_has_no_answer_to_read_out(
    engine: AsyncEngine, searches: Searches, clock: Noon
) -> None:
    ends = article("karta", {"pl": text("Karta", "Zgubiłem kartę")}, valid_until=date(2026, 12, 31))
    await put_articles(engine, ends)
    await found(searches, "karta", "karta")
    clock.at = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)  # a minute to midnight of Warsaw
    (hit,) = await hits(searches, "karta")
    assert hit.is_in_force
    assert hit.short_answer is not None
    clock.at += timedelta(minutes=1)
    (hit,) = await hits(searches, "karta")
    assert (hit.is_in_force, hit.short_answer) == (False, None)
    assert "".join(part.text for part in hit.excerpt_parts) == "Zgubiłem kartę"


async def test_rates_are_filled_in_and_an_expired_one_is_not_told(
    engine: AsyncEngine, searches: Searches, clock: Noon
) -> None:
    rate = Rate("zasilek", "Zasiłek", Decimal("1721.90"), date(2026, 1, 1), date(2026, 12, 31), "test", "high")
    told = article("kwota", {"pl": text("Kwota zasiłku", short="Zasiłek to {stawka:zasilek}.")})
    await put_articles(engine, told, rates=(rate,))
    await found(searches, "zasiłek", "kwota")
    assert (await hits(searches, "zasiłek"))[0].short_answer == "Zasiłek to 1721,90 zł."
    clock.at = datetime(2027, 1, 1, 12, tzinfo=UTC)
    assert (await hits(searches, "zasiłek"))[0].short_answer is None
    async with engine.begin() as connection:
        await connection.execute(update(RateRow).values(valid_until=None))
    await searches.reload()  # who sets a rate tells it (`core.questions.public_answers.NEWS`)
    assert (await hits(searches, "zasiłek"))[0].is_in_force


async def test_another_version_with_the_same_words_counts_at_once(engine: AsyncEngine, searches: Searches) -> None:
    await put_articles(engine, LOST)
    await found(searches, "karta", "karta")
    assert (await hits(searches, "karta"))[0].is_in_force
    version = ArticleVersionRow.__table__
    async with engine.begin() as connection:
        row = dict((await connection.execute(select(version))).one()._mapping)
        await connection.execute(update(ArticleVersionRow).values(state="replaced"))
        row |= {"id": "other", "number": 2, "valid_until": date(2026, 2, 1)}
        await connection.execute(insert(ArticleVersionRow).values(row))

    async def is_expired() -> bool:
        return [hit.is_in_force for hit in await hits(searches, "karta")] == [False]

    await eventually(is_expired, LONG)


async def test_offices_branches_trainings_and_fairs_are_found_whoever_changes_them(
    engine: AsyncEngine, searches: Searches, clock: Noon
) -> None:
    await found(searches, "urzad w kolnie", "20060")
    assert await ids(searches, "Białystok", office="20060") == ["20000"]  # the province's office is everybody's
    async with engine.begin() as connection:
        await connection.execute(
            insert(Branch).values(
                id="kolno-stawiski",
                office="20060",
                name="Filia w Stawiskach",
                town="Stawiski",
                postal_code="18-520",
                address="ul. Polowa 1",
                telephone="",
            )
        )
        await connection.execute(
            insert(TrainingRow).values(
                id="spawacz",
                office="20060",
                title="Spawanie metodą MAG",
                town="Kolno",
                hours=120,
                starts_on=date(2027, 1, 10),
                sign_up_until=date(2027, 1, 5),
            )
        )
    await found(searches, "stawiski", "kolno-stawiski")
    await found(searches, "kurs spawania", "spawacz")
    assert await ids(searches, "spawanie", kinds=frozenset({"fair", "article"})) == []
    assert (await hits(searches, "spawanie"))[0].is_in_force
    clock.at = datetime(2027, 1, 6, 12, tzinfo=UTC)
    assert not (await hits(searches, "spawanie"))[0].is_in_force  # nobody can sign up any more
    await save_fair(engine, "targi", FAIR, 0, lambda _: True, "redaktor", NOW)
    await found(searches, "targi pracy w Łomży", "targi")
    await delete_fair(engine, "targi", 1, lambda _: True)
    await gone(searches, "targi pracy w Łomży", "targi")
    async with engine.begin() as connection:
        await connection.execute(update(Office).where(Office.code == "20060").values(deactivated_at=NOW))
        await connection.execute(delete(TrainingRow))
    await gone(searches, "kolno", "20060")
    await gone(searches, "kurs spawania", "spawacz")


FAIR = Fair(None, "Targi pracy", "Łomża", "hala", NOW, NOW + timedelta(hours=4), "test")


async def test_fairs_are_listed_until_they_are_over_and_a_stale_page_does_not_save(
    engine: AsyncEngine, offices: None
) -> None:
    saved = await save_fair(engine, "targi", FAIR, 0, lambda _: True, "redaktor", NOW)
    listed, following = await list_fairs(engine, "20060", NOW, limit=1, after=None)
    assert ([fair.id for fair in listed], following) == (["targi"], None)
    assert await list_fairs(engine, None, FAIR.ends_at, limit=1, after=None) == ([], None)
    with pytest.raises(StaleVersion):
        await save_fair(engine, "targi", FAIR, 0, lambda _: True, "redaktor", NOW)
    again = await save_fair(engine, "targi", FAIR, saved.version, lambda _: True, "redaktor", NOW)
    assert again.version == 2
    with pytest.raises(NotFound):
        await delete_fair(engine, "other", 1, lambda _: True)
    with pytest.raises(StaleVersion):
        await delete_fair(engine, "targi", 1, lambda _: True)


async def test_of_two_who_begin_the_same_fair_at_once_one_is_told_to_read_again(
    engine: AsyncEngine, offices: None
) -> None:
    outcomes: list[str] = []

    async def begin() -> None:
        try:
            await save_fair(engine, "targi", FAIR, 0, lambda _: True, "redaktor", NOW)
            outcomes.append("saved")
        except StaleVersion:
            outcomes.append("stale")

    async with anyio.create_task_group() as tasks:
        for _ in range(5):
            tasks.start_soon(begin)
    assert sorted(outcomes) == ["saved", *["stale"] * 4]


async def test_what_is_due_and_stands_as_it_is_is_not_written_again(engine: AsyncEngine, offices: None) -> None:
    await put_articles(engine, LOST)
    await everything_indexed(engine)
    numbers = select(SearchDocumentRow.key, SearchDocumentRow.number).order_by(SearchDocumentRow.key)
    async with engine.begin() as connection:
        before = (await connection.execute(numbers)).all()
        await connection.execute(update(ArticleVersionRow).values(written_at=NOW))
    await everything_indexed(engine)
    async with engine.begin() as connection:
        assert (await connection.execute(numbers)).all() == before
        assert await connection.scalar(select(func.count()).select_from(SearchDueRow)) == 0


async def test_after_many_changes_the_index_is_made_anew(
    engine: AsyncEngine, clock: Noon, offices: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = Searches(engine, clock)
    await deaf.reload()
    monkeypatch.setattr(index_module, "MOST_CHANGES", 3)
    for number in range(5):
        await put_articles(engine, article(f"karta-{number}", {"pl": text(f"Karta {number}")}))
        await deaf.reload()
    assert sorted(await ids(deaf, "karta")) == [f"karta-{number}" for number in range(5)]
    assert len(await load_index(engine, CORPUS)) == 7


@pytest.mark.parametrize("others", [(), ("Zasiłek dla bezrobotnych", "Szkolenie spawacza", "Staż u pracodawcy")])
async def test_a_database_that_was_set_back_while_the_process_runs_is_read_anew(
    engine: AsyncEngine, clock: Noon, offices: None, others: tuple[str, ...]
) -> None:
    deaf = Searches(engine, clock)
    await put_articles(engine, LOST)
    await deaf.reload()
    async with engine.connect() as connection:
        document = await connection.scalar(select(func.max(SearchDocumentRow.number)))
        term = await connection.scalar(select(func.max(SearchTermRow.number)))
    await put_articles(engine, article("dotacja", {"pl": text("Dotacja na firmę")}))
    await deaf.reload()
    assert await ids(deaf, "dotacja") == ["dotacja"]
    async with engine.begin() as connection:  # what a restore of the copy from before would leave
        await connection.execute(delete(ArticleVersionRow).where(ArticleVersionRow.article_id == "dotacja"))
        await connection.execute(delete(ArticleRow).where(ArticleRow.id == "dotacja"))
        await connection.execute(delete(SearchDueRow))
        await connection.execute(delete(SearchDocumentRow).where(SearchDocumentRow.number > document))
        await connection.execute(delete(SearchTermRow).where(SearchTermRow.number > term))
    for number, title in enumerate(others):
        await put_articles(engine, article(f"other-{number}", {"pl": text(title)}))
    await deaf.reload()
    assert await ids(deaf, "dotacja") == []
    assert await ids(deaf, "zgubiłem kartę") == ["karta"]
    for number, title in enumerate(others):
        assert await ids(deaf, title) == [f"other-{number}"]


async def test_shipped_articles_answer_their_questions(engine: AsyncEngine, clock: Noon) -> None:
    async with engine.begin() as connection:
        rows = [office_row(row["code"], row["name"], row["seat"]) for row in centre.offices()]
        await connection.execute(insert(Office), rows)
        await seed_knowledge(connection, defaults.articles(), defaults.rates(), NOW)
    await everything_indexed(engine)
    searches = Searches(engine, clock)
    await searches.reload()
    missed = []
    for pair in question_pairs():
        answer = await searches.search(pair["question"], Filters(language=pair["language"]), 3)
        if not {hit.id for hit in answer.hits} & set(pair["articles"]):
            missed.append(pair["question"])
    assert len(missed) <= 0.05 * len(question_pairs()), missed


async def test_while_the_database_is_away_what_is_known_is_found_and_afterwards_what_has_changed(
    engine: AsyncEngine, searches: Searches
) -> None:
    await put_articles(engine, LOST)
    await found(searches, "karta", "karta")
    with server().away():
        assert await ids(searches, "zgubiłem kartę") == ["karta"]
    await put_again(engine)
    await found(searches, "zasiłek", "zasilek")


async def put_again(engine: AsyncEngine) -> None:
    async def is_back() -> bool:
        await put_articles(engine, article("zasilek", {"pl": text("Zasiłek", "Ile wynosi zasiłek?")}))
        return True

    await eventually(is_back, LONG, not_yet=(*DATABASE_AWAY, DBAPIError))


async def test_what_is_written_in_polish_alone_is_found_in_other_languages_when_nothing_else_is(
    engine: AsyncEngine, searches: Searches
) -> None:
    loan = article("pozyczka", {"pl": text("Pożyczka na rozpoczęcie działalności", "Czy jest pożyczka na firmę?")})
    await put_articles(engine, LOST, loan)
    await found(searches, "pożyczka", "pozyczka")
    assert [(hit.id, hit.language) for hit in await hits(searches, "a loan", language="en")] == [
        ("pozyczka", "pl")
    ]
    assert await ids(searches, "позика", language="uk") == ["pozyczka"]
    english = article("loan", {"pl": text("Inna sprawa"), "en": text("A loan", "Is there a loan?")})
    await put_articles(engine, english)
    await found(searches, "is there a loan", "loan")
    assert await ids(searches, "is there a loan", language="en") == ["loan"]


async def test_polish_articles_come_behind_and_nothing_comes_twice(
    engine: AsyncEngine, searches: Searches
) -> None:
    fund = article("fundusz", {"pl": text("Kolno", "Co jest w Kolnie?"), "en": text("Kolno")})
    loan = article("pozyczka", {"pl": text("Pożyczka na firmę", "Czy jest pożyczka na firmę?")})
    weak = [article(f"w{n}", {"pl": text("Inne"), "en": text(f"Offices open {n}")}) for n in range(4)]
    await put_articles(engine, fund, loan, *weak)
    await found(searches, "pożyczka", "pozyczka")
    asked = await searches.search("loan unheard Kolno", Filters(language="en"), 10)
    keys = [(hit.kind, hit.id, hit.language) for hit in asked.hits]
    assert len({key[:2] for key in keys}) == len(keys)
    assert set(keys) == {("place", "20060", "pl"), ("article", "fundusz", "en"), ("article", "pozyczka", "pl")}
    assert keys[-1] == ("article", "pozyczka", "pl")
    full = await searches.search("open loan", Filters(language="en"), 4)
    assert [hit.language for hit in full.hits] == ["en", "en", "en", "pl"]
    places = await searches.search("loan unheard Kolno", Filters(language="uk", kinds=frozenset({"place"})), 10)
    assert [hit.id for hit in places.hits] == ["20060"]


async def test_suggestions_complete_the_word_and_ask_what_articles_answer(
    engine: AsyncEngine, searches: Searches
) -> None:
    await put_articles(engine, LOST, article("zasilek", {"pl": text("Zasiłek", "Ile wynosi zasiłek?")}))
    await found(searches, "zasiłek", "zasilek")
    suggested = await searches.suggest("ile zas", Filters(), 8)
    assert suggested[0] == "ile zasiłek"
    assert "Ile wynosi zasiłek?" in suggested
    assert await searches.suggest("", Filters(), 8) == []


async def test_no_word_glued_together_in_an_address_is_suggested(engine: AsyncEngine, searches: Searches) -> None:
    address = article("zasilek", {"pl": text("Zasiłek", "Ile wynosi zasiłek? Strona zasilek90dni")})
    await put_articles(engine, address)
    await found(searches, "zasilek90dni", "zasilek")
    assert await searches.suggest("ile zas", Filters(), 1) == ["ile zasiłek"]
    assert "ile zasilek90dni" not in await searches.suggest("ile zas", Filters(), 8)


async def test_no_question_is_worked_on_in_the_event_loop(
    engine: AsyncEngine, searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    await put_articles(engine, LOST)
    await found(searches, "karta", "karta")
    threads: set[int] = set()

    def noted(work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def noting(*args: Any, **more: Any) -> Any:
            threads.add(threading.get_ident())
            return work(*args, **more)

        return noting

    for owner, name in ((index_module.Index, "ask"), (index_module.Index, "find"), (searching_module, "marked")):
        monkeypatch.setattr(owner, name, noted(getattr(owner, name)))
    assert await ids(searches, "zgubiłem kartę") == ["karta"]
    assert await searches.suggest("zgubiłem kar", Filters(), 8)
    assert threads
    assert threading.get_ident() not in threads


async def test_unanswered_questions_are_counted_and_worked_off(engine: AsyncEngine, offices: None) -> None:
    await put_articles(engine, LOST)
    fireman = Use("nothing_found", "20060", "pl", "strażak zasiłek")
    dog = Use("nothing_found", "20060", "pl", "pies")
    await note_uses(engine, [fireman, fireman], [], NOW)
    await note_uses(engine, [dog], [], NOW + timedelta(seconds=1))
    first, following = await list_unanswered(engine, "all", None, 1)
    assert [(one.words, one.count) for one in first] == [("strażak zasiłek", 2)]
    rest, last = await list_unanswered(engine, "all", following, 10)
    assert [one.words for one in rest] == ["pies"]
    assert last is None
    rest = first
    with pytest.raises(NotFound):
        await close_unanswered(engine, rest[0].id, "no-such-article", "redaktor", NOW)
    closed = await close_unanswered(engine, rest[0].id, "karta", "redaktor", NOW)
    assert (closed.article_id, closed.closed_by) == ("karta", "redaktor")
    again = await close_unanswered(engine, rest[0].id, None, "ktos", NOW)
    assert again == closed
    await note_uses(engine, [fireman], [], NOW + timedelta(seconds=2))
    anew, _ = await list_unanswered(engine, "all", None, 10)
    assert sorted((one.words, one.count) for one in anew) == [("pies", 1), ("strażak zasiłek", 1)]


async def test_a_question_that_finds_nothing_is_collected_once_nobody_types_any_more(
    engine: AsyncEngine, searches: Searches
) -> None:
    await put_articles(engine, LOST)
    await found(searches, "karta", "karta")
    for typed in ("eme", "emerytura", "emerytura strażaka", "emerytura strażaka Kowalskiego 600100200"):
        await searches.search(typed, Filters(), 8, "k20060-1")
    await searches.search("karta", Filters(), 8, "k20060-2")

    async def kept() -> list[str]:
        async with engine.connect() as connection:
            return list(await connection.scalars(select(UnansweredSearchRow.words)))

    assert await eventually(kept, LONG) == ["emerytura strażak"]


async def spoil(engine: AsyncEngine, article_id: str) -> None:
    """Make of an article what nobody can read."""
    async with engine.begin() as connection:
        spoiled = update(ArticleVersionRow).where(ArticleVersionRow.article_id == article_id)
        await connection.execute(spoiled.values(texts={"pl": {"questions": 7}}))


async def test_what_cannot_be_indexed_holds_nothing_up_and_is_found_once_it_is_mended(
    engine: AsyncEngine, clock: Noon, offices: None
) -> None:
    endless = article("bez-konca", {"pl": text("Zasiłek " + "x" * 5000, "y" * 9000)})
    await put_articles(engine, LOST, article("zla", {"pl": text("Zła karta")}))
    await everything_indexed(engine)
    await spoil(engine, "zla")
    await put_articles(engine, endless, article("dobra", {"pl": text("Dobra karta")}))
    deaf = Searches(engine, clock)
    with structlog.testing.capture_logs() as logs:
        await deaf.reload()
    assert sorted(await ids(deaf, "karta")) == ["dobra", "karta"]  # what it said before may not hold any more
    assert await ids(deaf, "zasiłek") == ["bez-konca"]
    (line,) = [line for line in logs if line["event"] == "something cannot be indexed"]
    assert (line["kind"], line["id"]) == ("article", "zla")
    async with engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(SearchDueRow)) == 0
        version = ArticleVersionRow
        texts = select(version.texts).where(version.article_id == "dobra").scalar_subquery()
        await connection.execute(update(version).where(version.article_id == "zla").values(texts=texts))
    await deaf.reload()
    assert sorted(await ids(deaf, "karta")) == ["dobra", "karta", "zla"]


async def test_a_process_that_can_index_nothing_finds_what_others_have_indexed(
    engine: AsyncEngine, clock: Noon, offices: None
) -> None:
    beginning, running = Searches(engine, clock), Searches(engine, clock)
    await running.reload()
    await put_articles(engine, LOST)
    await everything_indexed(engine)
    async with engine.begin() as connection:
        await connection.execute(sql("ALTER TABLE search_due RENAME TO search_due_away"))
    try:
        for searches in (beginning, running):
            with pytest.raises(DATABASE_AWAY):
                await searches.reload()
            assert await ids(searches, "karta") == ["karta"]
    finally:
        async with engine.begin() as connection:
            await connection.execute(sql("ALTER TABLE search_due_away RENAME TO search_due"))


async def test_a_fault_ends_neither_the_search_nor_the_task_that_follows(
    engine: AsyncEngine, searches: Searches
) -> None:
    await put_articles(engine, LOST)
    await found(searches, "karta", "karta")
    spoiled = update(SearchDocumentRow).where(SearchDocumentRow.source_id == "karta")
    with structlog.testing.capture_logs() as logs:
        async with engine.begin() as connection:  # numbers of 4 bytes cannot be read of two
            await connection.execute(spoiled.values(terms=b"no", number=1000))
        searches.look()
        await eventually(lambda: [line for line in logs if line["log_level"] == "error"], LONG)
    assert await ids(searches, "karta") == ["karta"]
    async with engine.begin() as connection:
        await connection.execute(spoiled.values(terms=b"", is_gone=True, number=1001))
    await put_articles(engine, article("zasilek", {"pl": text("Zasiłek")}))
    await found(searches, "zasiłek", "zasilek")


async def test_a_fault_in_collecting_one_question_loses_no_other(
    engine: AsyncEngine, searches: Searches, clock: Noon
) -> None:
    await put_articles(engine, LOST)
    await found(searches, "karta", "karta")
    with structlog.testing.capture_logs() as logs:
        await searches.search("emerytura strażaka", Filters(), 8, "k20060-1")
        clock.is_broken = True
        await eventually(lambda: [line for line in logs if line["log_level"] == "error"], LONG)
    clock.is_broken = False
    await searches.search("zasiłek strażaka", Filters(), 8, "k20060-1")

    async def kept() -> list[str]:
        async with engine.connect() as connection:
            return list(await connection.scalars(select(UnansweredSearchRow.words)))

    assert await eventually(kept, LONG) == ["strażak zasiłek"]
