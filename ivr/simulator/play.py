"""Plays a call through a scenario in virtual time. Blocks: run it in a worker thread.

It ends by itself: a walk passes at most so many nodes, a call lasts at most an hour of virtual time, and a run at
most `LONGEST_RUN` seconds of real time.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

import anyio

from core.call import Call
from core.clock import LoopClock
from core.errors import S724Error
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.scenarios import NodeEntered
from core.retention.retention import RulesInForce
from ivr.destinations import EnterQueue, HangUp, OrderCallback
from ivr.graph.scenario import Scenario
from ivr.graph.subscenarios import SubscenarioRefused, put_together
from ivr.hours.opening_hours import OpeningHours
from ivr.interpreter import NO_END, Walk
from ivr.offices import OfficeDirectory
from ivr.outside.transfer_targets import TransferTargets
from ivr.prompts.prompt_library import PromptLibrary
from ivr.prompts.sound_times import NoSounds, SoundTimes
from ivr.simulator.actions import (
    LONGEST_CALL,
    Action,
    Deed,
    HangsUp,
    JumpTo,
    LeaveQueue,
    Listen,
    Press,
    StaySilent,
    Wait,
)
from ivr.simulator.case import CaseContext, QueueOutcome, ScenarioCase, Step
from ivr.simulator.channel import SimulatedChannel
from ivr.simulator.people import SimulatedVoice
from ivr.simulator.surroundings import made_up_tools, refused_queue
from ivr.simulator.trace import Queued, Trace, Visited
from ivr.simulator.virtual_time import VirtualTimeLoop
from ivr.visit import Tools

LONGEST_RUN = 10.0  # seconds of real time, of one call
KEY_EVERY = 0.2  # seconds between two keys of a caller
QUEUE_TIME = 20.0  # seconds that a simulated caller waits for what comes of the queue


_LONGEST_LISTEN = 600.0
_MOMENT = 0.001  # seconds: whatever follows at once has happened by then, for time jumps only when nothing does


@dataclass(frozen=True, slots=True)
class SimulationContext:
    """What every simulated call needs of the centre: the texts, the offices and their hours, where calls may be
    transferred, the published scenarios, which may be called by others, and how long announcements take.
    """

    prompts: PromptLibrary
    offices: OfficeDirectory
    hours: OpeningHours
    transfers: TransferTargets = field(default_factory=TransferTargets)
    scenarios: Mapping[str, Scenario] = field(default_factory=dict)
    sounds: SoundTimes = field(default_factory=NoSounds)
    retention: RulesInForce = field(default_factory=RulesInForce)


def play_case(scenario: Scenario, case: ScenarioCase, context: SimulationContext) -> Trace:
    """The whole call of a test case, to its end."""

    async def behaves(call: "_SimulatedCall") -> None:
        for number, step in enumerate(case.steps):
            if step.after_prompt is not None:
                await call.hears(step.after_prompt)
            await anyio.sleep(step.wait)
            if step.jump_to is not None:
                call.clock.jump_to(step.jump_to)
            await call.press(step.keys or "")
            call.ahead = case.steps[number + 1 :]
            if step.leave_queue is not None:
                call.leave_queue(step.leave_queue)
            if step.hangs_up:
                call.channel.party_hangs_up()
        await anyio.sleep_forever()

    ends = case.queue is None
    return _run(scenario, case.surroundings, context, behaves, case.queue, ends_in_queue=ends, ahead=case.steps)


def play_actions(
    scenario: Scenario,
    surroundings: CaseContext,
    actions: Sequence[Action],
    context: SimulationContext,
    queue: QueueOutcome | None = None,
) -> Trace:
    """The call up to the last of `actions`, played from its beginning: the same actions, the same trace.

    `queue`: what comes of each queue, as in a test case; None: an action leads out of it.
    """
    return play_run(scenario, surroundings, actions, context, queue)[0]


def play_run(
    scenario: Scenario,
    surroundings: CaseContext,
    actions: Sequence[Action],
    context: SimulationContext,
    queue: QueueOutcome | None = None,
) -> tuple[Trace, list[Deed]]:
    """See `play_actions`; and what of them did something to the call, in order."""
    deeds: list[Deed] = []

    async def behaves(call: "_SimulatedCall") -> None:
        await anyio.sleep(_MOMENT)
        for action in actions:
            if not isinstance(action, Wait | Listen | StaySilent) and call.minds(action):
                deeds.append(Deed(anyio.current_time() - call.channel.began, len(call.channel.heard), action))
            match action:
                case Press(keys=keys):
                    await call.press(keys)
                case Wait(time=seconds):
                    await anyio.sleep(seconds)
                case Listen():
                    await call.listen()
                case StaySilent():
                    await call.stay_silent()
                case JumpTo(at=at):
                    call.clock.jump_to(at)
                case LeaveQueue(outcome=outcome):
                    call.leave_queue(outcome)
                case HangsUp():
                    call.channel.party_hangs_up()
            await anyio.sleep(_MOMENT)

    return _run(scenario, surroundings, context, behaves, queue), deeds


class _JumpingClock(LoopClock):
    """The wall clock of a simulated call can be set; durations never jump."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self._offset = timedelta()

    def now(self) -> datetime:
        return super().now() + self._offset

    def jump_to(self, moment: datetime) -> None:
        self._offset += moment - self.now()


