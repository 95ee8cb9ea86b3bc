"""A consultant dials a code: ready, pause, log out; or, on a second line, what is to become of the recording or of
the conversation."""

import structlog

from acd.dial_codes import (
    CONVERSATION_CODES,
    RECORDING_CODES,
    ConversationWish,
    conversation_wish,
    dial_codes,
)
from acd.live.agent_state import AgentEvent
from acd.live.matchmaker import Matchmaker
from acd.pause_reasons import PAUSE_REASONS
from ari_app.calls.services import CallingIn, CallServices
from core.errors import S724Error, TransitionRefused
from core.relay.commands import AgentWish
from core.telephony.telephony import Channel
from dialplan.extensions import (
    CONVERSATION_PROMPTS,
    CONVERSATION_REFUSED,
    FEATURE_PROMPTS,
    FEATURE_REFUSED,
    RECORDING_PROMPTS,
)
from ivr.prompts.ports import Voice

log = structlog.get_logger()

# Whoever becomes available may be rung at once, and the telephone has to be free by then.
_AFTER_THE_CALL: frozenset[AgentWish] = frozenset({"ready", "wrap_up_done"})


async def feature_call(caller: Channel, code: str, agent_id: str, services: CallServices) -> None:
    """Do what `code` stands for, and say whether it was done.

    The telephone proved itself by its SIP password, and each belongs to one consultant.
    """
    matchmaker, voice = services.matchmaker, services.voice
    await caller.answer()
    if code in RECORDING_CODES:
        await _say(caller, voice, RECORDING_PROMPTS[await _recording(code, agent_id, services)])
        await caller.hang_up()
        return
    if code[:3] in CONVERSATION_CODES:
        await _say(caller, voice, _conversation(code, agent_id, services))
        await caller.hang_up()
        return
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


async def _recording(code: str, agent_id: str, services: CallServices) -> str:
    """Do it to the conversation on the consultant's first line; what is to be said of it."""
    talk = services.talks.held_by(agent_id)
    if talk is None:
        return "none"
    recording = talk.recording
    try:
        if RECORDING_CODES[code] == "withdraw":
            recording.withdraw(agent_id, "telephone")
            said = "withdrawn"
        elif recording.is_pause_asked:
            recording.resume()
            said = "resumed"
        else:
            recording.pause()
            said = "paused"
    except TransitionRefused as error:
        log.info("a recording was not changed by telephone", agent=agent_id, call_id=talk.call_id, code=error.code)
        return "statutory" if recording.rule.mode == "statutory" and recording.id is not None else "none"
    # What is tried on is not done yet; a withdrawal is certain all the same.
    is_done = await recording.settled()
    return said if is_done or said == "withdrawn" else "none"


def _conversation(code: str, agent_id: str, services: CallServices) -> str:
    """Do it with the conversation on the consultant's first line; the prompt that says what was done."""
    talk = services.talks.held_by(agent_id)
    try:
        wish = conversation_wish(code, agent_id, services.matchmaker.team.agent(agent_id).office)
        if talk is None or wish is None:
            raise TransitionRefused
        return CONVERSATION_PROMPTS[_does(wish, agent_id, talk.call_id, services.calling_in)]
    except S724Error as error:
        log.info("nothing was done in a conversation by telephone", agent=agent_id, code=error.code)
        return CONVERSATION_REFUSED


def _does(wish: ConversationWish, agent_id: str, call_id: str, calling_in: CallingIn) -> str:
    """A key of CONVERSATION_PROMPTS. Raises NotFound and TransitionRefused; nothing was done then."""
    act, whom = wish.act, wish.whom
    if act == "back":
        calling_in.back(agent_id, call_id)
        return "back"
    if act == "hand_over":
        if whom:
            calling_in.call(agent_id, call_id, whom, "apart", hands_over=True)
            return "promised"
        calling_in.hand_over(agent_id, call_id)
        return "handed_over"
    if whom:
        calling_in.call(agent_id, call_id, whom, act)
        return "rung"
    calling_in.move(agent_id, call_id, act)
    return "moved"


async def _say(caller: Channel, voice: Voice, prompt: str) -> None:
    playback = await caller.play([(await voice.spoken(prompt)).sound])
    await playback.finished()


def _carry_out_late(matchmaker: Matchmaker, agent_id: str, wish: AgentWish, reason: str | None) -> None:
    try:
        matchmaker.wish(agent_id, AgentEvent(wish), reason)
    except S724Error as error:
        log.info("a consultant's wish was overtaken", agent=agent_id, wish=wish, code=error.code)
