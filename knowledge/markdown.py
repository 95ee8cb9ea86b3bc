"""Markdown as HTML that can be shown to anybody: what is not known to be harmless is taken away. Pure.

HTML in the source is text, not HTML. Only links to pages, mail and telephones stay; images do not, they would be
fetched from elsewhere and tell who reads. The libraries are loaded with the first text: 0.05 s.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "blockquote", "code", "pre", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}


def to_html(markdown: str) -> str:
    """HTML without scripts, styles, images, handlers of events, and links of other schemes."""
    import nh3

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
