"""Keys as packets (RFC 4733), on a line that delivers them late: what no telephone would send by itself."""

import socket
import struct
import time
from collections.abc import AsyncIterator, Container, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

import anyio

from tests.support.telephones.raw_sip import media_port, raw_sip, rtp_packet

FRAME = 160  # samples of 20 ms
_SILENCE = b"\xd5" * FRAME
_EVENTS = "0123456789*#ABCD"
_PRESSED, _ENDS, _PAUSE = 5, 3, 9  # packets of 20 ms; the pause begins with those that tell the end


def keyed(
    keys: str,
    held_up: Mapping[int, int] = MappingProxyType({}),
    endless: Container[int] = (),
    pressed: Mapping[int, int] = MappingProxyType({}),
    pauses: Mapping[int, int] = MappingProxyType({}),
    then_silence: int = 0,
) -> Iterator[list[bytes]]:
    """What is sent in each 20 ms while `keys` are pressed one after the other; sound goes on all the time.

    `held_up`: for the key at that place, for how many times 20 ms nothing comes of it after its second packet.
    `endless`: keys, by their places, of which the end is lost. `pressed`, `pauses`: for how many times 20 ms a key
    is down (at least 2), and up until the next one. `then_silence`: packets after the last key.
    """
    sequence = timestamp = 0

    def sent(payload: bytes, kind: int, at: int) -> bytes:
        nonlocal sequence
        sequence += 1
        return rtp_packet(sequence, at, payload, kind=kind)

    for place, key in enumerate(keys):
        began, event = timestamp, _EVENTS.index(key)
        waits = held_up.get(place, 0)
        steps = [(False, True), (False, True), *[(False, False)] * waits]
        down, up = pressed.get(place, _PRESSED), pauses.get(place, _PAUSE)
        ends = min(_ENDS, up)
        steps += (
            [(False, True)] * (down - 2) + [(True, place not in endless)] * ends + [(False, False)] * (up - ends)
        )
        end = (down + waits) * FRAME
        for is_over, is_told in steps:
            turn = [sent(_SILENCE, 8, timestamp)]
            timestamp += FRAME
            if is_told:
                duration = end if is_over else timestamp - began
                turn.append(sent(struct.pack("!BBH", event, 0x8A if is_over else 0x0A, duration), 101, began))
            yield turn
    for _ in range(then_silence):
        yield [sent(_SILENCE, 8, timestamp)]
        timestamp += FRAME


def stalled(line: Iterable[list[bytes]], first: int, last: int) -> Iterator[list[bytes]]:
    """The same, but nothing of the turns from `first` comes before that of `last`, when all of it does."""
    waiting: list[bytes] = []
    for turn, packets in enumerate(line):
        waiting += packets
        if first <= turn < last:
            yield []
        else:
            yield waiting
            waiting = []


@asynccontextmanager
async def keyed_call(port: int, line: Iterable[list[bytes]]) -> AsyncIterator[None]:
    """A call to 9510 in which these packets are sent, at the pace of a telephone; over at the end of the block."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as rtp:
        rtp.bind(("127.0.0.1", 0))
        async with raw_sip(port) as sip:
            invite = sip.invite("9510", rtp_port=rtp.getsockname()[1])
            await sip.send(invite)
            while (final := await sip.receive(5)) is not None and final.status < 200:
                pass
            assert final is not None
            await sip.send(invite.acknowledge(final))
            began = time.monotonic()
            for turn, packets in enumerate(line):
                await anyio.sleep(max(0.0, began + 0.02 * turn - time.monotonic()))
                for packet in packets:
                    rtp.sendto(packet, ("127.0.0.1", media_port(final)))
            try:
                yield
            finally:
                await sip.bye(invite, final)
