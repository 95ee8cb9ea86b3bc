"""`make bench`: measure, print a table, and write the figures into `var/bench.json`.

`BENCH_SECONDS` (45) is the length of each load, `BENCH_RATES` (5,10,20) are calls a second, `BENCH_PROBES` (200)
calls of each side for the first sound, `BENCH_GAPS` (100) the gaps of each side between two calls of a consultant.
`BENCH_ONLY` names the parts to measure (announcement,decision,scenarios,live,desk,gap,greeting,load).
`BENCH_KEEP=1` leaves the folder of the measurement, logs included.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bench import report
from bench.announcement import measure_announcement
from bench.centre import MeasuredCentre, measured_centre
from bench.decision import measure_decisions
from bench.desk import measure_desk
from bench.figures import merge
from bench.gap import load_calls, measure_gaps
from bench.greeting import measure_greeting
from bench.live import CALLS, READERS, measure_live
from bench.load import Load, load_centre, load_native
from bench.scenarios import measure_scenarios
from core.settings import Settings
from ops.console import Failed, complain, say

PARTS = ("announcement", "decision", "scenarios", "live", "desk", "gap", "greeting", "load")
_WITHOUT_CALLS = {"announcement", "decision", "scenarios", "live", "desk"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    parts: Sequence[str]
    seconds: float
    rates: Sequence[float]
    probes: int
    gaps: int

    @classmethod
    def of_the_environment(cls) -> Self:
        """Raises Failed for a part that does not exist."""
        parts = [part.strip() for part in os.environ.get("BENCH_ONLY", ",".join(PARTS)).split(",") if part.strip()]
        if unknown := [part for part in parts if part not in PARTS]:
            raise Failed(f"BENCH_ONLY: there is no part {unknown[0]!r}, only {', '.join(PARTS)}")
        return cls(
            parts,
            seconds=float(os.environ.get("BENCH_SECONDS", "45")),
            rates=[float(rate) for rate in os.environ.get("BENCH_RATES", "5,10,20").split(",")],
            probes=int(os.environ.get("BENCH_PROBES", "200")),
            gaps=int(os.environ.get("BENCH_GAPS", "100")),
        )

    @property
    def clients(self) -> int:
        """How many callers with a card any part of it needs at most."""
        loads = [max(1, round(rate * self.seconds)) for rate in self.rates if "load" in self.parts]
        return max([1, *loads, load_calls(self.gaps) if "gap" in self.parts else 1])


def main() -> int:
    """0 when everything was measured, whatever the figures; 1 with one line when it could not be."""
    folder = Path(tempfile.mkdtemp(prefix="s724-bench-"))
    try:
        measured = _measure(folder, Plan.of_the_environment())
        file = Settings().state / "bench.json"
        merge(file, report.figures(measured), forget=report.BY_RATE if measured.ours else None)
        say(f"\n{report.tables(measured)}\n\nWritten to {file}")
    except KeyboardInterrupt:
        shutil.rmtree(folder)
        return 1
    except Failed as failure:
        complain(failure)
        say(f"The logs are in {folder}.")
        return 1
    if os.environ.get("BENCH_KEEP"):
        say(f"Everything of the measurement is in {folder}.")
    else:
        shutil.rmtree(folder)
    return 0


def _measure(folder: Path, plan: Plan) -> report.Measured:
    measured = report.Measured()
    if "decision" in plan.parts:
        say("Decisions of the distribution ...")
        measured.decisions = measure_decisions()
    if "scenarios" in plan.parts:
        say("Walking through scenarios ...")
        measured.scenarios = measure_scenarios()
    if "announcement" in plan.parts:
        say("Announcements, spoken for the first time and known ...")
        measured.announcement = measure_announcement(folder / "announcement")
    if "live" in plan.parts:
        say(f"{READERS} pages at {CALLS:g} calls a second ...")
        measured.live = measure_live(folder / "live")
    if "desk" in plan.parts:
        say("The desk in a browser ...")
        measured.desk = measure_desk(folder / "desk")
    if set(plan.parts) - _WITHOUT_CALLS:
        with measured_centre(folder, plan.clients) as centre:
            _measure_calls(centre, folder, plan, measured)
    return measured


def _measure_calls(centre: MeasuredCentre, folder: Path, plan: Plan, measured: report.Measured) -> None:
    if "greeting" in plan.parts:
        say(f"The first announcement, {plan.probes} calls of each ...")
        measured.greeting = measure_greeting(centre, plan.probes)
    if "gap" in plan.parts:
        say(f"From a hang-up to the next call, {plan.gaps} gaps of each, idle and under load ...")
        measured.gaps = measure_gaps(centre, plan.gaps, folder / "load-gaps")
        loaded = measured.gaps[1]
        if loaded.failed:
            say(f"  {loaded.failed} of the {loaded.placed} calls of that load failed for the caller")
    for rate in plan.rates if "load" in plan.parts else ():
        calls = max(1, round(rate * plan.seconds))
        say(f"{rate:g} calls a second, {calls} calls through the centre ...")
        measured.ours.append(_told(load_centre(centre, folder / f"load-{rate:g}", rate, calls)))
        say(f"{rate:g} calls a second, {calls} calls through the native dialplan ...")
        measured.native.append(_told(load_native(centre, folder / f"load-{rate:g}-native", rate, calls)))


def _told(load: Load) -> Load:
    for fault, calls in load.faults.most_common():
        say(f"  {calls} calls: {fault}")
    return load


if __name__ == "__main__":
    sys.exit(main())
