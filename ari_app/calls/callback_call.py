"""A call that the centre makes: the caller ordered it, and the turn has come.

The other half of `inbound_call`: whoever confirms waits in the queue with the place of the order, and everything
from there on is the same.
"""

from collections.abc import Awaitable, Callable

from acd.agent_leg import AgentLeg
from acd.callbacks import CallbackOrder, TrialOutcome
from acd.matchmaker import Matchmaker
from acd.offers import Place
from acd.waiting import Acd
from ari_app.call_guard import see_through
from ari_app.calls.callback_dialogue import CallbackDialogue
from ari_app.calls.conversation import conversation
from ari_app.calls.resumed_call import talk_on
from ari_app.calls.unfinished_call import UnfinishedCall
from core.bus import Bus
from core.call import Call
from core.clock import Clock
from core.errors import NotAnswered
from core.events import CallStarted, EndReason, LanguageChosen, OfficeChosen
from core.telephony import Channel, Telephony
from ivr.dialogue import play_out
from ivr.prompts.ports import Voice
from recordings.recorder import Recorder

RING_TIME = 25.0  # seconds: about five rings


class CallingBack:
    """Rings back; `acd.callbacks.RingBack`."""

    def __init__(
        self,
        acd: Acd,
        telephony: Telephony,
        dialogue: CallbackDialogue,
        recorder: Recorder,
        bus: Bus,
        clock: Clock,
        voice: Voice,
    ) -> None:
        self._acd = acd
        self._telephony = telephony
        self._dialogue = dialogue
        self._recorder = recorder
        self._bus = bus
        self._clock = clock
        self._voice = voice

    async def __call__(self, order: CallbackOrder, place: Place) -> TrialOutcome:
        """One attempt, from the ringing to the end of the conversation. Nobody is left on a line after it."""
        try:
            async with self._telephony.dialling(
                order.number, caller_id=order.dialled_number, ring_time=RING_TIME
            ) as channel:
                return await self._answered(order, place, channel)
        except NotAnswered as error:
            return "failed" if error.outcome == "failed" else "no_answer"

    async def _answered(self, order: CallbackOrder, place: Place, channel: Channel) -> TrialOutcome:
        call = Call(channel, self._bus, self._clock)
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

        async def script(reached: Callable[[TrialOutcome], None]) -> None:
            # Whoever answers need not be who ordered: the matter is not named, and nobody counts as verified.
            if await self._dialogue.invite(call, order.office):
                await self._serve(call, order, place, reached)

        return await self._see_through(call, script)

    async def go_on(
        self,
        order: CallbackOrder,
        call: Call,
        left: UnfinishedCall,
        place: Place | None,
        leg: str | None,
        ended: float | None,
    ) -> TrialOutcome:
        """The rest of an attempt of a process before this one; `place`, `leg`, `ended`: see `resumed_call`."""

        async def script(reached: Callable[[TrialOutcome], None]) -> None:
            turn = place
            if left.talking is not None:
                reached("talked")
                if not await talk_on(
                    call, left, left.talking, leg, ended, self._acd, self._telephony, self._recorder
                ):
                    return
                reached("agent_missed")
                joined = call.started if left.place is None else left.place.joined
                turn = self._old_place(call, order, joined)
            elif left.stage != "waiting":
                await call.caller.silence()
                if not await self._dialogue.invite(call, order.office):
                    return
            if turn is not None:
                await self._serve(call, order, turn, reached)

        return await self._see_through(call, script)

    async def _serve(
        self, call: Call, order: CallbackOrder, turn: Place, reached: Callable[[TrialOutcome], None]
    ) -> None:
        reached("agent_missed")
        while True:
            async with self._acd.agent_for(call, order.office, order.topic, place=turn) as got:
                if isinstance(got, AgentLeg):
                    reached("talked")  # also when the caller hangs up
                    await conversation(call, got, self._telephony, self._recorder, self.matchmaker)
            if not isinstance(got, AgentLeg):
                await play_out(call, self._voice, ["H06"], until_key=False)
                return
            if not got.has_dropped_caller:
                return
            reached("agent_missed")
            turn = self._old_place(call, order, got.joined)  # back to the queue

    async def _see_through(
        self, call: Call, script: Callable[[Callable[[TrialOutcome], None]], Awaitable[None]]
    ) -> TrialOutcome:
        """Run the script, and say how far it got."""
        outcome: TrialOutcome = "not_confirmed"

        def reached(what: TrialOutcome) -> None:
            nonlocal outcome
            outcome = what

        async def run() -> EndReason:
            await script(reached)
            return "completed"

        return "failed" if await see_through(call, run, self._voice) == "failed" else outcome

    def _old_place(self, call: Call, order: CallbackOrder, joined: float) -> Place:
        return self.matchmaker.enter(call.id, order.office, joined=joined, topic=order.topic, priority="dropped")

    @property
    def matchmaker(self) -> Matchmaker:
        return self._acd.matchmaker
