"""Supervisors take part in conversations that go on, on their own telephones: they listen, whisper, barge in or
take over.

The conversation does not wait for it and cannot fail by it: each is a task of its own, which ends with the
conversation (`ari_app.calls.conversations.listening`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

import structlog
from anyio.abc import TaskGroup

from acd.desk_watch import DeskWatch
from acd.live.agent_state import ON_A_CALL
from acd.live.matchmaker import Matchmaker
from acd.revocation_store import Hearing
from acd.telephone import is_browser
from acd.waiting.agent_leg import AgentLeg
from ari_app.calls.conversations.listening import Listening, Wanted
from ari_app.calls.talks import Talks
from core.clock import Clock
from core.errors import TransitionRefused
from core.facts.kinds.colleagues import SupervisorMode
from core.relay.commands import Done, EndListening, ListenIn, ListeningClaim, MoveListening, TakeOver
from core.telephony.telephony import Telephony

log = structlog.get_logger()

SupervisorCommand = ListenIn | MoveListening | TakeOver | EndListening


class ListeningIn:
    """All that take part: at most one in a conversation, and for a supervisor."""

    def __init__(
        self,
        talks: Talks,
        matchmaker: Matchmaker,
        desks: DeskWatch,
        telephony: Telephony,
        clock: Clock,
        tasks: TaskGroup,
    ) -> None:
        """Each listening gets a task in `tasks`."""
        self._talks = talks
        self._matchmaker = matchmaker
        self._desks = desks
        self._telephony = telephony
        self._clock = clock
        self._tasks = tasks
        self.on_begin: Callable[[], None] = lambda: None
        self._by_listener: dict[str, Listening] = {}

    def begin(
        self,
        agent: str,
        call_id: str,
        listener: str,
        session: str = "",
        home: str = "",
        *,
        mode: SupervisorMode = "listen",
        claim: ListeningClaim = "both",
    ) -> None:
        """The telephone of `listener` rings. Raises TransitionRefused with a Polish sentence; nothing was done
        then. Whether it may go on is asked of `session` and `home` from now on. Who does not hear the caller can
        whisper alone."""
        talk = self._talks.of(agent, call_id)
        talk.check_open()
        if agent == listener:
            raise TransitionRefused("Własnej rozmowy nie można odsłuchiwać.")
        if any(one.talk is talk and not one.is_over for one in self._by_listener.values()):
            raise TransitionRefused("Tej rozmowy słucha już inna osoba.")
        if claim == "consultant" and mode != "whisper":
            raise TransitionRefused("Bez głosu osoby dzwoniącej można tylko podpowiadać konsultantowi.")
        if claim == "help" and talk.help.since is None:
            raise TransitionRefused("Konsultant nie prosi już o pomoc.")
        if listener in self._by_listener:
            raise TransitionRefused("To konto słucha już rozmowy. Najpierw trzeba zakończyć tamten odsłuch.")
        consultant = self._matchmaker.team.agent(agent)
        wanted = Wanted(
            agent,
            consultant.display_name,
            listener,
            self._endpoint_of(listener),
            self._matchmaker.queues.policy(consultant.office).tells_of_listening,
            session,
            home,
            mode,
            claim,
        )
        listening = self._by_listener[listener] = Listening(wanted, talk, self._telephony)
        self._tasks.start_soon(self._run, listening)
        self.on_begin()

    def carry_out(self, command: SupervisorCommand) -> Done:
        """Raises TransitionRefused with a Polish sentence; nothing was done then."""
        match command:
            case ListenIn():
                self.begin(
                    command.agent,
                    command.call,
                    command.listener,
                    command.session,
                    command.home,
                    mode=command.mode,
                    claim=command.claim,
                )
            case MoveListening(agent, listener, mode):
                self.move(agent, listener, mode)
            case TakeOver(agent, listener):
                self.take_over(agent, listener)
            case EndListening(agent, listener):
                self.end(agent, listener)
        return Done()

    @property
    def hearings(self) -> list[Hearing]:
        """All that go on."""
        return [one.wanted.hearing for one in self._by_listener.values() if not one.is_over]

    def judged(self, looked_at: Collection[Hearing], allowed: Mapping[Hearing, str]) -> None:
        """Of those `looked_at` end who is not `allowed` any more, and whose telephone has another password by now:
        see `acd.revocation_store.may_go_on`."""
        for one in self._by_listener.values():
            hearing = one.wanted.hearing
            if hearing not in looked_at:
                continue
            telephone = allowed.get(hearing)
            if telephone is None or one.telephone not in (None, telephone):
                log.warning("a listening in was ended with its right", listener=one.wanted.listener)
                one.end("revoked")
            one.telephone = telephone

    def end(self, agent: str, listener: str) -> None:
        """Enough was heard. Raises TransitionRefused when the account does not listen to that consultant."""
        self._of(agent, listener).end("listener")

    def move(self, agent: str, listener: str, mode: SupervisorMode) -> None:
        """The supervisor takes part in another way. Raises TransitionRefused."""
        self._of(agent, listener).moves(mode)

    def take_over(self, agent: str, listener: str) -> None:
        """The supervisor who listens has the call from now on. Raises TransitionRefused; nothing was done then."""
        listening = self._of(agent, listener)
        talk, channel, wanted = listening.talk, listening.leg, listening.wanted
        if not wanted.hears_caller:
            raise TransitionRefused("Rozmowę klienta innego urzędu może przejąć tylko tamten urząd.")
        talk.check_open()
        taker = self._matchmaker.take_over(listener, talk.call_id, talk.queue)
        self._telephony.is_consultants(channel)
        page = self._desks.desks.page(listener, self._clock.monotonic()) if is_browser(wanted.endpoint) else ""
        leg = AgentLeg(
            taker,
            channel,
            talk.leg.joined,
            matchmaker=self._matchmaker,
            call_id=talk.call_id,
            queue=talk.queue,
            topic=talk.topic,
            page=page,
            was_guest=True,
        )
        listening.takes_over(leg)

    def _of(self, agent: str, listener: str) -> Listening:
        listening = self._by_listener.get(listener)
        if listening is None or listening.wanted.agent != agent or listening.is_over:
            raise TransitionRefused("To konto nie słucha teraz rozmowy tego konsultanta.")
        return listening

    def answer(self, agent: str) -> Done:
        """See AskListening."""
        for listening in self._by_listener.values():
            if listening.wanted.agent == agent and not listening.is_over:
                details = {"listener": listening.wanted.listener, "call": listening.talk.call_id}
                return Done(state=listening.state, details=details)
        return Done(state="none")

    def _endpoint_of(self, listener: str) -> str:
        own = self._matchmaker.team.find(listener)
        if own is None:
            raise TransitionRefused("To konto nie ma telefonu w centrali, więc nie ma gdzie odsłuchać rozmowy.")
        if own.state in ON_A_CALL:
            raise TransitionRefused("Telefon tego konta jest zajęty rozmową.")
        endpoint = self._desks.desks.telephone_to_listen(listener, self._clock.monotonic())
        if endpoint is None:
            raise TransitionRefused("Telefon tego konta nie jest zarejestrowany w centrali albo jest zajęty.")
        return endpoint

    async def _run(self, listening: Listening) -> None:
        with self._known(listening):
            await listening.run()

    @contextmanager
    def _known(self, listening: Listening) -> Iterator[None]:
        try:
            yield
        finally:
            if self._by_listener.get(listening.wanted.listener) is listening:
                del self._by_listener[listening.wanted.listener]
