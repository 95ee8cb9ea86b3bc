"""Which telephones may register at an edge, as the centre's rows have it.

The edge keeps them in memory alone, so that no file on a machine that strangers reach holds what stands for a
password. One that was started anew is told all of them.
"""

import secrets
from collections.abc import Mapping

from edge.commands import EdgeAway, EdgeCommands, EdgeRefused


class EdgeDigests:
    """What one edge was told, by whoever is called `who`: several may tell the same one."""

    def __init__(self, commands: EdgeCommands, who: str) -> None:
        self._commands = commands
        self._who = who
        self._mark = secrets.token_hex(8)
        self._told: dict[str, str] | None = None  # None: it is to be asked
        self._ended: set[str] = set()

    async def tell(self, wanted: Mapping[str, str]) -> set[str]:
        """Let it know these digests, by account, and no others. Returns the accounts that could register otherwise
        there until now: what they registered by it has to be ended.

        Raises EdgeAway, EdgeRefused; then some of it may have been done, and the next one does the rest.
        """
        try:
            if self._told is None or await self._commands.mark(self._who) != self._mark:
                self._told = await self._commands.digests()
            for user in self._told.keys() - wanted.keys():
                await self._commands.remove_digest(user)
                self._ended.add(user)
            for user, digest in wanted.items():
                if (before := self._told.get(user)) != digest:
                    await self._commands.set_digest(user, digest)
                    if before is not None:
                        self._ended.add(user)
            await self._commands.set_mark(self._who, self._mark)
        except (EdgeAway, EdgeRefused):
            self._told = None
            raise
        self._told = dict(wanted)
        ended, self._ended = self._ended, set()
        return ended
