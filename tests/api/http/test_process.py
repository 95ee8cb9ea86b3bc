"""The web service as a process."""

import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import anyio
import pytest
import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from httpx import AsyncClient, AsyncHTTPTransport, HTTPError

from api.web_server import serve
from core.clock import OFFSET, MachineClock
from tests.api.people import PASSWORD
from tests.api.process import web_service
from tests.support.calls.call_facts import a_served_call
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio


async def test_the_web_service_logs_nothing_personal_and_ends_when_told(tmp_path: Path) -> None:
    async with web_service(tmp_path, is_cold=True) as service:
        await service.centre.write(a_served_call().facts)
        token = await service.token("administrator")
        header = {"Authorization": f"Bearer {token}"}
        async with AsyncClient(base_url=service.address, headers=header) as client:
            answer = await client.get("/api/calls", params={"agent": "k20060-1"})
            assert [call["agent"] for call in answer.json()["calls"]] == ["k20060-1"]
            assert "server" not in answer.headers
            assert (await client.get("/600100200?pin=tajne-7")).status_code == 404
        service.process.send_signal(signal.SIGTERM)
        await to_thread.run_sync(service.process.wait, 10)
        requests = [line for line in service.logged() if line["event"] == "request"]
        assert {line["process"] for line in requests} == {"api"}
        assert [line["route"] for line in requests if line["route"] != "/health"] == [
            "/api/login",
            "/api/calls",
            "none",
        ]
        for secret in ("600100200", "tajne-7", "k20060-1", token, PASSWORD):
            assert secret not in service.log.read_text()


async def test_the_web_service_ends_though_a_browser_keeps_its_connection(tmp_path: Path) -> None:
    async with web_service(tmp_path, is_cold=True) as service, AsyncClient(base_url=service.address) as client:
        assert (await client.get("/health")).status_code == 200  # and the connection stays open
        service.process.send_signal(signal.SIGTERM)
        await eventually(lambda: service.process.poll() is not None)


async def test_it_ends_when_what_its_routes_share_has_failed_and_does_not_go_on_deaf(tmp_path: Path) -> None:
    """uvicorn would serve pages that are told nothing any more; the supervisor starts a new process."""
    failing, address = anyio.Event(), tmp_path / "http"

    async def fail() -> None:
        await failing.wait()
        raise LookupError("a task of the process")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(fail)
            yield
            tasks.cancel_scope.cancel()

    app = FastAPI(lifespan=lifespan)
    app.get("/")(lambda: "served")
    config = uvicorn.Config(app, uds=str(address), log_config=None)
    transport = AsyncHTTPTransport(uds=str(address))
    async with AsyncClient(transport=transport, base_url="http://here") as client:

        async def is_served() -> bool:
            return (await client.get("/")).status_code == 200

        async def breaks() -> None:
            await eventually(is_served, not_yet=(HTTPError,))
            failing.set()

        with pytest.raises(BaseExceptionGroup) as raised, anyio.fail_after(10):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(breaks)
                await serve(config, None, None)
    assert raised.group_contains(SystemExit, match="by itself")


async def test_its_clock_can_be_moved_to_try_what_comes_31_days_later(tmp_path: Path) -> None:
    later = timedelta(days=31)
    environment = {OFFSET: str(later.total_seconds())}
    async with (
        web_service(tmp_path, is_cold=True, **environment) as service,
        AsyncClient(base_url=service.address) as client,
    ):
        word = {"username": "administrator", "password": PASSWORD}
        answer = await client.post("/api/login", json=word)
        ends = datetime.fromisoformat(answer.json()["expires_at"])
        assert later < ends - MachineClock().now() < later + timedelta(days=1)
