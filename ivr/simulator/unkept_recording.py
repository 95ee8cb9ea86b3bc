"""Somebody speaks for a while and is silent then; nothing of it is kept."""

import anyio

from core.telephony.telephony import RecordedFile, recording_file

_SPEAKING_TIME = 10.0  # seconds: how long a caller's message is who does not end it by a key


class UnkeptRecording:
    """`core.telephony.telephony.Recording` without a file."""

    def __init__(self, name: str, longest: float, silence: float) -> None:
        self.id = name
        self._began = anyio.current_time()
        self._ends = self._began + min(longest, _SPEAKING_TIME + silence)

    async def finished(self) -> RecordedFile:
        await anyio.sleep_until(self._ends)
        return self._file()

    async def stop(self) -> RecordedFile:
        await anyio.lowlevel.checkpoint()
        return self._file()

    def _file(self) -> RecordedFile:
        return RecordedFile(recording_file(self.id), round(min(anyio.current_time(), self._ends) - self._began, 3))
