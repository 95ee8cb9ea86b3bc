"""Activating an account: who may vouch for whose browser, and everything that does not open it."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.accounts.credentials.tokens import token_hash
from core.db.tables.staff_tables import Account, AuditRow, Pairing
from tests.api import second_person
from tests.api.accounts.test_session import try_to_log_in
from tests.api.activation import (
    NEW_PASSWORD,
    activated,
    begun,
    confirmed,
    second_administrator,
    sets_password,
)
from tests.api.conftest import Browsers, LogIn
from tests.api.people import PASSWORD
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

SECOND, WUP = "redaktor", second_person.SECOND
REFUSED = "second_person_refused"
COOKIE = "s724_activation"
NOWAK = {"username": "nowak", "display_name": "Maria Nowak", "role": "supervisor", "office": "20060"}
HIRED = {"id": "k20060-7", "display_name": "Żaneta Łoś", "office": "20060"}


@pytest.fixture
async def nowak(log_in: LogIn, engine: AsyncEngine) -> AsyncClient:
    """The browser of the administrator who has made the account of a supervisor, nowak; there is a second one."""
    await second_administrator(engine, SECOND)
    client = await log_in("administrator")
    answer = await client.post("/api/accounts", json=NOWAK)
    assert answer.status_code == 201, answer.text
    return client


async def state(browser: AsyncClient) -> str:
    answer = await browser.get("/api/activation")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["state"])


def wrong(number: str) -> str:
    return "000 001" if number == "000 000" else "000 000"


async def account_of(engine: AsyncEngine, username: str = "nowak") -> Any:
    async with engine.connect() as connection:
        return (await connection.execute(select(Account.__table__).where(Account.username == username))).one()


# -- as it should be


async def test_the_owner_sets_the_first_password_in_the_browser_whose_number_was_confirmed(
    nowak: AsyncClient, log_in: LogIn, stranger: AsyncClient
) -> None:
    assert await state(stranger) == "none"
    answer = await stranger.post("/api/activation", json={"username": "nowak"})
    number = answer.json()["number"]
    assert answer.json() == {"number": number, "expires_at": "2026-11-24T09:15:00Z"}
    cookie = answer.headers["set-cookie"]
    for part in ("HttpOnly", "SameSite=strict", "Path=/api/activation"):
        assert part in cookie
    shown = {"username": "nowak", **answer.json()}
    assert (await stranger.get("/api/activation")).json() == {"state": "waiting", **shown}
    assert await sets_password(stranger) == (401, "activation_over")
    assert await confirmed(await log_in(SECOND), "nowak", number) == (204, "")
    assert await state(stranger) == "confirmed"
    assert await sets_password(stranger, "krótkie") == (422, "password_refused")
    assert await sets_password(stranger) == (204, "")
    assert await try_to_log_in(stranger, "nowak", NEW_PASSWORD) == (200, "")
    assert await state(stranger) == "none"
    assert await sets_password(stranger, "inne hasło dla kogoś") == (401, "activation_over")


async def test_a_consultant_is_activated_by_who_has_hired_them(log_in: LogIn, stranger: AsyncClient) -> None:
    boss = await log_in("kierownik-20060")
    assert (await boss.post("/api/agents", json=HIRED)).status_code == 201
    await activated(stranger, boss, "k20060-7")
    assert await try_to_log_in(stranger, "k20060-7", NEW_PASSWORD) == (200, "")


async def test_after_a_reset_the_owner_needs_the_help_of_another_person_than_who_did_it(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine
) -> None:
    await second_administrator(engine, SECOND)
    first = await log_in("administrator")
    assert (await first.post("/api/accounts/kierownik-20060/first-password")).status_code == 200
    number = await begun(stranger, "kierownik-20060")
    assert await confirmed(first, "kierownik-20060", number) == (403, REFUSED)
    assert await confirmed(await log_in(SECOND), "kierownik-20060", number) == (204, "")
    assert await sets_password(stranger) == (204, "")


async def test_who_confirmed_and_that_the_owner_set_a_password_stands_in_the_audit_log(
    nowak: AsyncClient, log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine
) -> None:
    await activated(stranger, await log_in(SECOND), "nowak")
    async with engine.connect() as connection:
        rows = (await connection.execute(select(AuditRow.__table__).order_by(AuditRow.number))).all()
    assert [(row.account, row.operation, row.subject, row.subject_id, row.after) for row in rows[1:]] == [
        (SECOND, "confirm_activation", "activation", "nowak", {}),
        ("nowak", "activate_account", "account", "nowak", {"password_hash": "changed"}),
    ]


async def test_of_the_secret_only_its_hash_is_kept(stranger: AsyncClient, engine: AsyncEngine) -> None:
    await begun(stranger, "kierownik-20060")
    secret = stranger.cookies[COOKIE]
    async with engine.connect() as connection:
        [row] = (await connection.execute(select(Pairing.__table__))).all()
    assert row.token_hash == token_hash(secret)
    assert secret not in repr(row)


# -- attacks


async def test_who_makes_two_supervisors_becomes_neither(
    nowak: AsyncClient, log_in: LogIn, browser_at: Browsers, engine: AsyncEngine
) -> None:
    """One person who acts as two would approve the own erasures."""
    assert (await nowak.post("/api/accounts", json={**NOWAK, "username": "kos"})).status_code == 201
    for number, username in enumerate(("nowak", "kos")):
        browser = await browser_at(f"10.20.6.{number + 1}")
        shown = await begun(browser, username)
        assert await confirmed(nowak, username, shown) == (403, REFUSED)
        # A reset by the same person and another role make nobody else of the maker.
        assert (await nowak.post(f"/api/accounts/{username}/first-password")).status_code == 200
        change = {"role": "portal_editor"}
        assert (await nowak.patch(f"/api/accounts/{username}", json=change)).status_code == 200
        assert await confirmed(nowak, username, await begun(browser, username)) == (403, REFUSED)
        assert await sets_password(browser) == (401, "activation_over")
        assert (await account_of(engine, username)).password_hash == ""


async def test_one_who_makes_an_account_of_few_rights_cannot_become_it_and_raise_it(
    nowak: AsyncClient, stranger: AsyncClient
) -> None:
    few = {**NOWAK, "username": "lis", "role": "portal_editor"}
    assert (await nowak.post("/api/accounts", json=few)).status_code == 201
    assert await confirmed(nowak, "lis", await begun(stranger, "lis")) == (403, REFUSED)


async def test_nothing_tells_whether_there_is_such_an_account(
    nowak: AsyncClient, log_in: LogIn, browser_at: Browsers
) -> None:
    told = []
    for number, username in enumerate(("nowak", "kierownik-20610", "nobody")):
        browser = await browser_at(f"10.20.6.{number + 1}")
        answer = await browser.post("/api/activation", json={"username": username})
        now = (await browser.get("/api/activation")).json()
        told.append((answer.status_code, set(answer.json()), now["state"], set(now), await sets_password(browser)))
    assert told[0] == told[1] == told[2]
    assert await confirmed(await log_in(SECOND), "nobody", "123 456") == (404, "not_found")


async def test_after_five_wrong_numbers_the_pairing_is_void(
    nowak: AsyncClient, log_in: LogIn, stranger: AsyncClient
) -> None:
    second, number = await log_in(SECOND), await begun(stranger, "nowak")
    for _ in range(5):
        assert await state(stranger) == "waiting"
        assert await confirmed(second, "nowak", wrong(number)) == (422, "wrong_number")
    assert await state(stranger) == "none"
    assert await confirmed(second, "nowak", number) == (422, "wrong_number")
    assert await sets_password(stranger) == (401, "activation_over")
    await activated(stranger, second, "nowak")


async def test_the_number_of_one_account_is_wrong_at_another(
    nowak: AsyncClient, log_in: LogIn, browser_at: Browsers
) -> None:
    second = await log_in(SECOND)
    assert (await nowak.post("/api/accounts", json={**NOWAK, "username": "kos"})).status_code == 201
    mine, theirs = await browser_at("10.20.6.1"), await browser_at("10.20.6.2")
    number = await begun(mine, "nowak")
    await begun(theirs, "kos")
    assert await confirmed(second, "kos", number) == (422, "wrong_number")
    assert (await state(mine), await state(theirs)) == ("waiting", "waiting")


async def test_only_the_browser_that_shows_the_number_may_set_the_password(
    nowak: AsyncClient, log_in: LogIn, browser_at: Browsers
) -> None:
    """Somebody who waits at the same account, or has read the number off the screen, gets nothing."""
    owner, thief = await browser_at("10.20.6.1"), await browser_at("10.66.6.6")
    number = await begun(owner, "nowak")
    while await begun(thief, "nowak") == number:
        pass
    assert await confirmed(await log_in(SECOND), "nowak", number) == (204, "")
    assert await state(thief) == "none", "the others are void with it"
    for cookie in (number, number.replace(" ", ""), token_hash(owner.cookies[COOKIE]), "x"):
        thief.cookies.clear()
        thief.cookies.set(COOKIE, cookie, path="/api/activation")
        assert await sets_password(thief) == (401, "activation_over")
        assert await state(thief) == "none"
    assert await sets_password(owner) == (204, "")


async def test_a_number_is_good_for_fifteen_minutes_and_then_the_password_for_as_long(
    nowak: AsyncClient, log_in: LogIn, stranger: AsyncClient, clock: StandingClock
) -> None:
    second, number = await log_in(SECOND), await begun(stranger, "nowak")
    clock.passes(minutes=15)
    assert await state(stranger) == "none"
    assert await confirmed(second, "nowak", number) == (422, "wrong_number")
    number = await begun(stranger, "nowak")
    clock.passes(minutes=14)
    assert await confirmed(second, "nowak", number) == (204, "")
    clock.passes(minutes=14)
    assert await state(stranger) == "confirmed"
    clock.passes(minutes=1)
    assert await sets_password(stranger) == (401, "activation_over")


@pytest.mark.parametrize("step", ["deactivate", "first-password", "directory"])
async def test_what_happens_to_the_account_after_the_confirmation_makes_it_void(
    nowak: AsyncClient, log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine, step: str
) -> None:
    assert await confirmed(await log_in(SECOND), "nowak", await begun(stranger, "nowak")) == (204, "")
    assert (await nowak.post(f"/api/accounts/nowak/{step}")).status_code == 200
    assert await sets_password(stranger) == (401, "activation_over")
    if step == "deactivate":
        await second_person.confirmed(await nowak.post("/api/accounts/nowak/restore"), await log_in(WUP))
        assert await sets_password(stranger) == (401, "activation_over")
    assert (await account_of(engine)).password_hash == ""


async def test_an_account_that_needs_no_first_password_is_not_activated(
    nowak: AsyncClient, log_in: LogIn, stranger: AsyncClient
) -> None:
    second = await log_in(SECOND)
    number = await begun(stranger, "kierownik-20060")
    assert await confirmed(second, "kierownik-20060", number) == (409, "not_to_activate")
    assert (await nowak.post("/api/accounts/kierownik-20060/directory")).status_code == 200
    assert await confirmed(second, "kierownik-20060", number) == (409, "not_to_activate")
    assert (await nowak.post("/api/accounts/nowak/deactivate")).status_code == 200
    assert await confirmed(second, "nowak", await begun(stranger, "nowak")) == (409, "account_closed")
    assert await try_to_log_in(stranger, "kierownik-20610", PASSWORD) == (200, "")


async def test_who_may_not_reach_an_account_does_not_activate_it(
    nowak: AsyncClient, log_in: LogIn, stranger: AsyncClient
) -> None:
    boss = await log_in("kierownik-20060")
    assert (await boss.post("/api/agents", json=HIRED)).status_code == 201
    number, of_nowak = await begun(stranger, "k20060-7"), await begun(stranger, "nowak")
    for username, status in (("kierownik-20610", 404), ("k20060-1", 403), ("technik", 403), ("audytor", 403)):
        client = await log_in(username)
        assert (await confirmed(client, "k20060-7", number))[0] == status
        assert (await confirmed(client, "nowak", of_nowak))[0] == status
    assert (await confirmed(boss, "nowak", of_nowak))[0] == 404, "of consultants alone"
    assert await confirmed(await log_in("kierownik-wup"), "k20060-7", number) == (204, "")


async def test_an_address_has_twenty_and_gets_one_back_every_fifteen_seconds(
    stranger: AsyncClient, browser_at: Browsers, clock: StandingClock
) -> None:
    answers = []
    for number in range(21):
        answers.append(await stranger.post("/api/activation", json={"username": f"name-{number}"}))
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].headers["retry-after"] == "15"
    await begun(await browser_at("10.20.6.1"), "nowak")
    clock.passes(seconds=15)
    await begun(stranger, "nowak")
