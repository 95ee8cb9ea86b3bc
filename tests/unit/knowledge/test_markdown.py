"""Markdown that can be shown to anybody: nothing of it runs, and nothing is fetched from elsewhere."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.markdown import to_html

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
