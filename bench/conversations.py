"""Many conversations at once: callers who key their way to a consultant and stay, and the consultants' sound."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import anyio
from anyio.abc import TaskGroup

from bench.chorus import Chorus, Leg
from bench.gap import answered
from bench.people import Caller
from bench.telephone_keys import seconds
from ops.console import Failed
from softphone.sip import SipMessage
from tests.support.raw_sip import raw_sip

_FIRST_SOUND = 0.3  # seconds of the announcement before the first key, as in the scenario of SIPp's callers
_CONSENT = 3.5  # seconds from the last of these keys until the answer to the question of consent
_LONG = 3600.0  # seconds


@dataclass
class Callers:
    """Callers of one number. `run` it until cancelled: then all of them hang up.

    Those of `people` who call first, `heard` of them, keep what they hear.
    """

    port: int
    number: str
    chorus: Chorus
    people: Iterable[Caller]
    heard: int
    legs: list[Leg] = field(default_factory=list)
    _tasks: TaskGroup | None = None

    def __post_init__(self) -> None:
        self._next = iter(self.people)

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as self._tasks:
            await anyio.sleep_forever()

    async def place(self, calls: int, rate: float) -> None:
        """More calls, at `rate` a second; returns when the last one has begun. Only while it runs.

        Raises Failed when there are no more people.
        """
        if self._tasks is None:
            raise RuntimeError("the callers do not run")
        for _ in range(calls):
            caller = next(self._next, None)
            if caller is None:
                raise Failed("too many calls of these callers reached no consultant")
            self._tasks.start_soon(self._call, caller)
            await anyio.sleep(1 / rate)

    async def _call(self, caller: Caller) -> None:
        is_heard = len(self.legs) < self.heard
        leg = self.chorus.open(is_heard=is_heard)
        if is_heard:
            self.legs.append(leg)
        final: SipMessage | None = None
        is_over = False
        async with raw_sip(self.port) as sip:
            invite = sip.invite(self.number, caller=caller.telephone, rtp_port=leg.port)
            try:
                await sip.send(invite)
                final = await answered(sip, invite)
                if final is None or final.status >= 300:
                    return
                self.chorus.begin(leg, final)
                await self._key_through(leg, caller)
                while not is_over:
                    message = await sip.receive(_LONG)
                    if message is not None and message.is_request:
                        await sip.send(message.reply(200, "OK"))
                        is_over = message.method == "BYE"
            finally:
                self.chorus.close(leg)
                with anyio.CancelScope(shield=True):
                    if final is None:
                        await sip.cancel(invite)
                    elif final.status < 300 and not is_over:
                        await sip.bye(invite, final)

    async def _key_through(self, leg: Leg, caller: Caller) -> None:
        """Card number and PIN, a consultant is wanted, and yes to the recording."""
        await anyio.sleep(_FIRST_SOUND)
        keys = f"{caller.card_number}#{caller.pin}##0"
        self.chorus.press(leg, keys)
        await anyio.sleep(seconds(keys) + _CONSENT)
        self.chorus.press(leg, "1#")


@dataclass
class ConsultantsSound:
    """What `Turns` needs to know of sound: the first `heard` calls keep what they hear."""

    chorus: Chorus
    heard: int = 0
    legs: list[Leg] = field(default_factory=list)
    _by_call: dict[str, Leg] = field(default_factory=dict)

    def hear(self, calls: int) -> None:
        """Begin anew: the next `calls` calls."""
        self.heard, self.legs = calls, []

    def port_for(self, call_id: str) -> int:
        """Of a new call."""
        is_heard = len(self.legs) < self.heard
        leg = self._by_call[call_id] = self.chorus.open(is_heard=is_heard)
        if is_heard:
            self.legs.append(leg)
        return leg.port

    def begin(self, message: SipMessage) -> None:
        """Speak from now on."""
        if leg := self._by_call.get(message.call_id):
            self.chorus.begin(leg, message)

    def end(self, call_id: str) -> None:
        """Harmless when already ended."""
        if leg := self._by_call.pop(call_id, None):
            self.chorus.close(leg)
