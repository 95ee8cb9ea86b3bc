"""Calls that walk through a made-up scenario with a sub-scenario, and a count of their facts that knows nothing of
how the product counts: it looks at each caller's whole way, not at one fact after the other.

    powitanie ─> menu ─1─> karta (karta/numer ─> karta/pin ─> end) ─> kolejka ─> ankieta ─> koniec
                 │ ^ └2─> godziny ─> koniec                              └ after a conversation
                 └─┘ nothing pressed
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import msgspec

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallAdopted, CallEnded, CallStarted, EndReason
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.zone import WARSAW

SCENARIO = "linia-probna"
KINDS = {
    "powitanie": "announcement",
    "menu": "menu",
    "godziny": "announcement",
    "karta": "subscenario",
    "karta/numer": "collect_digits",
    "karta/pin": "collect_digits",
    "karta/dalej": "end",
    "kolejka": "queue",
    "ankieta": "survey",
    "koniec": "goodbye",
}


@dataclass
class Way:
    """One caller's way: which node after how many seconds in the one before; the end, and when it came."""

    id: str
    at: datetime
    version: int
    scenario: str | None = SCENARIO
    nodes: list[tuple[str, float]] = field(default_factory=list)
    last_time: float = 5.0  # seconds in the last node
    reason: EndReason | None = "completed"
    talks: bool = False  # with a consultant, in the queue
    taken_up: int | None = None  # the place of the node in which the application died and came back


def ways(count: int, day: date, seed: int = 42) -> list[Way]:
    """Calls of a day in Poland, from 0:00 to just before midnight: some go on beyond it."""
    rng = random.Random(seed)
    begin = datetime(day.year, day.month, day.day, tzinfo=WARSAW)
    found = []
    for n in range(count):
        at = begin + timedelta(seconds=86_390 * n / count + rng.random())
        way = Way(f"call-way-{n}", at, version=3 if rng.random() < 0.3 else 2)
        if rng.random() < 0.01:
            way.scenario = None  # nobody's number
        path = ["powitanie", "menu"]
        while rng.random() < 0.2:
            path.append("menu")
        if rng.random() < 0.25:
            path += ["godziny", "koniec"]
        else:
            inner = ["karta", "karta/numer", "karta/pin"]
            path += inner + (["karta/numer", "karta/pin"] if rng.random() < 0.1 else []) + ["karta/dalej"]
            path += ["kolejka"]
            way.talks = rng.random() < 0.8
            path += ["ankieta", "koniec"] if way.talks else []
            way.reason = "completed" if way.talks else "caller_hung_up"
        if rng.random() < 0.35:  # hangs up somewhere on the way
            path = path[: rng.randint(1, len(path))]
            way.reason = "caller_hung_up"
            way.talks = way.talks and "kolejka" in path
            if path[-1] == "kolejka":
                way.talks = rng.random() < 0.5
        elif rng.random() < 0.03:
            way.reason = rng.choice(("interrupted", "failed", "time_limit"))
        elif rng.random() < 0.01:
            way.reason = None  # goes on
        # In a sub-scenario's node itself nobody stays: it only leads in.
        way.nodes = [
            (
                node,
                0.001
                if path[max(0, i - 1)] == "karta"
                else rng.choice((0.4, 3, 9.5, 75, 400, 4000)) * rng.random() + 0.1,
            )
            for i, node in enumerate(path)
        ]
        way.last_time = rng.random() * 90 + 0.1
        if rng.random() < 0.05:
            way.taken_up = rng.randrange(len(path))
        found.append(way)
    return found


