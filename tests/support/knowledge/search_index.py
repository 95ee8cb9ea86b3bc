"""An index of documents without a database, as `core.search` would make it of the database."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core.search.corpus import Corpus
from core.search.document import Document
from core.search.index import Index
from core.search.language.lemmas import forms
from core.search.language.vocabulary import Term
from core.search.language.words import Language, is_cyrillic
from core.search.passages import packed
from core.search.segment import Entry
from core.search.weights import impacts_of, passages_of
from ivr import defaults as centre
from knowledge import defaults
from knowledge.search.corpus import CORPUS
from knowledge.search.sources import document_of_office, documents_of_article

HERE = Path(__file__).parent


class TermNumbers:
    """Gives terms their numbers."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self._numbers: dict[tuple[Language, str], int] = {}

    def entry(self, document: Document) -> Entry:
        pairs = sorted((self._number(document, lemma), weight) for lemma, weight in impacts_of(document).items())
        passages = [
            [[self._number(document, lemma) for lemma in word] for word in one] for one in passages_of(document)
        ]
        return Entry(
            document.key,
            document.kind,
            document.id,
            document.language,
            document.scope,
            document.audiences,
            np.array([number for number, _ in pairs], np.int32),
            np.array([weight for _, weight in pairs], np.float32),
            packed(passages),
        )

    def _number(self, document: Document, lemma: str) -> int:
        language: Language = document.language
        if language == "uk" and not is_cyrillic(lemma):
            language = "pl"
        key = (language, lemma)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self.terms.append(Term(self._numbers[key], language, lemma, sorted(forms(language, lemma))))
        return self._numbers[key]


def index_of(documents: Iterable[Document], corpus: Corpus = CORPUS) -> Index:
    numbers = TermNumbers()
    entries = [numbers.entry(document) for document in documents]
    return Index.of(corpus, entries, numbers.terms, read_until=1)


def shipped_documents() -> list[Document]:
    """All articles that ship, and all offices."""
    found = [
        document
        for article in defaults.articles()
        for document in documents_of_article(
            article.id, "1", article.office, list(article.placing.audiences), article.content
        )
    ]
    for office in centre.offices():
        found.append(
            document_of_office(
                office["code"],
                office["name"],
                office["seat"],
                office["postal_code"],
                office.get("address"),
                is_province=office["code"] == "20000",
            )
        )
    return found


@cache
def shipped_index() -> Index:
    """Made once for the run, in two seconds."""
    return index_of(shipped_documents())


def question_pairs() -> list[dict[str, Any]]:
    """Questions with the articles that answer them: those of the editors, and as people type."""
    files = (HERE / "question_pairs.json", HERE / "typed_questions.json")
    return [pair for file in files for pair in json.loads(file.read_text("utf-8"))]
