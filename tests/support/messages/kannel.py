"""Kannel, Debian's gateway for text messages: an SMPP client that others have written, without root."""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
from anyio import to_thread

from ops.demonstration.messages.mail_servers import inside
from ops.install.mail.servers import gateway_root
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.messages.smsc import HOST, NAME, PASSWORD
from tests.support.timing.eventually import eventually

# Ids are hexadecimal in the SMSC's answers and decimal in its receipts.
_CONF = """\
group = core
admin-port = {admin}
admin-password = made-up
smsbox-port = {box}
box-allow-ip = 127.0.0.1
dlr-storage = internal
log-file = {folder}/bearerbox.log
log-level = 1

group = smsc
smsc = smpp
smsc-id = s724
host = 127.0.0.1
port = {smsc}
transceiver-mode = true
smsc-username = {name}
smsc-password = {password}
system-type = ""
msg-id-type = 0x01
alt-charset = "ISO-8859-1"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}
log-file = {folder}/smsbox.log
log-level = 1

group = sendsms-user
username = made-up
password = made-up
max-messages = 5
concatenation = true

group = sms-service
keyword = default
get-url = "http://127.0.0.1:{told}/in?from=%p&text=%a"
max-messages = 0
"""


@dataclass
class Kannel:
    """`receipts`: the states that it has read (8: the SMSC has it, 1: it was delivered, 2: it was
    not); `received`: who has written, and what."""

    send_port: int
    told_port: int
    receipts: list[str] = field(default_factory=list)
    received: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, to: str, text: str, coding: int = 0) -> bool:
        """By its own way of being asked. `coding` 2: UCS-2. False: not yet."""
        charset = {"coding": "2", "charset": "UTF-8"} if coding == 2 else {}
        asked = {
            "username": "made-up",
            "password": "made-up",
            "from": "PUP",
            "to": to,
            "text": text,
            "dlr-mask": "11",
            "dlr-url": f"http://127.0.0.1:{self.told_port}/dlr?state=%d",
            **charset,
        }
        try:
            async with httpx.AsyncClient() as client:
                answer = await client.get(f"http://127.0.0.1:{self.send_port}/cgi-bin/sendsms", params=asked)
        except httpx.HTTPError:
            return False
        return answer.status_code == 202 and answer.text.startswith("0:")

    async def hear(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        where = urlsplit(head.split(b" ")[1].decode())
        said = {name: values[0] for name, values in parse_qs(where.query).items()}
        if where.path == "/dlr":
            self.receipts.append(said["state"])
        else:
            self.received.append((said["from"], said["text"]))
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        await writer.drain()
        writer.close()


@asynccontextmanager
async def kannel(smsc_port: int) -> AsyncIterator[Kannel]:
    """Bound to the SMSC at that port, once it is there."""
    ports = [await to_thread.run_sync(free_port) for _ in range(4)]
    admin, box, send, told = ports
    gateway = Kannel(send, told)
    folder = Path(await to_thread.run_sync(partial(tempfile.mkdtemp, prefix="s724-kannel-")))
    words = {"folder": folder, "name": NAME, "password": PASSWORD, "smsc": smsc_port}
    conf = _CONF.format(admin=admin, box=box, send=send, told=told, **words)
    await to_thread.run_sync((folder / "kannel.conf").write_text, conf)
    server = await asyncio.start_server(gateway.hear, HOST, told)
    programs: list[subprocess.Popen[bytes]] = []
    try:
        programs.append(await to_thread.run_sync(_start, folder, "bearerbox"))
        await eventually(partial(_listens, box), timeout=30)
        programs.append(await to_thread.run_sync(_start, folder, "smsbox"))
        await eventually(partial(_listens, send), timeout=30)
        yield gateway
    finally:
        server.close()
        for program in reversed(programs):
            program.kill()
            await to_thread.run_sync(program.wait)
        await to_thread.run_sync(partial(shutil.rmtree, folder, ignore_errors=True))


async def _listens(port: int) -> bool:
    _, writer = await asyncio.open_connection(HOST, port)
    writer.close()
    return True


def _start(folder: Path, name: str) -> "subprocess.Popen[bytes]":
    root = gateway_root()
    command = inside(root, f"{root}/usr/sbin/{name} {folder}/kannel.conf")
    with (folder / f"{name}.out").open("wb") as out:
        return subprocess.Popen(
            command, env={"PATH": os.environ["PATH"]}, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
