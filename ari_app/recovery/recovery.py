"""Takes up what a process before this one left in Asterisk: nobody on the line notices that it died.

Asterisk keeps channels, bridges, music and recordings when its application goes (`found`); the facts of the log
say what each of them was for (`Inheritance`). Runs once, after the first connect and before the first event.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

import msgspec
import structlog
from anyio.abc import TaskGroup

from acd.agent_state import AgentEvent, AgentState
from acd.callbacks import CallbackOrder, Callbacks
from acd.callbacks import Underway as CallbackUnderway
from acd.kept_places import identities_of
from acd.offers import Place
from acd.waiting import Acd
from ari_app.call_guard import CallScript, see_through
from ari_app.calls.callback_call import CallingBack
from ari_app.calls.resumed_call import resumed_call
from ari_app.calls.unfinished_call import LeftOff, OldPlace
from ari_app.recovery.prior_state import Inheritance
from ari_app.telephony.asterisk_snapshot import Found, FoundChannel
from ari_app.telephony.switchboard import Switchboard
from core.bus import Bus
from core.call import Call
from core.clock import Clock
from core.events import (
    AnyEvent,
    CallAdopted,
    CallbackEnded,
    CallbackTried,
    CallEnded,
    ConversationEnded,
    EndReason,
    OfferEnded,
    QueueLeft,
    QueueLeftReason,
    RecordingEnded,
    RecordingStarted,
    TransferEnded,
    VoiceMessageDiscarded,
    VoiceMessageLeft,
    VoiceMessageStarted,
)
from ivr.graph.scenario import Scenario
from ivr.graph.subscenarios import SubscenarioRefused, put_together
from ivr.interpreter import Ivr
from ivr.nodes.voice_message import SHORTEST, SUFFIX
from ivr.prompts.ports import Voice
from recordings.recorder import Recorder

log = structlog.get_logger()


class Recovery:
    """`take_over` once; `adopted` and `closed` count calls afterwards."""

    def __init__(
        self,
        inheritance: Inheritance,
        exchange: Switchboard,
        acd: Acd,
        ivr: Ivr,
        recorder: Recorder,
        callbacks: Callbacks,
        calling_back: CallingBack,
        voice: Voice,
        bus: Bus,
        clock: Clock,
        tasks: TaskGroup,
        ends: Callable[[], Mapping[str, float]] = dict,
    ) -> None:
        """`ends()`: channels that have ended lately, and when, in seconds since 1970."""
        self.adopted = self.closed = 0
        self.is_done = False
        self._left = inheritance
        self._exchange = exchange
        self._matchmaker = acd.matchmaker
        self._acd = acd
        self._ivr = ivr
        self._recorder = recorder
        self._callbacks = callbacks
        self._calling_back = calling_back
        self._voice = voice
        self._bus = bus
        self._clock = clock
        self._tasks = tasks
        self._read_ends = ends
        self._ends: dict[str, float] = {}  # monotonic
        self._orders = {order.id: order for order in inheritance.orders}

    async def take_over(self, there: Found, look_at_telephones: Callable[[], Awaitable[None]]) -> None:
        """Everybody gets the old place and state back, and the telephones are looked at; then who waits longest is
        served first.

        Raises ari errors where the line is lost meanwhile: what was taken up stays so.
        """
        if self.is_done:
            await look_at_telephones()
            return
        self.is_done = True
        began, now = self._clock.monotonic(), self._clock.now().timestamp()
        self._ends = {channel: began - (now - at) for channel, at in self._read_ends().items()}
        with self._matchmaker.resuming():
            self._matchmaker.replay(self._left.history)
            for call in self._left.cut_off:
                self._keep_place(call, call.last)
            # Before anybody is offered a caller: the telephone must be silent by then.
            await self._exchange.hang_up_legs(self._ringing_legs(there))
            talking = {self._take_up(call, there) for call in self._left.calls}
            for agent in self._matchmaker.team.agents:
                if agent.id not in talking:
                    self._matchmaker.lost_call(agent)
            for order in self._orders.values():
                self._callbacks.keep(order, None, is_known=True)
            # One that Asterisk's own queue rings is not there for anybody else.
            await look_at_telephones()
        if self._left.calls:
            seconds = round(self._clock.monotonic() - began, 3)
            log.warning("calls adopted", count=self.adopted, closed=self.closed, seconds=seconds)

    def _ringing_legs(self, there: Found) -> list[str]:
        """Legs that no conversation needs."""
        needed = {self._leg(call, there) for call in self._left.calls if call.started.channel_id in there.channels}
        return [
            channel.id
            for channel in there.channels.values()
            if channel.is_own_leg and channel.id not in needed and channel.id not in self._callers
        ]

    @property
    def _callers(self) -> set[str]:
        return {call.started.channel_id for call in self._left.calls}

    def _leg(self, call: LeftOff, there: Found) -> str | None:
        if call.transfer is not None:
            channel = there.channels.get(call.transfer.leg)
            return channel.id if channel is not None and channel.is_answered else None
        talking = call.talking
        return None if talking is None else there.leg_of(talking.agent, talking.bridge_id)

    def _take_up(self, call: LeftOff, there: Found) -> str | None:
        """Adopt the call, or close its record where its caller has gone; which consultant goes on talking."""
        channel = there.channels.get(call.started.channel_id)
        if channel is None:
            self._close(call, there)
        elif channel.is_in_app:
            return self._adopt(call, channel, self._leg(call, there))
        return None  # on the emergency path, which sees it through

    # -- callers who are there

    def _adopt(self, left: LeftOff, channel: FoundChannel, leg: str | None) -> str | None:
        started, clock = left.started, self._clock
        order = self._orders.pop(started.callback or "", None)
        scenario = self._scenario(left)
        if scenario is None and order is None:
            return None  # nobody knows where it was: it is welcomed like a call whose arrival was missed
        caller = self._exchange.caller_again(channel, started.dialled_number, started.caller_number)
        call = Call(caller, self._bus, clock, started=left.began, context=left.context)
        away_time = round(max(0.0, clock.monotonic() - self._end_of(left)), 3)
        call.record(CallAdopted(stage=left.stage, away_time=away_time))
        self.adopted += 1
        if left.ringing is not None:
            self._end_offer(left)
        if left.recording is not None and left.talking is None:
            # It died between the end of the conversation and that of the file, which ends with the bridge.
            self._end_recording(left, left.recording)
        place = self._place(call, left, order)
        ended = None if leg is not None else self._ends.get(left.other_leg or "")
        if left.talking is not None and left.kept_wish is not None:
            agent = self._matchmaker.team.find(left.talking.agent)
            if agent is not None and agent.state in (AgentState.TALKING, AgentState.HOLD):
                agent.after_call = (AgentEvent(left.kept_wish.wish), left.kept_wish.pause_reason)
        if order is not None:
            rest = partial(self._calling_back.go_on, order, call, left, place, leg, ended)
            self._callbacks.keep(order, None, is_known=True, underway=CallbackUnderway(call.id, rest))
        elif scenario is not None:
            self._tasks.start_soon(
                see_through, call, self._script(call, left, scenario, place, leg, ended), self._voice
            )
        return None if left.talking is None else left.talking.agent

    def _scenario(self, left: LeftOff) -> Scenario | None:
        """The version with which the call began; today's for a caller who came over from the emergency path."""
        if left.versions:
            known = {name: s for name, n in left.versions if (s := self._left.scenarios.get((name, n)))}
            try:
                return put_together(known[left.versions[0][0]], known)
            except (KeyError, SubscenarioRefused):
                return None
        route = self._ivr.route_for(left.started.dialled_number)
        return route.scenario if route is not None and left.node in route.scenario.nodes else None

    def _script(
        self,
        call: Call,
        left: LeftOff,
        scenario: Scenario,
        place: Place | None,
        leg: str | None,
        ended: float | None,
    ) -> CallScript:
        async def run() -> EndReason:
            await resumed_call(
                call,
                left,
                scenario,
                place,
                leg,
                ended,
                self._ivr,
                self._acd,
                self._exchange,
                self._recorder,
            )
            return "completed"

        return run

    def _place(self, call: Call, left: LeftOff, order: CallbackOrder | None) -> Place | None:
        """The place in the queue, held from now on, of a caller who waits; of one rung back also before that."""
        old = left.place
        if order is not None and left.talking is None and (old is None or left.stage != "waiting"):
            return self._callbacks.stand_in_line(order)
        if old is None or left.stage != "waiting" or old.queue not in self._matchmaker.queues.offices:
            return None
        place = self._matchmaker.enter(
            call.id,
            old.queue,
            joined=old.joined,
            due=old.due,
            topic=old.topic,
            priority="dropped" if left.has_been_dropped else old.priority,
            identities=identities_of(call.context.client_id, call.caller.caller_number),
            is_held=old.is_held,
        )
        # Who was dropped in the very moment has to enter the queue anew: that stands nowhere yet.
        place.is_resumed = left.is_in_queue
        place.knows_of_sharing = old.knows_of_sharing
        if old.stays_home:
            self._matchmaker.wait_for_home(place)
        return place

    # -- callers who have gone

    def _close(self, left: LeftOff, there: Found) -> None:
        """State what nobody saw: the end of a call whose caller hung up while the application was away.

        Nobody else hangs a caller up then; only where Asterisk itself was started anew did it cut them off.
        """
        self.closed += 1
        was_cut_off = there.began_at is None or left.started.at is None or there.began_at > left.started.at
        if left.ringing is not None:
            self._end_offer(left)
        if left.talking is not None and left.is_in_queue:
            self._leave(left, "connected")  # the consultant had answered
        elif left.is_in_queue:
            self._leave(left, "abandoned")
            self._keep_place(left, self._clock.monotonic())
        if left.talking is not None and left.talking.bridge_id is not None:
            talk = left.talking
            held = talk.hold_time + (0.0 if talk.held_since is None else self._end_of(left) - talk.held_since)
            ended = ConversationEnded(
                agent=talk.agent,
                ended_by="system" if was_cut_off else "caller",
                talk_time=round(max(0.0, self._end_of(left) - talk.began), 3),
                hold_time=round(held, 3),
            )
            self._state(left, ended)
        if left.transfer is not None:
            talk_time = round(max(0.0, self._end_of(left) - left.transfer.began), 3)
            self._state(left, TransferEnded(target=left.transfer.target, outcome="connected", talk_time=talk_time))
        if left.message is not None:
            self._end_message(left, left.message)
        if left.recording is not None:
            self._end_recording(left, left.recording)
        reason: EndReason = "interrupted" if was_cut_off else "caller_hung_up"
        duration_time = round(max(0.0, self._end_of(left) - left.began), 3)
        self._state(left, CallEnded(reason=reason, duration_time=duration_time))
        self._end_order(left)

    def _end_recording(self, left: LeftOff, file: RecordingStarted) -> None:
        duration = round(max(0.0, self._end_of(left) - (file.ticks or left.last)), 3)
        self._state(left, RecordingEnded(recording=file.recording, file=file.file, duration_time=duration))

    def _end_message(self, left: LeftOff, message: VoiceMessageStarted) -> None:
        """Who hung up has left the message, as while the application is there."""
        if self._end_of(left) - (message.ticks or left.last) >= SHORTEST:
            kept = VoiceMessageLeft(
                message=message.message,
                file=message.file,
                office=message.office,
                duration_time=None,
                caller_number=left.started.caller_number,
                client_id=left.context.client_id,
            )
            self._state(left, kept)
            return
        self._state(left, VoiceMessageDiscarded(message=message.message, why="too_short"))
        self._tasks.start_soon(self._exchange.discard_recording, message.file.removesuffix(SUFFIX))

    def _end_of(self, left: LeftOff) -> float:
        """When the caller left; where that stands nowhere, the last moment of which something is known."""
        return self._ends.get(left.started.channel_id, max(left.last, self._left.last_alive))

    def _state(self, left: LeftOff, fact: AnyEvent) -> None:
        """State what happened when the caller left, or when the application died."""
        age = max(0.0, self._clock.monotonic() - self._end_of(left))
        at = self._clock.now() - timedelta(seconds=age)
        self._bus.publish(msgspec.structs.replace(fact, at=max(at, left.last_at)), left.call_id)

    def _end_offer(self, left: LeftOff) -> None:
        offer = left.ringing
        assert offer is not None
        ring_time = round(max(0.0, self._end_of(left) - (offer.ticks or left.last)), 3)
        ended = OfferEnded(
            reservation=offer.reservation, agent=offer.agent, outcome="interrupted", ring_time=ring_time
        )
        self._state(left, ended)

    def _leave(self, left: LeftOff, reason: QueueLeftReason) -> None:
        assert left.place is not None
        wait_time = round(max(0.0, self._end_of(left) - max(left.place.joined, left.began)), 3)
        self._state(left, QueueLeft(queue=left.place.queue, reason=reason, wait_time=wait_time))

    def _keep_place(self, left: LeftOff, moment: float) -> None:
        place: OldPlace | None = left.place
        if place is not None:
            known_by = identities_of(left.context.client_id, left.started.caller_number)
            self._matchmaker.keep_place(place.queue, known_by, place.due, moment)

    def _end_order(self, left: LeftOff) -> None:
        """Somebody was rung back, has talked and has hung up: not to be rung again."""
        order = self._orders.get(left.started.callback or "")
        if order is None or left.talking is None or left.talking.bridge_id is None:
            return
        del self._orders[order.id]
        tried = CallbackTried(
            callback=order.id, attempt=order.attempts + 1, outcome="talked", origin=order.call_id
        )
        self._bus.publish(tried, left.call_id)
        self._bus.publish(CallbackEnded(callback=order.id, outcome="talked"), order.call_id)
