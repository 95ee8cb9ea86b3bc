"""Hits within texts."""

from hypothesis import given
from hypothesis import strategies as st

from core.search.highlights import EXCERPT, TextPart, excerpt, marked
from core.search.language.words import Word


def is_hit(word: Word) -> bool:
    return word.folded.startswith("kart") or word.folded == "urzad"


def test_hits_are_told_apart() -> None:
    assert marked("Nowa karta, stara karta", is_hit) == [
        TextPart("Nowa ", is_hit=False),
        TextPart("karta", is_hit=True),
        TextPart(", stara ", is_hit=False),
        TextPart("karta", is_hit=True),
    ]


def test_hits_beside_each_other_are_one() -> None:
    assert marked("Urząd kart", is_hit) == [TextPart("Urząd kart", is_hit=True)]


@given(st.text(max_size=80))
def test_the_parts_are_the_text(text: str) -> None:
    assert "".join(part.text for part in marked(text, is_hit)) == text


def test_an_excerpt_is_where_most_of_the_question_stands() -> None:
    text = "Karta jest biała. " + "Inne zdanie bez znaczenia. " * 20 + "Kartę wydaje urząd. " + "Koniec. " * 40
    shown = "".join(part.text for part in excerpt(["", text], is_hit))
    assert "Kartę wydaje urząd" in shown
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert len(shown) <= EXCERPT + 2


def test_an_excerpt_without_a_hit_is_the_beginning() -> None:
    assert excerpt(["", "Krótki tekst."], is_hit) == [TextPart("Krótki tekst.", is_hit=False)]
    assert excerpt([], is_hit) == []


@given(st.lists(st.text("kart urząd.ąb\n", max_size=600), max_size=3))
def test_an_excerpt_is_never_longer_than_it_may_be(texts: list[str]) -> None:
    assert len("".join(part.text for part in excerpt(texts, is_hit))) <= EXCERPT + 2
