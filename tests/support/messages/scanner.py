"""A real clamd that knows one virus, which is none: EICAR's test file."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from anyio import to_thread

from ops.demonstration.messages.mail_servers import inside
from ops.install.mail.servers import scanner_root
from tests.support.asterisk.bare_asterisk import free_port
from tests.support.messages.mail_servers import answers
from tests.support.timing.eventually import eventually

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_SIGNATURE = "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-Signature\n"
_CONF = """\
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}/db
TemporaryDirectory {folder}
Foreground yes
StreamMaxLength 1M
"""


@asynccontextmanager
async def clamd() -> AsyncIterator[int]:
    """Its port."""
    port = await to_thread.run_sync(free_port)
    folder, program = await to_thread.run_sync(_start, port)
    try:
        await eventually(partial(answers, port), timeout=30)
        yield port
    finally:
        program.terminate()
        await to_thread.run_sync(program.wait)
        await to_thread.run_sync(partial(shutil.rmtree, folder, ignore_errors=True))


def _start(port: int) -> "tuple[Path, subprocess.Popen[bytes]]":
    root, folder = scanner_root(), Path(tempfile.mkdtemp(prefix="s724-clamd-"))
    (folder / "db").mkdir()
    (folder / "db" / "test.hdb").write_text(_SIGNATURE)
    (folder / "clamd.conf").write_text(_CONF.format(port=port, folder=folder))
    command = inside(root, f"{root}/usr/sbin/clamd -c {folder}/clamd.conf")
    with (folder / "out").open("wb") as out:
        program = subprocess.Popen(
            command, env={"PATH": os.environ["PATH"]}, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
    return folder, program
