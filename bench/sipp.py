"""SIPp as callers and as consultants' telephones."""

import csv
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import keys
from bench.addresses import Media
from bench.outside import before_all
from bench.sounds import CALLER_HERTZ, CONSULTANT_HERTZ, write_tone
from ops.console import Failed
from ops.install import tools
from ops.paths import make_private

HERE = Path(__file__).parent
CALLERS = HERE / "anna-dzwoni-9510.xml"
CONSULTANTS = HERE / "konsultant-odbiera.xml"
_CALL_SECONDS = 60  # more than a call of the scenario ever takes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What SIPp says of a load. `failed` counts calls that did not go as the scenario says."""

    placed: int
    failed: int


def place_calls(
    folder: Path, media: Media, *, server: str, number: str, callers: Path, rate: float, calls: int
) -> Outcome:
    """Place `calls` calls to `number` at `rate` a second and return when the last one is over.

    Raises Failed when SIPp itself does not work.
    """
    make_private(folder)
    statistics, out = folder / "statistics.csv", folder / "callers.out"
    consent = folder / "consent.keys"
    consent.write_bytes(keys.stream("1#"))
    seconds = int(calls / rate) + 1 + 2 * _CALL_SECONDS
    command = [
        *_command(CALLERS, media),
        *("-s", number, "-inf", str(callers), "-r", f"{rate:g}", "-m", str(calls)),
        *("-l", str(int(rate * _CALL_SECONDS) + 10), "-timeout", str(seconds)),
        *("-key", "tone", str(write_tone(folder / "caller.al", CALLER_HERTZ))),
        *("-key", "consent", str(consent)),
        *("-trace_err", "-error_file", str(folder / "callers-errors.log")),
        *("-trace_stat", "-stf", str(statistics), "-fd", "1"),
        server,
    ]
    with out.open("wb") as log:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                check=False,
                timeout=seconds + 30,
            )
        except subprocess.TimeoutExpired:
            raise Failed(f"SIPp did not end within {seconds + 30} s", out) from None
    # 0: all calls went well, 1: one at least failed; anything else is no result.
    if done.returncode not in (0, 1) or not statistics.exists():
        raise Failed(f"SIPp ended with {done.returncode}", out)
    return read_outcome(statistics)


def read_outcome(statistics: Path) -> Outcome:
    """The totals in the last line of a statistics file. Raises Failed when there is none."""
    with statistics.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    if not rows:
        raise Failed("SIPp wrote no statistics", statistics)
    placed, successful = int(rows[-1]["TotalCallCreated"]), int(rows[-1]["SuccessfulCall(C)"])
    # Not its own count of failures: a call that it gave up at its end counts in neither.
    return Outcome(placed, placed - successful)


@contextmanager
def consultants(folder: Path, media: Media) -> Iterator[None]:
    """Telephones that answer at `media.sip_port` during the block, whoever is asked for.

    Raises Failed at the end of the block when they were gone before.
    """
    make_private(folder)
    command = [
        *_command(CONSULTANTS, media),
        *("-key", "tone", str(write_tone(folder / "consultant.al", CONSULTANT_HERTZ))),
        # A question that is asked again gets its answer again.
        *("-deadcall_wait", "0"),
        *("-trace_err", "-error_file", str(folder / "consultants-errors.log")),
    ]
    out = folder / "consultants.out"
    with out.open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd=folder
        )
        try:
            yield
            if process.poll() is not None:
                raise Failed("the consultants' SIPp ended before the load did", out)
        finally:
            process.kill()
            process.wait()


def _command(scenario: Path, media: Media) -> list[str]:
    return [
        *before_all(),
        *tools.sipp_command(),
        *("-sf", str(scenario), "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", str(media.sip_port)),
        *("-min_rtp_port", str(media.first_rtp_port), "-max_rtp_port", str(media.last_rtp_port)),
        "-nostdin",
        # On a full machine it may come late as often as it likes: it ends with the load and not before.
        *("-watchdog_minor_maxtriggers", "1000000", "-watchdog_major_maxtriggers", "1000000"),
    ]
