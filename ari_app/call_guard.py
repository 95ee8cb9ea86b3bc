"""Guards each call on its own: one may fail, the centre may not."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import anyio
import structlog

from ari_app.telephony.channels import hang_up_surely
from ari_app.telephony.line import CLEAN_UP_TIME
from core.call import Call
from core.errors import ChannelGone, S724Error
from core.events import CallEnded, CallFailed, CallStarted, EndReason
from core.telephony import Channel
from ivr.number_route import NumberRoute
from ivr.prompts.ports import Voice

log = structlog.get_logger()

APOLOGY_TIME = 15.0

Script = Callable[[Call, NumberRoute], Awaitable[None]]
CallScript = Callable[[], Awaitable[EndReason]]


async def supervise(call: Call, route: NumberRoute | None, script: Script, voice: Voice) -> None:
    """Run `script` for `call`; whatever happens, the caller is hung up and exactly one CallEnded stands.

    With no `route` nobody owns the number: the call is refused without being answered, so it costs nothing.
    """
    call.record(_started(call, route))

    async def serve() -> EndReason:
        if route is None:
            await call.caller.reject()
            return "unknown_number"
        await script(call, route)
        return "completed"

    await see_through(call, serve, voice if route is not None else None)


async def see_through(call: Call, script: CallScript, voice: Voice | None) -> EndReason:
    """`run_guarded`, with the one CallEnded that belongs to a call."""
    reason: EndReason = "interrupted"
    try:
        reason = await run_guarded(call, script, voice)
        if voice is None and reason == "caller_hung_up":
            # The hang-up of a refused call may be reported before the answer to the command comes.
            reason = "unknown_number"
    finally:
        call.record(CallEnded(reason=reason, duration_time=round(call.duration_time, 3)))
    return reason


async def run_guarded(call: Call, script: CallScript, voice: Voice | None) -> EndReason:
    """Run `script` while the caller is on the line, and hang up at the end, whatever happens; how it ended.

    A script that fails is this call's failure alone: the caller hears an apology by `voice`, where there is one.
    """
    reason: EndReason = "interrupted"
    with structlog.contextvars.bound_contextvars(call_id=call.id):
        try:
            with call.caller.while_up() as up:  # a hang-up ends this block, wherever it is
                reason = await _run(call, script)
            if up.cancelled_caught:
                reason = "caller_hung_up"
            if reason == "failed" and voice is not None:
                with call.caller.while_up(), anyio.move_on_after(APOLOGY_TIME):
                    await _apologise(call, voice)
        finally:
            with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
                await hang_up_surely(call.caller)
    return reason


async def _run(call: Call, script: CallScript) -> EndReason:
    try:
        return await script()
    except Exception as error:
        if isinstance(error, ChannelGone) and not call.caller.is_up:
            return "caller_hung_up"
        # The guard: whatever went wrong in this call stays in it. The name only: a text might quote keys.
        log.exception("call failed", error=type(error).__name__)
        call.record(CallFailed(error=type(error).__name__))
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
            await hang_up_surely(channel)


async def _apologise(call: Call, voice: Voice) -> None:
    try:
        await call.caller.stop_music()
        apology = await voice.spoken("E01", language=call.context.language)
        playback = await call.caller.play([apology.sound])
        try:
            await playback.finished()
        finally:
            playback.stop()
    except S724Error as error:
        log.warning("no apology could be played", error=type(error).__name__)
    except Exception as error:
        log.exception("the apology failed", error=type(error).__name__)


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
