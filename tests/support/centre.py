"""A whole centre on fakes, in virtual time: the real scenarios, the real distribution, the real call script."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import anyio

from acd.agent_state import AgentEvent, State
from acd.matchmaker import Agent, Matchmaker, Policy
from acd.waiting import Acd
from ari_app.inbound_call import inbound_call
from ari_app.supervision import supervise
from core.bus import Bus
from core.call import Call
from core.clock import LoopClock
from core.events import AnyEvent, CallEnded, CallStarted, Event
from ivr import shipped
from ivr.interpreter import Entry, Ivr
from ivr.ports import Spoken, Verdict
from ivr.prompts import PromptLibrary
from ivr.scenario import read_scenario
from ivr.visit import Tools
from recordings.recorder import Recorder
from tests.support.fake_telephony import FakeChannel, FakeExchange, FakePhone

ANNA = "123456782"
ANNAS_PIN = "739206"
ANNAS_OFFICE = "20060"  # Kolno

E = TypeVar("E", bound=Event)


class FakeVoice:
    """Every prompt is its own id; placeholders are appended, so that tests can see what was said."""

    library = PromptLibrary.load()

    async def spoken(self, prompt: str, **values: str) -> Spoken:
        names = self.library.prompt(prompt).names()
        text = " ".join([prompt, *(values[name] for name in sorted(names))])
        return Spoken(prompt, text, text)

    def was_not_heard(self, spoken: Spoken) -> None:
        """There is no file that could be damaged."""


class FakeQueueVoice:
    async def all_busy(self) -> list[str]:
        return ["Q01"]

    async def place(self, place: int) -> list[str]:
        return [f"Q02 {place}"]


@dataclass
class FakeVerifier:
    """Knows Anna. Counts tries as the real one does."""

    time: float = 0.3
    is_away: bool = False
    wrong: dict[str, int] = field(default_factory=dict)
    seen: list[tuple[str, str]] = field(default_factory=list)

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        self.seen.append((card_number, pin))
        await anyio.sleep(self.time)
        if self.is_away:
            return Verdict("unavailable")
        if self.wrong.get(card_number, 0) >= 3:
            return Verdict("locked")
        if (card_number, pin) == (ANNA, ANNAS_PIN):
            return Verdict("verified", client_id="client-anna", office=ANNAS_OFFICE)
        self.wrong[card_number] = self.wrong.get(card_number, 0) + 1
        left = 3 - self.wrong[card_number]
        return Verdict("wrong", attempts_left=left) if left else Verdict("locked")


class Centre:
    def __init__(self, tasks: anyio.abc.TaskGroup, policy: Policy | None = None) -> None:
        self.clock = LoopClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
        self.bus = Bus(self.clock)
        self.events: list[AnyEvent] = []
        self.bus.listen(self.events.append)
        self.exchange = FakeExchange()
        self.verifier = FakeVerifier()
        self.voice = FakeVoice()
        directory = shipped.office_directory()
        graphs = shipped.scenarios()
        self.ivr = Ivr(
            {n.number: Entry(n.number, n.is_free, read_scenario(graphs[n.scenario])) for n in shipped.numbers()},
            Tools(self.voice, self.verifier, directory),
        )
        self.matchmaker = Matchmaker(self.bus, self.clock, tasks, directory.province().code, policy)
        self.acd = Acd(self.matchmaker, self.exchange, FakeQueueVoice(), lambda call, office: office)
        self.tasks = tasks

    def consultant(self, agent_id: str, phone: FakePhone | None = None, *, is_ready: bool = True) -> Agent:
        agent = Agent(id=agent_id, display_name=agent_id, office=agent_id[1:6])
        self.matchmaker.set_agents([agent])
        self.exchange.phones[agent_id] = phone or FakePhone()
        self.exchange.phones[agent_id].on_unregister = partial(self.matchmaker.phone_changed, is_registered=False)
        self.matchmaker.phone_changed(agent_id, is_registered=True)
        self.matchmaker.wish(agent_id, AgentEvent.LOG_IN)
        if is_ready:
            self.matchmaker.wish(agent_id, AgentEvent.READY)
        return agent

    async def take(self, caller: FakeChannel) -> Call:
        """Serve one call to its end, as the dispatcher would."""
        call = Call(caller, self.bus, self.clock)
        script = partial(inbound_call, ivr=self.ivr, acd=self.acd, telephony=self.exchange, recorder=Recorder())
        await supervise(call, self.ivr.entry_for(caller.dialled_number), script, self.voice)
        return call

    def of_type(self, kind: type[E], call: Call | None = None) -> list[E]:
        return [e for e in self.events if isinstance(e, kind) and (call is None or e.call_id == call.id)]

    def check_nothing_left(self) -> None:
        """What must hold after any call, whatever happened in it."""
        assert not self.exchange.open_channels, "a channel is left"
        assert not self.exchange.open_bridges, "a bridge is left"
        assert not self.exchange.playing, "a playback is left"
        assert not self.exchange.recording, "a recording is left"
        assert not self.exchange.ringing_now, "a telephone rings on"
        assert not self.matchmaker.places, "a queue entry is left"
        on_a_call = {State.RESERVED, State.RINGING, State.TALKING}
        assert not [a.id for a in self.matchmaker.agents if a.state in on_a_call], "a consultant is stuck"
        started = {str(e.call_id) for e in self.of_type(CallStarted)}
        ended = [str(e.call_id) for e in self.of_type(CallEnded)]
        assert sorted(ended) == sorted(started), "not exactly one CallEnded for each call"


@asynccontextmanager
async def a_centre(policy: Policy | None = None) -> AsyncIterator[Centre]:
    async with anyio.create_task_group() as tasks:
        centre = Centre(tasks, policy)
        yield centre
        tasks.cancel_scope.cancel()


async def presses(caller: FakeChannel, *steps: tuple[float, str]) -> None:
    """Press keys: each step waits so many seconds, then presses its keys 0.2 s apart."""
    for pause, keys in steps:
        await anyio.sleep(pause)
        for key in keys:
            if caller.is_up:
                caller.keys.press(key)
            await anyio.sleep(0.2)


Check = Callable[[Centre], None]
