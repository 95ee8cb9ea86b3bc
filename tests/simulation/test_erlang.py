"""The simulation of one office against queueing theory, and both against an independent simulator."""

from collections.abc import Sequence
from math import sqrt
from statistics import mean, stdev

import ciw
import pytest

from acd.simulation.figures import SimulationResult
from acd.simulation.run import simulate
from acd.simulation.scenario import Scenario
from tests.simulation.erlang import erlang_a, erlang_c

OFFICE = "20620"
CONSULTANTS, HANDLE_TIME, PATIENCE = 5, 120.0, 180.0
SEEDS = range(1, 7)


def _office(seed: int, calls_per_hour: float, patience: float | None) -> SimulationResult:
    """Two days and nights of one office that shares with nobody; everything exponential."""
    leaves = {"kind": "endless"} if patience is None else {"kind": "exponential", "mean": patience}
    line = {"contained": 0, "patience": leaves}
    return simulate(
        Scenario.model_validate(
            {
                "days": 2,
                "seed": seed,
                "opens": 0,
                "closes": 24,
                "crew": {OFFICE: CONSULTANTS},
                "calls_per_hour": {OFFICE: [calls_per_hour] * 24},
                "answer_time": {"kind": "fixed", "mean": 0},
                "miss_share": 0,
                "load": {
                    "daily_variation": 0,
                    "ivr_time": {"kind": "fixed", "mean": 0},
                    "talk_time": {"kind": "exponential", "mean": HANDLE_TIME},
                    "wrap_up_time": {"kind": "fixed", "mean": 0},
                    "balk_share": 0,
                    "retry_share": 0,
                    "lines": {"9510": line, "9524": line},
                },
                "rules": {
                    "neighbours_after": None,
                    "everyone_after": None,
                    "activate_ratio": None,
                    "callback_after": None,
                    "longest_wait_time": 86400,
                    "capacity": 10000,
                },
            }
        )
    )


def _agrees(found: Sequence[float], expected: float) -> None:
    """Within three and a half standard errors, and these are small enough to say something."""
    error = stdev(found) / sqrt(len(found))
    assert error < 0.15 * expected, f"too few calls: {error:.4f}"
    assert abs(mean(found) - expected) < 3.5 * error, f"{mean(found):.4f} ± {error:.4f}, expected {expected:.4f}"


def _waited(result: SimulationResult) -> float:
    tally = result.total
    abandoned = tally.outcomes["abandoned"]
    return (sum(wait > 0 for wait in tally.waits) + abandoned) / tally.to_consultants


def _abandoned(result: SimulationResult) -> float:
    return result.total.outcomes["abandoned"] / result.total.to_consultants


@pytest.mark.more(
    "the same office without anybody who gives up",
    "tests/simulation/test_erlang.py::test_an_office_whose_callers_give_up_is_as_erlang_a_says_and_as_ciw_simulates_it",
    "tests/simulation/test_erlang.py::test_the_formulas_give_what_tables_give",
)
def test_an_office_whose_callers_wait_without_end_is_as_erlang_c_says() -> None:
    expected = erlang_c(108 / 3600, HANDLE_TIME, CONSULTANTS)
    results = [_office(seed, 108, None) for seed in SEEDS]

    assert all(result.total.is_balanced for result in results)
    _agrees([_waited(result) for result in results], expected.wait_share)
    _agrees([mean(result.total.waits) for result in results], expected.mean_wait)
    in_time = [sum(wait <= 20 for wait in r.total.waits) / r.total.to_consultants for r in results]
    _agrees(in_time, expected.answered_in_time)


def test_an_office_whose_callers_give_up_is_as_erlang_a_says_and_as_ciw_simulates_it() -> None:
    expected = erlang_a(150 / 3600, HANDLE_TIME, CONSULTANTS, PATIENCE)
    results = [_office(seed, 150, PATIENCE) for seed in SEEDS]

    _agrees([_waited(result) for result in results], expected.wait_share)
    _agrees([_abandoned(result) for result in results], expected.abandoned_share)

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(150 / 3600)],
        service_distributions=[ciw.dists.Exponential(1 / HANDLE_TIME)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE)],
        number_of_servers=[CONSULTANTS],
    )
    abandoned, speeds = [], []
    for seed in SEEDS:
        ciw.seed(seed)
        simulation = ciw.Simulation(network)
        simulation.simulate_until_max_time(43_200)
        records = simulation.get_all_records()
        served = [record.waiting_time for record in records if record.record_type == "service"]
        abandoned.append(1 - len(served) / len(records))
        speeds.append(mean(served))
    _agrees(abandoned, expected.abandoned_share)
    ours = [mean(result.total.waits) for result in results]
    scatter = sqrt(stdev(ours) ** 2 / len(ours) + stdev(speeds) ** 2 / len(speeds))
    assert abs(mean(ours) - mean(speeds)) < 3.5 * scatter


def test_the_formulas_give_what_tables_give() -> None:
    # Two erlangs on three consultants: the chance to wait is 4/9 exactly.
    assert erlang_c(2 / 60, 60, 3).wait_share == pytest.approx(4 / 9)
    assert erlang_c(2 / 60, 60, 3).mean_wait == pytest.approx(4 / 9 * 60)
    # As much patience as handle time turns the queue into an infinite number of servers: Poisson(2).
    assert erlang_a(2 / 60, 60, 1, 60).wait_share == pytest.approx(1 - 2.718281828**-2)
    # Endless patience is Erlang-C.
    assert erlang_a(2 / 60, 60, 3, 1e9).wait_share == pytest.approx(4 / 9, abs=1e-4)


def test_a_load_that_cannot_be_done_has_no_erlang_c() -> None:
    with pytest.raises(ValueError, match="cannot do"):
        erlang_c(1, 60, 60)
    with pytest.raises(ValueError, match="positive"):
        erlang_a(1, 60, 0, 60)
