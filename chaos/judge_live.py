"""Whether the board said who waits, and that nobody is ready, as the facts have it at every look. Pure.

A look is a moment at which the board said that what it shows is young. What changed just then may be on either
side of it: only what has been so for longer than `LATE` is held against it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chaos.judge_board import Numbered
from chaos.judge_calls import Fault

LATE: Final = 5.0
"""Seconds in which the board must show what is so."""

_ASKED: Final = 30.0
"""Seconds that a question before the wait may take."""

_AT_WORK: Final = frozenset({"available", "reserved", "ringing", "talking", "hold", "dialling", "wrap_up"})
_NOBODY: Final = ("nobody_ready", "nobody_there")


@dataclass(frozen=True, slots=True)
class LiveLook:
    """What was shown at a moment: who waits (call and queue; no orders to ring back), and at which offices the
    board warns that callers wait for nobody."""

    at: float
    waiting: frozenset[tuple[str, str]]
    warned: frozenset[str]


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when something was so."""

    begin: float
    end: float

    def holds_all(self, begin: float, end: float) -> bool:
        return self.begin <= begin and end <= self.end

    def holds_any(self, begin: float, end: float) -> bool:
        return self.begin <= end and begin <= self.end


@dataclass(frozen=True, slots=True)
class Unreached:
    """An Asterisk that the application could not ask: when its callers went was learnt afterwards."""

    node: str
    span: Span

    def hides(self, call: str, begin: float, end: float) -> bool:
        return call.startswith(f"call-{self.node}-") and self.span.holds_any(begin, end)


_NEVER_ENDS: Final = float("inf")


def waits_of(facts: Iterable[Numbered]) -> dict[tuple[str, str], list[Span]]:
    """When each call waited in each queue, by call and queue: until a consultant has picked up, who may be told
    something before the two are brought together."""
    found: dict[tuple[str, str], list[Span]] = defaultdict(list)
    since: dict[str, tuple[str, float]] = {}  # by call
    queues: dict[str, str] = {}  # in which each call was last
    for fact in sorted(facts, key=lambda one: one.place):
        call = fact.call
        if call is None:
            continue
        if fact.type == "QueueEntered":
            queues[call] = str(fact.data["queue"])
            since.setdefault(call, (queues[call], fact.at))
        elif fact.type == "CallAdopted" and fact.data["stage"] == "waiting" and call in queues:
            since.setdefault(call, (queues[call], fact.at))  # whoever had picked up is gone
        elif _ends_a_wait(fact) and call in since:
            queue, begin = since.pop(call)
            found[call, queue].append(Span(begin, fact.at))
    for call, (queue, begin) in since.items():
        found[call, queue].append(Span(begin, _NEVER_ENDS))
    return found


def _ends_a_wait(fact: Numbered) -> bool:
    picked_up = fact.type == "OfferEnded" and fact.data["outcome"] == "accepted"
    return picked_up or fact.type in ("QueueLeft", "CallEnded")


def work_of(facts: Iterable[Numbered]) -> dict[str, list[Span]]:
    """When each consultant was at work."""
    found: dict[str, list[Span]] = defaultdict(list)
    since: dict[str, float] = {}
    for fact in sorted(facts, key=lambda one: one.place):
        if fact.type != "AgentStateChanged":
            continue
        agent, is_working = str(fact.data["agent"]), fact.data["new"] in _AT_WORK
        if is_working:
            since.setdefault(agent, fact.at)
        elif agent in since:
            found[agent].append(Span(since.pop(agent), fact.at))
    for agent, begin in since.items():
        found[agent].append(Span(begin, _NEVER_ENDS))
    return found


def faults_of_live_looks(
    looks: Sequence[LiveLook], facts: Sequence[Numbered], unreached: Sequence[Unreached] = ()
) -> list[Fault]:
    """Every look at which somebody waited who was not shown, or was shown and did not wait; or at which the board
    warned of an office whose consultant was at work, or did not where nobody of the whole centre was."""
    waits, work = waits_of(facts), work_of(facts)
    found: list[Fault] = []
    for look in looks:
        found += _of_waits(look, waits, unreached)
        found += _of_warnings(look, waits, work)
    return found


def _of_waits(
    look: LiveLook, waits: Mapping[tuple[str, str], Sequence[Span]], unreached: Sequence[Unreached]
) -> Iterator[Fault]:
    begin, end = look.at - LATE, look.at
    for key, spans in waits.items():
        if key not in look.waiting and any(span.holds_all(begin, end) for span in spans):
            yield Fault(key[0], look.at, f"board: waits in the queue of {key[1]}, and is not shown")
    for key in look.waiting:
        if any(one.hides(key[0], begin, end) for one in unreached):
            continue
        if not any(span.holds_any(begin, end) for span in waits.get(key, ())):
            yield Fault(key[0], look.at, f"board: shown as waiting in the queue of {key[1]}, and does not")


def _of_warnings(
    look: LiveLook, waits: Mapping[tuple[str, str], Sequence[Span]], work: Mapping[str, Sequence[Span]]
) -> Iterator[Fault]:
    begin, end = look.at - LATE, look.at
    steady = {agent for agent, spans in work.items() if any(span.holds_all(begin, end) for span in spans)}
    offices = {agent.removeprefix("k").partition("-")[0] for agent in steady}
    for office in look.warned & offices:
        yield Fault(office, look.at, "board: warns that nobody is ready, and a consultant of the office works")
    if any(span.holds_any(begin, end) for spans in work.values() for span in spans):
        return
    # Who is asked something first waits for nobody yet, so the place alone says nothing for a while.
    stuck = {
        queue for (_, queue), spans in waits.items() if any(span.holds_all(begin - _ASKED, end) for span in spans)
    }
    for office in stuck - look.warned:
        yield Fault(office, look.at, "board: somebody waits, nobody of the centre works, and it does not warn")


class LiveSight:
    """What a page sees of the topics `waiting` and `alarm`, message by message; `look` while it is young."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[str, str]] = {}
        self._alarms: set[str] = set()

    def take(self, message: Mapping[str, Any]) -> None:
        """A snapshot or an event of `/api/live`."""
        if message["type"] == "snapshot":
            self._waiting, self._alarms = {}, set(message["values"].get("alarm", {}))
            for key, value in message["values"].get("waiting", {}).items():
                self._put(key, value)
        elif message["type"] == "event" and message["topic"] == "waiting":
            self._put(message["key"], message["value"])
        elif message["type"] == "event" and message["topic"] == "alarm":
            (self._alarms.discard if message["value"] is None else self._alarms.add)(message["key"])

    def _put(self, key: str, value: Mapping[str, Any] | None) -> None:
        if value is None or value.get("is_callback"):
            self._waiting.pop(key, None)
        else:
            self._waiting[key] = (str(value["call"]), str(value["queue"]))

    def look(self, at: float) -> LiveLook:
        parts = (key.partition(":") for key in self._alarms)
        warned = frozenset(office for kind, _, office in parts if kind in _NOBODY)
        return LiveLook(at, frozenset(self._waiting.values()), warned)
