"""The page /metrics: what is asked, which names it gets, and the text that Prometheus reads.

No figure has a label that names a person or a call. A part that is away takes its figures with it, never the page:
`s724_up` says which. `ops/production/alarms.yml` stands on these names.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import get_args

import anyio
from anyio import to_thread
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from core import lines
from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.errors import CentreUnavailable
from core.keys import tls
from core.lease.standby_store import LeaseNow, lease_now
from core.proof.proof_store import chain_states, last_done_run
from core.relay.commands import AskMetrics, Done, QueueNow
from core.relay.relay import RelayClient
from core.settings import Settings
from core.tasks.started import read_started
from ivr.canary.canary_store import returned_since
from recordings.proof.reconciling import AlarmKind
from recordings.proof.reconciling_store import open_alarms
from recordings.vault.packing_store import waiting
from reports.calls.fact_store import RecentFact, recent_facts
from reports.figures.figure_writing_store import progress

PATIENCE = 2.0  # seconds for the application; all parts are asked at the same time
READING_TIME = 2.0  # seconds for what the database knows
RETURNED_TIME = timedelta(days=1)  # that `s724_version_returned` looks back
RECENT_TIME = 300.0  # seconds that `s724_recent_facts` looks back
FRESH_TIME = 5.0  # seconds; a process whose heartbeat is older is not up

Family = GaugeMetricFamily | CounterMetricFamily


@dataclass(frozen=True, slots=True)
class Metric:
    """One name on the page. A counter's name gets `_total` at its end."""

    name: str
    help: str
    label: str | None = None
    is_counter: bool = False

    def family(self) -> Family:
        kind = CounterMetricFamily if self.is_counter else GaugeMetricFamily
        return kind(self.name, self.help, labels=[] if self.label is None else [self.label])


OF_APPLICATION: Mapping[str, Metric] = {
    "started_at": Metric("s724_start_time_seconds", "When ari_app began, seconds since 1970"),
    "asterisk_connected": Metric("s724_asterisk_connected", "1 while ari_app has its line to Asterisk"),
    "asterisk_up": Metric("s724_asterisk_up", "1 while ari_app leads that one of several Asterisks", "node"),
    "database_away": Metric("s724_database_away", "1 while ari_app cannot write facts to the database"),
    "facts_waiting": Metric("s724_facts_waiting", "Facts in ari_app's memory that are not written yet"),
    "loop_blocked": Metric("s724_loop_blocked", "Times that ari_app's loop was blocked", is_counter=True),
    "longest_block": Metric("s724_longest_block_seconds", "The longest time that ari_app's loop was blocked"),
    "adopted_calls": Metric("s724_adopted_calls", "Calls taken over from a process that died", is_counter=True),
    "state_mismatches": Metric(
        "s724_state_mismatches", "States repaired by comparing with Asterisk", is_counter=True
    ),
    "failed_calls": Metric("s724_failed_calls", "Calls that failed by a fault of ours", is_counter=True),
    "verifications_unavailable": Metric(
        "s724_verifications_unavailable", "Callers whose card could not be checked", is_counter=True
    ),
    "answers_not_spoken": Metric(
        "s724_answers_not_spoken", "Short answers that could not be spoken ahead of calls", is_counter=True
    ),
    "recording_stopped": Metric("s724_recording_stopped", "1 while no room is left and nothing is recorded"),
    "recording_free": Metric("s724_recording_free_bytes", "Bytes free for recordings, as ari_app sees it"),
    "recordings_failed": Metric(
        "s724_recordings_failed", "Recordings that are missing or cut short, by fault", "fault", is_counter=True
    ),
    "shed": Metric("s724_shed", "What is left undone for the sake of calls: 0 nothing to 5 new calls"),
    "calls_shed": Metric("s724_calls_shed", "Calls that heard that all lines are busy", is_counter=True),
    "calls_refused": Metric("s724_calls_refused", "Calls refused at the door, as reckoned", is_counter=True),
    "lateness": Metric("s724_lateness_seconds", "By how much something came too late, at the last look"),
    "use_of_processors": Metric(
        "s724_use_of_processors", "Share of the processors that Asterisk and ari_app take, at the last look"
    ),
    "consultants": Metric("s724_consultants", "Consultants by state", "state"),
    "calls": Metric("s724_calls", "Calls in progress by stage", "stage"),
}
_UP = Metric("s724_up", "1 while the process does its work", "process")
_HEARTBEAT = Metric("s724_heartbeat_age_seconds", "Age of ari_app's heartbeat; +Inf when there is none")
_SPOOL = Metric("s724_spool_bytes", "Facts on disk, not written yet or refused, by kind of file", "file")
_DISK = Metric("s724_disk_free_bytes", "Bytes free where the centre keeps everything but recordings")
_UNCHAINED = Metric("s724_unchained_age_seconds", "How long the oldest row of a log waits for its block", "log")
_INTACT = Metric("s724_logs_intact", "1 if the last verification found the logs as they were written, else 0")
_RECORDINGS_INTACT = Metric(
    "s724_recordings_intact", "1 if the last verification found the recordings as they were stored, else 0"
)
_RETURNED = Metric("s724_version_returned", "A version on trial has gone back by itself", "scenario")
_RECORDING_ALARMS = Metric("s724_recording_alarms", "Alarms about recordings that nobody has closed", "kind")
_UNPACKED = Metric("s724_recordings_waiting", "Closed recordings that are not sealed and stored yet")
_UNPACKED_AGE = Metric("s724_recordings_waiting_age_seconds", "How long ago the oldest of these began")
_BOARD_AGE = Metric(
    "s724_board_age_seconds", "How old the moment is up to which the figures of the live board are"
)
_REPORTS_AGE = Metric("s724_reports_age_seconds", "How old the moment is up to which the figures of reports are")
_REPORTS_WRONG = Metric("s724_report_differences", "Sums that the last check found other than recomputed")
_CERTIFICATE = Metric("s724_certificate_seconds_left", "Until the certificate of the lines ends; below 0 it has")
_PAGE_ERRORS = Metric(
    "s724_page_errors", "Failures of pages that browsers told of since api began", "teller", is_counter=True
)
_WAITING = Metric("s724_waiting_calls", "Callers who wait with no consultant promised", "office")
_LONGEST = Metric("s724_longest_wait_seconds", "How long the first of these has waited", "office")
_WORKING = Metric("s724_working_consultants", "Consultants who serve the queue and are not in a pause", "office")


