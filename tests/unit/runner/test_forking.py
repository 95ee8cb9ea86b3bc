"""Workers that are forked off a process which has collected the tests."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.runner.forking import without_workers, workers

OWN = ("-c", "/dev/null", "-p", "no:cacheprovider", "-p", "no:schemathesis")
"""Nothing of the configuration of these tests."""

TESTS = """
import os, sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
with (HERE / "loaded").open("a") as out:
    out.write("once\\n")

@pytest.mark.parametrize("number", range(6))
def test_it(number, tmp_path, worker_id):
    assert not hasattr(sys.modules["__main__"], "__file__")
    (HERE / f"run-{worker_id}-{os.getpid()}").touch()
    if number == 0 and not (HERE / "died").exists():
        (HERE / "died").touch()
        os._exit(3)
"""


def run(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    (folder / "test_it.py").write_text(TESTS)
    return subprocess.run(
        [sys.executable, "-m", "tests.runner.forking", str(folder), *OWN, *arguments, "--rootdir", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_tests_are_loaded_once_for_all_workers(tmp_path: Path) -> None:
    (tmp_path / "died").touch()
    done = run(tmp_path, "-n", "2", "--dist", "load")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 passed" in done.stdout
    assert (tmp_path / "loaded").read_text() == "once\n"
    ran = [file.name.split("-")[1:] for file in tmp_path.glob("run-*")]
    assert {worker for worker, _ in ran} == {"gw0", "gw1"}
    assert len({process for _, process in ran}) == 2


def test_in_the_place_of_a_worker_that_died_comes_a_new_one(tmp_path: Path) -> None:
    done = run(tmp_path, "-n", "1")
    assert done.returncode == 1
    assert "1 failed, 5 passed" in done.stdout, done.stdout + done.stderr
    assert "worker 'gw0' crashed" in done.stdout
    assert (tmp_path / "loaded").read_text() == "once\n" * 2


def test_a_file_that_cannot_be_loaded_is_an_error_of_the_run(tmp_path: Path) -> None:
    (tmp_path / "test_broken.py").write_text("import nothing_like_it")
    done = run(tmp_path, "-n", "2")
    assert done.returncode not in (0, 5)
    assert "nothing_like_it" in done.stdout


def test_arguments_that_cannot_be_end_the_run_and_no_worker_complains(tmp_path: Path) -> None:
    done = run(tmp_path, "-n", "2", "--no-such-option")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "Traceback" not in done.stdout + done.stderr
    assert "--no-such-option" in done.stderr


def test_without_workers_a_run_has_the_same_arguments() -> None:
    arguments = ["tests/unit", "-m", "not more", "-n", "2", "--dist", "worksteal", "-k", "n"]
    assert workers(arguments) == 2
    assert without_workers(arguments) == ["tests/unit", "-m", "not more", "-k", "n"]
    assert workers(["tests/unit"]) == 0
