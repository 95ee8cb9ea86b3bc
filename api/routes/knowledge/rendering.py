"""Markdown made HTML beside the web service, so that no number of texts holds other requests.

What was made is remembered: a version that is read again is not rendered again.
"""

from collections import OrderedDict
from datetime import date

from api.aside import aside
from api.routes.knowledge.articles_schemas import ArticleVersionOut, filled_or_none
from knowledge.markdown import to_html
from knowledge.rates.rate import Rates

MOST_REMEMBERED = 128

_remembered: OrderedDict[str, str] = OrderedDict()


async def html_of(markdown: str) -> str:
    """Safe HTML."""
    if (known := _remembered.get(markdown)) is not None:
        _remembered.move_to_end(markdown)
        return known
    made = _remembered[markdown] = await aside(to_html, markdown)
    while len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)
    return made


async def add_html(version: ArticleVersionOut | None, rates: Rates, day: date) -> None:
    """Give a version that is shown alone its `full_html`; a list has none."""
    for language, text in () if version is None else version.texts.items():
        full = filled_or_none(text.full_answer, language, rates, day)
        text.full_html = None if full is None else await html_of(full)
