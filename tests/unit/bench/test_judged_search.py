"""The judged set hangs together, and is scored as it says."""

import math
from collections import Counter

import pytest

from bench.judged_search.__main__ import report
from bench.judged_search.judged import (
    ANSWERS,
    HELPS,
    NO_SUBJECT,
    Answers,
    Judged,
    answers,
    grades,
    half_of,
    subjects,
)
from bench.judged_search.judged import questions as judged_questions
from bench.judged_search.scoring import Outcome, honesty, ndcg, score
from bench.judged_search.shipped_base import known_names


def question(text: str = "Ile wynosi zasiłek?", subject: str = "amount", *near: str) -> Judged:
    return Judged(text, "pl", "amount", "plain", subject, near)


def outcome(*hits: str, is_answered: bool = True, **graded: int) -> Outcome:
    return Outcome(question(), graded, hits, is_answered)


def unanswerable(*, is_answered: bool) -> Outcome:
    return Outcome(question(subject=NO_SUBJECT), {}, ["article:a"], is_answered)


@pytest.mark.parametrize(
    ("text", "half"),
    [
        ("oferty pracy", "tuning"),
        ("kursy", "test"),
        ("Kolno phone", "tuning"),
        ("Коли виплачують допомогу по безробіттю?", "test"),
    ],
)
def test_a_question_stays_in_its_half(text: str, half: str) -> None:
    assert half_of(text) == half


def test_the_halves_are_about_alike() -> None:
    halves = Counter(half_of(one.text) for one in judged_questions())
    assert abs(halves["test"] - halves["tuning"]) < len(judged_questions()) / 10
    kinds = Counter((one.kind, half_of(one.text)) for one in judged_questions())
    for kind, total in Counter(one.kind for one in judged_questions()).items():
        assert 0.35 < kinds[kind, "test"] / total < 0.65, kind


def test_no_question_stands_there_twice() -> None:
    assert len({one.text for one in judged_questions()}) == len(judged_questions()) >= 800


def test_every_subject_of_a_question_is_judged() -> None:
    asked = {subject for one in judged_questions() for subject in (one.subject, *one.near)}
    assert asked <= answers().keys() == subjects().keys()


def test_every_answer_is_something_that_can_be_found() -> None:
    named = {document for one in answers().values() for document in (*one.answer, *one.help)}
    assert named - known_names() == set()


def test_what_only_helps_helps_with_something_that_answers() -> None:
    assert [subject for subject, one in answers().items() if one.help and not one.answer] == []
    assert [subject for subject, one in answers().items() if set(one.help) & set(one.answer)] == []
    assert answers()[NO_SUBJECT] == Answers((), ())


def test_what_answers_a_near_subject_helps() -> None:
    judged = {"amount": Answers(("a",), ("b",)), "years": Answers(("a", "c"), ("d",))}
    assert grades(question("?", "amount", "years"), judged) == {"a": ANSWERS, "b": HELPS, "c": HELPS}


@pytest.mark.parametrize(
    ("found", "graded", "value"),
    [
        ([2, 1, 0], [1, 2], 1.0),
        ([1, 2], [1, 2], (1 + 3 / math.log2(3)) / (3 + 1 / math.log2(3))),
        ([0, 0, 2], [2], 0.5),
        ([0, 0, 0, 2], [2], 0.0),
        ([], [2], 0.0),
        ([0], [], 0.0),
        ([2, 2, 2], [2, 2, 2, 2], 1.0),
    ],
)
def test_ndcg_of_known_lists(found: list[int], graded: list[int], value: float) -> None:
    assert ndcg(found, graded, 3) == pytest.approx(value)


def test_only_what_answers_counts_as_found() -> None:
    found = score(
        [
            outcome("a", "b", a=ANSWERS, b=HELPS),
            outcome("b", "x", "a", a=ANSWERS, b=HELPS),
            outcome("b", "x", "y", "a", a=ANSWERS, b=HELPS),
            outcome("x", a=ANSWERS),
            unanswerable(is_answered=False),
        ]
    )
    assert (found.asked, found.found, found.first) == (4, 0.5, 0.25)


def test_who_says_nothing_must_have_nothing() -> None:
    nothing_yet = Outcome(question(), {}, [], False)
    said = honesty(
        [
            unanswerable(is_answered=True),
            unanswerable(is_answered=False),
            nothing_yet,
            outcome("a", a=ANSWERS, is_answered=False),
            outcome("a", a=ANSWERS),
        ]
    )
    assert (said.nothing, said.falsely, said.nothing_yet, said.falsely_yet) == (2, 1, 1, 0)
    assert (said.answerable, said.silent) == (2, 1)
    assert said.precision == pytest.approx(2 / 3)


def test_the_test_half_never_says_which_question_it_missed() -> None:
    missed = [outcome("x", a=ANSWERS), unanswerable(is_answered=True)]
    assert question().text not in report("test", missed, missed)
    assert report("tuning", missed, missed).count(question().text) == 2
