"""One take-over sees every Asterisk: whoever talks is on one of them, and whoever is on none has gone."""

from collections.abc import Sequence

import anyio

from ari_app.telephony.asterisk_snapshot import AsteriskSnapshot, merged

GATHER_TIME = 1.5  # seconds for which the first one that was reached waits for the others


class Gathering:
    """Of one process. An Asterisk that comes later has nobody whom this process knows."""

    def __init__(self, nodes: Sequence[str]) -> None:
        self.turn = anyio.Lock()
        """One of them at a time takes over, or sees that it is done."""
        self.away: frozenset[str] = frozenset()
        """Those that were not reached in time: whoever was on them counts as cut off."""
        self._missing = set(nodes)
        self._found: dict[str, AsteriskSnapshot] = {}
        self._all_there = anyio.Event()

    async def all_with(self, node: str, there: AsteriskSnapshot) -> AsteriskSnapshot:
        """What is there on all Asterisks that were reached in time."""
        self._found[node] = there
        self._missing.discard(node)
        if not self._missing:
            self._all_there.set()
        with anyio.move_on_after(GATHER_TIME):
            await self._all_there.wait()
        if not self._all_there.is_set():  # nobody is waited for a second time
            self.away = frozenset(self._missing)
            self._missing.clear()
            self._all_there.set()
        return merged(self._found, self.away - self._found.keys())
