"""How long one waits for the search: 100,000 documents, one consultant types at 10 keys a second.

Each key asks the centre's web service as the page does: what fits, and how the question may go on. First alone,
then beside 10 calls a second. The documents are in the measured centre's own database, whose web service indexes
and follows them.
"""

import itertools
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import anyio
from anyio import to_thread
from httpx import AsyncClient
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from api.accounts.credentials.tokens import csrf_token
from bench.centre import MeasuredCentre
from bench.context import log_in
from bench.figures import ms, table
from bench.made_up_articles import MadeUpArticles, as_typed
from bench.profile.processes import pid_of, resident
from core.clock import SystemClock
from core.db.engine import Engine, make_engine
from core.db.tables.knowledge_tables import ArticleRow, ArticleVersionRow
from core.db.tables.search_tables import SearchDocumentRow, SearchTermRow
from core.search.document import Document
from core.search.writing_store import index_due
from knowledge.search.searching import Searches
from knowledge.search.source_store import SOURCES

DOCUMENTS = 100_000
RATE = 10.0  # calls a second
KEYS = 10.0  # a second
ALONE_SECONDS = 30.0
SECONDS = 60.0
_WARM_UP = 8.0  # seconds until the first calls talk
_BAR, _GOAL = 50.0, 20.0  # ms
_AT_ONCE = 2000  # documents that are put in by one statement
_SETTLE = 20.0  # seconds in which the centre's own web service reads the last of them
_LIMIT = 8
_ACCOUNTS = 20
_PAIRS = Path(__file__).parent.parent / "tests" / "support" / "knowledge" / "question_pairs.json"


@dataclass(frozen=True, slots=True)
class Typed:
    """Seconds of each search, of each request for suggestions, and how many found something."""

    searches: list[float]
    suggestions: list[float]
    found: int


@dataclass(frozen=True, slots=True)
class SearchTimes:
    """`indexed`: seconds from the commit of the articles until all of them are in the index of the database;
    `loaded`: until a process that begins can search; `memory`: MB that the web service has taken for it."""

    documents: int
    terms: int
    indexed: float
    loaded: float
    memory: float
    alone: Typed
    beside: Typed
    placed: int
    failed: int

    def figures(self) -> dict[str, float]:
        return {
            "search_documents": self.documents,
            "search_index_s": self.indexed,
            "search_load_s": self.loaded,
            "search_index_mb": self.memory,
            "search_alone_ms_p50": ms(self.alone.searches, 0.5),
            "search_alone_ms_p99": ms(self.alone.searches, 0.99),
            "search_ms_p50": ms(self.beside.searches, 0.5),
            "search_ms_p99": ms(self.beside.searches, 0.99),
            "search_beside_ratio": ms(self.beside.searches, 0.99) / ms(self.alone.searches, 0.99),
            "search_suggestions_ms_p99": ms(self.beside.suggestions, 0.99),
            "search_failed_calls": self.failed,
        }

    def table(self) -> str:
        keys = len(self.beside.searches)
        rows = [
            ["documents, lemmas", f"{self.documents:,}, {self.terms:,}"],
            ["all articles are read into the index in", f"{self.indexed:.1f} s"],
            ["a process that begins can search after", f"{self.loaded:.1f} s"],
            ["memory of the web service for it", f"{self.memory:.0f} MB"],
            ["without calls: median, 99 %", _shown(self.alone.searches)],
            [f"beside {RATE:g} calls a second: median, 99 %", _shown(self.beside.searches)],
            ["bar, goal", f"{_BAR:g} ms, {_GOAL:g} ms"],
            ["suggestions beside: median, 99 %", _shown(self.beside.suggestions)],
            [f"keys beside, {KEYS:g} a second", f"{keys}, something found at {self.beside.found}"],
            ["calls beside", f"{self.placed}, failed {self.failed}"],
        ]
        return table(["search as one types", ""], rows)


def search_calls() -> int:
    """How many calls are placed beside the search."""
    return round(RATE * (SECONDS + _WARM_UP + 5))


def measure_search(centre: MeasuredCentre, folder: Path, documents: int = DOCUMENTS) -> SearchTimes:
    return anyio.run(_measure, centre, folder, documents)


