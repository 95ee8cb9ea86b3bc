"""The articles and rates that the product comes with. After that the database rules."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from knowledge.articles.article import EVERYBODY, Placing
from knowledge.articles.content import LANGUAGES, ArticleContent
from knowledge.articles.rows import read_text
from knowledge.rates.rate import Rate

DATA = resources.files("knowledge") / "data"
PROVINCE = "20000"


@dataclass(frozen=True, slots=True)
class ShippedArticle:
    """An article as it stands in a file: published by nobody, since it came with the product."""

    id: str
    placing: Placing
    office: str | None
    owner: str
    content: ArticleContent


def articles(folder: Traversable = DATA) -> list[ShippedArticle]:
    """By id. Raises KeyError, TypeError or ValueError for a file that is none of ours."""
    files = folder / "articles"
    if not files.is_dir():
        return []
    found = [file for file in files.iterdir() if file.name.endswith(".toml")]
    return [read_article(file) for file in sorted(found, key=lambda file: file.name)]


def rates(folder: Traversable = DATA) -> list[Rate]:
    """All spans of all rates."""
    file = folder / "rates.json"
    if not file.is_file():
        return []
    return [_rate(row) for row in json.loads(file.read_text("utf-8"))]


def read_article(file: Traversable) -> ShippedArticle:
    """One file; its name is the id."""
    row = tomllib.loads(file.read_text("utf-8"))
    if file.name != f"{row['id']}.toml":
        raise ValueError(f"{file.name} is not named for its article")
    office, owner = row.get("office"), row.get("owner", PROVINCE)
    if owner not in (office, PROVINCE):
        raise ValueError(f"{file.name} is kept by another office than its own")
    return ShippedArticle(
        id=row["id"],
        placing=Placing(row["topic"], row.get("place", 1), tuple(row.get("audiences", (EVERYBODY,)))),
        office=office,
        owner=owner,
        content=_content(row),
    )


def _content(row: Mapping[str, Any]) -> ArticleContent:
    return ArticleContent(
        texts={language: read_text(row[language]) for language in LANGUAGES if language in row},
        is_pointer=row["is_pointer"],
        legal_basis=row["legal_basis"],
        legal_status_on=row.get("legal_status_on"),
        valid_from=row["valid_from"],
        valid_until=row.get("valid_until"),
        review_by=row["review_by"],
        source=row["source"],
        source_certainty=row["source_certainty"],
        source_holds_until=row.get("source_holds_until"),
    )


def _rate(row: Mapping[str, Any]) -> Rate:
    until = row["valid_until"]
    return Rate(
        code=row["code"],
        title=row["title"],
        amount=Decimal(row["amount"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=None if until is None else date.fromisoformat(until),
        source=row["source"],
        source_certainty=row["source_certainty"],
    )
