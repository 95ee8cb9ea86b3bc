"""Loads in rounds: what is made of two sides that were measured in turn."""

import pytest

from bench import report
from bench.__main__ import Plan
from bench.cpu import Part
from bench.figures import Spread, spread
from bench.load import Load
from bench.rounds import Loads, Rounds


def _load(rate: float, failed: int = 0, **cpu_ms: float) -> Load:
    parts: dict[Part, float] = {"asterisk": 0.0, "python": 0.0, "postgres": 0.0, "other": 0.0}
    return Load(rate, 100, failed, {part: cpu_ms.get(part, none) for part, none in parts.items()})


@pytest.fixture
def loads() -> Loads:
    """Two rates; at the higher one the machine was slow in the second round."""
    low = Rounds(5.0, [_load(5, asterisk=10)], [_load(5, asterisk=10)])
    high = Rounds(
        10.0,
        ours=[
            _load(10, asterisk=60, python=20, postgres=4),
            _load(10, failed=2, asterisk=90, python=30, postgres=6),
            _load(10, asterisk=60, python=22, postgres=2),
        ],
        native=[_load(10, asterisk=40), _load(10, asterisk=60, python=50), _load(10, 1, asterisk=42)],
    )
    return Loads([low, high])


def test_a_spread_is_median_least_and_most() -> None:
    assert spread([3.0, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)
    assert spread([3.0, 1.0, 2.0]).shown(1) == "2.0 (1.0–3.0)"


def test_ratios_are_taken_within_each_round(loads: Loads) -> None:
    figures = report.figures([loads])

    assert [figures[f"cpu_ratio{end}"] for end in ("", "_least", "_most")] == [2.1, 2.0, 2.1]
    assert [figures[f"cpu_asterisk_ratio{end}"] for end in ("", "_least", "_most")] == [1.5, 1.429, 1.5]


def test_costs_are_those_of_the_highest_rate_and_of_the_sides_own_parts(loads: Loads) -> None:
    figures = report.figures([loads])

    assert figures["cpu_ms_per_call_asterisk"] == 60.0
    assert figures["cpu_ms_per_call_python"] == 22.0
    assert figures["cpu_ms_per_call_python_most"] == 30.0
    assert figures["cpu_ms_per_call_postgres"] == 4.0
    assert figures["cpu_ms_per_call_native"] == 42.0


def test_failed_calls_are_counted_over_all_rounds(loads: Loads) -> None:
    figures = report.figures([loads])

    assert (figures["placed_calls"], figures["failed_calls"]) == (400, 2)
    assert figures["failed_calls_native"] == 1
    assert (figures["failed_calls_at_5"], figures["failed_calls_at_10"]) == (0, 2)


def test_each_rate_and_side_has_a_row(loads: Loads) -> None:
    rows = loads.table().splitlines()

    [native] = [row for row in rows if row.startswith("10 a second, native")]
    assert native.split()[4:] == ["300", "1", "42.0", "(40.0–60.0)", "42.0", "(40.0–60.0)"]
    [ratio] = [row for row in rows if row.startswith("10 a second, centre / native")]
    assert ratio.split()[-2:] == ["2.10", "(2.00–2.10)"]


def test_three_rounds_of_twenty_seconds_are_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BENCH_ONLY", "BENCH_ROUNDS", "BENCH_SECONDS", "BENCH_RATES"):
        monkeypatch.delenv(name, raising=False)
    usual = Plan.of_the_environment()
    monkeypatch.setenv("BENCH_ROUNDS", "2")

    assert (usual.rounds, usual.seconds) == (3, 20.0)
    assert Plan.of_the_environment().rounds == 2
