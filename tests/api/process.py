"""`python -m api` as the supervisor runs it, beside a centre and a database of its own."""

import json
import shlex
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import anyio
from anyio import to_thread
from httpx import AsyncClient, HTTPError

from core import lines
from core.keys.secret_box import new_identity
from core.settings import Settings
from ops.running.patience import LOOK_TIME, Patience, activity_of
from tests.api.centre import Centre, running_centre
from tests.api.people import PASSWORD, hire
from tests.support.centres import forked
from tests.support.centres.forked import Process
from tests.support.database.postgres import FACT_KEY, engine_for, fresh_database
from tests.support.machine.tools import espeak_command
from tests.support.timing.eventually import LONG


@dataclass(frozen=True, slots=True)
class WebService:
    """Where it listens, what runs beside it, and what it logs."""

    address: str
    centre: Centre
    process: Process
    log: Path
    environment: Mapping[str, str]
    authority: Path | None = None  # who vouches for it; None: it speaks in clear

    def logged(self) -> list[dict[str, Any]]:
        """What it has logged so far; raises ValueError for a line that is not JSON."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def client(self) -> AsyncClient:
        """A program that believes nobody but this web service."""
        believed = ssl.create_default_context(cafile=str(self.authority)) if self.authority else False
        return AsyncClient(base_url=self.address, verify=believed, timeout=LONG)

    async def cookie(self, username: str) -> str:
        """Of a page in which that account is logged in."""
        async with self.client() as client:
            body = {"username": username, "password": PASSWORD, "kind": "page"}
            answer = await client.post("/api/login", json=body)
            assert answer.status_code == 200, answer.text
            return f"s724_session={answer.cookies['s724_session']}"

    async def ended(self) -> int:
        """Its exit status, once it has ended. Raises subprocess.TimeoutExpired if it does not."""
        return await to_thread.run_sync(self.process.wait, LONG)

    async def token(self, username: str) -> str:
        async with self.client() as client:
            answer = await client.post("/api/login", json={"username": username, "password": PASSWORD})
            return str(answer.json()["token"])


@asynccontextmanager
async def web_service(folder: Path, *, is_cold: bool = False, **environment: str) -> AsyncIterator[WebService]:
    """Start it and wait until it answers; ends it by SIGTERM. `environment` is set besides its own settings.

    `is_cold`: by a new Python, as the supervisor does, and not by one that has loaded it already.

    At an address that others reach it shows the certificate of a demonstration, which stands in `folder / "tls"`.
    """
    async with fresh_database(hire) as dsn, engine_for(dsn) as engine:
        spool = folder / "spool"
        async with running_centre(dsn, engine, spool) as centre:
            made_up = dict.fromkeys(("ari_password", "pin_pepper", "metrics_token"), "x" * 40)
            made_up["totp_key"] = new_identity()
            made_up["fact_key"] = FACT_KEY
            (folder / "secrets.json").write_text(json.dumps(made_up))
            port = _free_port()
            log = folder / "api.log"
            own = {
                "S724_STATE_DIR": str(folder),
                "S724_DATABASE_URL": dsn,
                "S724_HTTP_PORT": str(port),
                "S724_LOG_LEVEL": "INFO",
                "S724_ESPEAK": shlex.join(espeak_command()),
                **environment,
            }
            process = await to_thread.run_sync(forked.cold if is_cold else forked.start, "api", own, log)
            host = environment.get("S724_HTTP_BIND", "127.0.0.1")
            settings = Settings.model_validate({"http_bind": host, "http_port": port, "state_dir": folder})
            address, authority = lines.web_address(settings, host), folder / "tls" / "ca.pem"
            is_encrypted = lines.http_line(settings).tls_port is not None
            service = WebService(address, centre, process, log, own, authority if is_encrypted else None)
            async with _serving(service):
                yield service


@asynccontextmanager
async def next_process(service: WebService) -> AsyncIterator[WebService]:
    """The same web service in another process, after the one before has ended."""
    await service.ended()
    process = await to_thread.run_sync(forked.start, "api", service.environment, service.log)
    async with _serving(replace(service, process=process)) as started:
        yield started


@asynccontextmanager
async def _serving(service: WebService) -> AsyncIterator[WebService]:
    """It answers inside the block, and is ended by SIGTERM."""
    try:
        patience = Patience("the web service", lambda: activity_of([service.process.pid], [service.log]))
        while trouble := await _trouble(service):
            patience.look(trouble)
            await anyio.sleep(LOOK_TIME)
        yield service
    finally:
        service.process.send_signal(signal.SIGTERM)
        try:
            with anyio.CancelScope(shield=True):
                await service.ended()
        finally:
            service.process.kill()
            service.process.wait()


async def _trouble(service: WebService) -> str:
    """Why it does not serve yet; empty if it does."""
    assert service.process.poll() is None, service.log.read_text()
    try:
        async with service.client() as client:
            answer = await client.get("/health")
    except HTTPError as error:
        return type(error).__name__
    return "" if answer.status_code == 200 else answer.text


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
