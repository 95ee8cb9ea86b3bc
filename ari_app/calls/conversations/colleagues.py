"""A consultant calls a colleague into the conversation: to ask apart, to talk together, or to hand the call over.

The conversation does not wait for the colleague and cannot fail by it: each is a task of its own, which rings,
tells the conversation of the answer, and ends with it. Who hears whom, the conversation decides
(`ari_app.calls.conversations.parties`).
"""

import structlog
from anyio.abc import TaskGroup

from acd.live.agent import Agent
from acd.live.matchmaker import Matchmaker
from acd.waiting.agent_leg import AgentLeg
from ari_app.calls.conversations.talk import Talk
from ari_app.calls.talks import Talks
from core.clock import Clock
from core.errors import ChannelGone, NotAnswered, TelephonyFailed, TransitionRefused
from core.facts.events import (
    ColleagueCalled,
    ColleagueCame,
    ColleagueEnd,
    ColleagueEnded,
    ColleagueMode,
    ColleagueMoved,
)
from core.tasks.cancel_group import CancelGroup
from core.telephony.telephony import Channel, Telephony

log = structlog.get_logger()

RING_TIME = 20.0  # seconds for which the colleague's telephone rings
_MISSED: frozenset[ColleagueEnd] = frozenset({"no_answer", "declined"})


class Colleague:
    """One colleague in one conversation; a `ari_app.calls.conversations.talk.Guest`."""

    def __init__(
        self, talk: Talk, agent: Agent, mode: ColleagueMode, matchmaker: Matchmaker, clock: Clock
    ) -> None:
        self.agent = agent
        self._talk = talk
        self._by = talk.leg.agent.id
        self._mode = mode
        self._matchmaker = matchmaker
        self._clock = clock
        self._leg: AgentLeg | None = None
        self._page = agent.page
        self._began = self._since = clock.monotonic()
        self._ring_time: float | None = None
        self._times: dict[ColleagueMode, float] = {"apart": 0.0, "together": 0.0}
        self._why: ColleagueEnd | None = None
        self._has_call = False
        self._running = CancelGroup()
        talk.call.record(ColleagueCalled(agent=self._by, colleague=agent.id, mode=mode))

    @property
    def leg(self) -> AgentLeg | None:
        """From the answer on."""
        return self._leg

    @property
    def is_over(self) -> bool:
        return self._why is not None

    # -- what is told; takes effect at once

    def moves(self, mode: ColleagueMode) -> None:
        """They talk in that mode from now on. Raises TransitionRefused for a colleague who has not come."""
        if self._leg is None:
            raise TransitionRefused("Ta osoba jeszcze nie odebrała.")
        if mode == self._mode:
            return
        self._count()
        self._mode = mode
        self._talk.call.record(ColleagueMoved(agent=self._by, colleague=self.agent.id, mode=mode))
        self._talk.moves(mode)

    def back(self) -> None:
        """The consultant needs the colleague no more."""
        self.end("back" if self._leg is not None else "withdrawn")

    def over(self) -> None:
        """The conversation is over: whoever is still there has nobody to talk with."""
        self.end("over")

    def has_call(self) -> AgentLeg:
        """See Guest."""
        leg = self._leg
        assert leg is not None, "only of a colleague who has come"
        self._has_call = leg.was_guest = True
        self._state("has_call")
        return leg

    def end(self, why: ColleagueEnd) -> None:
        """State the one end of it, the first that is told; the telephone is silent a moment later. Of a colleague
        who has the call: the call is over."""
        self._state(why)
        self._running.cancel()

    def _state(self, why: ColleagueEnd) -> None:
        if self._why is not None:
            return
        self._count()
        self._why = why
        waited = round(self._clock.monotonic() - self._began, 3)
        self._talk.call.record(
            ColleagueEnded(
                agent=self._by,
                colleague=self.agent.id,
                why=why,
                ring_time=waited if self._ring_time is None else self._ring_time,
                apart_time=round(self._times["apart"], 3),
                together_time=round(self._times["together"], 3),
            )
        )
        if not self._has_call:
            self._talk.guest_gone()

    def _count(self) -> None:
        now = self._clock.monotonic()
        if self._leg is not None:
            self._times[self._mode] += now - self._since
        self._since = now

    # -- what makes it so

    async def run(self, telephony: Telephony) -> None:
        """Ring, and stay until one of both ends. Never raises; nothing is left in the exchange."""
        try:
            await self._ring(telephony)
        except NotAnswered as error:
            outcome = error.outcome
            self._state(outcome if outcome in ("no_answer", "declined", "busy", "unreachable") else "failed")
        except (TelephonyFailed, ChannelGone) as error:
            log.warning("a colleague was lost", agent=self.agent.id, error=type(error).__name__)
        except Exception as error:
            log.exception("a colleague was lost", agent=self.agent.id, error=type(error).__name__)
        finally:
            self._state("failed")
            if self._leg is None:
                self._matchmaker.did_not_come(self.agent, is_missed=self._why in _MISSED)
            elif not self._has_call:
                self._leg.over()

    async def _ring(self, telephony: Telephony) -> None:
        call = self._talk.call
        with self._running.scope(is_over=self.is_over):
            async with telephony.ringing(
                self.agent.endpoint,
                caller_id=call.caller.caller_number,
                caller_name=f"Pyta {self._talk.leg.agent.display_name}",
                ring_time=RING_TIME,
            ) as channel:
                if not self._comes(channel):
                    return
                await channel.gone()
                self._state("left")

    def _comes(self, channel: Channel) -> bool:
        talk = self._talk
        if self.is_over or not self._matchmaker.came_in(self.agent, talk.queue):
            return False
        self._count()
        self._ring_time = round(self._clock.monotonic() - self._began, 3)
        self._leg = AgentLeg(
            self.agent,
            channel,
            talk.leg.joined,
            matchmaker=self._matchmaker,
            call_id=talk.call_id,
            queue=talk.queue,
            topic=talk.topic,
            page=self._page,
        )
        came = ColleagueCame(
            agent=self._by,
            colleague=self.agent.id,
            office=self.agent.office,
            mode=self._mode,
            leg=channel.id,
            page=self._page,
        )
        talk.call.record(came)
        talk.came()
        return True


