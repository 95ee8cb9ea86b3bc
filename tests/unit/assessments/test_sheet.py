"""Which step follows which, and who takes it."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from assessments.sheet import (
    TIME_TO_ANSWER,
    Act,
    OwnConversation,
    State,
    StepRefused,
    check_answerer,
    check_assessor,
    check_close,
    check_step,
)

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
MAY: dict[Act, set[State]] = {
    "save": {"assigned", "draft"},
    "give": {"draft"},
    "correct": {"given", "answered", "closed"},
    "answer": {"given"},
    "close": {"given", "answered"},
    "set_aside": {"assigned", "draft"},
    "assign": {"assigned", "draft"},
}


@pytest.mark.parametrize("act", get_args(Act))
@pytest.mark.parametrize("state", get_args(State))
def test_a_step_is_taken_from_the_states_before_it(act: Act, state: State) -> None:
    if state in MAY[act]:
        check_step(act, state)
    else:
        with pytest.raises(StepRefused):
            check_step(act, state)


def test_nobody_assesses_the_own_conversation_nor_fills_in_another_s_sheet() -> None:
    check_assessor("kierownik", "kierownik", "jan")
    with pytest.raises(OwnConversation):
        check_assessor("jan", "jan", "jan")
    with pytest.raises(StepRefused):
        check_assessor("zastepca", "kierownik", "jan")


def test_only_the_consultant_answers() -> None:
    check_answerer("jan", "jan")
    with pytest.raises(StepRefused):
        check_answerer("kierownik", "jan")


def test_a_sheet_without_an_answer_is_closed_when_the_time_to_answer_is_over() -> None:
    check_close("answered", NOW, NOW)
    with pytest.raises(StepRefused):
        check_close("given", NOW - TIME_TO_ANSWER + timedelta(seconds=1), NOW)
    check_close("given", NOW - TIME_TO_ANSWER, NOW)