class _TracedWalk(Walk):
    """A walk that notes by which way each node is left."""

    def __init__(self, trace: Trace, call: Call, scenario: Scenario, tools: Tools) -> None:
        super().__init__(call, scenario, tools)
        self._trace = trace

    def leave_by(self, outcome: str) -> None:
        """See Walk."""
        super().leave_by(outcome)
        self._trace.path[-1].left_by = outcome


class _SimulatedCall:
    """One call under way."""

    def __init__(
        self,
        scenario: Scenario,
        around: CaseContext,
        context: SimulationContext,
        queue: QueueOutcome | None,
        ahead: Sequence[Step],
    ) -> None:
        self.clock = _JumpingClock(around.at)
        self._voice = SimulatedVoice(context.prompts, context.sounds)
        self.channel = SimulatedChannel(around, self._voice.said)
        self.trace = Trace()
        bus = Bus(self.clock)
        bus.listen(self._note)
        self._call = Call(self.channel, bus, self.clock)
        tools = made_up_tools(
            around,
            self.clock,
            self._voice,
            offices=context.offices,
            hours=context.hours,
            transfers=context.transfers,
            retention=context.retention,
            slow_voice=self._voice.slower(),
        )
        self._around, self._hours = around, tools.hours
        self._walk = _TracedWalk(self.trace, self._call, scenario, tools)
        self._queue = queue
        self._outcome: QueueOutcome | None = None
        self._is_in_queue = False
        self._passing = ("announcing", "working") if queue is None else ("announcing", "working", "queue")
        self.ahead = ahead  # steps of a case that are still to come
        self._heard_until = 0

    # -- the call

    async def go(self, *, ends_in_queue: bool) -> None:
        """From the first node to the end; states how it ended."""
        with self.channel.while_up() as up:
            try:
                await self._go(ends_in_queue=ends_in_queue)
            except S724Error as error:
                self.trace.end = "failed"
                self.trace.faults.append(_no_end() if error.message_pl == NO_END else error.message_pl)
            except Exception as error:  # noqa: BLE001 - a node that fails is what the editor has to learn of
                self.trace.end = "failed"
                self.trace.faults.append(f"Węzeł „{self._last_node}” zawiódł ({type(error).__name__}).")
        if up.cancelled_caught:
            self.trace.end = "caller_hung_up"

    async def _go(self, *, ends_in_queue: bool) -> None:
        await self.channel.answer()
        step = await self._walk.next_destination()
        while isinstance(step, EnterQueue | OrderCallback):
            if isinstance(step, OrderCallback):
                step = await self._walk.next_destination(after="ordered")
                continue
            outcome = await self._wait_in(step, ends_in_queue=ends_in_queue)
            if outcome is None:
                self.trace.end = "queue"
                return
            step = await self._walk.next_destination(after=outcome)
        self.trace.end = "completed" if isinstance(step, HangUp) else "left"

    async def _wait_in(self, step: EnterQueue, *, ends_in_queue: bool) -> QueueOutcome | None:
        """What comes of the queue; None: the caller waits there, and that is the end."""
        place = Queued(round(anyio.current_time() - self.channel.began, 3), step.office, step.stays_home)
        self.trace.queues.append(place)
        refused = refused_queue(step, self._around, self._hours, self.clock.now())
        is_led_out = any(each.leave_queue is not None for each in self.ahead)
        wanted = refused or (None if is_led_out else self._queue)
        if step.question is not None and wanted not in ("full", "nobody_there"):
            await step.question()
        self._is_in_queue = True
        self.channel.notify()
        if wanted is None and ends_in_queue and not is_led_out and not any(each.hangs_up for each in self.ahead):
            return None
        if wanted is not None:
            await anyio.sleep(0.0 if wanted == "full" or refused else QUEUE_TIME)
            self._outcome = wanted
        while self._outcome is None:
            await self.channel.changed()
        place.outcome, self._outcome, self._is_in_queue = self._outcome, None, False
        return place.outcome

    @property
    def _last_node(self) -> str:
        return self.trace.path[-1].node if self.trace.path else ""

    def _note(self, event: AnyEvent) -> None:
        if isinstance(event, NodeEntered):
            at = round(anyio.current_time() - self.channel.began, 3)
            self.trace.path.append(Visited(at, event.node, event.kind))

    # -- the caller

    async def press(self, keys: str) -> None:
        for number, key in enumerate(keys):
            if number:
                await anyio.sleep(KEY_EVERY)
            if self.channel.is_up:
                self.channel.keys.press(key)

    async def hears(self, prompt: str) -> None:
        """Return when it begins to be played; each time it is played counts once. For ever, if it never is."""
        while True:
            for number in range(self._heard_until, len(self.channel.heard)):
                if self.channel.heard[number].prompt == prompt:
                    self._heard_until = number + 1
                    return
            await self.channel.changed()

    async def listen(self) -> None:
        with anyio.move_on_after(_LONGEST_LISTEN):
            while self._state() in self._passing:
                # Asking begins without a sign: look again after a moment of silence.
                with anyio.move_on_after(0.1):
                    await self.channel.changed()

    async def stay_silent(self) -> None:
        before = self._progress()
        with anyio.move_on_after(_LONGEST_LISTEN):
            while self._state() != "ended" and self._progress() == before:
                with anyio.move_on_after(0.1):
                    await self.channel.changed()

    def _progress(self) -> tuple[int, int, bool]:
        return len(self.trace.path), len(self.channel.heard), self._is_in_queue

    def leave_queue(self, outcome: QueueOutcome) -> None:
        """Nothing for a call that is not in the queue."""
        if self._is_in_queue:
            self._outcome = outcome
            self.channel.notify()

    def minds(self, action: Action) -> bool:
        """Would it change anything?"""
        is_left_by_hand = self._is_in_queue and self._queue is None
        return self.channel.is_up and (is_left_by_hand or not isinstance(action, LeaveQueue))

    # -- what is seen of it

    def _state(self) -> Literal["announcing", "asking", "working", "queue", "ended"]:
        if self.trace.end is not None or not self.channel.is_up:
            return "ended"
        if self._is_in_queue:
            return "queue"
        if self.channel.playing is not None:
            return "announcing"
        return "asking" if self.channel.keys.waiting else "working"

    def seen(self) -> Trace:
        """The trace as it stands; it does not change any more."""
        context = self._call.context
        return replace(
            self.trace,
            path=[replace(visited) for visited in self.trace.path],
            heard=[replace(heard, at=round(heard.at, 3)) for heard in self.channel.heard],
            state=self._state(),
            duration_time=round(anyio.current_time() - self.channel.began, 3),
            now=self.clock.now(),
            office=context.office,
            topic=context.topic,
            language=context.language,
            is_verified=context.verification_level >= 2,
            variables=dict(context.variables),
            queues=[replace(place) for place in self.trace.queues],
            faults=list(dict.fromkeys([*self._voice.faults, *self.trace.faults])),
        )


