"""A conversation under way: what the consultant asks for at the desk, who has it, and why it ends.

What is asked, and what is told of the consultant's page, only changes what is wanted and states the fact; `run`
makes it so. A process that takes over does the same from the facts.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import anyio
import structlog

from acd.live.desks import UNTOLD_PAGE
from acd.telephone import browser_endpoint
from acd.waiting.agent_leg import AgentLeg, Onward
from ari_app.calls.conversations.ear_door import EarDoor
from ari_app.calls.conversations.floor import Floor
from ari_app.calls.conversations.guest import Guest
from ari_app.calls.conversations.help_call import HelpCall
from ari_app.calls.conversations.holds import Holds
from ari_app.calls.conversations.parties import Parties, Role, Rooms
from ari_app.calls.services import CallServices
from ari_app.telephony.channels import hang_up_surely
from ari_app.telephony.line import CLEAN_UP_TIME
from core.call import Call
from core.errors import NotAnswered, TransitionRefused
from core.facts.kinds.colleagues import ColleagueMode
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
    Party,
)
from core.facts.kinds.recordings import RecordingPause, RecordingStarted
from core.tasks.cancel_group import CancelGroup
from core.telephony.telephony import Bridge, Channel
from recordings.conversation_recording import ConversationRecording

log = structlog.get_logger()

PAGE_TIME = 30.0  # seconds in which a lost page must be back, or the caller waits in the queue again
RETOLD_TIME = 5.0  # seconds that the page has at least when a process has just taken over
RING_TIME = 10.0  # seconds for which the telephone of another page rings at once
RING_PAUSE = 1.0  # seconds between two tries to ring it


GuestAgain = Callable[["Talk"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TalkSoFar:
    """A conversation as it begins, or as a process before this one has left it. Moments are monotonic.

    `ended`: when the consultant hung up, if that was while no process listened. `has_parted`: somebody was taken
    out of the bridge in between, so who is on it now has to be looked at. `guest` brings in whoever was called in
    and is there.
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
    help_since: float | None = None
    guest: GuestAgain | None = None


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
        self._holds = self._new_holds(so_far)
        self._news = CancelGroup()
        arranged = None if so_far.has_parted else Rooms(frozenset({Role.AGENT}))
        self._floor = Floor(call.caller, bridge, services.telephony, arranged, self._ear_lost)
        self._ear_door = EarDoor(self._floor, self._news.cancel)
        self._guest: Guest | None = None
        self._is_left = False  # whoever had the call has gone, and the one who is rung is to have it
        self._outside: Guest | None = None  # has the call now, and no consultant has a part in it
        self._with_legs: list[Guest] = []  # whose telephones are there until the end, or until they go
        self._mode: ColleagueMode = "apart"
        self._supervisor: Channel | None = None  # who has barged in, or had
        self._has_supervisor = False
        self.help = HelpCall(call, leg.agent.id, so_far.help_since)
        self._leaving: list[AgentLeg] = []  # of who has handed the call over
        self._page_lost = so_far.page_lost
        now = call.clock.monotonic()
        self._page_deadline = max((self._page_lost or now) + PAGE_TIME, now + RETOLD_TIME)
        self._told: tuple[object, ...] = ()  # of the page, last
        self._is_over = False

    def _new_holds(self, so_far: TalkSoFar) -> Holds:
        return Holds(
            self._leg.agent,
            self._services.matchmaker,
            self._call.clock,
            time=so_far.hold_time,
            since=so_far.held_since,
            is_by_desk=so_far.is_held_by_desk,
            on_change=self._mute,
        )

    @property
    def call(self) -> Call:
        return self._call

    @property
    def leg(self) -> AgentLeg:
        """Of the consultant who has the call."""
        return self._leg

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
        """The conversation is over; but one that is to be handed over at the answer waits for that."""
        self.check_open()
        if self._is_promised and not self._is_guest_there:
            self._leave()
        else:
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

    def asks_for_help(self, *, is_wanted: bool) -> None:
        """Of a supervisor; said again, nothing changes."""
        self.check_open()
        if is_wanted:
            self.help.asked(self._leg.agent.id)
        else:
            self.help.ended("withdrawn")

    # -- a guest

    @property
    def guest(self) -> Guest | None:
        return self._guest

    def called_in(self, guest: Guest, mode: ColleagueMode) -> None:
        """A telephone rings, or somebody is there already; the caller and the consultant go on talking."""
        self._guest, self._mode = guest, mode
        self._with_legs.append(guest)

    def came(self) -> None:
        """The guest has answered."""
        if self._is_promised:
            self._hand_over()
        self._mute()
        self._news.cancel()

    def moves(self, mode: ColleagueMode) -> None:
        """They talk in that mode from now on."""
        self._mode = mode
        self._mute()
        self._news.cancel()

    def guest_gone(self, guest: Guest) -> None:
        """That one is not there any more: the consultant is with the caller again, or nobody is."""
        if self._guest is not guest:
            return
        self._guest = None
        self._floor.changed(Role.COLLEAGUE)
        if self._is_left and not self._is_over:
            self._call.record(CallerRequeued(agent=self._leg.agent.id, why="colleague"))
            self._goes_to(self._leg.queue, self._leg.topic)
            self.ended("system")
        self._mute()
        self._news.cancel()

    def _ear_lost(self) -> None:
        if self._guest is not None:
            self._guest.lost()

    @property
    def _is_guest_there(self) -> bool:
        return self._guest is not None and self._guest.channel is not None

    @property
    def _is_promised(self) -> bool:
        """Has whoever is rung the call at the answer?"""
        return self._guest is not None and self._guest.hands_over

    def hand_over(self) -> None:
        """The guest, who is there, has the call now, and the consultant's part in it is over."""
        self.check_open()
        self._hand_over()

    def _hand_over(self) -> None:
        guest = self._guest
        assert guest is not None, "only of a guest who has come"
        self._guest = None
        self._goes_over_to(guest, Role.COLLEAGUE)

    def taken_over(self, by: Guest) -> None:
        """A supervisor, who is there, has the call now, and the consultant's part in it is over."""
        self.check_open()
        if self._guest is not None and self._is_promised:
            self._guest.over()  # it was another one's promise
        self._with_legs.append(by)
        self._goes_over_to(by, Role.SUPERVISOR)
        self._supervisor, self._has_supervisor = None, False

    def _goes_over_to(self, guest: Guest, role: Role) -> None:
        before = self._leg
        if not self._is_left:
            self._ends_part()
        self._is_left = False
        self._call.context.transferred_by = before.agent.id
        leg = guest.has_call(self._bridge.id)
        if leg is None:
            self._is_over, self._outside = True, guest
            self.recording.hearers.over()
            self._floor.tell()
        else:
            self._begins(leg)
            self._floor.handed_over(role)
        self._mute()
        self._news.cancel()

    def _ends_part(self) -> None:
        """Of the consultant who has the call, and whose telephone is to be hung up."""
        self._state_end("agent", hands_over=True)
        self.help.ended("conversation")
        self.recording.hearers.dismiss()
        self._leaving.append(self._leg)
        if not self._leg.channel.is_up:
            self._leg.over()  # else when the telephone is free: the next call would find it engaged

    def _begins(self, leg: AgentLeg) -> None:
        """The part of another consultant."""
        self._leg = leg
        self._call.context.agent = leg.agent.id
        now = self._call.clock.monotonic()
        # Whoever had the call may have hung up while no process was there: it has been the other one's since.
        began = now if self._so_far.ended is None else min(now, self._so_far.ended)
        self._so_far = TalkSoFar(self._bridge.id, began)
        self._holds, self._page_lost, self._page_deadline = self._new_holds(self._so_far), None, now + PAGE_TIME
        self._told = ()
        self._call.record(
            ConversationStarted(agent=leg.agent.id, bridge_id=self._bridge.id, leg=leg.channel.id, page=leg.page)
        )

    def _leave(self) -> None:
        """The consultant's part is over before the one who is to have the call has answered: the caller hears
        music until that, or is back in the queue without it."""
        self._ends_part()
        self._is_left, self._page_lost = True, None
        self._mute()

    # -- a supervisor who barges in

    async def barge_in(self, leg: Channel) -> None:
        """A supervisor talks with whoever talks with the caller; returns when it is so, or all is over."""
        self._supervisor, self._has_supervisor = leg, True
        await self._brought_together()

    async def barge_out(self) -> None:
        """The supervisor is out again when it returns, or all is over. Harmless for one who is not in."""
        self._has_supervisor = False
        await self._brought_together()

    async def _brought_together(self) -> None:
        self._mute()
        self._news.cancel()
        while not self._is_over and not self._floor.is_as(self._rooms):
            await self._floor.news()

    def check_open(self) -> None:
        """Raises TransitionRefused when the conversation, or the consultant's part in it, is over."""
        if self._is_over or self._is_left:
            raise TransitionRefused("Ta rozmowa właśnie się zakończyła.")

    def _goes_to(self, office: str, topic: str | None) -> None:
        now = self._call.clock.monotonic()
        waited = max(0.0, self._so_far.began - self._leg.joined)
        self._leg.onward = Onward(office, topic, joined=now - waited, due=self._leg.joined)

    # -- what is told of the consultant's page

    def page_told(self) -> None:
        """Something has changed at the desk. A conversation at a SIP telephone has nothing to do with pages."""
        if not self._leg.page or self._is_over or self._is_left:
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
        """Where the caller hears music nobody talks with them: it is no part of the recording. Nor is what the
        caller talks with somebody outside."""
        is_apart = self._holds.is_held or not self._rooms.with_caller or self._outside is not None
        self.recording.mute("hold", is_muted=is_apart)

    # -- the conversation

    async def run(self) -> None:
        """Until the consultant hangs up, hands the call on, or the page stays lost; the caller's hang-up cancels.

        Every telephone that took the place of the first one is silent afterwards.
        """
        try:
            with self.recording.hearers.one(self._ear_door):
                await self._run()
        finally:
            for guest in self._with_legs:
                guest.over()
            for leg in self._leaving:
                leg.over()
            with anyio.CancelScope(shield=True):
                await self._floor.close()

    async def _run(self) -> None:
        while not self._is_over:
            if self._is_left:
                await self._arrange()
                await self._until_answered()
                continue
            agent = self._leg.agent.id
            with self._services.desks.told(agent, self.page_told), self._services.talks.open(agent, self):
                self._mute()  # as the process before this one has left it
                self.page_told()
                await self._go_on()
        if self._outside is not None:
            await self._arrange()
            await self.recording.close()
            await self._outside.talks_on()

    async def _until_answered(self) -> None:
        """While nobody has the call: until there is news of the one who is rung."""
        is_stale = not self._is_left or bool(self._leaving) or not self._floor.is_as(self._rooms)
        with self._news.scope(is_over=self._is_over or is_stale):
            await anyio.sleep_forever()

    async def _go_on(self) -> None:
        """Until it is over, or another consultant has the call."""
        leg = self._leg
        while not self._is_over and not self._is_left and self._leg is leg:
            await self._arrange()
            if self._page_lost is None:
                await self._both_talk()
            elif await self._can_ring_page():
                await self._ring_page()

    @property
    def _rooms(self) -> Rooms:
        """Who is to be where."""
        if self._outside is not None:
            return Rooms(frozenset({Role.COLLEAGUE}))
        mode = self._mode if self._is_guest_there else None
        is_away = self._page_lost is not None or self._is_left
        is_held = self._holds.is_by_desk and not self._is_left
        return Parties(is_held, is_away, mode, self._has_supervisor, self._ear_door.is_shut).rooms()

    async def _arrange(self) -> None:
        """Bring together who is to talk, and let the others hear music."""
        legs = {} if self._outside is not None else {Role.AGENT: self._leg.channel}
        guest = self._guest or self._outside
        if guest is not None and guest.channel is not None:
            legs[Role.COLLEAGUE] = guest.channel
        if self._supervisor is not None and self._outside is None:
            legs[Role.SUPERVISOR] = self._supervisor
        rooms = self._rooms
        await self._floor.arrange(rooms, legs)
        while self._leaving:
            leg = self._leaving.pop()
            with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
                await hang_up_surely(leg.channel)
            leg.over()
        if self._floor.hears_another(rooms, legs):
            self.recording.hears_another()

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
        if not leg.is_up and leg is self._leg.channel and self._page_lost is None and not self._is_over:
            self._left_by_agent()

    def _hung_up(self) -> None:
        """The consultant has hung up the telephone: the next caller is given to him or her at once, and not when
        the tasks of this call have had their turn. A page's telephone may be lost instead: that shows later.

        Called by whoever reads Asterisk's events, for all calls: a fault stays this call's own.
        """
        try:
            self._left_by_agent()
        except Exception as error:
            log.exception("a consultant was not given free", call_id=self._call.id, error=type(error).__name__)

    def _left_by_agent(self) -> None:
        """Who hangs up while a guest is there hands the call over: a telephone has no other key for it."""
        if self._is_over or self._is_left:
            return
        if self._leg.channel.is_cut_off:
            self.ended("system")  # and the consultant is free when the caller stands in line again
        elif self._is_guest_there:
            self._hand_over()
        elif self._is_promised:
            self._leave()
            self._news.cancel()
        else:
            self.ended("agent")
            self._leg.over()

    @property
    def _is_stale(self) -> bool:
        """Has something changed while Asterisk was told of what was before?"""
        return self._is_over or self._is_left or bool(self._leaving) or not self._floor.is_as(self._rooms)

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
                beside=self._call.caller,
            ) as channel:
                self._leg.channel, self._leg.page = channel, page
                self._floor.changed(Role.AGENT)
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
        if not self._is_left:
            self._state_end(by, hands_over=self._is_guest_there)
        self.help.ended("conversation")
        self._floor.tell()
        self.recording.hearers.over()

    def _state_end(self, by: Party, *, hands_over: bool) -> None:
        """Of the part of the consultant who has the call. Who `hands_over` soon has not dropped the caller."""
        now, leg = self._call.clock.monotonic(), self._leg
        ended = now if self._so_far.ended is None else min(now, self._so_far.ended)
        talk_time = max(0.0, ended - self._so_far.began)
        is_short = talk_time < self._services.matchmaker.times.drop_time
        is_drop = is_short and leg.onward is None and not leg.drops_nobody and not hands_over
        leg.has_dropped_caller = by == "agent" and is_drop
        self._call.record(
            ConversationEnded(
                agent=leg.agent.id,
                ended_by=by,
                talk_time=round(talk_time, 3),
                hold_time=round(self._holds.total(), 3),
            )
        )


def endpoint_of(agent: str, page: str) -> str:
    """The endpoint at which a consultant talks: in that page, or without one by SIP telephone."""
    return browser_endpoint(agent) if page else agent
