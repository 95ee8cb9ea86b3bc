"""Markdown as HTML that can be shown to anybody: what is not known to be harmless is taken away. Pure.

HTML in the source is text, not HTML. Only links to pages, mail and telephones stay; images do not, they would be
fetched from elsewhere and tell who reads. The libraries are loaded with the first text: 0.05 s.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

MOST_MARKS = 4000
MOST_LINES = 500
MOST_COLUMNS = 10
DEEPEST = 8
"""What a text may have of it. With these the worst that can be written takes less than 0.2 s: a table fills each
row up to the columns of its head, and everything else grows with the marks and the lines."""

_MARK = re.compile(r"[\[\]!*_`<>&~|\\#()]")
_NESTED = re.compile(r"(?:[ \t]*(?:>|[*+-](?=[ \t])|\d{1,9}[.)](?=[ \t])))" rf"{{{DEEPEST + 1}}}")
_REFUSED = {
    "marks": f"Tekst ma więcej niż {MOST_MARKS} znaków formatowania.",
    "lines": f"Tekst ma więcej niż {MOST_LINES} wierszy.",
    "columns": f"Tabela ma więcej niż {MOST_COLUMNS} kolumn.",
    "depth": f"Listy i cytaty są zagnieżdżone głębiej niż {DEEPEST} razy.",
}

_TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "blockquote", "code", "pre", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


def too_much_in(markdown: str) -> str | None:
    """What the text has more of than it may, as a Polish sentence; None if it can be shown."""
    lines = markdown.splitlines()
    if len(lines) > MOST_LINES:
        return _REFUSED["lines"]
    if any(line.count("|") > MOST_COLUMNS + 1 for line in lines):
        return _REFUSED["columns"]
    if any(_NESTED.match(line) for line in lines):
        return _REFUSED["depth"]
    if len(_MARK.findall(markdown)) > MOST_MARKS:
        return _REFUSED["marks"]
    return None


def to_html(markdown: str) -> str:
    """HTML without scripts, styles, images, handlers of events, and links of other schemes.

    A text that has too much of something (see `too_much_in`) is shown as it was typed. Takes up to 0.2 s of a
    processor.
    """
    import nh3

    if too_much_in(markdown) is not None:
        return f"<pre>{nh3.clean_text(markdown)}</pre>"
    return nh3.clean(
        str(_parser().render(markdown)),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