def facts_of(way: Way) -> list[AnyEvent]:
    """As the centre states them. Called twice they are the same facts."""
    facts: list[AnyEvent] = []
    now = way.at.astimezone(WARSAW)

    def say(fact: AnyEvent, after: float = 0.0) -> None:
        nonlocal now
        now += timedelta(seconds=after)
        stamp = {"id": f"{way.id}-{len(facts):03}", "at": now, "call_id": way.id, "ticks": float(len(facts))}
        facts.append(msgspec.structs.replace(fact, **stamp))

    say(
        CallStarted(
            channel_id=f"c-{way.id}",
            dialled_number="9510",
            caller_number="",
            scenario=way.scenario,
            scenario_version=None if way.scenario is None else way.version,
            subscenario_versions={} if way.scenario is None else {"karta": 1},
        )
    )
    if way.scenario is None:
        say(CallEnded(reason="unknown_number", duration_time=1.0), 1.0)
        return facts
    for place, (node, after) in enumerate(way.nodes):
        say(NodeEntered(node=node, kind=KINDS[node]), after)
        if place == way.taken_up:  # the node is entered once more, and the caller notices nothing of it
            say(CallAdopted(stage="scenario", away_time=0.05), 0.05)
            say(NodeEntered(node=node, kind=KINDS[node]))
        if node == "kolejka":
            say(QueueEntered(queue="20610", position=1), 0.01)
            if way.talks:
                say(QueueLeft(queue="20610", reason="connected", wait_time=0.01), 0.01)
                say(ConversationStarted(agent="k1", bridge_id="b"))
                say(ConversationEnded(agent="k1", ended_by="caller", talk_time=0.01, hold_time=0.0), 0.01)
            elif way.reason == "caller_hung_up":
                say(QueueLeft(queue="20610", reason="abandoned", wait_time=0.01), 0.01)
    if way.reason is not None:
        say(CallEnded(reason=way.reason, duration_time=(now - way.at).total_seconds()), way.last_time)
    return facts


Place = tuple[date, int, str]
"""A day, a version, a node."""


@dataclass
class Count:
    calls: Counter[Place] = field(default_factory=Counter)
    entered: Counter[Place] = field(default_factory=Counter)
    hung_up: Counter[Place] = field(default_factory=Counter)
    over: Counter[Place] = field(default_factory=Counter)
    walked: Counter[tuple[Place, str]] = field(default_factory=Counter)
    stays: Mapping[Place, list[float]] = field(default_factory=dict)


def naive_count(ways: Iterable[Way]) -> Count:
    """By the whole way of each caller, as its facts tell it."""
    found = Count()
    stays: dict[Place, list[float]] = {}
    for way in ways:
        facts = facts_of(way)
        begun = facts[0]
        assert isinstance(begun, CallStarted)
        if begun.scenario is None:
            continue
        steps = _steps(facts)
        end = facts[-1] if isinstance(facts[-1], CallEnded) else None
        came: set[Place] = set()
        for node in ["", *dict.fromkeys(node for node, _ in steps)]:
            for first, last in _runs(node, [step for step, _ in steps]):
                place = (_day(steps[first][1]), begun.scenario_version or 0, node)
                came.add(place)
                found.entered[place] += 1
                if last < len(steps):  # something else followed, outside of it
                    follower, at = steps[last]
                    is_same_graph = follower.rpartition("/")[0] == node.rpartition("/")[0]
                    if is_same_graph:
                        found.walked[place, follower] += 1
                    else:
                        found.over[place] += 1
                elif end is not None:
                    assert end.at is not None
                    at = end.at
                    is_hung_up = end.reason == "caller_hung_up" and not (way.talks and steps[-1][0] == "kolejka")
                    (found.hung_up if is_hung_up else found.over)[place] += 1
                else:
                    continue
                stays.setdefault(place, []).append((at - steps[first][1]).total_seconds())
        found.calls.update(came)
    found.stays = stays
    return found


def _steps(facts: Sequence[AnyEvent]) -> list[tuple[str, datetime]]:
    """Nodes in their order; one that another process has entered once more is the same."""
    found: list[tuple[str, datetime]] = []
    for before, fact in zip([None, *facts], facts, strict=False):
        if isinstance(fact, NodeEntered) and fact.at is not None and not isinstance(before, CallAdopted):
            found.append((fact.node, fact.at))
    return found


def _runs(node: str, steps: Sequence[str]) -> list[tuple[int, int]]:
    """From where up to where (not included) the caller was in a node, each time, with all that is inside of it."""
    if node == "":
        return [(0, len(steps))]
    found = []
    for first, step in enumerate(steps):
        if step == node:
            last = first + 1
            while last < len(steps) and steps[last].startswith(f"{node}/"):
                last += 1
            found.append((first, last))
    return found


def _day(at: datetime) -> date:
    return at.astimezone(WARSAW).date()
