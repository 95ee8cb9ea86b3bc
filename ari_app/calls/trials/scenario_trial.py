"""One trial of a scenario: the page of whoever writes it rings, and is led through it like a caller.

The walk, the nodes, the voice and the line are the real ones. What is around them is made up
(`ivr.simulator.surroundings`), and its facts are told to nobody but the page: it is no call, and counts nowhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import anyio
import structlog

from acd.telephone import trial_endpoint
from ari_app.call_guard import guard_call
from ari_app.calls.trials.trial_channel import TrialChannel
from core.call import Call
from core.clock import Clock
from core.errors import CeilingReached, ChannelGone, NotAnswered, S724Error, TelephonyFailed, TransitionRefused
from core.facts.bus import Bus
from core.facts.events import AnyEvent
from core.facts.kinds.calls import EndReason
from core.facts.kinds.scenarios import AnnouncementPlayed, NodeEntered
from core.relay.commands import Done, TrialEnd, TrialQueueOutcome, TrialState, TryScenario
from core.tasks.racing import first_of
from core.telephony.telephony import Telephony
from ivr.destinations import EnterQueue, HangUp, OrderCallback
from ivr.interpreter import Walk
from ivr.number_route import NumberRoute
from ivr.prompts.ports import Voice
from ivr.publishing.trial_material import TrialMaterial
from ivr.simulator.case import CaseContext, QueueOutcome
from ivr.simulator.surroundings import made_up_tools, refused_queue

log = structlog.get_logger()

RING_TIME = 20.0  # seconds; a page answers by itself
LONGEST_TRIAL = 600.0  # seconds from the answer on
LEASE_TIME = 15.0  # seconds after which a trial ends about which no page asks any more
CALLER_NAME = "Próba scenariusza"
MOST_BYTES = 5000  # of the nodes in one answer: a message of the relay must stay below 8000

_ENDS: dict[EndReason, TrialEnd] = {
    "completed": "completed",
    "caller_hung_up": "hung_up",
    "time_limit": "too_long",
}
"""All others have failed."""


Refuses = Callable[..., QueueOutcome | None]
"""See `ivr.simulator.surroundings.refused_queue`; called with a queue and `now`."""


@dataclass(frozen=True, slots=True)
class TrialParts:
    """What trials are made with. `voice` is the line's; `route_for`: whose a dialled number is; `beep`: the sound
    after which callers speak."""

    telephony: Telephony
    voice: Voice
    clock: Clock
    route_for: Callable[[str], NumberRoute | None]
    beep: str
    slow_voice: Voice | None = None


class TrialClock:
    """The centre's clock, moved to the moment at which the call is to be."""

    def __init__(self, clock: Clock, at: datetime) -> None:
        self._clock = clock
        self._moved_by = at - clock.now()
        self.monotonic = clock.monotonic

    def now(self) -> datetime:
        return self._clock.now() + self._moved_by


