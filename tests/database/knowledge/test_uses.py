"""What of the knowledge base is asked and used, counted by day and without who it was."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.search_tables import AskedOtherwiseRow, KnowledgeUseRow
from core.relay.relay import RelayServer
from core.search.segment import Filters
from knowledge.learning import turns
from knowledge.learning.use import AskedOtherwise, Use, What
from knowledge.learning.use_store import note_uses
from knowledge.search.searching import Searches
from knowledge.search.unanswered_store import UnansweredSearch, close_unanswered, list_unanswered
from tests.support.database.offices import put_offices
from tests.support.knowledge.shipped_articles import article, put_articles, text
from tests.support.timing.eventually import LONG, eventually
from tests.support.timing.running import running
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
KOLNO, LOMZA = "20060", "20620"


async def counts(engine: AsyncEngine) -> list[Any]:
    use = KnowledgeUseRow
    query = select(use.day, use.what, use.office, use.words, use.article_id, use.count)
    async with engine.connect() as connection:
        return sorted(tuple(row) for row in await connection.execute(query))


async def gaps(engine: AsyncEngine) -> dict[str, UnansweredSearch]:
    return {one.words: one for one in (await list_unanswered(engine, "all", None, 50))[0]}


def use(what: What, words: str, office: str = KOLNO, article: str = "") -> Use:
    return Use(what, office, "pl", words, article)


async def test_uses_are_counted_by_day_of_warsaw_office_article_and_words(engine: AsyncEngine) -> None:
    uses = [use("asked", "zasiłek"), use("opened", "zasiłek", article="zasilek-kto")]
    await note_uses(engine, [*uses, *uses], [], NOON)
    late = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)  # half past midnight there
    await note_uses(engine, [use("asked", "zasiłek"), use("asked", "zasiłek", LOMZA)], [], late)
    assert await counts(engine) == [
        (date(2026, 11, 27), "asked", KOLNO, "zasiłek", "", 2),
        (date(2026, 11, 27), "opened", KOLNO, "zasiłek", "zasilek-kto", 2),
        (date(2026, 11, 28), "asked", KOLNO, "zasiłek", "", 1),
        (date(2026, 11, 28), "asked", LOMZA, "zasiłek", "", 1),
    ]


async def test_gaps_weigh_by_how_often_in_how_many_offices_and_what_was_opened_since(engine: AsyncEngine) -> None:
    await note_uses(
        engine,
        [
            *(use("nothing_found", "strażak", office) for office in (KOLNO, LOMZA, LOMZA)),
            *(use("not_opened", "rolnik") for _ in range(5)),
            use("no_answer", "pies"),
            *(use("not_opened", "zasiłek") for _ in range(2)),
        ],
        [],
        NOON,
    )
    await note_uses(engine, [use("opened", "zasiłek", article="a"), use("opened", "zasiłek")], [], NOON)
    await note_uses(engine, [use("not_opened", "rolnik", LOMZA)], [], NOON + timedelta(days=1))
    found = await gaps(engine)
    assert [(one.words, one.weight) for one in found.values()] == [("strażak", 24), ("rolnik", 12), ("pies", 4)]
    assert (found["strażak"].count, found["strażak"].offices) == (3, [KOLNO, LOMZA])
    assert (found["rolnik"].unopened, found["rolnik"].last_at) == (6, NOON + timedelta(days=1))
    assert (found["pies"].reported, found["pies"].count) == (1, 0)
    nothing, _ = await list_unanswered(engine, "nothing_found", None, 50)
    unopened, _ = await list_unanswered(engine, "not_opened", None, 50)
    assert ([one.words for one in nothing], [one.words for one in unopened]) == (["strażak", "pies"], ["rolnik"])
    closed = await close_unanswered(engine, found["strażak"].id, None, "redaktor", NOON)
    assert closed.weight == 24
    assert set(await gaps(engine)) == {"rolnik", "pies"}


async def test_what_was_put_otherwise_is_counted_as_a_pair(engine: AsyncEngine) -> None:
    pair = AskedOtherwise("pl", "ile kuroniówka", "ile zasiłek", "zasilek-stawki")
    for _ in range(2):
        await note_uses(engine, [], [pair, pair], NOON)
    async with engine.connect() as connection:
        row = (await connection.execute(select(AskedOtherwiseRow.__table__))).one()
    assert (row.words, row.then_words, row.article_id, row._mapping["count"]) == (
        "ile kuroniówka",
        "ile zasiłek",
        "zasilek-stawki",
        4,
    )


@pytest.fixture
async def asking(dsn: str, engine: AsyncEngine) -> AsyncIterator[tuple[Searches, StandingClock]]:
    """A process that searches, with a clock that is moved."""
    benefit = article("zasilek-kto", {"pl": text("Zasiłek", "Komu należy się zasiłek?", short="Bezrobotnemu.")})
    await put_offices(engine, "20000")
    await put_articles(engine, benefit, article("karta", {"pl": text("Karta", "Gdzie jest karta?")}))
    clock = StandingClock(NOON)
    searches = Searches(engine, clock)
    relay = RelayServer(dsn, None, searches.tell, searches.look)
    async with running(relay.run, searches.run):

        async def all_are_there() -> bool:
            return len((await searches.search("zasiłek karta", Filters(), 5)).hits) == 2

        await eventually(all_are_there, LONG)
        yield searches, clock


async def test_what_is_put_otherwise_and_what_is_not_opened_is_learnt_from_what_people_type(
    asking: tuple[Searches, StandingClock], engine: AsyncEngine
) -> None:
    searches, clock = asking
    who = ("k20060-1", KOLNO)
    await searches.search("karta pies", Filters(), 5, *who)
    clock.passes(seconds=turns.PAUSE_TIME + 1)
    await searches.search("zasiłek", Filters(), 5, *who)
    await searches.note_opened(*who, "zasiłek", None, "zasilek-kto")
    await searches.search("emerytura strażaka", Filters(), 5, *who)
    clock.passes(seconds=turns.OPENING_TIME + 1)

    async def all_is_counted() -> bool:
        return len(await counts(engine)) == 6

    await eventually(all_is_counted, LONG)
    assert [one[1:] for one in await counts(engine)] == [
        ("asked", KOLNO, "emerytura strażak", "", 1),
        ("asked", KOLNO, "karta pies", "", 1),
        ("asked", KOLNO, "zasiłek", "", 1),
        ("not_opened", KOLNO, "karta pies", "", 1),
        ("nothing_found", KOLNO, "emerytura strażak", "", 1),
        ("opened", KOLNO, "zasiłek", "zasilek-kto", 1),
    ]
    async with engine.connect() as connection:
        pair = (await connection.execute(select(AskedOtherwiseRow.__table__))).one()
    assert (pair.words, pair.then_words, pair.article_id) == ("karta pies", "zasiłek", "zasilek-kto")
    assert {words: one.unopened for words, one in (await gaps(engine)).items()} == {
        "emerytura strażak": 0,
        "karta pies": 1,
    }
