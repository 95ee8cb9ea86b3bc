"""A run of the tests tells noise from failure."""

from pathlib import Path

import pytest

from tests.__main__ import Part, Result, once_more, run_lanes, verdict
from tests.support.noise import Failure, read_failures
from tests.support.standstill import NOTICED, TICK, StandstillWatch, told

ALONE = ["-p", "tests.support.noise", "-p", "no:cacheprovider", "-c", "/dev/null"]
"""Arguments of a pytest that knows nothing of this project but the plugin."""

FLAKY = Failure("tests/asterisk/test_a.py::test_sound", "heard 82 % of it", has_telephones=True)
WRONG = Failure("tests/unit/test_b.py::test_sum", "assert 3 == 4", has_telephones=False)

SUITE = """
import pathlib
import pytest

@pytest.fixture
def phones():
    return None

@pytest.fixture
def falls_over():
    yield
    raise RuntimeError("a rest")

def test_fails_at_first(phones):
    seen = pathlib.Path(__file__).with_name("seen")
    if not seen.exists():
        seen.touch()
        assert False, "heard 82 % of it\\nand more"

def test_fails_always(phones):
    assert False, "heard nothing"

def test_has_no_telephone():
    assert 3 == 4

def test_leaves_a_rest(falls_over, phones):
    pass
"""


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    file = tmp_path / "suite" / "test_suite.py"
    file.parent.mkdir()
    file.write_text(SUITE)
    return file


def test_a_failed_test_with_telephones_that_passes_alone_is_unsteady_and_the_run_is_green() -> None:
    is_green, lines = verdict([Result(1, [FLAKY]), Result(0, [])], again=set())
    assert is_green
    assert lines == ["unsteady: tests/asterisk/test_a.py::test_sound (heard 82 % of it)"]


def test_a_test_that_fails_twice_makes_the_run_red() -> None:
    is_green, lines = verdict([Result(1, [FLAKY]), Result(0, [])], again={FLAKY.test})
    assert not is_green
    assert lines == ["failed: tests/asterisk/test_a.py::test_sound (heard 82 % of it)"]


def test_a_test_without_telephones_makes_the_run_red_at_once() -> None:
    is_green, lines = verdict([Result(1, [FLAKY]), Result(1, [WRONG])], again=set())
    assert not is_green
    assert lines[1] == "failed: tests/unit/test_b.py::test_sum (assert 3 == 4)"


@pytest.mark.parametrize("status", [1, 2, 3, 4, -9])
def test_a_run_that_is_broken_off_or_names_no_test_is_red(status: int) -> None:
    is_green, lines = verdict([Result(status, []), Result(0, [])], again=None)
    assert (is_green, lines) == (False, ["a run of pytest was broken off"])


def test_a_part_without_tests_is_no_failure_but_a_run_without_any_is() -> None:
    assert verdict([Result(5, []), Result(0, [])], again=None) == (True, [])
    assert verdict([Result(5, []), Result(5, [])], again=None) == (False, ["no test was run"])


def test_too_many_failures_are_all_counted_if_nothing_was_run_once_more() -> None:
    assert not verdict([Result(1, [FLAKY]), Result(0, [])], again=None)[0]


def test_failures_of_a_real_run_are_read_and_run_once_more(
    suite: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    [result] = run_lanes([[Part([str(suite), *ALONE])]], tmp_path)
    assert result.status == 1
    names = {failure.test.rpartition("::")[2]: failure for failure in result.failures}
    assert set(names) == {
        "test_fails_at_first",
        "test_fails_always",
        "test_has_no_telephone",
        "test_leaves_a_rest",
    }
    # A machine that stood still meanwhile is told behind it.
    why = {name: failure.why.partition("; the machine stood still")[0] for name, failure in names.items()}
    assert why["test_fails_at_first"] == "AssertionError: heard 82 % of it"
    assert why["test_leaves_a_rest"] == "teardown: RuntimeError: a rest"
    assert [name for name, failure in names.items() if not failure.has_telephones] == ["test_has_no_telephone"]
    noisy = [failure for failure in result.failures if failure.has_telephones]
    arguments = ["--rootdir", str(suite.parent), *ALONE]
    noisy = [Failure(f"{suite}::{f.test.rpartition('::')[2]}", f.why, f.has_telephones) for f in noisy]
    again = once_more(noisy, arguments, tmp_path)
    assert {name.rpartition("::")[2] for name in again} == {"test_fails_always", "test_leaves_a_rest"}


def test_parts_of_a_lane_follow_each_other_and_lanes_do_not_wait(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def part(name: str, body: str) -> Part:
        file = tmp_path / name / f"test_{name}.py"
        file.parent.mkdir()
        file.write_text(
            f"from pathlib import Path\nDONE = Path({str(tmp_path)!r})\n\ndef test_it():\n    {body}\n"
        )
        return Part([str(file), *ALONE])

    waits = "while not (DONE / 'other').exists(): pass\n    (DONE / 'first').touch()"
    lanes = [
        [part("one", waits), part("two", "assert (DONE / 'first').exists()")],
        [part("three", "(DONE / 'other').touch()")],
    ]
    assert [result.status for result in run_lanes(lanes, tmp_path)] == [0, 0, 0]
    assert capfdbinary.readouterr().out.count(b"1 passed") == 3


def test_a_test_that_failed_in_its_call_and_at_its_end_is_read_once(tmp_path: Path) -> None:
    line = '{"test": "a", "why": "%s", "has_telephones": true}\n'
    (tmp_path / "outcomes").write_text(line % "first" + line % "teardown: second")
    assert read_failures(tmp_path / "outcomes") == [Failure("a", "first", has_telephones=True)]


class Time:
    """A clock and a sleep that stands still when it is told."""

    def __init__(self) -> None:
        self.now, self.late = 100.0, 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds + self.late


def test_a_machine_that_stands_still_is_noticed_and_told() -> None:
    time = Time()
    watch = StandstillWatch(time.monotonic, time.sleep)
    watch.look()
    time.late = NOTICED / 2  # a busy machine
    watch.look()
    assert watch.since(0) == []
    time.late = 0.6
    watch.look()
    [seen] = watch.since(100.0)
    assert (round(seen.length, 3), round(seen.begin, 3)) == (0.6, round(100 + 2 * TICK + NOTICED / 2, 3))
    assert watch.since(time.now + 1) == []
    words = told([seen], 100.0)
    assert words == "the machine stood still 1 times during this test, 0.6 s in all, for 0.6 s at second 0"
    assert told([], 100.0) == ""
