"""`make test`: every test, as many real calls at once as the machine carries, and noise told from failure.

Tests with telephones listen in real time and leave a third of the processors. Beside them runs what has no clock
of its own, since it takes no harm from waiting: units, whole calls in virtual time, simulations, the description
of the web service. Whatever else waits for real processes has the processors for itself: first what has browsers,
then what has databases, web services or an Asterisk alone. Then comes an import with a telephone, since `jobs`
steps back for everything else. It leaves most of the machine to what starts whole installations, which gives way
to it. At last comes the short chaos, which fills the machine with calls of its own.

A test with telephones that failed is run once more, alone, when everything else has ended. If it passes then, the
run is green and names it as unsteady; if it fails again, or if anything else failed, the run is red. Arguments go
on to pytest.
"""

import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.support.browsing import IS_FIRST_OF_MANY
from tests.support.capacity import calls_at_once
from tests.support.noise import OUTCOMES, Failure, read_failures
from tests.support.shared_speech import MADE

CALLS = "tests/asterisk"
IMPORT = "tests/asterisk/test_a_person_of_an_import.py"
CHAOS = "tests/asterisk/test_chaos.py"
BROWSERS = "tests/browser"
STARTS = "tests/ops"
DESCRIPTION = "tests/api/test_openapi.py"
"""Made of the description of every operation, which takes as long as many tests: one process does it."""
PATIENT = ("tests/unit", "tests/scenario", "tests/simulation")
"""What takes no harm from waiting for a processor."""
MOST_NOISE = 10
"""More failures than these are no noise: nothing is run once more."""
BROWSERS_AT_ONCE = 3
"""Each test has a centre, a browser or two and a telephone; half of its time it waits."""
_NO_TESTS = 5  # exit status of pytest if the arguments leave no test
_FAILED = 1


_GIVE_WAY = 'echo 19 2>/dev/null >/proc/self/autogroup; exec nice -n 19 "$@"'
"""Linux shares processors by session before it looks at priorities of processes: a session can be nice, too."""


@dataclass(frozen=True, slots=True)
class Part:
    """One run of pytest. One that gives way takes only the processor time that others leave."""

    arguments: Sequence[str]
    gives_way: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """How a part ended: pytest's exit status, and which tests failed."""

    status: int
    failures: Sequence[Failure]

    @property
    def is_unexplained(self) -> bool:
        """It was broken off, or failed without naming a test."""
        return self.status not in (0, _FAILED, _NO_TESTS) or (self.status == _FAILED and not self.failures)


def run_lanes(lanes: Sequence[Sequence[Part]], folder: Path) -> list[Result]:
    """Run the lanes beside each other, the parts of a lane one after the other; results lane by lane.

    The first lane writes as it goes, the others when all are done.
    """
    running: set[subprocess.Popen[bytes]] = set()
    is_stopped = threading.Event()

    def run(lane: Sequence[Part], writes_as_it_goes: bool) -> list[tuple[Result, bytes]]:
        done = []
        for part in lane:
            if is_stopped.is_set():
                break
            place = Path(tempfile.mkdtemp(dir=folder))
            process = _start(part, place, folder, writes_as_it_goes)
            running.add(process)
            status = process.wait()
            running.discard(process)
            done.append((Result(status, read_failures(place / "outcomes")), (place / "output").read_bytes()))
        return done

    with ThreadPoolExecutor(len(lanes)) as threads:
        waited_for = [threads.submit(run, lane, lane is lanes[0]) for lane in lanes]
        try:
            ended = [done for lane in waited_for for done in lane.result()]
        finally:
            is_stopped.set()
            for process in list(running):  # Ctrl-C reaches no session but our own
                process.terminate()
    for _, output in ended:
        sys.stdout.flush()
        sys.stdout.buffer.write(output)
    sys.stdout.flush()
    return [result for result, _ in ended]


