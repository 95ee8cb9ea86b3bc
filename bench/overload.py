"""More calls than the machine carries: what becomes of those that are let in, and of the others.

What the machine carries is found first, in the same centre: the highest rate at which hardly a call is shed or not
well. `BENCH_CAPACITY` says it, in calls a second, where it is known already; `BENCH_OVERLOAD_SECONDS` (60) is the
length of each load, of a try the half. A load in which the machine itself stood still for more than a second is
made again, twice at most. `BENCH_OVERLOADS` (`1.5:0,2:0,4:0,1.5:1,2:1,4:1`) names the loads: how many times that,
beside how many busy processes.
"""

import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from bench import sipp
from bench.centre import HOTLINE, MeasuredCentre, measured_centre
from bench.figures import table
from bench.load import load_centre, load_native
from bench.outside import busy
from bench.records import read_records
from bench.search import highest
from bench.stalls import Stalls
from core.clock import SystemClock
from core.overload.shed import Shed
from core.overload.shed_file import Shedding
from ops.console import Failed, say

LOADS = "1.5:0,2:0,4:0,1.5:1,2:1,4:1"
"""By what the machine carries, and the processes beside that take a whole core each."""

WELL = 0.995
"""Of the calls that were let in."""

CONSULTANTS_EACH = 60
NORMAL_WITHIN = 5.0  # seconds
_START, _STEP, _FINE, _MOST = 16, 4, 1, 40  # calls a second that are tried
_MOST_STALLED = 1.0  # seconds of a load in which the machine stood still
_TURNS = 3  # of a load, at the most
_MOST_ENDING = 90.0  # seconds
_EXPECTED = 20  # calls a second: there are clients for so many, and they ring again where it is more
Found = TypeVar("Found")
_REFUSED = re.compile(r"received 'SIP/2\.0 503 ")


@dataclass(frozen=True, slots=True)
class Overloaded:
    """One load. `told` heard the sentence, `refused` got 503; `silent` neither, nor were they let in."""

    times: float
    beside: int  # processes that take a whole core
    placed: int
    accepted: int
    well: int  # of these: verified, connected, recorded, both heard
    told: int
    refused: int
    silent: int
    normal_after: float | None  # seconds after the last call
    goodput: float  # well, of what the machine carries in that time
    native_failed: int


@dataclass(frozen=True, slots=True)
class Overloads:
    """All loads."""

    carries: float
    loads: Sequence[Overloaded]

    def figures(self) -> dict[str, float]:
        """The worst of all loads."""
        return {
            "overload_capacity_per_s": self.carries,
            "overload_accepted_ok_share": min(load.well / max(load.accepted, 1) for load in self.loads),
            "overload_goodput_share": min(load.goodput for load in self.loads),
            "overload_silent_calls": sum(load.silent for load in self.loads),
            "overload_normal_after_s": max(
                load.normal_after if load.normal_after is not None else 60.0 for load in self.loads
            ),
        }

    def table(self) -> str:
        """A row a load."""
        rows = [
            [
                f"{load.times:g} times, {load.beside} beside",
                str(load.placed),
                str(load.accepted),
                str(load.well),
                str(load.told),
                str(load.refused),
                str(load.silent),
                f"{load.goodput:.2f}",
                "no" if load.normal_after is None else f"{load.normal_after:.1f}",
                str(load.native_failed),
            ]
            for load in self.loads
        ]
        head = ["placed", "accepted", "well", "told", "refused", "silent", "goodput", "normal after s"]
        return table([f"overload, {self.carries:g} a second carried", *head, "native failed"], rows)


def measure_overload(folder: Path) -> Overloads:
    """In a centre of its own in `folder`. Raises Failed."""
    seconds = float(os.environ.get("BENCH_OVERLOAD_SECONDS", "60"))
    pairs = [pair.split(":") for pair in os.environ.get("BENCH_OVERLOADS", LOADS).split(",")]
    known = float(os.environ.get("BENCH_CAPACITY", "0"))
    most = round(max(float(times) for times, _ in pairs) * (known or _EXPECTED) * seconds)
    loads = []
    with Stalls() as stalls, measured_centre(folder, most, consultants_each=CONSULTANTS_EACH) as centre:
        carries = known or _carried(centre, folder / "carried", seconds / 2, stalls)
        for times, beside in ((float(times), int(beside)) for times, beside in pairs):
            say(f"{times:g} times {carries:g} calls a second beside {beside} busy processes ...")

            def load(place: Path, times: float = times, beside: int = beside) -> Overloaded:
                with busy(beside):
                    return _measure(centre, place, times, carries, seconds, beside)

            loads.append(_undisturbed(folder / f"overload-{times:g}-{beside}", stalls, load))
            say(f"  {loads[-1]}")
    return Overloads(carries, loads)


