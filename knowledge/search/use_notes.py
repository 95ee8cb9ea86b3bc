"""Writes down what is asked and used: by ordinary words, without who it was. `run` is its task.

What is not written down yet is lost with the process, and what comes while the database is away.
"""

from collections.abc import Callable, Iterable

import anyio
import structlog

from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.search.index import Index
from core.search.language.words import Language, words_of
from knowledge.learning.turns import Happened, Outcome, Turns
from knowledge.learning.use import AskedOtherwise, Use, says_otherwise
from knowledge.learning.use_store import note_uses
from knowledge.search.unanswered import common_words

log = structlog.get_logger()

COLLECTING_TIME = 2.0  # seconds between two looks at what has stood long enough to count
_MOST_WAITING = 2000  # uses that are not written down yet


class UseNotes:
    """One for the process; `index` gives the index of now, None while there is none."""

    def __init__(self, engine: Engine, clock: Clock, index: Callable[[], Index | None]) -> None:
        self._engine = engine
        self._clock = clock
        self._index = index
        self._turns = Turns()
        self._happened: list[Happened] = []

    def asked(self, account: str, office: str, text: str, language: Language | None, outcome: Outcome) -> None:
        """See `knowledge.learning.turns`, here and below."""
        self._happen(self._turns.asked(account, text, language, office, outcome, self._clock.monotonic()))

    def opened(self, account: str, office: str, text: str, language: Language | None, article: str) -> None:
        now = self._clock.monotonic()
        self._happen(self._turns.opened(account, text, language, office, article, now))

    def read_aloud(self, office: str, text: str, language: Language | None, article: str) -> None:
        self._happen([Happened("read_aloud", office, language, text, article)])

    async def helped_nobody(self, index: Index, text: str, language: Language | None, office: str) -> bool:
        """Somebody says so; it is written down at once. False if nothing of the question may be kept."""
        kept = _kept(index, text, language)
        if kept is None:
            return False
        await note_uses(self._engine, [Use("no_answer", office, *kept)], [], self._clock.now())
        return True

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await anyio.sleep(COLLECTING_TIME)
            self._happen(self._turns.due(self._clock.monotonic()))
            index = self._index()
            happened, self._happened = self._happened, []
            if not happened or index is None:
                continue
            try:
                await note_uses(self._engine, *_counted(index, happened), self._clock.now())
            except DATABASE_AWAY as error:
                log.warning("uses of the knowledge base were lost", error=type(error).__name__)
            except Exception as error:  # a fault here may end neither the search nor the web service
                log.exception("uses of the knowledge base were lost", error=type(error).__name__)

    def _happen(self, happened: list[Happened]) -> None:
        self._happened += happened[: _MOST_WAITING - len(self._happened)]


def _counted(index: Index, happened: Iterable[Happened]) -> tuple[list[Use], list[AskedOtherwise]]:
    """By ordinary words. Of a question of which nothing may be kept only what was opened counts."""
    uses: list[Use] = []
    otherwise: list[AskedOtherwise] = []
    for one in happened:
        kept = _kept(index, one.text, one.language)
        if kept is None and not one.article:
            continue
        language, words = kept or (one.language or "pl", "")
        uses.append(Use(one.what, one.office, language, words, one.article))
        before = None if one.before is None else _kept(index, one.before, one.language)
        if before is not None and before[0] == language and one.article and says_otherwise(before[1], words):
            otherwise.append(AskedOtherwise(language, before[1], words, one.article))
    return uses, otherwise


def _kept(index: Index, text: str, language: Language | None) -> tuple[Language, str] | None:
    known = frozenset(word.folded for word in words_of(text) if index.asking.known(word))
    return common_words(text, language, known)
