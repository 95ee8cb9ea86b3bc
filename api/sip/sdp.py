"""Where Asterisk takes in the sound of a call, as a page is told it. Pure.

Asterisk names the addresses of the machine's network cards as candidates, also where it listens at one address
only, and never loopback. Of an address of its own the SDP itself speaks: `c=` and `m=`.
"""

import re

_ADDRESS = re.compile(r"^c=IN IP[46] ([0-9A-Fa-f.:]+)$", re.MULTILINE)
_PORT = re.compile(r"^m=audio ([1-9]\d*) ", re.MULTILINE)
_CANDIDATE = "a=candidate:"
# RFC 8445, 5.1.2.1: the highest there is, of a host and the only component.
_PRIORITY = 126 << 24 | 65535 << 8 | 255


def at_one_address(sdp: str) -> str:
    """The same with one candidate, which is where Asterisk listens; as it was if it has none."""
    lines = [line for line in sdp.split("\r\n") if not line.startswith(_CANDIDATE)]
    normal = "\n".join(lines)
    address, port = _ADDRESS.search(normal), _PORT.search(normal)
    first = next((place for place, line in enumerate(lines) if line.startswith("a=ice-pwd:")), None)
    if address is None or port is None or first is None:
        return sdp
    candidate = f"{_CANDIDATE}s724 1 UDP {_PRIORITY} {address[1]} {port[1]} typ host"
    return "\r\n".join([*lines[: first + 1], candidate, *lines[first + 1 :]])
