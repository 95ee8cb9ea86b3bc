"""The second factor: switched on, asked for, used once, switched off."""

import json
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import Account
from core.keys.secret_box import new_identity
from tests.api.conftest import Browsers, LogIn
from tests.api.people import PASSWORD
from tests.api.second_person import SECOND, confirmed
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def key(tmp_path: Path) -> None:
    secrets = {"ari_password": "x", "pin_pepper": "x", "totp_key": new_identity()}
    (tmp_path / "secrets.json").write_text(json.dumps(secrets))


@pytest.fixture
async def secret(log_in: LogIn, clock: StandingClock) -> str:
    """What redaktor's telephone holds; the code of this half minute was used for the confirmation."""
    client = await log_in("redaktor")
    answer = await client.post("/api/me/totp", json={"password": PASSWORD})
    assert answer.status_code == 200, answer.text
    found = str(answer.json()["secret"])
    confirmed = await client.post("/api/me/totp/confirm", json={"code": code_of(found, clock)})
    assert confirmed.status_code == 204, confirmed.text
    return found


def code_of(secret: str, clock: StandingClock, seconds: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=seconds))


def wrong_code(secret: str, clock: StandingClock) -> str:
    near = {code_of(secret, clock, shift) for shift in (-30, 0, 30)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


async def log_in_with(
    client: AsyncClient, code: str | None, password: str = PASSWORD, **headers: str
) -> tuple[int, str]:
    body = {"username": "redaktor", "password": password, "totp": code}
    answer = await client.post("/api/login", json=body, headers=headers)
    return answer.status_code, answer.json().get("code", "")


async def test_until_it_is_confirmed_nothing_is_asked_for(
    log_in: LogIn, stranger: AsyncClient, clock: StandingClock
) -> None:
    client = await log_in("redaktor")
    told = (await client.post("/api/me/totp", json={"password": PASSWORD})).json()
    assert told["otpauth_uri"].startswith("otpauth://totp/System%207/24:redaktor?secret=" + told["secret"])
    wrong = await client.post("/api/me/totp/confirm", json={"code": wrong_code(told["secret"], clock)})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_totp")
    assert await log_in_with(stranger, None) == (200, "")
    assert (await client.get("/api/me")).json()["has_totp"] is False
    await client.post("/api/me/totp/confirm", json={"code": code_of(told["secret"], clock)})
    assert (await client.get("/api/me")).json()["has_totp"] is True
    again = await client.post("/api/me/totp/confirm", json={"code": code_of(told["secret"], clock)})
    assert (again.status_code, again.json()["code"]) == (409, "totp_refused")


async def test_a_log_in_needs_the_code_and_says_so_only_after_the_right_password(
    stranger: AsyncClient, secret: str, clock: StandingClock
) -> None:
    clock.passes(seconds=30)
    assert await log_in_with(stranger, None, "zgaduję") == (401, "login_refused")
    assert await log_in_with(stranger, code_of(secret, clock), "zgaduję") == (401, "login_refused")
    assert await log_in_with(stranger, None) == (401, "totp_required")
    assert await log_in_with(stranger, wrong_code(secret, clock)) == (401, "login_refused")
    assert await log_in_with(stranger, code_of(secret, clock)) == (200, "")


async def test_a_code_is_good_once(stranger: AsyncClient, secret: str, clock: StandingClock) -> None:
    assert await log_in_with(stranger, code_of(secret, clock)) == (401, "login_refused"), "the one that confirmed"
    clock.passes(seconds=30)
    code = code_of(secret, clock)
    assert await log_in_with(stranger, code) == (200, "")
    assert await log_in_with(stranger, code) == (401, "login_refused")
    clock.passes(seconds=30)
    assert await log_in_with(stranger, code) == (401, "login_refused")


async def test_the_code_before_and_the_next_one_count_too(
    stranger: AsyncClient, secret: str, clock: StandingClock
) -> None:
    clock.passes(minutes=5)
    for seconds, outcome in ((-60, 401), (60, 401), (-30, 200), (30, 200)):
        assert (await log_in_with(stranger, code_of(secret, clock, seconds)))[0] == outcome


async def test_who_has_the_password_does_not_guess_the_code(
    browser_at: Browsers, secret: str, clock: StandingClock
) -> None:
    """From many addresses, and with a log-in without a code in between, which costs nothing."""
    clock.passes(minutes=5)
    wrong = wrong_code(secret, clock)
    outcomes = []
    for number in range(8):
        client = await browser_at(f"10.0.0.{number}")
        assert (await log_in_with(client, None))[1] == "totp_required"
        outcomes.append((await log_in_with(client, wrong))[1])
    assert outcomes == ["login_refused"] * 5 + ["too_many_attempts"] * 3


async def test_a_known_device_gets_in_while_strangers_guess_the_code(
    browser_at: Browsers, stranger: AsyncClient, secret: str, clock: StandingClock
) -> None:
    clock.passes(minutes=5)
    body = {"username": "redaktor", "password": PASSWORD, "totp": code_of(secret, clock)}
    device = (await stranger.post("/api/login", json=body)).json()["device"]
    for number in range(6):
        await log_in_with(await browser_at(f"10.0.0.{number}"), wrong_code(secret, clock))
    code = code_of(secret, clock, 30)
    assert await log_in_with(stranger, code) == (429, "too_many_attempts")
    assert await log_in_with(stranger, code, **{"X-Device": device}) == (200, "")


async def test_it_is_switched_off_with_password_and_code(log_in: LogIn, secret: str, clock: StandingClock) -> None:
    clock.passes(seconds=30)
    administrator = await log_in("administrator")
    body = {"username": "redaktor", "password": PASSWORD, "totp": code_of(secret, clock)}
    token = (await administrator.post("/api/login", json=body)).json()["token"]
    header = {"Authorization": f"Bearer {token}"}
    clock.passes(seconds=30)

    async def end(password: str, code: str) -> tuple[int, str]:
        sent = {"password": password, "code": code}
        answer = await administrator.request("DELETE", "/api/me/totp", json=sent, headers=header)
        return answer.status_code, "" if answer.status_code == 204 else answer.json()["code"]

    again = await administrator.post("/api/me/totp", json={"password": PASSWORD}, headers=header)
    assert (again.status_code, again.json()["code"]) == (409, "totp_refused")
    assert await end("zgaduję", code_of(secret, clock)) == (403, "wrong_password")
    assert await end(PASSWORD, wrong_code(secret, clock)) == (403, "wrong_password")
    assert await end(PASSWORD, code_of(secret, clock)) == (204, "")
    assert await end(PASSWORD, code_of(secret, clock)) == (409, "totp_refused")
    assert await log_in_with(administrator, None) == (200, "")


async def test_an_administrator_helps_who_has_lost_the_telephone(
    log_in: LogIn, stranger: AsyncClient, secret: str
) -> None:
    administrator = await log_in("administrator")
    assert (await administrator.get("/api/accounts/redaktor")).json()["has_totp"] is True
    answer = await administrator.delete("/api/accounts/redaktor/totp")
    assert (await log_in_with(stranger, None))[1] == "totp_required"
    await confirmed(answer, await log_in(SECOND))
    assert await log_in_with(stranger, None) == (200, "")
    assert (await administrator.delete("/api/accounts/nobody/totp")).status_code == 404


async def test_the_secret_is_locked_in_the_database(secret: str, engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        locked = await connection.scalar(select(Account.totp_secret).where(Account.username == "redaktor"))
    assert locked is not None
    assert locked.startswith(b"age-encryption.org/")
    assert secret.encode() not in locked


async def test_with_another_key_nobody_is_let_in_without_a_code(
    stranger: AsyncClient, secret: str, clock: StandingClock, tmp_path: Path
) -> None:
    secrets = {"ari_password": "x", "pin_pepper": "x", "totp_key": new_identity()}
    (tmp_path / "secrets.json").write_text(json.dumps(secrets))
    clock.passes(seconds=30)
    assert await log_in_with(stranger, code_of(secret, clock)) == (503, "data_unavailable")
