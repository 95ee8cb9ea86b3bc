"""Tells the edges what the application knows first: to which Asterisk no call goes, whose conversations are over.

Nobody waits for an edge. One that is away is told when it is back: what is closed is said again and again, since
an edge that was started anew has forgotten it; what is open is said until it is heard, and then left to the edge,
which asks the Asterisks itself.
"""

from collections.abc import Callable, Mapping, Sequence

import anyio
import structlog

from ari_app.nodes_now import NodesNow
from core.lease.lease import Fence
from core.nodes import EdgePlaces, Node, Place
from edge.commands import EdgeAway, EdgeCommands, EdgeRefused

log = structlog.get_logger()

RETELL_TIME = 2.0  # seconds
AGAIN_TIME = 0.5  # the same while conversations are being ended
ENDINGS = 5
"""How often an edge is told to end those of a dead Asterisk: a telephone that rang may just have been answered."""


class Edges:
    """All edges of the centre; none on one machine."""

    def __init__(
        self, edges: Sequence[EdgePlaces], nodes: Sequence[Node], now: NodesNow, fence: Fence | None = None
    ) -> None:
        """`fence`: asked before each command whether this process may still command."""
        check = (lambda: None) if fence is None else fence.check
        places = {node.name: node.sip for node in nodes}
        self._tellers = [_Teller(edge.name, EdgeCommands(edge.control), places, now, check) for edge in edges]

    def tell(self) -> None:
        """Something about the Asterisks has changed."""
        for teller in self._tellers:
            teller.wake()

    def end_conversations(self, node: str) -> None:
        """Both parties of all that the Asterisk had get BYE: it cannot say so any more."""
        for teller in self._tellers:
            teller.to_end[node] = ENDINGS
            teller.wake()

    async def run(self) -> None:
        """Until cancelled."""
        async with anyio.create_task_group() as tasks:
            for teller in self._tellers:
                tasks.start_soon(teller.run)
            await anyio.sleep_forever()


class _Teller:
    """Of one edge."""

    def __init__(
        self,
        name: str,
        commands: EdgeCommands,
        places: Mapping[str, Place],
        now: NodesNow,
        check: Callable[[], None],
    ) -> None:
        self._check = check
        self._name = name
        self._commands = commands
        self._places = places
        self._now = now
        self.to_end: dict[str, int] = {}  # how often still
        self._to_open: set[str] = set()  # was closed, and is to be opened
        self._unsaid = set(places)  # may have been closed by the application before this one
        self._closed: frozenset[str] = frozenset()
        self._is_away = False
        self._news = anyio.Event()

    def wake(self) -> None:
        closed = self._now.closed
        came = {node.name for node in self._now.all if node.state == "up"} & self._unsaid - closed
        self._unsaid -= came
        self.to_end = {node: left for node, left in self.to_end.items() if node in closed or left == ENDINGS}
        self._to_open = (self._to_open | came | (self._closed - closed)) - closed
        self._closed = closed
        self._news.set()

    async def run(self) -> None:
        async with self._commands:
            while True:
                self._news = anyio.Event()
                try:
                    await self._say()
                except (EdgeAway, EdgeRefused) as error:
                    if not self._is_away:
                        log.warning("an edge was not told", edge=self._name, error=type(error).__name__)
                    self._is_away = True
                else:
                    self._is_away = False
                with anyio.move_on_after(AGAIN_TIME if self.to_end and not self._is_away else RETELL_TIME):
                    await self._news.wait()

    async def _say(self) -> None:
        """What is so now. Raises EdgeAway, EdgeRefused; the rest is said the next time."""
        self._check()
        for node in sorted(self._closed):
            await self._commands.set_node(self._places[node], "disabled")
        for node in sorted(self.to_end):
            ended = await self._commands.end_conversations(self._places[node])
            left = self.to_end.pop(node, 0) - 1  # it may have come back meanwhile
            if left == ENDINGS - 1:
                log.warning("an edge has ended conversations", edge=self._name, node=node, count=ended)
            if left > 0 and node in self._closed:  # what is open has new ones
                self.to_end[node] = left
        for node in sorted(self._to_open):
            await self._commands.set_node(self._places[node], "active")
            self._to_open.discard(node)
