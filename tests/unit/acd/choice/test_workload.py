"""The rolling window, against a model that adds everything up anew; and what a late log-in has to catch up."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.choice.workload import Rate, Workload, mean

WINDOW = 100.0


@dataclass
class Model:
    """Everything that ever happened, added up at every question. Whole seconds, so that sums are exact."""

    calls: list[tuple[float, float]] = field(default_factory=list)
    spells: list[tuple[float, float | None]] = field(default_factory=list)

    def figures(self, now: float) -> tuple[float, float, float]:
        """Calls, seconds handled, seconds ready in the window that ends now."""
        begin = now - WINDOW
        inside = [handled for ended, handled in self.calls if ended > begin]
        ready = sum(
            max(0.0, (now if until is None else until) - max(since, begin)) for since, until in self.spells
        )
        return len(inside), sum(inside), ready


def figures(workload: Workload, now: float) -> tuple[float, float, float]:
    return workload.calls(now), workload.handled_time(now), workload.ready_time(now)


steps = st.tuples(st.integers(0, 60), st.sampled_from(["ready", "away", "call", "look"]), st.integers(0, 90))


@given(st.lists(steps, max_size=40))
def test_the_window_holds_exactly_what_happened_in_it(happened: list[tuple[int, str, int]]) -> None:
    workload, model, now = Workload(WINDOW), Model(), 1000.0
    for passed, what, seconds in happened:
        now += passed
        if what == "ready":
            workload.ready(now)
            if not model.spells or model.spells[-1][1] is not None:
                model.spells.append((now, None))
        elif what == "away":
            workload.away(now)
            if model.spells and model.spells[-1][1] is None:
                model.spells[-1] = (model.spells[-1][0], now)
        elif what == "call":
            workload.call_handled(now, seconds)
            model.calls.append((now, seconds))
        else:
            assert figures(workload, now) == model.figures(now)
    for later in (now, now + WINDOW / 2, now + WINDOW, now + 3 * WINDOW):
        assert figures(workload, later) == model.figures(later)


def test_a_spell_that_begins_before_the_window_counts_from_its_edge_on() -> None:
    workload = Workload(WINDOW)
    workload.ready(0)
    workload.away(80)
    assert workload.ready_time(130) == 50
    assert workload.ready_time(180) == 0
    workload.ready(200)
    assert workload.ready_time(400) == WINDOW


def test_a_pause_is_neither_work_nor_something_to_catch_up() -> None:
    workload = Workload(1000.0)
    workload.ready(0)
    workload.call_handled(50, 50)
    workload.away(100)
    before = workload.rate(100)
    assert before == Rate(calls=0.01, handled=0.5)
    assert workload.rate(700) == before


def test_a_consultant_who_was_never_there_has_no_rate() -> None:
    assert Workload(WINDOW).rate(1000) == Rate()


def test_a_consultant_who_logs_in_begins_at_the_rate_of_the_colleagues() -> None:
    workload = Workload(WINDOW)
    workload.settle(1000, 40, Rate(calls=0.05, handled=0.5))
    workload.ready(1000)
    assert figures(workload, 1000) == (2, 20, 40)
    assert workload.rate(1000) == Rate(0.05, 0.5)
    # Twenty idle seconds lower it, as they would anybody's: 20 handled of 60.
    assert workload.rate(1020).handled == pytest.approx(1 / 3)


def test_the_rate_given_at_log_in_is_forgotten_with_the_window() -> None:
    workload = Workload(WINDOW)
    workload.settle(1000, 40, Rate(calls=0.05, handled=0.5))
    assert figures(workload, 1000 + WINDOW - 1) == (2, 20, 40)
    assert figures(workload, 1000 + WINDOW) == (0, 0, 0)


def test_settling_again_replaces_what_was_settled_before() -> None:
    workload = Workload(WINDOW)
    workload.settle(1000, 40, Rate(calls=0.05, handled=0.5))
    workload.settle(1050, 20, Rate(calls=0.1, handled=0.8))
    assert figures(workload, 1120) == (2, 16, 20)


def test_an_empty_window_is_exactly_empty_however_odd_the_figures_were() -> None:
    workload = Workload(WINDOW)
    for tenth in range(50):
        now = tenth / 10
        workload.ready(now)
        workload.call_handled(now + 0.03, 0.1)
        workload.away(now + 0.07)
    assert figures(workload, 1000) == (0, 0, 0)


def test_the_rate_of_colleagues_is_their_mean_and_nothing_where_there_are_none() -> None:
    assert mean([Rate(1, 10), Rate(3, 20)]) == Rate(2, 15)
    assert mean([]) == Rate()
