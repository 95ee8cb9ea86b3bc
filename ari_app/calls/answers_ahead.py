"""Speaks short answers of the knowledge base before callers ask for them: nobody waits for synthesis."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta

import anyio
import anyio.to_thread
import structlog
from pydantic import ValidationError

from core.clock import Clock
from core.db.errors import DATABASE_AWAY
from core.errors import S724Error
from core.questions.public_answers import ShortAnswer
from core.zone import WARSAW
from ivr.client_data_pl import legal_status_values
from ivr.nodes.knowledge import KnowledgeKind
from ivr.nodes.knowledge import Settings as KnowledgeSettings
from ivr.number_route import NumberRoute
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.voice import PromptVoice
from ivr.speech.rendering import DEFAULT
from ivr.speech.values import Words

log = structlog.get_logger()

REVIEW_TIME = 20.0  # seconds after which is looked without being told: news are lost while the database is away
AT_A_TIME = 3  # texts between two looks for news: what was just published does not wait for all others

Text = tuple[str, str]
"""A language and what is said in it."""


@dataclass(frozen=True, slots=True)
class AnswerPrompts:
    """With which announcements a scenario reads answers. `legal_status`: none where it tells no day of the law."""

    answer: str = "B01"
    legal_status: str | None = None


def prompts_in(routes: Mapping[str, NumberRoute]) -> set[AnswerPrompts]:
    """Those of all knowledge nodes of the scenarios that answer numbers now."""
    found = {AnswerPrompts()}
    for scenario in (each for route in routes.values() for each in route.scenarios):
        for node in scenario.nodes.values():
            if node.kind == KnowledgeKind.name:
                try:
                    settings = KnowledgeSettings.model_validate(node.settings)
                except ValidationError:  # the call that comes by fails, and says so
                    continue
                told = settings.legal_status_prompt if settings.tells_legal_status else None
                found.add(AnswerPrompts(settings.answer_prompt, told))
    return found


def texts_of(
    answers: Iterable[Mapping[str, ShortAnswer]],
    prompts: Iterable[AnswerPrompts],
    library: PromptLibrary,
    languages: Iterable[str],
) -> list[Text]:
    """Whatever calls in these languages hear of the articles, each of which is given by language.

    A text that the library does not have in a language, or one that wants other values, is left out.
    """
    prompts, languages = sorted(prompts, key=str), sorted(languages)
    return list(
        dict.fromkeys(
            text
            for article in answers
            for language in languages
            if (answer := article.get(language) or article.get(DEFAULT)) is not None
            and any(sign.isalnum() for sign in answer.text)  # else nothing can be said
            for prompt in prompts
            for text in _said(answer, prompt, library, language)
        )
    )


def _said(answer: ShortAnswer, prompts: AnswerPrompts, library: PromptLibrary, language: str) -> Iterator[Text]:
    words = Words(answer.text, answer.language)
    with suppress(S724Error):
        yield language, library.text(prompts.answer, language=language, odpowiedz=words)
    if prompts.legal_status is not None and answer.legal_status_on is not None:
        values = legal_status_values(answer.legal_status_on)
        with suppress(S724Error):
            yield language, library.text(prompts.legal_status, language=language, **values)


Published = Callable[[date], Awaitable[Sequence[Mapping[str, ShortAnswer]]]]
"""The articles that calls may read on a day, each with its short answers by language."""


@dataclass(slots=True, eq=False)
class AnswersAhead:
    """`run` is its task; `tell` when an article or a rate has changed.

    What holds today is spoken, and what holds tomorrow: at midnight everything is there. Low priority: one text
    after the other, with rests. A text that cannot be spoken is counted, logged and tried again; what was spoken
    before stays.
    """

    voice: PromptVoice
    clock: Clock
    published: Published
    routes: Callable[[], Mapping[str, NumberRoute]]
    on_failed: Callable[[int], None] = lambda texts: None
    _answers: list[Mapping[str, ShortAnswer]] = field(default_factory=list)
    _wanted: set[Text] = field(default_factory=set)
    _spoken: set[Text] = field(default_factory=set)
    _news: anyio.Event = field(default_factory=anyio.Event)

    def tell(self) -> None:
        """Look at once."""
        self._news.set()

    async def run(self) -> None:
        """Until cancelled. An error here must not end the process, and every call with it."""
        while True:
            self._news = anyio.Event()
            await self.review()
            with anyio.move_on_after(REVIEW_TIME):
                await self._news.wait()

    async def review(self) -> None:
        """Speak what is new of today and tomorrow. A database that is away leaves what was there."""
        today = self.clock.now().astimezone(WARSAW).date()
        try:
            answers = [*await self.published(today), *await self.published(today + timedelta(days=1))]
        except DATABASE_AWAY as error:
            log.error("short answers were not read, the old ones stay", error=type(error).__name__)
            return
        except S724Error as error:
            log.error("short answers were not read, the old ones stay", error=error.code)
            return
        self._answers = answers
        # Some hundred texts take 10 ms, which calls would notice.
        wanted = await anyio.to_thread.run_sync(self.texts, self.voice.prompts)
        self._spoken &= set(wanted)
        # What was not wanted before was published just now: it comes first.
        missing = sorted((text for text in wanted if text not in self._spoken), key=self._wanted.__contains__)
        self._wanted = set(wanted)
        if missing:
            await self._speak(missing)

    async def _speak(self, missing: Sequence[Text]) -> None:
        """As far as nothing else comes up meanwhile."""
        spoken = failed = 0
        for at in range(0, len(missing), AT_A_TIME):
            some = missing[at : at + AT_A_TIME]
            not_spoken = await self.voice.prepare_beside_calls(some)
            self._spoken |= set(some) - set(not_spoken)
            spoken += len(some) - len(not_spoken)
            failed += len(not_spoken)
            if self._news.is_set():
                break
        if failed:
            self.on_failed(failed)
            log.error("short answers could not be spoken ahead", texts=failed)
        log.info("short answers were spoken ahead", texts=spoken, of=len(missing))

    def texts(self, library: PromptLibrary) -> list[Text]:
        """What calls may hear of the articles with the words of that library; for `PromptUpkeep`, too."""
        return texts_of(self._answers, prompts_in(self.routes()), library, self.voice.languages)
