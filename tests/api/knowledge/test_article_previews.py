"""An editor hears and reads exactly what callers will hear."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine

from api.scenarios.previews import wav_of
from core.questions.public_answers import ShortAnswer
from core.settings import Settings
from ivr import defaults
from ivr.prompts.cache import PromptCache
from ivr.prompts.change_store import seed_prompts
from ivr.prompts.store import load_prompts
from ivr.prompts.voice import PromptVoice
from ivr.speech.values import Words
from ivr.tts import espeak_engines
from knowledge.markdown import MOST_MARKS
from knowledge.rates.rate import Rate
from tests.api.conftest import LogIn
from tests.support.calls.call_facts import NINE
from tests.support.knowledge.article_versions import put_rates
from tests.support.machine.tools import espeak_command

pytestmark = pytest.mark.anyio

EVER = Rate("proba", "Próba", Decimal("1721.90"), date(2020, 1, 1), None, "próba", "low")
ANSWERS = {
    "pl": "Kwota {stawka:proba} przez 180 dni, EURES i KFS: praca.gov.pl, do 50. roku życia.",
    "en": "Paid are {stawka:proba} for 180 days, see praca.gov.pl or call 9524.",
    "uk": "Сума {stawka:proba} протягом 18 місяців, praca.gov.pl або 9524.",
}
ODD = "Znaki <b>takie</b> [en] i [inne],\u00ad\nw dwóch wierszach, 2 razy."


@pytest.fixture
async def engine(engine: AsyncEngine) -> AsyncEngine:
    async with engine.begin() as connection:
        await seed_prompts(connection, "20000", defaults.pronunciations(), NINE)
    await put_rates(engine, EVER)
    return engine


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"espeak": " ".join(espeak_command())})


async def _previewed(client: AsyncClient, text: str, language: str) -> tuple[dict[str, str], bytes]:
    body = {"text": {"title": "Próba", "short_answer": text}, "language": language}
    answer = await client.post("/api/articles/preview", json=body)
    assert answer.status_code == 200, answer.text
    read = answer.json()
    sound = await client.post("/api/prompts/preview", json={"text": read["spoken"], "language": language})
    assert sound.status_code == 200, sound.text
    return read, sound.content


async def _heard_in_a_call(engine: AsyncEngine, folder: Path, answer: ShortAnswer) -> bytes:
    """As the application speaks it: its texts, its pronunciations, its cache."""
    found = await load_prompts(engine, datetime.now(UTC), folder)
    cache = PromptCache(folder, *await espeak_engines(espeak_command()), dictionary=found.dictionary)
    voice = PromptVoice(found.prompts, cache, found.recordings)
    words = Words(answer.text, answer.language)
    spoken = await voice.spoken("B01", language=answer.language, odpowiedz=words)
    return wav_of(Path(f"{spoken.sound}.alaw"))


@pytest.mark.parametrize("language", [*ANSWERS])
async def test_the_preview_is_the_very_sound_of_a_call(
    log_in: LogIn, engine: AsyncEngine, tmp_path: Path, language: str
) -> None:
    client = await log_in("redaktor")
    read, sound = await _previewed(client, ANSWERS[language], language)
    filled = read["short_answer_filled"]
    assert "{" not in filled
    assert sound == await _heard_in_a_call(engine, tmp_path, ShortAnswer(filled, None, language))
    assert not any(sign.isdigit() for sign in read["in_words"])


async def test_odd_signs_are_previewed_as_they_are_heard(
    log_in: LogIn, engine: AsyncEngine, tmp_path: Path
) -> None:
    client = await log_in("redaktor")
    read, sound = await _previewed(client, ODD, "pl")
    assert read["in_words"] == "Znaki b takie /b i inne, w dwóch wierszach, dwa razy."
    assert sound == await _heard_in_a_call(engine, tmp_path, ShortAnswer(ODD, None))


async def test_the_words_around_an_answer_are_previewed_too(
    log_in: LogIn, engine: AsyncEngine, tmp_path: Path
) -> None:
    chief = await log_in("kierownik-wup")
    changed = await chief.put("/api/prompts/B01/texts/pl", json={"text": "Odpowiedź: {odpowiedz}"})
    assert changed.status_code == 200, changed.text
    client = await log_in("redaktor")
    read, sound = await _previewed(client, "Co 90 dni.", "pl")
    assert read["in_words"] == "Odpowiedź: Co dziewięćdziesiąt dni."
    assert sound == await _heard_in_a_call(engine, tmp_path, ShortAnswer("Co 90 dni.", None))


async def test_whoever_checks_articles_hears_them_without_writing_any(log_in: LogIn) -> None:
    read, sound = await _previewed(await log_in("zespol"), ANSWERS["uk"], "uk")
    assert read["spoken"]
    assert sound


async def test_a_pronunciation_of_the_office_is_in_the_preview(log_in: LogIn) -> None:
    chief = await log_in("administrator")
    assert (await chief.put("/api/pronunciations/pl/KFS", json={"spoken": "kafees"})).status_code == 204
    read, _ = await _previewed(await log_in("redaktor"), "Wniosek o KFS.", "pl")
    assert read["in_words"] == "Wniosek o kafees."


async def test_a_rate_that_is_not_in_force_has_no_sound(log_in: LogIn) -> None:
    client = await log_in("redaktor")
    body = {"text": {"title": "Próba", "short_answer": "Kwota {stawka:dawna}."}}
    read = (await client.post("/api/articles/preview", json=body)).json()
    assert (read["short_answer_filled"], read["spoken"], read["in_words"]) == (None, None, None)


async def test_previews_of_forty_thousand_brackets_hold_nobody_else(log_in: LogIn) -> None:
    client = await log_in("redaktor")
    body = {"text": {"title": "Próba", "short_answer": "Tak.", "full_answer": "[" * 40_000}}
    answer = await client.post("/api/articles/preview", json=body)
    assert answer.status_code == 422
    assert answer.json()["fields"] == [
        {"field": "text.full_answer", "message": f"Tekst ma więcej niż {MOST_MARKS} znaków formatowania."}
    ]
