"""The shipped alarms stand on figures that exist, fire when they should, and only then."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from httpx import AsyncClient

from ops.install import certificates, checkers
from ops.paths import PROJECT, make_private
from tests.api.centre import Centre
from tests.api.http.conftest import TOKEN

RULES = PROJECT / "ops" / "production" / "alarms.yml"
EVERY = 15  # seconds between two scrapes, as docs/production.md sets it

Series = dict[str, str]

# What a centre that is well shows for half an hour.
WELL: Series = {
    'up{job="system724"}': "1+0x120",
    's724_up{process="ari_app"}': "1+0x120",
    's724_up{process="asterisk"}': "1+0x120",
    's724_up{process="agi_scripts"}': "1+0x120",
    's724_up{process="watchdog"}': "1+0x120",
    's724_up{process="database"}': "1+0x120",
    "s724_start_time_seconds": "1000+0x120",
    "s724_heartbeat_age_seconds": "0.5+0x120",
    "s724_asterisk_connected": "1+0x120",
    "s724_database_away": "0+0x120",
    "s724_facts_waiting": "3+0x120",
    's724_spool_bytes{file="journal"}': "4000+0x120",
    's724_spool_bytes{file="refused"}': "0+0x120",
    "s724_recording_stopped": "0+0x120",
    's724_recordings_failed_total{fault="disk_full"}': "0+0x120",
    's724_recordings_failed_total{fault="not_closed"}': "0+0x120",
    "s724_disk_free_bytes": "50e9+0x120",
    "s724_certificate_seconds_left": "5184000-15x120",
    's724_unchained_age_seconds{log="access_log"}': "19+0x120",
    "s724_logs_intact": "1+0x120",
    "s724_recordings_intact": "1+0x120",
    's724_recording_alarms{kind="none"}': "0+0x120",
    's724_recording_alarms{kind="missing"}': "0+0x120",
    "s724_recordings_waiting_age_seconds": "0+0x120",
    "s724_board_age_seconds": "0+0x120",
    "s724_reports_age_seconds": "9+0x120",
    "s724_report_differences": "0+0x120",
    "s724_recording_free_bytes": "80e9+0x120",
    "s724_loop_blocked_total": "1+0x120",
    "s724_longest_block_seconds": "6+0x120",
    "s724_failed_calls_total": "2+0x120",
    "s724_calls_shed_total": "2+0x120",
    "s724_verifications_unavailable_total": "2+0x120",
    's724_recent_facts{fact="CallEnded",detail="completed"}': "30+0x120",
    's724_recent_facts{fact="WatchdogActed",detail="to_application"}': "1+0x120",
    "s724_state_mismatches_total": "4+0x120",
    's724_page_errors_total{teller="account"}': "3+0x120",
    's724_page_errors_total{teller="stranger"}': "3+0x100 3+1x4 7+0x20",
    's724_longest_wait_seconds{office="20060"}': "40+0x120",
    's724_waiting_calls{office="20060"}': "2+0x120",
    's724_consultants{state="talking"}': "7+0x120",
    's724_consultants{state="offline"}': "40+0x120",
}

# What is different, and the alarm that this must raise; no other may.
ILL: list[tuple[str, Series]] = [
    ("WebServiceAway", {'up{job="system724"}': "1+0x60 0+0x60"}),
    ("ApplicationAway", {'s724_up{process="ari_app"}': "1+0x60 0+0x60"}),
    ("HeartbeatOld", {"s724_heartbeat_age_seconds": "0.5+0x60 15+15x60"}),
    ("HeartbeatOld", {"s724_heartbeat_age_seconds": "0.5+0x60 Inf+0x60"}),
    ("ApplicationRestarts", {"s724_start_time_seconds": "1000+0x80 1300 1400 1500+0x40"}),
    ("AsteriskAway", {'s724_up{process="asterisk"}': "1+0x60 0+0x60"}),
    ("AsteriskAway", {"s724_asterisk_connected": "1+0x60 0+0x60"}),
    ("AsteriskLost", {'s724_asterisk_up{node="a"}': "1+0x120", 's724_asterisk_up{node="b"}': "1+0x60 0+0x60"}),
    ("EmergencyPathAway", {'s724_up{process="agi_scripts"}': "1+0x60 0+0x60"}),
    ("EmergencyPathAway", {'s724_up{process="watchdog"}': "1+0x60 0+0x60"}),
    ("StandbyAway", {'s724_up{process="standby"}': "1+0x60 0+0x60"}),
    ("DatabaseAway", {'s724_up{process="database"}': "1+0x60 0+0x60"}),
    ("DatabaseAway", {"s724_database_away": "0+0x60 1+0x60"}),
    ("CertificateEnds", {"s724_certificate_seconds_left": "1210000-15x120"}),
    ("FactsPileUp", {'s724_spool_bytes{file="journal"}': "4000+0x60 60e6+0x60"}),
    ("FactsPileUp", {"s724_facts_waiting": "3+0x60 30000+0x60"}),
    ("FactsRefused", {'s724_spool_bytes{file="agi/refused"}': "200+0x120"}),
    ("RecordingStopped", {"s724_recording_stopped": "0+0x60 1+0x60"}),
    ("RecordingsFail", {'s724_recordings_failed_total{fault="not_closed"}': "0+0x100 0+1x20"}),
    ("DiskFillsUp", {"s724_disk_free_bytes": "50e9-40e6x120"}),
    ("DiskFillsUp", {"s724_disk_free_bytes": "1e9+0x120"}),
    ("DiskFillsUp", {"s724_recording_free_bytes": "80e9-40e6x120"}),
    ("LoopBlocked", {"s724_loop_blocked_total": "1+0x100 1+1x20"}),
    ("LoopBlocked", {"s724_longest_block_seconds": "6+0x100 9+0x20"}),
    ("CallsFail", {"s724_failed_calls_total": "2+0x100 2+1x20"}),
    ("CallsShed", {"s724_calls_shed_total": "2+0x100 2+1x20"}),
    ("VerificationAway", {"s724_verifications_unavailable_total": "2+0x100 2+1x20"}),
    ("ManyWrongTries", {'s724_recent_facts{fact="ManyWrongTries",detail=""}': "0+0x60 1+0x60"}),
    ("EmergencyCalls", {'s724_recent_facts{fact="EmergencyEntered",detail="script"}': "2+0x120"}),
    ("WatchdogActed", {'s724_recent_facts{fact="WatchdogActed",detail="to_emergency"}': "1+0x120"}),
    ("StatesMismatch", {"s724_state_mismatches_total": "4+0x100 4+1x20"}),
    ("PagesFail", {'s724_page_errors_total{teller="account"}': "0+0x100 1+0x20"}),
    ("PagesFail", {'s724_page_errors_total{teller="stranger"}': "0+0x100 0+1x20"}),
    ("CallersWaitLong", {'s724_longest_wait_seconds{office="20060"}': "40+0x60 900+15x60"}),
    ("LogsAltered", {"s724_logs_intact": "1+0x60 0+0x60"}),
    ("RecordingsAltered", {"s724_recordings_intact": "1+0x60 0+0x60"}),
    ("RecordingsMissing", {'s724_recording_alarms{kind="missing"}': "0+0x60 2+0x60"}),
    ("RecordingsWait", {"s724_recordings_waiting_age_seconds": "0+0x60 14000+60x60"}),
    ("ReportsLate", {"s724_reports_age_seconds": "9+0x60 700+15x60"}),
    ("BoardLate", {"s724_board_age_seconds": "0+0x60 70+15x60"}),
    ("ReportsWrong", {"s724_report_differences": "0+0x60 2+0x60"}),
    ("VersionReturned", {'s724_version_returned{scenario="linia-9510"}': "_x60 1+0x60"}),
    ("LogsNotChained", {'s724_unchained_age_seconds{log="access_log"}': "19+0x60 500+15x60"}),
    ("NobodyServes", {'s724_consultants{state="talking"}': "7+0x60 0+0x60"}),
]


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text("utf-8"))["groups"] for rule in group["rules"]]


@pytest.mark.anyio
@pytest.mark.usefixtures("secrets")
async def test_every_figure_that_an_alarm_stands_on_is_on_the_page(
    centre: Centre, stranger: AsyncClient, tmp_path: Path
) -> None:
    certificates.made_with_authority(make_private(tmp_path / "tls"), ["localhost"])
    await centre.space.look()
    answer = await stranger.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    # A counter's name is given without its end where nothing has been counted yet.
    shown = set(re.findall(r"^# TYPE (\S+)", answer.text, re.MULTILINE))
    wanted = {name for rule in rules() for name in re.findall(r"s724_[a-z_]+", rule["expr"])}
    assert wanted
    assert {name for name in wanted if name not in shown} == set()


def test_every_alarm_says_in_polish_what_is_wrong_and_where_to_read_on() -> None:
    runbook = (PROJECT / "docs" / "runbook.md").read_text("utf-8")
    headings = {heading.lower() for heading in re.findall(r"^### (\w+)$", runbook, re.MULTILINE)}
    for rule in rules():
        assert rule["labels"]["severity"] in {"now", "today"}
        assert rule["annotations"]["summary"].endswith((".", ").")), rule["alert"]
        assert rule["annotations"]["runbook"] == f"docs/runbook.md#{rule['alert'].lower()}"
    assert headings == {rule["alert"].lower() for rule in rules()}


def test_prometheus_takes_the_alarms(tmp_path: Path) -> None:
    _promtool("check", "rules", str(RULES))


def test_each_alarm_fires_when_it_should_and_no_other_does(tmp_path: Path) -> None:
    assert {name for name, _ in ILL} == {rule["alert"] for rule in rules()}
    cases: list[tuple[str, Series]] = [("", {}), *ILL]
    groups = [
        {
            "name": name or "all is well",
            "interval": f"{EVERY}s",
            "input_series": [{"series": key, "values": value} for key, value in {**WELL, **changed}.items()],
            "promql_expr_test": [
                {
                    "expr": 'count by (alertname) (ALERTS{alertstate="firing"})',
                    "eval_time": "30m",
                    "exp_samples": [{"labels": f'{{alertname="{name}"}}', "value": 1}] if name else [],
                }
            ],
        }
        for name, changed in cases
    ]
    file = tmp_path / "cases.yml"
    # As often as Prometheus looks where nothing else is set; at each scrape it would take four times as long.
    whole = {"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": groups}
    file.write_text(yaml.safe_dump(whole, allow_unicode=True))
    _promtool("test", "rules", str(file))


def _promtool(*arguments: str) -> None:
    command = [*checkers.command("promtool"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
