"""A call that a consultant makes: the own telephone rings first, then the client's, then both talk.

The third kind of call beside `inbound_call` and `callback_call`. The client is its caller, though nobody called
the centre: from the answer on everything is the same. What came of the dialling is stated whatever happens, and a
client who was not reached leaves the consultant in the state of before.
"""

from dataclasses import dataclass
from functools import partial

import anyio
import structlog
from anyio.abc import TaskGroup

from acd.live.agent import Agent
from acd.waiting.agent_leg import AgentLeg
from acd.waiting.arrival import Arrival, ComesBack
from ari_app.call_guard import guard_call
from ari_app.calls.conversations.conversation import conversation
from ari_app.calls.services import CallServices
from core.call import Call
from core.errors import ChannelGone, NotAnswered, TelephonyFailed, TransitionRefused
from core.facts.kinds.calls import CallEnded, CallStarted, EndReason
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled, DialOutcome
from core.ids import call_id_of
from core.relay.commands import RingClient
from core.tasks.racing import first_of
from core.telephony.telephony import Channel
from ivr.dialogue import play_out
from ivr.outside.ringing_out import number_shown, number_to_ring
from ivr.tts.ring_tone import LENGTH as TONE_TIME

log = structlog.get_logger()

OWN_RING_TIME = 20.0  # seconds for which the consultant's telephone rings; a page answers by itself
CLIENT_RING_TIME = 40.0  # seconds: about eight rings
CALLER_NAME = "Telefon do klienta"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is rung for whom. `shown`: what the client's telephone shows; `page`: of the consultant's browser."""

    agent: Agent
    order: RingClient
    number: str
    shown: str
    page: str

    @property
    def call_id(self) -> str:
        return call_id_of(self.order.channel)


class Dialling:
    """One client who is rung."""

    def __init__(self, wanted: Wanted, services: CallServices, ring_tone: str) -> None:
        self.wanted = wanted
        self._services = services
        self._ring_tone = ring_tone
        self._started = services.clock.monotonic()
        self._rang: float | None = None  # when the client's telephone began to ring
        self._outcome: DialOutcome | None = None
        self._given_up = anyio.Event()

    @property
    def is_over(self) -> bool:
        """Does nobody ring any more?"""
        return self._outcome is not None

    # -- what is told; takes effect at once

    def begin(self) -> None:
        """The consultant is offered nobody from now on. Raises TransitionRefused; nothing is stated then."""
        wanted, services, order = self.wanted, self._services, self.wanted.order
        services.matchmaker.team.check_dial(wanted.agent.id)
        started = CallStarted(
            channel_id=order.channel,
            dialled_number=wanted.shown,
            caller_number=wanted.number,
            direction="outbound",
            callback=order.callback,
        )
        dialled = ClientDialled(
            agent=wanted.agent.id,
            office=order.office,
            reason=order.reason,
            client_id=order.client_id,
            callback=order.callback,
            page=wanted.page,
        )
        for fact in (started, dialled):
            services.bus.publish(fact, wanted.call_id)
        services.matchmaker.dials(wanted.agent.id, wanted.call_id)

    def give_up(self) -> None:
        """The consultant does not want it any more. Harmless when the client has answered."""
        self._given_up.set()

    def _page_told(self) -> None:
        agent, page, desks = self.wanted.agent.id, self.wanted.page, self._services.desks.desks
        if page and desks.state_of(agent, page, self._services.clock.monotonic()) == "lost":
            self.give_up()  # nobody is there who would talk

    def _state(self, outcome: DialOutcome) -> None:
        """State the one end of the dialling, the first that is told."""
        if self._outcome is not None:
            return
        self._outcome = outcome
        services, agent, call_id = self._services, self.wanted.agent, self.wanted.call_id
        now = services.clock.monotonic()
        ended = ClientDialEnded(
            agent=agent.id,
            outcome=outcome,
            ring_time=0.0 if self._rang is None else round(now - self._rang, 3),
            callback=self.wanted.order.callback,
        )
        services.bus.publish(ended, call_id)
        if outcome == "reached":
            services.matchmaker.reached(agent)
            return
        services.matchmaker.not_reached(agent)
        reason: EndReason = "failed" if outcome == "failed" else "not_reached"
        services.bus.publish(CallEnded(reason=reason, duration_time=round(now - self._started, 3)), call_id)

    # -- what makes it so

    async def run(self) -> None:
        """Ring, and stay to the end of the call. Never raises; nothing is left in the exchange."""
        with structlog.contextvars.bound_contextvars(call_id=self.wanted.call_id):
            try:
                with self._services.desks.told(self.wanted.agent.id, self._page_told):
                    await self._ring_own()
            except (TelephonyFailed, ChannelGone) as error:
                log.warning("a client could not be rung", error=type(error).__name__)
            except Exception as error:  # one call may fail, the centre may not
                log.exception("a client could not be rung", error=type(error).__name__)
            finally:
                self._state("failed")

    async def _ring_own(self) -> None:
        try:
            async with self._services.telephony.ringing(
                self.wanted.agent.endpoint,
                caller_id=self.wanted.shown,
                caller_name=CALLER_NAME,
                ring_time=OWN_RING_TIME,
                meanwhile=self._given_up.wait,
                is_resumed=True,
            ) as own:
                await self._ring_client(own)
        except NotAnswered as error:
            self._state("given_up" if error.outcome == "withdrawn" else "not_taken")

    async def _ring_client(self, own: Channel) -> None:
        """The consultant hears the ringing tone meanwhile."""
        try:
            tone = await own.play([self._ring_tone] * round(CLIENT_RING_TIME / TONE_TIME + 1))
        except ChannelGone:
            self._state("given_up")
            return
        self._rang = self._services.clock.monotonic()
        try:
            async with self._services.telephony.dialling(
                self.wanted.number,
                caller_id=self.wanted.shown,
                ring_time=CLIENT_RING_TIME,
                channel_id=self.wanted.order.channel,
                meanwhile=partial(self._until_unwanted, own),
                beside=own,
            ) as client:
                tone.stop()
                await self._talk(own, client)
        except NotAnswered as error:
            outcome = error.outcome
            if outcome == "withdrawn":
                self._state("given_up")
            else:
                self._state("failed" if outcome == "interrupted" else outcome)
        finally:
            tone.stop()

    async def _until_unwanted(self, own: Channel) -> None:
        """Until the consultant has hung up, or wants the client no more."""
        await first_of(own.gone, self._given_up.wait)

    async def _talk(self, own: Channel, client: Channel) -> None:
        wanted, services = self.wanted, self._services
        call = services.call_of(client, started=self._started)
        call.context.office = wanted.order.office
        self._state("reached")
        leg = AgentLeg(
            wanted.agent,
            own,
            services.clock.monotonic(),
            queue=wanted.order.office,
            page=wanted.page,
            has_rung_out=True,
            matchmaker=services.matchmaker,
            call_id=call.id,
        )
        await guard_call(call, partial(_script, call, leg, services), services.voice)


async def _script(call: Call, leg: AgentLeg, services: CallServices) -> None:
    try:
        await conversation(call, leg, services)
    finally:
        leg.over()
    await go_onward(call, leg, services)


async def go_onward(call: Call, leg: AgentLeg, services: CallServices) -> None:
    """After a conversation: a client who was handed on waits in a queue like anybody, and talks again."""
    if leg.onward is not None:
        onward = leg.onward
        await wait_and_talk(call, onward.office, onward.topic, ComesBack(onward.joined, onward.due), services)


async def wait_and_talk(
    call: Call, office: str, topic: str | None, arrival: Arrival, services: CallServices
) -> None:
    """Until the client has been served, or nobody is there who could do it, which is said."""
    while True:
        async with services.acd.agent_for(call, office, topic, arrival) as got:
            if isinstance(got, AgentLeg):
                await conversation(call, got, services)
        if not isinstance(got, AgentLeg):
            await play_out(call, services.voice, ["H06"], until_key=False)
            return
        if got.onward is not None:
            office, topic = got.onward.office, got.onward.topic
            arrival = ComesBack(got.onward.joined, got.onward.due)
        elif got.has_dropped_caller:
            arrival = ComesBack(got.joined)
        else:
            return


class RingingOut:
    """All clients who are rung: one for each consultant at most."""

    def __init__(self, services: CallServices, tasks: TaskGroup, ring_tone: str, *, has_way_out: bool) -> None:
        """Each gets a task in `tasks`. `ring_tone`: the file of `ivr.tts.ring_tone`."""
        self._services = services
        self._tasks = tasks
        self._ring_tone = ring_tone
        self._has_way_out = has_way_out
        self._diallings: dict[str, Dialling] = {}

    def ring(self, order: RingClient) -> None:
        """The consultant's telephone rings, then the client's. Raises TransitionRefused with a Polish sentence;
        nothing was done then."""
        if not self._has_way_out:
            raise TransitionRefused("Centrala nie ma łącza, którym można zadzwonić do klienta.")
        services, number = self._services, number_to_ring(order.number)
        agent = services.matchmaker.team.find(order.agent)
        if agent is None:
            raise TransitionRefused("To konto nie ma stanowiska konsultanta, z którego można zadzwonić.")
        policy = services.matchmaker.policy(order.office)
        shown = number_shown(services.ivr.routes.values(), order.office, policy.shown_number, order.dialled_number)
        dialling = Dialling(Wanted(agent, order, number, shown, agent.page), services, self._ring_tone)
        dialling.begin()
        self._diallings[agent.id] = dialling
        self._tasks.start_soon(self._run, dialling)

    def gives_up(self, agent: str, call_id: str) -> bool:
        """The consultant hangs up before the client has answered. False if nobody is rung for this one."""
        dialling = self._diallings.get(agent)
        if dialling is None or dialling.is_over or dialling.wanted.call_id != call_id:
            return False
        dialling.give_up()
        return True

    async def _run(self, dialling: Dialling) -> None:
        agent = dialling.wanted.agent.id
        try:
            await dialling.run()
        finally:
            if self._diallings.get(agent) is dialling:
                del self._diallings[agent]