@dataclass(slots=True)
class Seen:
    """What was found out; what could not be asked keeps the value here."""

    is_database_up: bool = False
    application: Done | None = None
    facts: Sequence[RecentFact] = ()
    is_agi_up: bool = False
    is_asterisk_up: bool = False
    is_watchdog_up: bool = False
    heartbeat_age: float = float("inf")
    spool: dict[str, int] = field(default_factory=dict)
    free: int | None = None
    certificate_left: float | None = None
    unchained: dict[str, float] = field(default_factory=dict)
    are_logs_intact: bool | None = None
    are_recordings_intact: bool | None = None
    recording_alarms: dict[str, int] = field(default_factory=dict)
    unpacked: int | None = None
    unpacked_age: float = 0.0
    board_age: float | None = None
    reports_age: float | None = None
    report_differences: int | None = None
    returned_versions: Sequence[str] = ()  # scenarios
    page_errors: Mapping[str, int] = field(default_factory=dict)
    lease: LeaseNow | None = None  # where several machines lead the calls, one at a time

    @property
    def is_application_up(self) -> bool:
        """The relay needs the database; while that is away the heartbeat alone tells."""
        return self.application is not None or self.heartbeat_age <= FRESH_TIME

    @property
    def is_standby_up(self) -> bool | None:
        return None if self.lease is None else self.lease.standby == "ok"


async def look(
    settings: Settings, engine: Engine, relay: RelayClient, clock: Clock, board_age: float | None = None
) -> Seen:
    """Ask every part at the same time; at most about two seconds."""
    seen = Seen(board_age=board_age)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_ask_database, seen, engine, clock)
        tasks.start_soon(_ask_application, seen, relay)
        tasks.start_soon(_ask_files, seen, settings, clock)
        tasks.start_soon(_ask_certificate, seen, settings, clock)
        if settings.has_standby:
            tasks.start_soon(_ask_lease, seen, engine)
    if seen.lease is not None:  # the heartbeat may be on another machine
        seen.heartbeat_age = min(seen.heartbeat_age, seen.lease.renewed_age)
    return seen


