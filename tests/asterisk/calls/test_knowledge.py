"""What an editor publishes is heard by the next caller, and what ends at midnight is not heard from then on.

For the midnight a centre of its own is started a second time, with its clock shortly before it, when all that the
last caller needs is there.
"""

import math
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest

from core.clock import OFFSET
from core.zone import WARSAW
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.tts import SpeechEngine
from ops.running.installation import Installation
from tests.asterisk.conftest import FAST
from tests.support.centres.answers_read import answer_sound, first_answer, says_answers
from tests.support.centres.prepared_state import lend_state, prepared_once
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.hearing import heard_share, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phone, Phones, Samples
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(600)]

Said = tuple[PromptLibrary, list[SpeechEngine]]

EVENING = timedelta(minutes=10)  # before midnight: the first start, and what is written then
LATE = 40.0  # seconds before midnight that are left when the second start is ready
ENOUGH = 20.0  # of them; with less it is started once more
NEARLY = 6.0  # seconds before midnight in which no answer is asked for: it may come too late for the old day
PROMISED = 60.0  # seconds from publishing until it is spoken ahead, and heard
WRITER, CHECKER = "redaktor", "kierownik-wup"
TOPIC = "szkolenia"
KEY = "5"  # of this topic in the menu of 9524
NOT_HEARD = 0.3

FIRST = "Próbne szkolenie trwa 12 dni. Zapisy do 30 dni przed nim są na praca.gov.pl."
FIRST_EN = "The trial course takes 12 days. Sign up at praca.gov.pl within 18 months."
CHANGED = "Kurs jest bezpłatny, a miejsc zostało 25. Pierwszeństwo mają osoby powyżej 50. roku życia."
OF_TODAY = "Stypendium wypłacane na próbę wynosi {stawka:proba} za miesiąc i przysługuje przez 180 dni."
RATE = "1721,90 zł"
OF_TOMORROW = "Za udział w próbnym szkoleniu urząd płaci {stawka:proba_jutro}, jednorazowo i bez wniosku."
NEW_RATE = "2350,40 zł"


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="s724-") as found:
        Path(found).chmod(0o755)  # the database server runs as another user where the tests run as root
        yield Path(found)


def a_midnight() -> datetime:
    """The next one in Warsaw that is far enough: no clock is moved back, to before the state was prepared."""
    now = datetime.now(UTC).astimezone(WARSAW)
    days = (1, 2)
    midnights = (datetime.combine(now.date() + timedelta(days=n), time(), WARSAW).astimezone(UTC) for n in days)
    return next(midnight for midnight in midnights if midnight - now.astimezone(UTC) > 2 * EVENING)


def installed(folder: Path, before: timedelta, midnight: datetime) -> Installation:
    """The centre in that folder; when it is begun now, its clock shows a time that long before midnight."""
    offset = midnight - datetime.now(UTC) - before
    environment = {**FAST, "S724_DEMONSTRATION": "yes", OFFSET: str(math.floor(offset.total_seconds()))}
    return Installation(folder / "var", environment=environment)


async def start_late(folder: Path, midnight: datetime, start_time: float) -> Installation:
    """A centre that is ready `ENOUGH` seconds or more before midnight; `start_time` is how long a start took.

    Where it takes much longer now, because the machine is busy, it is tried again with more time.
    """
    for _ in range(3):
        made = installed(folder, timedelta(seconds=LATE + 1.5 * start_time), midnight)
        try:
            start_time = await timed_start(made)
        except BaseException:
            await anyio.to_thread.run_sync(made.stop)
            raise
        moved = timedelta(seconds=made.settings.clock_offset)
        if (midnight - datetime.now(UTC) - moved).total_seconds() > ENOUGH:
            return made
        await anyio.to_thread.run_sync(made.stop)
    raise AssertionError(f"a start takes {start_time:.0f} s, and longer each time")


async def timed_start(installation: Installation) -> float:
    """How many seconds it took."""
    began = anyio.current_time()
    await anyio.to_thread.run_sync(installation.start)
    return anyio.current_time() - began


