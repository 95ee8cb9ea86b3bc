"""What changed from one version to another: by words, for each field and language. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from knowledge.articles.content import LANGUAGES, ArticleContent, ArticleText
from knowledge.rates.rate import Language

PartKind: TypeAlias = Literal["same", "added", "removed"]
Part: TypeAlias = tuple[PartKind, str]

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_EMPTY = ArticleText("")
_TEXT_FIELDS = ("title", "questions", "short_answer", "full_answer", "steps", "documents")
_FIELDS = (
    *("is_pointer", "legal_basis", "legal_status_on", "valid_from", "valid_until", "review_by"),
    *("source", "source_certainty", "source_holds_until"),
)


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs. `language`: of the words; None for what holds for all languages."""

    field: str
    language: Language | None
    parts: tuple[Part, ...]


def differences(before: ArticleContent, after: ArticleContent) -> list[FieldDifference]:
    """Only what differs, in the order in which an article is read."""
    return list(_differences(before, after))


def _differences(before: ArticleContent, after: ArticleContent) -> Iterator[FieldDifference]:
    for language in LANGUAGES:
        old, new = before.texts.get(language, _EMPTY), after.texts.get(language, _EMPTY)
        for name in _TEXT_FIELDS:
            first, second = _text(getattr(old, name)), _text(getattr(new, name))
            if first != second:
                yield FieldDifference(name, language, word_parts(first, second))
    for name in _FIELDS:
        first, second = _text(getattr(before, name)), _text(getattr(after, name))
        if first != second:
            yield FieldDifference(name, None, word_parts(first, second))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    if isinstance(value, bool):
        return "tak" if value else "nie"
    return "" if value is None else str(value)


def word_parts(before: str, after: str) -> tuple[Part, ...]:
    """All words of both in order: the same and the removed make up `before`, the same and the added `after`."""
    first, second = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Part] = []
    for operation, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if operation == "equal":
            found.append(("same", "".join(first[i:j])))
            continue
        for kind, words in _changed(first[i:j], second[k:m]):
            found.append((kind, words))
    return tuple(found)


def _changed(removed: Sequence[str], added: Sequence[str]) -> Iterator[Part]:
    if removed:
        yield "removed", "".join(removed)
    if added:
        yield "added", "".join(added)
