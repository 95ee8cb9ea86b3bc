"""A consultant dials a code on the own telephone: ready, pause, log out."""

import structlog

from acd.agent_state import AgentEvent
from acd.matchmaker import Matchmaker
from core.commands import AgentWish
from core.errors import S724Error
from core.telephony import Channel
from dialplan.extensions import FEATURES
from ivr.ports import Voice

log = structlog.get_logger()

_PROMPTS: dict[AgentWish, str] = {
    "log_in": "F01",
    "ready": "F02",
    "pause": "F03",
    "wrap_up_done": "F04",
    "log_out": "F05",
}
_REFUSED = "F06"


async def feature_call(caller: Channel, code: str, agent_id: str, matchmaker: Matchmaker, voice: Voice) -> None:
    """Do what `code` stands for, and say whether it was done.

    The telephone proved itself by its SIP password, and each belongs to one consultant.
    """
    await caller.answer()
    prompt = _REFUSED
    if code in FEATURES:
        wish, reason = FEATURES[code]
        try:
            matchmaker.wish(agent_id, AgentEvent(wish), reason)
            prompt = _PROMPTS[wish]
        except S724Error as error:
            log.info("a consultant's wish was refused", agent=agent_id, wish=wish, code=error.code)
    playback = await caller.play([(await voice.spoken(prompt)).sound])
    await playback.finished()
