"""Passwords: the first one by a one-time code of the installation's owner, another one, and a forgotten one."""

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import Account, AuditRow
from core.keys.one_time_secret import CODE_TIME, code_digest, new_code
from tests.api.accounts.test_session import open_page, try_to_log_in
from tests.api.conftest import LogIn
from tests.api.people import PASSWORD
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

NEW = "zielona herbata o siódmej"


async def code_of(engine: AsyncEngine, clock: StandingClock) -> str:
    """As `make administrator` prints one, for redaktor."""
    code = new_code()
    values = {"password_hash": "", "code_hash": code_digest(code), "code_expires_at": clock.now() + CODE_TIME}
    async with engine.begin() as connection:
        await connection.execute(update(Account).where(Account.username == "redaktor").values(**values))
    return code


@pytest.fixture
async def code(engine: AsyncEngine, clock: StandingClock) -> str:
    return await code_of(engine, clock)


async def set_password(
    client: AsyncClient, code: str, new: str = NEW, username: str = "redaktor"
) -> tuple[int, str]:
    body = {"username": username, "code": code, "new_password": new}
    answer = await client.post("/api/password", json=body)
    return answer.status_code, "" if answer.status_code == 204 else answer.json()["code"]


async def test_a_reset_removes_the_password_and_the_code_and_ends_all_sessions(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    client, administrator = await log_in("redaktor"), await log_in("administrator")
    code = await code_of(engine, clock)
    answer = await administrator.post("/api/accounts/redaktor/first-password")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["has_password"], answer.json()["code_expires_at"]) == (False, None)
    assert (answer.json()["reset_by"], answer.json()["reset_at"]) == ("administrator", "2026-11-24T09:00:00Z")
    assert (await client.get("/api/me")).status_code == 401
    assert await try_to_log_in(client, "redaktor", PASSWORD) == (401, "login_refused")
    assert await set_password(stranger, code) == (401, "code_refused")


async def test_the_code_sets_a_password_once(stranger: AsyncClient, code: str) -> None:
    assert await set_password(stranger, code.upper().replace("-", "")) == (204, "")
    assert await try_to_log_in(stranger, "redaktor", NEW) == (200, "")
    assert await set_password(stranger, code, "inne hasło dla kogoś") == (401, "code_refused")
    assert await try_to_log_in(stranger, "redaktor", NEW) == (200, "")


async def test_a_code_is_good_for_72_hours(stranger: AsyncClient, code: str, clock: StandingClock) -> None:
    clock.passes(hours=72)
    assert await set_password(stranger, code) == (401, "code_refused")


async def test_a_newer_code_replaces_the_older_one(
    stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock, code: str
) -> None:
    newer = await code_of(engine, clock)
    assert await set_password(stranger, code) == (401, "code_refused")
    assert await set_password(stranger, newer) == (204, "")


async def test_a_code_of_one_account_sets_no_password_of_another(stranger: AsyncClient, code: str) -> None:
    for username in ("administrator", "nobody"):
        assert await set_password(stranger, code, username=username) == (401, "code_refused")
    assert await set_password(stranger, code) == (204, "")


async def test_a_closed_account_sets_no_password(
    stranger: AsyncClient, code: str, engine: AsyncEngine, clock: StandingClock
) -> None:
    async with engine.begin() as connection:
        closed = update(Account).where(Account.username == "redaktor")
        await connection.execute(closed.values(deactivated_at=clock.now()))
    assert await set_password(stranger, code) == (401, "code_refused")


async def test_wrong_codes_are_delayed_like_wrong_passwords(
    stranger: AsyncClient, code: str, clock: StandingClock
) -> None:
    for number in range(5):
        assert await set_password(stranger, f"zgad-ujee-kod{number}") == (401, "code_refused")
    assert await set_password(stranger, code) == (429, "too_many_attempts")
    assert await try_to_log_in(stranger, "redaktor") == (429, "too_many_attempts")
    clock.passes(seconds=1)
    assert await set_password(stranger, code) == (204, "")


@pytest.mark.parametrize(
    ("password", "reason"),
    first_of(
        3,
        [
            ("krótkie", "co najmniej 12 znaków"),
            ("1234567890123", "łatwo odgadnąć"),
            ("Administrator1", "łatwo odgadnąć"),
            ("ababababababab", "łatwo odgadnąć"),
            ("redaktor-2026", "nazwą użytkownika"),
        ],
        ANOTHER,
        "tests/api/accounts/test_passwords.py::test_a_password_that_would_be_guessed_first_is_refused_and_the_code_stays",
    ),
)
async def test_a_password_that_would_be_guessed_first_is_refused_and_the_code_stays(
    stranger: AsyncClient, code: str, password: str, reason: str
) -> None:
    body = {"username": "redaktor", "code": code, "new_password": password}
    for _ in range(6):  # which counts as no wrong try
        answer = await stranger.post("/api/password", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "password_refused")
        assert reason in answer.json()["message"]
    assert await set_password(stranger, code) == (204, "")


async def test_who_changes_the_own_password_stays_and_all_other_sessions_end(
    stranger: AsyncClient, log_in: LogIn
) -> None:
    await open_page(stranger, "redaktor")
    other = await log_in("redaktor")
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert (await stranger.put("/api/me/password", json=body)).status_code == 204
    assert (await stranger.get("/api/me")).status_code == 200
    assert (await other.get("/api/me")).status_code == 401
    assert await try_to_log_in(other, "redaktor", PASSWORD) == (401, "login_refused")
    assert await try_to_log_in(other, "redaktor", NEW) == (200, "")


async def test_a_session_that_was_left_open_changes_no_password_by_guessing(log_in: LogIn) -> None:
    client = await log_in("redaktor")
    answers = []
    for _ in range(6):
        body = {"current_password": "zgaduję", "new_password": NEW}
        answer = await client.put("/api/me/password", json=body)
        answers.append((answer.status_code, answer.json()["code"]))
    assert answers == [(403, "wrong_password")] * 5 + [(429, "too_many_attempts")]
    assert (await client.get("/api/me")).status_code == 200


async def test_of_a_new_password_only_that_it_changed_is_written_down(log_in: LogIn, engine: AsyncEngine) -> None:
    client = await log_in("redaktor")
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert (await client.put("/api/me/password", json=body)).status_code == 204
    async with engine.connect() as connection:
        [row] = (await connection.execute(select(AuditRow.__table__))).all()
    assert (row.account, row.operation, row.subject_id) == ("redaktor", "change_my_password", "redaktor")
    assert (row.before, row.after) == ({}, {"password_hash": "changed"})
