"""A supervisor hears a conversation on the own telephone, and nobody hears the supervisor.

The conversation does not wait for it and cannot fail by it: each listening is a task of its own, which ends with
the conversation. What nobody else may hear, a secret that is keyed or a caller on hold, is not heard here either
(`recordings.hearers`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import anyio
import structlog
from anyio.abc import TaskGroup

from acd.desk_watch import DeskWatch
from acd.live.agent_state import ON_A_CALL
from acd.live.matchmaker import Matchmaker
from acd.revocation_store import Hearing
from ari_app.calls.talks import OpenTalk, Talks
from core.clock import Clock
from core.errors import ChannelGone, NotAnswered, TelephonyFailed, TransitionRefused
from core.facts.events import ListeningInBegan, ListeningInEnd, ListeningInEnded
from core.relay.commands import Done, ListeningState
from core.tasks.cancel_group import CancelGroup
from core.tasks.flag import Flag
from core.telephony.telephony import Ear, Telephony

log = structlog.get_logger()

RING_TIME = 20.0  # seconds for which the supervisor's telephone rings
LOST_TIME = 1.0  # seconds after which an ear that is lost has nothing to do with the end of the conversation


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who hears whom: accounts. `name` of the consultant, as the telephone shows it; `is_told`: see the fact;
    `session` and `home`: see the command ListenIn."""

    agent: str
    name: str
    listener: str
    endpoint: str
    is_told: bool
    session: str
    home: str

    @property
    def hearing(self) -> Hearing:
        """What has to be allowed for as long as it goes on."""
        return Hearing(self.listener, self.session, self.agent, self.home)


class Listening:
    """One supervisor and one conversation; a `recordings.hearers.Hearer`."""

    def __init__(self, wanted: Wanted, talk: OpenTalk, telephony: Telephony) -> None:
        self.wanted = wanted
        self.talk = talk
        self._telephony = telephony
        self._clock = talk.call.clock
        self._is_muted_now = False  # is nothing to be heard?
        self._is_shut: bool | None = True  # at the exchange; None: on its way, or nobody knows
        self._is_lost = False
        self._began: float | None = None
        self._why: ListeningInEnd | None = None
        self.telephone: str | None = None  # what is known of its password; None before the first look
        self._news = anyio.Event()
        self._settled = Flag()
        self._running = CancelGroup()

    @property
    def is_over(self) -> bool:
        return self._why is not None

    @property
    def state(self) -> ListeningState:
        """As people are told."""
        if self.is_over:
            return "none"
        if self._began is None:
            return "ringing"
        return "listening" if self._is_shut is False else "silent"

    # -- what is told; takes effect at once

    def mute(self, *, is_muted: bool) -> None:
        """See Hearer."""
        self._is_muted_now = is_muted
        self._changed()

    async def settled(self, seconds: float) -> bool:
        """See Hearer. A listening that has not begun is silent, and so is one whose telephone is hung up."""
        return self._is_as_wanted or await self._settled.wait(seconds)

    def over(self) -> None:
        """See Hearer."""
        self.end("conversation")

    def end(self, why: ListeningInEnd) -> None:
        """State the one end of it, the first that is told; the telephone is hung up a moment later."""
        if self._why is not None:
            return
        self._why = why
        if self._began is not None:
            heard = round(self._clock.monotonic() - self._began, 3)
            ended = ListeningInEnded(
                agent=self.wanted.agent, listener=self.wanted.listener, listened_time=heard, why=why
            )
            self.talk.call.record(ended)
        self._running.cancel()

    @property
    def _is_as_wanted(self) -> bool:
        return self._is_shut is True or not self._is_muted_now

    def _changed(self) -> None:
        if self._settled.is_set:
            self._settled = Flag()
        self._news.set()

    # -- what makes it so

    async def run(self) -> None:
        """Ring, and let hear until one of both ends. Never raises; nothing is left in the exchange."""
        with self.talk.recording.hearers.one(self):
            try:
                await self._ring()
            except NotAnswered as error:
                log.info("nobody came to listen in", listener=self.wanted.listener, outcome=error.outcome)
            except (TelephonyFailed, ChannelGone) as error:
                log.warning("a listening in ended", listener=self.wanted.listener, error=type(error).__name__)
            except Exception as error:
                log.exception("a listening in failed", listener=self.wanted.listener, error=type(error).__name__)
            finally:
                self._is_shut = True
                self._settled.set()
                self.end("failed")

    async def _ring(self) -> None:
        wanted = self.wanted
        with self._running.scope(is_over=self.is_over):
            async with self._telephony.ringing(
                wanted.endpoint,
                caller_id=wanted.agent,
                caller_name=f"Odsłuch {wanted.name}",
                ring_time=RING_TIME,
                is_listening=True,
            ) as leg:
                with leg.while_up():
                    async with self._telephony.overhearing(self.talk.call.caller, leg, self._lost) as ear:
                        await self._hear(ear)
                self.end("listener")

    async def _hear(self, ear: Ear) -> None:
        """Until cancelled."""
        self._began = self._clock.monotonic()
        self.talk.call.record(
            ListeningInBegan(agent=self.wanted.agent, listener=self.wanted.listener, is_told=self.wanted.is_told)
        )
        while True:
            self._news = anyio.Event()
            if self._is_lost:
                await anyio.sleep(LOST_TIME)
                raise TelephonyFailed
            if self._is_shut is not self._is_muted_now:
                is_muted, self._is_shut = self._is_muted_now, None
                await (ear.shut() if is_muted else ear.open())
                self._is_shut = is_muted
                continue  # something else may be wanted by now
            self._settled.set()
            await self._news.wait()

    def _lost(self) -> None:
        """The ear is no more: with the caller, and then the conversation's end is told next, or by a fault."""
        self._is_shut = self._is_lost = True
        self._settled.set()
        self._news.set()


class ListeningIn:
    """All that go on: at most one for a conversation, and for a supervisor."""

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

    def begin(self, agent: str, call_id: str, listener: str, session: str = "", home: str = "") -> None:
        """The telephone of `listener` rings. Raises TransitionRefused with a Polish sentence; nothing was done
        then. Whether it may go on is asked of `session` and `home` from now on."""
        talk = self._talks.of(agent, call_id)
        talk.check_open()
        if agent == listener:
            raise TransitionRefused("Własnej rozmowy nie można odsłuchiwać.")
        if any(one.talk is talk and not one.is_over for one in self._by_listener.values()):
            raise TransitionRefused("Tej rozmowy słucha już inna osoba.")
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
        )
        listening = self._by_listener[listener] = Listening(wanted, talk, self._telephony)
        self._tasks.start_soon(self._run, listening)
        self.on_begin()

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
        listening = self._by_listener.get(listener)
        if listening is None or listening.wanted.agent != agent or listening.is_over:
            raise TransitionRefused("To konto nie słucha teraz rozmowy tego konsultanta.")
        listening.end("listener")

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
