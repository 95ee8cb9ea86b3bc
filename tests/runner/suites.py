"""Which parts a run has, and which of them go on beside each other: that of `make test`, and the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from tests.runner.parts import Part
from tests.runner.starters import DATABASES, files_that_start_processes

CALLS = "tests/asterisk"
IMPORT = "tests/asterisk/test_a_person_of_an_import.py"
CHAOS = "tests/asterisk/recovery/test_chaos.py"
BROWSERS = "tests/browser"
STARTING = "tests/ops"
SOFTPHONE = "tests/softphone"
"""Telephones, registrations and hearing, tested on a bare Asterisk."""
OWN_TOOLS = ("tests/unit/runner", "tests/unit/support", "tests/database/core/test_as_new.py")
"""The other tools of the tests: they say nothing of the product."""
ASTERISK_ALONE = "tests/contract"
DESCRIPTION = "tests/api/http/test_openapi.py"
"""Made of the description of every operation, which takes as long as many tests: one process does it."""
_NO_DESCRIPTION = ("-p", "no:schemathesis")
"""All others need not load what makes requests of it."""
PATIENT = ("tests/unit", "tests/scenario", "tests/simulation")
"""What takes no harm from waiting for a processor."""

USUAL, MORE, TOOLS = "usual", "more", "softphone"
LONGEST = {USUAL: 59 * 60.0, MORE: 4 * 3600.0, TOOLS: 20 * 60.0}
"""Seconds of a whole run. What still runs then is ended, which takes up to a minute."""

Phases = list[list[list[Part]]]
"""One after the other; the lanes of a phase beside each other, the parts of a lane one after the other."""


@dataclass(frozen=True, slots=True)
class AtOnce:
    """How many workers a part with telephones has, and the places for which they wait."""

    workers: int
    environment: Mapping[str, str] = field(default_factory=dict)


def usual(at_once: Mapping[str, AtOnce], arguments: Sequence[str]) -> Phases:
    """`make test`: one whole proof of each behaviour. `at_once` is by folder."""
    return _phases(at_once, "not more", arguments)


def more(at_once: Mapping[str, AtOnce], arguments: Sequence[str]) -> Phases:
    """`make test-more`: what `make test` leaves out, and what looks at more in a wide run."""
    # Hypothesis looks for a long time at each of its properties, and a sweep at each moment.
    wide = _phases(at_once, "more or wide", arguments, ["--timeout", "3600"])
    return [*softphone(at_once, arguments), *wide]


def softphone(at_once: Mapping[str, AtOnce], arguments: Sequence[str]) -> Phases:
    """`make test-softphone`: the telephones of the tests, and what else they are made with."""
    telephones = _with_telephones("telephones of the tests", [SOFTPHONE], at_once[CALLS], arguments)
    others = Part("tools of the tests", [*OWN_TOOLS, "-n", "2", "--dist", "worksteal", *arguments], gives_way=True)
    return [[[telephones], [others]]]


SUITES: Mapping[str, Callable[[Mapping[str, AtOnce], Sequence[str]], Phases]] = {
    USUAL: usual,
    MORE: more,
    TOOLS: softphone,
}


def _phases(
    at_once: Mapping[str, AtOnce], chosen: str, arguments: Sequence[str], patience: Sequence[str] = ()
) -> Phases:
    """In the order that the head of `tests.__main__` explains.

    `chosen` is an expression of markers, `patience` what parts get that wait for nobody in real time.
    """
    several = ["--dist", "worksteal", *_NO_DESCRIPTION, *arguments]
    own = [CALLS, *_without([IMPORT, CHAOS]), "-m", chosen]
    telephones = _with_telephones("telephones", own, at_once[CALLS], arguments)
    browsers = _with_telephones("browsers", [BROWSERS, "-m", chosen], at_once[BROWSERS], arguments)
    units = [*PATIENT, *_without(OWN_TOOLS), "-m", chosen, "-n", "2", *patience, *several]
    patient = Part("units and scenarios", units, gives_way=True)
    # Each worker loads every file that it is given: none gets more than it needs.
    starting = [file for file in files_that_start_processes() if file not in (DESCRIPTION, *OWN_TOOLS)]
    resting = [*DATABASES, *_without([DESCRIPTION, *OWN_TOOLS, *starting]), "-m", chosen, "-n", "2"]
    databases = Part("databases", [*resting, *patience, *several], gives_way=True)
    services = Part("services", [ASTERISK_ALONE, *starting, "-m", chosen, "-n", "3", *patience, *several])
    alone = Part("an import, a short chaos", [IMPORT, CHAOS, "-m", chosen, *arguments])
    # Each worker has a centre of its own that its tests share.
    installations = Part("installations", [STARTING, "-m", chosen, "-n", "2", *several], gives_way=True)
    described = [DESCRIPTION, "-m", chosen, *patience, *arguments]
    description = Part("description of the web service", described, gives_way=True)
    return [
        [[telephones, browsers], [patient], [databases]],
        [[services, alone], [installations, description]],
    ]


def _without(paths: Sequence[str]) -> list[str]:
    return [f"--ignore={path}" for path in paths]


def _with_telephones(name: str, own: Sequence[str], at_once: AtOnce, arguments: Sequence[str]) -> Part:
    workers = ["-n", str(at_once.workers), "--dist", "worksteal"]
    return Part(name, [*own, *workers, *_NO_DESCRIPTION, *arguments], environment=at_once.environment)
