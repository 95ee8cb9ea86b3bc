"""Lets the edges in front of several Asterisks know which telephones may register. A part of the watchdog.

The watchdog of each Asterisk tells each edge: what the other one has told already costs a question.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import structlog

from core.keys import tls
from core.lines import certificate
from core.nodes import edges_of, own_node
from core.settings import Settings
from edge.commands import EdgeAway, EdgeCommands, EdgeRefused
from edge.digests import EdgeDigests

log = structlog.get_logger()


class EdgeUpkeep:
    """`digests` and `commands`: of each edge, by its name. None for a centre on one machine."""

    def __init__(self, digests: Mapping[str, EdgeDigests], commands: Sequence[EdgeCommands] = ()) -> None:
        self._digests = digests
        self._commands = commands
        self._away: set[str] = set()

    async def tell(self, wanted: Mapping[str, str]) -> set[str]:
        """These digests, by account, and no others. Returns the accounts that could register otherwise at an edge
        until now. An edge that is away is told when it is back; the others do not wait for it."""
        ended: set[str] = set()
        for name, digests in self._digests.items():
            try:
                ended |= await digests.tell(wanted)
            except (EdgeAway, EdgeRefused) as error:
                if name not in self._away:
                    log.error("an edge cannot be told of telephones", edge=name, error=type(error).__name__)
                self._away.add(name)
            else:
                self._away.discard(name)
        return ended

    async def keep_certificate(self, settings: Settings) -> None:
        """Until cancelled: whenever its files are renewed on this machine the edges of it read them."""
        found = certificate(settings)
        if found is None or not self._commands:
            return

        async def renewed() -> bool:
            try:
                for commands in self._commands:
                    await commands.read_certificate()
            except (EdgeAway, EdgeRefused):
                return False
            return True

        await tls.keep(found, None, renewed)


@asynccontextmanager
async def edge_upkeep(settings: Settings) -> AsyncIterator[EdgeUpkeep]:
    """Of all edges, for the watchdog of one Asterisk."""
    async with AsyncExitStack() as stack:
        commands = {
            edge.name: await stack.enter_async_context(EdgeCommands(edge.control)) for edge in edges_of(settings)
        }
        who = own_node(settings).name
        digests = {name: EdgeDigests(each, who) for name, each in commands.items()}
        yield EdgeUpkeep(digests, [*commands.values()])
