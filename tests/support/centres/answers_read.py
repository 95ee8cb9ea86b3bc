"""What the knowledge base of a running centre reads to callers, and how that sounds."""

from datetime import date

from core.db.engine import make_engine
from ivr import defaults
from ivr.speech.spoken_form import Dictionary
from ivr.speech.values import Words
from knowledge.store import published_short_answers
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.phone import Samples


def says_answers(centre: RunningCentre) -> None:
    """From now on the sounds of this centre follow the dictionary that ships, as those that callers hear."""
    words = {(row["language"], row["word"]): row["spoken"] for row in defaults.pronunciations()}
    centre.sounds = centre.sounds.with_dictionary(Dictionary(words))


async def first_answer(centre: RunningCentre, topic: str, day: date) -> str:
    """What callers hear first of a topic on that day, in Polish."""
    engine = make_engine(centre.installation.settings.dsn, pool_size=1)
    try:
        found = await published_short_answers(engine, day)
    finally:
        await engine.dispose()
    return next(
        each.answer.text for each in found if (each.topic, each.language, each.office) == (topic, "pl", None)
    )


async def answer_sound(centre: RunningCentre, text: str, language: str = "pl") -> Samples:
    return await centre.prompt_in(language, "B01", odpowiedz=Words(text, language))
