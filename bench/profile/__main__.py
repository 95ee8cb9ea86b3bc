"""`make profile`: say where the processor time of a call goes, and write it into `var/profile.json`.

`PROFILE_RATE` (10) is calls a second, `PROFILE_SECONDS` (30) the length of each of four loads: ours and native,
first counted, then sampled. `BENCH_KEEP=1` leaves the folder of the measurement, logs and samples included.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from bench.centre import MeasuredCentre, measured_centre
from bench.load import Load, load_centre, load_native
from bench.profile import sampling
from bench.profile.measurement import between, count, sample
from bench.profile.processes import Usage, usage_by_program
from bench.profile.report import Profile, tables
from core.settings import Settings
from ops.console import Failed, complain, say
from ops.paths import make_private

_IDLE_TIME = 10.0  # seconds


def main() -> int:
    """0 when everything was measured that this machine allows; 1 with one line when it could not be."""
    folder = Path(tempfile.mkdtemp(prefix="s724-profile-"))
    rate = float(os.environ.get("PROFILE_RATE", "10"))
    seconds = float(os.environ.get("PROFILE_SECONDS", "30"))
    try:
        found = _measure(folder, rate, max(1, round(rate * seconds)))
        file = _write(found, rate)
    except KeyboardInterrupt:
        shutil.rmtree(folder)
        return 1
    except Failed as failure:
        complain(failure)
        say(f"The logs are in {folder}.")
        return 1
    say("\n\n".join(["", *(table.markdown() for table in tables(found)), f"Written to {file}"]))
    if os.environ.get("BENCH_KEEP"):
        say(f"Everything of the measurement is in {folder}.")
    else:
        shutil.rmtree(folder)
    return 0


def _measure(folder: Path, rate: float, calls: int) -> Profile:
    troubles = (sampling.perf_trouble(), sampling.py_spy_trouble())
    for trouble in filter(None, troubles):
        say(f"Without some of the tables: {trouble}.")
    has_perf, has_py_spy = (not trouble for trouble in troubles)
    with measured_centre(folder, calls, module="bench.profile.counted_centre") as centre:
        say("Nobody calls ...")
        idle = _idle(centre)
        say(f"{rate:g} calls a second, {calls} calls through the centre and through the native dialplan ...")
        ours = count(centre, load_centre, folder / "ours", rate, calls)
        native = count(centre, load_native, folder / "native", rate, calls)
        say("The same, looked into ...")
        found = [
            sample(centre, place, folder / name, rate, calls, has_perf=has_perf, has_py_spy=has_py_spy)
            for place, name in ((load_centre, "ours-sampled"), (load_native, "native-sampled"))
        ]
    for load in (ours.load, native.load, *(each.load for each in found)):
        _tell(load)
    return Profile(idle, (ours, found[0]), (native, found[1]))


def _idle(centre: MeasuredCentre) -> dict[str, Usage]:
    """What each program uses in a second."""
    before = usage_by_program(centre.pids)
    time.sleep(_IDLE_TIME)
    used = between(before, usage_by_program(centre.pids))
    return {name: each.shared(_IDLE_TIME) for name, each in used.items()}


def _tell(load: Load) -> None:
    for fault, calls in load.faults.most_common():
        say(f"  {calls} calls: {fault}")


def _write(profile: Profile, rate: float) -> Path:
    file = Settings().state / "profile.json"
    told = {
        "rate": rate,
        "calls": profile.ours[0].load.calls,
        "failed": {
            "ours": profile.ours[0].load.failed + profile.ours[1].load.failed,
            "native": profile.native[0].load.failed + profile.native[1].load.failed,
        },
        "tables": {table.title: table.json() for table in tables(profile)},
    }
    make_private(file.parent)
    fresh = file.with_suffix(".tmp")
    fresh.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    fresh.replace(file)
    return file


if __name__ == "__main__":
    sys.exit(main())
