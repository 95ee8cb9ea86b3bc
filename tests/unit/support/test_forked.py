"""A process that is forked from a template is like one that was started: what it sees, and how it ends."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from ops.paths import PROJECT
from tests.support.centres import forked
from tests.support.centres.forked import Process

PROGRAM = """
import json, os, random, signal, sys, time

LOADED = os.environ.get("GIVEN")

def main():
    seen = {
        "environment": dict(os.environ), "folder": os.getcwd(), "arguments": sys.argv[1:], "parent": os.getppid(),
        "group": os.getpgrp(), "session": os.getsid(0), "input": os.read(0, 1).decode(), "pid": os.getpid(),
        "files": sorted(os.listdir("/proc/self/fd"), key=int)[:-1], "chance": random.random(),
        "signals": [signal.getsignal(n) == signal.default_int_handler for n in (signal.SIGINT,)],
        "is_loaded_before": LOADED != os.environ["GIVEN"],
    }
    print(json.dumps(seen), file=sys.stderr, flush=True)
    how = os.environ["END"]
    if how == "never":
        time.sleep(100)
    if how == "raises":
        raise LookupError("of the program")
    sys.exit(int(how))

if __name__ == "__main__":
    main()
"""

Start = Callable[[str, Mapping[str, str], Path], Process]


@pytest.fixture(scope="module", autouse=True)
def _program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("programs")
    (folder / "seeing").mkdir()
    (folder / "seeing" / "__main__.py").write_text(PROGRAM)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        yield


@pytest.fixture(params=[forked.start, forked.cold])
def start(request: pytest.FixtureRequest) -> Start:
    return request.param  # type: ignore[no-any-return]


def seen(log: Path, number: int = 1) -> dict[str, object]:
    """What the process that was started as the last of so many saw, once it has told."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if log.exists() and len(told := log.read_text().splitlines()) >= number:
            return dict(json.loads(told[number - 1]))
        time.sleep(0.01)
    raise AssertionError("it says nothing")


def test_it_sees_what_any_process_of_ours_sees(start: Start, tmp_path: Path) -> None:
    given = {"GIVEN": "now", "END": "0", "PATH": "/nowhere"}
    process = start("seeing", given, tmp_path / "log")
    found = seen(tmp_path / "log")
    assert found.pop("environment") == {**os.environ, **given}
    assert isinstance(found.pop("chance"), float)
    assert found == {
        "folder": str(PROJECT),
        "arguments": [],
        "parent": os.getpid(),
        "group": os.getpgrp(),
        "session": os.getsid(0),
        "input": "",
        "pid": process.pid,
        "files": ["0", "1", "2"],
        "signals": [True],
        "is_loaded_before": start is forked.start,
    }
    assert process.wait(30) == 0


@pytest.mark.parametrize(("how", "status"), [("0", 0), ("7", 7), ("raises", 1)])
def test_its_exit_status_is_the_programs(start: Start, tmp_path: Path, how: str, status: int) -> None:
    process = start("seeing", {"GIVEN": "now", "END": how}, tmp_path / "log")
    assert process.wait(30) == status
    assert process.poll() == status
    assert ("LookupError: of the program" in (tmp_path / "log").read_text()) == (how == "raises")
    process.kill()  # of one that has ended, harmless


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_signal_reaches_it_and_is_its_status(start: Start, tmp_path: Path, number: signal.Signals) -> None:
    process = start("seeing", {"GIVEN": "now", "END": "never"}, tmp_path / "log")
    seen(tmp_path / "log")
    assert process.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.05)
    process.send_signal(number)
    assert process.wait(30) == -number


def test_each_is_a_process_of_its_own(tmp_path: Path) -> None:
    log = tmp_path / "log"
    first = forked.start("seeing", {"GIVEN": "now", "END": "never"}, log)
    before = seen(log)
    second = forked.start("seeing", {"GIVEN": "now", "END": "0"}, log)
    after = seen(log, 2)
    assert before["pid"] != after["pid"] and before["chance"] != after["chance"]
    assert second.wait(30) == 0
    assert first.poll() is None
    first.kill()
    assert first.wait(30) == -signal.SIGKILL


def test_a_program_that_cannot_be_loaded_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="the template has ended with 1"):
        forked.start("no_such_program", {}, tmp_path / "log")


def test_the_template_ends_with_the_process_of_the_tests(tmp_path: Path) -> None:
    """Also if that is killed: nobody is left who could ask it."""
    tests = f"""
import os, signal
from pathlib import Path
from tests.support.centres import forked
forked.start("seeing", {{"GIVEN": "now", "END": "0"}}, Path({str(tmp_path / "log")!r}))
print(forked._template("seeing")._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", tests], cwd=PROJECT, stdout=subprocess.PIPE, check=False)
    assert done.returncode == -signal.SIGKILL
    left = os.pidfd_open(int(done.stdout)) if Path(f"/proc/{int(done.stdout)}").exists() else None
    if left is not None:
        assert select.select([left], [], [], 30)[0], "the template still runs"
