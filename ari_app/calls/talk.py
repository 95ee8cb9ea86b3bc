"""A conversation under way: who hears whom, what the consultant asks for at the desk, and why it ends.

What is asked, and what is told of the consultant's page, only changes what is wanted and states the fact; `run`
makes it so. A process that takes over does the same from the facts.
"""

from dataclasses import dataclass

import anyio
import structlog

from acd.live.desks import UNTOLD_PAGE
from acd.telephone import browser_endpoint
from acd.waiting.agent_leg import AgentLeg, Onward
from ari_app.calls.holds import Holds
from ari_app.calls.services import CallServices
from ari_app.telephony.channels import hang_up_surely
from ari_app.telephony.line import CLEAN_UP_TIME
from core.call import Call
from core.errors import ChannelGone, NotAnswered, TransitionRefused
from core.facts.events import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    PageBack,
    PageLost,
    Party,
    RecordingPause,
    RecordingStarted,
)
from core.tasks.cancel_group import CancelGroup
from core.telephony.telephony import Bridge
from recordings.conversation_recording import ConversationRecording

log = structlog.get_logger()

PAGE_TIME = 30.0  # seconds in which a lost page must be back, or the caller waits in the queue again
RETOLD_TIME = 5.0  # seconds that the page has at least when a process has just taken over
RING_TIME = 10.0  # seconds for which the telephone of another page rings at once
RING_PAUSE = 1.0  # seconds between two tries to ring it


@dataclass(frozen=True, slots=True)
class TalkSoFar:
    """A conversation as it begins, or as a process before this one has left it. Moments are monotonic.

    `ended`: when the consultant hung up, if that was while no process listened. `has_parted`: somebody was taken
    out of the bridge in between, so who is on it now has to be looked at.
    """

    bridge_id: str
    began: float
    hold_time: float = 0.0  # seconds
    held_since: float | None = None
    recording: RecordingStarted | None = None
    recording_paused: RecordingPause | None = None
    ended: float | None = None
    is_held_by_desk: bool = False
    page_lost: float | None = None
    has_parted: bool = False


