"""A scenario tried out beside its drawing in a real browser, by keyboard, and kept as a test case."""

import pytest
from playwright.async_api import expect

from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks
from tests.support.centres.running_centre import RunningCentre
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "linia-9524"


async def test_a_call_is_tried_out_by_keyboard_and_becomes_a_test_case(
    centre: RunningCentre, desks: Desks
) -> None:
    page = await desks.page(f"/scenario/{NAME}?panel=trial", "redaktor")
    await page.get_by_role("button", name="Zacznij szkic").click()
    await expect(page.get_by_text("Szkic", exact=True)).to_be_visible()
    panel = page.get_by_role("tabpanel", name="Próba")
    await panel.get_by_role("button", name="Zadzwoń", exact=True).click()
    way = panel.get_by_role("list", name="Droga i zapowiedzi")
    await expect(way).to_contain_text("jezyk", timeout=60_000)  # the engines are started for the first call
    await panel.get_by_role("button", name="Nic nie naciskaj").click()
    await expect(way).to_contain_text("kto_dzwoni")
    await check_accessibility(page, "scenariusz-proba")
    await panel.get_by_role("button", name="1", exact=True).focus()
    await page.keyboard.press("3")
    await expect(way).to_contain_text("Konsultant – zero")
    await page.keyboard.press("0")
    await expect(way).to_contain_text("C01")
    await page.keyboard.type("18500")
    await expect(way).to_contain_text("Powiatowy Urząd Pracy w Kolnie")
    await panel.get_by_label("Nazwa testu").fill("Kolno po kodzie")
    await panel.get_by_role("button", name="Zapisz jako test").click()
    await expect(panel.get_by_text("Jest zielony.")).to_be_visible()
    await page.get_by_role("tab", name="Testy").click()
    cases = page.get_by_role("tabpanel", name="Testy")
    await expect(cases).to_contain_text("Zielone:", timeout=30_000)
    await cases.get_by_role("button", name="Zmień: Kolno po kodzie").click()
    await check_accessibility(page, "scenariusz-testy")
    await expect(cases.get_by_role("button", name="kod_pocztowy, wybór z listy: do „gmina”")).to_be_visible()
    await expect(cases.get_by_role("button", name="kod_pocztowy, urząd znaleziony")).to_have_count(0)
    await expect(page.get_by_text("zapisano", exact=False).first).to_be_visible()

    async def revision_with_the_case() -> int:
        # It says "zapisano" of what was changed before, too.
        draft = await centre.get(f"/api/scenarios/{NAME}/draft")
        assert "Kolno po kodzie" in [case["name"] for case in draft["cases"]]
        return int(draft["revision"])

    step = {"revision": await eventually(revision_with_the_case)}
    answer = await centre.request("redaktor", "POST", f"/api/scenarios/{NAME}/draft/discard", json=step)
    assert answer.status_code == 200, answer.text