def _no_end() -> str:
    return "Scenariusz nie ma końca: rozmówca przechodzi wciąż przez te same węzły."


def _run(
    scenario: Scenario,
    around: CaseContext,
    context: SimulationContext,
    behaves: Callable[[_SimulatedCall], Awaitable[None]],
    queue: QueueOutcome | None,
    *,
    ends_in_queue: bool = False,
    ahead: Sequence[Step] = (),
) -> Trace:
    """Until the call is over or `behaves` returns."""
    try:
        whole = put_together(scenario, {**context.scenarios, scenario.name: scenario})
    except SubscenarioRefused as refused:
        return Trace(state="ended", end="failed", faults=[refused.message_pl])

    async def main() -> Trace:
        call = _SimulatedCall(whole, around, context, queue, ahead)
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualTimeLoop)
        deadline = time.monotonic() + LONGEST_RUN
        seen: Trace | None = None
        with anyio.CancelScope() as real, anyio.move_on_after(LONGEST_CALL) as virtual:
            loop.on_turn(lambda: real.cancel() if time.monotonic() > deadline else None)
            async with anyio.create_task_group() as tasks:

                async def talks() -> None:
                    await call.go(ends_in_queue=ends_in_queue)
                    tasks.cancel_scope.cancel()

                async def acts() -> None:
                    nonlocal seen
                    await behaves(call)
                    seen = call.seen()  # before the call is broken off
                    tasks.cancel_scope.cancel()

                tasks.start_soon(talks)
                tasks.start_soon(acts)
        loop.on_turn(lambda: None)
        if seen is None:
            seen = call.seen()
        if seen.end is None and (real.cancelled_caught or virtual.cancelled_caught):
            seen.end, seen.state = "too_long", "ended"
            seen.faults.append(
                "Połączenie trwałoby ponad godzinę." if virtual.cancelled_caught else "Obliczenie trwa zbyt długo."
            )
        return seen

    return anyio.run(main, backend_options={"loop_factory": VirtualTimeLoop})
