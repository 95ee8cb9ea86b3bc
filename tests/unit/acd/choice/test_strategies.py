"""How consultants are ranked: one pure function a rule, each with its own unit and its Polish words."""

from typing import get_args

import pytest

from acd.choice.strategies import (
    STRATEGIES,
    Weights,
    fair,
    fewest_calls,
    least_occupied,
    least_talk_time,
    longest_idle,
    round_robin,
)
from acd.choice.workload import Workload
from core.facts.offer_reason import StrategyName
from core.facts.offer_reason_pl import RULES_PL

NOW = 1000.0
WEIGHTS = Weights(calls_weight=0.25, usual_handle_time=200.0)


def worked(*handled: float, since: float = 0.0) -> Workload:
    """Ready since `since`, with calls of so many seconds."""
    workload = Workload(4 * 3600.0)
    workload.ready(since)
    for seconds in handled:
        workload.call_handled(NOW - 1, seconds)
    return workload


def test_fair_mixes_number_and_time_for_each_second_of_ready_time() -> None:
    # Two calls of 200 s weigh 400 s, and took 300 s, of 1000 s.
    assert fair(worked(100, 200), NOW, WEIGHTS) == pytest.approx(0.25 * 0.4 + 0.75 * 0.3)


@pytest.mark.parametrize(("calls_weight", "load"), [(0.0, 0.3), (1.0, 0.4)])
def test_fair_looks_at_time_only_or_at_the_number_only(calls_weight: float, load: float) -> None:
    assert fair(worked(100, 200), NOW, Weights(calls_weight, 200.0)) == pytest.approx(load)


def test_fair_and_occupancy_are_rates_so_that_a_late_log_in_is_no_advantage() -> None:
    early, late = worked(100, 100, 100, 100), worked(100, since=NOW - 250)
    assert fair(early, NOW, WEIGHTS) == pytest.approx(fair(late, NOW, WEIGHTS))
    assert least_occupied(early, NOW, WEIGHTS) == pytest.approx(least_occupied(late, NOW, WEIGHTS))
    assert fewest_calls(late, NOW, WEIGHTS) < fewest_calls(early, NOW, WEIGHTS)
    assert least_talk_time(late, NOW, WEIGHTS) < least_talk_time(early, NOW, WEIGHTS)


def test_each_strategy_but_fair_looks_at_one_figure() -> None:
    workload = worked(100, 200)
    assert least_occupied(workload, NOW, WEIGHTS) == pytest.approx(0.3)
    assert fewest_calls(workload, NOW, WEIGHTS) == 2
    assert least_talk_time(workload, NOW, WEIGHTS) == 300
    assert longest_idle(workload, NOW, WEIGHTS) == 0


@pytest.mark.parametrize("name", get_args(StrategyName))
def test_nobody_who_has_only_just_come_breaks_a_rule(name: StrategyName) -> None:
    assert STRATEGIES[name](Workload(3600.0), NOW, Weights()) == 0


def test_every_strategy_exists_and_has_polish_words() -> None:
    assert set(STRATEGIES) == set(RULES_PL) == set(get_args(StrategyName))
    assert all(STRATEGIES[name].__name__ == name for name in STRATEGIES)


def test_in_turn_whoever_was_given_a_call_longest_ago_is_first_however_long_it_took() -> None:
    early, late, nobody = Workload(3600.0), Workload(3600.0), Workload(3600.0)
    early.call_handled(NOW, 500)  # begun at 500
    late.call_handled(NOW - 100, 100)  # begun at 800
    loads = [round_robin(workload, NOW, WEIGHTS) for workload in (nobody, early, late)]
    assert loads == [0, 500, 800]
    assert round_robin(late, NOW + 3600, WEIGHTS) == 0, "out of the window"
