"""Markdown made HTML beside the event loop: one text at a time, so that no number of them holds other requests.

What was made is remembered (`knowledge.markdown`): a version that is read again is not rendered again.
"""

from datetime import date

import anyio
from anyio import to_thread

from api.routes.knowledge.articles_schemas import ArticleVersionOut, filled_or_none
from knowledge.markdown import to_html
from knowledge.rates.rate import Rates

_ONE_AT_A_TIME = anyio.CapacityLimiter(1)


async def html_of(markdown: str) -> str:
    """Safe HTML."""
    return await to_thread.run_sync(to_html, markdown, limiter=_ONE_AT_A_TIME)


async def add_html(version: ArticleVersionOut | None, rates: Rates, day: date) -> None:
    """Give a version that is shown alone its `full_html`; a list has none."""
    for language, text in () if version is None else version.texts.items():
        full = filled_or_none(text.full_answer, language, rates, day)
        text.full_html = None if full is None else await html_of(full)
