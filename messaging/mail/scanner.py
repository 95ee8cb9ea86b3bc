"""Lets clamd look at files that came by mail: nobody fetches one before it has said that it found nothing."""

import io
from typing import Final

import anyio
import structlog
from aioclamd import ClamdAsyncClient, ClamdError

from core.db.engine import Engine
from core.db.errors import DATABASE_AWAY
from messaging.matters.matter import Scan
from messaging.matters.scan_store import next_unscanned, note_scan

log = structlog.get_logger()

LOOK_TIME: Final = 2.0
AGAIN_TIME: Final = 15.0
ANSWER_TIME: Final = 60.0
"""Seconds that clamd has for one file."""


class Scanner:
    """`run` until cancelled."""

    def __init__(self, engine: Engine, host: str, port: int) -> None:
        self._engine = engine
        self._clamd = ClamdAsyncClient(host, port, timeout=ANSWER_TIME)

    async def run(self) -> None:
        while True:
            try:
                while await self.scan_one():
                    pass
                await anyio.sleep(LOOK_TIME)
            except (ClamdError, *DATABASE_AWAY) as error:
                log.warning("files are scanned later", error=type(error).__name__)
                await anyio.sleep(AGAIN_TIME)

    async def scan_one(self) -> bool:
        """False: nothing waits. Raises ClamdError where clamd is away, and what the database raises."""
        file = await next_unscanned(self._engine)
        if file is None:
            return False
        scan: Scan = "unscannable" if file.content is None else await self._scan(file.content)
        await note_scan(self._engine, file.id, scan)
        return True

    async def _scan(self, content: bytes) -> Scan:
        try:
            status, virus = (await self._clamd.instream(io.BytesIO(content)))["stream"]
        except (ClamdError, OSError):
            await (
                self._clamd.ping()
            )  # raises where it is away: else it has hung up on this file, such as a large one
            log.warning("clamd does not take a file (StreamMaxLength?)", size=len(content))
            return "unscannable"
        if status == "FOUND":
            log.warning("a file has a virus", virus=virus)
            return "infected"
        return "clean" if status == "OK" else "unscannable"
