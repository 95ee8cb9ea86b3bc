"""The judge of messages finds what is lost, doubled or made up, and nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from chaos import report
from chaos.judge_calls import Fault
from chaos.messages.judge_messages import Messages, carried, faults_of_messages
from chaos.messages.marking import code_of, mark_in, mark_of, told_of
from chaos.plan import Plan
from chaos.under_faults import Judgement

WELL: Final = Messages(
    written={"mail-0001": 1.0, "text-0001": 1.0},
    ordered={"code-0001": 1.0, "order-0002": 1.0, "answer-0001": 2.0, "number-0001": 1.0},
    entries={"mail-0001": 1, "text-0001": 1},
    states={
        "code-0001": ["delivered"],
        "order-0002": ["sent"],
        "answer-0001": ["sent"],
        "number-0001": ["sent"],
    },
    arrived={"code-0001": [b"c"], "order-0002": [b"o"], "answer-0001": [b"a"], "number-0001": [b"n"]},
)

Change = Callable[[Messages], Messages]


def said(messages: Messages) -> list[tuple[str, str]]:
    return [(fault.number, fault.what) for fault in faults_of_messages(messages)]


def states(mark: str, *now: str) -> Change:
    return lambda m: replace(m, states={**m.states, mark: list(now)})


def arrived(mark: str, *mails: bytes) -> Change:
    return lambda m: replace(m, arrived={**m.arrived, mark: mails})


def entries(mark: str, count: int) -> Change:
    return lambda m: replace(m, entries={**m.entries, mark: count})


def ordered(mark: str, at: float | None) -> Change:
    return lambda m: replace(m, ordered={**m.ordered, mark: at})


def written(mark: str, at: float | None) -> Change:
    return lambda m: replace(m, written={**m.written, mark: at})


def listed(count: int) -> Change:
    return lambda m: replace(m, listed=count)


def changed(*changes: Change) -> Messages:
    messages = WELL
    for change in changes:
        messages = change(messages)
    return messages


def test_all_that_went_once_has_no_fault() -> None:
    assert said(WELL) == []
    assert carried(WELL) == {
        "mail": 1,
        "text": 1,
        "code": 1,
        "order": 1,
        "answer": 1,
        "number": 1,
        "uncertain": 0,
    }


@pytest.mark.parametrize(
    ("changes", "mark", "what"),
    [
        ([entries("mail-0001", 0)], "mail-0001", "was taken, and stands in no matter"),
        ([entries("text-0001", 2)], "text-0001", "stands in matters 2 times"),
        ([entries("mail-0009", 1)], "mail-0009", "stands in a matter, and nobody has written it"),
        ([arrived("code-0001", b"c", b"c")], "code-0001", "arrived 2 times"),
        ([arrived("order-0002")], "order-0002", "is sent, and has not arrived"),
        ([arrived("answer-0001", b"a", b"b")], "answer-0001", "arrived as 2 different ones"),
        ([arrived("answer-0001", b"a", b"a", b"a")], "answer-0001", "arrived 3 times"),
        ([arrived("code-0009", b"c")], "code-0009", "went out, and nobody has ordered it"),
        ([states("order-0002", "queued")], "order-0002", "is queued in the end"),
        ([states("order-0002")], "order-0002", "was taken, and is not in the outbox"),
        ([states("answer-0001", "sent", "sent")], "answer-0001", "stands in the outbox 2 times"),
        ([states("code-0001", "uncertain")], "outbox", "1 are uncertain, and 0 are listed"),
        ([written("text-0001", None)], "text", "none of these was taken"),
    ],
)
def test_each_fault_is_found_by_its_mark(changes: list[Change], mark: str, what: str) -> None:
    assert said(changed(*changes)) == [(mark, what)]


@pytest.mark.parametrize(
    "changes",
    [
        [states("code-0001", "uncertain"), arrived("code-0001"), listed(1)],
        [states("code-0001", "uncertain"), listed(1)],  # it has gone, and nobody knows
        [states("code-0001", "void"), arrived("code-0001")],
        [arrived("answer-0001", b"a", b"a")],  # an uncertain one, once more with the same bytes
        [written("mail-0002", None), ordered("number-0002", None)],  # nobody was told that it is taken
        [
            *(written("mail-0002", None), entries("mail-0002", 1), ordered("number-0002", None)),
            *(states("number-0002", "sent"), arrived("number-0002", b"m")),
        ],
        [ordered("answer-0002", None)],
    ],
)
def test_what_nobody_was_told_of_or_is_listed_is_no_fault(changes: list[Change]) -> None:
    assert said(changed(*changes)) == []


def test_a_message_is_known_by_its_words() -> None:
    assert mark_in(f"Urzad pracy: kod {code_of(7)}. Wazny 5 minut.") == mark_of("code", 7) == "code-0007"
    assert mark_in("order-0012: prosimy o telefon") == "order-0012"
    assert mark_in("Staż, kod 12-100") == ""
    assert told_of("mail-0007") == "number-0007"


def told(judgement: Judgement) -> dict[str, Any]:
    return report.figures(Plan(1, 1, 1, ()), judgement, {})


def test_the_exit_status_depends_on_messages_where_there_were_any() -> None:
    faulty = told(Judgement(messages=[Fault("mail-0001", 1.0, "is away")], carried={"mail": 1}))
    assert report.failures(faulty) == ["message_errors is 1"]
    assert "message_errors:" in report.tables(faulty)
    well = told(Judgement(carried={"mail": 1}))
    assert (well["message_errors"], report.failures(well)) == (0, [])
    without = told(Judgement())
    assert "message_errors" not in without
    assert "message errors" not in report.tables(without)
