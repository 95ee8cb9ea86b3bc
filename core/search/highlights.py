"""Which words of a text are hits, and the part of a longer text that says most about a question. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from core.search.language.words import Word, words_of

EXCERPT = 220  # characters
_ELLIPSIS = "…"

IsHit: TypeAlias = Callable[[Word], bool]


@dataclass(frozen=True, slots=True)
class TextPart:
    """A piece of a text; all of them together are the text."""

    text: str
    is_hit: bool


def marked(text: str, is_hit: IsHit) -> list[TextPart]:
    """A text in parts, with its hits apart."""
    parts: list[TextPart] = []
    place = 0
    for word in words_of(text):
        if not is_hit(word):
            continue
        if parts and parts[-1].is_hit and not text[place : word.begins_at].strip():
            parts[-1] = TextPart(parts[-1].text + text[place : word.ends_at], is_hit=True)
        else:
            if word.begins_at > place:
                parts.append(TextPart(text[place : word.begins_at], is_hit=False))
            parts.append(TextPart(text[word.begins_at : word.ends_at], is_hit=True))
        place = word.ends_at
    if place < len(text):
        parts.append(TextPart(text[place:], is_hit=False))
    return parts


def excerpt(texts: Sequence[str], is_hit: IsHit) -> list[TextPart]:
    """The part with most different hits, of the first text that has it; from whole word to whole word, with an
    ellipsis where something was left out. The beginning of the first text if there is no hit."""
    best, best_hits, best_span = "", 0, (0, 0)
    for text in texts:
        hits = [word for word in words_of(text) if is_hit(word)]
        for first, word in enumerate(hits):
            inside = [hit for hit in hits[first:] if hit.ends_at - word.begins_at <= EXCERPT]
            count = len({hit.folded for hit in inside})
            if count > best_hits:
                best, best_hits = text, count
                best_span = (word.begins_at, inside[-1].ends_at)
    if not best_hits:
        best = next((text for text in texts if text), "")
    begins, ends = _widened(best, *best_span)
    cut = " ".join(best[begins:ends].split())
    shown = f"{_ELLIPSIS if begins else ''}{cut}{_ELLIPSIS if ends < len(best) else ''}"
    return marked(shown, is_hit)


def _widened(text: str, begins: int, ends: int) -> tuple[int, int]:
    """The span with what stands around it, as long as it may be, cut between words."""
    free = EXCERPT - (ends - begins)
    start = text.rfind(". ", max(0, begins - free // 2), begins)
    begins = start + 2 if start >= 0 else max(0, begins - free // 3)
    ends = min(len(text), begins + EXCERPT)
    if begins and not text[begins - 1].isspace():
        space = text.find(" ", begins)
        begins = space + 1 if 0 <= space < ends else begins
    if ends < len(text) and not text[ends].isspace():
        space = text.rfind(" ", begins, ends)
        ends = space if space > begins else ends
    return begins, ends