async def _ask_database(seen: Seen, engine: Engine, clock: Clock) -> None:
    try:
        with anyio.move_on_after(READING_TIME):
            seen.facts = await recent_facts(engine, clock.now(), RECENT_TIME)
            seen.is_database_up = True
            for chain in await chain_states(engine):
                waits = timedelta(0) if chain.tail_since is None else clock.now() - chain.tail_since
                seen.unchained[chain.log] = max(0.0, waits.total_seconds())
            seen.unpacked, oldest = await waiting(engine)
            seen.unpacked_age = 0.0 if oldest is None else (clock.now() - oldest).total_seconds()
            verified = await last_done_run(engine)
            seen.are_logs_intact = None if verified is None else verified.is_intact
            verified = await last_done_run(engine, "recordings")
            seen.are_recordings_intact = None if verified is None else verified.is_intact
            seen.recording_alarms = dict.fromkeys(get_args(AlarmKind), 0) | await open_alarms(engine)
            seen.returned_versions = await returned_since(engine, clock.now() - RETURNED_TIME)
            async with engine.connect() as connection:
                figures = await progress(connection)
            seen.report_differences = figures.differences
            if figures.complete_until is not None:
                seen.reports_age = max(0.0, (clock.now() - figures.complete_until).total_seconds())
    except DATABASE_AWAY:
        return


async def _ask_lease(seen: Seen, engine: Engine) -> None:
    with suppress(*DATABASE_AWAY), anyio.move_on_after(READING_TIME):
        seen.lease = await lease_now(engine)


async def _ask_application(seen: Seen, relay: RelayClient) -> None:
    try:
        reply = await relay.ask(AskMetrics(), PATIENCE)
    except CentreUnavailable:
        return
    seen.application = reply if isinstance(reply, Done) else None


async def _ask_files(seen: Seen, settings: Settings, clock: Clock) -> None:
    with suppress(OSError):
        found = await to_thread.run_sync(_files, settings, clock.now().timestamp())
        seen.heartbeat_age, seen.spool, seen.free, (listening, connected), is_watchdog_there = found
        seen.is_agi_up = settings.agi_port in listening
        seen.is_asterisk_up = settings.ari_port in listening
        # `ari_app` has such a line, too.
        seen.is_watchdog_up = settings.ami_port in connected and is_watchdog_there


async def _ask_certificate(seen: Seen, settings: Settings, clock: Clock) -> None:
    certificate = lines.certificate(settings)
    if certificate is None:
        return
    with suppress(OSError, ValueError):  # while it is being renewed, half of it may be there
        ends = await to_thread.run_sync(tls.expires, certificate)
        seen.certificate_left = (ends - clock.now()).total_seconds()


def _files(settings: Settings, now: float) -> tuple[float, dict[str, int], int, tuple[set[int], set[int]], bool]:
    age = float("inf")
    with suppress(OSError):
        age = max(0.0, now - settings.heartbeat.stat().st_mtime)
    system = os.statvfs(settings.state)
    free = system.f_bavail * system.f_frsize
    told = [read_started(each.state, "watchdog") for each in settings.of_asterisks]
    are_watchdogs_there = all(lives or said is None for said, lives in told)
    return age, _sizes(settings.spool), free, _ports(), are_watchdogs_there


def _sizes(spool: Path) -> dict[str, int]:
    """Bytes under the spool folder, by folder and kind of file: "events", "agi/refused"; 0 if there is none."""
    found = Counter({"events": 0, "refused": 0, "journal": 0})
    for file in spool.rglob("*.jsonl"):
        kind = file.relative_to(spool).with_name(file.stem.partition("-")[0])  # journals are numbered
        with suppress(OSError):  # written to the database meanwhile
            found[str(kind)] += file.stat().st_size
    return found


