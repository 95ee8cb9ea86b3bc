"""Records a conversation: what the caller says and hears, side by side in one file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

import anyio
import structlog

from core.call import Call
from core.clock import WARSAW
from core.errors import ChannelGone, TelephonyFailed
from core.events import RecordingEnded, RecordingFailed, RecordingFault, RecordingStarted
from core.flag import Flag
from core.ids import new_id
from core.telephony import Channel, RecordedFile, recording_file, recording_name
from recordings.consent import may_record
from recordings.space import RecordingSpace

log = structlog.get_logger()

CLOSE_TIME = 2.0  # seconds for closing a file after the conversation


class TalkRecording(Protocol):
    """The recording of a conversation in progress."""

    async def stop(self) -> RecordedFile:
        """Close the file. Raises TelephonyFailed when nothing was recorded, or the file is away."""
        ...


class TalkRecorder(Protocol):
    """Makes recordings of conversations, at the exchange."""

    async def begin(self, caller: Channel, name: str) -> TalkRecording:
        """Record what `caller` says and hears, while on a bridge, into the file `name` (relative, without
        extension).

        Raises TelephonyFailed or ChannelGone, and then there is no file."""
        ...

    def going_on(self, caller: Channel, name: str) -> TalkRecording:
        """The recording `name` of `caller`, which a process before this one began. It may be over."""
        ...


class Recorder:
    """Knows when to record and where to; the exchange does the work."""

    def __init__(self, talks: TalkRecorder, space: RecordingSpace | None = None) -> None:
        """Without `space` there is always room."""
        self._talks = talks
        self._space = space
        self._running: set[_Running] = set()

    @asynccontextmanager
    async def conversation(self, call: Call, begun: RecordingStarted | None = None) -> AsyncIterator[None]:
        """Record what is said between the caller and whoever is on a bridge with the caller during the block, if
        the caller agreed.

        A recording that cannot be made is noted and never stops the conversation. The file is closed at the end
        of the block also when the caller hung up. `begun` is a recording that an earlier process began and that
        Asterisk goes on with: it stays one file.
        """
        if begun is not None:
            recording = self._talks.going_on(call.caller, recording_name(begun.file))
            async with self._closed(call, recording, begun.recording):
                yield
            return
        if not may_record(call.context):
            yield
            return
        recording_id = new_id("rec")
        if self._space is not None and self._space.is_full:
            call.record(RecordingFailed(recording=recording_id, fault="disk_full"))
            yield
            return
        day = call.clock.now().astimezone(WARSAW)
        name = f"{day:%Y/%m/%d}/{recording_id}"
        try:
            recording = await self._talks.begin(call.caller, name)
        except (TelephonyFailed, ChannelGone) as error:
            log.error("recording did not start", call_id=call.id, error=type(error).__name__)
            call.record(RecordingFailed(recording=recording_id, fault="not_started"))
            yield
            return
        context = call.context
        call.record(
            RecordingStarted(
                recording=recording_id,
                file=recording_file(name),
                agent=context.agent,
                office=context.office,
                topic=context.topic,
            )
        )
        async with self._closed(call, recording, recording_id):
            yield

    @asynccontextmanager
    async def _closed(self, call: Call, recording: TalkRecording, recording_id: str) -> AsyncIterator[None]:
        running = _Running(call, recording_id, recording)
        self._running.add(running)
        try:
            yield
        finally:
            self._running.discard(running)
            await running.close()

    async def stop_all(self) -> None:
        """The room is used up: close every file that is being written. The conversations go on."""
        async with anyio.create_task_group() as tasks:
            for running in list(self._running):
                tasks.start_soon(running.close, "disk_full")


class _Running:
    """A recording that is being made; closed once: a second task that wants to close it waits for the first."""

    def __init__(self, call: Call, recording_id: str, recording: TalkRecording) -> None:
        self._call = call
        self._id = recording_id
        self._recording = recording
        self._is_closing = False
        self._closed = Flag()

    async def close(self, fault: RecordingFault | None = None) -> None:
        """Close the file within CLOSE_TIME seconds; `fault` is why it ends before the conversation."""
        if self._is_closing:
            with anyio.move_on_after(CLOSE_TIME, shield=True):
                await self._closed.wait()
            return
        self._is_closing = True
        try:
            await self._close(fault)
        finally:
            self._closed.set()

    async def _close(self, fault: RecordingFault | None) -> None:
        with anyio.move_on_after(CLOSE_TIME, shield=True) as closing:
            try:
                file = await self._recording.stop()
                ended = RecordingEnded(
                    recording=self._id, file=file.name, duration_time=file.duration_time, fault=fault
                )
                self._call.record(ended)
            except TelephonyFailed as error:
                log.error("recording was not closed", call_id=self._call.id, error=type(error).__name__)
                self._failed(fault)
        if closing.cancelled_caught:
            log.error("recording was not closed in time", call_id=self._call.id)
            self._failed(fault)

    def _failed(self, fault: RecordingFault | None) -> None:
        self._call.record(RecordingFailed(recording=self._id, fault=fault or "not_closed"))
