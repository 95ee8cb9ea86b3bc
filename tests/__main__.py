"""`make test`: one whole proof of each behaviour, with as many real calls at once as the machine carries.

Tests with telephones listen in real time and leave a third of the processors; those with browsers follow: beside
each other both would lower how many go on at once to one. Beside both runs at the lowest priority what takes no
harm from waiting: units, whole calls in virtual time, simulations, and what has a database but starts no process.
What starts processes of its own has the processors for itself afterwards: as long as it ran beside the telephones,
a command of five seconds could take a minute. Then comes an import with a telephone, since `jobs` steps back for
everything else, and in `make test-more` the short chaos, which brings calls of its own. What starts whole
installations gives way to both, and after it the description of the web service does, which one process checks.

`make test-more` (`python -m tests more`) runs what `make test` leaves out, for the reasons that stand beside each
test (`tests.support.plugins.more`), every sweep at its full width, and the tests' own tools. These alone are
`make test-softphone` (`python -m tests softphone`).

What centres say in `make test` they say faster than callers hear it: most of a call is listening.

Each part loads its tests once, and its workers are forked off what has loaded them: see `tests.runner.forking`.

How many calls go on at once is decided by the calls while the run goes on: see `tests.runner.parallelism`.

A test that waits for real processes and failed is run once more, alone, when everything else has ended. If it
passes then, the run is green and names it as unsteady; if it fails again, or if anything else failed, the run is
red. If very many need that, the run says how the machine was. Nothing of a run is left after its longest time, or
after the run was ended. Arguments go on to pytest. `S724_SECONDS=file` writes what each test took into that file.
"""

import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.runner.closing import calls_at_once, costs, dearest, longest, seconds, stretch, verdict
from tests.runner.machine import STARTS, Meanwhile, processors, read_load, read_starts, told
from tests.runner.outcomes import Failure
from tests.runner.parts import NO_TESTS, Ended, Part, Result, Run
from tests.runner.places import PLACES, Places
from tests.runner.suites import BROWSERS, CALLS, LONGEST, MORE, SUITES, USUAL, AtOnce
from tests.support.browser.browsers import IS_FIRST_OF_MANY
from tests.support.centres.shared_speech import MADE, hurried
from tests.support.plugins.width import WIDE

CALLS_AT_ONCE = min(6, processors() + 1)
"""At most: a centre for each, whose start takes a core as long as a call or two. With one more the machine stood
still so often that runs came down to one at a time by themselves."""
BROWSERS_AT_ONCE = min(3, processors())
"""At most. Each test has a centre, a browser or two and a telephone; half of its time it waits."""
SECONDS = "S724_SECONDS"
"""The variable that names a file for what each test took."""
FEW = 15
"""So many second tries are noise. More of them mean that the machine is too slow, or that something is broken."""


def once_more(run: Run, failures: Sequence[Failure], arguments: Sequence[str], at_once: int = 1) -> dict[str, str]:
    """Run failed tests again, so many at once; which failed again, and why.

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
    known = {failure.test: failure.why for failure in result.failures}
    return {name: known.get(name, "broken off") for name in names} if broken_off else known


def main(arguments: Sequence[str]) -> int:
    """The exit status: 0 for green. The first argument may name another suite than that of `make test`."""
    suite, rest = (arguments[0], arguments[1:]) if arguments and arguments[0] in SUITES else (USUAL, arguments)
    with tempfile.TemporaryDirectory(prefix="s724-tests-") as name:
        folder = Path(name)
        # What centres begin with is made once for all parts.
        shared = {MADE: str(folder / "made"), STARTS: str(folder / "starts"), IS_FIRST_OF_MANY: "yes"}
        shared |= {WIDE: "yes"} if suite == MORE else {}
        try:
            with Run(folder, time.monotonic() + LONGEST[suite], shared) as run:
                return _run(run, folder, suite, rest)
        except Ended as ended:
            print(f"\nended by {ended.number.name}", flush=True)
            return 128 + ended.number


def _run(run: Run, folder: Path, suite: str, arguments: Sequence[str]) -> int:
    calls = Places.lay(folder / "calls", processors(), CALLS_AT_ONCE)
    pages = Places.lay(folder / "browsers", processors(), BROWSERS_AT_ONCE)
    pace = hurried(folder / "hurried") if suite == USUAL else {}
    at_once = {
        CALLS: AtOnce(CALLS_AT_ONCE, {PLACES: str(folder / "calls"), **pace}),
        BROWSERS: AtOnce(BROWSERS_AT_ONCE, {PLACES: str(folder / "browsers"), **pace}),
    }
    results = [result for lanes in SUITES[suite](at_once, arguments) for result in run.lanes(lanes)]
    failures = [failure for result in results for failure in result.failures]
    noisy = [failure for failure in failures if failure.is_real]
    again, tries_at_once = None, 1
    if len(noisy) > FEW:
        print(f"\nThis machine is too slow or something is broken: {len(noisy)} tests need a second try.")
        print("\n".join(_how_the_machine_was(run, results, folder)), flush=True)
        tries_at_once = max(1, calls.parallelism.highest // 2)
    if noisy:
        again = once_more(run, noisy, arguments, tries_at_once)
    is_green, lines = verdict(results, again)
    if file := os.environ.get(SECONDS):
        Path(file).write_text(seconds(results), "utf-8")
    spent = [each for result in results for each in result.spent]
    at_once_line = calls_at_once({"telephones": calls.parallelism, "browsers": pages.parallelism})
    lines = [
        *costs(run.phases),
        at_once_line,
        *stretch(spent),
        *dearest(spent),
        *longest(spent),
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
