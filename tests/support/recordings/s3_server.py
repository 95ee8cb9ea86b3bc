"""A server that speaks S3 (moto), as a process that can be stopped and started again."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from ops import ports
from tests.support.timing.eventually import LONG, NOT_YET, eventually

BUCKET = "nagrania"
KEYS = ("AKIDEXAMPLE", "wJalrXUtnFEMI-secret")


class S3Server:
    """`await server.start()`, with an empty bucket. What it holds is gone when it is stopped."""

    def __init__(self) -> None:
        (self.port,) = ports.free(1)
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(command, stdout=quiet, stderr=quiet)  # noqa: ASYNC220 - returns at once

        async def has_bucket() -> bool:
            async with httpx.AsyncClient() as client:
                return (await client.put(f"{self.endpoint}/{BUCKET}")).status_code in (200, 409)

        await eventually(has_bucket, timeout=LONG, not_yet=(*NOT_YET, httpx.HTTPError))

    async def start_or_empty(self) -> None:
        """With an empty bucket, whether it runs or not: to start it takes longer than most tests."""
        if self._process is None:
            await self.start()
            return
        async with httpx.AsyncClient(base_url=self.endpoint) as client:
            (await client.post("/moto-api/reset")).raise_for_status()
            (await client.put(f"/{BUCKET}")).raise_for_status()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """It answers nobody inside the block, and has lost nothing after it."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def s3_server() -> Iterator[S3Server]:
    server = S3Server()
    try:
        yield server
    finally:
        server.stop()


def key_file(folder: Path) -> Path:
    """As an administrator writes it."""
    file = folder / "s3.key"
    file.write_text("\n".join(KEYS))
    file.chmod(0o600)
    return file
