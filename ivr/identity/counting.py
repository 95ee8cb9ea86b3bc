"""Counts the tries of all desks: with the counters locked, so that two callers cannot guess at the same time.

Runs off the calls' tasks, so hanging up early does not make guessing free.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeAlias, TypeVar

import structlog

from core.facts.bus import Bus
from core.facts.kinds.verification import ManyWrongTries
from ivr.identity.attempts import Attempts, after_success
from ivr.identity.judgement import (
    CallerKind,
    Counted,
    Judgement,
    OrderCounted,
    OrderJudgement,
    judge_order,
    judge_try,
)
from ivr.identity.limits import VerificationLimits
from ivr.identity.pin import PinHasher
from ivr.identity.ports import Verdict

log = structlog.get_logger()

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ClientOnCard:
    """The holder of a card, as far as the check needs one. Without a `pin_hash` no PIN was issued: none fits."""

    id: str
    office: str
    pin_hash: str | None


@dataclass(frozen=True, slots=True)
class Subjects:
    """Under what something is counted: keyed hashes, which tell nobody the card or the number.

    `names` in the order in which they are judged, and whether each is about the card. `number` is None for a call
    that shows none.
    """

    names: tuple[tuple[str, bool], ...]
    card: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Decision(Generic[T]):
    """What is to stand of each subject, whether the card was verified from the number, and what to tell."""

    after: Sequence[Attempts]
    told: T
    is_verified: bool = False


Decide: TypeAlias = Callable[[Sequence[Attempts], bool], Decision[T]]
"""Called with what stands of each subject, and whether the card was verified from the number before."""


class Counters(Protocol):
    """Where it is kept what was counted: `ivr.identity.store`."""

    async def judge(self, subjects: Subjects, decide: Decide[T], now: datetime) -> T:
        """Lock the subjects, put what `decide` makes of them in their place, and return what it tells."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, and for how many seconds the caller is to wait for it."""

    verdict: Verdict
    delay_time: float = 0.0


class TryCounter:
    """One for each desk; all of them count the same things."""

    def __init__(self, data: Counters, hasher: PinHasher, limits: VerificationLimits, bus: Bus) -> None:
        """`bus` is told if wrong tries become too many."""
        self._data = data
        self._hasher = hasher
        self._limits = limits
        self._bus = bus

    async def count(
        self,
        card_number: str,
        caller_number: str,
        client: ClientOnCard | None,
        now: datetime,
        *,
        by_code: bool = False,
    ) -> Answer:
        """Count a try and judge it. `client` is the holder of the card if what was keyed is right; None if not,
        whatever was wrong. `by_code`: a right one ends the row of ordered codes, too."""

        def decide(attempts: Sequence[Attempts], is_known: bool) -> Decision[Judgement]:
            tries, orders = Counted(*attempts[:4]), attempts[4:]
            judged = judge_try(
                tries, self._limits, now, _kind(caller_number, is_known), is_right=client is not None
            )
            is_verified = judged.outcome == "verified"
            after = [*judged.after, *(after_success(order) if is_verified else order for order in orders)]
            return Decision(after, judged, is_verified)

        kinds = ("orders",) if by_code else ()
        judged = await self._data.judge(self._subjects(card_number, caller_number, *kinds), decide, now)
        if judged.is_alarm:
            self._sound_alarm(judged.after.centre)
        if judged.outcome == "verified" and client is not None:
            verdict = Verdict("verified", client_id=client.id, office=client.office)
        else:
            verdict = Verdict(judged.outcome, attempts_left=judged.attempts_left)
        return Answer(verdict, judged.delay_time)

    async def count_order(self, card_number: str, caller_number: str, now: datetime) -> OrderJudgement:
        """Count the order of a one-time code, for whatever was keyed."""

        def decide(attempts: Sequence[Attempts], is_known: bool) -> Decision[OrderJudgement]:
            kind = _kind(caller_number, is_known)
            judged = judge_order(OrderCounted(*attempts), self._limits, now, kind)
            return Decision(judged.after, judged)

        subjects = self._subjects(card_number, caller_number, "orders", "orders-for-card")
        return await self._data.judge(subjects, decide, now)

    def _subjects(self, card_number: str, caller_number: str, *kinds: str) -> Subjects:
        """In the order of `Counted`, and then `kinds`: those of `OrderCounted` that are wanted."""
        subject = self._hasher.subject
        pair = f"{card_number}:{caller_number}"
        card = subject("card", card_number)
        number = subject("caller", caller_number) if caller_number else None
        more = {"orders": subject("orders", pair), "orders-for-card": subject("orders-for-card", card_number)}
        return Subjects(
            (
                (subject("pair", pair), True),
                (card, True),
                (number or subject("without-number", ""), False),
                (subject("centre", ""), False),
                *((more[kind], True) for kind in kinds),
            ),
            card,
            number,
        )

    def _sound_alarm(self, centre: Attempts) -> None:
        tries, span = centre.failures_in_day, self._limits.centre.within_time
        log.error("many wrong tries", tries=tries, within_seconds=round(span.total_seconds()))
        self._bus.publish(ManyWrongTries(tries=tries))


def _kind(caller_number: str, is_known: bool) -> CallerKind:
    if not caller_number:
        return "without_number"
    return "verified_before" if is_known else "stranger"
