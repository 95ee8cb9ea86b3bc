"""A call that met no application: the caller goes through the same scenario, spoken by the FastAGI server.

The walk ends where the scenario sends the call: into the queue of an office, which Asterisk keeps by itself, or to
its end. The dialplan is told so in variables of the channel. If it is told nothing, because this process died, it
asks the stand-alone script.
"""

import anyio
import structlog

from agi_scripts.agi.agi_channel import AgiChannel
from agi_scripts.agi.fast_agi import AgiHangUp, AgiRequest
from agi_scripts.fallback.ending import Ending, facts
from agi_scripts.fallback.in_order import InOrder
from agi_scripts.fallback.known_call import KnownCall, one_word
from agi_scripts.fallback.plan_file import PlanFile
from core.call import Call
from core.clock import Clock
from core.errors import CeilingReached, ChannelGone
from core.fact_log.event_log import EventLog
from core.facts.bus import Bus
from core.facts.kinds.calls import CallFailed, CallStarted, EmergencyEntered
from core.ids import channel_began_at
from core.questions.client_data import ClientData, NoClientData
from core.questions.job_market import MarketAnswers, NoMarketAnswers
from core.questions.public_answers import NoPublicAnswers, PublicAnswers
from dialplan.limited import NOTICE
from dialplan.names import WAS
from ivr.destinations import EnterQueue, HangUp
from ivr.dialogue import say
from ivr.emergency_message import EmergencyMessages, NoEmergencyMessage
from ivr.graph.scenario import read_scenario
from ivr.identity.ceilings import LAST_WORDS, default_ceilings
from ivr.identity.ports import Verifier
from ivr.interpreter import Walk
from ivr.prompts.ports import Voice
from ivr.visit import Tools

log = structlog.get_logger()

_JOINED, _ASKED = "S724_JOINED", "S724_ASKED"  # names that no variable of a scenario can have


class FallbackPath:
    """The routes `here`, `dialplan.names.SERVE` and `end`."""

    def __init__(
        self,
        bus: Bus,
        event_log: EventLog,
        clock: Clock,
        plan: PlanFile,
        voice: Voice,
        verifier: Verifier,
        client_data: ClientData | None = None,
        answers: PublicAnswers | None = None,
        messages: EmergencyMessages | None = None,
        slow_voice: Voice | None = None,
        market: MarketAnswers | None = None,
    ) -> None:
        self._bus = bus
        self._event_log = event_log
        self._clock = clock
        self._plan = plan
        self._voice = voice
        self._verifier = verifier
        self._client_data = client_data or NoClientData()
        self._answers = answers or NoPublicAnswers()
        self._messages = messages or NoEmergencyMessage()
        self._slow_voice = slow_voice
        self._market = market or NoMarketAnswers()
        self._in_order = InOrder()

    async def here(self, request: AgiRequest) -> None:
        """A sign of life: the dialplan asks for one before it hands a caller over."""
        await request.set("S724_HERE", "1")

    async def serve(self, request: AgiRequest) -> None:
        """The caller is answered; on return the dialplan knows where the call goes, if anybody is still there."""
        dialled = await request.get("S724_NUMBER")
        number = self._plan.current().number(dialled)
        if number is None:  # the dialplan is newer than the plan: it goes on by itself
            return
        channel = AgiChannel(request, dialled)
        call = Call(channel, self._bus, self._clock)
        started = CallStarted(
            channel_id=channel.id,
            dialled_number=dialled,
            caller_number=channel.caller_number,
            is_free=number.is_free,
            scenario=number.name,
            scenario_version=number.version,
            subscenario_versions=number.subscenario_versions,
            at=channel_began_at(channel.id),
        )
        call.record(started)
        call.record(EmergencyEntered(by="fast_agi"))
        tools = Tools(
            self._voice,
            self._verifier,
            self._plan.offices(),
            client_data=self._client_data,
            answers=self._answers,
            market=self._market,
            emergency=self._messages,
            slow_voice=self._slow_voice,
            longest_walk_time=default_ceilings().scenario_time,
            retention=self._plan.retention(),
            hours=self._plan.hours(),
        )
        walk = Walk(call, read_scenario(number.scenario), tools, office=number.office)
        known = KnownCall.of(await request.get(WAS)) if "orphan" in request.arguments else None
        queue: EnterQueue | str | None = None
        with structlog.contextvars.bound_contextvars(call_id=call.id):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(channel.listen)
                with channel.while_up():
                    queue = await self._guarded(call, walk, known)
                channel.leave()
            if channel.is_up:
                await self._hand_over(request, call, queue)

    async def end(self, request: AgiRequest) -> None:
        """The call is over: write down what the dialplan knows of it."""
        ending = Ending.of(request.headers.get("agi_uniqueid", ""), request.arguments)
        for fact in facts(ending, self._plan.line(ending.number), self._clock.now()):
            self._event_log.take(fact)
        await request.set("S724_WRITTEN", "1")

    async def _guarded(self, call: Call, walk: Walk, known: KnownCall | None) -> EnterQueue | str | None:
        """Where the call goes; None if something went wrong."""
        try:
            return await self._walked(call, walk, known)
        except (ChannelGone, AgiHangUp):
            return None
        except Exception as error:
            # This call's failure alone; the name only: a text might quote keys.
            log.exception("call failed", error=type(error).__name__)
            call.record(CallFailed(error=type(error).__name__))
            return None

    async def _walked(self, call: Call, walk: Walk, known: KnownCall | None) -> EnterQueue | str:
        """A queue, `bye` at the end of the scenario, `time_limit` when that lasted too long."""
        try:
            if known is not None and known.office is not None:
                return await self._resume(call, known, known.office)
            step = await walk.next_destination()
            while not isinstance(step, EnterQueue | HangUp):
                step = await walk.next_destination(after=step.otherwise)
            if isinstance(step, EnterQueue) and step.question is not None:
                await step.question()  # before the queue: the queue of the dialplan asks nobody anything
            return step if isinstance(step, EnterQueue) else "bye"
        except CeilingReached as reached:
            await say(call, self._voice, [LAST_WORDS[reached.end_reason]], until_key=False)
            return reached.end_reason

    async def _resume(self, call: Call, known: KnownCall, office: str) -> EnterQueue:
        """Into the queue at once, since it is known which."""
        context = call.context
        context.office, context.topic = office, known.topic
        context.client_id, context.verification_level = known.client_id, known.level
        context.is_recording_allowed = known.may_be_recorded
        if known.joined_at is not None:
            context.variables[_JOINED] = f"{known.joined_at.timestamp():.3f}"
            context.variables[_ASKED] = f"{known.asked_time:.3f}"
        async with self._in_order.turn(office, known.joined_at or self._clock.now()):
            await say(call, self._voice, [NOTICE], until_key=False)
        return EnterQueue(office, known.topic)

    async def _hand_over(self, request: AgiRequest, call: Call, step: EnterQueue | str | None) -> None:
        """What the dialplan needs. S724_NEXT comes last: if it is there, the rest is, too."""
        if step is None:
            return
        if isinstance(step, EnterQueue):
            context = call.context
            joined = context.variables.get(_JOINED)
            office = self._plan.current().queue_of(step.office) if joined is None else step.office
            await request.set("S724_OFFICE", office)
            await request.set("S724_TOPIC", step.topic or "")
            await request.set("S724_LEVEL", str(context.verification_level))
            await request.set("S724_CLIENT", one_word(context.client_id or ""))
            await request.set("S724_CONSENT", "1" if context.is_recording_allowed else "")
            await request.set(_ASKED, context.variables.get(_ASKED, "0"))
            await request.set(_JOINED, joined or f"{self._clock.now().timestamp():.3f}")
        await request.set("S724_NEXT", "queue" if isinstance(step, EnterQueue) else step)
