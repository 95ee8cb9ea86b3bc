"""`make test`: every test, as many real calls at once as the machine carries, and noise told from failure.

Tests with telephones come first, with nothing beside: they listen in real time, and a machine that also does
something else lets packets come late. All other tests follow, beside the short chaos, which fills the machine with
calls of its own.

A test with telephones that failed is run once more, alone, when everything else has ended. If it passes then, the
run is green and names it as unsteady; if it fails again, or if anything else failed, the run is red. Arguments go
on to pytest.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.support.capacity import calls_at_once
from tests.support.noise import OUTCOMES, Failure, read_failures

CALLS = "tests/asterisk"
CHAOS = "tests/asterisk/test_chaos.py"
MOST_NOISE = 10
"""More failures than these are no noise: nothing is run once more."""
_NO_TESTS = 5  # exit status of pytest if the arguments leave no test
_FAILED = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One run of pytest. `niceness` is how much processor time it leaves to others (0 to 19)."""

    arguments: Sequence[str]
    niceness: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """How a part ended: pytest's exit status, and which tests failed."""

    status: int
    failures: Sequence[Failure]

    @property
    def is_unexplained(self) -> bool:
        """It was broken off, or failed without naming a test."""
        return self.status not in (0, _FAILED, _NO_TESTS) or (self.status == _FAILED and not self.failures)


def run_beside_each_other(parts: Sequence[Part], folder: Path) -> list[Result]:
    """Run all parts at once. The first writes as it goes, the others when all are done."""
    places = [Path(tempfile.mkdtemp(dir=folder)) for _ in parts]
    with ThreadPoolExecutor(len(parts)) as pool:
        results = list(pool.map(_run, parts, places, [place is places[0] for place in places]))
    for place in places[1:]:
        sys.stdout.buffer.write((place / "output").read_bytes())
    sys.stdout.flush()
    return results


def _run(part: Part, place: Path, writes_as_it_goes: bool) -> Result:
    outcomes = place / "outcomes"
    command = ["nice", "-n", str(part.niceness), sys.executable, "-m", "pytest", *part.arguments]
    with (place / "output").open("wb") as out:
        done = subprocess.run(
            command,
            env=_environment(outcomes),
            stdout=None if writes_as_it_goes else out,
            stderr=None if writes_as_it_goes else subprocess.STDOUT,
            check=False,
        )
    return Result(done.returncode, read_failures(outcomes))


def _environment(outcomes: Path) -> dict[str, str]:
    """Ours, but of no worker of a pytest that may run this."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return ours | {OUTCOMES: str(outcomes)}


def once_more(failures: Sequence[Failure], arguments: Sequence[str], folder: Path) -> set[str]:
    """Run failed tests again, alone and one after the other; the names of those that failed again.

    All of them if that run was broken off.
    """
    print(f"\n{len(failures)} tests with telephones failed; each is run once more, alone.", flush=True)
    outcomes = folder / "outcomes-again"
    names = [failure.test for failure in failures]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *names, *arguments],
        env=_environment(outcomes),
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
    with_telephones = Part([CALLS, f"--ignore={CHAOS}", "-n", str(calls), *several])
    chaos = Part([CHAOS, *arguments])
    everything_else = Part(["tests", f"--ignore={CALLS}", "-n", "2", *several], niceness=10)
    with tempfile.TemporaryDirectory(prefix="s724-tests-") as name:
        folder = Path(name)
        results = run_beside_each_other([with_telephones], folder)
        results += run_beside_each_other([chaos, everything_else], folder)
        failures = [failure for result in results for failure in result.failures]
        noisy = [failure for failure in failures if failure.has_telephones]
        again = once_more(noisy, arguments, folder) if 0 < len(noisy) <= MOST_NOISE else None
    is_green, lines = verdict(results, again)
    print("\n" + "\n".join([*lines, "green" if is_green else "red"]), flush=True)
    return 0 if is_green else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
