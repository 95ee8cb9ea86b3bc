"""Markdown as HTML that can be shown to anybody: what is not known to be harmless is taken away. Pure.

HTML in the source is text, not HTML. Only links to pages, mail and telephones stay; images do not, they would be
fetched from elsewhere and tell who reads.
"""

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    *("p", "br", "hr", "strong", "em", "del", "blockquote", "code", "pre", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")


def to_html(markdown: str) -> str:
    """HTML without scripts, styles, images, handlers of events, and links of other schemes."""
    return nh3.clean(
        str(_PARSER.render(markdown)),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="noopener noreferrer nofollow",
    )
