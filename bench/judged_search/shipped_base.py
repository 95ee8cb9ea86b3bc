"""The search as consultants have it, over what ships: articles, offices, branches, a demonstration's trainings."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import cast

from core.db.engine import make_engine
from core.search.document import Document
from core.search.language.words import Language
from core.search.segment import Filters, Found
from core.zone import WARSAW
from ivr import defaults as centre
from knowledge import defaults
from knowledge.rates.rate import Rates
from knowledge.search.corpus import Kind
from knowledge.search.searching import Hits, KnowledgeHit, Searches
from knowledge.search.shown_store import Shown
from knowledge.search.sources import document_of_branch, document_of_training
from ops.demonstration import demonstration
from tests.support.knowledge.search_index import index_of, shipped_documents
from tests.support.timing.standing_clock import StandingClock

JUDGED_AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
"""The day of every run: else figures would change with what ceases to hold, and not with the search."""

MOST_HITS = 12
"""As the desk asks for."""

_NOWHERE = "postgresql+asyncpg://nobody@127.0.0.1:1/none"
"""No question goes to the database: everything is read at the beginning."""


class ShippedSearches(Searches):
    """Answers as the web service does, without a database."""

    def __init__(self) -> None:
        super().__init__(make_engine(_NOWHERE), StandingClock(JUDGED_AT))
        documents = _documents()
        self._contents = {article.id: article.content for article in defaults.articles()}
        self._documents = {document.key: document for document in documents}
        self._index = index_of(documents)
        self._rates = Rates(defaults.rates())
        self._loaded.set()

    async def ask(self, text: str, language: Language | None) -> Hits:
        """As one who is at the desk asks; without a language any is found."""
        return await self.search(text, Filters(language=language), MOST_HITS)

    async def _shown(self, found: Iterable[Found]) -> dict[str, Shown]:
        return {one.key: self._of(self._documents[one.key]) for one in found}

    def _of(self, document: Document) -> Shown:
        return Shown(
            key=document.key,
            kind=cast(Kind, document.kind),
            id=document.id,
            language=document.language,
            office=document.office,
            title=document.title,
            questions=document.questions,
            short=document.short,
            body=document.body,
            until=document.until,
            content=self._contents[document.id] if document.kind == "article" else None,
        )


def name_of(hit: KnowledgeHit) -> str:
    """As the judged set names it: trainings of one title are the same thing."""
    return f"{hit.kind}:{hit.title if hit.kind == 'training' else hit.id}"


@cache
def known_names() -> frozenset[str]:
    """Of everything that can be found."""
    return frozenset(f"{one.kind}:{one.title if one.kind == 'training' else one.id}" for one in _documents())


def _documents() -> Sequence[Document]:
    return [*shipped_documents(), *_branches(), *_trainings()]


def _branches() -> Iterable[Document]:
    for row in centre.branches():
        yield document_of_branch(
            *(row["id"], row["office"], row["name"], row["town"]),
            *(row["postal_code"], row["address"], row["telephone"]),
        )


def _trainings() -> Iterable[Document]:
    seats = [(office["code"], office["seat"]) for office in centre.offices() if not office["is_province"]]
    for row in demonstration.trainings(seats, JUDGED_AT.astimezone(WARSAW).date()):
        yield document_of_training(
            *(row["id"], row["office"], row["title"], row["town"]),
            *(row["hours"], row["starts_on"], row["sign_up_until"]),
        )
