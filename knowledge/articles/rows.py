"""Articles and their versions as the tables have them. Pure."""

from collections.abc import Mapping
from typing import Any

from knowledge.articles.article import Placing, Version
from knowledge.articles.content import LANGUAGES, ArticleContent, ArticleText

LINES = ("questions", "steps", "documents")


def text_values(text: ArticleText) -> dict[str, Any]:
    return {
        "title": text.title,
        "questions": list(text.questions),
        "short_answer": text.short_answer,
        "full_answer": text.full_answer,
        "steps": list(text.steps),
        "documents": list(text.documents),
    }


def content_values(content: ArticleContent) -> dict[str, Any]:
    """The columns of `article_version` that hold what it says."""
    return {
        "texts": {language: text_values(text) for language, text in content.texts.items()},
        "is_pointer": content.is_pointer,
        "legal_basis": content.legal_basis,
        "legal_status_on": content.legal_status_on,
        "valid_from": content.valid_from,
        "valid_until": content.valid_until,
        "review_by": content.review_by,
        "source": content.source,
        "source_certainty": content.source_certainty,
        "source_holds_until": content.source_holds_until,
    }


def moved_values(moved: Placing | None) -> dict[str, Any]:
    """The columns of `article_version` that say where the article is to stand."""
    if moved is None:
        return {"topic": None, "place": None, "audiences": None}
    return placing_values(moved)


def placing_values(placing: Placing) -> dict[str, Any]:
    return {"topic": placing.topic, "place": placing.place, "audiences": list(placing.audiences)}


def read_text(stored: Mapping[str, Any]) -> ArticleText:
    lines = {name: tuple(stored.get(name, ())) for name in LINES}
    return ArticleText(
        title=stored.get("title", ""),
        short_answer=stored.get("short_answer", ""),
        full_answer=stored.get("full_answer", ""),
        **lines,
    )


def read_content(row: Mapping[Any, Any]) -> ArticleContent:
    texts = row["texts"]
    return ArticleContent(
        texts={language: read_text(texts[language]) for language in LANGUAGES if language in texts},
        is_pointer=row["is_pointer"],
        legal_basis=row["legal_basis"],
        legal_status_on=row["legal_status_on"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        review_by=row["review_by"],
        source=row["source"],
        source_certainty=row["source_certainty"],
        source_holds_until=row["source_holds_until"],
    )


def read_version(row: Mapping[Any, Any]) -> Version:
    moved = None
    if row["topic"] is not None:
        moved = Placing(row["topic"], row["place"], tuple(row["audiences"]))
    return Version(
        number=row["number"],
        state=row["state"],
        content=read_content(row),
        moved_to=moved,
        written_at=row["written_at"],
        written_by=row["written_by"],
        writers=frozenset(row["writers"]),
        sent_back_for=row["sent_back_for"],
        published_at=row["published_at"],
        checked_by=row["checked_by"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
        withdrawn_for=row["withdrawn_for"],
        for_reviewer=row["for_reviewer"],
    )
