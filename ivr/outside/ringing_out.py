"""May a client be rung now, at which number, and what does the client's telephone show? Pure.

Numbers are personal data: nothing here quotes one in an error.
"""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Protocol

from core.errors import TransitionRefused
from core.facts.kinds.ringing_out import DIAL_REASONS_PL, DialReason
from core.zone import WARSAW
from ivr.outside.phone_number import ordinary

FROM, UNTIL = time(8), time(20)
"""Between these, in Warsaw, clients may be rung; `UNTIL` is not included."""


class Line(Protocol):
    """A number that callers dial: `ivr.number_route.NumberRoute`."""

    @property
    def number(self) -> str: ...

    @property
    def is_free(self) -> bool: ...

    @property
    def office(self) -> str | None: ...


def reason_pl(reason: DialReason) -> str:
    """As the access log tells it."""
    return f"telefon do klienta: {DIAL_REASONS_PL[reason]}"


def check_hours(now: datetime, *, is_always_open: bool = False) -> None:
    """Raises TransitionRefused outside of the hours in which clients may be rung. `is_always_open`: of a centre
    that is tried at night, as for opening hours."""
    if not is_always_open and not FROM <= now.astimezone(WARSAW).time() < UNTIL:
        raise TransitionRefused(f"Do klientów można dzwonić od {FROM:%-H} do {UNTIL:%-H}.")


def number_to_ring(telephone: str | None) -> str:
    """The nine digits of the telephone that the office knows. Raises TransitionRefused if there is none, or if it
    is no subscriber's in Poland: anything dearer is fraud or a slip."""
    if not (telephone or "").strip():
        raise TransitionRefused("W karcie nie ma numeru telefonu.")
    digits = ordinary(telephone or "")
    if digits is None:
        raise TransitionRefused("Numer w karcie nie jest zwykłym polskim numerem: centrum na niego nie dzwoni.")
    return digits


def check_ceiling(rung_today: int, most: int) -> None:
    """Raises TransitionRefused for an account that has rung as many clients today as its office allows."""
    if not most:
        raise TransitionRefused("W tym urzędzie konsultanci nie dzwonią do klientów.")
    if rung_today >= most:
        raise TransitionRefused(f"Osiągnięto dzienną granicę telefonów do klientów: {most}.")


def number_shown(answered: Iterable[Line], office: str, wanted: str | None, dialled: str = "") -> str:
    """What the client's telephone shows: a number of the centre, or whoever rings back would reach a stranger.

    The one that the office's rule wants; else the one that the client had `dialled`; else the office's own; else a
    free line of the centre. One that nobody answers any more counts as none. Empty if no number is answered.
    """
    lines = {line.number: line for line in answered}
    for number in (wanted, dialled):
        if number and number in lines:
            return number
    own = (line.number for line in lines.values() if line.office == office)
    free = (line.number for line in lines.values() if line.office is None and line.is_free)
    return min(own, default="") or min(free, default="") or min(lines, default="")
