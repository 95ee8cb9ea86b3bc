"""`perf` and `py-spy`, which look again and again at what a process does, while a load runs."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.profile.stacks import Frame, Sample
from ops.console import Failed
from ops.install import checkers

HERTZ = 499  # not a divisor of anything that happens every so many milliseconds
PYTHON_HERTZ = 400
# What the kernel counts of a program. Each of these system calls costs some 0.1 µs more for it.
COUNTED = (
    "context-switches",
    *(
        f"syscalls:sys_enter_{name}"
        for name in ("poll", "futex", "sendto", "recvfrom", "read", "write", "epoll_wait", "newfstatat", "tgkill")
    ),
)
_STACK_BYTES = 8192  # of each sample, to unwind without frame pointers
_LONGEST = 3600  # seconds
_PATIENCE = 60  # seconds for writing what was found


def perf_trouble() -> str:
    """Why perf cannot be used here; empty when it can. Brings perf if it is missing."""
    try:
        command = [*checkers.command("perf"), "record", "-q", "-e", "cpu-clock", "-o", "/dev/null", "--", "true"]
    except Failed as failure:
        return f"there is no perf: {failure}"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    return "" if done.returncode == 0 else f"perf may not be used: {lines[0] if lines else done.returncode}"


def py_spy_trouble() -> str:
    """Why py-spy cannot be used here; empty when it can."""
    if not _py_spy():
        return "py-spy is missing: it comes with the packages for development"
    done = subprocess.run(
        [_py_spy(), "dump", "--nonblocking", "--pid", str(os.getpid())],
        capture_output=True,
        text=True,
        check=False,
    )
    return "py-spy may not look at other processes: only root may" if "ermission" in done.stderr else ""


@contextmanager
def perf_record(file: Path, pid: int, *, stacks: bool) -> Iterator[None]:
    """Samples of the processor time of a process into `file`, those of threads to come included."""
    command = ["record", "-q", "-e", "cpu-clock", "-F", str(HERTZ), "-o", str(file)]
    command += ["--call-graph", f"dwarf,{_STACK_BYTES}"] if stacks else []
    with _until_asked([*checkers.command("perf"), *command, "-p", str(pid)], file.with_suffix(".log")):
        yield


@contextmanager
def perf_stat(file: Path, pid: int) -> Iterator[None]:
    """What the kernel counts of COUNTED for a process into `file`."""
    command = ["stat", "-x", ";", "-e", ",".join(COUNTED), "-o", str(file), "-p", str(pid)]
    with _until_asked([*checkers.command("perf"), *command], file.with_suffix(".log")):
        yield


@contextmanager
def py_spy_record(file: Path, pid: int) -> Iterator[None]:
    """Stacks of Python functions of one process into `file`; the process is not stopped for it."""
    command = [_py_spy(), "record", "--nonblocking", "-F", "-r", str(PYTHON_HERTZ), "-d", str(_LONGEST)]
    with _until_asked([*command, "-f", "raw", "-o", str(file), "-p", str(pid)], file.with_suffix(".log")):
        yield


def _py_spy() -> str:
    own = Path(sys.executable).with_name("py-spy")
    return str(own) if own.exists() else shutil.which("py-spy") or ""


@contextmanager
def _until_asked(command: Sequence[str], log: Path) -> Iterator[None]:
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        try:
            yield
            if process.poll() is not None:
                raise Failed(f"{Path(command[0]).name} ended before the load did", log)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


_HEAD = re.compile(r"^\s*(\d+)/(\d+)\s*$")
_FRAME = re.compile(r"^\s+[0-9a-f]+ (.*) \((.*)\)$")


def perf_samples(file: Path) -> list[Sample]:
    """What was recorded; stacks are unwound here."""
    command = ["script", "-i", str(file), "-F", "pid,tid,ip,sym,dso", "--no-inline"]
    with subprocess.Popen(
        [*checkers.command("perf"), *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        return list(parse_perf(process.stdout))


def parse_perf(lines: Iterable[str]) -> Iterator[Sample]:
    """Samples out of the text of `perf script -F pid,tid,ip,sym,dso`."""
    thread: int | None = None
    frames: list[Frame] = []
    for line in [*lines, ""]:
        if found := _HEAD.match(line):
            thread, frames = int(found[2]), []
        elif found := _FRAME.match(line):
            frames.append(Frame(found[1], found[2]))
        elif not line.strip() and thread is not None:
            yield Sample(thread, tuple(frames))
            thread = None


def perf_counts(file: Path) -> dict[str, int]:
    """What `perf_stat` wrote, by the names of system calls; what the kernel does not count here is left out."""
    found = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        fields = line.split(";")
        if len(fields) > 2 and fields[0].isdigit():
            found[fields[2].removeprefix("syscalls:sys_enter_")] = int(fields[0])
    return found


def py_spy_stacks(file: Path) -> Counter[tuple[str, ...]]:
    """How often each stack was met, the outermost function first."""
    found = Counter[tuple[str, ...]]()
    for line in file.read_text(encoding="utf-8").splitlines():
        stack, _, count = line.rpartition(" ")
        found[tuple(stack.split(";"))] += int(count)
    return found
