"""What is around every request: headers, limits, a guard, and a log without anything personal."""

from collections.abc import AsyncIterator

import pytest
import structlog
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from api.middleware import MOST_BYTES
from core.db.tables.centre.call_tables import CallRow
from tests.api.conftest import LogIn
from tests.api.people import PASSWORD

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("address", ["/health", "/api/me", "/nowhere", "/openapi.json"])
async def test_every_answer_carries_the_security_headers(stranger: AsyncClient, address: str) -> None:
    headers = (await stranger.get(address)).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("is_announced", [True, False])
async def test_a_request_that_is_too_large_is_refused(stranger: AsyncClient, is_announced: bool) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(MOST_BYTES // 1000 + 2):
            yield b" " * 1000

    content = b" " * (MOST_BYTES + 1) if is_announced else pieces()
    answer = await stranger.post("/api/login", content=content, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()) == (413, {"code": "too_large", "message": "Żądanie jest za duże."})


@pytest.mark.parametrize(
    ("method", "address", "status", "code"),
    [
        ("GET", "/nowhere", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("DELETE", "/api/calls", 405, "method_not_allowed"),
    ],
)
async def test_every_error_has_the_same_shape(
    stranger: AsyncClient, method: str, address: str, status: int, code: str
) -> None:
    answer = await stranger.request(method, address)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"].endswith(".")


@pytest.mark.parametrize("content", [b'{"username": ', b"\xff\xfe{}"])
async def test_what_is_no_json_is_refused(stranger: AsyncClient, content: bytes) -> None:
    answer = await stranger.post("/api/login", content=content, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["fields"][0]["message"] == "Treść nie jest poprawnym dokumentem JSON."


async def test_a_mistake_of_ours_is_a_problem_without_details(app: FastAPI, stranger: AsyncClient) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise KeyError("600100200")

    with capture_logs() as logs:
        answer = await stranger.get("/broken")
    assert (answer.status_code, answer.json()["code"]) == (500, "error")
    assert "600100200" not in answer.text + repr(logs)
    [failure] = [entry for entry in logs if entry["event"] == "request failed"]
    assert failure["error"] == "KeyError"
    assert "test_request_middleware.py" in failure["where"][-1]


async def test_a_query_that_is_wrong_is_our_mistake_and_not_the_database_s_absence(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    client = await log_in("administrator")
    async with engine.begin() as connection:
        await connection.run_sync(CallRow.__table__.drop)  # type: ignore[attr-defined]
    answer = await client.get("/api/calls")
    assert (answer.status_code, answer.json()["code"]) == (500, "error")


async def test_the_log_names_the_route_and_nothing_of_what_was_asked(
    app: FastAPI, log_in: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    talkative = structlog.make_filtering_bound_logger("INFO")
    monkeypatch.setattr("api.middleware.log", structlog.wrap_logger(None, wrapper_class=talkative))
    client = await log_in("kierownik-20060")
    with capture_logs() as logs:
        await client.get("/api/calls", params={"agent": "k20060-1"})
        await client.get("/api/calls/call-secret")
        await client.post("/api/calls/search", json={"caller_number": "600100200"})
        await client.get("/600100200?number=600100200")
        async with AsyncClient(transport=ASGITransport(app), base_url="http://centre") as other:
            await other.post("/api/login", json={"username": "administrator", "password": PASSWORD})
    requests = [entry for entry in logs if entry["event"] == "request"]
    assert [(entry["method"], entry["route"], entry["status"]) for entry in requests] == [
        ("GET", "/api/calls", 200),
        ("GET", "/api/calls/{call_id}", 404),
        ("POST", "/api/calls/search", 200),
        ("GET", "none", 404),
        ("POST", "/api/login", 200),
    ]
    for secret in ("k20060-1", "call-secret", "600100200", PASSWORD):
        assert secret not in repr(logs)
