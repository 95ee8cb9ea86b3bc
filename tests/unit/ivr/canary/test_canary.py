"""Which calls a version on trial takes, and when it goes back or comes for all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.canary.canary import (
    LEAST_SHARE,
    MOST_SHARE,
    BothFigures,
    Canary,
    Limits,
    VersionFigures,
    is_to_complete,
    others_on_trial,
    state_of,
    takes_new,
    why_return,
)
from ivr.graph.scenario import Scenario, read_scenario
from tests.support.scenarios.graphs import graph_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LIMITS = Limits(hang_up_points=10.0, failure_points=2.0, min_calls=50)


def canary(share: int = 20, version: int = 3, limits: Limits = LIMITS) -> Canary:
    return Canary("linia-9510", version, version - 1, share, NOW, NOW + DAY, limits)


def ended(calls: int, hung_up: int = 0, failed: int = 0) -> VersionFigures:
    return VersionFigures(calls, calls - hung_up - failed, hung_up, failed)


@given(share=st.integers(LEAST_SHARE, MOST_SHARE), salt=st.text(max_size=8))
def test_the_share_of_the_calls_is_about_what_was_wished(share: int, salt: str) -> None:
    taken = sum(takes_new(f"call-{salt}-{number}", canary(share)) for number in range(2000))
    assert abs(taken / 20 - share) < 5.5  # five standard deviations of a half


@given(call=st.text(min_size=1, max_size=60), share=st.integers(LEAST_SHARE, MOST_SHARE - 1))
def test_a_call_always_meets_the_same_version_and_a_larger_share_takes_none_away(call: str, share: int) -> None:
    assert takes_new(call, canary(share)) == takes_new(call, canary(share))
    assert takes_new(call, canary(share)) <= takes_new(call, canary(share + 1))


def test_another_trial_takes_other_calls() -> None:
    calls = [f"call-{number}" for number in range(200)]
    assert [takes_new(c, canary(50)) for c in calls] != [takes_new(c, canary(50, version=4)) for c in calls]


@pytest.mark.parametrize(
    ("new", "old", "goes_back"),
    [
        (ended(50, hung_up=25), ended(200, hung_up=40), True),
        (ended(50, hung_up=15), ended(200, hung_up=40), False),  # ten points are the limit, not above it
        (ended(50, hung_up=17), ended(60, hung_up=13), False),  # above it, and chance alone may do that
        (ended(500, hung_up=170), ended(600, hung_up=130), True),  # the same shares of many calls
        (ended(49, hung_up=49), ended(200, hung_up=40), False),  # too few calls
        (ended(200, hung_up=150), ended(49), False),
        (ended(50, failed=5), ended(200), True),
        (ended(50, failed=1), ended(200), False),
        (ended(200, hung_up=20), ended(200, hung_up=150), False),  # better is never worse
        (ended(50), ended(50), False),
        (ended(50, failed=50), ended(50, failed=50), False),
    ],
)
def test_a_version_goes_back_when_it_is_worse_by_more_than_the_limit_and_than_chance(
    new: VersionFigures, old: VersionFigures, goes_back: bool
) -> None:
    assert (why_return(canary(), BothFigures(new, old)) is not None) == goes_back


def test_the_reason_names_the_figures_of_both_versions() -> None:
    why = why_return(canary(), BothFigures(ended(50, hung_up=21, failed=4), ended(200, hung_up=20)))
    assert why == (
        "Wersja 3 wypadła gorzej niż 2. W menu rozłącza się 42,0% rozmówców (21 z 50), a w poprzedniej 10,0% (20 z"
        " 200). Kończy się błędem 8,0% rozmówców (4 z 50), a w poprzedniej 0,0% (0 z 200)."
    )


def test_who_stands_the_trial_comes_for_all_when_its_time_is_over_and_with_few_calls_stays_at_its_share() -> None:
    fine, few = BothFigures(ended(80), ended(300)), BothFigures(ended(8), ended(30))
    worse = BothFigures(ended(80, hung_up=80), ended(300))
    assert not is_to_complete(canary(), fine, NOW + DAY - timedelta(seconds=1))
    assert is_to_complete(canary(), fine, NOW + DAY)
    assert not is_to_complete(canary(), few, NOW + DAY)
    assert not is_to_complete(canary(), worse, NOW + DAY)
    assert state_of(canary(), None, few, NOW) == "running"
    assert state_of(canary(), None, few, NOW + DAY) == "too_few_calls"
    assert state_of(canary(), "returned", few, NOW + DAY) == "returned"


@st.composite
def figures(draw: st.DrawFn) -> VersionFigures:
    calls = draw(st.integers(0, 400))
    hung_up = draw(st.integers(0, calls))
    return ended(calls, hung_up, draw(st.integers(0, calls - hung_up)))


@given(new=figures(), old=figures())
def test_no_figures_have_two_answers(new: VersionFigures, old: VersionFigures) -> None:
    both = BothFigures(new, old)
    assert not (is_to_complete(canary(), both, NOW + DAY) and why_return(canary(), both) is not None)
    if min(new.calls, old.calls) < LIMITS.min_calls:
        assert why_return(canary(), both) is None


def calling(name: str, *called: str) -> Scenario:
    calls = {
        f"w{number}": {"kind": "subscenario", "settings": {"scenario": each}, "next": {}}
        for number, each in enumerate(called)
    }
    return read_scenario(graph_of({**calls, "koniec": {"kind": "goodbye"}}, name=name))


def test_two_scenarios_of_the_same_calls_are_not_tried_at_once() -> None:
    known = {s.name: s for s in (calling("a", "sub"), calling("b"), calling("sub"), calling("c", "sub"))}
    assert others_on_trial("sub", known, {"a"}) == {"a"}
    assert others_on_trial("a", known, {"sub"}) == {"sub"}
    assert others_on_trial("a", known, {"c"}) == set()  # a call meets one of them
    assert others_on_trial("b", known, {"a", "sub"}) == set()
    assert others_on_trial("b", known, {"sub"}, calling("b", "sub")) == {"sub"}
