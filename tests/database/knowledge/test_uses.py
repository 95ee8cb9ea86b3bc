"""What of the knowledge base is asked and used, counted by day and without who it was."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.errors import DATABASE_AWAY
from core.db.tables.search_tables import AskedOtherwiseRow, KnowledgeUseRow
from core.errors import NotFound, SettingsRefused
from core.questions.public_answers import AnswerTold
from core.relay.relay import RelayServer
from core.search.segment import Filters
from knowledge.learning import told_counts, turns
from knowledge.learning.learnt_store import (
    Otherwise,
    article_uses,
    forget_asked_otherwise,
    list_asked_otherwise,
)
from knowledge.learning.told_counts import ToldCounts
from knowledge.learning.use import AskedOtherwise, Use, What
from knowledge.learning.use_store import note_uses
from knowledge.search.everyday_word_store import (
    add_everyday_word,
    load_everyday_words,
    remove_everyday_word,
)
from knowledge.search.searching import Searches
from knowledge.search.synonyms import EverydayWord
from knowledge.search.unanswered_store import UnansweredSearch, close_unanswered, list_unanswered
from tests.support.database.offices import put_offices
from tests.support.knowledge.shipped_articles import article, put_articles, set_state, text
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
    await searches.search("karta", Filters(), 5, *who)
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
        ("asked", KOLNO, "karta", "", 1),
        ("asked", KOLNO, "zasiłek", "", 1),
        ("not_opened", KOLNO, "karta", "", 1),
        ("nothing_found", KOLNO, "emerytura strażak", "", 1),
        ("opened", KOLNO, "zasiłek", "zasilek-kto", 1),
    ]
    async with engine.connect() as connection:
        pair = (await connection.execute(select(AskedOtherwiseRow.__table__))).one()
    assert (pair.words, pair.then_words, pair.article_id) == ("karta", "zasiłek", "zasilek-kto")
    assert {words: one.unopened for words, one in (await gaps(engine)).items()} == {
        "emerytura strażak": 0,
        "karta": 1,
    }


async def test_what_was_put_otherwise_twice_is_proposed_with_what_differs(engine: AsyncEngine) -> None:
    pair = AskedOtherwise("pl", "ile kuroniówka", "ile zasiłek", "zasilek-stawki")
    other = AskedOtherwise("pl", "ile kuroniówka", "ile zasiłek", "zasilek-kto")
    await note_uses(engine, [], [pair, other, pair], NOON)
    await note_uses(engine, [], [AskedOtherwise("pl", "raz", "zasiłek", "a")], NOON)
    await note_uses(engine, [], [pair, pair], NOON - timedelta(days=100))
    since = date(2026, 9, 1)
    assert await list_asked_otherwise(engine, since) == [
        Otherwise(
            *("pl", "ile kuroniówka", "ile zasiłek", 3, ["zasilek-stawki", "zasilek-kto"]),
            phrase="kuroniówka",
            meaning="zasiłek",
        )
    ]
    await forget_asked_otherwise(engine, "pl", "ile kuroniówka", "ile zasiłek")
    assert await list_asked_otherwise(engine, since) == []


async def test_the_least_used_of_what_is_published_comes_first(engine: AsyncEngine) -> None:
    await put_offices(engine, "20000")
    await put_articles(engine, *(article(one, {"pl": text(f"Tytuł {one}")}) for one in ("a", "b", "c", "d")))
    await set_state(engine, "d", "withdrawn")
    use = partial(Use, office=KOLNO, language="pl")
    await note_uses(
        engine,
        [
            *(use("told", article="a"), use("hung_up", article="a"), use("told", article="a")),
            *(use("opened", words="zasiłek", article="b"), use("asked", words="zasiłek")),
        ],
        [],
        NOON,
    )
    await note_uses(engine, [use("opened", article="c")] * 9, [], NOON - timedelta(days=100))
    found = await article_uses(engine, date(2026, 9, 1))
    assert [(one.id, one.opened, one.told, one.hung_up) for one in found] == [
        ("c", 0, 0, 0),
        ("b", 1, 0, 0),
        ("a", 0, 2, 1),
    ]
    assert (found[0].title, found[0].topic, found[0].office) == ("Tytuł c", "karta", None)


async def test_an_everyday_word_is_found_by_every_process_as_soon_as_it_is_added_and_no_longer_than_it_is_there(
    asking: tuple[Searches, StandingClock], engine: AsyncEngine
) -> None:
    searches, _ = asking
    word = EverydayWord("pl", "papuga", "karta", "pl")

    async def finds() -> list[str]:
        return [hit.id for hit in (await searches.search("papuga", Filters(), 5)).hits]

    async def finds_it() -> bool:
        return await finds() == ["karta"]

    async def finds_nothing() -> bool:
        return await finds() == []

    before, after = await searches.try_word(word, "papuga", Filters(), 5)
    assert ([hit.id for hit in before.hits], [hit.id for hit in after.hits]) == ([], ["karta"])
    assert await finds() == []
    kept = await add_everyday_word(engine, word, "redaktor", NOON)
    await eventually(finds_it, LONG)
    with pytest.raises(SettingsRefused):
        await add_everyday_word(engine, word, "ktoś", NOON)
    assert [one.word for one in await load_everyday_words(engine)] == [word]
    without = (await searches.try_word(word, "papuga", Filters(), 5))[1]
    assert without.hits == []
    await remove_everyday_word(engine, kept.id)
    await eventually(finds_nothing, LONG)
    with pytest.raises(NotFound):
        await remove_everyday_word(engine, kept.id)


async def test_what_no_document_says_is_no_meaning(asking: tuple[Searches, StandingClock]) -> None:
    searches, _ = asking
    assert await searches.says_anything(EverydayWord("pl", "papuga", "karty", "pl"))
    assert not await searches.says_anything(EverydayWord("pl", "papuga", "karta emerytura", "pl"))


async def test_what_the_line_tells_is_counted_by_article_and_office_and_waits_while_it_cannot_be_written(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts_of_line = ToldCounts(engine, StandingClock(NOON))
    first = AnswerTold("zasilek-kto", KOLNO, "pl", again=False, is_hung_up=False)
    for told in (
        first,
        first,
        replace(first, again=True, is_hung_up=True),
        replace(first, office=None),
        replace(first, article_id=""),
    ):
        counts_of_line.note(told)

    async def away(*_: object) -> None:
        raise DATABASE_AWAY[0]

    with monkeypatch.context() as patch:
        patch.setattr(told_counts, "note_uses", away)
        await counts_of_line.write()
    assert await counts(engine) == []
    counts_of_line.note(first)
    for _ in range(2):
        await counts_of_line.write()
    assert [(what, office, article, times) for _, what, office, _, article, times in await counts(engine)] == [
        ("hung_up", KOLNO, "zasilek-kto", 1),
        ("told", "", "zasilek-kto", 1),
        ("told", KOLNO, "zasilek-kto", 3),
        ("told_again", KOLNO, "zasilek-kto", 1),
    ]
    assert await gaps(engine) == {}
