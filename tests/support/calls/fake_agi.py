"""Asterisk's side of AGI in virtual time: a caller who presses keys and hangs up at moments of the own choosing.

As the real one does: one command at a time, a key ends a file, and what is pressed while nothing is asked is lost.
"""

import re

import anyio

from agi_scripts.agi.fast_agi import AgiHangUp

SOUND_TIME = 5.0  # seconds that every file lasts
RATE = 8000


class FakeAgi:
    """See agi_scripts.agi.fast_agi.AgiRequest. `presses` are (moment, key), moments counted from the beginning."""

    def __init__(
        self,
        number: str = "9510",
        *,
        presses: list[tuple[float, str]] | None = None,
        hangs_up_after: float | None = None,
        arguments: list[str] | None = None,
    ) -> None:
        self.headers = {"agi_uniqueid": "s724-1795561430.17", "agi_callerid": "600100200"}
        self.arguments = arguments or []
        self.variables = {"S724_NUMBER": number}
        self.played: list[str] = []
        self.missing: set[str] = set()
        self._began = anyio.current_time()
        self._presses = [(self._began + moment, key) for moment, key in presses or []]
        self._ends = None if hangs_up_after is None else self._began + hangs_up_after
        self._is_busy = False

    async def command(self, text: str) -> dict[str, tuple[str, str]]:
        assert not self._is_busy, "two commands at once"
        self._is_busy = True
        try:
            self._check_up()
            if match := re.fullmatch(r"WAIT FOR DIGIT (\d+)", text):
                key, _ = await self._wait(int(match[1]) / 1000)
                return {"result": (str(ord(key) if key else 0), "")}
            if match := re.fullmatch(r'STREAM FILE "(.*)" ".*?" ?(\d*)', text):
                return await self._stream(match[1], int(match[2] or 0))
            raise AssertionError(f"not a command of AGI: {text}")
        finally:
            self._is_busy = False

    async def set(self, name: str, value: str) -> None:
        self._check_up()
        self.variables[name] = value

    async def get(self, name: str) -> str:
        self._check_up()
        return self.variables.get(name, "")

    async def _stream(self, sound: str, offset: int) -> dict[str, tuple[str, str]]:
        if sound in self.missing:
            return {"result": ("0", ""), "endpos": ("0", "")}
        if not offset:
            self.played.append(sound)
        key, took = await self._wait(SOUND_TIME - offset / RATE)
        return {"result": (str(ord(key) if key else 0), ""), "endpos": (str(offset + round(took * RATE)), "")}

    async def _wait(self, seconds: float) -> tuple[str, float]:
        now = anyio.current_time()
        self._presses = [(moment, key) for moment, key in self._presses if moment >= now]
        until = now + seconds
        key = ""
        if self._presses and self._presses[0][0] <= until:
            until, key = self._presses.pop(0)
        if self._ends is not None and self._ends <= until:
            await anyio.sleep(self._ends - now)
            raise AgiHangUp
        await anyio.sleep(until - now)
        return key, until - now

    def _check_up(self) -> None:
        if self._ends is not None and anyio.current_time() >= self._ends:
            raise AgiHangUp
