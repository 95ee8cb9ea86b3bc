"""Short answers are spoken before a caller asks: new ones, those of tomorrow, and what cannot be spoken."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ari_app.calls.answers_ahead import AnswerPrompts, AnswersAhead, prompts_in, texts_of
from core.questions.public_answers import ShortAnswer
from core.zone import WARSAW
from ivr import defaults
from ivr.graph.scenario import read_scenario
from ivr.number_route import NumberRoute
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.voice import PromptVoice
from tests.support.timing.eventually import eventually
from tests.support.timing.running import running
from tests.unit.ivr.prompts.test_voice import Engine

pytestmark = pytest.mark.asyncio

LIBRARY = PromptLibrary.defaults()
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)
LAW = date(2025, 6, 1)
ROUTES = {name: NumberRoute(name, True, read_scenario(graph)) for name, graph in defaults.scenarios().items()}


def _article(**texts: str) -> Mapping[str, ShortAnswer]:
    return {language: ShortAnswer(text, LAW, language) for language, text in texts.items()}


class Setup:
    """A voice with its engines, articles by day, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.engines = {language: Engine(language) for language in ("pl", "en", "uk")}
        self.cache = PromptCache(folder, *self.engines.values())
        self.voice = PromptVoice(LIBRARY, self.cache)
        self.at = datetime(2026, 11, 24, 23, 0, tzinfo=WARSAW).astimezone(UTC)
        self.articles: dict[date, list[Mapping[str, ShortAnswer]]] = {}
        self.is_away = False
        self.looks = 0
        self.failed: list[int] = []
        self.ahead = AnswersAhead(self.voice, self, self.published, lambda: ROUTES, self.failed.append)

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    async def published(self, day: date) -> list[Mapping[str, ShortAnswer]]:
        self.looks += 1
        if self.is_away:
            raise OSError("the database is away")
        return self.articles.get(day, [])

    def spoken(self, language: str = "pl") -> list[str]:
        return self.engines[language].texts


async def test_an_answer_is_spoken_in_the_languages_in_which_it_is_written_and_polish_once(tmp_path: Path) -> None:
    setup = Setup(tmp_path)
    setup.articles[TODAY] = [_article(pl="Co 90 dni.", en="Every 90 days."), _article(pl="Tylko po polsku.")]
    await setup.ahead.review()
    assert setup.spoken() == ["Co dziewięćdziesiąt dni.", "Tylko po polsku."]
    assert (setup.spoken("en"), setup.spoken("uk")) == (["Every ninety days."], [])
    for language in ("pl", "en", "uk"):
        spoken = await setup.voice.spoken("B01", language=language, odpowiedz="x")
        assert spoken  # the voice works on
    assert setup.cache.cached("[pl]Tylko po polsku.[uk]", "uk") is not None, "no caller waits for that either"


async def test_what_begins_at_midnight_is_there_before_midnight(tmp_path: Path) -> None:
    setup = Setup(tmp_path)
    setup.articles = {TODAY: [_article(pl="Dzisiaj.")], TOMORROW: [_article(pl="Od jutra.")]}
    await setup.ahead.review()
    assert setup.spoken() == ["Dzisiaj.", "Od jutra."]
    setup.at += timedelta(hours=2)
    setup.articles[TOMORROW + timedelta(days=1)] = [_article(pl="Od pojutrza.")]
    await setup.ahead.review()
    assert setup.spoken() == ["Dzisiaj.", "Od jutra.", "Od pojutrza."]


async def test_a_text_that_cannot_be_spoken_is_counted_and_tried_again_and_the_others_stay(tmp_path: Path) -> None:
    setup = Setup(tmp_path)
    setup.articles[TODAY] = [_article(pl="Pierwsza.")]
    await setup.ahead.review()
    first = setup.cache.cached("Pierwsza.")
    setup.articles[TODAY] = [_article(pl="Pierwsza."), _article(pl="Druga.")]
    setup.engines["pl"].is_broken = True
    await setup.ahead.review()
    await setup.ahead.review()
    assert setup.failed == [3, 3], "to callers in each of three languages"
    assert setup.cache.cached("Pierwsza.") == first is not None
    setup.engines["pl"].is_broken = False
    await setup.ahead.review()
    assert setup.cache.cached("Druga.") is not None


async def test_news_wake_it_and_a_database_that_is_away_leaves_what_was_there(tmp_path: Path) -> None:
    setup = Setup(tmp_path)
    setup.articles[TODAY] = [_article(pl="Stara.")]
    async with running(setup.ahead.run):
        await eventually(lambda: setup.spoken() == ["Stara."])
        setup.is_away = True
        setup.ahead.tell()
        await eventually(lambda: setup.looks >= 3)
        assert ("pl", "Stara.") in setup.ahead.texts(LIBRARY)
        setup.is_away = False
        setup.articles[TODAY] = [_article(pl="Nowa.")]
        setup.ahead.tell()
        await eventually(lambda: setup.spoken() == ["Stara.", "Nowa."])


async def test_what_was_just_published_does_not_wait_for_everything_else(tmp_path: Path) -> None:
    setup = Setup(tmp_path)
    many = [_article(pl=f"Odpowiedź {n}.") for n in range(1, 30)]
    setup.articles[TODAY] = many
    setup.ahead.tell()  # while the first pass is under way
    await setup.ahead.review()
    begun = len(setup.spoken())
    assert 0 < begun < 10
    setup.articles[TODAY] = [*many, _article(pl="Nowa.")]
    setup.ahead.tell()
    await setup.ahead.review()
    assert setup.spoken()[begun] == "Nowa."


async def test_nothing_is_done_twice(tmp_path: Path) -> None:
    setup = Setup(tmp_path)
    setup.articles[TODAY] = [_article(pl="Raz.")]
    for _ in range(3):
        await setup.ahead.review()
    assert setup.spoken() == ["Raz."]


async def test_the_announcements_are_those_of_the_scenarios_in_force() -> None:
    assert prompts_in(ROUTES) == {AnswerPrompts("B01", None)}
    other = AnswerPrompts("B01", "B02")
    texts = texts_of([_article(pl="Tak.")], [AnswerPrompts(), other], LIBRARY, ["pl"])
    assert texts == [
        ("pl", "Tak."),
        ("pl", "Stan prawny na dzień pierwszego czerwca dwa tysiące dwudziestego piątego roku."),
    ]
