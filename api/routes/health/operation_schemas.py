"""How the installation runs, for whoever keeps it going."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from api.http.metrics import Seen
from api.operation.alarms import AlarmName, SeenAlarm, Severity, severity_of
from api.operation.past_alarms import PastName
from api.operation.processes import PartName
from core.overload.shed import Shed

ShedName: TypeAlias = Literal["nothing", "board", "packing", "reports", "extras", "calls"]


class OperationPart(BaseModel):
    """A process. `late` in seconds: of `ari_app` since its last sign of life, of `jobs` how old the figures of
    reports are, of the database how long its answer took."""

    model_config = ConfigDict(from_attributes=True)

    name: PartName
    is_alive: bool
    since: datetime | None
    version: str | None = Field(examples=["0.2.0 (4ef6e3ec1234)"])
    late: float | None


class OperationAlarm(BaseModel):
    """An alarm that is in force. `value` in seconds, bytes or cases, by the name."""

    name: AlarmName
    severity: Severity = Field(description="`now` wakes somebody up, `today` waits for the morning")
    about: str = Field(description="An office or a process; empty: the centre")
    value: float | None
    since: datetime = Field(description="The look at which it was first there")
    section: str = Field(description="Of the runbook", examples=["applicationaway"])

    @classmethod
    def of(cls, seen: SeenAlarm) -> Self:
        alarm = seen.alarm
        return cls(
            name=alarm.name,
            severity=severity_of(alarm.name),
            about=alarm.about,
            value=alarm.value,
            since=seen.since,
            section=alarm.name.lower(),
        )


class OperationMachine(BaseModel):
    """What the machine has left, and what is left undone for the sake of calls. Bytes, seconds; null: unknown."""

    disk_free: int | None
    recordings_free: float | None = Field(description="Where recordings lie")
    spool: int = Field(description="Bytes of facts on disk that are in no database yet")
    recordings_waiting: int | None = Field(description="Closed, and not sealed yet")
    certificate_left: float | None = Field(description="Seconds until the certificate of the lines ends")
    shed: ShedName | None = Field(description="The most that is left undone; `calls`: new calls, too")
    use_of_processors: float | None = Field(description="Share that Asterisk and the calls' process take")
    lateness: float | None = Field(description="Seconds by which something came too late, at the last look")
    calls: int | None = Field(description="In progress")

    @classmethod
    def of(cls, seen: Seen) -> Self:
        figures = {} if seen.application is None else seen.application.figures
        calls = [value for name, value in figures.items() if name.startswith("calls.")]
        return cls(
            disk_free=seen.free,
            recordings_free=figures.get("recording_free"),
            spool=sum(seen.spool.values()),
            recordings_waiting=seen.unpacked,
            certificate_left=seen.certificate_left,
            shed=_name_of(figures["shed"]) if "shed" in figures else None,
            use_of_processors=figures.get("use_of_processors"),
            lateness=figures.get("lateness"),
            calls=int(sum(calls)) if calls else None,
        )


def _name_of(shed: float) -> ShedName:
    names: dict[Shed, ShedName] = {
        Shed.NOTHING: "nothing",
        Shed.BOARD: "board",
        Shed.PACKING: "packing",
        Shed.REPORTS: "reports",
        Shed.EXTRAS: "extras",
        Shed.CALLS: "calls",
    }
    return names[Shed(int(shed))]


class Operation(BaseModel):
    """One look. Times in UTC."""

    looked_at: datetime
    version: str = Field(description="Of the web service", examples=["0.2.0 (4ef6e3ec1234)"])
    watched_time: float = Field(
        description="For how many seconds, at most 900, it is known what has risen: alarms of many cases in some "
        "minutes are judged by that"
    )
    parts: list[OperationPart]
    machine: OperationMachine
    alarms: list[OperationAlarm] = Field(description="In force, the most urgent first")


class PastAlarmOut(BaseModel):
    """An alarm of the last days, from its first to its last case."""

    model_config = ConfigDict(from_attributes=True)

    name: PastName
    began_at: datetime
    ended_at: datetime
    cases: int


class PastAlarms(BaseModel):
    """Of so many days, the newest first; of what was written down, which not every alarm is."""

    days: int
    alarms: Sequence[PastAlarmOut]


class RunbookTitle(BaseModel):
    """A section of the runbook."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["applicationaway"])
    title: str
    group: str


class RunbookSection(RunbookTitle):
    """What to do, as HTML that holds nothing harmful."""

    html: str


class RunbookSections(BaseModel):
    """All of them, in the order of the runbook."""

    sections: Sequence[RunbookTitle]


class Drained(BaseModel):
    """Whether an Asterisk is to have no new calls."""

    model_config = ConfigDict(extra="forbid")

    is_drained: bool


class AsteriskOut(BaseModel):
    """One of several Asterisks."""

    name: str = Field(examples=["a"])
    state: Literal["up", "cut", "gone", "away"] | None = Field(
        description="`cut`: its line is lost, its calls may go on; `gone`: they are over; `away`: not reached "
        "yet; null: nobody says"
    )
    calls: int | None = Field(description="Callers on it now; null: nobody says", ge=0)
    is_drained: bool = Field(description="It is to have no new calls")


class Asterisks(BaseModel):
    """None of them where there is but one."""

    asterisks: list[AsteriskOut]
