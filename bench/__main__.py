"""`make bench`: measure, print a table, and write the figures into `var/bench.json`.

`BENCH_SECONDS` (60) is the length of each load, `BENCH_RATES` (5,10,20) are calls a second, `BENCH_PROBES` (200)
calls of each side for the first sound. `BENCH_KEEP=1` leaves the folder of the measurement, logs included.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.centre import measured_centre
from bench.cpu import Part
from bench.figures import merge, percentile, table
from bench.greeting import Greeting, measure_greeting
from bench.load import Load, load_centre, load_native
from core.settings import Settings
from ops.console import Failed, complain, say

_BY_RATE = "failed_calls_at_"
_PARTS: tuple[Part, ...] = ("asterisk", "python", "postgres")


def main() -> int:
    """0 when everything was measured, whatever the figures; 1 with one line when it could not be."""
    folder = Path(tempfile.mkdtemp(prefix="s724-bench-"))
    try:
        figures, shown = _measure(
            folder,
            seconds=float(os.environ.get("BENCH_SECONDS", "60")),
            rates=[float(rate) for rate in os.environ.get("BENCH_RATES", "5,10,20").split(",")],
            probes=int(os.environ.get("BENCH_PROBES", "200")),
        )
        file = Settings().state / "bench.json"
        merge(file, figures, forget=_BY_RATE)
        say(f"\n{shown}\n\nWritten to {file}")
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


def _measure(folder: Path, seconds: float, rates: Sequence[float], probes: int) -> tuple[dict[str, float], str]:
    most = max(1, round(max(rates) * seconds))
    ours: list[Load] = []
    native: list[Load] = []
    with measured_centre(folder, most) as centre:
        say(f"The first announcement, {probes} calls of each ...")
        greeting = measure_greeting(centre, probes)
        for rate in rates:
            calls = max(1, round(rate * seconds))
            say(f"{rate:g} calls a second, {calls} calls through the centre ...")
            ours.append(_told(load_centre(centre, folder / f"load-{rate:g}", rate, calls)))
            say(f"{rate:g} calls a second, {calls} calls through the native dialplan ...")
            native.append(_told(load_native(centre, folder / f"load-{rate:g}-native", rate, calls)))
    return _figures(greeting, ours, native), f"{_greeting_table(greeting)}\n\n{_load_table(ours, native)}"


def _told(load: Load) -> Load:
    for fault, calls in load.faults.most_common():
        say(f"  {calls} calls: {fault}")
    return load


def _figures(greeting: Greeting, ours: Sequence[Load], native: Sequence[Load]) -> dict[str, float]:
    """The costs are those of the highest rate."""
    figures = {
        "first_audio_ms_p50": 1000 * percentile(greeting.ours, 0.5),
        "first_audio_ms_p95": 1000 * percentile(greeting.ours, 0.95),
        "first_audio_native_ms_p50": 1000 * percentile(greeting.native, 0.5),
        "first_audio_native_ms_p95": 1000 * percentile(greeting.native, 0.95),
        "first_audio_ratio_p50": greeting.ratio(0.5),
        "first_audio_ratio_p95": greeting.ratio(0.95),
        "first_audio_silent_calls": greeting.silent,
        "placed_calls": sum(load.calls for load in ours),
        "failed_calls": sum(load.failed for load in ours),
        "failed_calls_native": sum(load.failed for load in native),
        "cpu_ms_per_call_asterisk": ours[-1].cpu_ms.get("asterisk", 0.0),
        "cpu_ms_per_call_python": ours[-1].cpu_ms.get("python", 0.0),
        "cpu_ms_per_call_postgres": ours[-1].cpu_ms.get("postgres", 0.0),
        "cpu_ms_per_call_native": native[-1].cpu_ms.get("asterisk", 0.0),
    }
    for load in ours:
        figures[f"{_BY_RATE}{load.rate:g}"] = load.failed
    return {name: round(value, 3) for name, value in figures.items()}


def _greeting_table(greeting: Greeting) -> str:
    rows = [
        [
            name,
            f"{1000 * percentile(greeting.ours, share):.1f}",
            f"{1000 * percentile(greeting.native, share):.1f}",
            f"{greeting.ratio(share):.2f}",
        ]
        for name, share in (("half of the calls", 0.5), ("95 % of the calls", 0.95))
    ]
    return table(["INVITE to first announcement, ms", "centre", "native", "ratio"], rows)


def _load_table(ours: Sequence[Load], native: Sequence[Load]) -> str:
    rows = []
    for centre, peer in zip(ours, native, strict=True):
        for who, load, parts in (("centre", centre, _PARTS), ("native", peer, _PARTS[:1])):
            costs = [f"{load.cpu_ms.get(part, 0.0):.1f}" if part in parts else "" for part in _PARTS]
            rows.append([f"{load.rate:g} a second, {who}", str(load.calls), str(load.failed), *costs])
    return table(["calls, and CPU ms for each", "placed", "failed", *_PARTS], rows)


if __name__ == "__main__":
    sys.exit(main())
