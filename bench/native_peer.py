"""The peer to compare with: a plain dialplan, `Queue` and `MixMonitor` on the same Asterisk."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from string import Template

from bench.people import Caller
from ops.demonstration.seed import PROVINCE

GREETING_NUMBER = "8511"
HOTLINE_NUMBER = "8510"
QUEUE_NUMBER = "8512"  # into the queue of the provincial office, and nowhere else
PROMPTS = ("W01", "W04", "N01", "A01", "A02", "A03", "A05", "A08", "M01", "N02", "N03", "N04")
_HERE = Path(__file__).with_name("native")


class _Text(Template):
    """A template whose places are written `@{name}`: `$` belongs to the dialplan."""

    delimiter = "@"


def dialplan(sounds: Mapping[str, str], recordings: Path) -> str:
    """The text to add to extensions.conf. `sounds` holds a path without extension for each id of PROMPTS."""
    return _filled(
        "extensions.conf",
        {
            **sounds,
            "greeting_number": GREETING_NUMBER,
            "hotline_number": HOTLINE_NUMBER,
            "queue_number": QUEUE_NUMBER,
            "province": PROVINCE,
            "recordings": str(recordings),
        },
    )


def queues(consultants: Mapping[str, Sequence[str]]) -> str:
    """The text of queues.conf: a queue for each office, with the SIP users of its consultants as members."""
    parts = ["[general]\npersistentmembers = no\n"]
    for office, users in consultants.items():
        parts += ["\n", _filled("queue.conf", {"office": office}), *(f"member = PJSIP/{user}\n" for user in users)]
    return "".join(parts)


def write_clients(database: Path, callers: Sequence[Caller]) -> None:
    """Put what the dialplan checks into Asterisk's own database, `astdb.sqlite3`, while Asterisk does not run."""
    database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS astdb(key VARCHAR(256), value VARCHAR(256), PRIMARY KEY(key))"
        )
        connection.executemany(
            "INSERT OR REPLACE INTO astdb VALUES (?, ?)",
            [(f"/klient/{caller.card_number}", f"x{caller.pin}:{caller.office}") for caller in callers],
        )


def _filled(name: str, values: Mapping[str, str]) -> str:
    return _Text((_HERE / name).read_text(encoding="utf-8")).substitute(values)
