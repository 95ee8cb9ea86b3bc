"""The line's voice: prompts by id, as sounds, in the language of the call."""

from collections.abc import Callable, Iterable, Mapping

import anyio.to_thread
import structlog

from core.errors import PlaybackFailed, S724Error
from ivr.prompts.cache import PromptCache
from ivr.prompts.ports import Spoken
from ivr.prompts.prompt_library import PlaceholderMissing, PromptLibrary, TextMissing
from ivr.speech.rendering import DEFAULT, CaseMissing
from ivr.speech.spoken_form import Dictionary
from ivr.speech.values import Value
from ivr.tts.engine import SpeechFailed

log = structlog.get_logger()

Recordings = Mapping[tuple[str, str], str]
"""(prompt, language) -> path without extension of what somebody recorded for it."""

Ahead = Callable[[PromptLibrary], Iterable[tuple[str, str]]]
"""What of a library is to be spoken before somebody needs it: texts with their languages. Called in a thread."""


class PromptVoice:
    """`ivr.prompts.ports.Voice`."""

    def __init__(self, library: PromptLibrary, cache: PromptCache, recordings: Recordings | None = None) -> None:
        self._library = library
        self._cache = cache
        self._recordings = dict(recordings or {})

    @property
    def prompts(self) -> PromptLibrary:
        """The texts in use."""
        return self._library

    @property
    def dictionary(self) -> Dictionary:
        """The pronunciations in use."""
        return self._cache.dictionary

    async def spoken(self, prompt: str, *, language: str = DEFAULT, **values: Value) -> Spoken:
        """See Voice. A fault of the scenario stays what it is: PromptUnknown, PlaceholderMissing."""
        return await self._said(prompt, language, values)

    def slower(self) -> "SlowVoice":
        """The same words, now and after each change, spoken slower."""
        return SlowVoice(self)

    async def _said(
        self, prompt: str, language: str, values: Mapping[str, Value], *, is_slow: bool = False
    ) -> Spoken:
        self._library.prompt(prompt)
        if language != DEFAULT:
            try:
                return await self._spoken(prompt, language, values, is_slow=is_slow)
            except (TextMissing, PlaceholderMissing, CaseMissing, SpeechFailed) as failure:
                log.warning("said in Polish instead", prompt=prompt, language=language, reason=failure.code)
        try:
            return await self._spoken(prompt, DEFAULT, values, is_slow=is_slow)
        except SpeechFailed as failure:
            raise PlaybackFailed(failure.message_pl) from failure

    async def _spoken(self, prompt: str, language: str, values: Mapping[str, Value], *, is_slow: bool) -> Spoken:
        text = self._library.text(prompt, language=language, **values)
        recorded = self._recordings.get((prompt, language))
        cache = self._cache.slower if is_slow else self._cache
        sound = recorded or await cache.sound_for(text, language)
        return Spoken(prompt=prompt, text=text, sound=sound, language=language)

    def was_not_heard(self, spoken: Spoken) -> None:
        """See Voice. A recording that cannot be played gives way to synthesis until it is looked at again."""
        key = (spoken.prompt, spoken.language)
        if self._recordings.get(key) == spoken.sound:
            log.error(
                "a recorded announcement could not be played", prompt=spoken.prompt, language=spoken.language
            )
            del self._recordings[key]
        else:
            self._cache.forget(spoken.text, spoken.language)
            self._cache.slower.forget(spoken.text, spoken.language)

    @property
    def languages(self) -> frozenset[str]:
        """What can be spoken."""
        return self._cache.languages

    async def prepare_beside_calls(self, texts: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Speak texts with their languages ahead, slowly, so that calls do not notice; those that failed.

        What is there already is only looked for. A failure leaves what there is, and is the caller's to try again.
        """
        return list((await self._cache.try_ahead(texts, beside_calls=True))[1])

    async def prepare(self, texts: Iterable[tuple[str, str]]) -> int:
        """Speak texts with their languages ahead; what fails is logged and tried again when it is needed."""
        rendered, failures = await self._cache.try_ahead(texts)
        if failures:
            reason = next(iter(failures.values())).message_pl
            log.error("texts could not be spoken ahead", texts=len(failures), reason=reason)
        return rendered

    async def take_over(
        self,
        library: PromptLibrary,
        recordings: Recordings,
        dictionary: Dictionary,
        ahead: Ahead,
    ) -> list[str]:
        """Use other texts, recordings and pronunciations, once everything of them is spoken.

        `ahead` names what callers may meet at any moment, with its languages; it is asked in a thread, since some
        hundred texts take 10 ms, which calls would notice. If an engine does not work the
        old dictionary stays, and so does each prompt whose new words cannot be spoken: their ids are returned.
        Many texts take minutes, since callers are served meanwhile.
        """
        cache = self._cache
        if dictionary != cache.dictionary:
            cache = cache.with_dictionary(dictionary)
            texts = await _put_together(ahead, library)
            failures = (await cache.try_ahead(texts, beside_calls=True))[1]
            if failures:
                log.error("the old pronunciations stay", texts=len(failures))
                cache = self._cache
        stay = [prompt.id for prompt in library if not await self._can_be_said(prompt.id, library, cache)]
        if stay:
            log.error("the old words stay", prompts=stay)
        kept = library.keeping(self._library, stay)
        await cache.try_ahead(await _put_together(ahead, kept), beside_calls=True)
        self._library, self._cache, self._recordings = kept, cache, dict(recordings)
        return stay

    async def _can_be_said(self, prompt_id: str, library: PromptLibrary, cache: PromptCache) -> bool:
        """Speaks what is new about a prompt; what has not changed needs no look."""
        old = self._library.prompt(prompt_id) if prompt_id in self._library else None
        for language in library.prompt(prompt_id).languages:
            text = library.prompt(prompt_id).text_in(language)
            is_as_before = old is not None and text == old.text_in(language)
            if is_as_before or (language != DEFAULT and language not in cache.languages):
                continue
            try:
                await cache.sound_for(library.example(prompt_id, language), language)
            except S724Error as failure:
                log.error("new words cannot be spoken", prompt=prompt_id, language=language, reason=failure.code)
                return False
        return True


class SlowVoice:
    """`ivr.prompts.ports.Voice`: what another voice says, slower. What somebody has recorded is played as it is.

    Nothing is spoken ahead: few callers ask for it, and one who does waits some 50 ms, with piper a second or two.
    """

    def __init__(self, voice: PromptVoice) -> None:
        self._voice = voice

    async def spoken(self, prompt: str, *, language: str = DEFAULT, **values: Value) -> Spoken:
        """See Voice."""
        return await self._voice._said(prompt, language, values, is_slow=True)

    def was_not_heard(self, spoken: Spoken) -> None:
        """See Voice."""
        self._voice.was_not_heard(spoken)


async def _put_together(ahead: Ahead, library: PromptLibrary) -> list[tuple[str, str]]:
    return await anyio.to_thread.run_sync(lambda: list(ahead(library)))
