"""Gives each new channel a task, and carries out what consultants and the web service ask for."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import anyio
import structlog
from anyio.abc import TaskGroup

from acd.explanation import queue_figures, why_no_calls
from acd.live.agent_state import AgentEvent
from acd.live.matchmaker import Matchmaker
from acd.waiting.callbacks import Callbacks
from ari_app.call_guard import Script, guard_call, guard_channel
from ari_app.calls.conversations.listening_in import ListeningIn, SupervisorCommand
from ari_app.calls.desk_commands import DeskCommand, DeskCommands
from ari_app.calls.feature_call import feature_call
from ari_app.calls.inbound_call import inbound_call
from ari_app.calls.resumed.came_back_call import Waited, came_back_call, returning_call
from ari_app.calls.services import CallServices
from ari_app.calls.shed_call import shed_call
from ari_app.calls.trials.scenario_trials import ScenarioTrials, TrialCommand
from ari_app.metrics import Metrics
from ari_app.telephony.channels import AriChannel
from ari_app.telephony.greeting_prefetch import LikelyGreetings
from core.call import Call
from core.clock import Clock
from core.errors import CeilingReached
from core.facts.kinds.calls import CallStarted, EndReason
from core.ids import channel_began_at
from core.live.callers import told
from core.live.live import AsteriskLive
from core.live.live_feed import LiveSender
from core.relay.commands import (
    AskAsterisks,
    AskCallers,
    AskHealth,
    AskListening,
    AskMetrics,
    AskQueues,
    AskWhyNoCalls,
    ChangeAgent,
    Command,
    ControlRecording,
    Done,
    Reply,
    SendLive,
    WithdrawCallback,
    WithdrawRecording,
)
from ivr.number_route import NumberRoute

log = structlog.get_logger()

CallTask = Callable[[], Coroutine[Any, Any, EndReason]]
"""What the task of a call runs."""

GATHER_TIME = 1.0  # seconds for the callers who are given back by the watchdog to be there
LONGEST_RINGING = 60.0  # seconds: of a channel that is older the clock tells something else


class Dispatcher:
    """Never waits: starting a task is all it does with an arrival."""

    def __init__(
        self, tasks: TaskGroup, services: CallServices, admits: Callable[[str], bool] = lambda call_id: True
    ) -> None:
        """`admits(call_id)`: does the machine carry one call more? Asked once for each that comes in."""
        self._tasks = tasks
        self._services = services
        self._admits = admits
        self._greetings = LikelyGreetings()
        self._is_gathering = False

    def arrived(self, channel: AriChannel, arguments: list[str]) -> None:
        """A channel that nobody expected: a caller, or a consultant who dialled a code."""
        services = self._services
        match arguments:
            case ["call", number]:
                self._caller_arrived(channel, number)
            case ["resumed", number, office, topic, level, client_id, joined_at, consent, *asked_time]:
                self._gather()
                waited = Waited(office, topic, level, client_id, joined_at, consent, *asked_time[:1])
                call = returning_call(channel, waited, services)
                script = partial(came_back_call, call, services.ivr.route_for(number), waited, services)
                self._tasks.start_soon(guard_call, call, script, services.voice)
            case ["feature", code, agent_id]:
                self._guard_channel(channel, partial(feature_call, channel, code, agent_id, services))
            case _:
                # A leg answered in the very moment it was given up, or a dialplan that is not ours.
                log.warning("a channel without a purpose is hung up", channel=channel.id)
                self._guard_channel(channel, None)

    def _gather(self) -> None:
        """Callers whom the watchdog gives back come in whatever order Asterisk is quick with them: nobody is
        brought together until those are there who are to come at the same time."""
        if not self._is_gathering:
            self._is_gathering = True
            self._tasks.start_soon(self._gathering)

    async def _gathering(self) -> None:
        with self._services.matchmaker.resuming():
            await anyio.sleep(GATHER_TIME)
        self._is_gathering = False

    def _caller_arrived(self, channel: AriChannel, number: str) -> None:
        services, route = self._services, self._services.ivr.route_for(number)
        started = services.clock.monotonic() - self._rang(channel)
        call = services.call_of(channel, started=started)
        if route is not None and not self._admits(call.id):
            self._tasks.start_soon(begin_shed(call, route, services))
            return
        if route is not None and not services.is_one_too_many(channel):
            # Asterisk is at it while the call's task begins.
            channel.answer_now()
            channel.prefetch_greeting(self._greetings.likely(number), partial(self._greetings.began, number))
        self._tasks.start_soon(begin(call, route, services))

    def _guard_channel(self, channel: AriChannel, script: Script | None) -> None:
        self._tasks.start_soon(guard_channel, channel, script)

    def _rang(self, channel: AriChannel) -> float:
        """For how many seconds the dialplan let the caller wait before, because the application was away.

        The id of a channel tells its beginning in whole seconds: less than two are none.
        """
        began_at = channel_began_at(channel.id)
        waited = 0.0 if began_at is None else (self._services.clock.now() - began_at).total_seconds()
        return waited if 2 <= waited < LONGEST_RINGING else 0.0


def begin(call: Call, route: NumberRoute | None, services: CallServices) -> CallTask:
    """State that `call` has come in; what its task is to run.

    With no `route` nobody owns the number: the call is refused without being answered, so it costs nothing. One
    too many of the caller's number is told so: the dialplan has answered it already (decision 0024). A version on
    trial takes its share of the calls from here on.
    """
    route = None if route is None else route.of_call(call.id)
    call.record(_started(call, route))
    if route is None:
        # The hang-up of a refused call may be reported before the answer to the command comes.
        unknown: EndReason = "unknown_number"
        return partial(guard_call, call, call.caller.reject, None, completed=unknown, hung_up=unknown)
    if services.is_one_too_many(call.caller):
        return partial(guard_call, call, partial(_refuse, call), services.voice)
    return partial(guard_call, call, partial(inbound_call, call, route, services), services.voice)


def begin_shed(call: Call, route: NumberRoute, services: CallServices) -> CallTask:
    """State that `call` has come in, which the machine cannot carry; what its task is to run."""
    call.record(_started(call, route))
    shed: EndReason = "shed"
    # Whoever hangs up in the middle of the sentence was not let in either.
    return partial(
        guard_call, call, partial(shed_call, call, services), services.voice, completed=shed, hung_up=shed
    )


async def _refuse(call: Call) -> None:
    await call.caller.answer()
    raise CeilingReached("too_many_calls")


def _started(call: Call, route: NumberRoute | None) -> CallStarted:
    return CallStarted(
        channel_id=call.caller.id,
        dialled_number=call.caller.dialled_number,
        caller_number=call.caller.caller_number,
        is_free=None if route is None else route.is_free,
        scenario=None if route is None else route.scenario.name,
        scenario_version=None if route is None else route.scenario.version,
        at=call.clock.now() - timedelta(seconds=call.duration_time),
        subscenario_versions={} if route is None else dict(route.scenario.subscenario_versions),
    )


class CommandHandler:
    """Carries out commands: what is asked of the live state, and wishes of consultants."""

    def __init__(
        self,
        matchmaker: Matchmaker,
        callbacks: Callbacks,
        clock: Clock,
        health: Callable[[], dict[str, str]],
        metrics: Metrics,
        desk: DeskCommands,
        listening_in: ListeningIn,
        live: LiveSender,
        trials: ScenarioTrials,
        callers_in: Callable[[str], Mapping[tuple[int, str], int]],
        asterisks: Callable[[], Sequence[AsteriskLive]],
    ) -> None:
        """`health()`: each part of the process with "ok" or "away". `callers_in(scenario)`: by version and
        path. `asterisks()`: if there are several."""
        self._callers_in = callers_in
        self._asterisks = asterisks
        self._matchmaker = matchmaker
        self._callbacks = callbacks
        self._clock = clock
        self._health = health
        self._metrics = metrics
        self._live = live
        self._desk = desk
        self._listening_in = listening_in
        self._trials = trials

    async def carry_out(self, command: Command) -> Reply:
        """Raises S724Error if a wish is refused; nothing was changed then."""
        if isinstance(command, DeskCommand):
            return self._desk.carry_out(command)
        if isinstance(command, SupervisorCommand):
            return self._listening_in.carry_out(command)
        if isinstance(command, TrialCommand):
            return await self._trials.carry_out(command)
        match command:
            case ChangeAgent(agent, wish, reason):
                return Done(state=self._matchmaker.wish(agent, AgentEvent(wish), reason).state)
            case WithdrawCallback(callback, account):
                self._callbacks.withdraw(callback, account)
                return Done()
            case AskHealth():
                return Done(details=self._health())
            case AskMetrics():
                return self._metrics.answer()
            case AskAsterisks():
                shown = self._asterisks()
                return Done(
                    details={one.name: one.state for one in shown},
                    figures={one.name: one.calls for one in shown},
                )
            case SendLive(whole):
                self._live.send_everything() if whole else self._live.go_on()
                return Done()
            case AskQueues():
                return Done(queues=queue_figures(self._matchmaker, self._clock.monotonic()))
            case AskCallers(scenario):
                return Done(details=told(self._callers_in(scenario)))
            case AskWhyNoCalls(agent):
                return Done(sentences=why_no_calls(self._matchmaker, agent, self._clock.monotonic()))
            case ControlRecording():
                return await self._desk.control_recording(command)
            case WithdrawRecording():
                return await self._desk.withdraw_recording(command)
            case AskListening(agent):
                return self._listening_in.answer(agent)
