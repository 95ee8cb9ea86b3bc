"""One load: calls at a steady rate through one hotline, what became of them, and what they cost."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from bench import cpu, native_peer, sipp
from bench.centre import HOTLINE, MeasuredCentre
from bench.records import SHORTEST_TALK, read_records
from bench.sounds import seconds_of_both
from core.clock import SystemClock


@dataclass(frozen=True, slots=True)
class Load:
    """The outcome. `cpu_ms` is processor time for each call, by part; `faults` says what failed."""

    rate: float
    calls: int
    failed: int
    cpu_ms: dict[cpu.Part, float]
    faults: Counter[str] = field(default_factory=Counter)


def load_centre(centre: MeasuredCentre, folder: Path, rate: float, calls: int) -> Load:
    """Through 9510. A call failed if SIPp says so, or if the centre's own records do not hold all of it."""
    since = SystemClock().now()
    outcome, before = _place(centre, folder, HOTLINE, rate, calls)
    records = read_records(centre.settings, HOTLINE, since, outcome.placed, folder / "heard")
    # Now that everything is written: the database's part of the work comes late.
    spent = _spent(before, cpu.seconds_by_part(centre.pids), outcome.placed)
    faults, good = records.faults, records.good  # which the faults that are added make no smaller
    if missing := outcome.placed - records.found:
        faults["is not on record"] = missing
    if outcome.failed:
        faults["failed for the caller"] = outcome.failed
    return Load(rate, outcome.placed, max(outcome.failed, outcome.placed - good), spent, faults)


def load_native(centre: MeasuredCentre, folder: Path, rate: float, calls: int) -> Load:
    """Through the native hotline. A call failed if SIPp says so, or if there is no recording with both on it."""
    recordings = centre.native_recordings
    old = set(recordings.iterdir())
    outcome, before = _place(centre, folder, native_peer.HOTLINE_NUMBER, rate, calls)
    spent = _spent(before, cpu.seconds_by_part(centre.pids), outcome.placed)
    new = set(recordings.iterdir()) - old
    good = sum(seconds_of_both(file) >= SHORTEST_TALK for file in new)
    faults = Counter[str]()
    if len(new) < outcome.placed:
        faults["was not recorded"] = outcome.placed - len(new)
    if good < len(new):
        faults["not both are heard in the recording"] = len(new) - good
    if outcome.failed:
        faults["failed for the caller"] = outcome.failed
    return Load(rate, outcome.placed, max(outcome.failed, outcome.placed - good), spent, faults)


def _place(
    centre: MeasuredCentre, folder: Path, number: str, rate: float, calls: int
) -> tuple[sipp.Outcome, dict[cpu.Part, float]]:
    before = cpu.seconds_by_part(centre.pids)
    outcome = sipp.place_calls(
        folder,
        centre.addresses.callers,
        server=centre.server,
        number=number,
        callers=centre.callers,
        rate=rate,
        calls=calls,
    )
    return outcome, before


def _spent(before: dict[cpu.Part, float], after: dict[cpu.Part, float], calls: int) -> dict[cpu.Part, float]:
    return {part: 1000 * (after[part] - before.get(part, 0.0)) / max(calls, 1) for part in after}
