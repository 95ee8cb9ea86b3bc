"""Whether each message came, or went, once: what was given, what stands in the centre, and what arrived. Pure.

What an office's mail server or the operator was told to be ours is an entry of a matter, once. What was ordered
has arrived, or is listed as uncertain. Text messages never arrive twice. A mail may, with the same bytes: an
uncertain one goes once more, and receivers know it again by its Message-ID.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, get_args

from chaos.judge_calls import Fault
from chaos.messages.marking import MarkKind, kind_of

UNCERTAIN: Final = "uncertain"
_VOID: Final = "void"  # a code that was uncertain for half an hour
_GONE: Final = ("sent", "delivered")
_MAILS: Final = ("answer", "number")


@dataclass(frozen=True, slots=True)
class Messages:
    """All by mark. `written`, `ordered`: when who gave it was told that it is taken, in seconds since 1970; None:
    nobody was told so. `entries`: how often it stands in a matter. `states`: of each message of the outbox.
    `arrived`: what the receiver got, in its order. `listed`: how many uncertain ones the centre shows."""

    written: Mapping[str, float | None]
    ordered: Mapping[str, float | None]
    entries: Mapping[str, int] = field(default_factory=dict)
    states: Mapping[str, Sequence[str]] = field(default_factory=dict)
    arrived: Mapping[str, Sequence[bytes]] = field(default_factory=dict)
    listed: int = 0


def faults_of_messages(messages: Messages) -> list[Fault]:
    """What was lost in silence, doubled, made up, or still waits when all should be settled."""
    found = [*_faults_in(messages), *_faults_out(messages)]
    counts = carried(messages)
    found += [Fault(kind, 0.0, "none of these was taken") for kind in get_args(MarkKind) if not counts.get(kind)]
    if messages.listed < (uncertain := counts[UNCERTAIN]):
        found.append(Fault("outbox", 0.0, f"{uncertain} are uncertain, and {messages.listed} are listed"))
    return found


def carried(messages: Messages) -> dict[str, int]:
    """How many of each kind were taken, and how many are uncertain."""
    given = {**messages.written, **messages.ordered}
    found = Counter(kind_of(mark) for mark, at in given.items() if at is not None)
    found[UNCERTAIN] = sum(UNCERTAIN in states for states in messages.states.values())
    return dict(found)


def _faults_in(messages: Messages) -> Iterator[Fault]:
    for mark in _all(messages.written, messages.entries):
        at, count = messages.written.get(mark), messages.entries.get(mark, 0)
        if mark not in messages.written:
            yield Fault(mark, 0.0, "stands in a matter, and nobody has written it")
        elif at is not None and not count:
            yield Fault(mark, at, "was taken, and stands in no matter")
        elif count > 1:
            yield Fault(mark, at or 0.0, f"stands in matters {count} times")


def _faults_out(messages: Messages) -> Iterator[Fault]:
    for mark in _all(messages.ordered, messages.states, messages.arrived):
        at = messages.ordered.get(mark)
        if mark not in messages.ordered:
            yield Fault(mark, 0.0, "went out, and nobody has ordered it")
            continue
        arrived = messages.arrived.get(mark, ())
        for what in (_of_outbox(messages.states.get(mark, ()), at, arrived), _of_arrivals(mark, arrived)):
            if what:
                yield Fault(mark, at or 0.0, what)


def _of_outbox(states: Sequence[str], at: float | None, arrived: Sequence[bytes]) -> str:
    """Empty when all is well, as all others."""
    if not states:
        is_there = at is not None or arrived
        return "was taken, and is not in the outbox" if is_there else ""
    if len(states) > 1:
        return f"stands in the outbox {len(states)} times"
    [state] = states
    if state in (UNCERTAIN, _VOID):
        return ""
    if state not in _GONE:
        return f"is {state} in the end"
    return "" if arrived else f"is {state}, and has not arrived"


def _of_arrivals(mark: str, arrived: Sequence[bytes]) -> str:
    most = 2 if kind_of(mark) in _MAILS else 1
    if len(set(arrived)) > 1:
        return f"arrived as {len(set(arrived))} different ones"
    return f"arrived {len(arrived)} times" if len(arrived) > most else ""


def _all(*parts: Iterable[str]) -> list[str]:
    return sorted({mark for part in parts for mark in part})
