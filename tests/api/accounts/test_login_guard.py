"""Guessing at log-ins: the attacks as they were done, and that whoever belongs here gets in meanwhile."""

import time
from pathlib import Path

import anyio
import pytest
from httpx import AsyncClient, Limits
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import LoginGuard, SecurityEventRow
from tests.api.accounts.test_session import open_page, try_to_log_in
from tests.api.conftest import Browsers
from tests.api.people import EVERYBODY, PASSWORD
from tests.api.process import web_service
from tests.support.timing.eventually import eventually
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

REFUSED, DELAYED = (401, "login_refused"), (429, "too_many_attempts")
ATTACKER = "203.0.113.7"


async def counts(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(LoginGuard)) or 0)


# -- one account


@pytest.mark.parametrize("username", ["k20060-1", "nobody"])
async def test_from_the_fifth_wrong_try_on_the_next_waits_longer_each_time(
    stranger: AsyncClient, clock: StandingClock, username: str
) -> None:
    """An unknown account is answered and delayed as a known one: nothing tells which ones exist."""
    for _ in range(4):
        assert await try_to_log_in(stranger, username) == REFUSED
    for wait in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900):
        assert await try_to_log_in(stranger, username) == REFUSED
        clock.passes(seconds=wait - 0.5)
        assert await try_to_log_in(stranger, username, PASSWORD) == DELAYED
        clock.passes(seconds=0.5)
    right = (200, "") if username == "k20060-1" else REFUSED
    assert await try_to_log_in(stranger, username, PASSWORD) == right


async def test_the_answer_says_how_long_to_wait(stranger: AsyncClient, clock: StandingClock) -> None:
    for wait in (0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128):
        await try_to_log_in(stranger, "k20060-1")
        clock.passes(seconds=wait)
    await try_to_log_in(stranger, "k20060-1")
    clock.passes(seconds=28)
    answer = await stranger.post("/api/login", json={"username": "k20060-1", "password": PASSWORD})
    assert answer.headers["Retry-After"] == "228"
    assert answer.json()["message"] == "Zbyt wiele nieudanych prób. Prosimy spróbować ponownie za 4 minuty."


async def test_a_right_password_forgets_the_wrong_ones(stranger: AsyncClient) -> None:
    for _ in range(3):
        for _ in range(4):
            assert await try_to_log_in(stranger, "k20060-1") == REFUSED
        assert await try_to_log_in(stranger, "k20060-1", PASSWORD) == (200, "")


async def test_many_tries_at_once_are_not_more_tries(stranger: AsyncClient) -> None:
    outcomes: list[int] = []

    async def guess() -> None:
        outcomes.append((await try_to_log_in(stranger, "k20060-1"))[0])

    async with anyio.create_task_group() as tasks:
        for _ in range(20):
            tasks.start_soon(guess)
    assert sorted(outcomes) == [401] * 5 + [429] * 15


async def test_nobody_locks_out_another_person(browser_at: Browsers, clock: StandingClock) -> None:
    """The attack: wrong passwords for every account. Before: each was locked for 15 minutes, again and again."""
    attacker = await browser_at(ATTACKER)
    for _ in range(10):
        for username in EVERYBODY:
            await try_to_log_in(attacker, username)
        clock.passes(seconds=30)
    for number, username in enumerate(EVERYBODY):
        owner = await browser_at(f"10.20.6.{number}")
        assert await try_to_log_in(owner, username, PASSWORD) == (200, "")


# -- one address


async def test_three_hundred_passwords_are_sprayed_in_vain(
    browser_at: Browsers, clock: StandingClock, engine: AsyncEngine
) -> None:
    """The attack: one likely password for 300 accounts. Before: 300 passwords were checked in 8 seconds."""
    attacker = await browser_at(ATTACKER)
    names = [*(f"k9{number:04d}-1" for number in range(299)), "k20060-1"]
    outcomes = [await try_to_log_in(attacker, username, PASSWORD) for username in names]
    assert outcomes == [REFUSED] * 20 + [DELAYED] * 280
    async with engine.connect() as connection:
        noted = (await connection.scalars(select(SecurityEventRow.outcome))).all()
    assert noted == ["wrong"] * 20 + ["delayed"], "the flood does not fill the table"
    assert await counts(engine) == 21, "nor that one"
    assert await try_to_log_in(await browser_at("10.20.6.17"), "k20060-1", PASSWORD) == (200, "")
    clock.passes(seconds=14)
    assert await try_to_log_in(attacker, "kierownik-wup") == DELAYED
    clock.passes(seconds=1)
    assert await try_to_log_in(attacker, "kierownik-wup") == REFUSED
    assert await try_to_log_in(attacker, "kierownik-wup") == DELAYED


