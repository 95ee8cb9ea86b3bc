"""Gives each new channel a task, and carries out what consultants and the web service ask for."""

from collections.abc import Awaitable, Callable
from functools import partial

import structlog
from anyio.abc import TaskGroup

from acd.agent_state import AgentEvent
from acd.callbacks import Callbacks
from acd.explanation import queue_figures, why_no_calls
from acd.matchmaker import Matchmaker
from ari_app.call_guard import guard, see_through, supervise
from ari_app.calls.came_back_call import Waited, came_back
from ari_app.calls.feature_call import feature_call
from ari_app.metrics import Metrics
from ari_app.telephony.channels import AriChannel
from ari_app.telephony.greeting_prefetch import Openings
from core.bus import Bus
from core.call import Call
from core.clock import Clock
from core.commands import (
    AskHealth,
    AskMetrics,
    AskQueues,
    AskWhyNoCalls,
    ChangeAgent,
    Command,
    Done,
    Reply,
    WithdrawCallback,
)
from core.events import EndReason
from core.ids import channel_began_at
from ivr.interpreter import Ivr
from ivr.number_route import NumberRoute
from ivr.prompts.ports import Voice

log = structlog.get_logger()

LONGEST_RINGING = 60.0  # seconds: of a channel that is older the clock tells something else

Script = Callable[[Call, NumberRoute], Awaitable[None]]
CameBack = Callable[[Call, NumberRoute | None, Waited], Awaitable[EndReason]]


class Dispatcher:
    """Never waits: starting a task is all it does with an arrival."""

    def __init__(
        self,
        tasks: TaskGroup,
        bus: Bus,
        clock: Clock,
        ivr: Ivr,
        matchmaker: Matchmaker,
        callbacks: Callbacks,
        script: Script,
        came_back: CameBack,
        voice: Voice,
        health: Callable[[], dict[str, str]],
        metrics: Metrics,
    ) -> None:
        self._tasks = tasks
        self._bus = bus
        self._clock = clock
        self._ivr = ivr
        self._matchmaker = matchmaker
        self._callbacks = callbacks
        self._script = script
        self._came_back = came_back
        self._voice = voice
        self._health = health
        self._metrics = metrics
        self._openings = Openings()

    def arrived(self, channel: AriChannel, arguments: list[str]) -> None:
        """A channel that nobody expected: a caller, or a consultant who dialled a code."""
        match arguments:
            case ["call", number]:
                route = self._ivr.route_for(number)
                if route is not None:
                    # Asterisk is at it while the call's task begins.
                    channel.answer_now()
                    channel.open_with(self._openings.likely(number), partial(self._openings.began, number))
                call = Call(channel, self._bus, self._clock, started=self._clock.monotonic() - self._rang(channel))
                self._tasks.start_soon(supervise, call, route, self._script, self._voice)
            case ["resumed", number, office, topic, level, client_id, joined_at, consent, *asked_time]:
                waited = Waited(office, topic, level, client_id, joined_at, consent, *asked_time[:1])
                call = came_back(channel, waited, self._bus, self._clock)
                goes_on = partial(self._came_back, call, self._ivr.route_for(number), waited)
                self._tasks.start_soon(see_through, call, goes_on, self._voice)
            case ["feature", code, agent_id]:
                script = partial(feature_call, channel, code, agent_id, self._matchmaker, self._voice)
                self._tasks.start_soon(guard, channel, script)
            case _:
                # A leg answered in the very moment it was given up, or a dialplan that is not ours.
                log.warning("a channel without a purpose is hung up", channel=channel.id)
                self._tasks.start_soon(guard, channel, None)

    def _rang(self, channel: AriChannel) -> float:
        """For how many seconds the dialplan let the caller wait before, because the application was away.

        The id of a channel tells its beginning in whole seconds: less than two are none.
        """
        began_at = channel_began_at(channel.id)
        waited = 0.0 if began_at is None else (self._clock.now() - began_at).total_seconds()
        return waited if 2 <= waited < LONGEST_RINGING else 0.0

    async def carry_out(self, command: Command) -> Reply:
        """Raises S724Error where a wish is refused; nothing was changed then."""
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
            case AskQueues():
                return Done(queues=queue_figures(self._matchmaker, self._clock.monotonic()))
            case AskWhyNoCalls(agent):
                return Done(sentences=why_no_calls(self._matchmaker, agent, self._clock.monotonic()))