class Colleagues:
    """All that are called in: at most one for a conversation."""

    def __init__(
        self, talks: Talks, matchmaker: Matchmaker, telephony: Telephony, clock: Clock, tasks: TaskGroup
    ) -> None:
        """Each gets a task in `tasks`."""
        self._talks = talks
        self._matchmaker = matchmaker
        self._telephony = telephony
        self._clock = clock
        self._tasks = tasks

    def call(self, agent: str, call_id: str, colleague: str, mode: ColleagueMode) -> None:
        """The telephone of `colleague` rings. Raises NotFound and TransitionRefused with a Polish sentence;
        nothing was done then."""
        talk = self._talks.of(agent, call_id)
        talk.check_open()
        if talk.guest is not None:
            raise TransitionRefused("W tej rozmowie jest już druga osoba.")
        if colleague == agent:
            raise TransitionRefused("Nie można zadzwonić do siebie.")
        called = self._matchmaker.call_in(colleague, call_id)
        guest = Colleague(talk, called, mode, self._matchmaker, self._clock)
        talk.called_in(guest, mode)
        self._tasks.start_soon(guest.run, self._telephony)

    def move(self, agent: str, call_id: str, mode: ColleagueMode) -> None:
        """They talk in that mode. Raises TransitionRefused."""
        self._guest(agent, call_id).moves(mode)

    def back(self, agent: str, call_id: str) -> None:
        """The consultant is with the caller alone again. Raises TransitionRefused."""
        self._guest(agent, call_id).back()

    def hand_over(self, agent: str, call_id: str) -> None:
        """The colleague has the call now. Raises TransitionRefused for one who has not come."""
        guest = self._guest(agent, call_id)
        if guest.leg is None:
            raise TransitionRefused("Ta osoba jeszcze nie odebrała.")
        self._talks.of(agent, call_id).hand_over()

    def leave(self, colleague: str, call_id: str) -> None:
        """The colleague goes. Raises TransitionRefused for who is not called in."""
        for talk in self._talks.all:
            guest = talk.guest
            if isinstance(guest, Colleague) and guest.agent.id == colleague and talk.call_id == call_id:
                guest.end("left" if guest.leg is not None else "declined")
                return
        raise TransitionRefused("To konto nie jest w tej rozmowie.")

    def _guest(self, agent: str, call_id: str) -> Colleague:
        guest = self._talks.of(agent, call_id).guest
        if not isinstance(guest, Colleague):
            raise TransitionRefused("W tej rozmowie nie ma drugiej osoby.")
        return guest
