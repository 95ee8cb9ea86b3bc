"""What is simulated: people, hours, rules. One JSON file is one scenario; what it leaves out is as delivered.

With `"base": "neighbours-13"` a file says only what differs from that scenario, or from one of `scenarios/bases`,
which serve nothing else. Objects are merged, everything else is replaced.
"""

import json
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from acd.choice.queue_policy import OfficeCode, QueuePolicy
from acd.defaults import default_policies
from acd.simulation.load import Duration, Hours, LoadModel, Share, default_load

_FOLDER = resources.files("acd") / "simulation" / "scenarios"
_BASES = _FOLDER / "bases"
Hour = Annotated[float, Field(ge=0, le=24)]


class UnknownScenario(Exception):
    """There is no such scenario, or its file is wrong. The text says which and why, in one line or a few."""


class Shift(BaseModel):
    """Consultants of one office who work the same hours. Hours of the day, 13.5 is half past one.

    `talk_factors`: how much longer each of them talks than the model says; one is taken for those not named.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int = Field(ge=0, le=1000)
    start: Hour
    end: Hour
    talk_factors: tuple[float, ...] = ()


class Rush(BaseModel):
    """An office that for some hours gets several times its usual calls."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    office: OfficeCode
    start: Hour
    end: Hour
    times: float = Field(gt=0, le=100)


class Scenario(BaseModel):
    """Times in seconds, hours of the day as decimal numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    days: int = Field(default=30, ge=1, le=3650)
    seed: int = 1

    opens: Hour = 7.5
    closes: Hour = 15.5
    month: int | None = Field(default=None, ge=1, le=12)  # None: an average one
    weekday: int | None = Field(default=None, ge=1, le=7)  # 1 is Monday; None: an average one
    times: float = Field(default=1.0, ge=0, le=100)  # so many times the calls
    rushes: tuple[Rush, ...] = ()
    calls_per_hour: dict[OfficeCode, Hours] | None = None  # instead of what follows from the registered
    load: dict[str, Any] = {}  # changes to the load model, merged into it

    crew: Literal[24, 13] | dict[OfficeCode, int] = 24
    shifts: dict[OfficeCode, tuple[Shift, ...]] | None = None  # instead of the crew and the opening hours
    away: tuple[OfficeCode, ...] = ()  # offices in which nobody works
    late_time: float = Field(default=0.0, ge=0, le=14_400)  # longest delay of a log-in, and advance of a log-out
    absent_share: Share = 0.0  # of each consultant's day, in pauses
    pause_time: float = Field(default=900.0, ge=60, le=14_400)

    answer_time: Duration = Duration(mean=5.0, sigma=0.4)  # from the first ring
    miss_share: Share = 0.01  # of offers that are not answered
    miss_pause_time: float = 120.0  # until "nie odbiera" is ended by the consultant
    callback_accepted: Share = 0.35
    callback_answered: Share = 0.85
    callback_ring_time: float = 15.0
    is_waiting_in_vain: bool = False  # callers wait on if nobody is left who could take the call
    estimates_after: float = 30.0  # waited so long, the caller is told what to expect

    rules: dict[str, Any] = {}  # of every queue, in place of those delivered
    queues: dict[OfficeCode, dict[str, Any]] = {}  # of one queue
    is_province_a_neighbour: bool = False  # the provincial office helps as early as neighbours do
    counted_from: Hour = 0.0  # only callers who join a queue in these hours are counted
    counted_until: Hour = 24.0

    @model_validator(mode="after")
    def _is_possible(self) -> "Scenario":
        if self.closes <= self.opens:
            raise ValueError("closes must be later than opens")
        model, known = self.model, self.model.offices
        self.policies(model)
        named = [*self.away, *self.queues, *(rush.office for rush in self.rushes), *(self.shifts or {})]
        named += [*(self.calls_per_hour or {}), *(self.crew if isinstance(self.crew, dict) else ())]
        if unknown := sorted(set(named) - known.keys()):
            raise ValueError(f"no such office: {', '.join(unknown)}")
        return self

    @property
    def model(self) -> LoadModel:
        """The load model with this scenario's changes."""
        return LoadModel.model_validate(_merged(default_load(), self.load))

    @property
    def level(self) -> float:
        """How many times the calls of an average weekday come in all."""
        model = self.model
        month = 1.0 if self.month is None else model.month[self.month - 1]
        return self.times * month * (1.0 if self.weekday is None else model.weekday[self.weekday - 1])

    def policies(self, model: LoadModel) -> dict[str, QueuePolicy]:
        """The rules of every queue. Raises ValidationError if they contradict each other."""
        defaults = default_policies()
        province = [office for office, facts in model.offices.items() if facts.registered == 0]
        found = {}
        for office in model.offices:
            delivered = defaults.get(office, QueuePolicy()).model_dump(exclude_unset=True)
            own = {**delivered, **self.rules, **self.queues.get(office, {})}
            if self.is_province_a_neighbour and office not in province:
                own["neighbours"] = [*own.get("neighbours", ()), *province]
            found[office] = QueuePolicy.model_validate(own)
        return found

    def team(self, model: LoadModel) -> dict[str, tuple[Shift, ...]]:
        """Who works where and when."""
        if self.shifts is not None:
            team = dict(self.shifts)
        elif isinstance(self.crew, dict):
            team = {office: (self._day(count),) for office, count in self.crew.items()}
        else:
            full = self.crew == 24
            team = {
                office: (self._day(facts.crew_24 if full else facts.crew_13),)
                for office, facts in model.offices.items()
            }
        return {office: shifts for office, shifts in team.items() if office not in self.away}

    def _day(self, count: int) -> Shift:
        return Shift(count=count, start=self.opens, end=self.closes)


