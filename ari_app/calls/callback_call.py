"""A call that the centre makes: the caller ordered it, and the turn has come.

The other half of `inbound_call`: whoever confirms waits in the queue with the place of the order, and everything
from there on is the same.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from acd.live.offers import Place
from acd.waiting.agent_leg import AgentLeg
from acd.waiting.arrival import HoldsPlace
from acd.waiting.callbacks import CallbackOrder, TrialOutcome
from ari_app.call_guard import guard_call
from ari_app.calls.callback_dialogue import CallbackDialogue
from ari_app.calls.conversations.conversation import conversation
from ari_app.calls.resumed.resumed_call import AdoptedCall, resume_conversation
from ari_app.calls.services import CallServices
from core.call import Call
from core.errors import NotAnswered
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.scenarios import LanguageChosen, OfficeChosen
from core.telephony.telephony import Channel
from ivr.dialogue import play_out

RING_TIME = 25.0  # seconds: about five rings

Reached = Callable[[TrialOutcome], None]
"""Told by the script of a call-back how far it has got, whenever that changes."""


class CallingBack:
    """Rings back; `acd.waiting.callbacks.RingBack`."""

    def __init__(self, services: CallServices, dialogue: CallbackDialogue) -> None:
        self._services = services
        self._dialogue = dialogue

    async def __call__(self, order: CallbackOrder, place: Place) -> TrialOutcome:
        """One attempt, from the ringing to the end of the conversation. Nobody is left on a line after it. Whoever
        is on the line already is not rung."""
        if self._services.telephony.calls_of(order.number):
            return "no_answer"
        try:
            async with self._services.telephony.dialling(
                order.number, caller_id=order.dialled_number, ring_time=RING_TIME
            ) as channel:
                return await self._answered(order, place, channel)
        except NotAnswered as error:
            return "failed" if error.outcome == "failed" else "no_answer"

    async def _answered(self, order: CallbackOrder, place: Place, channel: Channel) -> TrialOutcome:
        call = self._services.call_of(channel)
        call.context.office, call.context.topic = order.office, order.topic
        call.record(
            CallStarted(
                channel_id=channel.id,
                dialled_number=order.dialled_number,
                caller_number=order.number,
                direction="callback",
                callback=order.id,
            )
        )
        call.record(OfficeChosen(office=order.office, by="default"))
        if order.language != call.context.language:
            call.context.language = order.language
            call.record(LanguageChosen(language=order.language))
        place.entry.call_id = call.id

        async def script(reached: Reached) -> None:
            # Whoever answers need not be who ordered: the matter is not named, and nobody counts as verified.
            if await self._dialogue.invite(call, order.office, order.cause):
                await self._serve(call, order, place, reached)

        return await self._guarded(call, script)

    async def go_on(self, order: CallbackOrder, adopted: AdoptedCall) -> TrialOutcome:
        """The rest of an attempt of a process before this one; its place in the queue is given up at the end."""
        call, before = adopted.call, adopted.before

        async def script(reached: Reached) -> None:
            place = adopted.place
            if before.talking is not None:
                reached("talked")
                leg = await resume_conversation(adopted, before.talking, self._services)
                if (place := self._next_place(call, order, leg)) is None:
                    return
                reached("agent_missed")
            elif before.stage != "waiting":
                await call.caller.stop_sounds()
                if not await self._dialogue.invite(call, order.office, order.cause):
                    return
            if place is not None:
                await self._serve(call, order, place, reached)

        try:
            return await self._guarded(call, script)
        finally:
            if adopted.place is not None:  # who did not confirm never came to it
                self._services.matchmaker.leave(adopted.place)

    async def _serve(self, call: Call, order: CallbackOrder, place: Place, reached: Reached) -> None:
        """Wait for a consultant at `place` and talk; again at the old place if the consultant drops the caller."""
        reached("agent_missed")
        while True:
            queue, topic = place.entry.office, place.entry.topic
            async with self._services.acd.agent_for(call, queue, topic, HoldsPlace(place)) as got:
                if isinstance(got, AgentLeg):
                    reached("talked")  # also when the caller hangs up
                    await conversation(call, got, self._services)
            if not isinstance(got, AgentLeg):
                await play_out(call, self._services.voice, ["H06"], until_key=False)
                return
            after = self._next_place(call, order, got)
            if after is None:
                return
            place = after
            reached("agent_missed")

    async def _guarded(self, call: Call, script: Callable[[Reached], Awaitable[None]]) -> TrialOutcome:
        """Run the script, and say how far it got."""
        outcome: TrialOutcome = "not_confirmed"

        def reached(what: TrialOutcome) -> None:
            nonlocal outcome
            outcome = what

        end = await guard_call(call, partial(script, reached), self._services.voice)
        return "failed" if end == "failed" else outcome

    def _next_place(self, call: Call, order: CallbackOrder, leg: AgentLeg) -> Place | None:
        """Where whoever was dropped at once, or handed on, waits again; None for one who has been served."""
        if leg.onward is None and not leg.has_dropped_caller:
            return None
        matchmaker, onward = self._services.matchmaker, leg.onward
        queue = leg.queue if onward is None else onward.office
        return matchmaker.enter(
            call.id,
            matchmaker.queue_for(queue, comes_back=True),
            joined=leg.joined if onward is None else onward.joined,
            due=None if onward is None else onward.due,
            topic=order.topic if onward is None else onward.topic,
            priority="dropped",
        )
