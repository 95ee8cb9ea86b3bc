"""Markdown that can be shown to anybody: nothing of it runs, and nothing is fetched from elsewhere."""

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.markdown import MOST_COLUMNS, MOST_LINES, to_html, too_much_in

HARMLESS = {"href", "title", "rel", "start"}


class _Seen(HTMLParser):
    """Tags and attributes as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_what_editors_use_is_shown() -> None:
    html = to_html("## Kroki\n\n1. Złóż **wniosek**\n2. Przyjdź\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    for expected in ("<h2>Kroki</h2>", "<strong>wniosek</strong>", "<ol>", "<table>", "<td>1</td>"):
        assert expected in html


@pytest.mark.parametrize("link", ["https://praca.gov.pl", "mailto:urzad@example.pl", "tel:+48857497200"])
def test_links_to_pages_mail_and_telephones_stay(link: str) -> None:
    html = to_html(f"[tu]({link})")
    assert ("href", link) in _Seen(html).attributes
    assert ("rel", "noopener noreferrer nofollow") in _Seen(html).attributes


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![ładne](https://elsewhere.example/pixel.png)",
        "![x](javascript:alert(1))",
        "[klik](javascript:alert(1))",
        "[klik](JaVaScRiPt:alert(1))",
        "[klik](&#106;avascript:alert(1))",
        "[klik](data:text/html;base64,PHNjcmlwdD4=)",
        "[klik](vbscript:x)",
        "[klik]( java\tscript:alert(1))",
        '[klik](https://a.example "onmouseover=alert(1)")',
        '<a href="https://a.example" onclick="alert(1)">x</a>',
        "<iframe src=https://elsewhere.example></iframe>",
        "<svg/onload=alert(1)>",
        "<style>*{background:url(https://elsewhere.example)}</style>",
        "<form action=https://elsewhere.example><input></form>",
        "<javascript:alert(1)>",
        "`<script>alert(1)</script>`",
        "```\n<script>alert(1)</script>\n```",
        "<<script>script>alert(1)<</script>/script>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "[a]: javascript:alert(1)\n\n[a]",
    ],
)
def test_nothing_hostile_is_left(hostile: str) -> None:
    _check(to_html(hostile))


@given(
    st.lists(
        st.one_of(
            st.text(),
            st.sampled_from(
                [
                    *("<script>", "<img src=x onerror=y>", "](javascript:x)", "[a", "!["),
                    *("<svg onload=", "`", "\n", "&#x6a;"),
                ]
            ),
        )
    ).map("".join)
)
def test_whatever_is_typed_nothing_of_it_runs(markdown: str) -> None:
    _check(to_html(markdown))


def _check(html: str) -> None:
    seen = _Seen(html)
    assert not {"script", "img", "iframe", "style", "svg", "form", "input", "object", "math"} & set(seen.tags)
    for name, value in seen.attributes:
        assert name in HARMLESS, name
        if name == "href":
            assert urlsplit(value or "").scheme in {"", "http", "https", "mailto", "tel"}


_LONGEST = 40_000  # characters that a request may have

_HOSTILE = {
    "brackets": "[" * _LONGEST,
    "brackets of images": "![" * (_LONGEST // 2),
    "stars": "*a " * (_LONGEST // 3),
    "strong and weak": "**a *b " * (_LONGEST // 7),
    "strikes": "~~a" * (_LONGEST // 3),
    "links": "[a](" * (_LONGEST // 4),
    "references": "[a][" * (_LONGEST // 4),
    "entities": "&" * _LONGEST,
    "tags": "<a " * (_LONGEST // 3),
    "quotes in quotes": "> " * (_LONGEST // 2),
    "lists in lists": "- " * 30 + "a\n",
    "many lists in lists": ("- " * 8 + "a\n") * 400,
    "quotes ever deeper": "".join(">" * depth + "a\n" for depth in range(280)),
    "lines": "a\n" * (_LONGEST // 2),
    "one line": "a" * _LONGEST,
    "code": "".join("`" * length + "a" for length in range(280)),
    "a wide table": "a" + "|a" * 5000 + "\n-" + "|-" * 5000 + "\n" + "a\n" * 10_000,
    "a long table": "a|a\n-|-\n" + "a\n" * 19_000,
}


def _cut(text: str) -> str:
    """As much of it as may be sent."""
    while too_much_in(text) is not None:
        text = text[: len(text) * 9 // 10]
    return text


@pytest.mark.parametrize("kind", _HOSTILE)
def test_whatever_may_be_sent_is_rendered_soon(kind: str) -> None:
    assert _processor_time(_cut(_HOSTILE[kind])) < 0.2


def test_the_widest_table_that_may_be_sent_is_rendered_soon() -> None:
    row = "|" + "a|" * MOST_COLUMNS
    table = "\n".join([row, "|" + "-|" * MOST_COLUMNS, *["a"] * (MOST_LINES - 2)])
    assert too_much_in(table) is None
    assert _processor_time(table) < 0.2


def _processor_time(text: str) -> float:
    """Seconds, the least of three: a processor that another one shares is slower for a while."""
    took = []
    for _ in range(3):
        began = time.thread_time()
        to_html(text)
        took.append(time.thread_time() - began)
    return min(took)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 40_000,
        "\n" * 2000,
        "> " * 9 + "a",
        "- " * 9 + "a",
        "1. " * 9 + "a",
        "|a" * 30 + "\n",
    ],
)
def test_too_much_is_refused_in_polish_and_shown_as_it_was_typed(text: str) -> None:
    assert (too_much_in(text) or "").endswith(".")
    assert to_html(text).startswith("<pre>")


def test_an_article_of_the_usual_size_is_not_refused() -> None:
    section = "## Kroki\n\n1. Złóż **wniosek** w [urzędzie](https://praca.gov.pl).\n   - albo > inaczej\n\n"
    assert too_much_in(section * 60 + "| a | b | c |\n|---|---|---|\n" + "| 1 | 2 | 3 |\n" * 30) is None