def _undisturbed(folder: Path, stalls: Stalls, measure: Callable[[Path], Found]) -> Found:
    """What `measure` finds in a folder, again where the machine itself stood still meanwhile."""
    for turn in range(_TURNS):
        begun = time.time()
        found = measure(folder / f"{turn}")
        stood = sum(stall.length for stall in stalls.between(begun, time.time()))
        if stood <= _MOST_STALLED:
            return found
        say(f"  the machine stood still for {stood:.1f} s: {found}")
    return found


def _carried(centre: MeasuredCentre, folder: Path, seconds: float, stalls: Stalls) -> float:
    """Calls a second. Raises Failed if not even one is carried."""

    def holds(rate: int) -> bool:
        load = _undisturbed(
            folder / f"{rate}", stalls, lambda place: load_centre(centre, place, rate, round(rate * seconds))
        )
        say(f"  {rate} calls a second: {load.failed} of {load.calls} were not taken, or not well")
        return load.failed <= (1 - WELL) * load.calls

    say("Calls a second that the machine carries ...")
    if not (carried := highest(holds, start=_START, step=_STEP, fine=_FINE, most=_MOST)):
        raise Failed("the machine carries no call a second")
    return float(carried)


def _measure(
    centre: MeasuredCentre, folder: Path, times: float, carries: float, seconds: float, beside: int
) -> Overloaded:
    since, calls = SystemClock().now(), round(times * carries * seconds)
    outcome = sipp.place_calls(
        folder,
        centre.addresses.callers,
        server=centre.server,
        number=HOTLINE,
        callers=centre.callers,
        rate=times * carries,
        calls=calls,
    )
    normal_after = _normal_after(centre)
    at_the_door = refused(folder / "callers-errors.log")
    records = read_records(centre.settings, HOTLINE, since, outcome.placed - at_the_door, folder / "heard")
    for fault, count in records.faults.most_common():
        say(f"  {count} calls: {fault}")
    told = records.ends["shed"]
    accepted = records.found - told
    native_failed = _native_failed(centre, folder / "native", times * carries, calls)
    silent = max(0, outcome.placed - records.found - at_the_door)
    goodput = records.good / (carries * seconds)
    return Overloaded(
        times,
        beside,
        outcome.placed,
        accepted,
        records.good,
        told,
        at_the_door,
        silent,
        normal_after,
        goodput,
        native_failed,
    )


def _native_failed(centre: MeasuredCentre, folder: Path, rate: float, calls: int) -> int:
    """All of them where so many pile up that the telephones have no ports left."""
    try:
        return load_native(centre, folder, rate, calls).failed
    except Failed as error:
        say(f"  the native dialplan: {error}")
        return calls
    finally:
        _end_what_is_left(centre)


def _end_what_is_left(centre: MeasuredCentre) -> None:
    """Calls of the peer that its callers have left would be a load beside the next one. Raises Failed."""
    clock = SystemClock()
    until = clock.monotonic() + _MOST_ENDING
    centre.installation.console("channel request hangup all")
    while not centre.installation.console("core show channels count").startswith("0 active channels"):
        if clock.monotonic() > until:
            raise Failed(f"calls of the native dialplan are left {_MOST_ENDING:g} s after its load")
        time.sleep(1.0)


def refused(log: Path) -> int:
    """How many calls were answered with 503, by SIPp's log of errors."""
    return len(_REFUSED.findall(log.read_text("utf-8", "replace"))) if log.exists() else 0


def _normal_after(centre: MeasuredCentre) -> float | None:
    """How long after the load anything is still shed; None: for longer than `NORMAL_WITHIN` and twice that."""
    clock, shedding = SystemClock(), Shedding(centre.settings.shed, SystemClock())
    began = clock.monotonic()
    while clock.monotonic() - began < 3 * NORMAL_WITHIN:
        if not shedding.leaves_out(Shed.BOARD):
            return clock.monotonic() - began
        time.sleep(0.1)
    return None
