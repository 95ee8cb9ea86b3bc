"""Keeps what callers hear up to date: what an office has changed, and what begins or ends by itself."""

from collections.abc import Collection
from pathlib import Path

import anyio
import anyio.to_thread
import structlog

from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.errors import S724Error
from ivr.prompts.heard_store import note_heard
from ivr.prompts.store import InForce, Stored, next_prompt_change, put_together, read_stored
from ivr.prompts.voice import Ahead, PromptVoice

log = structlog.get_logger()

REVIEW_TIME = 60.0  # seconds after which is looked without being told: news are lost while the database is away


class PromptUpkeep:
    """`run` is its task; `tell` when something has changed."""

    def __init__(
        self,
        voice: PromptVoice,
        engine: Engine,
        clock: Clock,
        recordings_dir: Path,
        ahead: Ahead,
        *,
        notes_heard: bool = False,
    ) -> None:
        """`notes_heard`: it is the line itself, which notes since when callers hear what."""
        self._voice = voice
        self._engine = engine
        self._clock = clock
        self._recordings_dir = recordings_dir
        self._ahead = ahead
        self._news = anyio.Event()
        self._taken: InForce | None = None  # None: not everything of the last one could be spoken
        self._stored: Stored | None = None  # of which that was made
        self._is_ahead_old = False
        self._notes_heard = notes_heard
        self._noted: frozenset[str] = frozenset()

    def tell(self) -> None:
        """Look at once."""
        self._news.set()

    def ahead_changed(self) -> None:
        """Other texts are to be spoken before somebody needs them: there are other offices, or topics."""
        self._is_ahead_old = True
        self._news.set()

    async def run(self) -> None:
        """Until cancelled: take over what is in force, whenever that changes, and what failed until it works."""
        while True:
            self._news = anyio.Event()
            await self.review()
            with anyio.move_on_after(await self._time_to_next()):
                await self._news.wait()

    async def review(self) -> None:
        """A failure leaves what was there: an error here must not end the process, and every call with it."""
        try:
            stored = await read_stored(self._engine, self._clock.now())
            known = self._taken.prompts if self._taken is not None and stored == self._stored else None
            found = await anyio.to_thread.run_sync(put_together, stored, self._recordings_dir, known)
            if found == self._taken and not self._is_ahead_old:
                await self._note(stored, found, ())  # the same words may have been saved once more
                return
            self._is_ahead_old = False
            stay = await self._voice.take_over(found.prompts, found.recordings, found.dictionary, self._ahead)
            is_whole = not stay and self._voice.dictionary == found.dictionary
            await self._note(stored, found, stay)
            self._taken, self._stored = (found, stored) if is_whole else (None, None)
        except (*DATABASE_AWAY, S724Error) as error:
            self._is_ahead_old = True  # or at least maybe
            log.error("announcements were not loaded, the old ones stay", error=type(error).__name__)
            return
        log.info("announcements were loaded anew", old_words_stay=stay)

    async def _time_to_next(self) -> float:
        now = self._clock.now()
        try:
            change = await next_prompt_change(self._engine, now)
        except DATABASE_AWAY:
            return REVIEW_TIME
        return REVIEW_TIME if change is None else min(REVIEW_TIME, (change - now).total_seconds() + 0.001)

    async def _note(self, stored: Stored, found: InForce, stay: Collection[str]) -> None:
        """What is heard now; of what stays as it was before, nothing is new."""
        if not self._notes_heard:
            return
        heard = stored.heard(found.prompts, found.recordings)
        now = frozenset(version for version, prompt in heard.items() if prompt not in stay)
        await note_heard(self._engine, now - self._noted, self._clock.now())
        self._noted = now
