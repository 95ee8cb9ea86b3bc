"""What the plugin of pytest tells `python -m tests` of each test: lines of JSON in a folder."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

OUTCOMES = "S724_OUTCOMES"
"""The variable that names the folder; it need not exist yet."""
GIVES_WAY = "S724_GIVES_WAY"
"""The variable that is set in a part that takes only the processor time which others leave."""


@dataclass(frozen=True, slots=True)
class Failure:
    """One test that did not pass. `why` is one line; `is_real`: it waits for real processes or in real time."""

    test: str
    why: str
    is_real: bool


@dataclass(frozen=True, slots=True)
class Spent:
    """What one test took, and how the machine was meanwhile. All but `standstills` in seconds."""

    test: str
    wall: float
    processor: float  # of its worker and of the children that this waited for
    standstills: int = 0  # how many were noticed; only in tests with telephones
    stood_still: float = 0.0
    ran: float = 0.0  # the worker's main thread had a processor
    waited: float = 0.0  # and it wanted one
    sound: float = 0.0  # that its telephones heard
    late_sound: float = 0.0


def write_outcome(folder: Path, outcome: Failure | Spent) -> None:
    folder.mkdir(exist_ok=True)
    with (folder / type(outcome).__name__).open("a", encoding="utf-8") as out:
        out.write(json.dumps(asdict(outcome), ensure_ascii=False) + "\n")


def read_failures(folder: Path) -> list[Failure]:
    """The failures of a run; a test that failed twice, in its call and at its end, only once."""
    found = [Failure(**line) for line in _lines(folder / Failure.__name__)]
    return list({failure.test: failure for failure in reversed(found)}.values())[::-1]


def read_spent(folder: Path) -> list[Spent]:
    """What each test of a run has taken."""
    return [Spent(**line) for line in _lines(folder / Spent.__name__)]


def _lines(file: Path) -> Iterable[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []
