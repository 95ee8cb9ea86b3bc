"""A consultant dials a code while the application is away: the state changes in the records, from which the
watchdog keeps Asterisk's own queues in step, and from which the application takes it when it is back."""

from collections.abc import Awaitable, Callable

import anyio
import structlog

from acd.live.agent_state import ON_A_CALL, AgentEvent, AgentState, after
from agi_scripts.agi.fast_agi import AgiRequest
from agi_scripts.fallback.plan_file import PlanFile
from core.errors import TransitionRefused
from core.facts.bus import Bus
from core.facts.kinds.consultants import AgentStateChanged
from dialplan.extensions import FEATURE_PROMPTS, FEATURE_REFUSED
from ivr.prompts.ports import Voice

log = structlog.get_logger()

STATE_TIME = 2.0  # seconds that a consultant waits for the present state

StateOf = Callable[[str], Awaitable[AgentState | None]]
"""The state of a consultant as the records have it; None for anybody else. May raise a database's errors."""


class Features:
    """The route `feature`, with the arguments code and consultant."""

    def __init__(self, bus: Bus, voice: Voice, plan: PlanFile, state_of: StateOf) -> None:
        self._bus = bus
        self._voice = voice
        self._plan = plan
        self._state_of = state_of

    async def __call__(self, request: AgiRequest) -> None:
        """Without the records nothing is promised: the dialplan then does what Asterisk can do by itself. So it
        does for a code that the plan does not know yet."""
        code, agent_id = request.arguments
        dialled = self._plan.current().dial_code(code)
        if dialled is None:
            return
        wish, reason = dialled.wish, dialled.reason
        try:
            with anyio.fail_after(STATE_TIME):
                old = await self._state_of(agent_id)
        except Exception as error:  # noqa: BLE001 - whatever the database raises
            log.warning("a consultant's state cannot be read", error=type(error).__name__)
            return
        prompt = FEATURE_PROMPTS[wish]
        try:
            if old is None:
                raise TransitionRefused
            # A consultant whose telephone dials has no conversation any more, whatever the application knew last.
            new = after(AgentState.WRAP_UP if old in ON_A_CALL else old, AgentEvent(wish))
            fact = AgentStateChanged(agent=agent_id, old=old, event=wish, new=new, pause_reason=reason)
            self._bus.publish(fact)
        except TransitionRefused as error:
            log.info("a consultant's wish was refused", agent=agent_id, wish=wish, code=error.code)
            prompt = FEATURE_REFUSED
        await request.set("S724_NEXT", "bye")
        await request.command(f'STREAM FILE "{(await self._voice.spoken(prompt)).sound}" ""')