def names() -> list[str]:
    """The scenarios that are delivered."""
    return _names(_FOLDER)


def _names(folder: Traversable) -> list[str]:
    return sorted(Path(file.name).stem for file in folder.iterdir() if file.name.endswith(".json"))


def scenario(name: str) -> Scenario:
    """A delivered scenario by name, or one from a JSON file by path. Raises UnknownScenario."""
    is_path = name.endswith(".json") or "/" in name
    file: Traversable = Path(name) if is_path else _FOLDER / f"{name}.json"
    if not file.is_file():
        raise UnknownScenario(f"no scenario {name!r}; there are: {', '.join(names())}")
    try:
        return Scenario.model_validate(_with_base(file, (name,)))
    except ValidationError as error:
        raise UnknownScenario(f"{name}: {complaint(error)}") from None


def _with_base(file: Traversable, path: tuple[str, ...]) -> dict[str, Any]:
    """The settings of a file upon those of its base. `path`: from the scenario that was asked for to this file."""
    settings = _read(file, path[-1])
    if "base" not in settings:
        return settings
    base = settings.pop("base")
    if base in path:
        raise UnknownScenario(f"{path[0]}: bases in a circle: {' → '.join([*path, base])}")
    found = next((folder / f"{base}.json" for folder in (_FOLDER, _BASES) if base in _names(folder)), None)
    if found is None:
        known = ", ".join(sorted([*_names(_FOLDER), *_names(_BASES)]))
        raise UnknownScenario(f"{path[-1]}: no base {base!r}; there are: {known}")
    return _merged(_with_base(found, (*path, base)), settings)


def _read(file: Traversable, name: str) -> dict[str, Any]:
    try:
        settings = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UnknownScenario(f"{name}: {error.strerror}") from None
    except ValueError as error:
        raise UnknownScenario(f"{name}: not JSON: {error}") from None
    if not isinstance(settings, dict):
        raise UnknownScenario(f"{name}: not an object with settings")
    return settings


def complaint(error: ValidationError) -> str:
    """What is wrong with a scenario's settings, in one line."""
    found = []
    for each in error.errors():
        where = ".".join(str(part) for part in each["loc"])
        found.append(f"{where}: {each['msg']}" if where else each["msg"])
    return "; ".join(found)


def _merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`base` with `changes`: objects are merged, everything else is replaced."""
    merged = dict(base)
    for key, value in changes.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
