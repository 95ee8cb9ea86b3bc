"""Takes up what a process before this one left in Asterisk: no caller notices that it died.

Asterisk keeps channels, bridges, music and recordings when its application goes (`AsteriskSnapshot`); the facts
of the log say what each of them was for (`PriorState`). Runs once, after the first connect and before the first
event.
"""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import anyio
import structlog
from anyio.abc import TaskGroup

from acd.live.agent_state import AgentEvent, AgentState
from acd.live.kept_places import ANY_OFFICE, identities_of
from acd.live.offers import Place
from acd.waiting.callbacks import CallbackOrder, CutOff
from acd.waiting.callbacks import Underway as CallbackUnderway
from ari_app.call_guard import guard_call
from ari_app.calls.callback_call import CallingBack
from ari_app.calls.conversations.colleagues import Colleagues
from ari_app.calls.resumed.resumed_call import AdoptedCall, resumed_call
from ari_app.calls.resumed.resumed_outbound_call import resumed_outbound_call
from ari_app.calls.services import CallServices
from ari_app.calls.unfinished_call import RecordedTalk, UnfinishedCall, unfinished_call
from ari_app.recovery.missed_facts import MissedFacts
from ari_app.recovery.prior_state import PriorState
from ari_app.recovery.recovery_telephony import RecoveryTelephony
from ari_app.telephony.asterisk_snapshot import AsteriskSnapshot, ChannelSnapshot
from core.call import Call
from core.db.errors import DATABASE_AWAY
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackTried
from core.facts.kinds.calls import CallAdopted
from core.facts.kinds.conversations import CallerRequeued
from core.facts.kinds.recordings import RecordingStarted
from core.facts.kinds.ringing_out import ClientDialled
from core.nodes import node_of
from core.telephony.telephony import recording_name
from ivr.graph.scenario import Scenario
from ivr.graph.subscenarios import SubscenarioRefused, put_together

log = structlog.get_logger()

LEAVING_TIME = 1.0  # seconds after which a channel that was about to end has ended


