"""Questions find the articles that answer them."""

import re
from collections.abc import Sequence

import pytest

from knowledge.search.segment import Filters
from knowledge.search.words import Language, fold
from tests.support.search_index import question_pairs, shipped_index

FIRST = 3
WANTED = 0.95


def finds(text: str, articles: list[str], language: Language | None) -> bool:
    index = shipped_index()
    found = index.find(index.ask(text, language), Filters(language=language), FIRST)
    return any(one.id in articles for one in found)


def recall(questions: Sequence[tuple[str, list[str], Language | None]]) -> tuple[float, list[str]]:
    missed = [text for text, articles, language in questions if not finds(text, articles, language)]
    return 1 - len(missed) / len(questions), missed


@pytest.mark.parametrize("is_filtered", [True, False])
def test_articles_are_among_the_first_three(is_filtered: bool) -> None:
    asked = [(p["question"], p["articles"], p["language"] if is_filtered else None) for p in question_pairs()]
    assert len(asked) >= 100
    share, missed = recall(asked)
    assert share >= WANTED, missed


def test_also_without_diacritics_and_without_case() -> None:
    asked = [
        (fold(p["question"]) if p["language"] == "uk" else _plain(p["question"]), p["articles"], None)
        for p in question_pairs()
    ]
    share, missed = recall(asked)
    assert share >= WANTED, missed


def test_also_with_a_slip_in_the_longest_word() -> None:
    asked = [(_with_a_slip(p["question"]), p["articles"], None) for p in question_pairs()]
    share, missed = recall(asked)
    assert share >= 0.9, missed


def _plain(text: str) -> str:
    return re.sub(r"\w+", lambda word: fold(word[0]), text).upper()


def _with_a_slip(text: str) -> str:
    """Two letters in the midst of the longest word changed for each other."""
    longest = max(text.split(), key=len)
    middle = len(longest) // 2
    slipped = longest[: middle - 1] + longest[middle] + longest[middle - 1] + longest[middle + 1 :]
    return text.replace(longest, slipped, 1)
