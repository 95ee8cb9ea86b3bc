"""The files of one of several Asterisks, kept by a real keeper at a port of this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from agi_scripts.node_keeper import NodeKeeper
from agi_scripts.talk_keeper import TalkKeeper
from core.nodes import Place
from core.telephony.node_line import LONGEST_LINE

SECRET = "s"


@asynccontextmanager
async def kept_files(
    state: Path, *, recordings: Path | None = None, links: Path | None = None, reserve: int = 0
) -> AsyncIterator[Place]:
    """Where the keeper listens. `state` of that Asterisk; `recordings` and `links`: folders in it unless given."""
    talks = partial(TalkKeeper, recordings or state / "recordings", links or state / "monitor", reserve)
    keeper = NodeKeeper(state, talks, SECRET)
    server = await asyncio.start_server(keeper.handler, "127.0.0.1", 0, limit=LONGEST_LINE)
    async with server:
        yield Place("127.0.0.1", server.sockets[0].getsockname()[1])
