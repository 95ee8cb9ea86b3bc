"""Recordings of what one party says, on a real Asterisk."""

import anyio

from ari_app.ari import Conflict, NotFound, Request, ServerError
from ari_app.ari.messages import LiveRecording
from ari_app.ari.operations import recordings
from ari_app.telephony.line import CLEAN_UP_TIME, AriLine, attempt
from core.errors import TelephonyFailed
from core.tasks.flag import Flag
from core.telephony.telephony import RecordedFile, recording_file


class AriRecording:
    """See core.telephony.telephony.Recording. The exchange tells it what Asterisk reports."""

    def __init__(self, name: str, line: AriLine) -> None:
        self.id = name
        self._line = line
        self._over = Flag()
        self._duration: float | None = None
        self._began = anyio.current_time()

    def has_finished(self, duration: float | None) -> None:
        """The file is closed; `duration` in seconds."""
        self._duration = anyio.current_time() - self._began if duration is None else duration
        self._over.set()

    def has_failed(self) -> None:
        self._over.set()

    async def finished(self) -> RecordedFile:
        await self._over.wait()
        if self._duration is None:
            raise TelephonyFailed("Nagranie nie powstało.")
        return RecordedFile(recording_file(self.id), self._duration)

    async def stop(self) -> RecordedFile:
        if not self._over.is_set:
            try:
                await attempt(self._line.send(recordings.stop(self.id)))
            except TelephonyFailed as error:
                if not isinstance(error.__cause__, NotFound | Conflict | ServerError):
                    raise
                # Asterisk closes the file by itself when the channel goes, and says so. In
                # the moment in which it does, it answers 409, or 500 (res_stasis_recording.c: the recording is not
                # in session any more, or its channel takes no command), and not 404.
        return await self.finished()


async def begin(
    line: AriLine, recording: dict[str, AriRecording], name: str, request: Request[LiveRecording]
) -> AriRecording:
    """Begin the recording `name` by `request`; it stands in `recording` until Asterisk reports its end.

    Raises TelephonyFailed, and then nothing is recorded."""
    begun = recording[name] = AriRecording(name, line)
    try:
        await attempt(line.send(request))
    except BaseException:
        # Cancelled, or nobody knows whether it was done: what no record tells of must not be kept.
        recording.pop(name, None)
        with anyio.move_on_after(CLEAN_UP_TIME, shield=True):
            await line.post(recordings.cancel(name))
        raise
    return begun


async def discard(line: AriLine, name: str) -> None:
    """End a recording and delete its file, whichever of both there still is. Does not wait for it to be done."""
    await line.post(recordings.cancel(name))
    await line.post(recordings.delete_stored(name))
