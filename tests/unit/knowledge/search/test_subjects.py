"""Questions by subject, as people ask them, in three languages: what answers is found, and what does not is said.

They are no part of the judged set (docs/search.md): whoever works on search may read them, and add to them.
"""

from functools import cache
from pathlib import Path

import pytest

from bench.judged_search.judged import NO_SUBJECT, answers, questions
from core.search.segment import Filters
from knowledge.search.finding import Findings, find_answers
from tests.support.knowledge.search_index import shipped_index

FILE = Path(__file__).parents[3] / "support" / "knowledge" / "questions_by_subject.tsv"
ROWS = [tuple(line.split("\t")) for line in FILE.read_text("utf-8").splitlines()[1:]]
ANSWERED = [row for row in ROWS if row[1] != NO_SUBJECT]
OF_OTHERS = [text for _, subject, text in ROWS if subject == NO_SUBJECT]
PLAIN = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")


@cache
def asked(text: str) -> Findings:
    return find_answers(shipped_index(), text, Filters(), 8)


def share_found(rows: list[tuple[str, ...]], most: int) -> float:
    found = 0
    for _, subject, text in rows:
        hits = {f"{one.kind}:{one.id}" for one in asked(text).found[:most]}
        found += not hits.isdisjoint(answers()[subject].answer)
    return found / len(rows)


def test_none_of_them_is_of_the_judged_set() -> None:
    assert {text for *_, text in ROWS}.isdisjoint(question.text for question in questions())


@pytest.mark.parametrize("language", ["pl", "en", "uk"])
def test_what_answers_stands_in_front(language: str) -> None:
    rows = [row for row in ANSWERED if row[0] == language]
    assert share_found(rows, 3) >= 0.96
    assert share_found(rows, 1) >= 0.9


def test_it_does_so_without_diacritics_and_in_capitals() -> None:
    polish = [row for row in ANSWERED if row[0] == "pl"]
    for typed in (
        [(*row[:2], row[2].translate(PLAIN)) for row in polish],
        [(*row[:2], row[2].upper()) for row in polish],
    ):
        assert share_found(typed, 3) >= 0.94


def test_matters_of_others_have_no_answer_and_those_of_the_offices_have_one() -> None:
    assert sum(asked(text).is_answered for text in OF_OTHERS) <= 0.05 * len(OF_OTHERS)
    assert sum(not asked(text).is_answered for *_, text in ANSWERED) <= 0.03 * len(ANSWERED)
