"""Which answers a caller hears: what replaces what, in which language, on which day."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.questions.public_answers import ShortAnswer, ShortAnswersOn
from knowledge.store import KnowledgeStore, short_answers_by_article
from tests.support.database.offices import put_shipped_offices
from tests.support.knowledge.article_versions import content, put_article, text
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

Asking = Callable[..., Awaitable[list[tuple[str, str]]]]
"""(language, text) of each answer, by office, language and how many at most."""

KOLNO, LOMZA = "20060", "20620"


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(datetime(2026, 11, 27, 11, tzinfo=UTC))


@pytest.fixture
async def ask(engine: AsyncEngine, clock: StandingClock) -> Asking:
    await put_shipped_offices(engine)
    store = KnowledgeStore(engine, clock)

    async def heard(office: str | None = None, language: str = "pl", most: int = 5) -> list[tuple[str, str]]:
        found = await store.ask(ShortAnswersOn("zasilek", office, language, most))
        return [(answer.language, answer.text) for answer in found.answers]

    return heard


async def test_each_article_is_read_in_the_language_of_the_call_or_in_polish(
    engine: AsyncEngine, ask: Asking
) -> None:
    await put_article(engine, "a", content(texts={"pl": text("Po polsku."), "en": text("In English.")}), place=1)
    await put_article(engine, "b", content("Tylko po polsku."), place=2)
    await put_article(engine, "c", content(texts={"pl": text("Trzecia."), "uk": text("Третя.")}), place=3)
    assert await ask(language="en") == [("en", "In English."), ("pl", "Tylko po polsku."), ("pl", "Trzecia.")]
    assert await ask(language="uk", most=3) == [("pl", "Po polsku."), ("pl", "Tylko po polsku."), ("uk", "Третя.")]
    assert await ask() == [("pl", "Po polsku."), ("pl", "Tylko po polsku."), ("pl", "Trzecia.")]


async def test_an_office_replaces_the_province_in_all_languages_as_long_as_one_of_its_own_holds(
    engine: AsyncEngine, clock: StandingClock, ask: Asking
) -> None:
    await put_article(engine, "all", content(texts={"pl": text("Wszędzie."), "en": text("Everywhere.")}))
    own = content("W Kolnie.", valid_until=date(2026, 11, 27))
    await put_article(engine, "kolno", own, office=KOLNO, owner=KOLNO)
    assert await ask(KOLNO, "en") == [("pl", "W Kolnie.")], "not the province's, though that is in English"
    assert await ask(LOMZA, "en") == [("en", "Everywhere.")]
    clock.at = datetime(2026, 11, 27, 22, 59, 59, 999_999, tzinfo=UTC)
    assert await ask(KOLNO) == [("pl", "W Kolnie.")]
    clock.at = datetime(2026, 11, 27, 23, tzinfo=UTC)  # midnight in Warsaw
    assert await ask(KOLNO) == [("pl", "Wszędzie.")]


async def test_the_day_for_which_answers_hold_is_told_with_them(engine: AsyncEngine, clock: StandingClock) -> None:
    store = KnowledgeStore(engine, clock)
    for at, day in (
        (datetime(2026, 11, 27, 22, 59, 59, tzinfo=UTC), date(2026, 11, 27)),
        (datetime(2026, 11, 27, 23, 0, 0, tzinfo=UTC), date(2026, 11, 28)),
        (datetime(2026, 7, 1, 22, 0, 0, tzinfo=UTC), date(2026, 7, 2)),
    ):
        clock.at = at
        assert (await store.ask(ShortAnswersOn("zasilek", None, "pl", 2))).day == day


async def test_what_is_to_be_spoken_ahead_is_given_by_article(engine: AsyncEngine, ask: Asking) -> None:
    await put_article(engine, "a", content(texts={"pl": text("Po polsku."), "en": text("In English.")}), place=1)
    await put_article(engine, "b", content("Druga."), place=2)
    law = date(2026, 6, 1)
    assert await short_answers_by_article(engine, date(2026, 11, 27)) == [
        {"pl": ShortAnswer("Po polsku.", law, "pl"), "en": ShortAnswer("In English.", law, "en")},
        {"pl": ShortAnswer("Druga.", law, "pl")},
    ]
