"""Text of a mail that came as HTML alone: nothing of it is ever shown as HTML. Pure."""

import re
from html.parser import HTMLParser
from typing import Final

_BREAKS: Final = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote", "hr"}
)
_SILENT: Final = frozenset({"style", "script", "head", "title", "template", "svg"})


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKS:
            self.found.append("\n- " if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self.found.append("\n")
        elif tag == "body":
            self._silent = 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(re.sub(r"\s+", " ", data))


def text_of_html(html: str) -> str:
    """Lines as they would be seen. Pictures, addresses behind links and what a page would run are left out."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.found).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
