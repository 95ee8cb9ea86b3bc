"""What the start of a demonstration has made for newcomers: accounts, clients' cards, numbers to call.

`ops.demonstration.made_up` writes it at each start. Only what stands in it was made up: an account of a real
person that has the same name as one of a demonstration does not.
"""

from pathlib import Path

import msgspec


class MadeUpHotline(msgspec.Struct, frozen=True):
    """A number that callers dial, and for whom it is."""

    number: str
    purpose: str


class MadeUp(msgspec.Struct, frozen=True):
    """`accounts` are names, `cards` those of clients, whose PINs stand in no file
    (`api.made_up.made_up_clients`)."""

    accounts: list[str] = []
    cards: list[str] = []
    hotlines: list[MadeUpHotline] = []


def read_made_up(file: Path) -> MadeUp:
    """Reads a file: not for the event loop. Nothing was made up if there is none, or none that can be read."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=MadeUp)
    except (OSError, msgspec.MsgspecError):
        return MadeUp()
