"""A consultant calls somebody into the conversation: to ask apart or aside, to talk together, or to hand it over.

Who is called in is another consultant, or somebody outside of the centre (`outsiders`).
"""

from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager

from anyio.abc import TaskGroup, TaskStatus

from acd.live.agent import Agent
from acd.live.matchmaker import Matchmaker
from acd.telephone import browser_endpoint
from acd.waiting.agent_leg import AgentLeg
from ari_app.calls.conversations.guests import RING_TIME, CalledIn
from ari_app.calls.conversations.outsiders import Outsider
from ari_app.calls.conversations.talk import Talk
from ari_app.calls.guest_so_far import GuestSoFar
from ari_app.calls.talks import Talks
from core.clock import Clock
from core.errors import NotFound, TransitionRefused
from core.facts.kinds.colleagues import ColleagueCalled, ColleagueCame, ColleagueEnd, ColleagueMode
from core.telephony.telephony import Channel, Telephony
from ivr.outside.transfer_targets import TransferTargets

NOT_ASIDE = "Nikt spoza centrum nie może słuchać rozmowy, nie biorąc w niej udziału."
_MISSED: frozenset[ColleagueEnd] = frozenset({"no_answer", "declined"})


class Colleague(CalledIn):
    """Another consultant."""

    def __init__(self, talk: Talk, so_far: GuestSoFar, clock: Clock, agent: Agent, matchmaker: Matchmaker) -> None:
        super().__init__(talk, so_far, clock)
        self.agent = agent
        self._matchmaker = matchmaker
        self._page = agent.page if so_far.came is None else so_far.came.page
        self._leg: AgentLeg | None = None

    def has_call(self, bridge_id: str) -> AgentLeg | None:
        """See Guest."""
        leg = self._leg
        assert leg is not None, "only of a colleague who has come"
        self._has_call = leg.was_guest = True
        self._state("has_call")
        return leg

    @property
    def _endpoint(self) -> str:
        return browser_endpoint(self.agent.id) if self._page else self.agent.id

    def _rung(self, telephony: Telephony) -> AbstractAsyncContextManager[Channel]:
        return telephony.ringing(
            self.agent.endpoint,
            caller_id=self._talk.call.caller.caller_number,
            caller_name=f"{'Przekazuje' if self.hands_over else 'Pyta'} {self._talk.leg.agent.display_name}",
            ring_time=RING_TIME,
            beside=self._talk.call.caller,
        )

    def _is_there(self, channel: Channel, *, is_new: bool) -> ColleagueCame | None:
        talk = self._talk
        if is_new and not self._matchmaker.came_in(self.agent, talk.queue):
            return None
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
        return ColleagueCame(
            agent=self._so_far.called.agent,
            colleague=self.agent.id,
            office=self.agent.office,
            mode=self._so_far.mode,
            leg=channel.id,
            page=self._page,
        )

    def _gone(self) -> None:
        if self._leg is None:
            self._matchmaker.did_not_come(self.agent, is_missed=self._why in _MISSED)
        elif not self._has_call:
            self._leg.over()


