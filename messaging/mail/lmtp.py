"""Takes mail from the office's mail server by LMTP: one answer for each recipient, 250 after the commit."""

import asyncio
from collections.abc import Callable
from typing import Any

import anyio
import structlog
from aiosmtpd.lmtp import LMTP

from core.clock import Clock
from core.db.errors import DATABASE_AWAY, is_our_fault
from messaging.mail.inbox_store import Inbox

log = structlog.get_logger()

MOST_BYTES = 30_000_000
TAKEN, LATER, UNKNOWN = "250 2.0.0 taken", "451 4.3.0 later, please", "550 5.1.1 nobody of that name here"

# Names of the methods are the library's.


class Taking:
    """What the library asks. `on_kept`: called when there is something to read."""

    def __init__(self, inbox: Inbox, clock: Clock, on_kept: Callable[[], None]) -> None:
        self._inbox = inbox
        self._clock = clock
        self._on_kept = on_kept

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if not self._inbox.takes(address):
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """A line for each recipient: of one alone the server would bring it again for all the others."""
        answers = []
        for address in envelope.rcpt_tos:
            try:
                is_new = await self._inbox.keep(
                    address, envelope.content, self._clock.now(), has_sender=bool(envelope.mail_from)
                )
            except DATABASE_AWAY as error:
                if is_our_fault(error):
                    log.error("a mail could not be kept", error=type(error).__name__)
                answers.append(LATER)
                continue
            log.info("a mail has come", is_new=is_new, size=len(envelope.content))
            answers.append(TAKEN)
        self._on_kept()
        return "\r\n".join(answers)


class _Line(LMTP):
    """Programs write lines longer than the standard's thousand signs, and nobody shall lose a mail by that."""

    line_length_limit = MOST_BYTES


async def listen(taking: Taking, host: str, port: int) -> None:
    """Until cancelled. Raises OSError where the port is somebody's."""
    loop = asyncio.get_running_loop()

    def line() -> LMTP:
        return _Line(taking, loop=loop, data_size_limit=MOST_BYTES, hostname="system724", ident="System 7/24")

    server = await loop.create_server(line, host, port)
    try:
        await anyio.sleep_forever()
    finally:
        server.close()