async def _measure(centre: MeasuredCentre, folder: Path, documents: int) -> SearchTimes:
    engine = make_engine(centre.settings.dsn)  # as the web service has it
    failed: list[int] = []

    async def load() -> None:
        placed = await centre.place_calls(folder, RATE, search_calls())
        failed.append(placed.failed)

    web_service = pid_of("api", centre.pids)
    try:
        memory = resident(web_service)
        filled = await fill(engine, documents)
        questions = filled.questions
        await anyio.sleep(_SETTLE)
        loaded = await _opened(engine)
        cookies = list((await log_in(engine)).values())[:_ACCOUNTS]
        address = f"http://127.0.0.1:{centre.settings.http_port}"
        async with AsyncClient(base_url=address, headers={"Origin": address}, timeout=30) as client:
            await typing(client, cookies, questions, _WARM_UP)
            alone = await typing(client, cookies, questions, ALONE_SECONDS)
            memory = resident(web_service) - memory
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(load)
                await anyio.sleep(_WARM_UP)
                beside = await typing(client, cookies, questions, SECONDS)
        async with engine.connect() as connection:
            there = await connection.scalar(select(func.count()).select_from(SearchDocumentRow)) or 0
            terms = await connection.scalar(select(func.count()).select_from(SearchTermRow)) or 0
    finally:
        await engine.dispose()
    return SearchTimes(
        documents=there,
        terms=terms,
        indexed=filled.seconds,
        loaded=loaded,
        memory=memory,
        alone=alone,
        beside=beside,
        placed=search_calls(),
        failed=sum(failed),
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """A knowledge base: questions to be typed, and how many seconds its documents took to be indexed."""

    questions: list[str]
    seconds: float


async def fill(engine: Engine, count: int) -> Filled:
    """Put so many articles into the knowledge base, all at once. Half of the questions are those of the shipped
    articles."""
    made = await to_thread.run_sync(MadeUpArticles)
    drawn = made.documents(count)
    async with engine.begin() as connection:
        while documents := [document for document, _ in zip(drawn, range(_AT_ONCE), strict=False)]:
            await _put(connection, documents)
    began = time.perf_counter()
    while await index_due(engine, SOURCES):  # taking turns with the centre's own web service
        pass
    seconds = time.perf_counter() - began
    real = [pair["question"] for pair in json.loads(await anyio.Path(_PAIRS).read_text("utf-8"))]
    return Filled([*real, *(made.sentence(4) for _ in real)], seconds)


async def _opened(engine: Engine) -> float:
    """Seconds until a process that begins can search."""
    searches = Searches(engine, SystemClock())
    began = time.perf_counter()
    await searches.reload()
    return time.perf_counter() - began


async def typing(client: AsyncClient, cookies: list[str], questions: list[str], seconds: float) -> Typed:
    """One who types question after question, letter by letter, at an even pace whatever the answers take; each
    key of another account, since one person may not type so quickly for so long."""
    typed = Typed([], [], 0)
    found = 0
    texts, accounts = _letter_by_letter(questions), itertools.cycle(cookies)
    began = anyio.current_time()
    for number in range(round(seconds * KEYS)):
        await anyio.sleep_until(began + number / KEYS)
        asked, account = next(texts), of_page(next(accounts))
        start = time.perf_counter()
        answer = await client.post("/api/knowledge/search", json=asked, headers=account)
        middle = time.perf_counter()
        (await client.post("/api/knowledge/suggestions", json=asked, headers=account)).raise_for_status()
        typed.suggestions.append(time.perf_counter() - middle)
        typed.searches.append(middle - start)
        found += bool(answer.raise_for_status().json()["hits"])
    return Typed(typed.searches, typed.suggestions, found)


def of_page(cookie: str) -> dict[str, str]:
    """What a page sends: its cookie, and the header that another site cannot make a browser send."""
    return {"Cookie": cookie, "X-CSRF-Token": csrf_token(cookie.partition("=")[2])}


def _letter_by_letter(questions: list[str]) -> Iterator[dict[str, Any]]:
    """What the page sends, key by key."""
    chance = random.Random(7)
    while True:
        question = as_typed(chance.choice(questions), chance)
        office, audience = chance.choice((None, "20060")), chance.choice((None, "unemployed"))
        for length in range(1, len(question) + 1):
            yield {"q": question[:length], "office": office, "audience": audience, "limit": _LIMIT}


async def _put(connection: AsyncConnection, documents: list[Document]) -> None:
    """Articles with their published versions: what is due to be indexed is written by triggers."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    heads: list[dict[str, Any]] = [
        {
            "id": document.id,
            "topic": "bench",
            "place": 1,
            "office": document.office,
            "owner": "20000",
            "audiences": list(document.audiences),
            "version": 1,
            "made_at": at,
        }
        for document in documents
    ]
    versions: list[dict[str, Any]] = [
        {
            "id": document.version,
            "article_id": document.id,
            "number": 1,
            "state": "published",
            "texts": {
                "pl": {
                    "title": document.title,
                    "questions": list(document.questions),
                    "short_answer": document.short,
                    "full_answer": document.body,
                    "steps": [],
                    "documents": [],
                }
            },
            "is_pointer": False,
            "legal_basis": "",
            "valid_from": date(2026, 1, 1),
            "review_by": date(2030, 1, 1),
            "source": "bench",
            "source_certainty": "low",
            "written_at": at,
            "published_at": at,
        }
        for document in documents
    ]
    await connection.execute(insert(ArticleRow), heads)
    await connection.execute(insert(ArticleVersionRow), versions)


def _shown(times: list[float]) -> str:
    return f"{ms(times, 0.5):.1f} ms, {ms(times, 0.99):.1f} ms"
