"""What a consultant hears between answering and being connected: who is calling (T03)."""

import anyio

from acd.waiting.queue_voice import QueueVoice
from core.call import Call
from core.errors import ChannelGone, TelephonyFailed
from core.telephony.telephony import Channel

LONGEST_TIME = 8.0  # one that hangs holds nobody up for longer


async def announce_caller(
    call: Call, channel: Channel, voice: QueueVoice, office: str, topic: str | None, *, is_callback: bool
) -> None:
    """Tell it on the consultant's `channel`, before both hear each other. Nothing of it may hold the call up.

    `office` is whose client calls. Raises ChannelGone only if the caller has gone; a consultant who hangs up
    meanwhile is noticed by the conversation.
    """
    try:
        with anyio.move_on_after(LONGEST_TIME):
            words = await voice.caller_announcement(
                office,
                topic,
                call.context.verification_level,
                is_callback=is_callback,
                language=call.context.language,
            )
            playback = await channel.play(words)
            try:
                with channel.while_up():
                    await playback.finished()
            finally:
                playback.stop()
    except TelephonyFailed:
        return
    except ChannelGone:
        if not call.caller.is_up:
            raise
