"""A made-up day of calls for reports: many kinds of everything, the same each time."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from tests.support.reports.made_up_calls import Asked, MadeUpCall, Stand

OFFICES = ("20060", "20610", "20620")
AGENTS = {"20060": ("kK1",), "20610": ("kB1", "kB2"), "20620": ("kL1",)}


def made_up_day(begin: datetime, calls: int, seed: int = 7, hours: float = 24) -> list[MadeUpCall]:
    """Calls that are spread over so many hours."""
    chance = random.Random(seed)
    step = timedelta(hours=hours) / calls
    found = [_call(f"call-{seed}-{n:05}", begin + n * step, chance) for n in range(calls)]
    return [_with_colleague(call, n) if n % 5 == 0 else call for n, call in enumerate(found)]


def _call(name: str, at: datetime, chance: random.Random) -> MadeUpCall:
    office = chance.choice([*OFFICES, *OFFICES, None])
    stands: Sequence[Stand] = ()
    if chance.random() < 0.7:
        stands = tuple(_stand(chance) for _ in range(1 if chance.random() < 0.9 else 2))
        if len(stands) == 2:
            first = Stand(stands[0].queue, 5.0, agent=stands[0].agent or "kB1", agent_office="20610", talk=30.0)
            stands = (replace(first, then="transfer"), stands[1])
    return MadeUpCall(
        id=name,
        at=at,
        number=chance.choice(["9510", "9510", "9524"]),
        office=office,
        topic=chance.choice([None, "unemployed", "employer", "seeker"]),
        language=chance.choice(["pl", "pl", "pl", "en", "uk"]),
        verified=chance.choice(["", "", "card", "code", "wrong", "locked"]),
        told=chance.random() < 0.2,
        hours=chance.choice(["", "open", "closed"]) if not stands else "",
        consent=chance.choice([None, True, False]),
        stands=stands,
        outside=chance.choice([None, None, None, 40.0]),
        survey=chance.choice([None, None, 0, 1, 3, 5]),
        solved=chance.choice([None, True, False]),
    )


def _with_colleague(call: MadeUpCall, n: int) -> MadeUpCall:
    """The last consultant asks kB3, who goes again or has the call then; in some a supervisor listens in."""
    if not call.stands or not call.stands[-1].agent:
        return call
    *before, last = call.stands
    asked = Asked("kB3", "20610", 20.0, 10.0, why="back" if n % 2 else "has_call", wrap_up=5.0, talk=40.0)
    return replace(call, stands=(*before, replace(last, asked=(asked,), listened=n % 3 == 0)))


def _stand(chance: random.Random) -> Stand:
    queue = chance.choice(OFFICES)
    wait = chance.choice([0.0, 4.9, 5.0, 12.0, 20.0, 21.0, 61.5, 300.0])
    end: Any = chance.choice(["connected"] * 6 + ["abandoned", "nobody_there", "too_long", "waiting"])
    if end != "connected":
        return Stand(queue, wait, end=end)
    office = queue if chance.random() < 0.7 else chance.choice(OFFICES)
    return Stand(
        queue,
        wait,
        agent=chance.choice(AGENTS[office]),
        agent_office=office,
        talk=chance.choice([35.0, 95.0, 240.0]),
        hold=chance.choice([0.0, 0.0, 15.0]),
        wrap_up=chance.choice([None, 20.0]),
        recorded=chance.random() < 0.3,
        estimate=chance.choice([None, (1, 3)]),
    )
