"""Whatever somebody types, or sends in its place, the event loop serves everybody else meanwhile."""

from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from tests.api.conftest import LogIn
from tests.api.people import Clock
from tests.support.hostile import LoopProbe, bodies

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(1800), pytest.mark.wide]

HOSTILE_BLOCK = 0.05
"""Seconds of a processor that one turn of the loop may take: `hostile_block_ms` is 50."""

NOT_ASKED = ("/api/logout", "/api/oidc", "/api/me/log-out-everywhere", "/api/demonstration", "/api/public")


def _operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is not None and not path.startswith(NOT_ASKED):
                found.append((method, path, body["schema"]))
    return found


async def test_no_text_of_any_field_holds_the_event_loop(
    app: FastAPI, log_in: LogIn, clock: Clock, record_property: Any
) -> None:
    description = app.openapi()
    tokens = {
        name: (await log_in(name)).headers["Authorization"]
        for name in ("administrator", "kierownik-20060", "redaktor", "k20060-1")
    }
    longest, held = 0.0, []
    transport = ASGITransport(app, client=("127.0.0.1", 40_000))
    async with AsyncClient(transport=transport, base_url="http://centre") as client:
        for number, (method, path, schema) in enumerate(_operations(description)):
            address = path.replace("{", "").replace("}", "")
            for name, body in bodies(description, schema, number):
                for token in tokens.values():
                    clock.passes(seconds=300)  # nobody is slowed down
                    headers = {"Authorization": token, "Content-Type": "application/json", "If-Match": '"1"'}
                    request = client.build_request(
                        method.upper(), address, content=body.encode("utf-8", "surrogatepass"), headers=headers
                    )
                    probe = LoopProbe()
                    with probe.watching():
                        answer = await client.send(request)
                    assert answer.status_code != 500, (method, path, name)
                    longest = max(longest, probe.longest_time)
                    if probe.longest_time > HOSTILE_BLOCK:
                        held.append((round(probe.longest_time * 1000), method, path, name, answer.status_code))
                    if answer.status_code != 403:
                        break  # the same again by another account
    record_property("hostile_block_ms", round(longest * 1000, 1))
    print(f"hostile_block_ms {longest * 1000:.1f}")
    assert held == []
