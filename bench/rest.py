"""What a centre takes while nobody calls and no page is open, and what a start of its two large processes takes.

Processor time as the kernel counts it, so that other work on the machine changes little.
"""

import os
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.cpu import with_descendants
from bench.figures import table
from bench.profile.processes import command_of, pid_of, program_of, usage_of
from ops import health
from ops.console import Failed
from ops.running.installation import Installation

SETTLE_TIME = 20.0  # seconds without a new announcement: a new installation speaks thousands ahead, once
_LONGEST_SETTLING = 900.0
SECONDS = 60.0
STARTS = 3  # of each process; the median counts
_START_TIME = 60.0
_LOOK_TIME = 0.01


@dataclass(frozen=True, slots=True)
class Rest:
    """Of one core. `idle`: what each program takes while nothing happens, 0 to 1. The others: seconds from exec to
    serving, of each start."""

    idle: Mapping[str, float]
    api_starts: Sequence[float]
    ari_app_starts: Sequence[float]

    def figures(self) -> dict[str, float]:
        return {
            "idle_cpu_share": sum(self.idle.values()),
            "api_start_cpu_s": median(self.api_starts),
            "ari_app_start_cpu_s": median(self.ari_app_starts),
        }

    def table(self) -> str:
        rows = [(name, f"{100 * share:.2f}") for name, share in sorted(self.idle.items(), key=lambda one: -one[1])]
        idle = table(["at rest", "% of a core"], [*rows, ("all", f"{100 * sum(self.idle.values()):.2f}")])
        starts = (("api", self.api_starts), ("ari_app", self.ari_app_starts))
        shown = [(name, " ".join(f"{each:.2f}" for each in taken)) for name, taken in starts]
        return f"{idle}\n\n{table(['from exec to serving', 'seconds of a core'], shown)}"


def measure_rest(folder: Path) -> Rest:
    """Start a demonstration in `folder` and let it be; then end its processes one by one. Raises Failed."""
    with Installation(folder / "state") as centre:
        _settle(centre.settings.sounds)
        idle = _idle(centre)
        api = [_started(centre, "api", lambda: not health.ask_web(centre.settings)) for _ in range(STARTS)]
        ari_app = [_started(centre, "ari_app", _new_beat(centre.settings.heartbeat)) for _ in range(STARTS)]
    return Rest(idle, api, ari_app)


def _settle(sounds: Path) -> None:
    """Until a new installation has done what it does once in its life. Raises Failed if that does not end."""
    until, known, since = time.monotonic() + _LONGEST_SETTLING, 0, time.monotonic()
    while time.monotonic() - since < SETTLE_TIME:
        if time.monotonic() > until:
            raise Failed("there is no end of announcements that are spoken ahead")
        time.sleep(1)
        if (found := len(list(sounds.iterdir()))) != known:
            known, since = found, time.monotonic()


def _idle(centre: Installation) -> dict[str, float]:
    before, began = _taken(centre), time.monotonic()
    time.sleep(SECONDS)
    after, passed = _taken(centre), time.monotonic() - began
    taken: dict[str, float] = {}
    for (pid, name), seconds in after.items():
        taken[name] = taken.get(name, 0.0) + (seconds - before.get((pid, name), 0.0)) / passed
    return taken


def _taken(centre: Installation) -> dict[tuple[int, str], float]:
    """Seconds of each process so far, those of the one that watches all of them included."""
    found = {}
    for pid in with_descendants([centre.pid, *(process.pid for process in centre.processes())]):
        try:
            found[pid, _name(command_of(pid))] = usage_of(pid).seconds
        except OSError:  # it has ended meanwhile
            continue
    return found


def _name(command: Sequence[str]) -> str:
    """As `program_of`, and by their modules those who only start, watch and work in the background."""
    program = program_of(list(command))
    return command[command.index("-m") + 1] if program == "other" and "-m" in command[:-1] else program


def _started(centre: Installation, program: str, is_serving: Callable[[], bool]) -> float:
    """Kill a process: seconds of a core that the next one takes until it serves. Raises Failed."""
    old = pid_of(program, [process.pid for process in centre.processes()])
    os.kill(old, signal.SIGKILL)
    until = time.monotonic() + _START_TIME
    while time.monotonic() < until:
        time.sleep(_LOOK_TIME)
        new = pid_of(program, [process.pid for process in centre.processes()])
        if new not in (0, old) and is_serving():
            return usage_of(new).seconds
    raise Failed(f"{program} does not come back")


def _new_beat(heartbeat: Path) -> Callable[[], bool]:
    """Has the application given a sign of life? Asked for a start that has not begun yet."""
    seen = 0

    def has_beaten() -> bool:
        nonlocal seen
        now = heartbeat.stat().st_mtime_ns
        seen, before = now, seen
        return before not in (0, now)

    return has_beaten
