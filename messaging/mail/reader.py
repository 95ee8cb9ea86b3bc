"""Reads what has come, one mail after the other, and files it; whatever it is, the next one gets its turn."""

import anyio
import structlog
from anyio import BrokenWorkerProcess

from core.clock import Clock
from core.db.errors import DATABASE_AWAY, is_about_the_row, is_our_fault
from core.keys.secret_box import WrongKey
from messaging.mail.inbox_store import Inbox
from messaging.mail.reading import Unreadable
from messaging.mail.worker import read_apart

log = structlog.get_logger()

LOOK_TIME = 5.0
"""Seconds between two looks where nobody has said that something came."""

AGAIN_TIME = 2.0


class Reader:
    """`run` until cancelled; `wake` from the same loop when something has come."""

    def __init__(self, inbox: Inbox, clock: Clock) -> None:
        self._inbox = inbox
        self._clock = clock
        self._news = anyio.Event()

    def wake(self) -> None:
        self._news.set()

    async def run(self) -> None:
        while True:
            try:
                while await self.read_one():
                    pass
            except (*DATABASE_AWAY, WrongKey, BrokenWorkerProcess) as error:
                is_wrong = isinstance(error, (WrongKey, BrokenWorkerProcess)) or is_our_fault(error)
                if is_wrong:
                    log.error("reading mail failed", error=type(error).__name__, exc_info=True)
                await anyio.sleep(AGAIN_TIME)
            with anyio.move_on_after(LOOK_TIME):
                await self._news.wait()
            self._news = anyio.Event()

    async def read_one(self) -> bool:
        """False: nothing waits. Raises what the database raises."""
        raw = await self._inbox.next()
        if raw is None:
            return False
        try:
            read = await read_apart(raw.content)
        except Unreadable as error:
            log.warning("a mail cannot be read", why=error.why, size=len(raw.content))
            read = None
        try:
            await self._inbox.file(raw, read, self._clock.now())
        except Exception as error:
            if read is None or not is_about_the_row(error):
                raise
            log.error("a mail cannot be filed", error=type(error).__name__, exc_info=True)
            await self._inbox.file(raw, None, self._clock.now())
        return True
