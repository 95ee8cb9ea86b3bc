"""Counts what the line tells callers, in memory, and writes it down from time to time. `run` is its task.

A call never waits for it. What is not written down yet is lost with the process.
"""

from collections import Counter

import anyio
import structlog

from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.questions.public_answers import AnswerTold
from core.search.language.words import LANGUAGES, Language
from knowledge.learning.use import Use, What
from knowledge.learning.use_store import note_uses

log = structlog.get_logger()

WRITING_TIME = 30.0  # seconds between two writings
_MOST = 10_000  # kinds of uses that wait while the database is away; there are no more articles times offices


class ToldCounts:
    """One for the process."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._counted: Counter[Use] = Counter()

    def note(self, told: AnswerTold) -> None:
        """A caller was told it, once more if so wished; and who hung up meanwhile, too, has heard of it."""
        if not told.article_id:
            return
        language: Language = next((one for one in LANGUAGES if one == told.language), "pl")
        whats: list[What] = ["told_again" if told.again else "told"]
        if told.is_hung_up:
            whats.append("hung_up")
        for what in whats:
            use = Use(what, told.office or "", language, article=told.article_id)
            if use in self._counted or len(self._counted) < _MOST:
                self._counted[use] += 1

    async def run(self) -> None:
        """Until cancelled. An error here must not end the process, and every call with it."""
        while True:
            await anyio.sleep(WRITING_TIME)
            await self.write()

    async def write(self) -> None:
        """What was counted since the last time; what cannot be written waits for the next."""
        counted, self._counted = self._counted, Counter()
        if not counted:
            return
        try:
            await note_uses(self._engine, counted.elements(), [], self._clock.now())
        except DATABASE_AWAY as error:
            log.warning("what the line tells was not counted yet", error=type(error).__name__)
            self._counted.update(counted)
        except Exception as error:  # a fault here may end nothing else
            log.exception("what the line tells was not counted", error=type(error).__name__)
