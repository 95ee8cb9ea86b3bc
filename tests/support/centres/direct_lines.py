"""Lines of the tests' own: straight into Kolno's queue, to a message for Kolno, to another institution, to the
hours of an office, each without a question; into Kolno's queue with that about recording, and into that of the
own office with those about card and PIN alone.

The lines that callers know have tests of their own; here every second before the queue would only be waited for.
"""

from typing import Any

from sqlalchemy import insert

from core.clock import SystemClock
from core.db.engine import make_engine
from core.db.tables.centre.office_tables import DialledNumber
from core.db.tables.centre.scenario_tables import Scenario
from core.relay.relay import relay_client

NUMBER = "9598"
MESSAGE_NUMBER = "9597"
TRANSFER_NUMBER = "9596"
HOURS_NUMBER = "9595"
ASKING_NUMBER = "9594"
KNOWING_NUMBER = "9593"
HOURS_OFFICE = "20030"
TRANSFER_TARGET = "zus"  # an entry of the list of allowed numbers, which a test has to write
TRANSFER_RING_TIME = 5.0
AFTER_TRANSFER = {"connected": "G01", "busy": "M05", "no_answer": "G02", "not_allowed": "F06"}
"""What a caller hears after each outcome."""
_NAME = "prosto-do-kolna"


def _goodbye(prompt: str) -> dict[str, Any]:
    return {"kind": "goodbye", "settings": {"prompts": [prompt]}}


_GRAPH: dict[str, Any] = {
    "name": _NAME,
    "title": "Prosto do Kolna",
    "start": "urzad",
    "nodes": {
        "urzad": {"kind": "set_office", "settings": {"office": "20060"}, "next": {"done": "temat"}},
        "temat": {"kind": "set_topic", "settings": {"topic": "other"}, "next": {"done": "kolejka"}},
        "kolejka": {
            "kind": "queue",
            "next": {"served": "dzieki", "callback": "koniec", "full": "koniec", "nobody_there": "nikogo"},
        },
        "dzieki": _goodbye("G01"),
        "koniec": _goodbye("G02"),
        "nikogo": _goodbye("H06"),
    },
}


_ASKING_GRAPH: dict[str, Any] = {
    "name": "prosto-do-pytania",
    "title": "Prosto do pytania o zgodę",
    "start": "urzad",
    "nodes": {
        **_GRAPH["nodes"],
        "temat": {**_GRAPH["nodes"]["temat"], "next": {"done": "zgoda"}},
        "zgoda": {
            "kind": "recording_consent",
            "settings": {"moment": "in_queue"},  # as on the lines that callers know
            "next": {"done": "kolejka"},
        },
    },
}

_KNOWING_GRAPH: dict[str, Any] = {
    "name": "prosto-do-wlasnego-urzedu",
    "title": "Prosto do własnego urzędu",
    "start": "weryfikacja",
    "nodes": {
        "weryfikacja": {
            "kind": "verification",
            "next": {
                "verified": "temat",
                **dict.fromkeys(("no_card", "privacy", "no_input", "locked", "unavailable"), "koniec"),
            },
        },
        **{name: node for name, node in _GRAPH["nodes"].items() if name != "urzad"},
    },
}

_KOLNO: dict[str, Any] = {"kind": "set_office", "settings": {"office": "20060"}}
_MESSAGE_GRAPH: dict[str, Any] = {
    "name": "wiadomosc-dla-kolna",
    "title": "Wiadomość dla Kolna",
    "start": "urzad",
    "nodes": {
        "urzad": {**_KOLNO, "next": {"done": "wiadomosc"}},
        "wiadomosc": {
            "kind": "voice_message",
            "settings": {"silence": 3, "longest": 30},
            "next": dict.fromkeys(("sent", "discarded", "failed"), "koniec"),
        },
        "koniec": _goodbye("G02"),
    },
}

_TRANSFER_GRAPH: dict[str, Any] = {
    "name": "prosto-do-zus",
    "title": "Prosto do ZUS",
    "start": "zus",
    "nodes": {
        "zus": {
            "kind": "transfer",
            "settings": {"target": TRANSFER_TARGET, "ring_time": TRANSFER_RING_TIME, "longest_minutes": 1},
            "next": {outcome: f"po_{outcome}" for outcome in AFTER_TRANSFER},
        },
        **{f"po_{outcome}": _goodbye(prompt) for outcome, prompt in AFTER_TRANSFER.items()},
    },
}

# Says on any day what callers hear on a day off by law: no test can make this day one.
_HOURS_GRAPH: dict[str, Any] = {
    "name": "czy-dzisiaj-jest-wolne",
    "title": "Czy dzisiaj jest wolne",
    "start": "godziny",
    "nodes": {
        "godziny": {
            "kind": "opening_hours",
            "settings": {"office": HOURS_OFFICE, "closed_prompts": ["H02"]},
            "next": dict.fromkeys(("open", "evening"), "dzieki") | dict.fromkeys(("closed", "holiday"), "koniec"),
        },
        "dzieki": _goodbye("G01"),
        "koniec": _goodbye("G02"),
    },
}


async def open_line(dsn: str) -> None:
    """Publish the lines in a running centre and tell the centre."""
    engine = make_engine(dsn, pool_size=1)
    lines = {
        NUMBER: _GRAPH,
        MESSAGE_NUMBER: _MESSAGE_GRAPH,
        TRANSFER_NUMBER: _TRANSFER_GRAPH,
        HOURS_NUMBER: _HOURS_GRAPH,
        ASKING_NUMBER: _ASKING_GRAPH,
        KNOWING_NUMBER: _KNOWING_GRAPH,
    }
    now = SystemClock().now()
    published = [{"name": g["name"], "version": 1, "graph": g, "published_at": now} for g in lines.values()]
    numbers = [
        {"number": number, "scenario": graph["name"], "is_free": False, "description": "Tylko do testów"}
        for number, graph in lines.items()
    ]
    try:
        async with engine.begin() as connection:
            await connection.execute(insert(Scenario), published)
            await connection.execute(insert(DialledNumber), numbers)
    finally:
        await engine.dispose()
    async with relay_client(dsn) as relay:
        await relay.tell("scenarios")
