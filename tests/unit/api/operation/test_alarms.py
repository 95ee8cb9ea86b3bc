"""Alarms of one look: the same as the monitor's, each raised by its cause and by nothing else."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import yaml

from api.http.metrics import Seen
from api.operation.alarms import ALARMS, OF_THE_MONITOR, AlarmNow, AlarmWatch, alarms, severity_of
from api.operation.rises import Rises
from core.lease.standby_store import LeaseNow
from core.relay.commands import Done, QueueNow
from ops.paths import PROJECT
from reports.calls.fact_store import RecentFact
from tests.support.timing.standing_clock import StandingClock

FIGURES = {
    "started_at": 1000.0,
    "asterisk_connected": 1.0,
    "database_away": 0.0,
    "facts_waiting": 3.0,
    "loop_blocked": 1.0,
    "longest_block": 6.0,
    "state_mismatches": 4.0,
    "failed_calls": 2.0,
    "verifications_unavailable": 2.0,
    "recording_stopped": 0.0,
    "recordings_failed.disk_full": 0.0,
    "recordings_failed.not_closed": 0.0,
    "shed": 0.0,
    "calls_shed": 2.0,
    "consultants.available": 1.0,
}


def queue(longest_wait_time: float = 40.0) -> QueueNow:
    return QueueNow("20060", waiting=2, working=1, free=1, there=1, longest_wait_time=longest_wait_time)


def well(figures: dict[str, float] | None = None, queues: list[QueueNow] | None = None, **more: Any) -> Seen:
    """A look at a centre that is well, but for what is named."""
    seen = Seen(
        is_database_up=True,
        application=Done(figures=FIGURES | (figures or {}), queues=[queue()] if queues is None else queues),
        facts=[RecentFact("CallEnded", "completed", 30), RecentFact("WatchdogActed", "to_application", 1)],
        is_agi_up=True,
        is_asterisk_up=True,
        is_watchdog_up=True,
        heartbeat_age=0.5,
        spool={"journal": 4000, "refused": 0},
        free=50_000_000_000,
        certificate_left=60 * 86_400,
        unchained={"access_log": 19.0},
        are_logs_intact=True,
        are_recordings_intact=True,
        recording_alarms={"none": 0, "missing": 0},
        unpacked=0,
        board_age=0.0,
        reports_age=9.0,
        report_differences=0,
        page_errors={"account": 3, "stranger": 3},
    )
    return replace(seen, **more)


def facts(kind: str, detail: str, count: int) -> dict[str, Any]:
    return {"facts": [RecentFact(kind, detail, count)]}


# What a look shows, and the alarm that this must raise; no other may.
AT_ONCE: list[tuple[str, Seen]] = [
    ("ApplicationAway", well(application=None, heartbeat_age=7.0)),
    ("HeartbeatOld", well(heartbeat_age=15.0)),
    ("AsteriskAway", well(is_asterisk_up=False)),
    ("AsteriskAway", well({"asterisk_connected": 0})),
    ("AsteriskLost", well({"asterisk_up.a": 1, "asterisk_up.b": 0})),
    ("EmergencyPathAway", well(is_agi_up=False)),
    ("EmergencyPathAway", well(is_watchdog_up=False)),
    ("StandbyAway", well(lease=LeaseNow("away", 0.4))),
    ("CertificateEnds", well(certificate_left=86_400.0)),
    ("DatabaseAway", well(is_database_up=False)),
    ("DatabaseAway", well({"database_away": 1})),
    ("FactsPileUp", well(spool={"journal": 60_000_000, "refused": 0})),
    ("FactsPileUp", well({"facts_waiting": 30_000})),
    ("FactsRefused", well(spool={"agi/refused": 200})),
    ("RecordingStopped", well({"recording_stopped": 1})),
    ("RecordingsFail", well(**facts("RecordingFailed", "not_closed", 3))),
    ("DiskFillsUp", well(free=1_000_000_000)),
    ("CallsFail", well(**facts("CallFailed", "TelephonyFailed", 3))),
    ("CallsShed", well({"shed": 5})),
    ("ManyWrongTries", well(**facts("ManyWrongTries", "", 1))),
    ("EmergencyCalls", well(**facts("EmergencyEntered", "script", 2))),
    ("WatchdogActed", well(**facts("WatchdogActed", "to_emergency", 1))),
    ("CallersWaitLong", well(queues=[queue(longest_wait_time=901.0)])),
    ("NobodyServes", well({"consultants.available": 0})),
    ("LogsAltered", well(are_logs_intact=False)),
    ("RecordingsAltered", well(are_recordings_intact=False)),
    ("RecordingsMissing", well(recording_alarms={"missing": 2})),
    ("ReportsLate", well(reports_age=1000.0)),
    ("BoardLate", well(board_age=70.0)),
    ("ReportsWrong", well(report_differences=2)),
    ("RecordingsWait", well(unpacked_age=15_000.0)),
    ("VersionReturned", well(returned_versions=["linia-9510"])),
    ("LogsNotChained", well(unchained={"access_log": 700.0})),
]

# What rises between two looks, by how much.
RISING: list[tuple[str, list[dict[str, float]]]] = [
    ("ApplicationRestarts", [{"started_at": 1300}, {"started_at": 1400}, {"started_at": 1500}]),
    ("RecordingsFail", [{"recordings_failed.not_closed": 3}]),
    ("LoopBlocked", [{"loop_blocked": 4}]),
    ("LoopBlocked", [{"longest_block": 9}]),
    ("CallsFail", [{"failed_calls": 5}]),
    ("CallsShed", [{"calls_shed": 3}]),
    ("VerificationAway", [{"verifications_unavailable": 5}]),
    ("StatesMismatch", [{"state_mismatches": 9}]),
]


def names(found: list[AlarmNow]) -> list[str]:
    return sorted({each.name for each in found})


def test_a_centre_that_is_well_has_no_alarm() -> None:
    clock = StandingClock()
    watch = AlarmWatch(clock)
    for _ in range(10):
        assert watch.note(well()) == []
        clock.passes(minutes=1)


@pytest.mark.parametrize(("name", "seen"), AT_ONCE)
def test_each_alarm_is_raised_by_its_cause_and_no_other_is(name: str, seen: Seen) -> None:
    assert names(list(alarms(seen, Rises(), 0.0))) == [name]


@pytest.mark.parametrize(("name", "looks"), RISING)
def test_what_rises_between_looks_raises_its_alarm_and_stands_still_afterwards(
    name: str, looks: list[dict[str, float]]
) -> None:
    clock = StandingClock()
    watch = AlarmWatch(clock)
    assert watch.note(well()) == []
    for figures in looks:
        clock.passes(minutes=1)
        found = watch.note(well(figures))
    assert [each.alarm.name for each in found] == [name]
    clock.passes(minutes=16)
    assert watch.note(well(looks[-1])) == []


def test_pages_that_fail_are_told_of_accounts_at_once_and_of_strangers_when_there_are_many() -> None:
    for counts, is_told in (({"account": 4}, True), ({"stranger": 8}, False), ({"stranger": 9}, True)):
        clock = StandingClock()
        watch = AlarmWatch(clock)
        watch.note(well())
        clock.passes(minutes=1)
        found = watch.note(well(page_errors={"account": 3, "stranger": 3} | counts))
        assert [each.alarm.name for each in found] == (["PagesFail"] if is_told else [])


def test_a_process_that_has_begun_anew_counts_from_nothing() -> None:
    rises = Rises()
    for at, count in ((0.0, 90.0), (10.0, 91.0), (20.0, 2.0), (30.0, 3.0)):
        rises.note({"failed_calls": count}, at)
    assert rises.of("failed_calls", 60, 30.0) == 1 + 2 + 1
    assert rises.of("failed_calls", 15, 30.0) == 1
    assert rises.time(30.0) == 30.0
    rises.note({}, 2000.0)
    assert rises.of("failed_calls", 900, 2000.0) == 0


def test_an_alarm_is_there_since_the_look_that_showed_it_first() -> None:
    clock = StandingClock()
    watch = AlarmWatch(clock)
    first = clock.now()
    watch.note(well(is_asterisk_up=False))
    clock.passes(seconds=60)
    [still] = watch.note(well(is_asterisk_up=False))
    assert still.since == first
    clock.passes(seconds=60)
    watch.note(well())
    clock.passes(minutes=5)
    [again] = watch.note(well(is_asterisk_up=False))
    assert again.since == clock.now() > first + timedelta(minutes=6)


def test_the_alarms_are_those_of_the_monitor_with_the_same_severity() -> None:
    text = (PROJECT / "ops" / "production" / "alarms.yml").read_text("utf-8")
    rules = [rule for group in yaml.safe_load(text)["groups"] for rule in group["rules"]]
    assert {rule["alert"]: rule["labels"]["severity"] for rule in rules} == {
        name: severity_of(name) for name in ALARMS
    }
    tried = {name for name, _ in AT_ONCE} | {name for name, _ in RISING} | {"PagesFail"}
    assert set(ALARMS) - tried == OF_THE_MONITOR


def test_the_limits_are_those_of_the_monitor() -> None:
    """Each number of the monitor's rules stands in the code that judges the look, in seconds or bytes."""
    text = (PROJECT / "ops" / "production" / "alarms.yml").read_text("utf-8")
    code = (PROJECT / "api" / "operation" / "alarms.py").read_text("utf-8")
    numbers = {
        str(int(float(found)))
        for rule in re.findall(r"expr: .*", text)
        for found in re.findall(r"[<>]=? ([0-9.e]+)", rule)
    }
    there = {str(int(float(found.replace("_", "")))) for found in re.findall(r"[0-9][0-9_.]*(?:e[0-9]+)?", code)}
    assert numbers - there == set()
