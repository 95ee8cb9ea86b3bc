"""A caller and somebody outside of the centre talk: rung through the operator, at the centre's cost."""

from contextlib import suppress

import anyio

from ari_app.calls.unfinished_call import RecordedTransfer
from core.call import Call
from core.errors import ChannelGone, NotAnswered
from core.facts.kinds.transfers import TransferAnswered, TransferEnded, TransferOutcome, TransferStarted
from core.telephony.telephony import Channel, Telephony
from ivr.destinations import TransferTo


async def transfer(call: Call, to: TransferTo, telephony: Telephony) -> TransferOutcome:
    """Ring the number and connect both until one hangs up; how it ended.

    The caller's hang-up cancels it, and the other party's telephone falls silent. A party that is gone before both
    could be connected has not answered.
    """
    record = TransferRecord(call, to.target)
    call.record(TransferStarted(target=to.target))
    try:
        await call.caller.start_music()
        async with telephony.dialling(
            to.number, caller_id=call.caller.dialled_number, ring_time=to.ring_time, beside=call.caller
        ) as leg:
            await call.caller.stop_music()
            async with telephony.bridge(call.caller, leg) as bridge:
                record.answered()
                call.record(
                    TransferAnswered(
                        target=to.target, bridge_id=bridge.id, leg=leg.id, longest_time=to.longest_time
                    )
                )
                await _talk(call, leg, to.longest_time)
                return record.ended("connected")
    except NotAnswered as error:
        await call.caller.stop_music()
        return record.ended("busy" if error.outcome in ("busy", "declined") else "no_answer")
    except ChannelGone:
        if not call.caller.is_up:
            raise
        return record.ended("no_answer")
    finally:
        record.ended("abandoned")


async def resume_transfer(
    call: Call, before: RecordedTransfer, leg_id: str | None, leg_ended: float | None, telephony: Telephony
) -> TransferOutcome:
    """The rest of a transfer that a process before this one had connected; how it ended.

    `leg_id` is the other party's channel; None if that one has hung up meanwhile, at the monotonic moment
    `leg_ended` if it is known.
    """
    record = TransferRecord(call, before.target, before.began)
    try:
        async with (
            telephony.leg_again("", leg_id, beside=call.caller) as leg,
            telephony.bridge_again(before.bridge_id, call.caller, leg) as bridge,
        ):
            if before.is_handed_over and leg.is_up:
                with suppress(ChannelGone):
                    await bridge.join(leg)  # from wherever the consultant has talked with it
            await _talk(call, leg, before.longest_time - (call.clock.monotonic() - before.began))
            return record.ended("connected", None if leg_id is not None else leg_ended)
    finally:
        record.ended("abandoned")


async def _talk(call: Call, leg: Channel, longest_time: float) -> None:
    """Until the other party hangs up, or the longest time has passed."""
    with anyio.move_on_after(max(0.0, longest_time)):
        await leg.gone()
    call.caller.keys.clear()  # pressed for somebody else's menu


class TransferRecord:
    """States the one end of a transfer: the first that is told."""

    def __init__(self, call: Call, target: str, answered: float | None = None) -> None:
        self._call = call
        self._target = target
        self._began = call.clock.monotonic() if answered is None else answered
        self._answered = answered
        self._outcome: TransferOutcome | None = None

    def answered(self) -> None:
        self._answered = self._call.clock.monotonic()

    def ended(self, outcome: TransferOutcome, at: float | None = None) -> TransferOutcome:
        """What was answered has been connected, whatever else. `at`: the moment, if it was before now."""
        if self._outcome is not None:
            return self._outcome
        now = self._call.clock.monotonic() if at is None else at
        answered = now if self._answered is None else self._answered
        self._outcome = outcome if self._answered is None else "connected"
        self._call.record(
            TransferEnded(
                target=self._target,
                outcome=self._outcome,
                ring_time=round(answered - self._began, 3),
                talk_time=round(max(0.0, now - answered), 3),
            )
        )
        return self._outcome
