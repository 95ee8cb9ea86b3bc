"""On which days an article may be told. The one rule of calls, desk, search and lists. Pure."""

from datetime import date

from knowledge.articles.content import ArticleContent
from knowledge.rates.rate import Rates


def is_in_force(content: ArticleContent, rates: Rates, day: date) -> bool:
    """May what it says be told on that day (of Warsaw)?"""
    return why_not(content, rates, day) is None


def why_not(content: ArticleContent, rates: Rates, day: date) -> str | None:
    """Why it may not be told on that day: a Polish sentence; None if it may."""
    if day < content.valid_from:
        return f"Obowiązuje dopiero od {_written(content.valid_from)}."
    if content.valid_until is not None and content.valid_until < day:
        return f"Obowiązywał tylko do {_written(content.valid_until)}."
    if content.source_holds_until is not None and content.source_holds_until < day:
        return f"Źródło było pewne tylko do {_written(content.source_holds_until)}."
    missing = sorted(code for code in content.rates if rates.on(code, day) is None)
    if missing:
        return f"Nie ma obowiązującej stawki: {', '.join(missing)}."
    if unknown := sorted(content.cards - rates.cards.keys()):
        return f"Nie ma urzędu ani filii: {', '.join(unknown)}."
    return None


def holds_until(content: ArticleContent, rates: Rates, day: date) -> date | None:
    """The last day on which the same is told as on that day, its amounts included; None: no end is known."""
    named = [rate for code in content.rates if (rate := rates.on(code, day)) is not None]
    ends = (content.valid_until, content.source_holds_until, *(rate.valid_until for rate in named))
    return min((end for end in ends if end is not None), default=None)


def _written(day: date) -> str:
    return f"{day.day}.{day.month:02}.{day.year}"
