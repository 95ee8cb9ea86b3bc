"""What changed from one version to another: by words, for each field and language. Pure.

Lines are compared before words, and what differs by more than `MOST_COMPARED` is told whole: the time that a
comparison takes grows with the product of the lengths, and a text may have 20,000 signs.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, TypeAlias

from knowledge.articles.content import LANGUAGES, ArticleContent, ArticleText
from knowledge.rates.rate import Language

PartKind: TypeAlias = Literal["same", "added", "removed"]
Part: TypeAlias = tuple[PartKind, str]

MOST_COMPARED = 1_000_000
"""Lines or words of the one text, times those of the other."""

_WORDS = re.compile(r"\s*(?:\w+|[^\w\s])[^\S\n]*|\s+")
"""A word or a sign with the space behind it."""
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
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
    found: list[Part] = []
    for kind, removed, added in _compared(_LINES.findall(before), _LINES.findall(after)):
        if kind == "same":
            _add(found, "same", removed)
            continue
        for kind_of_words, old, new in _compared(_WORDS.findall(removed), _WORDS.findall(added)):
            if kind_of_words == "same":
                _add(found, "same", old)
            else:
                _add(found, "removed", old)
                _add(found, "added", new)
    return tuple(found)


def _compared(
    first: Sequence[str], second: Sequence[str]
) -> Iterator[tuple[Literal["same", "changed"], str, str]]:
    """Stretches of both that are the same, or that stand in each other's place."""
    begin = _common(first, second)
    end = _common(first[begin:][::-1], second[begin:][::-1])
    if begin:
        yield "same", "".join(first[:begin]), "".join(second[:begin])
    old, new = first[begin : len(first) - end], second[begin : len(second) - end]
    if not old or not new or len(old) * len(new) > MOST_COMPARED:
        if old or new:
            yield "changed", "".join(old), "".join(new)
    else:
        # What stands everywhere is no place to begin at (`autojunk`): else each step looks at every such place.
        for operation, i, j, k, m in SequenceMatcher(None, old, new, autojunk=True).get_opcodes():
            yield "same" if operation == "equal" else "changed", "".join(old[i:j]), "".join(new[k:m])
    if end:
        yield "same", "".join(first[len(first) - end :]), "".join(second[len(second) - end :])


def _common(first: Sequence[str], second: Sequence[str]) -> int:
    """With how many of the same do both begin?"""
    found = 0
    for one, other in zip(first, second, strict=False):
        if one != other:
            break
        found += 1
    return found


def _add(parts: list[Part], kind: PartKind, words: str) -> None:
    if not words:
        return
    if parts and parts[-1][0] == kind:
        parts[-1] = (kind, parts[-1][1] + words)
    else:
        parts.append((kind, words))
