"""The search of a process: its index follows the database, and questions are answered from it.

`run` is its task, `tell` hears news. A change that is committed is found within a second, and within a minute if
the news of it got lost. While the database is away the last state answers, as far as its words are remembered.
"""

import gc
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Annotated, TypeVar

import anyio
import structlog
from anyio import to_thread
from pydantic import Field

from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY, RETRY_TIME
from core.errors import DataUnavailable
from core.questions.public_answers import NEWS as KNOWLEDGE_NEWS
from core.search.highlights import IsHit, TextPart, excerpt, marked
from core.search.index import Index
from core.search.index_store import follow, is_set_back, load_index
from core.search.language.lemmas import warm_up
from core.search.language.words import LANGUAGES, Language, Word, fold, words_of
from core.search.question import Question
from core.search.segment import Filters, Found
from core.search.writing_store import NEWS, index_due
from core.zone import WARSAW
from knowledge.articles.in_force import holds_until, is_in_force
from knowledge.asked.asked import AskedKind
from knowledge.asked.topics import load_words
from knowledge.learning.turns import Outcome
from knowledge.rates.rate import NO_RATES, RateNotInForce, filled
from knowledge.rates.rate_store import load_rates
from knowledge.search.corpus import CORPUS, Kind
from knowledge.search.everyday_word_store import load_everyday_words
from knowledge.search.finding import FOUND, AskedPlace, Findings, find_answers
from knowledge.search.shown_store import Shown, read_shown
from knowledge.search.source_store import SOURCES
from knowledge.search.synonyms import EverydayWord, EverydayWords, load_synonyms
from knowledge.search.use_notes import UseNotes

log = structlog.get_logger()

_Made = TypeVar("_Made")

REVIEW_TIME = 60.0  # seconds after which is looked without being told: news are lost while the database is away
LONGEST_REST = 5.0  # seconds between two readings of changes
LOADING_TIME = 10.0  # seconds that a question waits for the first index of a process
MOST_REMEMBERED = 4000  # documents whose words are kept in memory; 10 MB
_EXPIRED = 0.8  # what is not in force stands behind what is as good
_POINTER = 0.9  # so does what only says whom to ask
_AT_ONCE = 2  # questions that are worked on, so that these leave threads and processor to others
_READ = 4000  # characters of a text in which is looked for an excerpt


@dataclass(frozen=True, slots=True)
class KnowledgeHit:
    """Something that was found. `id`: of the article, office, branch, training or fair."""

    kind: Kind
    id: str
    title: str
    title_parts: list[TextPart]
    excerpt_parts: Annotated[list[TextPart], Field(description="The part of the text that fits best")]
    short_answer: Annotated[
        str | None, Field(description="To be read out; null for what is not in force, or no article")
    ]
    is_in_force: Annotated[
        bool, Field(description="False: it may not be told, and its answer does not come along")
    ]
    is_pointer: Annotated[bool, Field(description="It says only what it is about and which office to ask")]
    legal_basis: Annotated[str | None, Field(description="Null: none is given, or it is no article")]
    holds_until: Annotated[
        date | None,
        Field(description="The last day on which just this is told, its amounts included; null: no end is known"),
    ]
    office: Annotated[str | None, Field(description="Whose it is; null: the province's")]
    language: Language
    score: Annotated[float, Field(description="Only for comparing hits of one answer")]


@dataclass(frozen=True, slots=True)
class Hits:
    """`corrected`: the question with its slips mended. `is_answered`: something says enough about it. `asked`: the
    kind of question; `place`: the office or branch that it is about."""

    hits: list[KnowledgeHit]
    corrected: str | None
    is_answered: bool
    asked: AskedKind | None = None
    place: AskedPlace | None = None


