"""Brings messages that callers leave from the machines of several Asterisks to where they are listened to."""

from datetime import timedelta

import anyio
import structlog

from core.clock import Clock
from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from core.telephony.node_line import NodeAway
from recordings.lists.message_store import files_left_since
from recordings.vault.arriving import FilesOfNodes
from recordings.vault.talk_file import StillWritten

log = structlog.get_logger()

LOOK_TIME = 3.0  # seconds
AWAY_FOR = timedelta(days=7)
"""A machine that was away for so long brings no messages any more."""


class ArrivingMessages:
    """`run` is its task."""

    def __init__(self, engine: Engine, clock: Clock, files: FilesOfNodes) -> None:
        self._engine = engine
        self._clock = clock
        self._files = files
        self._is_away = False

    async def run(self) -> None:
        """Until cancelled; with one Asterisk there is nothing to do."""
        while self._files.is_needed:
            await self.look()
            await anyio.sleep(LOOK_TIME)

    async def look(self) -> None:
        """Bring what is there and not here. A machine that is away is asked again at the next look."""
        is_away = False
        try:
            for name in await files_left_since(self._engine, self._clock.now() - AWAY_FOR):
                try:
                    await self._files.bring(name)
                except StillWritten:
                    pass
                except NodeAway:
                    is_away = True
        except (OSError, *DATABASE_AWAY) as error:
            log.warning("messages do not arrive", error=type(error).__name__)
        if is_away != self._is_away:
            self._is_away = is_away
            log.warning("a machine may have messages that do not arrive", is_away=is_away)
