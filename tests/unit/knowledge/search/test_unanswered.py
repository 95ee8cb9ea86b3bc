"""What is kept of a question that found nothing."""

import pytest

from knowledge.search.unanswered import common_words

NOTHING: frozenset[str] = frozenset()


def test_ordinary_words_are_kept_as_lemmas_in_the_order_of_the_alphabet() -> None:
    assert common_words("Czy strażacy dostaną zasiłki?", "pl", NOTHING) == ("pl", "dostać strażak zasiłek")


@pytest.mark.parametrize(
    "text",
    [
        "Jan Kowalski, PESEL 85010112345",
        "kowalski nowak anna",
        "tel. 600 100 200",
        "jan.kowalski@example.com xyzzy",
        "",
        "czy to jest",
    ],
)
def test_names_and_numbers_are_never_kept(text: str) -> None:
    kept = common_words(text, None, NOTHING)
    words = set() if kept is None else set(kept[1].split())
    assert not words & {"jan", "kowalski", "nowak", "anna", "85010112345", "600", "100", "200", "xyzzy"}
    assert not any(sign.isdigit() for word in words for sign in word)


def test_a_name_beside_a_question_is_left_out() -> None:
    assert common_words("Kowalski i emerytura strażaka", "pl", NOTHING) == ("pl", "emerytura strażak")


def test_what_articles_have_is_kept_in_any_language() -> None:
    assert common_words("unemployment benefit for Johnson", "en", frozenset({"benefit"})) == ("en", "benefit")


def test_a_name_that_stands_in_an_address_of_an_article_is_not_kept() -> None:
    assert common_words("Mickiewicz", "pl", frozenset({"mickiewicz"})) is None
    assert common_words("Mickiewicz", "en", frozenset({"mickiewicz"})) is None


def test_ukrainian_is_known_by_its_letters() -> None:
    assert common_words("допомога для солдата", None, NOTHING) == ("uk", "допомога солдат")
