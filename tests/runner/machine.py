"""What this machine did meanwhile: whether a run was slow by its own fault, by others, or broken."""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.runner.outcomes import Spent

STARTS = "S724_STARTS"
"""The variable that names the file in which each start of a centre leaves a line."""


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Between two readings, in seconds: processor time that was used, and that another machine took."""

    wall: float
    busy: float
    stolen: float

    def __add__(self, other: "Meanwhile") -> "Meanwhile":
        return Meanwhile(self.wall + other.wall, self.busy + other.busy, self.stolen + other.stolen)


@dataclass(frozen=True, slots=True)
class Processors:
    """A reading of all processors together, in seconds since the machine started."""

    moment: float
    busy: float
    stolen: float

    def __sub__(self, before: "Processors") -> Meanwhile:
        return Meanwhile(self.moment - before.moment, self.busy - before.busy, self.stolen - before.stolen)


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0))


def read_processors(text: str = "") -> Processors:
    """From /proc/stat, or from a text like it."""
    line = (text or Path("/proc/stat").read_text()).splitlines()[0]
    user, nice, system, _, _, interrupts, soft, stolen = (int(number) for number in line.split()[1:9])
    ticks = os.sysconf("SC_CLK_TCK")
    return Processors(time.monotonic(), (user + nice + system + interrupts + soft) / ticks, stolen / ticks)


@dataclass(frozen=True, slots=True)
class Start:
    """Of a centre: how long it took, and how long of that it waited for its turn, in seconds."""

    seconds: float
    waited: float
    what: str


def read_starts(file: Path) -> list[Start]:
    """The starts of a run; none if nobody wrote any down."""
    if not file.exists():
        return []
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return [Start(line["seconds"], line.get("waited", 0.0), line.get("what", "")) for line in lines]


def told(own: float, meanwhile: Meanwhile, spent: list[Spent], starts: list[Start], load: str) -> list[str]:
    """Lines that tell a machine that is too slow from something that is broken.

    `own` seconds of processor time went to the run. A run that got nearly everything on a machine without
    stand-stills, and whose centres started quickly, was not too slow.
    """
    whole = max(meanwhile.wall * processors(), 1e-9)
    others, stolen = max(meanwhile.busy - own, 0.0), meanwhile.stolen
    idle = max(whole - meanwhile.busy - stolen, 0.0)
    shares = ", ".join(
        f"{name} {part / whole:.0%}"
        for name, part in (("this run", own), ("others", others), ("other machines", stolen), ("idle", idle))
    )
    lines = [
        f"  processors: {shares} of {processors()}; load {load}",
        f"  stand-stills in tests with telephones: {sum(each.standstills for each in spent)}, "
        f"{sum(each.stood_still for each in spent):.1f} s in all",
    ]
    if starts:
        worst = max(starts, key=lambda start: start.seconds)
        lines.append(
            f"  starts of centres: {len(starts)}, median {median(start.seconds for start in starts):.0f} s, "
            f"longest {worst.seconds:.0f} s ({worst.what}; it waited {worst.waited:.0f} s of them)"
        )
    return lines


def read_load() -> str:
    """Processes that wanted to run, in the last 1, 5 and 15 minutes."""
    return " ".join(Path("/proc/loadavg").read_text().split()[:3])