class Recovery:
    """`take_over` once; `adopted` and `closed` count calls afterwards."""

    def __init__(
        self,
        prior: PriorState,
        telephony: RecoveryTelephony,
        services: CallServices,
        calling_back: CallingBack,
        colleagues: Colleagues,
        tasks: TaskGroup,
        ends: Callable[[], Mapping[str, float]],
        open_facts: Callable[[], Awaitable[list[list[AnyEvent]]]],
    ) -> None:
        """`ends()`: channels that have ended lately, and when, in seconds since 1970. `open_facts()`: the facts of
        each call that has no end, as they are written by now; raises errors of the database."""
        self.adopted = self.closed = 0
        self.is_done = False
        self.is_over = anyio.Event()
        """Set when everybody has the old place and state back: only then is it known what is so."""
        self._prior = prior
        self._telephony = telephony
        self._services = services
        self._matchmaker = services.matchmaker
        self._callbacks = services.acd.callbacks
        self._calling_back = calling_back
        self._colleagues = colleagues
        self._clock = services.clock
        self._tasks = tasks
        self._read_ends, self._open_facts = ends, open_facts
        self._leaving: list[UnfinishedCall] = []
        self._cut_off: list[CutOff] = []  # with one of several Asterisks
        self._interrupted: list[str] = []  # their channels, and those of callers who were not in line
        self._missed = MissedFacts(services.bus, services.clock, {}, prior.last_alive)
        self._orders = {order.id: order for order in prior.orders}

    async def take_over(
        self, snapshot: AsteriskSnapshot, look_at_telephones: Callable[[], Awaitable[None]]
    ) -> None:
        """Everybody gets the old place and state back, and the telephones are looked at; then whoever waits
        longest is served first.

        Raises ari errors if the line is lost meanwhile: what was taken up stays so.
        """
        if self.is_done:
            await look_at_telephones()
            self.is_over.set()  # the line may have been lost in the middle of it
            return
        self.is_done = True
        began, now = self._clock.monotonic(), self._clock.now().timestamp()
        ends = {channel: began - (now - at) for channel, at in self._read_ends().items()}
        self._missed = MissedFacts(self._services.bus, self._clock, ends, self._prior.last_alive)
        with self._matchmaker.resuming():
            self._matchmaker.replay(self._prior.history, self._prior.leaving)
            for call in self._prior.cut_off:
                self._keep_place(call, call.last)
            for number, came in self._prior.shed:
                self._matchmaker.keep_place(ANY_OFFICE, identities_of(None, number), came, came)
            # Before anybody is offered a caller: the telephone must be silent by then.
            await self._telephony.hang_up_legs(self._ringing_legs(snapshot))
            talking = {agent for call in self._prior.calls for agent in self._take_up(call, snapshot)}
            for agent in self._matchmaker.team.agents:
                if agent.id not in talking:
                    self._matchmaker.lost_call(agent)
            for order in self._orders.values():
                self._callbacks.keep(order, None, is_known=True)
            for lost in self._cut_off:
                self._callbacks.after_fault(lost)
            # One that Asterisk's own queue rings is not there for anybody else.
            await look_at_telephones()
        if self._leaving:
            self._tasks.start_soon(self._see_who_has_left, snapshot)
        self.is_over.set()
        if self._prior.calls:
            seconds = round(self._clock.monotonic() - began, 3)
            log.warning("calls adopted", count=self.adopted, closed=self.closed, seconds=seconds)

    def interrupted_on(self, node: str) -> int:
        """How many callers the end of that Asterisk has cut off, as far as the ids of their channels say."""
        return sum(node_of(channel, [node]) == node for channel in self._interrupted)

    def _ringing_legs(self, snapshot: AsteriskSnapshot) -> list[str]:
        """Legs that no conversation needs."""
        channels, calls = snapshot.channels, self._prior.calls
        callers = {call.started.channel_id for call in calls if not _is_in_vain(call, snapshot)}
        there = [call for call in calls if call.started.channel_id in channels]
        needed = {leg for call in there for leg in (_leg(call, snapshot), _guest_leg(call, snapshot))}
        return [
            channel.id
            for channel in channels.values()
            if channel.is_own_leg and channel.id not in needed and channel.id not in callers
        ]

    def _take_up(self, call: UnfinishedCall, snapshot: AsteriskSnapshot) -> list[str]:
        """Adopt the call, or close its record if its caller has gone; which consultants go on talking."""
        channel = snapshot.channels.get(call.started.channel_id)
        if channel is None or _is_in_vain(call, snapshot):
            self._keep_wish(call, call.talking or call.dialling)
            self._close(call, snapshot)
            self._telephony.call_is_over(call.started.channel_id)
        elif channel.is_in_app:
            return self._adopt(call, channel, _leg(call, snapshot), _guest_leg(call, snapshot))
        else:
            self._leaving.append(call)
            return _talking(call)
        return []

    async def _see_who_has_left(self, snapshot: AsteriskSnapshot) -> None:
        """A channel outside of the application is on the fallback path, which serves and ends the call; or its
        caller hung up while Asterisk was looked at: then nobody else states the end.
        """
        leaving, self._leaving = {call.call_id: call for call in self._leaving}, []
        await anyio.sleep(LEAVING_TIME)
        gone = {name for name, call in leaving.items() if call.started.channel_id in self._read_ends()}
        try:
            facts = await self._open_facts() if gone else []
        except DATABASE_AWAY as error:
            log.error("nobody knows who has left", calls=len(gone), error=type(error).__name__)
            facts = []  # the next process closes what is open
        for call in (unfinished_call(of_one) for of_one in facts):
            if call is not None and call.call_id in gone:
                self._close(call, snapshot)
        for call in leaving.values():
            for agent in map(self._matchmaker.team.find, _talking(call)):
                if agent is not None and agent.call_id == call.call_id:
                    self._matchmaker.lost_call(agent)

    # -- callers who are there

    def _adopt(
        self, before: UnfinishedCall, channel: ChannelSnapshot, leg: str | None, guest_leg: str | None
    ) -> list[str]:
        started = before.started
        order = self._orders.pop(started.callback or "", None)
        scenario = self._scenario(before)
        is_outbound = started.direction == "outbound"
        if scenario is None and order is None and not is_outbound:
            return []  # nobody knows where it was: it is welcomed like a call whose arrival was missed
        caller = self._telephony.caller_again(channel, started.dialled_number, started.caller_number)
        call = self._services.call_of(caller, started=before.began, context=before.context)
        self._missed.dial_ended(before, "reached")
        call.record(CallAdopted(stage=before.stage, away_time=self._missed.away_time(before)))
        self.adopted += 1
        if before.ringing is not None:
            self._missed.offer_ended(before, before.ringing)
        self._missed.listening_ended(before)
        guest = before.guest
        if guest is None or guest_leg is None:
            self._missed.guest_ended(before, is_over=False)
            guest = None
        if before.left is not None:  # to a telephone that rang, and does so no more
            call.record(CallerRequeued(agent=before.left.agent, why="colleague"))
            before.send_back(self._clock.monotonic())
        if before.is_sent_on and before.talking is not None:
            self._missed.talk_ended(before, by=before.sent_on_by)
            before.talking = None
        if before.recording is not None and before.talking is None:
            # It died between the end of the conversation and that of the file, which ends with the bridge.
            self._recording_ended(before, before.recording)
            before.recording = None
        self._remove(before)
        self._services.recorder.knows(call)
        place = self._place(call, before, order)
        leg_ended = None if leg is not None else self._missed.end_of_leg(before.other_leg)
        again = None if guest is None else partial(self._colleagues.again, so_far=guest)
        adopted = AdoptedCall(call, before, place, leg, leg_ended, again)
        if is_outbound and before.talking is not None:
            self._reached(before.talking.agent)
        self._keep_wish(before, before.talking)
        if is_outbound:
            self._tasks.start_soon(
                guard_call, call, partial(resumed_outbound_call, adopted, self._services), self._services.voice
            )
        elif order is not None:
            rest = partial(self._calling_back.go_on, order, adopted)
            self._callbacks.keep(order, None, is_known=True, underway=CallbackUnderway(call.id, rest))
        elif scenario is not None:
            script = partial(resumed_call, adopted, scenario, self._services)
            self._tasks.start_soon(guard_call, call, script, self._services.voice)
        return _talking(before) if guest is None else [*_talking(before), guest.called.colleague]

    def _reached(self, agent_id: str) -> None:
        """The client whom the consultant rang has answered; harmless if that was known."""
        if (agent := self._matchmaker.team.find(agent_id)) is not None:
            self._matchmaker.reached(agent)

    def _scenario(self, call: UnfinishedCall) -> Scenario | None:
        """The version with which the call began; today's for a caller who came over from the fallback path."""
        if call.versions:
            known = {name: s for name, n in call.versions if (s := self._prior.scenarios.get((name, n)))}
            try:
                return put_together(known[call.versions[0][0]], known)
            except (KeyError, SubscenarioRefused):
                return None
        route = self._services.ivr.route_for(call.started.dialled_number)
        return route.scenario if route is not None and call.node in route.scenario.nodes else None

    def _keep_wish(self, call: UnfinishedCall, part: RecordedTalk | ClientDialled | None) -> None:
        """What the consultant wanted to do after the conversation, or after having rung a client."""
        if part is not None and call.kept_wish is not None:
            agent = self._matchmaker.team.find(part.agent)
            if agent is not None and agent.state in (AgentState.TALKING, AgentState.HOLD, AgentState.DIALLING):
                agent.after_call = (AgentEvent(call.kept_wish.wish), call.kept_wish.pause_reason)

    def _place(self, call: Call, before: UnfinishedCall, order: CallbackOrder | None) -> Place | None:
        """The place in the queue, held from now on, of a caller who waits; of one rung back also before that."""
        old = before.place
        if order is not None and before.talking is None and (old is None or before.stage != "waiting"):
            return self._callbacks.stand_in_line(order)
        if old is None or before.stage != "waiting":
            return None
        queue = self._matchmaker.queue_for(old.queue, comes_back=True)
        if queue not in self._matchmaker.queues.offices:
            return None
        place = self._matchmaker.enter(
            call.id,
            queue,
            joined=old.joined,
            due=old.due,
            topic=old.topic,
            priority="dropped" if before.has_been_dropped or before.is_sent_on else old.priority,
            identities=identities_of(call.context.client_id, call.caller.caller_number),
            is_held=old.is_held,
        )
        # Whoever was dropped in the very moment has to enter the queue anew: that stands nowhere yet.
        place.is_resumed = before.is_in_queue
        place.knows_of_sharing = old.knows_of_sharing
        if old.stays_home:
            self._matchmaker.wait_for_home(place)
        return place

    # -- callers who have gone

    def _close(self, call: UnfinishedCall, snapshot: AsteriskSnapshot) -> None:
        """State what nobody saw: the end of a call whose caller hung up while the application was away.

        Nobody else hangs a caller up then; only an Asterisk that was started anew has cut callers off, or one that
        is away.
        """
        self.closed += 1
        missed, started_at = self._missed, call.started.at
        began_at = snapshot.began_with(call.started.channel_id)
        if began_at is not None and started_at is not None:
            was_cut_off = began_at > started_at
        else:
            was_cut_off = not missed.saw_end(call)
        if was_cut_off:
            self._interrupted.append(call.started.channel_id)
        if call.ringing is not None:
            missed.offer_ended(call, call.ringing)
        if call.talking is not None and call.is_in_queue:
            missed.queue_left(call, "connected")  # the consultant had answered
        elif call.is_in_queue:
            missed.queue_left(call, "interrupted" if was_cut_off else "abandoned")
        if was_cut_off if call.talking is not None else call.is_in_queue:
            self._keep_place(call, self._clock.monotonic())
            if snapshot.began and was_cut_off:
                self._ring_back(call)
        was_reached = call.dialling is None
        missed.dial_ended(call, "interrupted")
        missed.listening_ended(call)
        missed.guest_ended(call, is_over=True)
        missed.talk_ended(call, by=call.sent_on_by if call.is_sent_on else "system" if was_cut_off else "caller")
        if call.message is not None and not missed.message_ended(call, call.message):
            self._tasks.start_soon(self._telephony.discard_recording, recording_name(call.message.file))
        if call.recording is not None:
            self._recording_ended(call, call.recording)
            call.recording = None
        self._remove(call)
        missed.call_ended(call, was_cut_off=was_cut_off or not was_reached)
        self._end_order(call)

    def _recording_ended(self, call: UnfinishedCall, recording: RecordingStarted) -> None:
        if recording.recording not in call.withdrawn:
            self._missed.recording_ended(call, recording)

    def _remove(self, call: UnfinishedCall) -> None:
        """What was withdrawn in the moment in which the process before this one died."""
        if files := call.withdrawn_files:
            self._tasks.start_soon(self._services.recorder.remove, files)

    def _keep_place(self, call: UnfinishedCall, moment: float) -> None:
        """For a caller who redials."""
        if call.place is not None:
            known_by = identities_of(call.context.client_id, call.started.caller_number)
            self._matchmaker.keep_place(call.place.queue, known_by, call.place.due, moment)

    def _ring_back(self, call: UnfinishedCall) -> None:
        """Later, when it is known who is rung back already. A call-back in which nobody has talked is made again
        anyway."""
        place, started = call.place, call.started
        if place is None or (started.callback and call.talking is None):
            return
        self._cut_off.append(
            CutOff(
                call_id=call.call_id,
                caller_number=started.caller_number,
                dialled_number=started.dialled_number,
                client_id=call.context.client_id,
                language=call.context.language,
                office=place.queue,
                topic=place.topic,
                due=place.due,
                agent=None if call.talking is None else call.talking.agent,
            )
        )

    def _end_order(self, call: UnfinishedCall) -> None:
        """Somebody was rung back, has talked and has hung up: not to be rung again."""
        order = self._orders.get(call.started.callback or "")
        if order is None or call.talking is None or call.talking.bridge_id is None:
            return
        del self._orders[order.id]
        tried = CallbackTried(
            callback=order.id, attempt=order.attempts + 1, outcome="talked", origin=order.call_id
        )
        self._services.bus.publish(tried, call.call_id)
        self._services.bus.publish(CallbackEnded(callback=order.id, outcome="talked"), order.call_id)


