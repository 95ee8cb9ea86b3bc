"""Connections on which a request has begun and not ended: how long each may take, and how many there may be. Pure.

A connection is unfinished from its beginning, or from the first byte of a further request, until that request is
here as a whole, and again while its client does not take the answer. One that rests between two requests is not:
the server ends it by itself after some seconds. Nor is one that waits for an answer, or a WebSocket.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from api.http.networks import network_of

Connection = TypeVar("Connection")

HEADERS_TIME = 10.0
"""Seconds for the head of a request, which is a few hundred bytes. nginx as shipped gives the same."""
BODY_TIME = 30.0
"""Seconds for a body, and besides one for each `SLOWEST_RATE` bytes of it that have come: the sound of an
announcement may have 20 MB, and a slow line of an office takes minutes for it. The same for an answer."""
SLOWEST_RATE = 16 * 1024
"""Bytes a second that the slowest line of an office carries; who drips them one by one falls behind."""
MOST_OF_ONE_NETWORK = 400
"""Unfinished ones of one address. An office may have 300 desks behind one, which all connect anew at once."""
MOST = 450
"""Of all addresses. Fewer than the requests that are served at once (`api.middleware`), so that bodies that
never end leave room for others."""


def body_time(size: int) -> float:
    """How many seconds so many bytes may take."""
    return BODY_TIME + size / SLOWEST_RATE


class Unfinished(Generic[Connection]):
    """All that are unfinished, the oldest of each address first. IPv6 counts by its /64, as log-ins do."""

    def __init__(self, is_exempt: Callable[[str], bool]) -> None:
        """`is_exempt` addresses are not counted: those of proxies, which stand for many people."""
        self._is_exempt = is_exempt
        self._of: dict[str, dict[Connection, None]] = {}
        self._networks: dict[Connection, str] = {}

    def __len__(self) -> int:
        return len(self._networks)

    def add(self, connection: Connection, address: str) -> Connection | None:
        """Count one; one that is counted already keeps its place. Returns the one that has to go for it, if any,
        which is not counted any more: the oldest of its address, or of the address that has most."""
        if connection in self._networks or self._is_exempt(address):
            return None
        network = network_of(address)
        own = self._of.setdefault(network, {})
        own[connection] = None
        self._networks[connection] = network
        if len(own) > MOST_OF_ONE_NETWORK:
            return self._oldest(own)
        if len(self._networks) > MOST:
            return self._oldest(max(self._of.values(), key=len))
        return None

    def discard(self, connection: Connection) -> None:
        """It is finished or gone. Harmless for one that is not counted."""
        network = self._networks.pop(connection, None)
        if network is None:
            return
        own = self._of[network]
        del own[connection]
        if not own:
            del self._of[network]

    def _oldest(self, own: dict[Connection, None]) -> Connection:
        oldest = next(iter(own))
        self.discard(oldest)
        return oldest
