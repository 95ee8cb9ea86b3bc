"""How far the made-up history of a demonstration is, as the process that writes it tells the web service."""

from pathlib import Path
from typing import Literal

import msgspec

HistoryState = Literal[
    "none",  # nothing is made up here, or nothing was begun yet
    "writing",
    "done",
    "left_out",  # there were real calls before it could begin
]


class MadeUpHistory(msgspec.Struct, frozen=True):
    """`calls` stand already, of `planned`; `first_day` and `last_day` as dates, both included."""

    state: HistoryState = "none"
    calls: int = 0
    planned: int = 0
    first_day: str = ""
    last_day: str = ""


def read_made_up_history(file: Path) -> MadeUpHistory:
    """Reads a file: not for the event loop. None was made up if there is none, or none that can be read."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=MadeUpHistory)
    except (OSError, msgspec.MsgspecError):
        return MadeUpHistory()
