"""Parts of a run follow each other or go on beside each other, and end when it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import anyio
import pytest

from ops import leftovers
from ops.running.supervisord import LEASH
from tests.__main__ import once_more
from tests.runner import parts
from tests.runner.outcomes import Failure
from tests.runner.parts import MARK, Part, Run
from tests.support.timing.eventually import LONG, eventually

ALONE = ["-p", "tests.support.plugins.noise", "-p", "no:cacheprovider", "-p", "no:xdist", "-c", "/dev/null"]

FAILING = """
import pathlib
import pytest

@pytest.fixture
def phones():
    return None

def test_fails_at_first(phones):
    seen = pathlib.Path(__file__).with_name("seen")
    if not seen.exists():
        seen.touch()
        assert False, "heard 82 % of it"

def test_fails_always(phones):
    assert False, "heard nothing"
"""

WAITING = """
import pathlib
import subprocess
import time

def test_waits():
    with subprocess.Popen({command!r}, start_new_session=True):
        pathlib.Path(__file__).with_name("begun").touch()
        time.sleep(600)
"""
CENTRE = WAITING.format(command=[*LEASH, "TERM", "sleep", "600"])
STRAY = WAITING.format(command=["sleep", "600"])
RUNNER = """
import sys, pathlib, time
from tests.runner.parts import Part, Run
folder = pathlib.Path(sys.argv[1])
with Run(folder, time.monotonic() + 600) as run:
    run.lanes([[Part("waiting", sys.argv[2:])], [Part("beside", sys.argv[2:], gives_way=True)]])
"""


def a_run(folder: Path, seconds: float = 600.0) -> Run:
    return Run(folder, time.monotonic() + seconds)


def part(folder: Path, name: str, text: str) -> Part:
    file = folder / name / f"test_{name}.py"
    file.parent.mkdir()
    file.write_text(text)
    return Part(name, [str(file), "--rootdir", str(file.parent), *ALONE])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes a process less nice")
def test_a_part_gives_way_to_nobody_once_the_others_have_ended(tmp_path: Path) -> None:
    begun = (
        f"import os\nfrom pathlib import Path\nBEGUN = Path({str(tmp_path / 'begun')!r})\n\ndef test_it():\n    "
    )
    own = "os.getpriority(os.PRIO_PROCESS, 0)"
    waits = part(tmp_path, "waits", f"{begun}assert {own} == 19\n    BEGUN.touch()\n    while {own}: pass\n")
    short = part(tmp_path, "short", f"{begun}while not BEGUN.exists(): pass\n")
    lanes = [[short], [replace(waits, gives_way=True)]]
    assert [result.status for result in a_run(tmp_path).lanes(lanes)] == [0, 0]


def test_parts_of_a_lane_follow_each_other_and_lanes_do_not_wait(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def doing(name: str, body: str) -> Part:
        begin = f"from pathlib import Path\nDONE = Path({str(tmp_path)!r})\n\ndef test_it():\n    "
        return part(tmp_path, name, begin + body + "\n")

    waits = "while not (DONE / 'other').exists(): pass\n    (DONE / 'first').touch()"
    lanes = [
        [doing("one", waits), doing("two", "assert (DONE / 'first').exists()")],
        [doing("three", "(DONE / 'other').touch()")],
    ]
    run = a_run(tmp_path)
    results = run.lanes(lanes)
    assert [(result.name, result.status) for result in results] == [("one", 0), ("two", 0), ("three", 0)]
    assert all(0 < result.processor <= 2 * result.wall for result in results)
    assert len(run.phases) == 1
    assert capfdbinary.readouterr().out.count(b"1 passed") == 3


def test_failed_tests_are_run_once_more(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    failing = part(tmp_path, "failing", FAILING)
    run = a_run(tmp_path)
    [result] = run.lanes([[failing]])
    assert result.status == 1
    names = [failure.test.rpartition("::")[2] for failure in result.failures]
    assert names == ["test_fails_at_first", "test_fails_always"]
    again = [Failure(f"{failing.arguments[0]}::{name}", "", is_real=True) for name in names]
    failed = once_more(run, again, failing.arguments[1:])
    assert {name.rpartition("::")[2] for name in failed} == {"test_fails_always"}


def test_what_has_not_ended_when_the_time_is_over_is_ended_and_named(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "ORDERLY", 0.5)
    run = a_run(tmp_path, seconds=3)
    results = run.lanes([[part(tmp_path, "waiting", STRAY), part(tmp_path, "next", STRAY)]])
    assert [(result.name, result.trouble, result.is_unexplained) for result in results] == [
        ("waiting", "was ended: the time was over", True),
        ("next", "was not begun: the time was over", True),
    ]
    assert not leftovers.marked(MARK, str(tmp_path))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_leaves_no_process(tmp_path: Path, number: signal.Signals) -> None:
    file = part(tmp_path, "waiting", CENTRE).arguments[0]
    arguments = [file, "-n", "1", "--rootdir", str(tmp_path), "-c", "/dev/null"]
    with subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(tmp_path), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as runner:
        wait_until(Path(file).with_name("begun").exists)
        runner.send_signal(number)
    wait_until(lambda: not leftovers.marked(MARK, str(tmp_path)))


def wait_until(condition: Callable[[], bool]) -> None:
    async def wait() -> None:
        await eventually(condition, timeout=LONG)

    anyio.run(wait)
