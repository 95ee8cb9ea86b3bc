"""A plugin of pytest that tells noise from failure.

A test with real telephones listens to sound in real time. Such a test is marked `telephones` by itself: it lies in
`tests/asterisk` or `tests/browser`, or uses a telephone. If it fails, its report says whether the machine stood
still meanwhile. With `S724_OUTCOMES` set, every failure is appended to that file, for `python -m tests`.
"""

import json
import os
import time
from collections.abc import Generator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.support.standstill import StandstillWatch, told

OUTCOMES = "S724_OUTCOMES"
"""The variable that names the file of outcomes; one JSON object a line."""
TELEPHONES = "telephones"
LONGEST_REASON = 200  # characters
_FOLDERS = ("tests/asterisk/", "tests/browser/")
_FIXTURES = {"telephones", "phones", "engine", "phones_port"}
_WATCH = StandstillWatch()
_BEGAN = pytest.StashKey[float]()
_FAILED = pytest.StashKey[bool]()


@dataclass(frozen=True, slots=True)
class Failure:
    """One test that did not pass. `why` is one line."""

    test: str
    why: str
    has_telephones: bool


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{TELEPHONES}: real telephones, real time; set by tests.support.noise")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.nodeid.startswith(_FOLDERS) or _FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(TELEPHONES)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker(TELEPHONES):
        _WATCH.start()
    item.stash[_BEGAN] = time.monotonic()
    item.stash[_FAILED] = False


def has_failed(request: pytest.FixtureRequest) -> bool:
    """Whether the test of a fixture has failed: then its fixtures clear away whatever it left."""
    return bool(request.node.stash.get(_FAILED, False))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Say beside a failure that the machine stood still."""
    report = yield
    if report.failed:
        item.stash[_FAILED] = True
        began = item.stash.get(_BEGAN, time.monotonic())
        if words := told(_WATCH.since(began), began):
            report.sections.append(("the machine", words))
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.failed:
        _write(failure_of(report))


def pytest_collectreport(report: pytest.CollectReport) -> None:
    if report.failed:
        _write(Failure(report.nodeid, _first_line(report.longreprtext), has_telephones=False))


def failure_of(report: pytest.TestReport) -> Failure:
    """What the report of a failed test says, in one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    why = _first_line(report.longreprtext if crash is None else str(crash.message))
    if report.when != "call":
        why = f"{report.when}: {why}"
    for title, words in report.sections:
        if title == "the machine":
            why += f"; {words}"
    # A worker that died reports its test without marks.
    has_telephones = TELEPHONES in report.keywords or report.nodeid.startswith(_FOLDERS)
    return Failure(report.nodeid, why, has_telephones)


def read_failures(file: Path) -> list[Failure]:
    """The failures that a run has written; a test that failed twice, in its call and at its end, only once."""
    lines = file.read_text("utf-8").splitlines() if file.exists() else []
    found = [Failure(**json.loads(line)) for line in lines]
    return list({failure.test: failure for failure in reversed(found)}.values())[::-1]


def _write(failure: Failure) -> None:
    # The reports of all workers come together in the process that started them.
    if "PYTEST_XDIST_WORKER" in os.environ or not (file := os.environ.get(OUTCOMES)):
        return
    with Path(file).open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(failure), ensure_ascii=False) + "\n")


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.replace("\\n", "\n").splitlines() if line.strip()]
    return lines[0][:LONGEST_REASON] if lines else "no reason was given"