class Talk:
    """One conversation, from `run` on open to what is asked and told."""

    def __init__(
        self,
        call: Call,
        leg: AgentLeg,
        bridge: Bridge,
        services: CallServices,
        so_far: TalkSoFar,
        recording: ConversationRecording,
    ) -> None:
        self.recording = recording
        self._call = call
        self._leg = leg
        self._bridge = bridge
        self._services = services
        self._so_far = so_far
        self._holds = Holds(
            leg.agent,
            services.matchmaker,
            call.clock,
            time=so_far.hold_time,
            since=so_far.held_since,
            is_by_desk=so_far.is_held_by_desk,
            on_change=self._mute,
        )
        self._is_joined: bool | None = None if so_far.has_parted else True  # None: to be looked at
        self._page_lost = so_far.page_lost
        now = call.clock.monotonic()
        self._page_deadline = max((self._page_lost or now) + PAGE_TIME, now + RETOLD_TIME)
        self._told: tuple[object, ...] = ()  # of the page, last
        self._is_over = False
        self._news = CancelGroup()

    @property
    def call(self) -> Call:
        return self._call

    @property
    def call_id(self) -> str:
        return self._call.id

    @property
    def queue(self) -> str:
        """In which the caller waited."""
        return self._leg.queue

    @property
    def topic(self) -> str | None:
        """With what the caller waited."""
        return self._leg.topic

    @property
    def is_without_leg(self) -> bool:
        """Does the conversation wait for a page, maybe without any telephone?"""
        return self._page_lost is not None

    # -- what the consultant asks for; takes effect at once

    def hold(self, *, is_held: bool) -> None:
        """Music for the caller, or on with it; said again, nothing changes."""
        self.check_open()
        if is_held != self._holds.is_by_desk:
            self._call.record(CallHeld(agent=self._leg.agent.id, is_held=is_held))
            self._holds.by_desk(is_held=is_held)
            self._news.cancel()

    def end(self) -> None:
        """As if the consultant had hung up."""
        self.check_open()
        self.ended("agent")
        self._news.cancel()

    def transfer(self, office: str, topic: str | None) -> None:
        """The caller goes into the queue of `office`, which takes callers; no `topic`: as it is."""
        self.check_open()
        self._call.record(CallTransferred(agent=self._leg.agent.id, to_office=office, topic=topic))
        if topic is not None:
            self._call.context.topic = topic
        self._call.context.transferred_by = self._leg.agent.id
        self._goes_to(office, topic if topic is not None else self._leg.topic)
        self.ended("agent")
        self._news.cancel()

    def check_open(self) -> None:
        """Raises TransitionRefused when the conversation is over."""
        if self._is_over:
            raise TransitionRefused("Ta rozmowa właśnie się zakończyła.")

    def _goes_to(self, office: str, topic: str | None) -> None:
        now = self._call.clock.monotonic()
        waited = max(0.0, self._so_far.began - self._leg.joined)
        self._leg.onward = Onward(office, topic, joined=now - waited, due=self._leg.joined)

    # -- what is told of the consultant's page

    def page_told(self) -> None:
        """Something has changed at the desk. A conversation at a SIP telephone has nothing to do with pages."""
        if not self._leg.page or self._is_over:
            return
        agent, desks, now = self._leg.agent.id, self._services.desks.desks, self._call.clock.monotonic()
        if self._leg.page == UNTOLD_PAGE:  # rung just after a restart: it can only be this one
            self._leg.page = desks.page(agent, now) or UNTOLD_PAGE
        state = desks.state_of(agent, self._leg.page, now)
        if state == "lost" and self._page_lost is None:
            self._page_lost, self._page_deadline = now, now + PAGE_TIME
            self._call.record(PageLost(agent=agent))
            self._mute()
        elif state == "there" and self._page_lost is not None and self._leg.channel.is_up:
            self._is_back()
        told = (state, desks.page(agent, now), self._leg.agent.endpoint, desks.trouble(agent, now))
        if told != self._told:  # what changes nothing here must stop no ringing
            self._told = told
            self._news.cancel()

    def _is_back(self) -> None:
        self._page_lost = None
        leg = self._leg
        self._call.record(PageBack(agent=leg.agent.id, leg=leg.channel.id, page=leg.page))
        self._mute()

    def _mute(self) -> None:
        """Where the caller hears music nobody talks: it is no part of the recording."""
        self.recording.mute("hold", is_muted=self._holds.is_held or self._page_lost is not None)

    # -- the conversation

    async def run(self) -> None:
        """Until the consultant hangs up, hands the call on, or the page stays lost; the caller's hang-up cancels.

        Every telephone that took the place of the first one is silent afterwards.
        """
        with self._services.desks.told(self._leg.agent.id, self.page_told):
            self._mute()  # as the process before this one has left it
            self.page_told()
            await self._go_on()

    async def _go_on(self) -> None:
        while not self._is_over:
            await self._arrange()
            if self._page_lost is None:
                await self._both_talk()
            elif await self._can_ring_page():
                await self._ring_page()

    async def _arrange(self) -> None:
        """Let both hear each other, or let the caller hear music."""
        wanted = not self._holds.is_by_desk and self._page_lost is None
        if wanted == self._is_joined:
            return
        try:
            if wanted:
                await self._bridge.join(self._leg.channel)
            else:
                await self._bridge.part(self._leg.channel)
        except ChannelGone:
            if not self._call.caller.is_up:
                raise
        self._is_joined = wanted

    async def _both_talk(self) -> None:
        """Until there is news, or the consultant has hung up."""
        leg = self._leg.channel
        if not self._leg.page:
            leg.on_hung_up = self._hung_up
        try:
            with leg.while_up(), self._news.scope(is_over=self._is_stale):
                await self._holds.watch(leg)
        finally:
            leg.on_hung_up = None
        if not leg.is_up and self._page_lost is None and not self._is_over:
            self.ended("agent")

    def _hung_up(self) -> None:
        """The consultant has hung up the telephone: the next caller is given to him or her at once, and not when
        the tasks of this call have had their turn. A page's telephone may be lost instead: that shows later.

        Called by whoever reads Asterisk's events, for all calls: a fault stays this call's own.
        """
        try:
            self.ended("agent")
            self._leg.over()
        except Exception as error:
            log.exception("a consultant was not given free", call_id=self._call.id, error=type(error).__name__)

    @property
    def _is_stale(self) -> bool:
        """Has something changed while Asterisk was told of what was before?"""
        return self._is_over or self._is_joined != (not self._holds.is_by_desk and self._page_lost is None)

    async def _can_ring_page(self) -> bool:
        """Wait for a page until there is news, or nobody has come for too long. True if one is to be rung."""
        if self._rest <= 0:
            self._give_up()
            return False
        agent, desks, now = self._leg.agent, self._services.desks.desks, self._call.clock.monotonic()
        if desks.state_of(agent.id, self._leg.page, now) == "lost" and desks.is_at_work(agent.id):
            with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
                await hang_up_surely(self._leg.channel)  # in a page that is no more
        now = self._call.clock.monotonic()
        is_told = desks.state_of(agent.id, self._leg.page, now) != "unknown"
        is_ready = desks.trouble(agent.id, now) is None
        if is_told and is_ready and not self._leg.channel.is_up:
            return True
        with anyio.move_on_after(self._rest):
            await self._until_news()
        return False

    @property
    def _rest(self) -> float:
        """Seconds that are left for a page to come."""
        return self._page_deadline - self._call.clock.monotonic()

    async def _until_news(self) -> None:
        with self._news.scope(is_over=self._is_over or self._page_lost is None):
            await anyio.sleep_forever()

    async def _ring_page(self) -> None:
        """Ring the consultant's telephone, and go on there to the end of the conversation."""
        agent, page = self._leg.agent, self._leg.agent.page
        try:
            async with self._services.telephony.ringing(
                agent.endpoint,
                caller_id=self._call.caller.caller_number,
                caller_name="",
                ring_time=max(1.0, min(self._rest, RING_TIME)),
                meanwhile=self._until_news,
                is_resumed=True,
            ) as channel:
                self._leg.channel, self._leg.page, self._is_joined = channel, page, False
                self._holds.other_telephone()
                self._is_back()
                self.page_told()  # it may have gone meanwhile
                await self._go_on()
        except NotAnswered as error:
            if error.outcome != "withdrawn":
                log.info("the page of a conversation was not reached", agent=agent.id, outcome=error.outcome)
                with anyio.move_on_after(RING_PAUSE):
                    await self._until_news()

    def _give_up(self) -> None:
        self._call.record(CallerRequeued(agent=self._leg.agent.id))
        self._leg.is_lost = True
        self._goes_to(self._leg.queue, self._leg.topic)
        self.ended("system")

    # -- the end

    def ended(self, by: Party) -> None:
        """State the one end of the conversation: the first that is told."""
        if self._is_over:
            return
        self._is_over = True
        now, leg = self._call.clock.monotonic(), self._leg
        ended = now if self._so_far.ended is None else min(now, self._so_far.ended)
        talk_time = max(0.0, ended - self._so_far.began)
        is_short = talk_time < self._services.matchmaker.times.drop_time
        leg.has_dropped_caller = by == "agent" and is_short and leg.onward is None
        self._call.record(
            ConversationEnded(
                agent=leg.agent.id,
                ended_by=by,
                talk_time=round(talk_time, 3),
                hold_time=round(self._holds.total(), 3),
            )
        )
        self.recording.hearers.over()


def endpoint_of(agent: str, page: str) -> str:
    """The endpoint at which a consultant talks: in that page, or without one by SIP telephone."""
    return browser_endpoint(agent) if page else agent
