"""Keys as a telephone sends them over RTP (RFC 4733), one packet every 20 ms."""

import struct

_EVENTS = {key: event for event, key in enumerate("0123456789*#")}
_KIND = 101  # payload type, as the offers say
_DOWN, _LAST, _PAUSE = 5, 3, 4  # packets: the key is down, its end said three times, and until the next key
_END, _VOLUME = 0x80, 10
_TICKS = 160  # of 8 kHz in a packet's time


def key_packets(key: str) -> list[tuple[int, int, bytes]]:
    """Of each packet: its payload type (0 for sound), its place in the key, and the payload.

    Every packet of a key has the timestamp of its first one. KeyError for no such key.
    """
    event = _EVENTS[key]
    packets = []
    for number in range(_DOWN + _LAST):
        is_end = number >= _DOWN
        duration = min(number + 1, _DOWN + 1) * _TICKS
        payload = struct.pack("!BBH", event, (_END if is_end else 0) | _VOLUME, duration)
        packets.append((_KIND, number, payload))
    return packets + [(0, 0, b"\xd5" * _TICKS)] * _PAUSE


def seconds(keys: str) -> float:
    """How long `keys` take."""
    return len(keys) * (_DOWN + _LAST + _PAUSE) * 0.02
