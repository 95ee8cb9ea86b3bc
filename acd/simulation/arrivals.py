"""Who calls: generated from the load model, or recorded. Pure, apart from reading and writing one file.

Everything a caller brings along, patience included, is drawn before anything is shared out. Two policies with the
same seed therefore see the same people, and their figures differ by the policy alone.
"""

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

from acd.simulation.load import LoadModel
from acd.simulation.scenario import Scenario

DAY = 86_400.0
COLUMNS = ("time", "office", "line", "talk_seconds", "wrap_up_seconds", "patience_seconds")


class BadRecording(Exception):
    """A file of recorded arrivals cannot be read; the text names the line and the fault."""


@dataclass(frozen=True, slots=True)
class Caller:
    """One call. `at` is when it comes in, `joins` when it reaches the queue, in seconds from the first midnight.

    `joins` is None for those whom self-service satisfied. `patience` is the longest wait for a consultant.
    `is_rung_back`: would order to be rung back when asked; None: nobody knows, it is drawn.
    """

    at: float
    joins: float | None
    office: str
    line: str
    talk_time: float
    wrap_up_time: float
    patience: float
    attempt: int = 1
    topic: str | None = None
    is_rung_back: bool | None = None


class Callers:
    """Draws callers, and those who call again, with the scenario's seed."""

    def __init__(self, scenario: Scenario, model: LoadModel) -> None:
        self._scenario, self._model = scenario, model
        self._random = random = Random(scenario.seed)
        self._names = list(model.lines)
        self._weights = [line.share for line in model.lines.values()]
        self._ivr_time = model.ivr_time.sampler(random)
        self._talk_time = model.talk_time.sampler(random)
        self._wrap_up_time = model.wrap_up_time.sampler(random)
        self._patience = {name: line.patience.sampler(random) for name, line in model.lines.items()}
        self._again = Random(f"{scenario.seed} again")

    def days(self) -> list[Caller]:
        """Everybody who calls for the first time, in the order of calling."""
        found: list[Caller] = []
        for day in range(self._scenario.days):
            level = self._scenario.level * self._day_level()
            for office in self._model.offices:
                for hour, rate in enumerate(self._rates(office)):
                    found += self._hour(day * DAY + hour * 3600.0, office, hour, rate * level)
        found.sort(key=lambda caller: (caller.at, caller.office))
        return found

    def again(self, caller: Caller, now: float) -> Caller | None:
        """The same caller some minutes after giving up; None for one who does not call again."""
        model, random = self._model, self._again
        if caller.attempt > model.retries or random.random() >= model.retry_share:
            return None
        at = now + random.expovariate(1 / model.retry_after)
        patience = (
            model.lines[caller.line].patience.sampler(random)() if caller.line in model.lines else caller.patience
        )
        return Caller(
            at, at, caller.office, caller.line, caller.talk_time, caller.wrap_up_time, patience, caller.attempt + 1
        )

    def _day_level(self) -> float:
        variation = self._model.daily_variation
        if variation == 0:
            return 1.0
        shape = 1 / variation**2
        return self._random.gammavariate(shape, 1 / shape)

    def _rates(self, office: str) -> Sequence[float]:
        """Calls an hour for each hour of an average day."""
        if self._scenario.calls_per_hour is not None:
            return self._scenario.calls_per_hour.get(office, ())
        model = self._model
        calls = model.offices[office].registered / 1000 * model.calls_per_1000_registered
        return [calls * percent / 100 for percent in model.hour_percent]

    def _hour(self, start: float, office: str, hour: int, rate: float) -> Iterable[Caller]:
        """The calls of one hour, which rushes cut into pieces of different rates."""
        rushes = [rush for rush in self._scenario.rushes if rush.office == office]
        cuts = {float(hour), hour + 1.0}
        cuts |= {cut for rush in rushes for cut in (rush.start, rush.end) if hour < cut < hour + 1}
        for begin, end in pairwise(sorted(cuts)):
            times = math.prod(rush.times for rush in rushes if rush.start <= begin < rush.end)
            at = start + (begin - hour) * 3600.0
            until = start + (end - hour) * 3600.0
            while rate * times > 0 and (at := at + self._random.expovariate(rate * times / 3600.0)) < until:
                yield self._caller(at, office)

    def _caller(self, at: float, office: str) -> Caller:
        model, random = self._model, self._random
        line = random.choices(self._names, self._weights)[0]
        is_contained = random.random() < model.lines[line].contained
        ivr_time = self._ivr_time()
        patience = self._patience[line]()
        if random.random() < model.balk_share:
            patience = random.random() * model.balk_time
        joins = None if is_contained else at + ivr_time
        return Caller(at, joins, office, line, self._talk_time(), self._wrap_up_time(), patience)


def read_recording(file: Path) -> list[Caller]:
    """Recorded arrivals from a CSV file with the columns of `COLUMNS`, in the order of time.

    `time` is when the queue was reached, in seconds from the first midnight. An empty patience never ends. Raises
    BadRecording.
    """
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
                raise BadRecording(f"{file}: no column {', '.join(missing)}")
            found = [_recorded(row, f"{file}, line {rows.line_num}") for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadRecording(f"{file}: {error}") from None
    return sorted(found, key=lambda caller: (caller.at, caller.office))


def write_recording(file: Path, callers: Iterable[Caller]) -> None:
    """What `read_recording` reads. Those whom self-service satisfied are left out."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines)
        rows.writerow(COLUMNS)
        for caller in callers:
            if caller.joins is not None:
                patience = "" if math.isinf(caller.patience) else caller.patience
                rows.writerow(
                    (caller.joins, caller.office, caller.line, caller.talk_time, caller.wrap_up_time, patience)
                )


def _recorded(row: dict[str, str], where: str) -> Caller:
    numbers: list[float] = []
    for name in ("time", "talk_seconds", "wrap_up_seconds", "patience_seconds"):
        text = (row[name] or "").strip()
        try:
            number = math.inf if name == "patience_seconds" and not text else float(text)
        except ValueError:
            number = -1.0
        is_endless = math.isinf(number) and name == "patience_seconds"
        if not (number >= 0 and (math.isfinite(number) or is_endless)):
            raise BadRecording(f"{where}: {name} is {text!r}, which is no number of seconds")
        numbers.append(number)
    at, talk_time, wrap_up_time, patience = numbers
    return Caller(at, at, row["office"] or "", row["line"] or "", talk_time, wrap_up_time, patience)