class Searches:
    """One for the process."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._news = anyio.Event()
        self._loaded = anyio.Event()
        self._index: Index | None = None
        self._rates = NO_RATES
        self._remembered: OrderedDict[str, Shown] = OrderedDict()
        self._notes = UseNotes(engine, clock, lambda: self._index)
        self._everyday = EverydayWords()
        self._corpus = replace(CORPUS, synonyms_of=self._everyday.of)
        self._thinking = anyio.CapacityLimiter(_AT_ONCE)

    def tell(self, news: str) -> None:
        """Something has changed."""
        if news in (NEWS, KNOWLEDGE_NEWS):
            self.look()

    def look(self) -> None:
        """Look at once whether anything has."""
        self._news.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._keep_up)
            tasks.start_soon(self._notes.run)

    async def reload(self) -> None:
        """What is committed now is found from here on.

        What others have indexed is found even if this process could index nothing itself; what kept it from that
        is raised afterwards. Raises `core.db.errors.DATABASE_AWAY`.
        """
        if self._index is None:
            await to_thread.run_sync(_open_dictionaries)
        failed = None
        try:
            if self._index is not None and await is_set_back(self._engine, self._index):
                await self._read()  # before the numbers of what is indexed now overtake ours
            while await index_due(self._engine, SOURCES):
                pass
        except Exception as error:  # noqa: BLE001 - raised again below, once what is indexed is read
            failed = error
        await self._read()
        if failed is not None:
            raise failed

    async def _read(self) -> None:
        """What is in the index of the database is found from here on."""
        self._rates = await load_rates(self._engine)
        words = await load_everyday_words(self._engine)
        await to_thread.run_sync(self._everyday.replace, frozenset(one.word for one in words))
        before = self._index
        index = (
            await load_index(self._engine, self._corpus) if before is None else await follow(self._engine, before)
        )
        if index is not before:
            self._index = index
            if before is None or index.main is not before.main or index.recent is not before.recent:
                self._forget(before, index)
            if before is None:
                gc.freeze()  # or every full collection walks through the index: 100 ms with 30,000 documents
        self._loaded.set()

    async def search(
        self, text: str, filters: Filters, limit: int, account: str | None = None, office: str = ""
    ) -> Hits:
        """What fits the question best; if nothing in the language that is wanted answers it, Polish articles, too.

        `account`: who asks, and of which `office`; a question of its that stands for some seconds is counted, by
        its ordinary words and without saying whose it was.

        Raises DataUnavailable if this process has no index yet, or if the database is away.
        """
        findings, hits = await self._found(await self._ready(), text, filters, limit)
        if account is not None and filters.kinds != frozenset({"place"}):
            self._notes.asked(account, office, text, filters.language, _outcome(findings, hits))
        return _told(findings, hits)

    async def try_word(self, word: EverydayWord, text: str, filters: Filters, limit: int) -> tuple[Hits, Hits]:
        """What a question finds now, and what it would find with an everyday word: nothing is saved or counted.

        Raises as `search` does.
        """
        index = await self._ready()
        synonyms_of = await to_thread.run_sync(self._everyday.tried, word)
        tried = await self._think(partial(index.with_synonyms, synonyms_of))
        return (
            _told(*await self._found(index, text, filters, limit)),
            _told(*await self._found(tried, text, filters, limit)),
        )

    async def says_anything(self, word: EverydayWord) -> bool:
        """Are all words of the meaning in a document? Else it would find nothing. Raises as `search` does."""
        index = await self._ready()
        return await self._think(partial(index.asking.is_said, word.meaning, word.into))

    async def _found(
        self, index: Index, text: str, filters: Filters, limit: int
    ) -> tuple[Findings, list[KnowledgeHit]]:
        findings = await self._think(partial(find_answers, index, text, filters, limit))
        parts = (findings.found, findings.behind)
        shown = await self._shown([one for part in parts for one in part])
        return findings, await self._think(partial(self._hits, _hits_of(index, findings.question), parts, shown))

    async def suggest(self, text: str, filters: Filters, limit: int) -> list[str]:
        """How the question may go on: the word that is being typed, completed, and what articles are asked.

        Raises as `search` does.
        """
        index = await self._ready()
        found = await self._think(partial(find_answers, index, text, filters, limit, polish=False))
        shown = await self._shown(found.found)
        return await self._think(partial(_suggestions, index, found.question, text, found.found, shown, limit))

    async def note_opened(
        self, account: str, office: str, text: str, language: Language | None, article: str
    ) -> None:
        """A hit for the question was opened (`article` empty: no article), or without a question what stood there
        before. What is not in the index is not counted. Raises as `search` does."""
        if not article or _is_there(await self._ready(), article):
            self._notes.opened(account, office, text, language, article)

    async def note_read_aloud(self, office: str, text: str, language: Language | None, article: str) -> None:
        """A consultant has read the article to a caller. Raises as `search` does."""
        if _is_there(await self._ready(), article):
            self._notes.read_aloud(office, text, language, article)

    async def note_unanswered(self, text: str, language: Language | None, office: str) -> bool:
        """Somebody says that nothing of what was found helps. False if nothing of the question may be kept.

        Raises as `search` does.
        """
        return await self._notes.helped_nobody(await self._ready(), text, language, office)

    async def _ready(self) -> Index:
        if self._index is None:
            with anyio.move_on_after(LOADING_TIME):
                await self._loaded.wait()
        if self._index is None:
            raise DataUnavailable
        return self._index

    async def _think(self, work: Callable[[], _Made]) -> _Made:
        """Off the event loop: a question of words that nobody knows takes tens of milliseconds."""
        return await to_thread.run_sync(work, limiter=self._thinking)

    async def _keep_up(self) -> None:
        while True:
            self._news = anyio.Event()
            wait = REVIEW_TIME
            began = anyio.current_time()
            try:
                await self.reload()
            except DATABASE_AWAY as error:
                log.warning("the search index was not brought up to date", error=type(error).__name__)
                wait = RETRY_TIME
            except Exception as error:  # a fault here may end neither the search nor the web service
                log.exception("the search index was not brought up to date", error=type(error).__name__)
                wait = RETRY_TIME
            # While very much is written, half of the time is left to those who search.
            await anyio.sleep(min(anyio.current_time() - began, LONGEST_REST))
            with anyio.move_on_after(wait):
                await self._news.wait()

    def _forget(self, before: Index | None, index: Index) -> None:
        """Of what has changed the words are read anew."""
        if before is None or index.main.keys is not before.main.keys:
            self._remembered.clear()
            return
        for key, entry in index.recent_entries.items():
            if before.recent_entries.get(key) is not entry or key not in before.recent_entries:
                self._remembered.pop(key, None)

    async def _shown(self, found: Iterable[Found]) -> dict[str, Shown]:
        keys = [one.key for one in found]
        shown = {key: self._remembered[key] for key in keys if key in self._remembered}
        missing = [key for key in keys if key not in shown]
        if missing:
            index = self._index
            read = await read_shown(self._engine, missing)
            shown |= read
            if index is self._index:  # or what was read may be older than what the index has by now
                self._remembered |= read
        for key in keys:
            if key in self._remembered:
                self._remembered.move_to_end(key)
        while len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return shown

    def _hits(
        self, is_hit: IsHit, parts: Iterable[Sequence[Found]], shown: dict[str, Shown]
    ) -> list[KnowledgeHit]:
        """Each part by itself in its order."""
        hits: list[KnowledgeHit] = []
        for part in parts:
            of_part = [self._hit(is_hit, one, shown[one.key]) for one in part if one.key in shown]
            hits += sorted(of_part, key=lambda hit: -hit.score)
        return hits

    def _hit(self, is_hit: IsHit, found: Found, shown: Shown) -> KnowledgeHit:
        day = self._clock.now().astimezone(WARSAW).date()
        in_force = shown.until is None or day <= shown.until
        short, texts, until = None, [shown.body], shown.until
        if shown.content is not None:
            in_force = is_in_force(shown.content, self._rates, day)
            until = holds_until(shown.content, self._rates, day)
            if in_force:
                short, body = self._filled(shown, shown.short), self._filled(shown, shown.body)
                texts = [text[:_READ] for text in (short, body) if text]
                in_force = short is not None
            if not in_force:
                short, texts = None, list(shown.questions)
        is_pointer = shown.content is not None and shown.content.is_pointer
        return KnowledgeHit(
            kind=shown.kind,
            id=shown.id,
            title=shown.title,
            title_parts=marked(shown.title, is_hit),
            excerpt_parts=excerpt(texts, is_hit),
            short_answer=short,
            is_in_force=in_force,
            is_pointer=is_pointer,
            legal_basis=(shown.content.legal_basis or None) if shown.content is not None else None,
            holds_until=until,
            office=shown.office,
            language=shown.language,
            score=round(found.score * (1.0 if in_force else _EXPIRED) * (_POINTER if is_pointer else 1.0), 4),
        )

    def _filled(self, shown: Shown, text: str) -> str | None:
        day = self._clock.now().astimezone(WARSAW).date()
        try:
            return filled(text, self._rates, day, shown.language)
        except RateNotInForce:
            return None


def _is_there(index: Index, article: str) -> bool:
    return any(index.document(f"article:{article}:{language}") is not None for language in LANGUAGES)


def _told(findings: Findings, hits: list[KnowledgeHit]) -> Hits:
    return Hits(hits, findings.question.corrected, findings.is_answered, findings.asked.kind, findings.place)


def _outcome(findings: Findings, hits: Sequence[KnowledgeHit]) -> Outcome:
    """An amount or a term may stand above the hits, and be read out without opening anything."""
    if not findings.is_answered:
        return "nothing"
    is_said = findings.asked.kind in ("amount", "deadline") and bool(hits) and hits[0].short_answer is not None
    return "answered" if findings.place is not None or is_said else "found"


def _open_dictionaries() -> None:
    """Blocks for two seconds; afterwards no question has to wait for it."""
    warm_up(LANGUAGES)
    load_synonyms()
    load_words()


def _hits_of(index: Index, question: Question) -> IsHit:
    terms = question.terms
    unfinished = question.unfinished if question.unfinished is not None and len(question.unfinished) > 1 else None
    known: dict[str, bool] = {}

    def is_hit(word: Word) -> bool:
        found = known.get(word.folded)
        if found is None:
            begins = unfinished is not None and word.folded.startswith(unfinished)
            found = known[word.folded] = begins or not terms.isdisjoint(index.asking.known(word))
        return found

    return is_hit


def _completed(index: Index, question: Question, text: str, most: int) -> list[str]:
    """The text with its last word completed to a lemma that begins so. What is glued together of words and digits,
    as in addresses of pages, is no word that anybody would type."""
    if question.unfinished is None or not question.completions:
        return []
    last = words_of(text)[-1]
    lemmas = [index.asking.lemma(term) for term in question.completions]
    fitting = [
        lemma
        for lemma in lemmas
        if lemma.isalpha() and fold(lemma).startswith(last.folded) and fold(lemma) != last.folded
    ]
    return [text[: last.begins_at] + lemma for lemma in fitting[:most]]


def _suggestions(
    index: Index, question: Question, text: str, found: Iterable[Found], shown: dict[str, Shown], limit: int
) -> list[str]:
    suggestions = _completed(index, question, text, 3)
    is_hit = _hits_of(index, question)
    for one in found:
        if one.key in shown and one.coverage >= FOUND:
            suggestions.append(_best_question(is_hit, shown[one.key]))
    return list(dict.fromkeys(suggestions))[:limit]


def _best_question(is_hit: IsHit, shown: Shown) -> str:
    """Which of the questions that an article answers is meant: that with most of the words."""

    def fits(text: str) -> float:
        words = words_of(text)
        return sum(is_hit(word) for word in words) / (len(words) + 4)

    return max(shown.questions or (shown.title,), key=fits)
