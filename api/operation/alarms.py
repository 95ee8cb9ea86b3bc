"""Which alarms are in force: the same as the monitor's (`ops/production/alarms.yml`), judged by one look.

What the monitor knows of hours (a disk that will be full tomorrow) is known to it alone; so is that the web
service does not answer. `tests/unit/api/operation` holds the two against each other.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

from api.http.metrics import Seen
from api.operation.rises import Rises, counters_of
from core.clock import Clock
from core.overload.shed import Shed

Severity: TypeAlias = Literal["now", "today"]
"""`now` wakes somebody up, `today` waits for the morning."""

AlarmName: TypeAlias = Literal[
    "WebServiceAway",
    "ApplicationAway",
    "HeartbeatOld",
    "ApplicationRestarts",
    "AsteriskAway",
    "AsteriskLost",
    "EmergencyPathAway",
    "StandbyAway",
    "CertificateEnds",
    "DatabaseAway",
    "FactsPileUp",
    "FactsRefused",
    "RecordingStopped",
    "RecordingsFail",
    "DiskFillsUp",
    "LoopBlocked",
    "CallsFail",
    "CallsShed",
    "VerificationAway",
    "ManyWrongTries",
    "EmergencyCalls",
    "WatchdogActed",
    "StatesMismatch",
    "PagesFail",
    "CallersWaitLong",
    "NobodyServes",
    "LogsAltered",
    "RecordingsAltered",
    "RecordingsMissing",
    "ReportsLate",
    "BoardLate",
    "ReportsWrong",
    "RecordingsWait",
    "LogsNotChained",
    "VersionReturned",
]
ALARMS: Final[tuple[AlarmName, ...]] = get_args(AlarmName)

OF_THE_MONITOR: Final[frozenset[AlarmName]] = frozenset({"WebServiceAway"})
"""Whoever can read this has an answer of the web service."""

TODAY: Final[frozenset[AlarmName]] = frozenset(
    {
        "EmergencyPathAway",
        "StandbyAway",
        "CertificateEnds",
        "FactsRefused",
        "RecordingsFail",
        "DiskFillsUp",
        "LoopBlocked",
        "StatesMismatch",
        "PagesFail",
        "CallersWaitLong",
        "NobodyServes",
        "RecordingsMissing",
        "ReportsLate",
        "BoardLate",
        "ReportsWrong",
        "RecordingsWait",
        "LogsNotChained",
        "VersionReturned",
    }
)

_DAY = 86_400
_FORGETS = 120.0  # seconds without being seen, after which an alarm that comes back is a new one


def severity_of(name: AlarmName) -> Severity:
    return "today" if name in TODAY else "now"


@dataclass(frozen=True, slots=True)
class AlarmNow:
    """An alarm that is in force. `about`: the office, the process or the Asterisk; `value`: what its sentence
    says, in seconds, bytes or cases."""

    name: AlarmName
    about: str = ""
    value: float | None = None


@dataclass(frozen=True, slots=True)
class SeenAlarm:
    """`since`: the look at which it was first there."""

    alarm: AlarmNow
    since: datetime


@dataclass(slots=True)
class AlarmWatch:
    """One for the process: remembers what was seen at each look, and looks at nothing by itself."""

    clock: Clock
    rises: Rises = field(default_factory=Rises)
    _known: dict[tuple[str, str], tuple[datetime, float]] = field(default_factory=dict)

    def note(self, seen: Seen) -> list[SeenAlarm]:
        """What is in force after this look, the most urgent first."""
        now = self.clock.monotonic()
        self.rises.note(counters_of(seen), now)
        found = sorted(alarms(seen, self.rises, now), key=lambda each: (severity_of(each.name), each.name))
        fresh = {key: known for key, known in self._known.items() if now - known[1] <= _FORGETS}
        for each in found:
            since, _ = fresh.get((each.name, each.about), (self.clock.now(), now))
            fresh[each.name, each.about] = since, now
        self._known = fresh
        return [SeenAlarm(each, fresh[each.name, each.about][0]) for each in found]


def alarms(seen: Seen, rises: Rises, now: float) -> Iterator[AlarmNow]:
    """What is wrong at this look; `now`: of the clock of `rises`."""

    def risen(name: str, minutes: float) -> float:
        return rises.of(name, minutes * 60, now)

    yield from _processes(seen, rises, now)
    yield from _data(seen)
    yield from _calls(seen, risen)
    yield from _recordings(seen, risen)
    yield from _figures(seen, risen)


def _processes(seen: Seen, rises: Rises, now: float) -> Iterator[AlarmNow]:
    figures = _figures_of(seen)
    if not seen.is_application_up:
        yield AlarmNow("ApplicationAway")
    if seen.heartbeat_age > 10:
        yield AlarmNow("HeartbeatOld", value=None if seen.heartbeat_age == float("inf") else seen.heartbeat_age)
    if (times := rises.changes("started_at", 900, now)) >= 3:
        yield AlarmNow("ApplicationRestarts", value=times)
    if not seen.is_asterisk_up or figures.get("asterisk_connected") == 0:
        yield AlarmNow("AsteriskAway")
    for name, is_there in figures.items():
        if name.startswith("asterisk_up.") and not is_there:
            yield AlarmNow("AsteriskLost", about=name.partition(".")[2])
    for process, is_up in (("agi_scripts", seen.is_agi_up), ("watchdog", seen.is_watchdog_up)):
        if not is_up:
            yield AlarmNow("EmergencyPathAway", about=process)
    if seen.is_standby_up is False:
        yield AlarmNow("StandbyAway")
    if seen.certificate_left is not None and seen.certificate_left < 14 * _DAY:
        yield AlarmNow("CertificateEnds", value=seen.certificate_left)


def _data(seen: Seen) -> Iterator[AlarmNow]:
    figures = _figures_of(seen)
    if not seen.is_database_up or figures.get("database_away") == 1:
        yield AlarmNow("DatabaseAway")
    refused = sum(size for name, size in seen.spool.items() if name.endswith("refused"))
    waits = sum(seen.spool.values()) - refused
    if waits > 50e6 or figures.get("facts_waiting", 0) > 20_000:
        yield AlarmNow("FactsPileUp", value=waits)
    if refused > 0:
        yield AlarmNow("FactsRefused")
    if seen.free is not None and seen.free < 2e9:
        yield AlarmNow("DiskFillsUp", value=seen.free)
    if seen.are_logs_intact is False:
        yield AlarmNow("LogsAltered")
    if (longest := max(seen.unchained.values(), default=0.0)) > 600:
        yield AlarmNow("LogsNotChained", value=longest)


def _calls(seen: Seen, risen: Callable[[str, float], float]) -> Iterator[AlarmNow]:
    figures = _figures_of(seen)
    if (failed := max(risen("failed_calls", 10), _facts(seen, "CallFailed"))) >= 3:
        yield AlarmNow("CallsFail", value=failed)
    shed = risen("calls_shed", 5)
    if shed > 0 or figures.get("shed") == Shed.CALLS:
        yield AlarmNow("CallsShed", value=shed or None)
    if (missed := risen("verifications_unavailable", 5)) >= 3:
        yield AlarmNow("VerificationAway", value=missed)
    if _facts(seen, "ManyWrongTries") > 0:
        yield AlarmNow("ManyWrongTries")
    if (entered := _facts(seen, "EmergencyEntered")) > 0:
        yield AlarmNow("EmergencyCalls", value=entered)
    if (moved := _facts(seen, "WatchdogActed", but="to_application")) > 0:
        yield AlarmNow("WatchdogActed", value=moved)
    if risen("loop_blocked", 10) >= 3 or (risen("longest_block", 10) > 0 and figures.get("longest_block", 0) > 5):
        yield AlarmNow("LoopBlocked")
    if (mended := risen("state_mismatches", 15)) >= 5:
        yield AlarmNow("StatesMismatch", value=mended)
    yield from _waiting(seen)


def _waiting(seen: Seen) -> Iterator[AlarmNow]:
    if seen.application is None:
        return
    figures = _figures_of(seen)
    serving = sum(
        figures.get(f"consultants.{state}", 0) for state in ("available", "talking", "ringing", "wrap_up")
    )
    for queue in seen.application.queues:
        if queue.longest_wait_time > 900:
            yield AlarmNow("CallersWaitLong", about=queue.office, value=queue.longest_wait_time)
        if queue.waiting > 0 and serving == 0:
            yield AlarmNow("NobodyServes", about=queue.office, value=queue.waiting)


def _recordings(seen: Seen, risen: Callable[[str, float], float]) -> Iterator[AlarmNow]:
    figures = _figures_of(seen)
    if figures.get("recording_stopped") == 1:
        yield AlarmNow("RecordingStopped")
    kinds = {name for name in figures if name.startswith("recordings_failed.")} - {"recordings_failed.disk_full"}
    failed = max(
        sum(risen(name, 10) for name in kinds),
        _facts(seen, "RecordingFailed", but="disk_full"),
    )
    if failed >= 3:
        yield AlarmNow("RecordingsFail", value=failed)
    if seen.are_recordings_intact is False:
        yield AlarmNow("RecordingsAltered")
    if (missing := sum(seen.recording_alarms.values())) > 0:
        yield AlarmNow("RecordingsMissing", value=missing)
    if seen.unpacked_age > 4 * 3600:
        yield AlarmNow("RecordingsWait", value=seen.unpacked_age)


def _figures(seen: Seen, risen: Callable[[str, float], float]) -> Iterator[AlarmNow]:
    if seen.reports_age is not None and seen.reports_age > 900:
        yield AlarmNow("ReportsLate", value=seen.reports_age)
    if seen.board_age is not None and seen.board_age > 60:
        yield AlarmNow("BoardLate", value=seen.board_age)
    if (seen.report_differences or 0) > 0:
        yield AlarmNow("ReportsWrong", value=seen.report_differences)
    for scenario in seen.returned_versions:
        yield AlarmNow("VersionReturned", about=scenario)
    of_accounts, of_strangers = risen("page_errors.account", 15), risen("page_errors.stranger", 15)
    if of_accounts > 0 or of_strangers > 5:
        yield AlarmNow("PagesFail", value=of_accounts + of_strangers)


def _figures_of(seen: Seen) -> Mapping[str, float]:
    return {} if seen.application is None else seen.application.figures


def _facts(seen: Seen, kind: str, *, but: str = "") -> float:
    return sum(fact.count for fact in seen.facts if fact.type == kind and (not but or fact.detail != but))
