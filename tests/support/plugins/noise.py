"""A plugin of pytest that tells noise from failure.

A test with real telephones listens to sound in real time. Such a test is marked `telephones` by itself: it lies in
`tests/asterisk`, `tests/softphone` or `tests/browser`, or uses a telephone. If it fails, its report says whether
the machine stood still meanwhile. In a run that gives places (`tests.runner.places`) it waits for one, and tells
how it was.

With `S724_OUTCOMES` set, every failure and what each test took is written down there, for `python -m tests`.
A failure is *real* if its test waits for real processes, which a slow machine can keep waiting. In a part that
gives way to telephones the database is one of them.
"""

import os
import sys
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.runner.outcomes import GIVES_WAY, OUTCOMES, Failure, Spent, write_outcome
from tests.runner.parallelism import Call
from tests.runner.places import PLACES, Places
from tests.support.centres.forked import FORKED
from tests.support.plugins.standstill import WATCH, told

TELEPHONES = "telephones"
LONGEST_REASON = 200  # characters
_WITH_TELEPHONES = ("tests/asterisk/", "tests/softphone/", "tests/browser/")
_WITH_PROCESSES = (*_WITH_TELEPHONES, "tests/ops/", "tests/contract/")
_PERHAPS_WITH_PROCESSES = ("tests/api/", "tests/database/")
"""Here a test waits for real processes if it has started one."""
_DATABASE = {"dsn", "engine"}  # fixtures
_FIXTURES = {"telephones", "phones", "phones_port"}
_IS_REAL = "is real"
_SPENT = "spent"
"""Under these names a worker's report carries them to the process that started the workers."""
_STARTS = {"subprocess.Popen", "os.posix_spawn", "os.fork", FORKED}


class _Starts:
    """How many processes this one has started since counting began."""

    count = 0
    is_counted = False

    @classmethod
    def begin(cls) -> None:
        if not cls.is_counted:
            cls.is_counted = True
            sys.addaudithook(cls._hear)  # for good, and it costs a little: only where it is wanted

    @classmethod
    def _hear(cls, event: str, _arguments: object) -> None:
        cls.count += event in _STARTS


@dataclass(slots=True)
class _Test:
    """What is noted of the test that runs. Seconds."""

    began: float = field(default_factory=time.monotonic)
    own: float = field(default_factory=time.process_time)
    children: float = field(default_factory=lambda: _children())
    turns: tuple[float, float] = field(default_factory=lambda: _turns())
    starts: int = field(default_factory=lambda: _Starts.count)
    has_failed: bool = False
    sound: float = 0.0
    late_sound: float = 0.0
    of_children: float = 0.0

    def note_call(self, item: pytest.Item) -> None:
        """The test itself is over, and its fixtures are still there."""
        # A centre of all tests is waited for at the end of the last one, which has not used it alone.
        self.of_children = _children() - self.children
        phones = getattr(item, "funcargs", {}).get("phones")
        for phone in getattr(phones, "all", ()):
            self.sound += phone.heard.seconds
            self.late_sound += phone.heard.late_seconds

    def spent(self, name: str) -> Spent:
        found = WATCH.since(self.began)
        ran, waited = _turns()
        return Spent(
            name,
            time.monotonic() - self.began,
            time.process_time() - self.own + self.of_children,
            len(found),
            sum(each.length for each in found),
            ran - self.turns[0],
            waited - self.turns[1],
            self.sound,
            self.late_sound,
        )

    def call(self) -> Call:
        spent = self.spent("")
        return Call(
            self.began,
            self.began + spent.wall,
            spent.stood_still,
            spent.ran,
            spent.waited,
            spent.sound,
            spent.late_sound,
            self.has_failed,
        )


_TEST = pytest.StashKey[_Test]()
_has_run_one = False


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _turns() -> tuple[float, float]:
    """Seconds that our main thread ran, and that it waited for a processor. 0 where Linux does not count."""
    try:
        ran, waited, _ = Path("/proc/self/schedstat").read_text().split()
    except FileNotFoundError:
        return 0.0, 0.0
    return int(ran) / 1e9, int(waited) / 1e9


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{TELEPHONES}: real telephones, real time; set by tests.support.noise")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(_WITH_TELEPHONES) or _FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(TELEPHONES)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """A test with telephones has a place; to wait for it counts to no time limit."""
    global _has_run_one
    folder = os.environ.get(PLACES)
    if folder is None or not item.get_closest_marker(TELEPHONES):
        return (yield)
    places = Places(Path(folder))
    with places.one(is_first=not _has_run_one):
        _has_run_one = True
        done = yield
        if _TEST in item.stash:  # it was not skipped
            places.tell(item.stash[_TEST].call())
    return done


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker(TELEPHONES):
        WATCH.start()
    if item.nodeid.startswith(_PERHAPS_WITH_PROCESSES):
        _Starts.begin()
    item.stash[_TEST] = _Test()


def has_failed(request: pytest.FixtureRequest) -> bool:
    """Whether the test of a fixture has failed: then its fixtures clear away whatever it left."""
    return _TEST in request.node.stash and request.node.stash[_TEST].has_failed


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say beside a failure that the machine stood still, and note what the test took."""
    report = yield
    if _TEST not in item.stash:  # skipped before its set-up
        return report
    test = item.stash[_TEST]
    if report.failed:
        test.has_failed = True
        if words := told(WATCH.since(test.began), test.began):
            report.sections.append(("the machine", words))
        report.user_properties.append((_IS_REAL, _is_real(item, test)))
    if call.when == "call":
        test.note_call(item)
    elif call.when == "teardown":
        report.user_properties.append((_SPENT, asdict(test.spent(item.nodeid))))
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _write(failure_of(report))
    for name, value in report.user_properties:
        if name == _SPENT and isinstance(value, dict):
            _write(Spent(**value))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        _write(Failure(report.nodeid, _first_line(report.longreprtext), is_real=False))


def failure_of(report: pytest.TestReport) -> Failure:
    """What the report of a failed test says, in one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    why = _first_line(report.longreprtext if crash is None else str(crash.message))
    if report.when != "call":
        why = f"{report.when}: {why}"
    for title, words in report.sections:
        if title == "the machine":
            why += f"; {words}"
    # A worker that died reports its test without anything else.
    is_real = bool(dict(report.user_properties).get(_IS_REAL, report.nodeid.startswith(_WITH_PROCESSES)))
    return Failure(report.nodeid, why, is_real)


def _is_real(item: pytest.Item, test: _Test) -> bool:
    if item.nodeid.startswith(_PERHAPS_WITH_PROCESSES):
        gives_way = GIVES_WAY in os.environ and bool(_DATABASE & set(getattr(item, "fixturenames", ())))
        return gives_way or _Starts.count > test.starts
    return item.nodeid.startswith(_WITH_PROCESSES) or item.get_closest_marker(TELEPHONES) is not None


def _write(outcome: Failure | Spent) -> None:
    # The reports of all workers come together in the process that started them.
    if "PYTEST_XDIST_WORKER" not in os.environ and (folder := os.environ.get(OUTCOMES)):
        write_outcome(Path(folder), outcome)


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.replace("\\n", "\n").splitlines() if line.strip()]
    return lines[0][:LONGEST_REASON] if lines else "no reason was given"
