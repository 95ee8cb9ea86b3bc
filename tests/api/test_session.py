"""Logging in and out."""

import statistics
import time

import anyio
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.services import Services
from core.db.staff_tables import Account, Session
from tests.api.conftest import LogIn
from tests.api.people import PASSWORD, Clock

pytestmark = pytest.mark.anyio


async def try_to_log_in(client: AsyncClient, username: str, password: str = "zgaduję") -> tuple[int, str]:
    answer = await client.post("/api/login", json={"username": username, "password": password})
    return answer.status_code, answer.json().get("code", "")


async def test_whoever_logs_in_is_known_and_may_leave(log_in: LogIn, stranger: AsyncClient) -> None:
    client = await log_in("k20060-1")
    me = await client.get("/api/me")
    assert me.json() == {
        "username": "k20060-1",
        "display_name": "Osoba k20060-1",
        "role": "consultant",
        "office": "20060",
        "office_name": "Urząd 20060",
    }
    other = await log_in("k20060-1")
    assert (await client.post("/api/logout")).status_code == 204
    assert (await client.get("/api/me")).status_code == 401
    assert (await other.get("/api/me")).status_code == 200


async def test_a_session_ends_after_twelve_hours_and_is_then_removed(
    log_in: LogIn, clock: Clock, engine: AsyncEngine
) -> None:
    client = await log_in("k20060-1")
    clock.passes(hours=11, minutes=59)
    assert (await client.get("/api/me")).status_code == 200
    clock.passes(minutes=1)
    assert (await client.get("/api/me")).status_code == 401
    await log_in("k20060-2")
    async with engine.connect() as connection:
        assert (await connection.scalars(select(Session.username))).all() == ["k20060-2"]


async def test_the_token_itself_is_not_kept(log_in: LogIn, engine: AsyncEngine) -> None:
    client = await log_in("k20060-1")
    token = client.headers["Authorization"].removeprefix("Bearer ")
    assert len(token) >= 43  # 32 random bytes
    async with engine.connect() as connection:
        [session] = (await connection.execute(select(Session.__table__))).all()
    assert token not in repr(session)


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic YTpi"}])
async def test_without_a_valid_token_nothing_is_told(stranger: AsyncClient, header: dict[str, str]) -> None:
    for address in ("/api/me", "/api/agents", "/api/calls", "/api/pause-reasons"):
        answer = await stranger.get(address, headers=header)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("username", ["k20060-1", "nobody"])
async def test_five_wrong_passwords_lock_for_fifteen_minutes(
    stranger: AsyncClient, clock: Clock, username: str
) -> None:
    """An unknown account is answered and locked as a known one: nothing tells which ones exist."""
    for _ in range(5):
        assert await try_to_log_in(stranger, username) == (401, "login_refused")
    clock.passes(minutes=14, seconds=59)
    assert await try_to_log_in(stranger, username, PASSWORD) == (429, "too_many_attempts")
    clock.passes(seconds=1)
    right = (200, "") if username == "k20060-1" else (401, "login_refused")
    assert await try_to_log_in(stranger, username, PASSWORD) == right


async def test_a_right_password_forgets_the_wrong_ones(stranger: AsyncClient) -> None:
    for _ in range(2):
        for _ in range(4):
            await try_to_log_in(stranger, "k20060-1")
        assert (await try_to_log_in(stranger, "k20060-1", PASSWORD))[0] == 200


async def test_many_tries_at_once_are_not_more_tries(stranger: AsyncClient) -> None:
    outcomes: list[int] = []

    async def guess() -> None:
        outcomes.append((await try_to_log_in(stranger, "k20060-1"))[0])

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(guess)
    assert sorted(outcomes) == [401] * 5 + [429] * 15


async def test_a_lock_is_of_one_account_only(stranger: AsyncClient) -> None:
    for _ in range(6):
        await try_to_log_in(stranger, "k20060-1")
    assert (await try_to_log_in(stranger, "k20060-2", PASSWORD))[0] == 200


async def test_names_that_nobody_has_cannot_fill_the_memory(
    app: FastAPI, stranger: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.store._MOST_STRANGERS", 3)
    services: Services = app.state.services
    for number in range(10):
        assert await services.accounts.count_try(f"nobody-{number}") is None
    assert len(services.accounts._strangers) == 3


async def test_it_takes_as_long_to_refuse_an_unknown_account(stranger: AsyncClient, engine: AsyncEngine) -> None:
    """Both verify a hash of the same cost; were it left out, the answer would come ten times sooner."""

    async def duration(username: str) -> float:
        began = time.monotonic()
        await try_to_log_in(stranger, username)
        async with engine.begin() as connection:
            await connection.execute(update(Account).values(failed_logins=0, locked_until=None))
        return time.monotonic() - began

    known, unknown = [], []
    for number in range(9):
        known.append(await duration("k20060-1"))
        unknown.append(await duration(f"nobody-{number}"))
    assert statistics.median(unknown) > statistics.median(known) / 3


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"username": "k20060-1"}, "password", "Pole jest wymagane."),
        ({"username": "k20060-1", "password": ""}, "password", "Tekst jest za krótki."),
        ({"username": "k\x00", "password": "x"}, "username", "Niedozwolone znaki lub zły format."),
        ({"username": "k", "password": "x", "admin": True}, "admin", "Nieznane pole."),
        ({"username": "k", "password": ["x"]}, "password", "Wymagany jest tekst."),
    ],
)
async def test_what_cannot_be_read_is_said_in_polish_and_not_repeated(
    stranger: AsyncClient, body: dict[str, object], field: str, message: str
) -> None:
    answer = await stranger.post("/api/login", json=body)
    assert answer.status_code == 422
    assert answer.json() == {
        "code": "invalid",
        "message": "Żądanie zawiera nieprawidłowe dane.",
        "fields": [{"field": field, "message": message}],
    }
