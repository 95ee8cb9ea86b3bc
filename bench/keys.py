"""Keys as a telephone sends them over RTP (RFC 4733), in a file that SIPp can stream.

SIPp's own `play_dtmf` needs root, sends from one port for all calls (3.8.0) and from a source other than the
sound's, which Asterisk's strict RTP refuses. A stream of packets of 50 bytes every 30 ms is what SIPp calls iLBC;
filled with events, it comes from the call's own port and source. The one difference to a telephone: the timestamp
moves on within a key, which Asterisk does not mind as long as a key has one last packet.
"""

import struct

PACKET_BYTES = 50
PACKET_SECONDS = 0.03
# In packets. Asterisk wants 80 ms from the first packet of a key to the last and 45 ms to the next key; what comes
# faster it plays to itself at a pace of its own, which costs time and, on a busy machine, keys.
_DOWN, _PAUSE = 4, 2
_EVENTS = {key: event for event, key in enumerate("0123456789*#")}
_NO_EVENT = 255  # means nothing, and is passed over
_END, _VOLUME = 0x80, 10
_TICKS = 240  # of 8 kHz in a packet's time


def stream(keys: str) -> bytes:
    """The packets of `keys`, one after the other: 0.18 s a key. KeyError for no such key."""
    packets = []
    for key in keys:
        for number in range(1, _DOWN + 1):
            end = _END if number == _DOWN else 0
            packets.append(_packet(_EVENTS[key], end | _VOLUME, number * _TICKS))
        packets += [_packet(_NO_EVENT, 0, 0)] * _PAUSE
    return b"".join(packets)


def seconds(keys: str) -> float:
    """How long `keys` take."""
    return len(keys) * (_DOWN + _PAUSE) * PACKET_SECONDS


def _packet(event: int, flags: int, duration: int) -> bytes:
    return struct.pack("!BBH", event, flags, duration).ljust(PACKET_BYTES, b"\0")
