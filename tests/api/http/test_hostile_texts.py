"""Whatever somebody types, or sends in its place, the event loop serves everybody else meanwhile."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from tests.api.people import PASSWORD
from tests.support.timing.standing_clock import StandingClock
from tests.support.web.hostile_texts import LoopProbe, bodies

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(1800), pytest.mark.wide]

HOSTILE_BLOCK = 0.05
"""Seconds of a processor that one turn of the loop may take: `hostile_block_ms` is 50."""

ACCOUNTS = ("administrator", "kierownik-20060", "redaktor", "k20060-1")

SESSION_TIME = timedelta(minutes=20)
"""Less than a session may rest."""

LOG_INS = {"/api/login", "/api/password", "/api/activation/password"}
"""Where 401 is said of what was sent, and not of who has sent it."""

NOT_ASKED = ("/api/logout", "/api/oidc", "/api/me/log-out-everywhere", "/api/demonstration", "/api/public")


def _operations(description: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is not None and not path.startswith(NOT_ASKED):
                found.append((method, path, body["schema"]))
    return found


class Tokens:
    """Of accounts that log in again before their sessions end."""

    def __init__(self, client: AsyncClient, clock: StandingClock) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[str, tuple[str, datetime]] = {}

    async def of(self, account: str) -> str:
        token, until = self._known.get(account, ("", self._clock.now()))
        if self._clock.now() >= until:
            answer = await self._client.post("/api/login", json={"username": account, "password": PASSWORD})
            token = f"Bearer {answer.json()['token']}"
            self._known[account] = token, self._clock.now() + SESSION_TIME
        return token


async def test_no_text_of_any_field_holds_the_event_loop(
    app: FastAPI, clock: StandingClock, record_property: Any
) -> None:
    description = app.openapi()
    longest, held, refused = 0.0, [], set()
    transport = ASGITransport(app, client=("127.0.0.1", 40_000))
    async with AsyncClient(transport=transport, base_url="http://centre") as client:
        tokens = Tokens(client, clock)
        for number, (method, path, schema) in enumerate(_operations(description)):
            address = path.replace("{", "").replace("}", "")
            accounts = list(ACCOUNTS)
            for name, body in bodies(description, schema, number):
                for account in tuple(accounts):
                    clock.passes(seconds=20)  # nobody is slowed down
                    token = await tokens.of(account)
                    headers = {"Authorization": token, "Content-Type": "application/json", "If-Match": '"1"'}
                    request = client.build_request(
                        method.upper(), address, content=body.encode("utf-8", "surrogatepass"), headers=headers
                    )
                    probe = LoopProbe()
                    with probe.watching():
                        answer = await client.send(request)
                    assert answer.status_code not in (429, 500), (method, path, name)
                    if answer.status_code == 401:
                        refused.add(path)
                    longest = max(longest, probe.longest_time)
                    if probe.longest_time > HOSTILE_BLOCK:
                        held.append((round(probe.longest_time * 1000), method, path, name, answer.status_code))
                    if answer.status_code != 403:
                        accounts = [account]  # who is let in here is let in with the next body, too
                        break  # the same again by another account
    assert refused <= LOG_INS, "what nobody logged in has sent was not read"
    record_property("hostile_block_ms", round(longest * 1000, 1))
    print(f"hostile_block_ms {longest * 1000:.1f}")
    assert held == []