def _start(part: Part, place: Path, folder: Path, writes_as_it_goes: bool) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", *part.arguments]
    with (place / "output").open("wb") as out:
        return subprocess.Popen(
            ["sh", "-c", _GIVE_WAY, "sh", *command] if part.gives_way else command,
            env=_environment(place / "outcomes", folder),
            stdout=None if writes_as_it_goes else out,
            stderr=None if writes_as_it_goes else subprocess.STDOUT,
            start_new_session=part.gives_way,
        )


def _environment(outcomes: Path, folder: Path) -> dict[str, str]:
    """Ours, but of no worker of a pytest that may run this. What centres begin with is made once for all parts."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return ours | {OUTCOMES: str(outcomes), MADE: str(folder / "made"), IS_FIRST_OF_MANY: "yes"}


def once_more(failures: Sequence[Failure], arguments: Sequence[str], folder: Path) -> set[str]:
    """Run failed tests again, alone and one after the other; the names of those that failed again.

    All of them if that run was broken off.
    """
    print(f"\n{len(failures)} tests with telephones failed; each is run once more, alone.", flush=True)
    outcomes = folder / "outcomes-again"
    names = [failure.test for failure in failures]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *names, *arguments],
        env=_environment(outcomes, folder),
        check=False,
    )
    result = Result(done.returncode, read_failures(outcomes))
    broken_off = result.is_unexplained or result.status == _NO_TESTS
    return set(names) if broken_off else {failure.test for failure in result.failures}


def verdict(results: Sequence[Result], again: set[str] | None) -> tuple[bool, list[str]]:
    """Whether the run is green, and the lines that close it. `again`: see `once_more`; None if nothing was run
    once more."""
    failures = [failure for result in results for failure in result.failures]
    failed_again = {failure.test for failure in failures} if again is None else again
    hard = [f for f in failures if not f.has_telephones or f.test in failed_again]
    lines = [f"unsteady: {f.test} ({f.why})" for f in failures if f not in hard]
    lines += [f"failed: {f.test} ({f.why})" for f in hard]
    lines += ["a run of pytest was broken off" for result in results if result.is_unexplained]
    ran_nothing = all(result.status == _NO_TESTS for result in results)
    if ran_nothing:
        lines.append("no test was run")
    return not (hard or ran_nothing or any(result.is_unexplained for result in results)), lines


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 for green."""
    calls = calls_at_once()
    print(f"This machine carries {calls} real calls at once.", flush=True)
    several = ["--dist", "worksteal", *arguments]
    phones = [CALLS, *(f"--ignore={file}" for file in (IMPORT, CHAOS)), "-n", str(calls)]
    browsers = [BROWSERS, "-n", str(min(calls, BROWSERS_AT_ONCE))]
    elsewhere = (CALLS, BROWSERS, STARTS, DESCRIPTION, *PATIENT)
    rest = ["tests", *(f"--ignore={place}" for place in elsewhere), "-n", "4"]
    beside_phones = [
        [Part([*PATIENT, "-n", "2", *several], gives_way=True)],
        [Part([DESCRIPTION, *arguments], gives_way=True)],
    ]
    beside_import = [[Part([STARTS, "-n", "3", *several], gives_way=True)]]
    with tempfile.TemporaryDirectory(prefix="s724-tests-") as name:
        folder = Path(name)
        results = run_lanes([[Part([*phones, *several])], *beside_phones], folder)
        results += run_lanes([[Part([*browsers, *several]), Part([*rest, *several])]], folder)
        results += run_lanes([[Part([IMPORT, *arguments])], *beside_import], folder)
        results += run_lanes([[Part([CHAOS, *arguments])]], folder)
        failures = [failure for result in results for failure in result.failures]
        noisy = [failure for failure in failures if failure.has_telephones]
        again = once_more(noisy, arguments, folder) if 0 < len(noisy) <= MOST_NOISE else None
    is_green, lines = verdict(results, again)
    print("\n" + "\n".join([*lines, "green" if is_green else "red"]), flush=True)
    return 0 if is_green else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
