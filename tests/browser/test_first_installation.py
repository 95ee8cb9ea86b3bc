"""From a production with nobody in it to a real call that a hired consultant answers, in browsers alone."""

import re
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from ivr.prompts.cache import PromptCache
from ops.commands.first_administrator import make_administrator
from ops.running.installation import Installation
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import AFTER, READY, DeskPage
from tests.browser.hands import Hand, Keyboard, Mouse
from tests.support.browser.browsers import Browsers
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.centres.shared_centre import Said
from tests.support.centres.shared_speech import lend, spoken_once
from tests.support.plugins.more import few_of
from tests.support.telephones.hearing import until_prompt_begins
from tests.support.telephones.phone import CALLER_TONE, Phones
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRODUCTION = {"S724_DEMONSTRATION": "no", "S724_HOURS": "always", "S724_RING_TIME": "12"}
FIRST, SECOND = "j.kowalska", "a.nowak"
BOSS, CONSULTANT = "b.lis", "z.los"
PASSWORD = "zielona herbata o siódmej"
TO_THE_POSTAL_CODE, KOLNO = "###30", "185001"
HANDS: dict[str, Hand] = {"mouse": Mouse(), "keyboard": Keyboard()}


@pytest.fixture
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """As `make run` starts a production for the first time."""
    with tempfile.TemporaryDirectory(prefix="s724-") as folder:
        Path(folder).chmod(0o755)  # the database server runs as another user where the tests run as root
        made = Installation(Path(folder) / "var", environment=PRODUCTION)
        lend(spoken_once(tmp_path_factory.getbasetemp()), made.settings)
        with made as running:
            yield running


@pytest_asyncio.fixture(loop_scope="session")
async def centre(installation: Installation, said: Said) -> AsyncIterator[RunningCentre]:
    """Nobody is there who could ask it anything."""
    prompts, engines = said
    yield RunningCentre(installation, prompts, PromptCache(installation.settings.sounds, *engines))


@pytest.mark.parametrize(
    "by",
    few_of(
        HANDS,
        {"mouse"},
        "the same pages by the keyboard alone",
        "tests/browser/test_first_installation.py::"
        "test_an_empty_production_comes_to_its_first_call_by_clicks_alone",
    ),
)
async def test_an_empty_production_comes_to_its_first_call_by_clicks_alone(
    by: str, centre: RunningCentre, browsers: Browsers, phones: Phones, address: str
) -> None:
    hand = HANDS[by]
    first, second = [await _administrator(centre, browsers, address, hand, name) for name in (FIRST, SECOND)]
    await hand.press(first.get_by_role("link", name="System 7/24"))
    steps = first.get_by_role("region", name="Pierwsze kroki")
    await expect(_step(steps, "Druga osoba")).to_contain_text("zrobione")
    await expect(_step(steps, "Konsultanci")).not_to_contain_text("zrobione")
    await check_accessibility(first, "poczatek")

    await hand.press(steps.get_by_role("link", name="Kierownik, który widzi"))
    await hand.press(first.get_by_role("button", name="Nowe konto"))
    dialog = first.get_by_role("dialog")
    await hand.fill(dialog.get_by_label("Imię i nazwisko"), "Barbara Lis")
    await hand.fill(dialog.get_by_label("Nazwa konta"), BOSS)
    await hand.choose(dialog.get_by_label("Rola"), "kierownik")
    await hand.choose(dialog.get_by_label("Urząd", exact=True), "Kolno")
    await hand.press(dialog.get_by_role("button", name="Załóż konto"))
    await expect(dialog).to_be_hidden()

    boss, number = await _wants_to_be_activated(browsers, address, hand, BOSS)
    await hand.press(second.get_by_role("link", name="Konta", exact=True))
    await _confirm(second, hand, "Barbara Lis", number)
    await _set_password(boss, hand)
    await boss.wait_for_url("**/board")

    await hand.press(boss.get_by_role("link", name="Konsultanci"))
    await hand.press(boss.get_by_role("button", name="Przyjmij konsultanta"))
    dialog = boss.get_by_role("dialog")
    await hand.fill(dialog.get_by_label("Imię i nazwisko"), "Żaneta Łoś")
    await hand.fill(dialog.get_by_label("Nazwa konta"), CONSULTANT)
    await hand.press(dialog.get_by_role("button", name="Przyjmij", exact=True))
    await expect(dialog).to_be_hidden()

    own, number = await _wants_to_be_activated(browsers, address, hand, CONSULTANT)
    await _confirm(boss, hand, "Żaneta Łoś", number)
    await _set_password(own, hand)
    await hand.press(own.get_by_role("button", name="Przejdź do pracy"))
    await own.wait_for_url("**/desk")
    desk = DeskPage(centre, browsers.all[-1], own, CONSULTANT)
    await expect(own.get_by_text("Połączony z centralą")).to_be_visible()
    await hand.press(desk.button("Zacznij pracę: gotowość"))
    await desk.until_state(READY, timeout=15)

    caller = phones.caller("857001441")
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", TO_THE_POSTAL_CODE + KOLNO))
    await until_prompt_begins(caller, await centre.prompt("N02"))
    await listen(caller, 2)
    await caller.send_keys("2")
    await desk.until_rung(30)
    await hand.press(desk.button("Odbierz"))
    await caller.say(CALLER_TONE)
    await desk.talks_with(caller)
    await listen(caller, 2)  # a shorter conversation would count as the consultant dropping the caller
    await hand.press(desk.button("Zakończ"))
    await desk.until_state(AFTER)
    await caller.hang_up()

    await hand.press(first.get_by_role("link", name="Początek"))
    await first.wait_for_url("**/home")

    async def is_done() -> bool:
        await first.reload()
        await expect(steps).to_be_visible()
        return await _step(steps, "Pierwsza rozmowa").get_by_text("zrobione", exact=True).is_visible()

    await eventually(is_done, timeout=15, interval=1)


