"""Telephones that say one tone each and note from when on they hear which one.

A tone stands in each packet as a whole (its period fits into 20 ms), so one packet is enough to tell it, and the
kernel's stamp of that packet says when it came.
"""

import itertools
import re
import time
from bisect import bisect_left
from collections.abc import Sequence

import anyio
import numpy as np
from numpy.typing import NDArray

from bench.telephones import receive, udp_socket
from ivr.tts.alaw import alaw_decode, alaw_encode
from softphone.sip import SipMessage
from tests.support.telephones.raw_sip import rtp_packet

_RATE, _FRAME = 8000, 160  # samples a second, and in a packet
_FRAME_SECONDS = _FRAME / _RATE
_LOUD = 6000  # of 32767
_HEARD = 0.3  # of a tone's power, by which it counts as heard: where three talk the others are there, too
_LOOK = 0.005  # seconds between two looks whether a tone has come
_PORT = re.compile(rb"^m=audio (\d+) ", re.MULTILINE)
_A_LAW, _HEADER = 8, 12


class Voice:
    """One telephone's sound. `heard`: by tone, when the packets came that had it, by the wall clock."""

    def __init__(self, hertz: int, others: Sequence[int]) -> None:
        """Says `hertz`, and listens for `others`; all of them multiples of 50."""
        self.hertz = hertz
        self.heard: dict[int, list[float]] = {other: [] for other in others}
        samples = np.sin(2 * np.pi * hertz * np.arange(_FRAME) / _RATE) * _LOUD
        self._says = alaw_encode(samples.astype(np.int16)).tobytes()
        moments = np.arange(_FRAME) / _RATE
        self._turning = np.exp(-2j * np.pi * np.outer(others, moments))
        self._socket = udp_socket()
        self._to: dict[str, int] = {}

    @property
    def port(self) -> int:
        """Where the others may send their sound."""
        return int(self._socket.getsockname()[1])

    def begin(self, message: SipMessage) -> None:
        """Send to whoever described the own sound in this INVITE or answer; what was heard before is forgotten."""
        if found := _PORT.search(message.body):
            self._to = {message.call_id: int(found[1])}
            for moments in self.heard.values():
                moments.clear()

    def end(self, call_id: str) -> None:
        """Harmless when already ended."""
        self._to.pop(call_id, None)

    def say(self, number: int) -> None:
        """The packet with this number, to whoever is there."""
        packet = rtp_packet(number, number * _FRAME, self._says)
        for port in self._to.values():
            self._socket.sendto(packet, ("127.0.0.1", port))

    async def listen(self) -> None:
        """Until cancelled."""
        while True:
            await anyio.wait_readable(self._socket)
            packet, at = receive(self._socket)
            payload = packet[_HEADER + 4 * (packet[0] & 0x0F) :] if len(packet) > _HEADER else b""
            if len(payload) == _FRAME and packet[1] & 0x7F == _A_LAW:
                for hertz, power in zip(self.heard, self._powers(alaw_decode(payload)), strict=True):
                    if power > _HEARD:
                        self.heard[hertz].append(at)

    def _powers(self, samples: NDArray[np.int16]) -> NDArray[np.float64]:
        height = 2 * np.abs(self._turning @ samples.astype(np.float64)) / _FRAME
        return np.asarray((height / _LOUD) ** 2)

    def hears_since(self, hertz: int, since: float) -> float | None:
        """When the tone came first from that moment on; None if it has not."""
        moments = self.heard[hertz]
        place = bisect_left(moments, since)
        return moments[place] if place < len(moments) else None

    async def until_heard(self, hertz: int, since: float, patience: float) -> float | None:
        """When the tone came first from that moment on; None if it did not within `patience` seconds."""
        with anyio.move_on_after(patience):
            while (found := self.hears_since(hertz, since)) is None:  # noqa: ASYNC110 - told by nobody
                await anyio.sleep(_LOOK)
            return found
        return None

    def close(self) -> None:
        """Let the port go."""
        self._socket.close()


async def speak(voices: Sequence[Voice]) -> None:
    """All say their tones, and listen, until cancelled."""
    async with anyio.create_task_group() as tasks:
        for voice in voices:
            tasks.start_soon(voice.listen)
        began = time.monotonic()
        for number in itertools.count():
            for voice in voices:
                voice.say(number)
            await anyio.sleep(max(0.0, began + (number + 1) * _FRAME_SECONDS - time.monotonic()))