class Colleagues:
    """All that are called in: at most one for a conversation."""

    def __init__(
        self,
        talks: Talks,
        matchmaker: Matchmaker,
        telephony: Telephony,
        targets: TransferTargets,
        clock: Clock,
        tasks: TaskGroup,
    ) -> None:
        """Each gets a task in `tasks`. `targets`: who may be called outside of the centre."""
        self._talks = talks
        self._matchmaker = matchmaker
        self._telephony = telephony
        self._targets = targets
        self._clock = clock
        self._tasks = tasks
        self._by_colleague: dict[str, Colleague] = {}

    def call(
        self,
        agent: str,
        call_id: str,
        colleague: str,
        mode: ColleagueMode,
        target: str = "",
        *,
        hands_over: bool = False,
    ) -> None:
        """The telephone of `colleague` rings: a consultant, or an office for the one who has been ready there for
        longest; without one that of the entry `target` of the list. With `hands_over` whoever answers has the call
        at once.

        Raises NotFound and TransitionRefused with a Polish sentence; nothing was done then."""
        talk = self._talks.of(agent, call_id)
        talk.check_open()
        if talk.guest is not None:
            raise TransitionRefused("W tej rozmowie jest już druga osoba.")
        if colleague in self._matchmaker.queues.offices:
            colleague = self._matchmaker.first_ready(colleague, besides=agent)
        called = ColleagueCalled(agent=agent, colleague=colleague, mode=mode, target=target, hands_over=hands_over)
        guest = self._outsider(talk, called) if target else self._colleague(talk, called)
        talk.call.record(called)
        talk.called_in(guest, mode)
        self._tasks.start_soon(self._run, guest)

    def _colleague(self, talk: Talk, called: ColleagueCalled) -> Colleague:
        if called.colleague == called.agent:
            raise TransitionRefused("Nie można zadzwonić do siebie.")
        agent = self._matchmaker.call_in(called.colleague, talk.call_id)
        so_far = GuestSoFar(called, self._clock.monotonic(), mode=called.mode)
        return Colleague(talk, so_far, self._clock, agent, self._matchmaker)

    def _outsider(self, talk: Talk, called: ColleagueCalled) -> Outsider:
        if called.colleague:
            raise TransitionRefused("Prosimy wybrać jedną osobę.")
        if called.mode == "aside":
            raise TransitionRefused(NOT_ASIDE)
        if not self._targets.has(called.target):
            raise NotFound("Tego numeru nie ma na liście.")
        target = self._targets.allowed(called.target, talk.call.caller.dialled_number)
        if target is None:
            raise TransitionRefused("Z tej linii nie wolno łączyć z tym numerem.")
        return Outsider(talk, GuestSoFar(called, self._clock.monotonic(), mode=called.mode), self._clock, target)

    async def again(self, talk: Talk, so_far: GuestSoFar) -> None:
        """Somebody who has come into that conversation before this process began; there when it returns."""
        guest: CalledIn
        if so_far.called.target:
            guest = Outsider(talk, so_far, self._clock, None)
        else:
            agent = self._matchmaker.team.agent(so_far.called.colleague)
            agent.queue = talk.queue
            guest = Colleague(talk, so_far, self._clock, agent, self._matchmaker)
        talk.called_in(guest, so_far.mode)
        await self._tasks.start(self._run_again, guest)
        if guest.hands_over:  # the fact of the answer was the last that was written
            talk.came()

    async def _run(self, guest: CalledIn) -> None:
        with self._known(guest):
            await guest.run(self._telephony)

    async def _run_again(self, guest: CalledIn, *, task_status: TaskStatus[None]) -> None:
        with self._known(guest):
            await guest.run_again(self._telephony, task_status)

    @contextmanager
    def _known(self, guest: CalledIn) -> Iterator[None]:
        if not isinstance(guest, Colleague):
            yield
            return
        self._by_colleague[guest.agent.id] = guest
        try:
            yield
        finally:
            if self._by_colleague.get(guest.agent.id) is guest:
                del self._by_colleague[guest.agent.id]

    def move(self, agent: str, call_id: str, mode: ColleagueMode) -> None:
        """They talk in that mode. Raises TransitionRefused."""
        guest = self._guest(agent, call_id)
        if mode == "aside" and isinstance(guest, Outsider):
            raise TransitionRefused(NOT_ASIDE)
        guest.moves(mode)

    def back(self, agent: str, call_id: str) -> None:
        """The consultant is with the caller alone again. Raises TransitionRefused."""
        self._guest(agent, call_id).back()

    def hand_over(self, agent: str, call_id: str) -> None:
        """The guest has the call now. Raises TransitionRefused for one who has not come."""
        if self._guest(agent, call_id).channel is None:
            raise TransitionRefused("Ta osoba jeszcze nie odebrała.")
        self._talks.of(agent, call_id).hand_over()

    def leave(self, colleague: str, call_id: str) -> None:
        """The colleague goes. Raises TransitionRefused for who is not called in."""
        guest = self._by_colleague.get(colleague)
        if guest is None or guest.is_over or guest.call_id != call_id:
            raise TransitionRefused("To konto nie jest w tej rozmowie.")
        guest.end("left" if guest.channel is not None else "declined")

    def _guest(self, agent: str, call_id: str) -> CalledIn:
        guest = self._talks.of(agent, call_id).guest
        if not isinstance(guest, CalledIn):
            raise TransitionRefused("W tej rozmowie nie ma drugiej osoby.")
        return guest
