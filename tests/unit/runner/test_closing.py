"""How a run closes: green or red, what it took, and whether the machine was too slow."""

import json
from pathlib import Path

import pytest

from tests.runner.closing import calls_at_once, costs, dearest, seconds, stretch, verdict
from tests.runner.machine import Meanwhile, Start, processors, read_processors, read_starts, told
from tests.runner.outcomes import Failure, Spent
from tests.runner.parallelism import Parallelism
from tests.runner.parts import Result

FLAKY = Failure("tests/asterisk/test_a.py::test_sound", "heard 82 % of it", is_real=True)
WRONG = Failure("tests/unit/test_b.py::test_sum", "assert 3 == 4", is_real=False)


def result(status: int, *failures: Failure) -> Result:
    return Result("telephones", status, failures)


def test_a_failed_test_that_waits_for_processes_and_passes_alone_is_unsteady_and_the_run_is_green() -> None:
    is_green, lines = verdict([result(1, FLAKY), result(0)], again={})
    assert is_green
    assert lines == ["unsteady: tests/asterisk/test_a.py::test_sound (heard 82 % of it)"]


def test_a_test_that_fails_twice_makes_the_run_red() -> None:
    is_green, lines = verdict([result(1, FLAKY), result(0)], again={FLAKY.test: "heard nothing"})
    assert not is_green
    assert lines == ["failed: tests/asterisk/test_a.py::test_sound (heard 82 % of it; then alone: heard nothing)"]


def test_a_test_without_processes_makes_the_run_red_at_once() -> None:
    is_green, lines = verdict([result(1, FLAKY), result(1, WRONG)], again={})
    assert not is_green
    assert lines[1] == "failed: tests/unit/test_b.py::test_sum (assert 3 == 4)"


@pytest.mark.parametrize("status", [1, 2, 3, 4, -9])
def test_a_run_that_is_broken_off_or_names_no_test_is_red(status: int) -> None:
    assert verdict([result(status), result(0)], again=None) == (False, ["telephones was broken off"])


def test_a_part_that_the_time_was_over_for_is_named_and_the_run_is_red() -> None:
    late = Result("chaos", -15, trouble="was not begun: the time was over")
    assert verdict([result(0), late], again=None) == (False, ["chaos was not begun: the time was over"])


def test_a_part_without_tests_is_no_failure_but_a_run_without_any_is() -> None:
    assert verdict([result(5), result(0)], again=None) == (True, [])
    assert verdict([result(5), result(5)], again=None) == (False, ["no test was run"])


def test_failures_are_all_counted_if_nothing_was_run_once_more() -> None:
    assert not verdict([result(1, FLAKY), result(0)], again=None)[0]


def test_minutes_stand_by_part_and_for_the_machine() -> None:
    parts = [Result("telephones", 0, wall=600, processor=300), Result("units", 0, wall=300, processor=180)]
    chaos = [Result("chaos", 0, wall=60, processor=90)]
    lines = costs([(parts, Meanwhile(600, 720, 60)), (chaos, Meanwhile(60, 120, 0))])
    assert [line.split() for line in lines[1:5]] == [
        ["telephones", "10.0", "5.0"],
        ["units", "5.0", "3.0"],
        ["chaos", "1.0", "1.5"],
        ["the", "whole", "run", "11.0", "9.5"],
    ]
    assert f"14.0 of {11 * processors()}.0 minutes" in lines[5]
    assert "1.0 went to other machines" in lines[5]


def test_the_dearest_tests_are_ten_by_processor_time() -> None:
    lines = dearest([Spent(f"test_{number}", 60, number) for number in range(12)])
    assert len(lines) == 11
    assert lines[1].split() == ["11.0", "of", "60.0", "test_11"]
    assert dearest([]) == []


def test_the_seconds_of_every_test_are_written_with_its_part_the_longest_first() -> None:
    spent = [Spent("test_short", 1.04, 0.5), Spent("test_long", 12.0, 0.26)]
    text = seconds(
        [Result("telephones", 0, spent=spent), Result("units", 0, spent=[Spent("test_unit", 3.0, 2.9)])]
    )
    assert text.splitlines() == [
        "seconds\tprocessor\tpart\ttest",
        "12.0\t0.3\ttelephones\ttest_long",
        "3.0\t2.9\tunits\ttest_unit",
        "1.0\t0.5\ttelephones\ttest_short",
    ]


def test_how_long_telephones_waited_for_processors_is_told() -> None:
    tests = [Spent("test", 60, 4, ran=2, waited=waited, sound=9) for waited in (1.0, 2.0, 8.0)]
    assert stretch([*tests, Spent("unit", 1, 1, ran=1, waited=50)]) == [
        "work of the telephones' processes took 2.0 times as long as alone, 5.0 at worst"
    ]
    assert stretch([]) == []


def test_calls_at_once_are_told_with_what_was_reached() -> None:
    line = calls_at_once({"telephones": Parallelism(3, 6, highest=5, lowered=2)})
    assert line == "calls at once: telephones 5 at most, 3 at last, lowered 2 times"


def test_a_machine_that_is_too_slow_is_told_by_its_figures() -> None:
    cores = processors()
    spent = [Spent("a", 1, 1, standstills=2, stood_still=0.5), Spent("b", 1, 1, standstills=1, stood_still=0.7)]
    starts = [Start(10, 0, "centre"), Start(130, 100, "small centre"), Start(12, 0, "centre")]
    lines = told(30.0 * cores, Meanwhile(100, 40.0 * cores, 50.0 * cores), spent, starts, "9.1 8.0 5.0")
    assert lines == [
        f"  processors: this run 30%, others 10%, other machines 50%, idle 10% of {cores}; load 9.1 8.0 5.0",
        "  stand-stills in tests with telephones: 3, 1.2 s in all",
        "  starts of centres: 3, median 12 s, longest 130 s (small centre; it waited 100 s of them)",
    ]


def test_readings_of_the_processors_are_subtracted_in_seconds() -> None:
    before = read_processors("cpu  100 100 100 5000 10 50 50 200 0 0\ncpu0 1")
    after = read_processors("cpu  300 100 200 9000 10 50 150 500 0 0\ncpu0 1")
    meanwhile = after - before
    assert (meanwhile.busy, meanwhile.stolen) == (4.0, 3.0)  # a hundred ticks a second


def test_starts_are_read_where_somebody_wrote_them(tmp_path: Path) -> None:
    assert read_starts(tmp_path / "starts") == []
    (tmp_path / "starts").write_text(json.dumps({"seconds": 9.5, "waited": 2, "what": "ops.running.run"}) + "\n")
    assert read_starts(tmp_path / "starts") == [Start(9.5, 2, "ops.running.run")]
