"""A whole centre on fakes, in virtual time: the real scenarios, the real distribution, the real call script."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

import anyio

from acd.choice.queue_policy import QueuePolicy
from acd.desk_watch import DeskWatch
from acd.live.agent import Agent
from acd.live.agent_state import ON_A_CALL, AgentEvent, AgentState
from acd.live.matchmaker import Matchmaker
from acd.live.queues import QueueOffice
from acd.live.timers import Timers, keep
from acd.waiting.callbacks import Callbacks
from acd.waiting.waiting import Acd
from ari_app.calls.callback_call import CallingBack
from ari_app.calls.callback_dialogue import CallbackDialogue
from ari_app.calls.conversations.colleagues import Colleagues
from ari_app.calls.conversations.listening_in import ListeningIn
from ari_app.calls.desk_commands import DeskCommands
from ari_app.calls.outbound_call import RingingOut
from ari_app.calls.queue_prompts import QueuePrompts
from ari_app.calls.services import CallServices
from ari_app.calls.talks import Talks
from ari_app.dispatcher import begin
from clients.client_data import ClientDataDesk
from core.call import Call
from core.clock import LoopClock
from core.facts.bus import Bus
from core.facts.event import Event
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.colleagues import ListeningInBegan, ListeningInEnded
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import RecordingWithdrawn
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.questions.public_answers import AnswerTold
from core.retention.retention import RulesInForce
from ivr import defaults
from ivr.emergency_message import EmergencyBoard
from ivr.graph.scenario import Scenario, read_scenario
from ivr.hours.opening_hours import Hours
from ivr.hours.store import HoursInForce
from ivr.identity.ceilings import default_ceilings
from ivr.interpreter import Ivr
from ivr.number_route import NumberRoute
from ivr.offices import OfficeDirectory
from ivr.outside.transfer_targets import TransferTarget, TransferTargets
from ivr.visit import Tools
from knowledge.public_answers import KnowledgeDesk
from market.told.market_desk import MarketDesk
from recordings.policy import RecordingRules
from recordings.recording_desk import RecordingDesk
from recordings.space import RecordingSpace
from tests.support.calls.extra_lines import lines as test_lines
from tests.support.calls.fake_channel import FakeChannel, FakeRecordingPort
from tests.support.calls.fake_client_data import FakeKnowledge, FakeMarket, FakeTables
from tests.support.calls.fake_services import (
    FakeCodes,
    FakeContacts,
    FakeSlowVoice,
    FakeVerifier,
    FakeVoice,
    FakeWebServices,
)
from tests.support.calls.fake_telephony import FakeExchange, FakePhone
from tests.support.reports.figure_checks import check_figures

ZUS = TransferTarget("zus", "ZUS", "225601600", frozenset({"przelaczenie", "na-zewnatrz"}))  # for two lines
TUESDAY_AT_TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # in Warsaw: all offices are open
WITH_LANGUAGES = "z językami"
RING_TONE = "dzwonek"

ENTERS_KEYS_EVERY = 0.2  # seconds
REACTION_TIME = 1.0  # seconds

E = TypeVar("E", bound=Event)


@lru_cache
def _offices() -> dict[str, QueueOffice]:
    return {o["code"]: QueueOffice(o["seat"], o["genitive"], o["is_province"]) for o in defaults.offices()}


@lru_cache
def _directory() -> OfficeDirectory:
    return defaults.office_directory()


@lru_cache
def _shipped_hours() -> Hours:
    return defaults.opening_hours()


@lru_cache
def _entries() -> dict[str, NumberRoute]:
    """The real lines, and for each office one that leads straight into its queue."""
    graphs = defaults.scenarios()
    lines = {
        n.number: NumberRoute(n.number, n.is_free, read_scenario(graphs[n.scenario])) for n in defaults.numbers()
    }
    lines[WITH_LANGUAGES] = NumberRoute(WITH_LANGUAGES, False, asks_for_language())
    return (
        lines
        | test_lines()
        | {straight_to(o): NumberRoute(straight_to(o), False, _straight(o)) for o in _offices()}
    )


def asks_for_language(**settings: Any) -> Scenario:
    """A line that asks for the language, then for a postal code, and leads into a queue."""
    after_queue = {"served": "koniec", "full": "koniec", "callback": "koniec", "nobody_there": "nikogo"}
    code = {"found": "kolejka", "menu": "kolejka", "failed": "kolejka"}
    return read_scenario(
        {
            "name": "jezyk",
            "title": "Z wyborem języka",
            "start": "powitanie",
            "nodes": {
                "powitanie": {"kind": "announcement", "settings": {"prompts": ["W02"]}, "next": {"done": "jezyk"}},
                "jezyk": {"kind": "language", "settings": settings, "next": {"done": "kod"}},
                "kod": {"kind": "postal_code", "settings": {"retries": 0}, "next": code},
                "kolejka": {"kind": "queue", "next": after_queue},
                "koniec": {"kind": "goodbye", "settings": {"prompts": ["G01"]}},
                "nikogo": {"kind": "goodbye", "settings": {"prompts": ["H06"]}},
            },
        }
    )


def straight_to(office: str) -> str:
    """The number of a line without questions."""
    return f"prosto-{office}"


def _straight(office: str) -> Scenario:
    goodbye = {"kind": "goodbye", "settings": {"prompts": ["G02"]}}
    after_queue = {"served": "koniec", "full": "koniec", "callback": "koniec", "nobody_there": "nikogo"}
    return read_scenario(
        {
            "name": f"prosto-{office}",
            "title": "Prosto do kolejki",
            "start": "urzad",
            "nodes": {
                "urzad": {"kind": "set_office", "settings": {"office": office}, "next": {"done": "temat"}},
                "temat": {"kind": "set_topic", "settings": {"topic": "seeker"}, "next": {"done": "kolejka"}},
                "kolejka": {"kind": "queue", "next": after_queue},
                "koniec": goodbye,
                "nikogo": {"kind": "goodbye", "settings": {"prompts": ["H06"]}},
            },
        }
    )


class Centre:
    def __init__(
        self,
        tasks: anyio.abc.TaskGroup,
        policy: QueuePolicy | None = None,
        policies: Mapping[str, QueuePolicy] | None = None,
        exchange: FakeExchange | None = None,
        start: datetime = TUESDAY_AT_TEN,
        hours: Hours | HoursInForce | None = None,
        voice: FakeVoice | None = None,
        *,
        sends_sms: bool = False,
    ) -> None:
        """`policy` holds for every office that `policies` does not name. `exchange` where there is one already.
        `sends_sms`: something sends text messages."""
        self.clock = LoopClock(start)
        self.bus = Bus(self.clock)
        self.events: list[AnyEvent] = []
        self.bus.listen(self.events.append)
        self.exchange = exchange or FakeExchange()
        self.verifier = FakeVerifier()
        self.voice = voice or FakeVoice()
        directory = _directory()
        self.tables = FakeTables()
        client_data = ClientDataDesk(self.tables)
        self.told: list[AnswerTold] = []
        self.knowledge = FakeKnowledge(clock=self.clock)
        answers = KnowledgeDesk(self.knowledge)
        self.market = FakeMarket()
        market = MarketDesk(self.market)
        self.room = RecordingSpace(Path(), 0)
        self.codes = FakeCodes()
        self.web_services = FakeWebServices()
        self.contacts = FakeContacts()
        self.transfers = TransferTargets([ZUS])
        self.board = EmergencyBoard(self.clock)
        self.hours = hours or _shipped_hours()
        self.retention = RulesInForce()
        self.rules_of_recording = RecordingRules()
        rules = dict.fromkeys(_offices(), policy or QueuePolicy(whispers=False)) | dict(policies or {})
        timers = Timers()
        self.matchmaker = Matchmaker(self.bus, self.clock, timers, _offices(), rules)
        self.desks = DeskWatch(self.matchmaker, self.bus, timers, self.clock)
        self.desks.on_lost = self.exchange.telephone_lost
        self.ivr = Ivr(
            dict(_entries()),
            Tools(
                self.voice,
                self.verifier,
                directory,
                transfers=self.transfers,
                codes=self.codes,
                contacts=self.contacts,
                web_services=self.web_services,
                space=self.room,
                client_data=client_data,
                answers=answers,
                market=market,
                on_answer_told=self.told.append,
                emergency=self.board,
                staff=self.matchmaker,
                slow_voice=FakeSlowVoice(self.voice),
                sends_sms=sends_sms,
                longest_walk_time=default_ceilings().scenario_time,
                retention=self.retention,
                recording=self.rules_of_recording,
                hours=self.hours,
            ),
        )
        dialogue = CallbackDialogue(self.voice, directory)
        self.callbacks = Callbacks(self.matchmaker, dialogue, self.bus, self.clock, tasks, self.hours)
        self.acd = Acd(
            self.matchmaker,
            self.exchange,
            QueuePrompts(self.voice, directory),
            lambda call, office: office,
            self.callbacks,
        )
        talks = Talks()
        self.colleagues = Colleagues(talks, self.matchmaker, self.exchange, self.transfers, self.clock, tasks)
        self.services = CallServices(
            self.ivr,
            self.acd,
            self.exchange,
            self.recorder(),
            self.voice,
            self.bus,
            self.clock,
            self.desks,
            talks,
            self.colleagues,
        )
        ringing_out = RingingOut(self.services, tasks, RING_TONE, has_way_out=True)
        self.desk = DeskCommands(
            self.desks,
            self.services.talks,
            self.matchmaker,
            self.hours,
            self.clock,
            self.services.recorder,
            self.colleagues,
            ringing_out,
        )
        self.listening_in = ListeningIn(
            self.services.talks, self.matchmaker, self.desks, self.exchange, self.clock, tasks
        )
        self.calling_back = CallingBack(self.services, dialogue)
        self.callbacks.ring_back = self.calling_back
        tasks.start_soon(keep, timers, self.clock)
        tasks.start_soon(client_data.run)
        tasks.start_soon(answers.run)
        tasks.start_soon(market.run)
        self.tasks = tasks
        self.rules = rules
        self._team: list[Agent] = []
        self.dismissed: list[Agent] = []

    def consultant(
        self,
        agent_id: str,
        phone: FakePhone | None = None,
        *,
        is_ready: bool = True,
        queues: frozenset[str] = frozenset(),
    ) -> Agent:
        """Logged in, at a telephone; the office is in the id. `queues` are served besides the own one."""
        agent = self.employs(agent_id, queues)
        self.exchange.phones[agent_id] = phone or FakePhone()
        self.watches_telephone(agent_id)
        self.desks.telephone_is(agent_id, is_registered=True, is_engaged=False)
        self.matchmaker.wish(agent_id, AgentEvent.LOG_IN)
        if is_ready:
            self.matchmaker.wish(agent_id, AgentEvent.READY)
        return agent

    def employs(self, agent_id: str, queues: frozenset[str] = frozenset()) -> Agent:
        """Somebody is a consultant, and has not logged in."""
        agent = Agent(id=agent_id, display_name=agent_id, office=agent_id[1:6], queues=queues)
        self._team.append(agent)
        self.matchmaker.set_agents(self._team)
        return agent

    def watches_telephone(self, agent_id: str) -> None:
        """From now on this centre is told when the telephone un-registers."""
        self.exchange.phones[agent_id].on_unregister = partial(
            self.desks.telephone_is, is_registered=False, is_engaged=False
        )

    def dismisses(self, agent_id: str) -> None:
        """The consultant is dismissed."""
        self.dismissed += [agent for agent in self._team if agent.id == agent_id]
        self._team = [agent for agent in self._team if agent.id != agent_id]
        self.matchmaker.set_agents(self._team)

    async def visit(self, caller: FakeChannel, *keys: tuple[float, str], patience: float | None = None) -> Call:
        """Serve a caller who presses `keys` (see `presses`) and hangs up after `patience` seconds."""
        async with anyio.create_task_group() as party:

            async def hangs_up(after: float) -> None:
                await anyio.sleep(after)
                caller.far_end_hangs_up()

            party.start_soon(presses, caller, *keys)
            if patience is not None:
                party.start_soon(hangs_up, patience)
            call = await self.take(caller)
            party.cancel_scope.cancel()
        return call

    async def happens(self, kind: type[E]) -> E:
        """The next fact of that kind from now on."""
        found: list[E] = []
        news = anyio.Event()

        def listen(event: AnyEvent) -> None:
            if isinstance(event, kind):
                found.append(event)
                news.set()

        self.bus.listen(listen)
        await news.wait()
        return found[0]

    async def callbacks_are_over(self) -> None:
        """Return when no order is open; consultants who missed an offer are ready again, or orders would wait."""
        while self.callbacks.open:
            for agent in self.matchmaker.team.agents:
                if agent.state is AgentState.NO_ANSWER:
                    self.matchmaker.wish(agent.id, AgentEvent.READY)
            with anyio.move_on_after(60):
                await self.happens(CallbackEnded)

    def recorder(self, space: RecordingSpace | None = None) -> RecordingDesk:
        """One that records at the exchange."""
        return RecordingDesk(FakeRecordingPort(self.exchange), space, self.rules_of_recording)

    async def take(self, caller: FakeChannel, recorder: RecordingDesk | None = None) -> Call:
        """Serve one call to its end, as the dispatcher would."""
        call = self.services.call_of(caller)
        services = replace(self.services, recorder=recorder or self.services.recorder)
        await begin(call, self.ivr.route_for(caller.dialled_number), services)()
        return call

    def of_type(self, kind: type[E], call: Call | None = None) -> list[E]:
        return [e for e in self.events if isinstance(e, kind) and (call is None or e.call_id == call.id)]

    def check_nothing_left(self) -> None:
        """What must hold after any call, whatever happened in it, and when no call-back is open any more."""
        assert not self.exchange.open_channels, "a channel is left"
        assert not self.exchange.open_bridges, "a bridge is left"
        assert not self.exchange.playing, "a playback is left"
        assert not self.exchange.recording, "a recording is left"
        assert not self.exchange.ringing_now, "a telephone rings on"
        assert not self.exchange.blocked, "a bridge had to wait for an announcement, and the whole line with it"
        assert not self.matchmaker.places, "a queue entry is left"
        assert not [a.id for a in self.matchmaker.team.agents if a.state in ON_A_CALL], "a consultant is stuck"
        check_figures(self.events)
        started = {str(e.call_id) for e in self.of_type(CallStarted)}
        ended = [str(e.call_id) for e in self.of_type(CallEnded)]
        assert sorted(ended) == sorted(started), "not exactly one CallEnded for each call"
        entered = sorted(str(e.call_id) for e in self.of_type(QueueEntered))
        assert sorted(str(e.call_id) for e in self.of_type(QueueLeft)) == entered, "a wait has no one end"
        made = sorted(e.reservation for e in self.of_type(OfferMade))
        assert sorted(e.reservation for e in self.of_type(OfferEnded)) == made, "an offer has no one end"
        rung = sorted(str(e.call_id) for e in self.of_type(ClientDialled))
        assert sorted(str(e.call_id) for e in self.of_type(ClientDialEnded)) == rung, "a dialling has no one end"
        assert not self.exchange.is_overheard, "somebody still listens in"
        begun = [(e.call_id, e.listener) for e in self.of_type(ListeningInBegan)]
        over = [(e.call_id, e.listener) for e in self.of_type(ListeningInEnded)]
        assert sorted(begun) == sorted(over), "a listening in has no one end"
        withdrawn = {e.recording for e in self.of_type(RecordingWithdrawn)}
        files = {name.rpartition("/")[2] for name in self.exchange.kept}
        assert not files & withdrawn, "a withdrawn file is left"
        assert not self.callbacks.open, "a call-back is left"
        ordered = sorted(e.callback for e in self.of_type(CallbackOrdered))
        assert sorted(e.callback for e in self.of_type(CallbackEnded)) == ordered, "an order has no one end"


@asynccontextmanager
async def a_centre(
    policy: QueuePolicy | None = None,
    policies: Mapping[str, QueuePolicy] | None = None,
    *,
    start: datetime = TUESDAY_AT_TEN,
    hours: Hours | HoursInForce | None = None,
    voice: FakeVoice | None = None,
    sends_sms: bool = False,
) -> AsyncIterator[Centre]:
    """`start` is the moment on the wall at which it begins, `hours` the opening hours: those that ship. `voice`
    says everything."""
    async with anyio.create_task_group() as tasks:
        centre = Centre(tasks, policy, policies, start=start, hours=hours, voice=voice, sends_sms=sends_sms)
        yield centre
        tasks.cancel_scope.cancel()


async def presses(caller: FakeChannel, *steps: tuple[float, str]) -> None:
    """Press keys: each step waits so many seconds, then presses its keys 0.2 s apart."""
    for pause, keys in steps:
        await anyio.sleep(pause)
        for key in keys:
            if caller.is_up:
                caller.keys.press(key)
            await anyio.sleep(ENTERS_KEYS_EVERY)


async def answers(caller: FakeChannel, *replies: tuple[str, str]) -> None:
    """Each reply waits for its prompt, in order, and presses its keys when that has been played for a moment."""
    for prompt, keys in replies:
        await caller.hears(prompt)
        await presses(caller, (REACTION_TIME, keys))


Check = Callable[[Centre], None]
