"""Checks who calls: by card number and PIN, off the event loop, in the same time whatever is wrong.

A call never awaits the database: it leaves its question here and waits for the answer, at most `ANSWER_TIME`.
The try is counted by a task of its own, so hanging up early does not make guessing free.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import anyio
import structlog
from anyio import to_thread

from core.clock import Clock
from ivr.identity.attempts import (
    CALLER_LIMITS,
    CARD_LIMITS,
    Attempts,
    after_failure,
    after_success,
    attempts_left,
    is_locked,
)
from ivr.identity.pin import PinHasher
from ivr.identity.ports import Verdict

log = structlog.get_logger()

ANSWER_TIME = 5.0  # seconds a caller waits before hearing that the data cannot be reached
EVEN_TIME = 0.25  # every answer takes at least this long, so that it says nothing by its speed
AT_ONCE = 8  # questions worked on at the same time
MAX_WAITING = 200


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
class _Question:
    card_number: str
    pin: str = field(repr=False)
    caller_number: str = field(repr=False)
    asked: float
    verdict: Verdict | None = None
    answered: anyio.Event = field(default_factory=anyio.Event)


class VerificationDesk:
    """Answers the questions of all calls. `run` is its task."""

    def __init__(self, data: VerificationData, hasher: PinHasher, clock: Clock) -> None:
        self._data = data
        self._hasher = hasher
        self._clock = clock
        self._send, self._receive = anyio.create_memory_object_stream[_Question](MAX_WAITING)

    async def run(self) -> None:
        """Work until cancelled."""
        async with self._send, self._receive, anyio.create_task_group() as workers:
            for _ in range(AT_ONCE):
                workers.start_soon(self._work)

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        """See `ivr.identity.ports.Verifier`."""
        question = _Question(card_number, pin, caller_number, self._clock.monotonic())
        try:
            self._send.send_nowait(question)
        except anyio.WouldBlock:
            log.error("too many callers wait for verification")
            return Verdict("unavailable")
        with anyio.move_on_after(ANSWER_TIME):
            await question.answered.wait()
        return question.verdict or Verdict("unavailable")

    async def _work(self) -> None:
        async with self._receive.clone() as questions:
            async for question in questions:
                try:
                    with anyio.move_on_after(ANSWER_TIME):
                        question.verdict = await self._answer(question)
                except Exception as error:
                    # Whatever it is, it stays this question's: the others, and the centre, go on.
                    log.exception("verification failed", error=type(error).__name__)
                finally:
                    question.pin = ""
                    question.answered.set()

    async def _answer(self, question: _Question) -> Verdict:
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
    now: datetime,
    card_number: str,
    caller_number: str,
    client: ClientOnCard | None,
) -> Verdict:
    """Count a try and decide, with the counters locked: two lines cannot guess at the same time.

    `client` is whose card it is where what was keyed is right; None where it is not, whatever was wrong."""
    subjects = [hasher.subject("card", card_number)]
    limits = [CARD_LIMITS]
    if caller_number:
        subjects.append(hasher.subject("caller", caller_number))
        limits.append(CALLER_LIMITS)

    def decide(attempts: list[Attempts]) -> list[Attempts]:
        if any(is_locked(a, now) for a in attempts):
            return attempts
        if client is not None:
            return [after_success(a) for a in attempts]
        return [after_failure(a, limit, now) for a, limit in zip(attempts, limits, strict=True)]

    before, after = await data.judge(subjects, decide, now)
    if any(is_locked(a, now) for a in before):
        return Verdict("locked")
    if client is not None:
        return Verdict("verified", client_id=client.id, office=client.office)
    if any(is_locked(a, now) for a in after):
        return Verdict("locked")
    return Verdict("wrong", attempts_left=attempts_left(after[0], CARD_LIMITS))
