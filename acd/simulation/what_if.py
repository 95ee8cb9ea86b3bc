"""What other rules would have done to the callers of some days: old and new side by side. Synchronous.

Each rule runs several times with the same seeds, since some things nobody knows (`Records.callers`). A difference
counts only if each pair of runs has it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from acd.choice.queue_policy import QueuePolicy
from acd.simulation.figures import SimulationResult, Tally, percent
from acd.simulation.load import Duration
from acd.simulation.records import Records
from acd.simulation.run import RecordedCentre, Simulation
from acd.simulation.scenario import Scenario
from core.errors import S724Error

SEEDS: Final = (1, 2, 3, 4, 5)
MANY_CALLS: Final = 1000
"""Of so many callers of the centre three runs agree as five of fewer do, and take less time."""
FEWEST: Final = 30
"""Of fewer callers of the office nothing is said; reports judge nothing of fewer cases either."""

FIGURES: Final = (
    *("answered_percent", "service_level_percent", "asa_s", "wait_p95_s"),
    *("elsewhere_percent", "abandoned_percent", "turned_away_percent", "called_back_percent"),
    *("helped_per_day", "occupancy_percent", "jain_number", "jain_time"),
)
"""As in `SimulationResult.figures`; `answered_percent` is of those who reached the queue."""
_OF_CONSULTANTS: Final = frozenset({"occupancy_percent", "jain_number", "jain_time"})


class TooFewCalls(S724Error):
    """So few callers tell nothing. Nothing was reckoned."""

    code = "too_few_calls"

    def __init__(self, found: int) -> None:
        super().__init__(
            f"Za mało rozmów, by coś przewidzieć: w tym czasie do kolejki trafiło ich {found}, "
            f"a potrzeba co najmniej {FEWEST}. Prosimy wybrać dłuższy okres."
        )


class Work(NamedTuple):
    """What one consultant did. Seconds."""

    calls: float
    ready_time: float
    handled_time: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run: figures by office, work by consultant."""

    offices: Mapping[str, Mapping[str, float]]
    work: Mapping[str, Work]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """`recorded`: as it really was; None: it is not told of consultants. `is_certain`: all runs agree which of the
    two is larger."""

    key: str
    recorded: float | None
    old: float
    new: float
    is_certain: bool


@dataclass(frozen=True, slots=True)
class OfficeChange:
    """What the rules do to the callers of an office. `calls`: who reached its queue; `helped`: calls of other
    offices that it answered, by day."""

    office: str
    calls: int
    figures: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True)