class Editors:
    """Who writes and who checks, by the web service."""

    def __init__(self, centre: RunningCentre) -> None:
        self.centre = centre
        self.offset = timedelta(seconds=centre.installation.settings.clock_offset)

    def now(self) -> datetime:
        """On the centre's clock."""
        return datetime.now(UTC) + self.offset

    @property
    def today(self) -> date:
        return self.now().astimezone(WARSAW).date()

    def seconds_to(self, midnight: datetime) -> float:
        return (midnight - self.now()).total_seconds()

    async def asked(
        self, who: str, method: str, path: str, tag: str | None = None, **details: Any
    ) -> httpx.Response:
        headers = {} if tag is None else {"If-Match": tag}
        return await self.centre.request(who, method, path, headers=headers, **details)

    async def done(self, who: str, method: str, path: str, tag: str | None = None, **details: Any) -> str:
        """The ETag of the article afterwards."""
        answer = await self.asked(who, method, path, tag, **details)
        assert answer.is_success, answer.text
        return str(answer.headers.get("ETag", ""))

    def content(self, **texts: str) -> dict[str, Any]:
        today = self.today
        return {
            "texts": {language: {"title": "Próba", "short_answer": text} for language, text in texts.items()},
            "legal_status_on": str(today),
            "valid_from": str(today),
            "review_by": str(today + timedelta(days=90)),
            "source": "do sprawdzenia przez redakcję",
            "source_certainty": "low",
        }

    async def begins(self, article: str, **texts: str) -> str:
        body = {"id": article, "topic": TOPIC, "place": 1, "content": self.content(**texts)}
        return await self.done(WRITER, "POST", "/api/articles", json=body)

    async def rewrites(self, article: str, tag: str, **texts: str) -> str:
        body = {"content": self.content(**texts)}
        return await self.done(WRITER, "PUT", f"/api/articles/{article}/draft", tag, json=body)

    async def publish(self, article: str, tag: str) -> str:
        """The writer asks for it and may not do it; the other one does."""
        tag = await self.done(WRITER, "POST", f"/api/articles/{article}/submit", tag)
        refused = await self.asked(WRITER, "POST", f"/api/articles/{article}/publish", tag)
        assert not refused.is_success, "four eyes"
        return await self.done(CHECKER, "POST", f"/api/articles/{article}/publish", tag)

    async def enters_a_rate(self, code: str, amount: str, first: date, last: date) -> None:
        """As the page of rates does: one person enters it, another one confirms it."""
        wanted = {
            "valid_from": str(first),
            "valid_until": str(last),
            "source": "próba",
            "source_certainty": "low",
            "rates": [{"code": code, "title": "Próba", "amount": amount, "version": 0}],
        }
        proposed = await self.asked(WRITER, "POST", "/api/rates", json=wanted)
        own = await self.asked(WRITER, "POST", f"/api/proposals/{proposed.json()['id']}/confirm")
        assert not own.is_success, "four eyes"
        await self.done(CHECKER, "POST", f"/api/proposals/{proposed.json()['id']}/confirm")

    async def publish_with_a_rate(self, article: str, text: str, code: str, amount: str, day: date) -> None:
        """An article that holds as long as the rate that it names, on that one day."""
        await self.enters_a_rate(code, amount, day, day)
        await self.publish(article, await self.begins(article, pl=text))

    async def until_spoken_ahead(self, text: str, language: str = "pl") -> None:
        """Until its sound is there, without anybody having asked for it. Nothing here renders it."""

        async def is_there() -> bool:
            sounds = self.centre.sounds
            return await anyio.to_thread.run_sync(lambda: sounds.play_time(text, language)) is not None

        await eventually(is_there, timeout=PROMISED)

    async def sound(self, text: str, language: str = "pl") -> Samples:
        return await answer_sound(self.centre, text, language)


def editors_of(centre: RunningCentre) -> Editors:
    says_answers(centre)
    return Editors(centre)


def centre_of(installation: Installation, said: Said) -> RunningCentre:
    prompts, engines = said
    return RunningCentre(installation, prompts, PromptCache(installation.settings.sounds, *engines))


@asynccontextmanager
async def at_the_menu(centre: RunningCentre, phones: Phones, number: str) -> AsyncIterator[Phone]:
    """A caller of 9524 before whom lies the menu of general information."""
    caller = phones.caller(number)
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", "###1"))
    await until_prompt_begins(caller, await centre.prompt("M02"))
    yield caller
    await caller.hang_up()


async def in_english(centre: RunningCentre, phones: Phones, number: str) -> Phone:
    caller = phones.caller(number)
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", "#"), ("W04", "8"))
    await until_prompt_begins(caller, await centre.prompt_in("en", "N01"))
    await caller.send_keys("#")
    await until_prompt_begins(caller, await centre.prompt_in("en", "W03"))
    await caller.send_keys("1")
    await until_prompt_begins(caller, await centre.prompt_in("en", "M02"))
    return caller


