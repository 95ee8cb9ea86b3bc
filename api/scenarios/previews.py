"""Lets an editor hear a text before callers do."""

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import anyio.to_thread

from api.scenarios.engines import Engines
from core.clock import Clock
from core.db.engine import Engine
from core.errors import S724Error
from ivr.nodes.knowledge import Settings
from ivr.prompts.cache import PromptCache
from ivr.prompts.list_store import list_prompts
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.rendering import DEFAULT
from ivr.speech.spoken_form import Dictionary
from ivr.speech.texts import filled
from ivr.speech.values import Words
from ivr.tts.sound_file import RATE

ANSWER_PROMPT = str(Settings.model_fields["answer_prompt"].default)
"""With which announcement calls read short answers."""
AT_ONCE = 2  # previews that are spoken at the same time, so that editors do not take the processor from calls


class PreviewBusy(S724Error):
    """This user already listens to another text."""

    code = "preview_busy"
    message_pl = "Poprzednie odsłuchanie jeszcze trwa. Prosimy poczekać, aż się skończy."


class Previews:
    """One at a time for each user. Nothing of it stays on disk."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._users: set[str] = set()
        self._places = anyio.Semaphore(AT_ONCE)

    async def wav(
        self, text: str, language: str, dictionary: Dictionary, user: str, engine: str | None = None
    ) -> bytes:
        """`text` as callers would hear it, as a WAV file; by another `engine` in its language, if one is named.
        Raises PreviewBusy, SpeechFailed."""
        with self._one_of(user):
            async with self._places:
                engines = await self._engines.opened()
                if engine is not None:
                    other = await self._engines.one(language, engine)
                    engines = [*(each for each in engines if each.language != language), other]
                with TemporaryDirectory(prefix="s724-preview-") as folder:
                    cache = PromptCache(Path(folder), *engines, dictionary=dictionary)
                    sound = await cache.sound_for(text, language)
                    return await anyio.to_thread.run_sync(wav_of, Path(f"{sound}.alaw"))

    @contextmanager
    def _one_of(self, user: str) -> Iterator[None]:
        if user in self._users:
            raise PreviewBusy
        self._users.add(user)
        try:
            yield
        finally:
            self._users.discard(user)


async def answer_said(engine: Engine, clock: Clock, text: str, language: str) -> str:
    """The text that a call in that language speaks to tell a short answer, as `Previews.wav` takes it.

    With the words of the announcement that are in force now, of the database or those that ship.
    """
    shipped = PromptLibrary.defaults().prompt(ANSWER_PROMPT)
    templates = {each: shipped.text_in(each) for each in (DEFAULT, language)}
    for stored in await list_prompts(engine, ANSWER_PROMPT):
        templates |= {each: words.text for each, words in stored.in_force(clock.now()).items() if words.text}
    return answer_in_words_of(templates, text, language)


def answer_in_words_of(templates: Mapping[str, str | None], text: str, language: str) -> str:
    """`templates`: the announcement by language. Without one in that language its own words are Polish, as in a
    call; the answer stays in the language in which it is written.
    """
    values = {"odpowiedz": Words(text, language)}
    if (own := templates.get(language)) is not None:
        return filled(ANSWER_PROMPT, own, values, language)
    polish = filled(ANSWER_PROMPT, templates[DEFAULT] or "", values, DEFAULT)
    return f"[{DEFAULT}]{polish}"


def wav_of(alaw: Path) -> bytes:
    """A sound of the line as a file that browsers play. Raises OSError."""
    return wav_of_sound(alaw.read_bytes())


def wav_of_sound(sound: bytes) -> bytes:
    """The same of A-law."""
    import soundfile  # when it is first needed, and not on the event loop

    from ivr.tts.alaw import alaw_decode

    out = io.BytesIO()
    soundfile.write(out, alaw_decode(sound), RATE, format="WAV", subtype="PCM_16")
    return out.getvalue()
