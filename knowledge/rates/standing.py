"""How a rate stands on a day: what holds, what is planned, and when nothing is told any more. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, TypeAlias

from knowledge.rates.rate import Rate

WARNED: Final = timedelta(days=30)
"""So long before the last day of a rate that nothing follows it is said that another one is to be entered."""

State: TypeAlias = Literal["holds", "ends", "ended", "planned", "unknown"]
"""`ends`: within `WARNED`, and nothing follows; `planned`: there is only a later one; `unknown`: there is none."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """`past`: the newest first. `ends_on`: after that day none holds; None: until further notice, or none has ever
    held."""

    state: State
    today: Rate | None
    planned: Sequence[Rate]
    past: Sequence[Rate]
    ends_on: date | None


def standing_of(spans: Sequence[Rate], day: date) -> Standing:
    """Of one code. `core.todo` asks the same of the database: `knowledge.rates.waiting_store`."""
    in_order = sorted(spans, key=lambda rate: rate.valid_from)
    today = next((rate for rate in in_order if rate.holds_on(day)), None)
    planned = [rate for rate in in_order if rate.valid_from > day]
    past = [rate for rate in reversed(in_order) if rate.valid_until is not None and rate.valid_until < day]
    ends_on = _last_day(today, planned) if today is not None else (past[0].valid_until if past else None)
    return Standing(_state(today, planned, past, ends_on, day), today, planned, past, ends_on)


def _last_day(today: Rate, planned: Sequence[Rate]) -> date | None:
    last = today.valid_until
    for rate in planned:
        if last is None or rate.valid_from != last + _DAY:
            break
        last = rate.valid_until
    return last


def _state(
    today: Rate | None, planned: Sequence[Rate], past: Sequence[Rate], ends_on: date | None, day: date
) -> State:
    if today is not None:
        return "ends" if ends_on is not None and ends_on - day <= WARNED else "holds"
    if past:
        return "ended"
    return "planned" if planned else "unknown"
