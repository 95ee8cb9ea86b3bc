"""What is written in Markdown, as plain text and as HTML: a mail has both, from the one source. Pure.

Of Markdown there are paragraphs, lists, headings, quotes, `**strong**` and links. What is typed without any of it
stays as it was typed. HTML in the source is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_LAYOUT: Final = (
    '<!DOCTYPE html>\n<html lang="pl"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
    "<title>{title}</title></head>\n"
    '<body style="margin:0 auto;padding:16px;max-width:640px;font:16px/1.5 Arial,sans-serif">\n'
    "{body}</body></html>\n"
)


def html_body_of(source: str) -> str:
    """The text alone, without the page around it."""
    return str(_parser().render(source))


def html_of(source: str, title: str) -> str:
    """A whole page: one column, in the reader's own colours, and nothing that is fetched from elsewhere."""
    return _LAYOUT.format(title=escape(title), body=html_body_of(source))


def plain_of(source: str) -> str:
    """The same without marks; addresses of links are written out."""
    return "\n\n".join(block for block in _blocks(_parser().parse(source.replace("\r\n", "\n"))) if block)


def _blocks(tokens: list[Any]) -> Iterator[str]:
    """Paragraphs; those of a list stand close together."""
    marks: list[str] = []  # of the lists around
    items: list[list[str]] = []  # what has been said in the outermost list
    counts: list[int] = []
    quotes, mark = 0, ""
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                marks.append("-")
                counts.append(0)
            case "ordered_list_open":
                marks.append("1")
                counts.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                marks.pop()
                counts.pop()
                if not marks:
                    yield "\n".join(line for item in items for line in item)
                    items.clear()
            case "list_item_open":
                mark = "- " if marks[-1] == "-" else f"{counts[-1]}. "
                counts[-1] += 1
            case "blockquote_open":
                quotes += 1
            case "blockquote_close":
                quotes -= 1
            case "hr":
                yield "----"
            case "inline":
                text = _inline(token.children)
                if marks:
                    indent = "  " * (len(marks) - 1)
                    items.append([f"{indent}{mark or '  '}{text}"])
                    mark = ""
                else:
                    yield "\n".join(f"{'> ' * quotes}{line}" for line in text.split("\n"))


def _inline(tokens: list[Any]) -> str:
    said, begun, address = "", 0, ""
    for token in tokens:
        match token.type:
            case "text" | "code_inline":
                said += token.content
            case "softbreak" | "hardbreak":
                said += "\n"
            case "strong_open" | "strong_close" | "em_open" | "em_close":
                said += token.markup
            case "link_open":
                begun, address = len(said), str(token.attrs.get("href", ""))
            case "link_close":
                bare = address.removeprefix("mailto:").removeprefix("tel:")
                if bare and bare not in said[begun:]:
                    said += f" ({bare})"
    return said


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False, "breaks": True})
    for name in ("em_open", "em_close"):
        made.add_render_rule(name, _as_typed)
    # Nobody means these in a letter: an indented line is no program, a line below another no heading.
    return made.disable(["image", "code", "fence", "lheading", "html_block", "html_inline", "reference"])


def _as_typed(_: Any, tokens: Any, index: int, *__: Any) -> str:
    """One star or line is a multiplication or a name more often than an emphasis."""
    return str(tokens[index].markup)
