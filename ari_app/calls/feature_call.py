"""A consultant dials a code: ready, pause, log out."""

import structlog

from acd.agent_state import AgentEvent
from acd.dial_codes import dial_codes
from acd.matchmaker import Matchmaker
from acd.pause_reasons import PAUSE_REASONS
from core.commands import AgentWish
from core.errors import S724Error
from core.telephony import Channel
from dialplan.extensions import FEATURE_PROMPTS, FEATURE_REFUSED
from ivr.prompts.ports import Voice

log = structlog.get_logger()

# Whoever becomes available may be rung at once, and the telephone has to be free by then.
_AFTER_THE_CALL: frozenset[AgentWish] = frozenset({"ready", "wrap_up_done"})


async def feature_call(caller: Channel, code: str, agent_id: str, matchmaker: Matchmaker, voice: Voice) -> None:
    """Do what `code` stands for, and say whether it was done.

    The telephone proved itself by its SIP password, and each belongs to one consultant.
    """
    await caller.answer()
    codes = dial_codes(PAUSE_REASONS.values())
    if code not in codes:
        await _say(caller, voice, FEATURE_REFUSED)
        return
    wish, reason = codes[code]
    try:
        if wish in _AFTER_THE_CALL:
            matchmaker.team.check_wish(agent_id, AgentEvent(wish), reason)
        else:
            matchmaker.wish(agent_id, AgentEvent(wish), reason)
    except S724Error as error:
        log.info("a consultant's wish was refused", agent=agent_id, wish=wish, code=error.code)
        await _say(caller, voice, FEATURE_REFUSED)
        return
    try:
        await _say(caller, voice, FEATURE_PROMPTS[wish])
        await caller.hang_up()
    finally:
        if wish in _AFTER_THE_CALL:
            _carry_out_late(matchmaker, agent_id, wish, reason)


async def _say(caller: Channel, voice: Voice, prompt: str) -> None:
    playback = await caller.play([(await voice.spoken(prompt)).sound])
    await playback.finished()


def _carry_out_late(matchmaker: Matchmaker, agent_id: str, wish: AgentWish, reason: str | None) -> None:
    try:
        matchmaker.wish(agent_id, AgentEvent(wish), reason)
    except S724Error as error:
        log.info("a consultant's wish was overtaken", agent=agent_id, wish=wish, code=error.code)
