"""Questions find the articles that answer them."""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Any

import pytest

from core.search.language.words import Language, fold
from core.search.segment import Filters
from ivr import defaults as centre
from tests.support.knowledge.search_index import question_pairs, shipped_index

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


@pytest.mark.parametrize(
    "office", [row for row in centre.offices() if not row["is_province"]], ids=itemgetter("code")
)
def test_who_asks_for_offers_in_a_town_sees_where_they_are_and_the_towns_office(office: dict[str, Any]) -> None:
    for text in (f"oferty pracy {office['locative']}", f"oferty pracy {office['seat']}"):
        assert {"oferty-gdzie", office["code"]} <= set(first(text, 8)), text


def test_where_offers_are_stands_before_other_articles_of_offers() -> None:
    assert {"oferty-gdzie", "20630"} <= set(first("oferty pracy w Suwałkach", 4))


def first(text: str, most: int) -> list[str]:
    index = shipped_index()
    return [one.id for one in index.find(index.ask(text, "pl"), Filters(language="pl"), most)]


def _plain(text: str) -> str:
    return re.sub(r"\w+", lambda word: fold(word[0]), text).upper()


def _with_a_slip(text: str) -> str:
    """Two letters in the midst of the longest word changed for each other."""
    longest = max(text.split(), key=len)
    middle = len(longest) // 2
    slipped = longest[: middle - 1] + longest[middle] + longest[middle - 1] + longest[middle + 1 :]
    return text.replace(longest, slipped, 1)
