"""What a call says of a topic of the knowledge base: the node, the desk of answers, the store and the voice of the
line, with a caller who only listens and a speech engine that notes its texts."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import anyio
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from core.call import Call
from core.clock import Clock
from core.facts.bus import Bus
from core.facts.call_context import CallContext
from core.ids import new_id
from core.telephony.telephony import Channel, Keys
from ivr.nodes.knowledge import KnowledgeKind, Settings
from ivr.offices import Offices
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.voice import PromptVoice
from ivr.visit import Tools, Visit
from knowledge.public_answers import KnowledgeDesk
from knowledge.store import KnowledgeStore

_MOST = 100


def no_answer(language: str) -> str:
    """What a call in that language says where there is no answer."""
    return PromptLibrary.defaults().text("B03", language=language)


class _Heard:
    """A sound that is over as soon as it begins."""

    async def finished(self) -> None:
        return

    def stop(self) -> None:
        return


@dataclass
class _Listener:
    """A caller who presses nothing. What is played has its words for its path."""

    id: str = field(default_factory=lambda: new_id("chan"))
    keys: Keys = field(default_factory=Keys)
    heard: list[str] = field(default_factory=list)

    async def play(self, sounds: Sequence[str]) -> _Heard:
        self.heard += sounds
        return _Heard()


class _Cache:
    """The text that an engine would be given is the sound."""

    languages = frozenset({"pl", "en", "uk"})

    async def sound_for(self, text: str, language: str) -> str:
        return text


class Line:
    """Asks the knowledge base as calls do."""

    def __init__(self, desk: KnowledgeDesk, clock: Clock) -> None:
        library = PromptLibrary.defaults()
        voice = PromptVoice(library, cast(PromptCache, _Cache()))
        unused = cast(Any, None)
        self._tools = Tools(voice, unused, cast(Offices, unused), gminas=unused, answers=desk, hours=unused)
        self._clock = clock

    async def says(self, topic: str, office: str | None = None, language: str = "pl") -> list[str]:
        """The texts that are spoken to a caller of that office, in that language, one after the other."""
        caller = _Listener()
        context = CallContext(office=office, language=language)
        call = Call(cast(Channel, caller), Bus(self._clock), self._clock, context=context)
        settings = Settings(topic=topic).model_copy(update={"most": _MOST})
        await KnowledgeKind().run(Visit(call, self._tools), "baza", settings)
        return caller.heard


@asynccontextmanager
async def line_on(engine: AsyncEngine, clock: Clock) -> AsyncIterator[Line]:
    """Nobody waits for keys that do not come."""
    desk = KnowledgeDesk(KnowledgeStore(engine, clock))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ivr.answer_reading.LAST_KEY_TIME", 0.0)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(desk.run)
            yield Line(desk, clock)
            tasks.cancel_scope.cancel()
