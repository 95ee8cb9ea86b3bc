"""The ARI messages that the counted application has written down."""

import json
import time
from dataclasses import dataclass
from pathlib import Path

from bench.profile.counted_app import FILE, WRITE_TIME


@dataclass(frozen=True, slots=True)
class Messages:
    """How many messages of a kind, such as `event StasisStart` or `request channels.hangup`, and their bytes."""

    number: float
    size: float


def read(state: Path) -> dict[str, Messages]:
    """Everything since the application started; waits until what has happened so far is written."""
    time.sleep(2 * WRITE_TIME)
    told = json.loads((state / FILE).read_text(encoding="utf-8"))
    return {name: Messages(number, size) for name, (number, size) in told.items()}


def between(before: dict[str, Messages], after: dict[str, Messages], calls: int) -> dict[str, Messages]:
    """For each of `calls` calls; kinds of which there was none are left out."""
    nothing = Messages(0, 0)
    found = {}
    for name, now in after.items():
        then = before.get(name, nothing)
        if now.number > then.number:
            found[name] = Messages((now.number - then.number) / calls, (now.size - then.size) / calls)
    return found
