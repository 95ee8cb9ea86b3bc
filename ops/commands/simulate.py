"""`make simulate SCENARIO=name`: the centre's distribution in virtual time; prints what people get.

    make simulate                                    # the rules and the crew as delivered
    make simulate SCENARIO=neighbours-13
    make simulate SCENARIO=my.json ARGS='--set crew=13 --set opens=7 --set rules.activate_ratio=1'
    make simulate ARGS='--arrivals calls.csv'        # recorded callers instead of generated ones

Recorded callers are a CSV file with the columns time (when the queue was reached, in seconds from the first
midnight), office, line, talk_seconds, wrap_up_seconds and patience_seconds (empty: endless). `--record` writes
such a file.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from acd.simulation.arrivals import DAY, BadRecording, Caller, Callers, read_recording, write_recording
from acd.simulation.figures import SimulationResult
from acd.simulation.run import simulate
from acd.simulation.scenario import Scenario, UnknownScenario, complaint, names, scenario
from ops.console import Failed, complain, say

_COLUMNS = {
    "offered_per_day": "offered",
    "to_consultants_per_day": "queued",
    "service_level_percent": "SL20 %",
    "abandoned_percent": "aband %",
    "turned_away_percent": "turned %",
    "called_back_percent": "c-back %",
    "asa_s": "ASA s",
    "wait_p95_s": "p95 s",
    "own_office_percent": "own %",
    "helped_per_day": "helped",
    "consultants": "staff",
    "occupancy_percent": "occup %",
    "occupancy_spread_points": "spread",
    "jain_number": "Jain num",
    "jain_time": "Jain time",
}
_LEGEND = """\
offered, queued, helped: calls a day; queued reached a queue in opening hours, helped were other offices' calls
SL20, aband, turned, c-back: % of queued; turned: nobody there, queue full, wait too long, call-back not reached
own: % of served calls that the own office served; spread: points between the busiest and the idlest consultant
Jain: 1 when all consultants have the same number (num) and handled time (time) for each hour they were there"""


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the simulation ran, whatever its figures; 1 with one line when something asked for is wrong."""
    options = _options(arguments)
    try:
        chosen = _changed(scenario(options.scenario), options.changes)
        recorded = None if options.arrivals is None else _recorded(options.arrivals, chosen)
        if recorded:
            chosen = chosen.model_copy(update={"days": 1 + int(recorded[-1].at // DAY)})
        if options.record is not None:
            write_recording(options.record, Callers(chosen, chosen.model).days())
        result = simulate(chosen, recorded)
    except (UnknownScenario, BadRecording, Failed) as error:
        complain(Failed(str(error)))
        return 1
    except OSError as error:
        complain(Failed(f"{error.filename}: {error.strerror}"))
        return 1
    if options.json:
        say(json.dumps(_document(options.scenario, chosen, result), ensure_ascii=False, indent=2))
    else:
        say(_shown(options.scenario, chosen, result))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make simulate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "scenario", nargs="?", default="delivered", help="a name or a JSON file: " + ", ".join(names())
    )
    parser.add_argument(
        "--set", dest="changes", action="append", default=[], metavar="NAME=VALUE", help="change the scenario"
    )
    parser.add_argument("--arrivals", type=Path, metavar="FILE", help="recorded callers")
    parser.add_argument("--record", type=Path, metavar="FILE", help="write the generated callers down")
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return parser.parse_args(arguments)


def _changed(chosen: Scenario, changes: Sequence[str]) -> Scenario:
    """The scenario with `--set rules.reserve=1` and the like; values are JSON, or else words."""
    settings: dict[str, Any] = chosen.model_dump(exclude_unset=True)
    for change in changes:
        path, separator, text = change.partition("=")
        if not separator:
            raise Failed(f"--set {change}: NAME=VALUE is needed")
        try:
            value: Any = json.loads(text)
        except ValueError:
            value = text
        *folders, name = path.split(".")
        place = settings
        for folder in folders:
            place = place.setdefault(folder, {})
            if not isinstance(place, dict):
                raise Failed(f"--set {change}: {folder} holds no settings")
        place[name] = value
    try:
        return Scenario.model_validate(settings)
    except ValidationError as error:
        raise Failed(complaint(error)) from None


def _recorded(file: Path, chosen: Scenario) -> list[Caller]:
    """Raises BadRecording for an office that does not exist."""
    callers, known = read_recording(file), chosen.model.offices
    if unknown := sorted({caller.office for caller in callers} - known.keys()):
        raise BadRecording(f"{file}: no such office: {', '.join(unknown)}")
    return callers


def _shown(name: str, chosen: Scenario, result: SimulationResult) -> str:
    offices = chosen.model.offices
    rows = [["office", *_COLUMNS.values()]]
    for code, facts in offices.items():
        rows.append([f"{code} {facts.seat}", *_cells(result.figures(code))])
    rows.append(["all offices", *_cells(result.figures())])
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    lines.insert(1, "-" * len(lines[0]))
    lines.insert(-1, "-" * len(lines[0]))
    title = f"{name}: {chosen.title or 'no title'}; {result.days} days, seed {chosen.seed}"
    return "\n".join([title, "", *lines, "", *_endings(result), "", _expected(chosen, result), "", _LEGEND])


def _cells(figures: dict[str, float]) -> list[str]:
    return [f"{figures[name]:g}" for name in _COLUMNS]


def _endings(result: SimulationResult) -> list[str]:
    """Where every offered call ended: the sum is what was offered."""
    total = result.total
    told = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in total.ends.items() if count)
    return [f"calls {total.offered} = {told}"]


def _expected(chosen: Scenario, result: SimulationResult) -> str:
    found = result.total.estimates.figures
    if not found["asked"]:
        return "expected wait: nobody waited so long that it was asked for"
    return (
        f"expected wait, asked for {chosen.estimates_after:g} s into the wait {found['asked']:g} times: "
        f"announced {found['told_percent']:g} %, of these held {found['held_percent']:g} %, "
        f"mean error outside the range {found['mean_error_s']:g} s"
    )


def _document(name: str, chosen: Scenario, result: SimulationResult) -> dict[str, Any]:
    return {
        "scenario": name,
        "settings": chosen.model_dump(mode="json", exclude_unset=True),
        "days": result.days,
        "all": {**result.figures(), **_calls(result, None)},
        "offices": {code: {**result.figures(code), **_calls(result, code)} for code in result.offices},
        "consultants": [
            {
                "agent": work.agent,
                "office": work.office,
                "calls": work.calls,
                "ready_hours": round(work.ready_time / 3600, 2),
                "handled_hours": round(work.handled_time / 3600, 2),
                "occupancy_percent": round(100 * work.occupancy, 1),
            }
            for work in result.work.values()
        ],
    }


def _calls(result: SimulationResult, office: str | None) -> dict[str, Any]:
    tally = result.total if office is None else result.offices[office]
    return {"calls": {"offered": tally.offered, **tally.ends}, "expected_wait": tally.estimates.figures}


if __name__ == "__main__":
    sys.exit(main())
