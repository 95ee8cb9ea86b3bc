"""What changed from one version to another, by words."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.articles.difference import differences, word_parts
from tests.support.knowledge.article_versions import content, renewed, text


def test_only_what_differs_is_told_with_the_words_that_differ() -> None:
    before = content("Zasiłek trwa 365 dni.")
    texts = {"pl": text("Zasiłek trwa 180 dni."), "en": text("New.")}
    after = renewed(before, texts=texts, review_by=date(2028, 1, 1))
    found = {(each.field, each.language): each.parts for each in differences(before, after)}
    assert set(found) == {("short_answer", "pl"), ("title", "en"), ("short_answer", "en"), ("review_by", None)}
    assert found["short_answer", "pl"] == (
        ("same", "Zasiłek trwa "),
        ("removed", "365 "),
        ("added", "180 "),
        ("same", "dni."),
    )
    assert found["title", "en"] == (("added", "Tytuł"),)


def test_versions_that_say_the_same_do_not_differ() -> None:
    assert differences(content(), content()) == []


def test_lines_are_compared_before_words() -> None:
    before, after = "Pierwszy wiersz.\nDrugi.\nTrzeci.\n", "Pierwszy wiersz.\nInny wiersz.\nTrzeci.\n"
    assert word_parts(before, after) == (
        ("same", "Pierwszy wiersz.\n"),
        ("removed", "Drugi"),
        ("added", "Inny wiersz"),
        ("same", ".\nTrzeci.\n"),
    )


def test_a_long_text_without_lines_of_which_nothing_stayed_is_told_whole() -> None:
    before, after = (" ".join(f"{sign}{n:06}" for n in range(5000)) for sign in "ab")  # 40,000 signs each
    assert word_parts(before, after) == (("removed", before), ("added", after))


def test_one_word_in_a_long_text_is_found() -> None:
    before = "tak nie " * 5000  # 40,000 signs
    after = f"{before[:20_000]}może {before[20_000:]}"
    assert word_parts(before, after) == (("same", before[:20_000]), ("added", "może "), ("same", before[20_000:]))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("words", [("tak ", "nie "), ("a\n", "b\n"), ("\n", " "), (". ", "- ")])
def test_hostile_texts_are_compared_in_a_bounded_number_of_steps(words: tuple[str, str]) -> None:
    """Few words again and again, in another order: what is worst for looking for the longest that is the same."""
    chosen = Random(7)
    before, after = ("".join(chosen.choices(words, k=20_000))[:40_000] for _ in range(2))
    parts = word_parts(before, after)
    assert "".join(said for kind, said in parts if kind != "added") == before
    assert "".join(said for kind, said in parts if kind != "removed") == after


@given(st.text(), st.text())
def test_the_parts_make_up_both_texts(before: str, after: str) -> None:
    parts = word_parts(before, after)
    assert "".join(words for kind, words in parts if kind != "added") == before
    assert "".join(words for kind, words in parts if kind != "removed") == after
