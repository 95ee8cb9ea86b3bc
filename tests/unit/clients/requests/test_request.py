"""The steps of a request, by when it is answered, and four eyes."""

from datetime import date

import pytest

from clients.requests.request import FourEyesNeeded, RequestKind, RequestState, Stand, StepRefused, after, due_on

DAY = date(2026, 11, 24)


def stand(
    state: RequestState, kind: RequestKind = "erasure", *worked: str, due: date = date(2026, 12, 24)
) -> Stand:
    return Stand(kind, state, DAY, due, worked or ("kierownik",))


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 24), date(2026, 12, 24)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
)
def test_an_answer_is_due_within_a_month(received: date, due: date) -> None:
    assert due_on(received) == due


def test_an_erasure_goes_from_identified_to_approved_by_another_account() -> None:
    assert after(stand("received"), "identify", "kierownik") == "identified"
    with pytest.raises(FourEyesNeeded):
        after(stand("identified"), "approve", "kierownik")
    assert after(stand("identified"), "approve", "zastepca") == "approved"


@pytest.mark.parametrize("state", ["received", "approved", "carrying_out", "carried_out", "refused"])
def test_only_what_is_identified_can_be_approved(state: RequestState) -> None:
    with pytest.raises(StepRefused):
        after(stand(state), "approve", "zastepca")


def test_nobody_carries_an_erasure_out_by_hand() -> None:
    with pytest.raises(StepRefused):
        after(stand("identified"), "carry_out", "kierownik")
    assert after(stand("identified", "access"), "carry_out", "kierownik") == "carried_out"


def test_what_is_approved_cannot_be_refused_any_more() -> None:
    with pytest.raises(StepRefused):
        after(stand("approved"), "refuse", "kierownik")
    assert after(stand("identified"), "refuse", "kierownik") == "refused"


def test_the_time_is_extended_once() -> None:
    assert after(stand("received"), "extend", "kierownik") == "received"
    with pytest.raises(StepRefused, match="przedłużono"):
        after(stand("received", due=date(2027, 2, 24)), "extend", "kierownik")


def test_only_a_restriction_is_lifted() -> None:
    assert after(stand("carried_out", "restriction"), "lift", "kierownik") == "carried_out"
    with pytest.raises(StepRefused):
        after(stand("carried_out", "correction"), "lift", "kierownik")
