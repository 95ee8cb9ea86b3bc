"""How many calls a second this machine carries of ours and of the native dialplan, found by trying.

`BENCH_CAPACITY_SECONDS` (30) is the length of each try.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from bench.capacity_calls import calls_of_a_try, measure_call_capacity
from bench.centre import measured_centre
from bench.figures import table
from bench.stalls import Stalls
from ops.console import say

_CONSULTANTS_EACH = 30  # with fewer, it is they who are too few at 40 calls a second


@dataclass(frozen=True, slots=True)
class Capacity:
    """Calls a second, ours and native."""

    cores: int
    processor: str
    ours: int
    native: int

    def figures(self) -> dict[str, float]:
        """And on how many cores."""
        return {
            "capacity_cores": self.cores,
            "capacity_calls_per_s": self.ours,
            "capacity_calls_per_s_native": self.native,
        }

    def table(self) -> str:
        """Ours beside native, under what they ran on."""
        rows = [["calls a second (native: whatever the gap)", str(self.ours), str(self.native)]]
        return table([f"{self.cores} cores, {self.processor}", "centre", "native"], rows)


def measure_capacity(folder: Path) -> Capacity:
    """In a centre of its own in `folder`. Raises Failed."""
    seconds = float(os.environ.get("BENCH_CAPACITY_SECONDS", "30"))
    with (
        Stalls() as stalls,
        measured_centre(folder, calls_of_a_try(seconds), consultants_each=_CONSULTANTS_EACH) as centre,
    ):
        say("Calls a second that hold ...")
        ours, native = measure_call_capacity(centre, folder, seconds, stalls)
    cpuinfo = Path("/proc/cpuinfo").read_text("utf-8")
    return Capacity(len(os.sched_getaffinity(0)), processor(cpuinfo), ours, native)


def processor(cpuinfo: str) -> str:
    """The name of the first processor in the text of /proc/cpuinfo, which not every kind of machine has."""
    for line in cpuinfo.splitlines():
        name, colon, value = line.partition(":")
        if colon and name.strip() == "model name":
            return value.strip()
    return "unknown processor"
