"""`make extracts`: writes extracts of made-up people as the offices' own systems do, for the import to take in.

They are the people of a demonstration, so an import into one changes little; with `--start` others, who are new.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from clients.importing.files.encodings import Encoding
from clients.importing.files.extract_files import extract_files
from clients.importing.files.manifest import NAME
from clients.importing.made_up_extract import rows_by_office, with_faults
from clients.population.generator import SEED, population
from core.clock import WARSAW, SystemClock
from ops.console import exit_status, say
from ops.paths import PROJECT, make_private
from ops.running.run import read_settings

_ENCODINGS: tuple[Encoding, ...] = ("utf-8", "windows-1250", "iso-8859-2")


def write_extracts(
    folder: Path,
    size: int,
    now: datetime,
    *,
    seed: int = SEED,
    start: int = 0,
    faults: float = 0.0,
    encodings: Sequence[Encoding] = ("utf-8",),
) -> list[str]:
    """A full extract of each office that has people, `<folder>/<office>/<moment>/`; returns their names.

    `faults`: the share of names that are spoiled as old systems do. `encodings` are used in turn. The manifest is
    written last: an extract without one is not there yet.
    """
    today = now.astimezone(WARSAW).date()
    named = f"{now:%Y%m%dT%H%M%S}-full"
    written: list[str] = []
    by_office = rows_by_office(population(seed, start + size, today, start=start), today)
    for number, (office, rows) in enumerate(by_office.items()):
        sent = with_faults(rows, Random(f"{seed}:{office}"), faults) if faults else rows
        encoding = encodings[number % len(encodings)]
        files = extract_files(office, "full", now, (0, start + size), sent, encoding)
        place = make_private(make_private(folder / office) / named)
        for name, content in files.items():
            if name != NAME:
                (place / name).write_bytes(content)
        (place / NAME).write_bytes(files[NAME])
        written.append(f"{office}/{named}")
    return written


def _arguments(given: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make extracts ARGS=", description=__doc__)
    parser.add_argument("--people", type=int, default=32_000, help="how many, in all offices")
    parser.add_argument("--start", type=int, default=0, help="the number of the first one")
    parser.add_argument("--faults", type=float, default=0.02, help="share of names as old systems have them")
    parser.add_argument("--encoding", choices=_ENCODINGS, help="of all files; without it offices differ")
    parser.add_argument("--to", type=Path, help="the folder of deliveries; without it that of the settings")
    parser.add_argument("--minutes-ago", type=int, default=0, help="the moment of the extracts")
    return parser.parse_args(given)


def main(given: Sequence[str]) -> int:
    """0 when all are written, 1 after a failure."""
    os.chdir(PROJECT)
    wanted = _arguments(given)

    def work() -> None:
        folder = wanted.to or read_settings().imports
        now = (SystemClock().now() - timedelta(minutes=wanted.minutes_ago)).replace(microsecond=0)
        encodings = _ENCODINGS if wanted.encoding is None else (wanted.encoding,)
        written = write_extracts(
            folder, wanted.people, now, start=wanted.start, faults=wanted.faults, encodings=encodings
        )
        say(f"{len(written)} extracts lie in {folder}. POST /api/imports takes them in, or the night does.")

    return exit_status(work)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
