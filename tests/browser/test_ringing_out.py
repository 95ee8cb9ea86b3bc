"""A client is rung from the card by the keyboard alone; the bar tells how it goes on every page."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Locator, Page, expect

from ops.running.installation import Installation
from tests.browser.accessibility import check_accessibility
from tests.browser.conftest import UNHURRIED
from tests.browser.desks import READY, DeskPage, Desks
from tests.browser.keyboard import press_letter, tab_to
from tests.browser.navigation import go_by_navigation
from tests.support.centres.always_open import always_open, put_client, put_given_up_order
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.phone import Phone, Phones

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(240)]

KOLNO, AGENT = "20060", "k20060-1"
NUMBER, NAME = "857001492", "Wydzwonna"


@pytest.fixture(scope="module")
def tokens() -> dict[str, str]:
    return {}


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with always_open(tmp_path_factory.getbasetemp(), UNHURRIED) as running:
        yield running


def _bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Bieżące połączenie")


async def _opens_card(page: Page) -> None:
    await tab_to(page, "Kogo szukamy")
    await page.keyboard.type(f"{NAME} Anna")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("list", name="Znalezieni klienci")).to_be_visible()
    await tab_to(page, re.compile(f"^Otwórz kartę: *Anna {NAME}"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Powód obejrzenia karty")).to_be_visible()
    await page.keyboard.press("ArrowDown")  # the focus is on the list of reasons
    await page.keyboard.press("Enter")
    await tab_to(page, "Pokaż kartę i zapisz powód")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=f"Anna {NAME}")).to_be_visible()


async def _rings(desk: DeskPage) -> None:
    await desk.page.evaluate("document.activeElement?.blur()")
    await press_letter(desk.page, "d")
    dialog = desk.page.get_by_role("dialog", name=f"Zadzwonić do: Anna {NAME}?")
    await expect(dialog.get_by_label("W jakiej sprawie?")).to_be_focused()
    await check_accessibility(desk.page, "klienci-karta-zadzwon")
    await desk.page.keyboard.type("termin")
    await expect(dialog.get_by_label("W jakiej sprawie?")).to_have_value("visit")
    await tab_to(desk.page, "Zadzwoń")
    await desk.page.keyboard.press("Enter")
    await expect(dialog).to_be_hidden()


async def test_a_client_is_rung_and_talked_with_by_the_keyboard_alone(
    centre: RunningCentre, desks: Desks, phones: Phones
) -> None:
    await put_client(centre, "client-rung", KOLNO, NUMBER, NAME)
    home = await phones.subscriber(NUMBER, centre.way_out_port, centre.sip_port)
    desk = await desks.ready(AGENT, frequency=620.0)
    await go_by_navigation(desk.page, "Klienci")
    await _opens_card(desk.page)

    # Not reached: the page says so, and the consultant is ready again.
    await _rings(desk)
    await expect(_bar(desk.page)).to_contain_text("Dzwoni do klienta")
    await home.wait_for_ring()
    await check_accessibility(desk.page, "klienci-karta-dzwoni")
    await desk.page.evaluate("document.activeElement?.blur()")
    await press_letter(desk.page, "Shift+E")
    await expect(_bar(desk.page)).to_contain_text("Przerwano dzwonienie do klienta.")
    await centre.until_agent_is(AGENT, "available")

    # Reached: both talk, the page being the telephone that has answered by itself.
    await _rings(desk)
    await home.wait_for_ring()
    await home.answer()
    await desk.talks_with(home)
    await go_by_navigation(desk.page, "Stanowisko")
    await expect(_bar(desk.page)).to_contain_text("W rozmowie")
    why = desk.page.get_by_text("Telefon do klienta: termin wizyty.")
    await expect(why.first).to_be_visible()
    await check_accessibility(desk.page, "stanowisko-rozmowa-z-klientem")
    await listen(home, 1)
    await desk.page.evaluate("document.activeElement?.blur()")
    await press_letter(desk.page, "Shift+E")
    assert (await home.gone()).by_far_end
    await desk.until_state(READY)
    call = await centre.call_from(NUMBER)
    assert (call["direction"], call["dial_outcome"], call["agent"]) == ("outbound", "reached", AGENT)

    await _rings_from_the_list(centre, desk, home)
    assert desk.own.errors == []


async def _rings_from_the_list(centre: RunningCentre, desk: DeskPage, home: Phone) -> None:
    """Somebody whom the centre did not reach by itself; talked with, the order is done with."""
    await put_given_up_order(centre, "callback-rung", KOLNO, NUMBER)
    page = desk.page
    await go_by_navigation(page, "Oddzwonienia")
    orders = page.get_by_role("table", name="Oddzwonienia")
    await expect(orders).to_contain_text("nie dodzwoniono się")
    await check_accessibility(page, "oddzwonienia")
    await expect(page.get_by_role("button", name=re.compile("^Zadzwoń: zamówienie z "))).to_be_visible()
    await tab_to(page, "Zadzwoń")
    await page.keyboard.press("Enter")
    await home.wait_for_ring()
    await home.answer()
    await desk.talks_with(home)
    await page.evaluate("document.activeElement?.blur()")
    await press_letter(page, "Shift+E")
    assert (await home.gone()).by_far_end
    await expect(page.get_by_text("Nikt nie czeka teraz na oddzwonienie w tym stanie.")).to_be_visible()
    await tab_to(page, "Stan")
    await page.keyboard.type("rozmawiano")
    await expect(orders).to_contain_text(re.compile("rozmawiano.*rozmawiano, "))