def _talking(call: UnfinishedCall) -> list[str]:
    return [] if call.talking is None else [call.talking.agent]


def _guest_leg(call: UnfinishedCall, snapshot: AsteriskSnapshot) -> str | None:
    """The channel of whoever was called into the conversation, if it is there and answered."""
    came = None if call.guest is None else call.guest.came
    if came is None or call.talking is None or call.is_sent_on:
        return None
    channel = snapshot.channels.get(came.leg)
    return channel.id if channel is not None and channel.is_answered else None


def _is_in_vain(call: UnfinishedCall, snapshot: AsteriskSnapshot) -> bool:
    """Is a client rung who has not answered, or with whom nobody could talk any more?"""
    return call.dialling is not None and _leg(call, snapshot) is None


def _leg(call: UnfinishedCall, snapshot: AsteriskSnapshot) -> str | None:
    """The channel of whom the caller talks with, or is to talk with, if both are there and answered."""
    if call.dialling is not None:
        client = snapshot.channels.get(call.started.channel_id)
        is_there = client is not None and client.is_answered and client.is_in_app
        return snapshot.leg_of(call.dialling.agent, None) if is_there else None
    if call.transfer is not None:
        channel = snapshot.channels.get(call.transfer.leg)
        return channel.id if channel is not None and channel.is_answered else None
    talk = call.talking
    if talk is None or call.is_sent_on:
        return None
    channel = snapshot.channels.get(talk.leg)
    if channel is not None and channel.is_answered and (talk.has_parted or talk.page_lost is not None):
        return channel.id  # maybe out of the bridge
    if talk.page_lost is not None:
        return None  # nobody has taken up the conversation yet, even if somebody was rung for it
    return snapshot.leg_of(talk.agent, talk.bridge_id)
