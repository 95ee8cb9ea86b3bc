"""Checks who calls by a code that is sent to the client's registered number.

As with PINs, nothing tells whether a card number exists: the answer takes the same time, the words are the same,
and wrong tries lock whatever number was keyed. A code is in memory as a keyed hash only, for a few minutes and
tries (`ivr.identity.limits`), and in the order of its message locked for the sender; it is in no fact, log or
variable.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hmac import compare_digest
from typing import Literal, Protocol

import anyio

from core.clock import Clock
from core.facts.bus import Bus
from core.ids import new_id
from core.tasks.off_call_worker import OffCallWorker
from ivr.identity.counting import Answer, ClientOnCard, Counters, TryCounter
from ivr.identity.limits import VerificationLimits, default_limits
from ivr.identity.pin import PinHasher
from ivr.identity.ports import Verdict
from ivr.identity.verification import in_time
from ivr.outside.phone_number import mobile

DIGITS = 6
EVEN_TIME = 0.5  # seconds that every answer takes at least: ordering a message takes longer than ordering none

Ordered = Literal["sent", "locked", "unavailable"]


class CodeData(Counters, Protocol):
    """What codes read and write: `ivr.identity.code_store`. Whatever it raises means `unavailable`."""

    async def client_on_card(self, card_number: str) -> ClientOnCard | None: ...

    async def sms_number(self, client_id: str) -> str | None: ...

    async def order_code(
        self, order_id: str, office: str, number: str, secret: bytes, now: datetime, expires_at: datetime
    ) -> None:
        """Have the code sent that is locked in `secret`."""
        ...


@dataclass(frozen=True, slots=True)
class _OrderWish:
    call_id: str
    card_number: str
    caller_number: str


@dataclass(frozen=True, slots=True)
class _CheckWish:
    call_id: str
    code: str = field(repr=False)
    caller_number: str = ""


@dataclass(frozen=True, slots=True)
class _Ordered:
    """What came of an order, and for how many seconds the caller is to wait for it."""

    outcome: Ordered
    delay_time: float = 0.0


@dataclass(slots=True)
class _Code:
    """What was ordered in one call. `client` is None if there is none: then no code is right."""

    hash: str = field(repr=False)
    card_number: str
    client: ClientOnCard | None
    expires_at: datetime
    tries: int = 0


class CodeDesk:
    """`ivr.identity.ports.Codes` for all calls. `run` is its task."""

    def __init__(
        self,
        data: CodeData,
        hasher: PinHasher,
        clock: Clock,
        bus: Bus,
        lock: Callable[[bytes], bytes] | None,
        limits: VerificationLimits | None = None,
    ) -> None:
        """`bus` is told if wrong tries become too many. `lock` locks a code for whoever sends it; without it no
        code can be ordered. Without `limits` those of `ivr/data/verification.json` hold."""
        self._limits = limits or default_limits()
        self._data = data
        self._tries = TryCounter(data, hasher, self._limits, bus)
        self._hasher = hasher
        self._clock = clock
        self._lock = lock
        self._codes: dict[str, _Code] = {}
        self._orders = OffCallWorker[_OrderWish, _Ordered]("codes", self._order)
        self._checks = OffCallWorker[_CheckWish, Answer]("code checks", self._check)

    async def run(self) -> None:
        """Work until cancelled."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._orders.run)
            tasks.start_soon(self._checks.run)

    async def order(self, call_id: str, card_number: str, caller_number: str) -> Ordered:
        """See `ivr.identity.ports.Codes`."""
        ordered = await self._orders.ask(_OrderWish(call_id, card_number, caller_number))
        if ordered is None:
            return "unavailable"
        await anyio.sleep(ordered.delay_time)  # on the call's own task, as with a verdict
        return ordered.outcome

    async def check(self, call_id: str, code: str, caller_number: str) -> Verdict:
        """See `ivr.identity.ports.Codes`."""
        return await in_time(await self._checks.ask(_CheckWish(call_id, code, caller_number)))

    # -- on the workers' tasks

    async def _order(self, wish: _OrderWish) -> _Ordered:
        asked = self._clock.monotonic()
        ordered = await self._ordered(wish)
        await self._wait_until_even(asked)
        return ordered

    async def _ordered(self, wish: _OrderWish) -> _Ordered:
        if self._lock is None:
            return _Ordered("unavailable")
        now = self._clock.now()
        self._forget_old(now)
        client = await self._data.client_on_card(wish.card_number)
        number = None if client is None else mobile(await self._data.sms_number(client.id) or "")
        judged = await self._tries.count_order(wish.card_number, wish.caller_number, now)
        if judged.is_refused:
            return _Ordered("locked", judged.delay_time)
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        whose = client if number is not None else None
        expires_at = now + self._limits.code_valid_time
        self._codes[wish.call_id] = _Code(self._hash(wish.call_id, code), wish.card_number, whose, expires_at)
        secret = self._lock(code.encode())  # also if nobody gets it
        if client is not None and number is not None:
            await self._data.order_code(new_id("sms"), client.office, number, secret, now, expires_at)
        return _Ordered("sent", judged.delay_time)

    async def _check(self, wish: _CheckWish) -> Answer:
        asked, now = self._clock.monotonic(), self._clock.now()
        code = self._codes.get(wish.call_id)
        if code is None:
            answer = Answer(Verdict("wrong"))
        else:
            code.tries += 1
            is_right = compare_digest(code.hash, self._hash(wish.call_id, wish.code))
            is_valid = now < code.expires_at and code.tries <= self._limits.code_tries
            client = code.client if is_right and is_valid else None
            answer = await self._tries.count(code.card_number, wish.caller_number, client, now, by_code=True)
            if answer.verdict.outcome != "wrong" or code.tries >= self._limits.code_tries:
                self._codes.pop(wish.call_id, None)  # a code is good for once
        await self._wait_until_even(asked)
        return answer

    def _hash(self, call_id: str, code: str) -> str:
        return self._hasher.subject("one-time-code", f"{call_id}:{code}")

    def _forget_old(self, now: datetime) -> None:
        for call_id in [call_id for call_id, code in self._codes.items() if code.expires_at <= now]:
            del self._codes[call_id]

    async def _wait_until_even(self, asked: float) -> None:
        await anyio.sleep(max(0.0, EVEN_TIME - (self._clock.monotonic() - asked)))
