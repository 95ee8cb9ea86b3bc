import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.offers.asking import MOST_FORMS, MOST_WORDS, words_query


def test_every_form_of_a_word_is_asked_for() -> None:
    query = words_query("magazynierów Łapy")
    assert query.startswith("(magazynierow:* | ")
    assert " magazynier " in query
    assert "& (lapy:*" in query


@pytest.mark.parametrize("text", ["", "  ", "…", "''&|!():*"])
def test_without_words_nothing_is_asked(text: str) -> None:
    assert words_query(text) == ""


@given(st.text(max_size=80))
def test_nothing_that_is_typed_is_more_than_words(text: str) -> None:
    """No sign of tsquery's own comes from who types."""
    for part in filter(None, words_query(text).split(" & ")):
        words = part.removeprefix("(").removesuffix(")").split(" | ")
        assert all(word.removesuffix(":*").isalnum() for word in words)
        assert len(words) <= MOST_FORMS + 1
    assert words_query(text).count("&") < MOST_WORDS
