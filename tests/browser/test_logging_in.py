"""Coming in: by password, by password and code, by a one-time code, and as somebody of the demonstration."""

from datetime import timedelta

import pyotp
import pytest
from playwright.async_api import Page, expect

from core.clock import SystemClock
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import RunningCentre

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADMINISTRATOR = "administrator"


async def _on_the_log_in_page(browsers: Browsers, address: str) -> Page:
    own = await browsers.open(address)
    page = await own.new_page()
    await page.goto("/login")
    return page


async def _enter(page: Page, username: str, password: str) -> None:
    await page.get_by_label("Nazwa konta").fill(username)
    await page.get_by_label("Hasło", exact=True).fill(password)
    await page.get_by_role("button", name="Zaloguj", exact=True).click()


async def test_a_consultant_who_logs_in_by_password_comes_to_the_desk(
    centre: RunningCentre, browsers: Browsers, address: str
) -> None:
    page = await _on_the_log_in_page(browsers, address)
    await _enter(page, "k20060-1", centre.installation.secrets.web_password("k20060-1"))
    await page.wait_for_url("**/desk")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Przed rozpoczęciem pracy")
    assert browsers.all[0].errors == []


async def test_a_wrong_password_is_said_in_polish_and_leaves_no_session(browsers: Browsers, address: str) -> None:
    page = await _on_the_log_in_page(browsers, address)
    await _enter(page, "k20060-1", "nie to hasło")
    await expect(page.get_by_role("alert")).to_contain_text("hasło")
    cookies = [cookie.get("name") for cookie in await browsers.all[0].context.cookies()]
    assert "s724_session" not in cookies


async def test_whoever_has_a_second_factor_is_asked_for_the_code_of_the_telephone(
    centre: RunningCentre, browsers: Browsers, address: str
) -> None:
    name, password = "k20060-2", centre.installation.secrets.web_password("k20060-2")
    told = await centre.request(name, "POST", "/api/me/totp", json={"password": password})
    codes = pyotp.TOTP(told.json()["secret"])
    now = SystemClock().now()
    try:
        earlier = codes.at(now - timedelta(seconds=30))  # each code works once
        confirmed = await centre.request(name, "POST", "/api/me/totp/confirm", json={"code": earlier})
        assert confirmed.status_code == 204, confirmed.text
        page = await _on_the_log_in_page(browsers, address)
        await _enter(page, name, password)
        await page.get_by_label("Kod z telefonu").fill(codes.at(SystemClock().now()))
        await page.get_by_role("button", name="Zaloguj", exact=True).click()
        await page.wait_for_url("**/desk")
    finally:
        await centre.confirmed(await centre.request(ADMINISTRATOR, "DELETE", f"/api/accounts/{name}/totp"))


async def test_in_a_demonstration_one_click_makes_a_newcomer_a_consultant(
    browsers: Browsers, address: str
) -> None:
    own = await browsers.open(address)
    page = await own.new_page()
    await page.goto("/")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("pokaz")
    await page.get_by_role("button", name="konsultant").first.click()
    await page.wait_for_url("**/desk")