def _ports() -> tuple[set[int], set[int]]:
    """The TCP ports on which somebody listens, and those to which somebody has a connection.

    Read, not knocked at: a server would take a knock for a request.
    """
    listening, connected = set(), set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        with suppress(OSError):
            for line in Path(table).read_text().splitlines()[1:]:
                _, local, remote, state, *_ = line.split()
                if state == "0A":  # LISTEN
                    listening.add(int(local.rpartition(":")[2], 16))
                elif state == "01":  # ESTABLISHED
                    connected.add(int(remote.rpartition(":")[2], 16))
    return listening, connected


def page(seen: Seen) -> bytes:
    """The text of the page."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Page(seen))
    return generate_latest(registry)


class _Page(Collector):
    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def collect(self) -> Iterator[Family]:
        seen = self._seen
        up = {
            "api": True,
            "ari_app": seen.is_application_up,
            "asterisk": seen.is_asterisk_up,
            "agi_scripts": seen.is_agi_up,
            "watchdog": seen.is_watchdog_up,
            "database": seen.is_database_up,
        }
        if seen.is_standby_up is not None:
            up["standby"] = seen.is_standby_up
        yield _labelled(_UP, up)
        yield _labelled(_PAGE_ERRORS, seen.page_errors)
        yield _single(_HEARTBEAT, seen.heartbeat_age)
        yield _labelled(_SPOOL, seen.spool)
        if seen.free is not None:
            yield _single(_DISK, seen.free)
        if seen.board_age is not None:
            yield _single(_BOARD_AGE, seen.board_age)
        if seen.certificate_left is not None:
            yield _single(_CERTIFICATE, seen.certificate_left)
        if seen.is_database_up:
            yield _facts(seen.facts)
            yield _labelled(_UNCHAINED, seen.unchained)
            # Until something was verified there is the name, and no figure.
            known = seen.are_logs_intact
            if seen.unpacked is not None:
                yield _single(_UNPACKED, seen.unpacked)
                yield _single(_UNPACKED_AGE, seen.unpacked_age)
            yield _INTACT.family() if known is None else _single(_INTACT, known)
            known = seen.are_recordings_intact
            yield _RECORDINGS_INTACT.family() if known is None else _single(_RECORDINGS_INTACT, known)
            yield _labelled(_RECORDING_ALARMS, seen.recording_alarms)
            yield _labelled(_RETURNED, dict.fromkeys(seen.returned_versions, 1))
            age, wrong = seen.reports_age, seen.report_differences
            yield _REPORTS_AGE.family() if age is None else _single(_REPORTS_AGE, age)
            yield _REPORTS_WRONG.family() if wrong is None else _single(_REPORTS_WRONG, wrong)
        if seen.application is not None:
            yield from _application(seen.application.figures)
            yield from _queues(seen.application.queues)


def _facts(facts: Sequence[RecentFact]) -> Family:
    text = f"What was written down in the last {RECENT_TIME:.0f} s, whichever process did"
    family = GaugeMetricFamily("s724_recent_facts", text, labels=["fact", "detail"])
    for fact in facts:
        family.add_metric([fact.type, fact.detail], fact.count)
    return family


def _application(figures: Mapping[str, float]) -> Iterator[Family]:
    """A figure that this version does not know is passed over: during an update both processes differ."""
    for key, metric in OF_APPLICATION.items():
        if metric.label is None:
            if key in figures:
                yield _single(metric, figures[key])
        else:
            found = {
                name.partition(".")[2]: value for name, value in figures.items() if name.startswith(key + ".")
            }
            yield _labelled(metric, found)


def _queues(queues: Sequence[QueueNow]) -> Iterator[Family]:
    yield _labelled(_WAITING, {queue.office: queue.waiting for queue in queues})
    yield _labelled(_LONGEST, {queue.office: queue.longest_wait_time for queue in queues})
    yield _labelled(_WORKING, {queue.office: queue.working for queue in queues})


def _single(metric: Metric, value: float) -> Family:
    family = metric.family()
    family.add_metric([], value)
    return family


def _labelled(metric: Metric, values: Mapping[str, float]) -> Family:
    family = metric.family()
    for label, value in values.items():
        family.add_metric([label], float(value))
    return family
