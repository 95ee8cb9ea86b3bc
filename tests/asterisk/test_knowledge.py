"""What an editor publishes is heard by the next caller, and what ends at midnight is not heard from then on.

One centre whose clock is moved, so that a midnight in Warsaw comes some minutes after its start.
"""

import math
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest

from core.clock import OFFSET
from core.db.engine import make_engine
from core.zone import WARSAW
from ivr import defaults
from ivr.speech.spoken_form import Dictionary
from ivr.speech.values import Words
from knowledge.store import published_short_answers
from ops.installation import Installation
from tests.asterisk.conftest import FAST
from tests.support.eventually import eventually
from tests.support.hearing import heard_share, until_prompt, until_prompt_begins
from tests.support.phone import Phone, Phones, Samples
from tests.support.prepared_state import lend_state, prepared_once
from tests.support.running_centre import RunningCentre

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(600)]

BEFORE_MIDNIGHT = 300.0  # seconds that the start of the centre and what happens on the first day may take
PROMISED = 60.0  # seconds from publishing until it is spoken ahead, and heard
WRITER, CHECKER = "redaktor", "kierownik-wup"
TOPIC = "szkolenia"
KEY = "5"  # of this topic in the menu of 9524
NOT_HEARD = 0.3

FIRST = "Próbne szkolenie trwa 12 dni. Zapisy do 30 dni przed nim są na praca.gov.pl."
FIRST_EN = "The trial course takes 12 days. Sign up at praca.gov.pl within 18 months."
CHANGED = "Kurs jest bezpłatny, a miejsc zostało 25. Pierwszeństwo mają osoby powyżej 50. roku życia."
WITH_RATE = "Stypendium wypłacane na próbę wynosi {stawka:proba} za miesiąc i przysługuje przez 180 dni."
RATE = "1721,90 zł"


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A centre for which it is late in the evening."""
    environment = {**FAST, "S724_DEMONSTRATION": "yes"}
    folder = tmp_path_factory.mktemp("midnight")
    folder.chmod(0o755)  # the database server runs as another user where the tests run as root
    plain = Installation(folder / "plain", environment=environment)
    prepared = prepared_once(tmp_path_factory.getbasetemp(), plain.settings)
    now = datetime.now(UTC)
    midnight = datetime.combine(now.astimezone(WARSAW).date() + timedelta(days=1), datetime.min.time(), WARSAW)
    offset = (midnight - now).total_seconds() - BEFORE_MIDNIGHT
    made = Installation(folder / "var", environment={**environment, OFFSET: str(math.floor(offset))})
    lend_state(prepared, made.settings)
    with made as centre:
        yield centre


@pytest.fixture(scope="module")
def installation(moved: Installation) -> Installation:
    """For the fixture `centre`: this one, and not that of all the other tests."""
    return moved


@pytest.fixture
def tokens() -> dict[str, str]:
    """Nobody has logged in to this centre yet."""
    return {}


class Editors:
    """Who writes and who checks, by the web service."""

    def __init__(self, centre: RunningCentre) -> None:
        self.centre = centre
        self.offset = timedelta(seconds=centre.installation.settings.clock_offset)

    def now(self) -> datetime:
        """On the centre's clock."""
        return datetime.now(UTC) + self.offset

    @property
    def seconds_to_midnight(self) -> float:
        now = self.now().astimezone(WARSAW)
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), WARSAW)
        return (midnight.astimezone(UTC) - now.astimezone(UTC)).total_seconds()

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
        today = self.now().astimezone(WARSAW).date()
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

    async def until_spoken_ahead(self, text: str, language: str = "pl") -> None:
        """Until its sound is there, without anybody having asked for it. Nothing here renders it."""

        async def is_there() -> bool:
            sounds = self.centre.sounds
            return await anyio.to_thread.run_sync(lambda: sounds.play_time(text, language)) is not None

        await eventually(is_there, timeout=PROMISED)

    async def sound(self, text: str, language: str = "pl") -> Samples:
        return await self.centre.prompt_in(language, "B01", odpowiedz=Words(text, language))


@pytest.fixture
def editors(centre: RunningCentre) -> Editors:
    words = {(row["language"], row["word"]): row["spoken"] for row in defaults.pronunciations()}
    centre.sounds = centre.sounds.with_dictionary(Dictionary(words))
    return Editors(centre)


@asynccontextmanager
async def at_the_menu(centre: RunningCentre, phones: Phones, number: str) -> AsyncIterator[Phone]:
    """A caller of 9524 before whom lies the menu of general information."""
    caller = phones.caller(number)
    await caller.call("9524", centre.sip_port)
    await until_prompt_begins(caller, await centre.prompt("W02"))
    await caller.send_keys("###1")
    await until_prompt_begins(caller, await centre.prompt("M02"))
    yield caller
    await caller.hang_up()


