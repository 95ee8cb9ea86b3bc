"""Ids of articles, made from their titles. Pure."""

import re

_PLAIN = str.maketrans("ąćęłńóśźż", "acelnoszz")


def slug_of(title: str) -> str:
    """Small letters, digits and hyphens; `artykul` if nothing of the title is left."""
    plain = re.sub("[^a-z0-9]+", "-", title.lower().translate(_PLAIN)).strip("-")
    return plain[:50].strip("-") or "artykul"
