"""Records a conversation: the bridge, so that both sides are in one file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import structlog

from core.call import Call
from core.clock import WARSAW
from core.errors import ChannelGone, TelephonyFailed
from core.events import RecordingEnded, RecordingFailed, RecordingStarted
from core.ids import new_id
from core.telephony import Bridge, Recording
from recordings.consent import may_record

log = structlog.get_logger()

SUFFIX = ".wav"
CLOSE_TIME = 2.0  # seconds for closing a file after the conversation


class Recorder:
    """Knows when to record and where to; the exchange does the work."""

    @asynccontextmanager
    async def conversation(
        self, call: Call, bridge: Bridge, begun: RecordingStarted | None = None
    ) -> AsyncIterator[None]:
        """Record what is said on `bridge` during the block, if the caller agreed.

        A recording that cannot be made is noted and never stops the conversation. The file is closed at the end
        of the block also when the caller hung up. `begun` is a recording that an earlier process began and that
        Asterisk goes on with: it stays one file.
        """
        if begun is not None:
            with anyio.CancelScope(shield=True):  # a caller who hangs up now must not leave it open in the records
                recording = await bridge.record_on(begun.file.removesuffix(SUFFIX), begun.ticks or 0.0)
            async with self._closed(call, recording, begun.recording):
                yield
            return
        if not may_record(call.context):
            yield
            return
        recording_id = new_id("rec")
        day = call.clock.now().astimezone(WARSAW)
        name = f"{day:%Y/%m/%d}/{recording_id}"
        try:
            recording = await bridge.record(name)
        except (TelephonyFailed, ChannelGone) as error:
            log.error("recording did not start", call_id=call.id, error=type(error).__name__)
            call.record(RecordingFailed(recording=recording_id))
            yield
            return
        call.record(RecordingStarted(recording=recording_id, file=name + SUFFIX))
        async with self._closed(call, recording, recording_id):
            yield

    @asynccontextmanager
    async def _closed(self, call: Call, recording: Recording, recording_id: str) -> AsyncIterator[None]:
        try:
            yield
        finally:
            with anyio.move_on_after(CLOSE_TIME, shield=True) as closing:
                try:
                    file = await recording.stop()
                    call.record(
                        RecordingEnded(recording=recording_id, file=file.name, duration_time=file.duration_time)
                    )
                except TelephonyFailed as error:
                    log.error("recording was not closed", call_id=call.id, error=type(error).__name__)
                    call.record(RecordingFailed(recording=recording_id))
            if closing.cancelled_caught:
                log.error("recording was not closed in time", call_id=call.id)
                call.record(RecordingFailed(recording=recording_id))