@pytest.mark.more(
    "a centre of its own; what two editors publish is heard by a caller for real in the last",
    "tests/scenario/nodes/test_knowledge_node.py::test_an_answer_is_read_in_the_language_in_which_it_is_written",
    "tests/api/knowledge/test_same_answer_everywhere.py::test_every_article_that_ships_is_told_in_the_same_words_everywhere",
    "tests/browser/test_knowledge.py::test_an_editor_writes_an_article_from_nothing_another_publishes_it_and_everybody_finds_and_hears_it",
)
async def test_callers_hear_what_was_published_last_and_nothing_else(
    centre: RunningCentre, phones: Phones
) -> None:
    editors = editors_of(centre)
    # -- an article in two languages: published now, heard by the next callers, and spoken before they came
    tag = await editors.publish("a-proba", await editors.begins("a-proba", pl=FIRST, en=FIRST_EN))
    published_at = anyio.current_time()
    await editors.until_spoken_ahead(FIRST)
    await editors.until_spoken_ahead(FIRST_EN, "en")

    async def hears_it_in_english() -> None:
        foreigner = await in_english(centre, phones, "857001602")
        await foreigner.send_keys(KEY)
        await until_prompt(foreigner, await editors.sound(FIRST_EN, "en"))
        assert heard_share(foreigner.heard.samples, await editors.sound(FIRST)) < NOT_HEARD
        await foreigner.hang_up()

    async with anyio.create_task_group() as callers, at_the_menu(centre, phones, "857001601") as caller:
        callers.start_soon(hears_it_in_english)
        await caller.send_keys(KEY)
        await until_prompt(caller, await editors.sound(FIRST))
        assert anyio.current_time() - published_at < PROMISED

    # -- a new version takes the place of the old one
    tag = await editors.publish("a-proba", await editors.rewrites("a-proba", tag, pl=CHANGED))
    await editors.until_spoken_ahead(CHANGED)
    async with at_the_menu(centre, phones, "857001603") as caller:
        await caller.send_keys(KEY)
        await until_prompt(caller, await editors.sound(CHANGED))
        assert heard_share(caller.heard.samples, await editors.sound(FIRST)) < NOT_HEARD

    # -- withdrawn: the others of the topic are read again
    await editors.done(CHECKER, "POST", "/api/articles/a-proba/withdraw", tag, json={"reason": "koniec próby"})
    left = await first_answer(centre, TOPIC, editors.today)
    async with at_the_menu(centre, phones, "857001604") as caller:
        await caller.send_keys(KEY)
        await until_prompt_begins(caller, await editors.sound(left))
        assert heard_share(caller.heard.samples, await editors.sound(CHANGED)) < NOT_HEARD


@pytest.mark.more(
    "an installation with a clock of its own; answers are real in the last",
    "tests/scenario/nodes/test_knowledge_node.py::test_at_midnight_the_new_amount_takes_the_place_of_the_old_one",
    "tests/scenario/nodes/test_knowledge_node.py::test_an_answer_of_the_day_before_is_never_begun_at_midnight_or_later",
    "tests/browser/test_knowledge.py::test_an_editor_writes_an_article_from_nothing_another_publishes_it_and_everybody_finds_and_hears_it",
)
async def test_a_caller_at_midnight_hears_what_holds_on_each_day(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, said: Said, phones: Phones
) -> None:
    midnight = a_midnight()
    first = installed(folder, EVENING, midnight)
    prepared = await anyio.to_thread.run_sync(prepared_once, tmp_path_factory.getbasetemp(), first.settings)
    lend_state(prepared, first.settings)
    today, tomorrow = (
        OF_TODAY.replace("{stawka:proba}", RATE),
        OF_TOMORROW.replace("{stawka:proba_jutro}", NEW_RATE),
    )
    try:
        start_time = await timed_start(first)
        editors = editors_of(centre_of(first, said))
        await editors.publish_with_a_rate("a-stawka", OF_TODAY, "proba", "1721.90", editors.today)
        next_day = editors.today + timedelta(days=1)
        await editors.publish_with_a_rate("a-jutro", OF_TOMORROW, "proba_jutro", "2350.40", next_day)
        await editors.until_spoken_ahead(today)
        await editors.until_spoken_ahead(tomorrow)
        assert await first_answer(editors.centre, TOPIC, editors.today) == today
        assert await first_answer(editors.centre, TOPIC, next_day) == tomorrow
    finally:
        await anyio.to_thread.run_sync(first.stop)

    second = await start_late(folder, midnight, start_time)
    try:
        centre = centre_of(second, said)
        editors = editors_of(centre)
        async with at_the_menu(centre, phones, "857001605") as caller:
            times = 0
            while editors.seconds_to(midnight) > NEARLY:
                await _hears(caller, KEY, await editors.sound(today))
                times += 1
                await _hears(caller, "#", await centre.prompt("M02"))
            assert times, "too slow for the midnight of this centre"
            assert heard_share(caller.heard.samples, await editors.sound(tomorrow)) < NOT_HEARD
            await eventually(lambda: editors.seconds_to(midnight) < 0, timeout=NEARLY + 5)
            since = len(caller.heard)
            await _hears(caller, KEY, await editors.sound(tomorrow))
            assert heard_share(caller.heard.since(since), await editors.sound(today)) < NOT_HEARD
        await phones.close()
    finally:
        await anyio.to_thread.run_sync(second.stop)


async def _hears(caller: Phone, key: str, sound: Samples) -> None:
    """After that key."""
    since = caller.heard.seconds
    await caller.send_keys(key)
    await until_prompt_begins(caller, sound, since=since)
