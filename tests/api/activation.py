"""Activating accounts in the tests of the web service."""

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.db.tables.staff_tables import Account

NEW_PASSWORD = "zielona herbata o siódmej"


async def second_administrator(engine: AsyncEngine, username: str = "redaktor") -> None:
    """Somebody else who manages accounts."""
    values = {"role": "administrator", "office": "20000"}
    async with engine.begin() as connection:
        await connection.execute(update(Account).where(Account.username == username).values(**values))


async def begun(browser: AsyncClient, username: str) -> str:
    """The number that this browser shows."""
    answer = await browser.post("/api/activation", json={"username": username})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["number"])


async def confirmed(helper: AsyncClient, username: str, number: str) -> tuple[int, str]:
    """What came of typing the number at the account."""
    answer = await helper.post(f"/api/accounts/{username}/activation", json={"number": number})
    return answer.status_code, "" if answer.status_code == 204 else answer.json()["code"]


async def sets_password(browser: AsyncClient, password: str = NEW_PASSWORD) -> tuple[int, str]:
    """What came of setting the first password in this browser."""
    answer = await browser.post("/api/activation/password", json={"new_password": password})
    return answer.status_code, "" if answer.status_code == 204 else answer.json()["code"]


async def activated(browser: AsyncClient, helper: AsyncClient, username: str) -> None:
    """The owner sets NEW_PASSWORD with the help of somebody who is logged in."""
    assert await confirmed(helper, username, await begun(browser, username)) == (204, "")
    assert await sets_password(browser) == (204, "")


async def logged_in_by_activation(browser: AsyncClient, helper: AsyncClient, username: str) -> AsyncClient:
    """The browser, in which the owner is logged in now."""
    await activated(browser, helper, username)
    answer = await browser.post("/api/login", json={"username": username, "password": NEW_PASSWORD})
    assert answer.status_code == 200, answer.text
    browser.headers["Authorization"] = f"Bearer {answer.json()['token']}"
    return browser