class ScenarioTrial:
    """What is told of it takes effect at once; `run` makes it so."""

    def __init__(self, order: TryScenario, around: CaseContext, parts: TrialParts) -> None:
        self.order = order
        self.around = around
        self._parts = parts
        self.end: TrialEnd | None = None  # set when nothing of it is left
        self._why: TrialEnd | None = None
        self._state: TrialState = "ringing"
        self._nodes: list[str] = []
        self._faults: list[str] = []
        self._has_left = False
        self._asked_at = parts.clock.monotonic()
        self._given_up = anyio.Event()
        self._outcome: TrialQueueOutcome | None = None
        self._has_outcome = anyio.Event()

    # -- what is told

    def asked(self, since: int) -> Done:
        """See AskTrial. It goes on for a while longer."""
        self._asked_at = self._parts.clock.monotonic()
        told: list[str] = []
        size = 0
        for node in self._nodes[since:]:
            size += len(node.encode()) + 3
            if size > MOST_BYTES:
                break
            told.append(node)
        details = {"count": str(len(self._nodes)), "end": self.end or "", "fault": " ".join(self._faults)[:500]}
        return Done(state="ended" if self.end else self._state, details=details, sentences=told)

    def leave_queue(self, outcome: TrialQueueOutcome) -> None:
        """Raises TransitionRefused unless it stands in a queue."""
        if self._state != "queue" or self.end is not None:
            raise TransitionRefused("Ta próba nie czeka teraz w kolejce.")
        self._outcome = outcome
        self._has_outcome.set()

    def give_up(self) -> None:
        """Enough was heard. Harmless when it is over."""
        self._given_up.set()

    def _over(self, end: TrialEnd) -> None:
        """The first end counts."""
        self._why = self._why or end

    # -- what makes it so

    async def run(self, material: TrialMaterial) -> None:
        """Ring, and stay to the end. Never raises; nothing is left in the exchange."""
        try:
            async with self._parts.telephony.ringing(
                trial_endpoint(self.order.account),
                caller_id=self.around.number,
                caller_name=CALLER_NAME,
                ring_time=RING_TIME,
                meanwhile=self._until_unwanted,
                is_trial=True,
            ) as leg:
                await self._lead(TrialChannel(leg, self.around), material)
        except NotAnswered as error:
            self._over("given_up" if error.outcome == "withdrawn" else "not_answered")
        except (TelephonyFailed, ChannelGone) as error:
            log.warning("a trial of a scenario could not go on", error=type(error).__name__)
        except Exception as error:  # one trial may fail, the centre may not
            log.exception("a trial of a scenario has failed", error=type(error).__name__)
        finally:
            self.end = self._why or "failed"

    async def _lead(self, channel: TrialChannel, material: TrialMaterial) -> None:
        parts, context = self._parts, material.context
        clock = TrialClock(parts.clock, self.around.at)
        bus = Bus(clock)
        bus.listen(self._note)
        call = Call(channel, bus, clock)
        tools = made_up_tools(
            self.around,
            clock,
            parts.voice,
            offices=context.offices,
            hours=context.hours,
            transfers=context.transfers,
            retention=context.retention,
            beep=parts.beep,
            slow_voice=parts.slow_voice,
        )
        route = parts.route_for(self.around.number)
        walk = Walk(call, material.scenario, tools, office=None if route is None else route.office)
        refused = partial(refused_queue, around=self.around, hours=tools.hours)
        reason = await guard_call(call, partial(self._script, call, walk, refused), parts.voice)
        self._over("left" if reason == "completed" and self._has_left else _ENDS.get(reason, "failed"))

    async def _script(self, call: Call, walk: Walk, refused: Refuses) -> None:
        with anyio.move_on_after(LONGEST_TRIAL):
            if await first_of(partial(self._go, call, walk, refused), self._until_unwanted) == 1:
                self._over("given_up")
            return
        raise CeilingReached("time_limit")

    async def _go(self, call: Call, walk: Walk, refused: Refuses) -> None:
        """From the first node to the end. What goes wrong in a node is the scenario's fault, and is told."""
        try:
            step = await walk.next_destination()
            while isinstance(step, EnterQueue | OrderCallback):
                if isinstance(step, OrderCallback):  # nobody rings back
                    step = await walk.next_destination(after="ordered")
                    continue
                outcome = refused(step, now=call.clock.now())
                if outcome is None:
                    if step.question is not None:
                        await step.question()
                    outcome = await self._wait_in_queue(call)
                step = await walk.next_destination(after=outcome)
            self._has_left = not isinstance(step, HangUp)
        except ChannelGone:
            raise
        except S724Error as error:
            self._faults.append(error.message_pl)
            raise
        except Exception as error:
            node = self._nodes[-1] if self._nodes else ""
            self._faults.append(f"Węzeł „{node}” zawiódł ({type(error).__name__}).")
            raise

    async def _wait_in_queue(self, call: Call) -> TrialQueueOutcome:
        """With music, until the page says what comes of the queue: nobody is promised to anybody."""
        self._outcome, self._has_outcome = None, anyio.Event()
        self._state = "queue"
        await call.caller.start_music()
        await self._has_outcome.wait()
        self._state = "walking"
        await call.caller.stop_music()
        assert self._outcome is not None
        return self._outcome

    async def _until_unwanted(self) -> None:
        """Until the page wants no more, or has not asked for a while: it is closed, or may not ask any more."""
        clock = self._parts.clock
        while not self._given_up.is_set():
            left = self._asked_at + LEASE_TIME - clock.monotonic()
            if left <= 0:
                return
            with anyio.move_on_after(left):
                await self._given_up.wait()

    def _note(self, event: AnyEvent) -> None:
        match event:
            case NodeEntered(node=node):
                self._state = "walking"
                self._nodes.append(node)
            case AnnouncementPlayed(has_failed=True, prompts=prompts):
                self._faults.append(f"Nie udało się odtworzyć zapowiedzi {', '.join(prompts)}.")
            case _:
                pass
