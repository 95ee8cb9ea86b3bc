"""Checks who calls: by card number and PIN, off the event loop, in the same time whatever is wrong.

The try is counted off the call's task, so hanging up early does not make guessing free.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import anyio
from anyio import to_thread

from core.clock import Clock
from core.off_call_worker import OffCallWorker
from ivr.identity.attempts import Attempts, after_failure, after_success, attempts_left, is_locked
from ivr.identity.limits import VerificationLimits, default_limits
from ivr.identity.pin import PinHasher
from ivr.identity.ports import Verdict

ANSWER_TIME = 5.0  # seconds a caller waits before hearing that the data cannot be reached
EVEN_TIME = 0.25  # every answer takes at least this long, so that it says nothing by its speed
AT_ONCE = 8  # questions worked on at the same time


@dataclass(frozen=True, slots=True)
class ClientOnCard:
    """The holder of a card, as far as the check needs one."""

    id: str
    office: str
    pin_hash: str


class VerificationData(Protocol):
    """What the check reads and writes: `ivr.identity.store`. Whatever it raises means `unavailable`."""

    async def client_on_card(self, card_number: str) -> ClientOnCard | None: ...

    async def judge(
        self, subjects: list[str], decide: "Decide", now: datetime
    ) -> tuple[list[Attempts], list[Attempts]]:
        """Lock the subjects' rows, replace them by what `decide` makes of them, and return before and after."""
        ...


class Decide(Protocol):
    def __call__(self, attempts: list[Attempts]) -> list[Attempts]: ...


@dataclass(slots=True)
class _CardAndPin:
    card_number: str
    pin: str = field(repr=False)
    caller_number: str = field(repr=False)
    asked: float  # by the monotonic clock


class VerificationDesk:
    """Answers the questions of all calls. `run` is its task."""

    def __init__(
        self, data: VerificationData, hasher: PinHasher, clock: Clock, limits: VerificationLimits | None = None
    ) -> None:
        """Without `limits` those of `ivr/data/verification.json` hold."""
        self._data = data
        self._limits = limits or default_limits()
        self._hasher = hasher
        self._clock = clock
        self._worker = OffCallWorker[_CardAndPin, Verdict](
            "verification", self._answer, at_once=AT_ONCE, answer_time=ANSWER_TIME
        )

    async def run(self) -> None:
        """Work until cancelled."""
        await self._worker.run()

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        """See `ivr.identity.ports.Verifier`."""
        question = _CardAndPin(card_number, pin, caller_number, self._clock.monotonic())
        return await self._worker.ask(question) or Verdict("unavailable")

    async def _answer(self, question: _CardAndPin) -> Verdict:
        try:
            return await self._judge(question)
        finally:
            question.pin = ""

    async def _judge(self, question: _CardAndPin) -> Verdict:
        client = await self._data.client_on_card(question.card_number)
        is_right = await to_thread.run_sync(
            self._hasher.matches,
            None if client is None else client.pin_hash,
            question.card_number,
            question.pin,
        )
        verdict = await count_try(
            self._data,
            self._hasher,
            self._limits,
            self._clock.now(),
            question.card_number,
            question.caller_number,
            client if is_right else None,
        )
        await anyio.sleep(max(0.0, EVEN_TIME - (self._clock.monotonic() - question.asked)))
        return verdict


async def count_try(
    data: VerificationData,
    hasher: PinHasher,
    limits: VerificationLimits,
    now: datetime,
    card_number: str,
    caller_number: str,
    client: ClientOnCard | None,
) -> Verdict:
    """Count a try and decide, with the counters locked: two callers cannot guess at the same time.

    `client` is the holder of the card if what was keyed is right; None if not, whatever was wrong."""
    subjects = [hasher.subject("card", card_number)]
    limits_of = [limits.card]
    if caller_number:
        subjects.append(hasher.subject("caller", caller_number))
        limits_of.append(limits.caller)

    def decide(attempts: list[Attempts]) -> list[Attempts]:
        if any(is_locked(a, now) for a in attempts):
            return attempts
        if client is not None:
            return [after_success(a) for a in attempts]
        return [after_failure(a, limit, now) for a, limit in zip(attempts, limits_of, strict=True)]

    before, after = await data.judge(subjects, decide, now)
    if any(is_locked(a, now) for a in before):
        return Verdict("locked")
    if client is not None:
        return Verdict("verified", client_id=client.id, office=client.office)
    if any(is_locked(a, now) for a in after):
        return Verdict("locked")
    return Verdict("wrong", attempts_left=attempts_left(after[0], limits.card))
