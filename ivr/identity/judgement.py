"""What comes of one try to prove who one is, and what it counts for. Pure.

A try counts, for whatever was keyed, known or not,

- for the card together with the caller's number: some wrong ones in a row lock this pair;
- for the card, from whatever numbers: after some in a day only numbers from which it was verified before may try;
- for the caller's number over all cards, as for the pair, with more tries. Calls without a number share a bucket
  of tries that is filled again one by one, and never stays empty for long;
- for the whole centre: above a ceiling the answers to strangers are slow, and somebody is told. It refuses nobody.

So a stranger's tries, from whatever numbers, never keep out a caller who has verified the card before from the own
number. Nothing locks until somebody resets it. Why: docs/decisions/0033-wrong-tries.md.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, TypeAlias

from ivr.identity.attempts import (
    Attempts,
    after_failure,
    after_failure_in_centre,
    after_one_from_bucket,
    after_one_in_day,
    after_success,
    in_day,
    is_locked,
    left_in_bucket,
    left_in_row,
    raises_alarm,
)
from ivr.identity.limits import VerificationLimits

CallerKind: TypeAlias = Literal["verified_before", "stranger", "without_number"]
"""Whether the card was verified before from the caller's number, or not, or the call shows no number."""


class Counted(NamedTuple):
    """What stands of everything that a try counts for.

    `caller` is the caller's number; for a call that shows none, all such calls together.
    """

    pair: Attempts
    card: Attempts
    caller: Attempts
    centre: Attempts


@dataclass(frozen=True, slots=True)
class Judgement:
    """`delay_time`: seconds that the answer is to be held back."""

    outcome: Literal["verified", "wrong", "locked"]
    after: Counted
    attempts_left: int = 0
    delay_time: float = 0.0
    is_alarm: bool = False

    @property
    def is_verified(self) -> bool:
        return self.outcome == "verified"


def judge_try(
    counted: Counted, limits: VerificationLimits, now: datetime, caller: CallerKind, *, is_right: bool
) -> Judgement:
    """Whoever is locked is told so whatever was keyed, and nothing is counted."""
    if tries_left(counted, limits, now, caller) == 0:
        return Judgement("locked", counted, delay_time=_delay_time(counted, limits, now, caller))
    if is_right:
        after = _after_success(counted, caller)
        return Judgement("verified", after, delay_time=_delay_time(after, limits, now, caller))
    after = _after_failure(counted, limits, now, caller)
    left = tries_left(after, limits, now, caller)
    return Judgement(
        "wrong" if left else "locked",
        after,
        left,
        _delay_time(after, limits, now, caller),
        raises_alarm(counted.centre, after.centre),
    )


def tries_left(counted: Counted, limits: VerificationLimits, now: datetime, caller: CallerKind) -> int:
    """Before this caller is locked; 0 for one who is."""
    pair, card, callers, _ = counted
    if is_locked(pair, now):
        return 0
    left = [left_in_row(pair, limits.pair, now)]
    if caller == "without_number":
        left.append(left_in_bucket(callers, limits.without_number, now))
    elif is_locked(callers, now):
        return 0
    else:
        left.append(left_in_row(callers, limits.caller, now))
    if caller != "verified_before":
        left.append(limits.card_in_day - in_day(card, now))
    return max(0, min(left))


class OrderCounted(NamedTuple):
    """As `Counted`, for the order of a one-time code; and the orders, by card and number, and by card."""

    pair: Attempts
    card: Attempts
    caller: Attempts
    centre: Attempts
    orders: Attempts
    orders_for_card: Attempts


@dataclass(frozen=True, slots=True)
class OrderJudgement:
    is_refused: bool
    after: OrderCounted
    delay_time: float = 0.0

    @property
    def is_verified(self) -> bool:
        return False


def judge_order(
    counted: OrderCounted, limits: VerificationLimits, now: datetime, caller: CallerKind
) -> OrderJudgement:
    """An order is no try, but whoever is locked gets no code, and nobody is to be flooded with them."""
    tries = Counted(*counted[:4])
    delay_time = _delay_time(tries, limits, now, caller)
    is_flood = caller != "verified_before" and in_day(counted.orders_for_card, now) >= limits.codes_in_day
    if is_flood or is_locked(counted.orders, now) or tries_left(tries, limits, now, caller) == 0:
        return OrderJudgement(is_refused=True, after=counted, delay_time=delay_time)
    after = counted._replace(
        orders=after_failure(counted.orders, limits.code_orders, now),
        orders_for_card=after_one_in_day(counted.orders_for_card, now),
    )
    return OrderJudgement(is_refused=False, after=after, delay_time=delay_time)


def _after_success(counted: Counted, caller: CallerKind) -> Counted:
    """The day of the card stands, or guessing would be free between two calls of the owner; so does the bucket."""
    after = counted._replace(pair=after_success(counted.pair))
    if caller == "without_number":
        return after
    return after._replace(caller=after_success(counted.caller))


def _after_failure(counted: Counted, limits: VerificationLimits, now: datetime, caller: CallerKind) -> Counted:
    callers = (
        after_one_from_bucket(counted.caller, limits.without_number, now)
        if caller == "without_number"
        else after_failure(counted.caller, limits.caller, now)
    )
    return Counted(
        after_failure(counted.pair, limits.pair, now),
        after_one_in_day(counted.card, now),
        callers,
        after_failure_in_centre(counted.centre, limits.centre, now),
    )


def _delay_time(counted: Counted, limits: VerificationLimits, now: datetime, caller: CallerKind) -> float:
    is_slow = caller != "verified_before" and is_locked(counted.centre, now)
    return limits.centre.delay_time if is_slow else 0.0
