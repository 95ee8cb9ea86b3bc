"""Somebody outside of the centre in a conversation: of the list of allowed numbers, rung through the operator.

No consultant: no state, no wrap-up, no right to see anything of the caller. Whoever is given the call has it as
after a transfer by a scenario: no conversation of an office goes on, and nothing is recorded any more.
"""

from contextlib import AbstractAsyncContextManager

import anyio

from acd.waiting.agent_leg import AgentLeg
from ari_app.calls.conversations.guests import RING_TIME, CalledIn
from ari_app.calls.conversations.talk import Talk
from ari_app.calls.guest_so_far import GuestSoFar
from ari_app.calls.transfer import TransferRecord
from core.clock import Clock
from core.facts.kinds.colleagues import ColleagueCame
from core.facts.kinds.transfers import TransferAnswered, TransferStarted
from core.telephony.telephony import Channel, Telephony
from ivr.outside.transfer_targets import TransferTarget

LONGEST_TIME = 3600.0  # seconds for which a caller may talk with somebody outside: the centre pays for it


class Outsider(CalledIn):
    """`target` is None for one who has answered already: the number is needed no more."""

    def __init__(self, talk: Talk, so_far: GuestSoFar, clock: Clock, target: TransferTarget | None) -> None:
        super().__init__(talk, so_far, clock)
        self._number = "" if target is None else target.number
        self._transfer: TransferRecord | None = None

    def has_call(self, bridge_id: str) -> AgentLeg | None:
        """See Guest."""
        called, channel, call = self._so_far.called, self._channel, self._talk.call
        assert channel is not None, "only of one who has come"
        self._has_call = True
        self._state("has_call")
        call.record(TransferStarted(target=called.target, agent=called.agent))
        answered = TransferAnswered(
            target=called.target, bridge_id=bridge_id, leg=channel.id, longest_time=LONGEST_TIME
        )
        call.record(answered)
        self._transfer = TransferRecord(call, called.target, self._clock.monotonic())
        return None

    async def talks_on(self) -> None:
        """Return when one who has the call has hung up, or after LONGEST_TIME."""
        with anyio.move_on_after(LONGEST_TIME):
            await super().talks_on()

    def over(self) -> None:
        """See Guest."""
        if self._transfer is not None:
            self._transfer.ended("connected")
        super().over()

    @property
    def _endpoint(self) -> str:
        return ""

    def _rung(self, telephony: Telephony) -> AbstractAsyncContextManager[Channel]:
        return telephony.dialling(
            self._number,
            caller_id=self._talk.call.caller.dialled_number,
            ring_time=RING_TIME,
            beside=self._talk.call.caller,
        )

    def _is_there(self, channel: Channel, *, is_new: bool) -> ColleagueCame | None:
        called = self._so_far.called
        return ColleagueCame(
            agent=called.agent,
            colleague="",
            target=called.target,
            office="",
            mode=self._so_far.mode,
            leg=channel.id,
        )

    def _gone(self) -> None:
        pass