async def test_an_account_of_one_s_own_does_not_pay_for_guessing(browser_at: Browsers) -> None:
    insider = await browser_at(ATTACKER)
    outcomes = []
    for number in range(25):
        await try_to_log_in(insider, "k20060-1", PASSWORD)
        outcomes.append(await try_to_log_in(insider, f"k9{number:04d}-1"))
    assert outcomes == [REFUSED] * 20 + [DELAYED] * 5


async def test_addresses_of_one_ipv6_network_are_one_address(browser_at: Browsers) -> None:
    for number in range(5):
        client = await browser_at(f"2001:db8:7:24::{number}")
        assert await try_to_log_in(client, "k20060-1") == REFUSED
    assert await try_to_log_in(await browser_at("2001:db8:7:24:ffff::1"), "k20060-1", PASSWORD) == DELAYED
    assert await try_to_log_in(await browser_at("2001:db8:7:25::1"), "k20060-1", PASSWORD) == (200, "")


async def test_a_header_makes_nobody_another_address(stranger: AsyncClient) -> None:
    for number in range(5):
        stranger.headers["X-Forwarded-For"] = f"10.0.0.{number}"
        await try_to_log_in(stranger, "k20060-1")
    stranger.headers["X-Forwarded-For"] = "10.0.0.9"
    assert await try_to_log_in(stranger, "k20060-1", PASSWORD) == DELAYED


# -- known devices


async def test_a_known_device_gets_in_beside_an_attacker_at_the_same_address(
    browser_at: Browsers, clock: StandingClock
) -> None:
    page = await browser_at(ATTACKER)
    await open_page(page, "k20060-1")
    await page.post("/api/logout")
    attacker = await browser_at(ATTACKER)
    for _ in range(6):
        await try_to_log_in(attacker, "k20060-1")
    for number in range(30):
        await try_to_log_in(attacker, f"nobody-{number}")
    assert await try_to_log_in(attacker, "k20060-1", PASSWORD) == DELAYED
    assert await try_to_log_in(page, "k20060-1", PASSWORD) == (200, "")


async def test_a_program_sends_its_device_as_a_header(browser_at: Browsers) -> None:
    program = await browser_at(ATTACKER)
    told = (await program.post("/api/login", json={"username": "k20060-1", "password": PASSWORD})).json()
    for _ in range(6):
        await try_to_log_in(await browser_at(ATTACKER), "k20060-1")
    assert await try_to_log_in(program, "k20060-1", PASSWORD) == DELAYED
    program.headers["X-Device"] = told["device"]
    again = await program.post("/api/login", json={"username": "k20060-1", "password": PASSWORD})
    assert again.status_code == 200
    assert again.json()["device"] != told["device"]  # the next one takes its place
    for _ in range(6):
        await try_to_log_in(await browser_at(ATTACKER), "k20060-1")
    assert await try_to_log_in(program, "k20060-1", PASSWORD) == DELAYED
    program.headers["X-Device"] = again.json()["device"]
    assert await try_to_log_in(program, "k20060-1", PASSWORD) == (200, "")


async def test_a_device_that_somebody_has_planted_never_becomes_known(browser_at: Browsers) -> None:
    planted = "A" * 43
    page = await browser_at("10.20.6.17")
    page.cookies.set("s724_device", planted)
    assert (await open_page(page, "k20060-1")).status_code == 200
    attacker = await browser_at(ATTACKER)
    attacker.headers["X-Device"] = planted
    for _ in range(5):
        assert await try_to_log_in(attacker, "k20060-1") == REFUSED
    assert await try_to_log_in(attacker, "k20060-1", PASSWORD) == DELAYED


