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
    """A function with its module. One without a name goes by the next outer one of the module that has one."""
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


# What a thread works for, by a module that waits for it; the first that is there counts.
_WORK_BY_MODULE = {
    "app_mixmonitor.so": "recording",
    "res_stasis_recording.so": "recording",
    "bridge_softmix.so": "a bridge, and mixing in it",
    "res_stasis_playback.so": "announcements and keys",
    "app_read.so": "announcements and keys",
    "app_playback.so": "announcements and keys",
    "res_musiconhold.so": "music on hold",
}
_WORK_BY_THREAD = {
    "mixmonitor_thread": "recording",
    "softmix_mixing_thread": "a bridge, and mixing in it",
    "bridge_channel_control_thread": "recording",
    "bridge_channel_depart_thread": "a bridge, and mixing in it",
    "bridge_channel_ind_thread": "a bridge, and mixing in it",
    "default_tps_processing_function": "messages inside Asterisk",
    "handle_tcptls_connection": "ARI and AMI sockets",
    "logger_thread": "log",
    "do_devstate_changes": "messages inside Asterisk",
    "ari_originate_dial": "a call to a consultant begins",
}


def work(sample: Sample, thread: str) -> str:
    """For what Asterisk worked, in the words of a call; `thread` is the function with which the thread began."""
    modules = modules_on_stack(sample)
    # Who is in a bridge stays there from the application on that brought the call.
    if any(frame.symbol == "bridge_channel_internal_join" for frame in sample.frames):
        return _WORK_BY_THREAD["bridge_channel_ind_thread"]
    if thread not in {"default_tps_processing_function", "handle_tcptls_connection"}:
        for module_, found in _WORK_BY_MODULE.items():
            if module_ in modules:
                return found
    if thread in _WORK_BY_THREAD:
        return _WORK_BY_THREAD[thread]
    if "app_queue.so" in modules or "res_stasis.so" in modules:
        return "waiting in Stasis or Queue"
    return "SIP sockets" if "libasteriskpj.so" in modules else "the rest"


def shares(samples: Iterable[Sample], kind: Callable[[Sample], str | set[str]]) -> dict[str, float]:
    """Which share (0 to 1) of the samples each value of `kind` has, the greatest first, without empty values."""
    counts, total = Counter[str](), 0
    for sample in samples:
        total += 1
        found = kind(sample)
        counts.update([found] if isinstance(found, str) else found)
    return {name: count / total for name, count in counts.most_common() if name}
