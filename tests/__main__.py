"""`make test`: every test, as many real calls at once as the machine carries, and noise told from failure.

Tests with telephones listen in real time and leave a third of the processors. Beside them runs what has no clock
of its own, since it takes no harm from waiting: units, whole calls in virtual time, simulations, the description
of the web service. Whatever else waits for real processes has the processors for itself: first what has browsers,
then what has databases, web services or an Asterisk alone. Then comes an import with a telephone, since `jobs`
steps back for everything else. It leaves most of the machine to what starts whole installations, which gives way
to it. At last comes the short chaos, which fills the machine with calls of its own.

How many calls go on at once is decided by the calls while the run goes on: see `tests.runner.parallelism`.

A test that waits for real processes and failed is run once more, alone, when everything else has ended. If it
passes then, the run is green and names it as unsteady; if it fails again, or if anything else failed, the run is
red. If very many need that, the run says how the machine was. Nothing of a run is left after an hour, or after
the run was ended. Arguments go on to pytest.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.runner.closing import calls_at_once, costs, dearest, stretch, verdict
from tests.runner.machine import STARTS, Meanwhile, processors, read_load, read_starts, told
from tests.runner.outcomes import Failure
from tests.runner.parts import NO_TESTS, Ended, Part, Result, Run
from tests.runner.places import PLACES, Places
from tests.support.browsing import IS_FIRST_OF_MANY
from tests.support.shared_speech import MADE

CALLS = "tests/asterisk"
IMPORT = "tests/asterisk/test_a_person_of_an_import.py"
CHAOS = "tests/asterisk/test_chaos.py"
BROWSERS = "tests/browser"
STARTING = "tests/ops"
DESCRIPTION = "tests/api/test_openapi.py"
"""Made of the description of every operation, which takes as long as many tests: one process does it."""
PATIENT = ("tests/unit", "tests/scenario", "tests/simulation")
"""What takes no harm from waiting for a processor."""
LONGEST = 59 * 60.0
"""Seconds of a whole run. What still runs then is ended, which takes up to a minute."""
CALLS_AT_ONCE = 6
"""At most: a centre for each."""
BROWSERS_AT_ONCE = 3
"""At most. Each test has a centre, a browser or two and a telephone; half of its time it waits."""
FEW = 15
"""So many second tries are noise. More of them mean that the machine is too slow, or that something is broken."""


def run_all(run: Run, telephones: Part, browsers: Part, arguments: Sequence[str]) -> list[Result]:
    """Every part, in the order that the head of this module explains."""
    several = ["--dist", "worksteal", *arguments]
    elsewhere = (CALLS, BROWSERS, STARTING, DESCRIPTION, *PATIENT)
    rest = Part(
        "databases and services", ["tests", *(f"--ignore={each}" for each in elsewhere), "-n", "4", *several]
    )
    patient = Part("units and scenarios", [*PATIENT, "-n", "2", *several], gives_way=True)
    description = Part("description of the web service", [DESCRIPTION, *arguments], gives_way=True)
    starting = Part("installations", [STARTING, "-n", "3", *several], gives_way=True)
    results = run.lanes([[telephones], [patient], [description]])
    results += run.lanes([[browsers, rest]])
    results += run.lanes([[Part("an import", [IMPORT, *arguments])], [starting]])
    results += run.lanes([[Part("chaos", [CHAOS, *arguments])]])
    return results


def once_more(run: Run, failures: Sequence[Failure], arguments: Sequence[str], at_once: int = 1) -> set[str]:
    """Run failed tests again, so many at once; the names of those that failed again.

    All of them if that run was broken off.
    """
    how = "alone" if at_once == 1 else f"{at_once} at once"
    print(
        f"\n{len(failures)} tests that wait for real processes failed; each is run once more, {how}.", flush=True
    )
    names = [failure.test for failure in failures]
    workers = [] if at_once == 1 else ["-n", str(at_once), "--dist", "worksteal"]
    again = {IS_FIRST_OF_MANY: ""}  # with pictures
    [result] = run.lanes([[Part("second tries", [*names, *workers, *arguments], environment=again)]])
    broken_off = result.is_unexplained or result.status == NO_TESTS
    return set(names) if broken_off else {failure.test for failure in result.failures}


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 for green."""
    with tempfile.TemporaryDirectory(prefix="s724-tests-") as name:
        folder = Path(name)
        # What centres begin with is made once for all parts.
        shared = {MADE: str(folder / "made"), STARTS: str(folder / "starts"), IS_FIRST_OF_MANY: "yes"}
        try:
            with Run(folder, time.monotonic() + LONGEST, shared) as run:
                return _run(run, folder, arguments)
        except Ended as ended:
            print(f"\nended by {ended.number.name}", flush=True)
            return 128 + ended.number


def _run(run: Run, folder: Path, arguments: Sequence[str]) -> int:
    several = ["--dist", "worksteal", *arguments]
    calls = Places.lay(folder / "calls", processors(), CALLS_AT_ONCE)
    pages = Places.lay(folder / "browsers", processors(), BROWSERS_AT_ONCE)
    phones = [CALLS, *(f"--ignore={file}" for file in (IMPORT, CHAOS)), "-n", str(CALLS_AT_ONCE)]
    results = run_all(
        run,
        Part("telephones", [*phones, *several], environment={PLACES: str(folder / "calls")}),
        Part(
            "browsers",
            [BROWSERS, "-n", str(BROWSERS_AT_ONCE), *several],
            environment={PLACES: str(folder / "browsers")},
        ),
        arguments,
    )
    failures = [failure for result in results for failure in result.failures]
    noisy = [failure for failure in failures if failure.is_real]
    again, at_once = None, 1
    if len(noisy) > FEW:
        print(f"\nThis machine is too slow or something is broken: {len(noisy)} tests need a second try.")
        print("\n".join(_how_the_machine_was(run, results, folder)), flush=True)
        at_once = max(1, calls.parallelism.highest // 2)
    if noisy:
        again = once_more(run, noisy, arguments, at_once)
    is_green, lines = verdict(results, again)
    spent = [each for result in results for each in result.spent]
    at_once_line = calls_at_once({"telephones": calls.parallelism, "browsers": pages.parallelism})
    lines = [
        *costs(run.phases),
        at_once_line,
        *stretch(spent),
        *dearest(spent),
        *lines,
        "green" if is_green else "red",
    ]
    print("\n" + "\n".join(lines), flush=True)
    return 0 if is_green else 1


def _how_the_machine_was(run: Run, results: Sequence[Result], folder: Path) -> list[str]:
    own = sum(result.processor for result in results)
    meanwhile = sum((meanwhile for _, meanwhile in run.phases), Meanwhile(0, 0, 0))
    spent = [each for result in results for each in result.spent]
    return told(own, meanwhile, spent, read_starts(folder / "starts"), read_load())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