async def test_a_known_device_has_a_delay_of_its_own(browser_at: Browsers, clock: StandingClock) -> None:
    """A stolen computer guesses no faster than a stranger."""
    stolen = await browser_at("10.20.6.17")
    await open_page(stolen, "k20060-1")
    outcomes = [await try_to_log_in(stolen, "k20060-1") for _ in range(6)]
    assert outcomes == [REFUSED] * 5 + [DELAYED]
    assert await try_to_log_in(await browser_at("10.20.6.17"), "k20060-1", PASSWORD) == (200, "")


async def test_a_device_of_one_account_is_a_stranger_to_another(browser_at: Browsers) -> None:
    page = await browser_at(ATTACKER)
    await open_page(page, "k20060-1")
    for _ in range(6):
        await try_to_log_in(await browser_at(ATTACKER), "k20060-2")
    assert await try_to_log_in(page, "k20060-2", PASSWORD) == DELAYED


async def test_two_people_at_one_computer_are_both_known(browser_at: Browsers) -> None:
    page = await browser_at(ATTACKER)
    await open_page(page, "k20060-1")
    await open_page(page, "k20060-2")
    for username in ("k20060-1", "k20060-2"):
        for _ in range(6):
            await try_to_log_in(await browser_at(ATTACKER), username)
        assert (await open_page(page, username)).status_code == 200


@pytest.mark.parametrize("device", ["", "zgaduję", "a" * 43, "a" * 5000])
async def test_a_device_that_nobody_was_given_is_a_stranger(stranger: AsyncClient, device: str) -> None:
    stranger.headers["X-Device"] = device
    for _ in range(5):
        assert await try_to_log_in(stranger, "k20060-1") == REFUSED
    assert await try_to_log_in(stranger, "k20060-1", PASSWORD) == DELAYED


# -- the tables, and many at once


async def test_old_counts_are_removed(stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock) -> None:
    async with engine.begin() as connection:
        old = [{"subject": f"old-{number}", "failures": 5, "changed_at": clock.now()} for number in range(50)]
        await connection.execute(insert(LoginGuard), old)
    await try_to_log_in(stranger, "k20060-1")
    assert await counts(engine) == 52
    clock.passes(days=1, seconds=1)
    await try_to_log_in(stranger, "k20060-1")
    assert await counts(engine) == 2


@pytest.mark.more(
    "a flood that is measured by hand; that many tries are refused, and a known device is not, is in the others",
    "tests/api/accounts/test_login_guard.py::test_three_hundred_passwords_are_sprayed_in_vain",
    "tests/api/accounts/test_login_guard.py::test_many_tries_at_once_are_not_more_tries",
    "tests/api/accounts/test_login_guard.py::test_a_known_device_gets_in_beside_an_attacker_at_the_same_address",
)
async def test_a_known_device_logs_in_while_three_hundred_others_try(tmp_path: Path) -> None:
    """The attack: 300 log-ins at once. Before: a real one waited for 5 s. The time is measured by hand."""
    outcomes: list[int] = []
    all_at_once = Limits(max_connections=None)
    async with (
        web_service(tmp_path) as service,
        AsyncClient(base_url=service.address, timeout=60) as owner,
        AsyncClient(base_url=service.address, timeout=60, limits=all_at_once) as attacker,
    ):
        word = {"username": "administrator", "password": PASSWORD}
        device = (await owner.post("/api/login", json=word)).json()["device"]

        async def guess(number: int) -> None:
            body = {"username": f"k9{number:04d}-1", "password": "zgaduję"}
            outcomes.append((await attacker.post("/api/login", json=body)).status_code)

        async with anyio.create_task_group() as tasks:
            for number in range(300):
                tasks.start_soon(guess, number)
            await eventually(lambda: len(outcomes) > 0)
            began = time.monotonic()
            async with AsyncClient(base_url=service.address, timeout=60) as again:
                answer = await again.post("/api/login", json=word, headers={"X-Device": device})
            took = time.monotonic() - began
        assert answer.status_code == 200, answer.text
        assert took < 30
        assert set(outcomes) == {401, 429}
        assert outcomes.count(401) <= 20
