"""The result of a sheet: weights, what does not apply, what is critical."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.form import SHIPPED, Criterion
from assessments.scoring import ScoresRefused, check_scores, failed_critical, result


@st.composite
def sheets(draw: st.DrawFn) -> tuple[list[Criterion], dict[str, int | None]]:
    criteria = [
        Criterion(
            key=f"k{number}",
            title="Kryterium",
            kind=draw(st.sampled_from(["scale", "yes_no"])),
            weight=draw(st.integers(1, 10)),
            is_critical=draw(st.booleans()),
            may_not_apply=draw(st.booleans()),
        )
        for number in range(draw(st.integers(1, 8)))
    ]
    scores: dict[str, int | None] = {
        each.key: draw(st.one_of(st.integers(0, each.highest), *([st.none()] if each.may_not_apply else [])))
        for each in criteria
    }
    return criteria, scores


@given(sheets())
def test_a_result_is_a_share_and_0_for_a_critical_failure(
    sheet: tuple[list[Criterion], dict[str, int | None]],
) -> None:
    criteria, scores = sheet
    check_scores(criteria, scores, is_whole=True)
    found = result(criteria, scores)
    if all(score is None for score in scores.values()):
        assert found is None
    elif failed_critical(criteria, scores):
        assert found == 0
    else:
        assert found is not None
        assert 0 <= found <= 100


@given(sheets())
def test_what_does_not_apply_changes_nothing(sheet: tuple[list[Criterion], dict[str, int | None]]) -> None:
    criteria, scores = sheet
    without = [each for each in criteria if scores[each.key] is not None]
    assert result(criteria, scores) == result(without, scores)


@given(sheets(), st.data())
def test_a_better_score_never_makes_a_worse_result(
    sheet: tuple[list[Criterion], dict[str, int | None]], data: st.DataObject
) -> None:
    criteria, scores = sheet
    one = data.draw(st.sampled_from(criteria))
    score = scores[one.key]
    if score is None or score == one.highest:
        return
    before, after = result(criteria, scores), result(criteria, {**scores, one.key: score + 1})
    assert before is not None
    assert after is not None
    assert after >= before


@given(sheets(), st.integers(2, 5))
def test_only_the_proportions_of_weights_count(
    sheet: tuple[list[Criterion], dict[str, int | None]], times: int
) -> None:
    criteria, scores = sheet
    heavier = [
        Criterion(key=c.key, title=c.title, kind=c.kind, weight=c.weight * times, is_critical=c.is_critical)
        for c in criteria
    ]
    assert result(criteria, scores) == result(heavier, scores)


def test_the_best_sheet_of_the_form_that_ships_has_100_and_one_without_identity_0() -> None:
    best: dict[str, int | None] = {each.key: each.highest for each in SHIPPED.criteria}
    assert result(SHIPPED.criteria, best) == 100
    assert result(SHIPPED.criteria, {**best, "identity": 0}) == 0
    assert failed_critical(SHIPPED.criteria, {**best, "identity": 0}) == ["identity"]
    assert result(SHIPPED.criteria, {**best, "correctness": 2}) == 91.1  # of 15 parts 4/3 are missing


@pytest.mark.parametrize(
    ("scores", "field"),
    [
        ({"voice": 3}, "scores.voice"),
        ({"greeting": 4}, "scores.greeting"),
        ({"greeting": -1}, "scores.greeting"),
        ({"identity": 2}, "scores.identity"),
        ({"greeting": None}, "scores.greeting"),
    ],
)
def test_scores_that_the_form_does_not_know_are_refused(scores: dict[str, int | None], field: str) -> None:
    with pytest.raises(ScoresRefused) as refused:
        check_scores(SHIPPED.criteria, scores, is_whole=False)
    assert [name for name, _ in refused.value.fields] == [field]


def test_a_sheet_is_given_whole_and_saved_as_far_as_it_is() -> None:
    check_scores(SHIPPED.criteria, {"greeting": 3}, is_whole=False)
    with pytest.raises(ScoresRefused) as refused:
        check_scores(SHIPPED.criteria, {"greeting": 3}, is_whole=True)
    assert len(refused.value.fields) == len(SHIPPED.criteria) - 1
