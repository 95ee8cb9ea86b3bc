"""Samples of what a process does, and what each of them counts for. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

UNKNOWN = "[unknown]"  # perf's word for a function without a name
_SYSTEM_CALL = re.compile(r"__(?:x64|arm64|se|do)_(?:compat_)?sys_(\w+)")


@dataclass(frozen=True, slots=True)
class Frame:
    """A function as far as it has a name, and the file that holds it."""

    symbol: str
    file: str

    @property
    def module(self) -> str:
        """The name of the file without version: `libc.so`, `app_queue.so`; `kernel`."""
        if self.file.startswith("[kernel"):
            return "kernel"
        return re.sub(r"(\.so)[.\d]*$", r"\1", Path(self.file).name)

    @property
    def is_of_asterisk(self) -> bool:
        """Whether it is Asterisk's own code: its program, its modules, and the SIP library that it ships."""
        return self.module == "asterisk" or "/asterisk/modules/" in self.file or self.module == "libasteriskpj.so"


@dataclass(frozen=True, slots=True)
class Sample:
    """One look at a thread: its functions, the innermost first."""

    process: int
    thread: int
    frames: tuple[Frame, ...]


def module(sample: Sample) -> str:
    """The file whose code ran."""
    return sample.frames[0].module if sample.frames else UNKNOWN


def module_of_asterisk(sample: Sample) -> str:
    """The part of Asterisk that ran, or for which a library or the kernel did."""
    return next((frame.module for frame in sample.frames if frame.is_of_asterisk), f"{module(sample)} alone")


def modules_on_stack(sample: Sample) -> set[str]:
    """Every part of Asterisk that waited for what ran."""
    return {frame.module for frame in sample.frames if frame.is_of_asterisk}


def function(sample: Sample, place: int = 0) -> str:
    """A function with its module. One without a name is called by the next outer one of the module that has one."""
    if place >= len(sample.frames):
        return UNKNOWN
    frame = sample.frames[place]
    if frame.symbol != UNKNOWN:
        return f"{frame.symbol} ({frame.module})"
    for outer in sample.frames[place + 1 :]:
        if outer.module != frame.module:
            break
        if outer.symbol != UNKNOWN:
            return f"in {outer.symbol} ({frame.module})"
    return f"? ({frame.module})"


def functions_on_stack(sample: Sample) -> set[str]:
    """Every function with a name that waited for what ran, and itself."""
    return {f"{frame.symbol} ({frame.module})" for frame in sample.frames if frame.symbol != UNKNOWN}


def system_call(sample: Sample) -> str:
    """The system call in which the kernel worked; `interrupts` where it did not work for the thread."""
    for frame in sample.frames:
        if frame.module == "kernel" and (found := _SYSTEM_CALL.match(frame.symbol)):
            return found[1]
    return "interrupts" if module(sample) == "kernel" else ""


def shares(samples: Iterable[Sample], kind: Callable[[Sample], str | set[str]]) -> dict[str, float]:
    """Which share (0 to 1) of the samples each value of `kind` has, the greatest first; empty values are left out."""
    counts, total = Counter[str](), 0
    for sample in samples:
        total += 1
        found = kind(sample)
        counts.update([found] if isinstance(found, str) else found)
    return {name: count / total for name, count in counts.most_common() if name}