class ConsultantChange:
    """`ready_hours`: there for callers; shares in percent: of the calls of all who are listed with the office."""

    agent: str
    name: str
    office: str
    ready_hours: float
    old_calls: float
    new_calls: float
    old_occupancy: float
    new_occupancy: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`offices`: whose rule it is first, then those for whom anything is certainly another."""

    first: date
    last: date
    calls: int
    runs: int
    offices: tuple[OfficeChange, ...]
    consultants: tuple[ConsultantChange, ...]


def check_enough(records: Records, office: str) -> None:
    """Raises TooFewCalls."""
    if (found := len(records.of(office))) < FEWEST:
        raise TooFewCalls(found)


def seeds_of(records: Records) -> Sequence[int]:
    """One run of each rule for each."""
    return SEEDS if len(records.passages) <= MANY_CALLS else SEEDS[:3]


def run_once(
    records: Records, in_force: Mapping[str, QueuePolicy], policies: Mapping[str, QueuePolicy], seed: int
) -> Outcome:
    """All days by `policies`. `in_force`: under which the records came about, as far as is known."""
    usual = Scenario().answer_time
    answer_time = usual if records.answer_time is None else Duration(mean=records.answer_time, sigma=usual.sigma)
    scenario = Scenario(
        days=records.days,
        seed=seed,
        opens=0,
        closes=24,
        miss_share=0,
        callback_accepted=records.rung_back_share(in_force),
        answer_time=answer_time,
    )
    callers = records.callers(in_force, f"{seed} records")
    result = Simulation(
        scenario, callers, centre=RecordedCentre(records.offices, policies, records.attendance)
    ).run()
    return Outcome(
        {office: _figures(result, office) for office in records.offices},
        {
            work.agent: Work(work.calls, work.ready_time, work.handled_time)
            for work in result.work.values()
            if work.ready_time
        },
    )


def compared(records: Records, office: str, old: Sequence[Outcome], new: Sequence[Outcome]) -> WhatIf:
    """The runs of both rules, each by the same seeds in the same order. Of whom the records tell nothing, nothing
    is told."""
    recorded = _recorded(records)
    changes = []
    for code in (office, *(other for other in sorted(records.offices) if other != office)):
        figures = tuple(
            _change(key, None if key in _OF_CONSULTANTS else recorded[code][key], code, old, new)
            for key in FIGURES
        )
        if code == office or any(figure.is_certain for figure in figures):
            changes.append(OfficeChange(code, len(records.of(code)), figures))
    serving = [
        id
        for id, person in records.people.items()
        if office in (person.office, *person.queues) and any(id in run.work for run in old)
    ]
    consultants = sorted((records.people[id].name, id) for id in serving)
    return WhatIf(
        records.first,
        records.last,
        len(records.of(office)),
        len(old),
        tuple(changes),
        tuple(_consultant(records, id, old, new) for _, id in consultants),
    )


def _figures(result: SimulationResult, office: str) -> dict[str, float]:
    tally = result.offices[office]
    found = {**result.figures(office), "answered_percent": percent(tally.answered, tally.to_consultants)}
    return {key: found[key] for key in FIGURES}


def _change(
    key: str, recorded: float | None, office: str, old: Sequence[Outcome], new: Sequence[Outcome]
) -> FigureChange:
    pairs = [
        (before.offices[office][key], after.offices[office][key]) for before, after in zip(old, new, strict=True)
    ]
    is_certain = all(before < after for before, after in pairs) or all(before > after for before, after in pairs)
    olds, news = zip(*pairs, strict=True)
    return FigureChange(key, recorded, _mean(olds), _mean(news), is_certain)


def _consultant(records: Records, id: str, old: Sequence[Outcome], new: Sequence[Outcome]) -> ConsultantChange:
    person = records.people[id]
    before, after = _work(id, old), _work(id, new)
    return ConsultantChange(
        agent=id,
        name=person.name,
        office=person.office,
        ready_hours=round(before.ready_time / 3600, 1),
        old_calls=round(before.calls, 1),
        new_calls=round(after.calls, 1),
        old_occupancy=percent(before.handled_time, before.ready_time),
        new_occupancy=percent(after.handled_time, after.ready_time),
    )


def _work(id: str, runs: Sequence[Outcome]) -> Work:
    found = [run.work.get(id, Work(0, 0, 0)) for run in runs]
    return Work(*(sum(each) / len(found) for each in zip(*found, strict=True)))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3)


def _recorded(records: Records) -> dict[str, dict[str, float]]:
    """The same figures of what really happened."""
    result = SimulationResult(records.days, {code: Tally() for code in records.offices}, {})
    for passage in records.passages:
        tally = result.offices.get(passage.office)
        if tally is None:
            continue
        tally.offered += 1
        tally.to_consultants += 1
        match passage.end:
            case "answered":
                is_own = records.is_own(passage)
                tally.outcomes["answered_own" if is_own else "answered_elsewhere"] += 1
                tally.waits.append(passage.wait)
                if not is_own and passage.served_by in result.offices:
                    result.offices[passage.served_by].helped += 1
            case "abandoned":
                tally.outcomes["abandoned"] += 1
            case "called_back":
                tally.outcomes["called_back_own"] += 1
            case "unserved":
                tally.outcomes["turned_away"] += 1
    return {code: _figures(result, code) for code in records.offices}