async def _administrator(centre: RunningCentre, browsers: Browsers, address: str, hand: Hand, name: str) -> Page:
    """Logged in with the password that was set by the printed code."""
    code, _ = await make_administrator(centre.installation.settings.dsn, name, is_another=name != FIRST)
    page = await (await browsers.open(address)).new_page()
    await page.goto("/")
    await hand.press(page.get_by_role("button", name="Mam wydrukowany kod"))
    await hand.fill(page.get_by_label("Nazwa konta"), name)
    await hand.fill(page.get_by_label("Kod jednorazowy"), code)
    await hand.fill(page.get_by_label("Nowe hasło", exact=True), PASSWORD)
    await hand.fill(page.get_by_label("Powtórz nowe hasło"), PASSWORD)
    await hand.press(page.get_by_role("button", name="Ustal hasło"))
    await hand.fill(page.get_by_label("Hasło", exact=True), PASSWORD)
    await hand.press(page.get_by_role("button", name="Zaloguj", exact=True))
    await page.wait_for_url("**/home")
    return page


async def _wants_to_be_activated(browsers: Browsers, address: str, hand: Hand, name: str) -> tuple[Page, str]:
    """In a browser of the own, with the number that another person is told."""
    page = await (await browsers.open(address)).new_page()
    await page.goto("/")
    await hand.press(page.get_by_role("link", name="Nie mam jeszcze hasła"))
    await hand.fill(page.get_by_label("Nazwa konta"), name)
    await hand.press(page.get_by_role("button", name="Pokaż numer"))
    return page, await page.get_by_label("Numer", exact=True).inner_text()


async def _confirm(page: Page, hand: Hand, name: str, number: str) -> None:
    """As the person whom the number was told."""
    opened = page.get_by_role("region", name=name)
    if not await opened.is_visible():
        await hand.press(page.get_by_role("button", name=name))
    await hand.press(opened.get_by_role("button", name="Potwierdź numer"))
    dialog = page.get_by_role("dialog", name=f"Aktywacja konta: {name}")
    await hand.fill(dialog.get_by_label("Numer"), number)
    await hand.press(dialog.get_by_role("button", name="Potwierdź numer"))
    await expect(page.get_by_text(re.compile("może ustalić hasło"))).to_be_visible()


async def _set_password(page: Page, hand: Hand) -> None:
    await hand.fill(page.get_by_label("Nowe hasło", exact=True), PASSWORD)
    await hand.fill(page.get_by_label("Powtórz nowe hasło"), PASSWORD)
    await hand.press(page.get_by_role("button", name="Ustal hasło i zaloguj"))


def _step(steps: Locator, name: str) -> Locator:
    return steps.get_by_role("listitem").filter(has_text=name)
