"""Guards each call on its own: one may fail, the centre may not."""

from collections.abc import Awaitable, Callable

import anyio
import structlog

from core.call import Call
from core.errors import ChannelGone, PlaybackFailed, S724Error
from core.events import CallEnded, CallFailed, CallStarted, EndReason
from core.telephony import Channel
from ivr.interpreter import Entry
from ivr.ports import Voice

log = structlog.get_logger()

CLEAN_UP_TIME = 2.0
APOLOGY_TIME = 15.0
RETRY_TIME = 0.25

Script = Callable[[Call, Entry], Awaitable[None]]


async def supervise(call: Call, entry: Entry | None, script: Script, voice: Voice) -> None:
    """Run `script` for `call`; whatever happens, the caller is hung up and exactly one CallEnded stands.

    With no `entry` nobody owns the number: the call is refused without being answered, so it costs nothing.
    """
    call.record(_started(call, entry))
    reason: EndReason = "interrupted"
    with structlog.contextvars.bound_contextvars(call_id=call.id):
        try:
            with call.caller.while_up() as up:  # a hang-up ends this block, wherever it is
                if entry is None:
                    await call.caller.reject()
                    reason = "unknown_number"
                else:
                    reason = await _run(call, entry, script, voice)
            if up.cancelled_caught:
                reason = "caller_hung_up"
        finally:
            with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
                await _hang_up(call.caller)
            call.record(CallEnded(reason=reason, duration_time=round(call.duration_time, 3)))


async def _run(call: Call, entry: Entry, script: Script, voice: Voice) -> EndReason:
    try:
        await script(call, entry)
        return "completed"
    except ChannelGone:
        return "caller_hung_up"
    except Exception as error:
        # The guard: whatever went wrong in this call stays in it. The name only: a text might quote keys.
        log.exception("call failed", error=type(error).__name__)
        call.record(CallFailed(error=type(error).__name__))
        with anyio.move_on_after(APOLOGY_TIME):
            await _apologise(call.caller, voice)
        return "failed"


async def guard(channel: Channel, script: Callable[[], Awaitable[None]] | None) -> None:
    """Run `script` on a channel that is no call of a caller's, and hang it up, whatever happens."""
    try:
        with channel.while_up():
            if script is not None:
                await script()
    except ChannelGone:
        pass
    except Exception as error:
        log.exception("a channel's script failed", channel=channel.id, error=type(error).__name__)
    finally:
        with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
            await _hang_up(channel)


async def _hang_up(caller: Channel) -> None:
    """Harmless if the caller went first; tried again, since an open line costs the caller money."""
    while caller.is_up:
        try:
            await caller.hang_up()
            return
        except ChannelGone:
            return
        except S724Error as error:
            log.error("the caller could not be hung up, trying again", error=type(error).__name__)
            await anyio.sleep(RETRY_TIME)


async def _apologise(caller: Channel, voice: Voice) -> None:
    try:
        await caller.stop_music()
        playback = await caller.play([(await voice.spoken("E01")).sound])
        await playback.finished()
    except (S724Error, PlaybackFailed) as error:
        log.warning("no apology could be played", error=type(error).__name__)


def _started(call: Call, entry: Entry | None) -> CallStarted:
    return CallStarted(
        channel_id=call.caller.id,
        dialled_number=call.caller.dialled_number,
        caller_number=call.caller.caller_number,
        is_free=None if entry is None else entry.is_free,
        scenario=None if entry is None else entry.scenario.name,
        scenario_version=None if entry is None else entry.scenario.version,
    )
