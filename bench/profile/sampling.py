"""`perf` and `py-spy`, which look again and again at what a process does, while a load runs."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.profile.stacks import Frame, Sample

HERTZ = 499  # not a divisor of anything that happens every so many milliseconds
PYTHON_HERTZ = 400
_STACK_BYTES = 8192  # of each sample, to unwind without frame pointers
_LONGEST = 3600  # seconds


def perf_trouble() -> str:
    """Why perf cannot be used here; empty when it can."""
    if shutil.which("perf") is None:
        return "perf is missing: apt-get install linux-perf"
    command = ["perf", "record", "-q", "-e", "cpu-clock", "-o", "/dev/null", "--", "true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else f"perf may not be used: {done.stderr.strip().splitlines()[0]}"


@contextmanager
def perf_record(file: Path, pids: Sequence[int], *, stacks: bool) -> Iterator[None]:
    """Samples of processor time of `pids`, their threads to come included, into `file`."""
    command = ["perf", "record", "-q", "-e", "cpu-clock", "-F", str(HERTZ), "-o", str(file)]
    command += ["--call-graph", f"dwarf,{_STACK_BYTES}"] if stacks else []
    with _until_asked([*command, "-p", ",".join(map(str, pids))], file.with_suffix(".log")):
        yield


@contextmanager
def py_spy_record(file: Path, pid: int) -> Iterator[None]:
    """Stacks of Python functions of one process into `file`; the process is not stopped for it."""
    command = [py_spy(), "record", "--nonblocking", "-r", str(PYTHON_HERTZ), "-d", str(_LONGEST), "-F"]
    with _until_asked([*command, "-f", "raw", "-o", str(file), "-p", str(pid)], file.with_suffix(".log")):
        yield


def py_spy() -> str:
    """The program; an empty text where it is not installed."""
    return shutil.which("py-spy", path=f"{Path(sys.executable).parent}") or shutil.which("py-spy") or ""


@contextmanager
def _until_asked(command: Sequence[str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


_HEAD = re.compile(r"^\s*(\d+)/(\d+)\s*$")
_FRAME = re.compile(r"^\s+([0-9a-f]+) (.*) \((.*)\)$")


def perf_samples(file: Path) -> Iterator[Sample]:
    """What was recorded, one sample after the other; stacks are unwound here, which takes its time."""
    command = ["perf", "script", "-i", str(file), "-F", "pid,tid,ip,sym,dso", "--no-inline"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield from parse_perf(process.stdout)


def parse_perf(lines: Iterator[str]) -> Iterator[Sample]:
    """Samples out of the text of `perf script -F pid,tid,ip,sym,dso`."""
    head: tuple[int, int] | None = None
    frames: list[Frame] = []
    for line in lines:
        if found := _HEAD.match(line):
            head, frames = (int(found[1]), int(found[2])), []
        elif found := _FRAME.match(line):
            frames.append(Frame(found[2], found[3]))
        elif not line.strip() and head is not None:
            yield Sample(*head, tuple(frames))
            head = None
    if head is not None:
        yield Sample(*head, tuple(frames))
