"""A mail server in the loop of a test that takes whatever it is brought, and remembers the bytes."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP

HOST = "127.0.0.1"

# Names of the methods are the library's.


@dataclass
class MailSink:
    """`taken`: what each address has got, in its order."""

    port: int
    taken: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        for address in envelope.rcpt_tos:
            self.taken[address].append(envelope.content)
        return "250 2.0.0 taken"


@asynccontextmanager
async def mail_sink_at(port: int) -> AsyncIterator[MailSink]:
    sink, loop = MailSink(port), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(sink, loop=loop, hostname="sink"), HOST, port)
    try:
        yield sink
    finally:
        server.close()
