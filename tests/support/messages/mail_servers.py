"""An office's mail server and people's mailboxes for a test: those of the demonstration, on free ports."""

import shutil
import smtplib
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from imaplib import IMAP4
from pathlib import Path
from typing import Any

from anyio import to_thread

from core.lines import Certificate
from ops.demonstration.messages import mail_servers as demonstrated
from ops.demonstration.messages.mail_servers import NOBODY, OURS, PASSWORD, PEOPLE, Ports, prepared
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.timing.eventually import eventually

__all__ = ["HOST", "NOBODY", "OURS", "PASSWORD", "PEOPLE", "MailServers", "answers", "mail_servers"]

HOST = demonstrated.HOST


class MailServers:
    """With hands: mail is handed over, and read."""

    def __init__(self, servers: demonstrated.MailServers) -> None:
        self._servers = servers
        self.smtp, self.lmtp = servers.smtp, servers.lmtp
        self.imap, self.mailboxes = servers.imap, servers.mailboxes
        self.told = servers.told

    def send(self, content: bytes, sender: str, *to: str) -> None:
        """As anybody's program hands it over."""
        with smtplib.SMTP(HOST, self.smtp, timeout=20) as smtp:
            smtp.sendmail(sender, to, content)

    def read(self, person: str) -> list[bytes]:
        """What lies in a person's mailbox."""
        with IMAP4(HOST, self.imap, timeout=20) as imap:
            imap.login(person, PASSWORD)
            imap.select("INBOX")
            numbers = imap.search(None, "ALL")[1][0].split()
            parts: list[Any] = [imap.fetch(number, "(BODY.PEEK[])")[1][0] for number in numbers]
            return [bytes(part[1]) for part in parts]


@asynccontextmanager
async def mail_servers(certificate: Certificate, people: tuple[str, ...]) -> AsyncIterator[MailServers]:
    """With a mailbox for each of the people."""
    ports = Ports(*(free_port() for _ in range(4)))
    folder = Path(tempfile.mkdtemp(prefix="s724-mail-"))
    servers = await to_thread.run_sync(prepared, folder, ports, certificate, people)
    try:
        await to_thread.run_sync(servers.start)
        for port in (ports.smtp, ports.imap, ports.mailboxes):
            await eventually(partial(answers, port), timeout=30)
        yield MailServers(servers)
    finally:
        await to_thread.run_sync(servers.end)
        shutil.rmtree(folder, ignore_errors=True)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0
