import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.lists.gminas import gminas
from core.search.language.words import fold
from market.offers.asking import MOST_FORMS, MOST_WORDS, words_query


def test_every_form_of_a_word_is_asked_for() -> None:
    query = words_query("magazynierów Łapy")
    assert query.startswith("(magazynierow:* | ")
    assert " magazynier " in query
    assert "& (lapy:*" in query


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Kolnie", "kolno"), ("kolna", "kolno"), ("białymstoku", "bialystok"), ("Łomży", "lomza"), ("Sejn", "sejny")],
)
def test_a_town_is_asked_for_by_every_form_of_its_name(typed: str, name: str) -> None:
    assert name in words_query(typed).strip("()").split(" | ")


@pytest.mark.parametrize("gmina", sorted({gmina.name for gmina in gminas().values()}))
def test_the_name_of_every_gmina_has_forms(gmina: str) -> None:
    first = fold(gmina.split()[0])
    assert len(words_query(gmina.split()[0]).split(" | ")) > 2, f"no forms of {first} are known"


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
