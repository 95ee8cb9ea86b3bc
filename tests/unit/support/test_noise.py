"""The plugin tells noise from failure: what failed, whether it waits for processes, and what each test took."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.runner.outcomes import GIVES_WAY, OUTCOMES, Failure, read_failures, read_spent, write_outcome
from tests.runner.places import PLACES, Places

ALONE = ("-p", "tests.support.plugins.noise", "-p", "no:cacheprovider", "-c", "/dev/null")
"""Arguments of a pytest that knows nothing of this project but the plugin."""
ROOT = Path(__file__).parents[3]

SUITE = """
import time
import pytest

@pytest.fixture
def phones():
    return None

@pytest.fixture
def falls_over():
    yield
    raise RuntimeError("a rest")

def test_hears_little(phones):
    assert False, "heard 82 % of it\\nand more"

def test_hears_all(phones):
    until = time.process_time() + 0.2
    while time.process_time() < until:
        pass

def test_has_no_telephone():
    assert 3 == 4

def test_leaves_a_rest(falls_over, phones):
    pass

@pytest.mark.skip
def test_is_skipped(phones):
    pass
"""
IN_A_DATABASE = """
import os
import subprocess

from tests.support.centres import forked

def test_starts_a_process():
    subprocess.run(["true"])
    assert 3 == 4

def test_has_one_begun_by_a_template():
    forked.run("calendar", "2026", environment=os.environ)
    assert 3 == 4

def test_starts_none():
    assert 3 == 4
"""


def run(folder: Path, name: str, text: str, *arguments: str, **environment: str) -> Path:
    """Run a small suite; the folder of its outcomes."""
    file = folder / name
    file.parent.mkdir(parents=True)
    file.write_text(text)
    around = {name for name in os.environ if name.startswith("PYTEST_")} | {GIVES_WAY}
    ours = {name: value for name, value in os.environ.items() if name not in around}
    outcomes = folder / "outcomes"
    subprocess.run(
        [sys.executable, "-m", "pytest", name, "--rootdir", str(folder), *ALONE, *arguments],
        env={**ours, "PYTHONPATH": str(ROOT), OUTCOMES: str(outcomes), **environment},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    return outcomes


@pytest.mark.parametrize("arguments", [("-p", "no:xdist"), ("-n", "2")], ids=["alone", "with workers"])
def test_failures_and_what_was_spent_are_written_down(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    places = Places.lay(tmp_path / "places", now=1, most=2)
    outcomes = run(
        tmp_path, "tests/asterisk/test_suite.py", SUITE, *arguments, **{PLACES: str(tmp_path / "places")}
    )
    failures = {failure.test.rpartition("::")[2]: failure for failure in read_failures(outcomes)}
    # A machine that stood still meanwhile is told behind it.
    why = {name: failure.why.partition("; the machine stood still")[0] for name, failure in failures.items()}
    assert why == {
        "test_hears_little": "AssertionError: heard 82 % of it",
        "test_has_no_telephone": "assert 3 == 4",
        "test_leaves_a_rest": "teardown: RuntimeError: a rest",
    }
    assert all(failure.is_real for failure in failures.values())
    spent = {each.test.rpartition("::")[2]: each for each in read_spent(outcomes)}
    assert set(spent) == {*failures, "test_hears_all"}
    assert spent["test_hears_all"].processor >= 0.2
    assert spent["test_hears_all"].wall >= 0.2
    assert places.parallelism.changed_at > 0  # whether it was late or not


def test_only_a_database_test_that_starts_a_process_waits_for_one(tmp_path: Path) -> None:
    outcomes = run(tmp_path, "tests/database/test_suite.py", IN_A_DATABASE, "-p", "no:xdist")
    assert [(failure.test.rpartition("::")[2], failure.is_real) for failure in read_failures(outcomes)] == [
        ("test_starts_a_process", True),
        ("test_has_one_begun_by_a_template", True),
        ("test_starts_none", False),
    ]


def test_in_a_part_that_gives_way_the_database_is_waited_for(tmp_path: Path) -> None:
    text = "import pytest\n\n@pytest.fixture\ndef dsn():\n    return ''\n\n"
    text += "def test_reads(dsn):\n    assert 3 == 4\n\ndef test_reads_nothing():\n    assert 3 == 4\n"
    for folder, environment, is_real in (
        ("alone", {}, [False, False]),
        ("beside", {GIVES_WAY: "yes"}, [True, False]),
    ):
        outcomes = run(tmp_path / folder, "tests/database/test_suite.py", text, "-p", "no:xdist", **environment)
        assert [failure.is_real for failure in read_failures(outcomes)] == is_real


def test_a_unit_waits_for_none_even_if_it_starts_one(tmp_path: Path) -> None:
    outcomes = run(tmp_path, "tests/unit/test_suite.py", IN_A_DATABASE, "-p", "no:xdist")
    assert [failure.is_real for failure in read_failures(outcomes)] == [False, False, False]


def test_a_test_that_failed_in_its_call_and_at_its_end_is_read_once(tmp_path: Path) -> None:
    for why in ("first", "teardown: second"):
        write_outcome(tmp_path, Failure("a", why, is_real=True))
    assert read_failures(tmp_path) == [Failure("a", "first", is_real=True)]
