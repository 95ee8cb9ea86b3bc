"""How long ago the application gave a sign of life: by a file, or by a variable of one of several Asterisks.

The file's date is only compared with itself: a wall clock that jumps neither raises the dead nor kills anybody.
"""

from pathlib import Path
from typing import Protocol

import anyio

from core.clock import Clock
from core.telephony.ami import AmiAway, AmiRefused, Row
from dialplan.names import BEAT

LOOK_TIME = 0.25  # seconds between two looks


class SignsOfLife(Protocol):
    """Looked at several times a second. `beats` counts those that were seen."""

    beats: int

    async def look(self) -> None:
        """Learn of a beat of this very moment."""
        ...

    def away_time(self) -> float:
        """Seconds since the last beat, or since we began to look."""
        ...


class AskAmi(Protocol):
    """As much of `core.telephony.ami.Ami` as is needed."""

    async def act(self, action: str, **fields: str) -> Row: ...


class Heartbeat:
    """Looked at several times a second. `beats` counts those that were seen."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self._date = self._modified()
        self._changed = clock.monotonic()
        self.beats = 0  # since we look: a file that an earlier run left is no sign of life

    async def look(self) -> None:
        """`away_time` looks by itself."""

    def away_time(self) -> float:
        """Seconds since the last beat, or since we began to look."""
        date = self._modified()
        if date is not None and date != self._date:  # a file that has gone is no sign of life
            self._date, self._changed = date, self._clock.monotonic()
            self.beats += 1
        return self._clock.monotonic() - self._changed

    def _modified(self) -> int | None:
        try:
            return self._file.stat().st_mtime_ns
        except OSError:
            return None


class BeatOfNode:
    """Of one Asterisk of several: the application may serve callers on the others. `run` is its task."""

    def __init__(self, ami: AskAmi, clock: Clock) -> None:
        self._ami = ami
        self._clock = clock
        self._value = ""
        self._changed = clock.monotonic()
        self.beats = 0

    def away_time(self) -> float:
        """As `Heartbeat.away_time`."""
        return self._clock.monotonic() - self._changed

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self.look()
            await anyio.sleep(LOOK_TIME)

    async def look(self) -> None:
        """While Asterisk does not answer nothing is known of the application, and nobody could be rescued."""
        try:
            value = (await self._ami.act("Getvar", Variable=BEAT)).get("Value") or ""
        except AmiAway:
            self._value, self._changed = "", self._clock.monotonic()
            return
        except AmiRefused:
            return
        if value and value != self._value:  # an Asterisk that was started anew has none
            is_first, self._value = not self._value, value
            self._changed = self._clock.monotonic()
            self.beats += not is_first  # what an earlier process left is no sign of life
