"""Consultants' telephones that end each call by themselves, and note how soon the next one comes."""

import itertools
import re
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

import anyio
from anyio.abc import TaskGroup

from bench.telephones import Consultant, Telephones
from softphone.sip import Address, SipMessage
from tests.support.telephones.raw_sip import rtp_packet

_FRAME = 160  # bytes of A-law in a packet
_FRAME_SECONDS = 0.02
_SILENCE = b"\xd5" * _FRAME
_PORT = re.compile(rb"^m=audio (\d+) ", re.MULTILINE)


class Silence:
    """Sends silence for everybody who is in a call, all from one port. What comes to that port nobody reads."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self._ports: dict[str, int] = {}

    @property
    def port(self) -> int:
        """Where the others may send their sound."""
        return int(self._socket.getsockname()[1])

    def begin(self, message: SipMessage) -> None:
        """Send to whoever described the own sound in this INVITE or answer."""
        if found := _PORT.search(message.body):
            self._ports[message.call_id] = int(found[1])

    def end(self, call_id: str) -> None:
        """Harmless when already ended."""
        self._ports.pop(call_id, None)

    async def run(self) -> None:
        """Until cancelled."""
        began = time.monotonic()
        for number in itertools.count():
            packet = rtp_packet(number, number * _FRAME, _SILENCE)
            for port in self._ports.values():
                self._socket.sendto(packet, ("127.0.0.1", port))
            await anyio.sleep(max(0.0, began + (number + 1) * _FRAME_SECONDS - time.monotonic()))

    def close(self) -> None:
        """Let the port go."""
        self._socket.close()


@dataclass(frozen=True, slots=True)
class Gap:
    """Seconds from a hang-up to the next INVITE, which came at the moment `at` of the wall clock."""

    user: str
    at: float
    seconds: float


class Turns(Telephones):
    """Telephones of several consultants; each talks for one of `talk_times` after the other.

    `gaps` fill up meanwhile. Wall-clock moments: the kernel's stamps are such.
    """

    def __init__(self, server: Address, silence: Silence, talk_times: Sequence[float]) -> None:
        super().__init__(server, lambda user: silence)
        self.gaps: list[Gap] = []
        self._talk_times = talk_times

    def rung(self, consultant: Consultant, at: float) -> None:
        if consultant.hung_up is not None:
            self.gaps.append(Gap(consultant.user, at, at - consultant.hung_up))

    def begun(self, consultant: Consultant, tasks: TaskGroup) -> None:
        tasks.start_soon(self._talk, consultant)

    async def _talk(self, consultant: Consultant) -> None:
        invite = consultant.invite
        consultant.number += 1
        await anyio.sleep(self._talk_times[consultant.number % len(self._talk_times)])
        if invite is not None and consultant.invite is invite:
            await self.hang_up(consultant)
