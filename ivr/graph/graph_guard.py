"""What may be kept of a document that somebody sends: sizes, depth, and characters that can be stored. Pure."""

import json
import math
from typing import Any

MOST_BYTES = 512 * 1024
MOST_DEPTH = 20
_LARGEST = 2**53  # beyond it a browser does not know the number any more


def unfit(document: Any) -> str | None:
    """Why `document` is not kept, a Polish sentence; None if it may be."""
    if (reason := _unfit(document, 0)) is not None:
        return reason
    if len(json.dumps(document, ensure_ascii=False).encode()) > MOST_BYTES:
        return f"Dokument jest za duży (najwięcej {MOST_BYTES // 1024} KB)."
    return None


def _unfit(value: Any, depth: int) -> str | None:
    if depth > MOST_DEPTH:
        return "Dokument jest zbyt głęboko zagnieżdżony."
    match value:
        case str():
            return None if _is_text(value) else "Tekst zawiera znaki, których nie można zapisać."
        case float() if not math.isfinite(value):
            return "Liczba nie jest skończona."
        case bool() | None:
            return None
        case int() | float():
            return None if abs(value) <= _LARGEST else "Liczba jest za duża."
        case dict():
            parts = [part for pair in value.items() for part in pair]
        case list() | tuple():
            parts = list(value)
        case _:
            return "Dokument zawiera wartość, której nie można zapisać."
    return next((reason for part in parts if (reason := _unfit(part, depth + 1)) is not None), None)


def _is_text(text: str) -> bool:
    """Neither NUL, which the database refuses, nor halves of characters, which nothing can write."""
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)