async def in_english(centre: RunningCentre, phones: Phones, number: str) -> Phone:
    caller = phones.caller(number)
    await caller.call("9524", centre.sip_port)
    await until_prompt_begins(caller, await centre.prompt("W02"))
    await caller.send_keys("#")
    await until_prompt_begins(caller, await centre.prompt("W04"))
    await caller.send_keys("8")
    await until_prompt_begins(caller, await centre.prompt_in("en", "N01"))
    await caller.send_keys("#")
    await until_prompt_begins(caller, await centre.prompt_in("en", "W03"))
    await caller.send_keys("1")
    await until_prompt_begins(caller, await centre.prompt_in("en", "M02"))
    return caller


async def test_callers_hear_what_is_in_force_at_that_moment_and_nothing_else(
    centre: RunningCentre, phones: Phones, editors: Editors
) -> None:
    # -- an article in two languages: published now, heard by the next callers, and spoken before they came
    tag = await editors.publish("a-proba", await editors.begins("a-proba", pl=FIRST, en=FIRST_EN))
    published_at = anyio.current_time()
    await editors.until_spoken_ahead(FIRST)
    await editors.until_spoken_ahead(FIRST_EN, "en")
    async with at_the_menu(centre, phones, "857001601") as caller:
        await caller.send_keys(KEY)
        await until_prompt(caller, await editors.sound(FIRST))
        assert anyio.current_time() - published_at < PROMISED
    foreigner = await in_english(centre, phones, "857001602")
    await foreigner.send_keys(KEY)
    await until_prompt(foreigner, await editors.sound(FIRST_EN, "en"))
    assert heard_share(foreigner.heard.samples, await editors.sound(FIRST)) < NOT_HEARD
    await foreigner.hang_up()

    # -- a new version takes the place of the old one
    tag = await editors.publish("a-proba", await editors.rewrites("a-proba", tag, pl=CHANGED))
    await editors.until_spoken_ahead(CHANGED)
    async with at_the_menu(centre, phones, "857001603") as caller:
        await caller.send_keys(KEY)
        await until_prompt(caller, await editors.sound(CHANGED))
        assert heard_share(caller.heard.samples, await editors.sound(FIRST)) < NOT_HEARD

    # -- withdrawn; and another one, with a rate of which this is the last day
    await editors.done(CHECKER, "POST", "/api/articles/a-proba/withdraw", tag, json={"reason": "koniec próby"})
    today = str(editors.now().astimezone(WARSAW).date())
    rate = {"code": "proba", "title": "Próba", "amount": "1721.90", "valid_from": today, "valid_until": today}
    await editors.done(WRITER, "POST", "/api/rates", json={**rate, "source": "próba", "source_certainty": "low"})
    await editors.publish("a-stawka", await editors.begins("a-stawka", pl=WITH_RATE))
    with_rate = WITH_RATE.replace("{stawka:proba}", RATE)
    await editors.until_spoken_ahead(with_rate)
    async with at_the_menu(centre, phones, "857001604") as caller:
        await caller.send_keys(KEY)
        await until_prompt(caller, await editors.sound(with_rate))
        assert heard_share(caller.heard.samples, await editors.sound(CHANGED)) < NOT_HEARD

    # -- the same caller, a moment before midnight and a moment after it
    assert 0 < editors.seconds_to_midnight < BEFORE_MIDNIGHT, "too slow for the midnight of this centre"
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        tomorrow = editors.now().astimezone(WARSAW).date() + timedelta(days=1)
        later = [each for each in await published_short_answers(engine, tomorrow) if each.topic == TOPIC]
    finally:
        await engine.dispose()
    left = next(each.answer.text for each in later if each.language == "pl" and each.office is None)
    assert "Stypendium" not in left
    await eventually(lambda: editors.seconds_to_midnight < 20, timeout=BEFORE_MIDNIGHT)
    async with at_the_menu(centre, phones, "857001605") as caller:
        await caller.send_keys(KEY)
        await until_prompt_begins(caller, await editors.sound(with_rate))
        assert editors.seconds_to_midnight < 20, "still the day before"
        await caller.send_keys("#")
        await until_prompt_begins(caller, await centre.prompt("M02"), since=caller.heard.seconds)
        await eventually(lambda: editors.seconds_to_midnight > 3600, timeout=30)
        since = len(caller.heard)
        await caller.send_keys(KEY)
        await until_prompt_begins(caller, await editors.sound(left), since=since / 8000)
        assert heard_share(caller.heard.since(since), await editors.sound(with_rate)) < NOT_HEARD
