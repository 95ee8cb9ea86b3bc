"""Checks who calls: by card number and PIN, off the event loop, in the same time whatever is wrong.

The try is counted off the call's task, so hanging up early does not make guessing free.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import anyio
import structlog
from anyio import to_thread

from core.clock import Clock
from core.facts.bus import Bus
from core.tasks.off_call_worker import OffCallWorker
from ivr.identity.counting import Answer, ClientOnCard, Counters, TryCounter
from ivr.identity.limits import VerificationLimits, default_limits
from ivr.identity.pin import PinHasher
from ivr.identity.ports import Verdict

log = structlog.get_logger()

ANSWER_TIME = 5.0  # seconds a caller waits before hearing that the data cannot be reached
EVEN_TIME = 0.25  # every answer takes at least this long, so that it says nothing by its speed
AT_ONCE = 8  # questions worked on at the same time


class VerificationData(Counters, Protocol):
    """What the check reads and writes: `ivr.identity.store`. Whatever it raises means `unavailable`."""

    async def client_on_card(self, card_number: str) -> ClientOnCard | None: ...


@dataclass(slots=True)
class _CardAndPin:
    card_number: str
    pin: str = field(repr=False)
    caller_number: str = field(repr=False)
    asked: float  # by the monotonic clock


class VerificationDesk:
    """Answers the questions of all calls. `run` is its task."""

    def __init__(
        self,
        data: VerificationData,
        hasher: PinHasher,
        clock: Clock,
        bus: Bus,
        limits: VerificationLimits | None = None,
        on_wait: Callable[[float], None] = lambda seconds: None,
    ) -> None:
        """`bus` is told if wrong tries become too many. Without `limits` those of `ivr/data/verification.json`
        hold. `on_wait`: see `OffCallWorker`."""
        self._data = data
        self._tries = TryCounter(data, hasher, limits or default_limits(), bus)
        self._hasher = hasher
        self._clock = clock
        self._worker = OffCallWorker[_CardAndPin, Answer](
            "verification", self._answer, at_once=AT_ONCE, answer_time=ANSWER_TIME, on_wait=on_wait
        )

    async def run(self) -> None:
        """Work until cancelled."""
        await self._worker.run()

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        """See `ivr.identity.ports.Verifier`."""
        question = _CardAndPin(card_number, pin, caller_number, self._clock.monotonic())
        answer = await self._worker.ask(question)
        if answer is not None:  # no place of the worker is taken meanwhile: it would carry 32 callers a second
            await anyio.sleep(max(0.0, EVEN_TIME - (self._clock.monotonic() - question.asked)))
        return await in_time(answer)

    async def _answer(self, question: _CardAndPin) -> Answer:
        try:
            return await self._judge(question)
        finally:
            question.pin = ""

    async def _judge(self, question: _CardAndPin) -> Answer:
        client = await self._data.client_on_card(question.card_number)
        is_right = await to_thread.run_sync(
            self._hasher.matches,
            None if client is None else client.pin_hash,
            question.card_number,
            question.pin,
        )
        return await self._tries.count(
            question.card_number, question.caller_number, client if is_right else None, self._clock.now()
        )


async def in_time(answer: Answer | None) -> Verdict:
    """The verdict, on the call's own task and after its delay: no place of the worker is taken meanwhile."""
    if answer is None:
        return Verdict("unavailable")
    await anyio.sleep(answer.delay_time)
    return answer.verdict
