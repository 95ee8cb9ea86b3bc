"""Seats of a training and the waiting list: who gets in, and who is asked when a seat is free. Pure.

The order is that of signing up, and no step passes anybody by. A seat that somebody leaves is offered to the next
who waits, for a time; it is held for this person meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

ANSWER_TIME = timedelta(days=2)
"""So long a free seat is held for who is asked."""


class State(StrEnum):
    ENROLLED = "enrolled"
    WAITING = "waiting"
    ASKED = "asked"
    """A seat is held until an answer comes, or `asked_until`."""
    RESIGNED = "resigned"
    DECLINED = "declined"
    """Asked, and did not want it, or did not answer in time."""


STATES_PL: Mapping[State, str] = {
    State.ENROLLED: "zapisany",
    State.WAITING: "czeka na miejsce",
    State.ASKED: "zapytany o wolne miejsce",
    State.RESIGNED: "zrezygnował",
    State.DECLINED: "nie przyjął miejsca",
}
HOLDS_A_SEAT = frozenset({State.ENROLLED, State.ASKED})
IN_THE_LIST = frozenset({*HOLDS_A_SEAT, State.WAITING})


class NotPossible(Exception):
    """`reason_pl` for the consultant; nothing has changed."""

    def __init__(self, reason_pl: str) -> None:
        super().__init__(reason_pl)
        self.reason_pl = reason_pl


@dataclass(frozen=True, slots=True)
class Enrolment:
    """`place`: the order of signing up, never given twice. `asked_until`: of who is asked."""

    id: str
    client_id: str
    place: int
    state: State
    asked_until: datetime | None = None


def sign_up(seats: int, everybody: Sequence[Enrolment], new_id: str, client_id: str) -> Enrolment:
    """The new entry. Raises NotPossible for who is in the list already."""
    if any(entry.client_id == client_id and entry.state in IN_THE_LIST for entry in everybody):
        raise NotPossible("Ta osoba jest już na liście tego szkolenia.")
    place = max((entry.place for entry in everybody), default=0) + 1
    waits = any(entry.state is State.WAITING for entry in everybody)
    is_free = _taken(everybody) < seats and not waits
    return Enrolment(new_id, client_id, place, State.ENROLLED if is_free else State.WAITING)


def leave(entry: Enrolment) -> Enrolment:
    """Raises NotPossible for who is not in the list any more."""
    if entry.state not in IN_THE_LIST:
        raise NotPossible("Tej osoby nie ma już na liście.")
    return replace(entry, state=State.RESIGNED, asked_until=None)


def answer(entry: Enrolment, *, takes_it: bool, now: datetime) -> Enrolment:
    """Of who was asked. Raises NotPossible if nobody asked, or the time has passed."""
    if entry.state is not State.ASKED or entry.asked_until is None:
        raise NotPossible("Tej osobie nie zaproponowano miejsca.")
    if now > entry.asked_until:
        raise NotPossible("Czas na odpowiedź minął.")
    return replace(entry, state=State.ENROLLED if takes_it else State.DECLINED, asked_until=None)


def offer_free_seats(seats: int, everybody: Sequence[Enrolment], now: datetime) -> Sequence[Enrolment]:
    """The entries that change: whose time is over declines, then the next in the order are asked."""
    late = [
        replace(entry, state=State.DECLINED, asked_until=None)
        for entry in everybody
        if entry.state is State.ASKED and entry.asked_until is not None and now > entry.asked_until
    ]
    gone = {entry.id for entry in late}
    free = seats - _taken([entry for entry in everybody if entry.id not in gone])
    waiting = sorted((entry for entry in everybody if entry.state is State.WAITING), key=lambda entry: entry.place)
    asked = [replace(entry, state=State.ASKED, asked_until=now + ANSWER_TIME) for entry in waiting[: max(0, free)]]
    return [*late, *asked]


def _taken(everybody: Sequence[Enrolment]) -> int:
    return sum(entry.state in HOLDS_A_SEAT for entry in everybody)
