"""The guard of a call's task: one call may fail, the centre may not."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio
import structlog

from ari_app.telephony.channels import hang_up_surely
from ari_app.telephony.line import CLEAN_UP_TIME
from core.call import Call
from core.errors import CeilingReached, ChannelGone, S724Error
from core.facts.kinds.calls import CallEnded, CallFailed, EndReason
from core.telephony.telephony import Channel
from ivr.identity import ceilings
from ivr.prompts.ports import Voice

log = structlog.get_logger()

LAST_WORDS: dict[EndReason, str] = {"failed": "E01", **ceilings.LAST_WORDS}
"""What a caller hears whom the centre hangs up, by the reason."""

LAST_WORDS_TIME = 15.0  # seconds

Script = Callable[[], Awaitable[None]]
"""What happens in a call, or on another channel, from its beginning to its end."""


async def guard_call(
    call: Call,
    script: Script,
    voice: Voice | None,
    *,
    completed: EndReason = "completed",
    hung_up: EndReason = "caller_hung_up",
) -> EndReason:
    """Run `script` while the caller is there; whatever happens, the caller is hung up and exactly one CallEnded
    stands. Returns how the call ended, as CallEnded says.

    A script that fails is this call's failure alone: the caller hears an apology by `voice`, if there is one. One
    that raises CeilingReached has not failed: the caller is told why the call ends, and the record says it.
    `completed` and `hung_up` are the reasons for a script that came to its end and for a caller who hung up.
    """
    reason: EndReason = "interrupted"
    try:
        with structlog.contextvars.bound_contextvars(call_id=call.id):
            async with _hung_up_at_the_end(call.caller):
                with call.caller.while_up() as up:  # a hang-up ends this block, wherever it is
                    try:
                        await script()
                        reason = completed
                    except CeilingReached as reached:
                        reason = reached.end_reason
                        log.info("a call has reached a ceiling", reason=reason)
                    except Exception as error:
                        if call.caller.is_cut_off:
                            reason = "interrupted"
                        elif isinstance(error, ChannelGone) and not call.caller.is_up:
                            reason = hung_up
                        else:
                            # The name only: a text might quote keys.
                            log.exception("call failed", error=type(error).__name__)
                            call.record(CallFailed(error=type(error).__name__))
                            reason = "failed"
                if up.cancelled_caught:
                    reason = "interrupted" if call.caller.is_cut_off else hung_up
                if voice is not None and (prompt := LAST_WORDS.get(reason)) is not None:
                    with call.caller.while_up(), anyio.move_on_after(LAST_WORDS_TIME):
                        await _say_last(call, voice, prompt)
    finally:
        call.record(CallEnded(reason=reason, duration_time=round(call.duration_time, 3)))
    return reason


async def guard_channel(channel: Channel, script: Script | None) -> None:
    """Run `script` on a channel that is no call of a caller's, and hang it up, whatever happens."""
    async with _hung_up_at_the_end(channel):
        try:
            with channel.while_up():
                if script is not None:
                    await script()
        except ChannelGone:
            pass
        except Exception as error:
            log.exception("a channel's script failed", channel=channel.id, error=type(error).__name__)


@asynccontextmanager
async def _hung_up_at_the_end(channel: Channel) -> AsyncIterator[None]:
    try:
        yield
    finally:
        with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
            await hang_up_surely(channel)


async def _say_last(call: Call, voice: Voice, prompt: str) -> None:
    try:
        await call.caller.stop_music()
        spoken = await voice.spoken(prompt, language=call.context.language)
        playback = await call.caller.play([spoken.sound])
        try:
            await playback.finished()
        finally:
            playback.stop()
    except S724Error as error:
        log.warning("the last words could not be played", error=type(error).__name__)
    except Exception as error:
        log.exception("the last words failed", error=type(error).__name__)
