"""SIPp as callers and as consultants' telephones."""

import csv
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import keys
from bench.sounds import CALLER_HERTZ, CONSULTANT_HERTZ, write_tone
from ops import tools
from ops.console import Failed

HERE = Path(__file__).parent
CALLERS = HERE / "anna-dzwoni-9510.xml"
CONSULTANTS = HERE / "konsultant-odbiera.xml"
_CALL_SECONDS = 60  # more than a call of the scenario ever takes


@dataclass(frozen=True, slots=True)
class Media:
    """Addresses of a SIPp process: its SIP port and its range of RTP ports."""

    sip_port: int
    first_rtp_port: int
    last_rtp_port: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What SIPp says of a load. `failed` counts calls that did not go as the scenario says."""

    placed: int
    successful: int
    failed: int


def place_calls(
    folder: Path, media: Media, *, server: str, number: str, injection: Path, rate: float, calls: int
) -> Outcome:
    """Place `calls` calls to `number` at `rate` a second and return when the last one is over.

    Raises Failed when SIPp itself does not work.
    """
    folder.mkdir(parents=True, exist_ok=True)
    statistics, errors = folder / "callers.csv", folder / "callers-errors.log"
    seconds = int(calls / rate) + 1 + 2 * _CALL_SECONDS
    command = [
        *_command(CALLERS, media, folder),
        *("-s", number, "-inf", str(injection), "-r", f"{rate:g}", "-m", str(calls)),
        *("-l", str(int(rate * _CALL_SECONDS) + 10), "-timeout", str(seconds)),
        *("-key", "tone", str(write_tone(folder / "caller.al", CALLER_HERTZ))),
        *("-key", "consent", str(_consent(folder / "consent.keys"))),
        *("-trace_err", "-error_file", str(errors), "-trace_stat", "-stf", str(statistics), "-fd", "1"),
        server,
    ]
    with (folder / "callers.out").open("wb") as out:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=folder, check=False,
            timeout=seconds + 30,
        )  # fmt: skip
    # 0: all calls went well, 1: one at least failed; anything else is no result.
    if done.returncode not in (0, 1) or not statistics.exists():
        raise Failed(f"SIPp ended with {done.returncode}", folder / "callers.out")
    return read_outcome(statistics)


def read_outcome(statistics: Path) -> Outcome:
    """The totals in the last line of a statistics file. Raises Failed when there is none."""
    with statistics.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    if not rows:
        raise Failed("SIPp wrote no statistics", statistics)
    last = rows[-1]
    successful, failed = int(last["SuccessfulCall(C)"]), int(last["FailedCall(C)"])
    return Outcome(placed=int(last["TotalCallCreated"]), successful=successful, failed=failed)


@contextmanager
def consultants(folder: Path, media: Media) -> Iterator[None]:
    """Telephones that answer at `media.sip_port` during the block, whoever is asked for."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        *_command(CONSULTANTS, media, folder),
        *("-key", "tone", str(write_tone(folder / "consultant.al", CONSULTANT_HERTZ))),
        # A question that is asked again gets its answer again.
        *("-deadcall_wait", "0"),
        *("-trace_err", "-error_file", str(folder / "consultants-errors.log")),
    ]
    with (folder / "consultants.out").open("wb") as out:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=folder
        )
        try:
            yield
            if process.poll() is not None:
                raise Failed("SIPp ended before the load did", folder / "consultants.out")
        finally:
            process.kill()
            process.wait()


def _command(scenario: Path, media: Media, folder: Path) -> list[str]:
    return [
        *tools.sipp_command(),
        *("-sf", str(scenario), "-i", "127.0.0.1", "-mi", "127.0.0.1", "-p", str(media.sip_port)),
        *("-min_rtp_port", str(media.first_rtp_port), "-max_rtp_port", str(media.last_rtp_port)),
        "-nostdin",
    ]


def _consent(file: Path) -> Path:
    file.write_bytes(keys.stream("1"))
    return file
