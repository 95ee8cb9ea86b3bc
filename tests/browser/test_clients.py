"""The caller's card on the consultant's page, and what is written down of a call: real calls, real browsers."""

import re
from typing import Any

import pytest
from playwright.async_api import Locator, expect
from sqlalchemy import select

from core.db.tables.contact_tables import ContactRow
from tests.asterisk.queues import rules
from tests.browser.accessibility import check_accessibility
from tests.browser.callers import Told, anna_as_known, verified_caller
from tests.browser.desks import AFTER, READY, TALKING, DeskPage, Desks
from tests.browser.keyboard import tab_to
from tests.support.browser.network_cable import Cable
from tests.support.centres.running_centre import RunningCentre
from tests.support.plugins.more import few_of
from tests.support.telephones.phone import Phones
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(150)]

SAVED = "Zapisano notatkę."
TOPIC = "inna sprawa"


async def _written(centre: RunningCentre) -> str | None:
    """The note of the newest call, as the database has it."""
    call_id = await centre.newest_id()
    query = select(ContactRow.note).where(ContactRow.call_id == call_id, ContactRow.client_id == centre.anna.id)
    rows = await centre.rows(query)
    return rows[0].note if rows else None


async def _until_written(centre: RunningCentre, note: str, timeout: float = 10) -> None:
    async def is_there() -> bool:
        return await _written(centre) == note

    await eventually(is_there, timeout=timeout)


async def card_with_the_offer(desk: DeskPage, anna: Any) -> Locator:
    """The card of her who rings, which can be read before the call is answered."""
    card = desk.page.get_by_role("region", name=f"{anna.first_name} {anna.last_name}").or_(
        desk.page.get_by_role("heading", name=f"{anna.first_name} {anna.last_name}")
    )
    await expect(card.first).to_be_visible()
    await expect(desk.button("Odbierz")).to_be_visible()
    return card.first


async def check_card_is_gone(desk: DeskPage, anna: Any, card: Locator) -> None:
    await expect(card).to_be_hidden()
    assert anna.last_name not in await desk.page.content()


@pytest.mark.more(
    "the same card with the offer is there in the last; an offer that is not accepted ends the sight of it, too",
    "tests/api/clients/test_clients.py::test_an_offer_that_is_not_accepted_ends_the_sight_at_once",
    "tests/browser/test_knowledge.py::test_what_is_known_of_a_call_is_there_with_the_offer_and_articles_before_a_key",
)
async def test_the_card_is_there_with_the_offer(centre: RunningCentre, desks: Desks, phones: Phones) -> None:
    anna = await anna_as_known(centre)
    desk = await desks.ready("k20060-1")
    caller = await verified_caller(centre, phones)
    await desk.until_rung()
    card = await card_with_the_offer(desk, anna)
    await caller.hang_up()
    await desk.until_state(READY)
    await check_card_is_gone(desk, anna, card)


@pytest.mark.more(
    "the page shows what it is told, and another office is told no more than that",
    "tests/api/clients/test_clients.py::test_a_foreign_consultant_sees_the_client_during_the_call_and_not_16_minutes_later",
    "tests/api/clients/test_clients.py::test_what_may_not_be_seen_is_not_in_the_answer_either",
    "tests/api/desk/test_desk_context.py::test_another_office_learns_what_helps_in_the_call_and_nothing_of_the_history",
    "tests/browser/test_knowledge.py::test_what_is_known_of_a_call_is_there_with_the_offer_and_articles_before_a_key",
)
async def test_a_consultant_of_another_office_gets_no_more_than_the_call_needs(
    centre: RunningCentre, desks: Desks, phones: Phones
) -> None:
    anna = await anna_as_known(centre)
    hidden = (anna.phone, anna.email, anna.street, anna.pesel_hash)
    assert any(hidden), "there is nothing that could be hidden"
    told = Told()
    desk = await desks.open("k20620-1")
    told.listen_to(desk.page)  # nobody has called yet
    await desk.begin()
    caller = await verified_caller(centre, phones)  # nobody of Kolno works, so Łomża helps
    await desk.until_rung(timeout=60)
    tabs = desk.page.get_by_role("tablist", name="Dane klienta")
    await expect(tabs.get_by_role("tab", name="Wizyty")).to_be_visible()
    await expect(tabs.get_by_role("tab", name="Kontakty")).to_have_count(0)
    await expect(tabs.get_by_role("tab", name="Karty")).to_have_count(0)
    assert told.holds(anna.last_name), "the answers of the web service were not heard"
    assert told.holds(*hidden) == []
    content = await desk.page.content()
    assert [value for value in hidden if value and value in content] == []
    assert told.names(anna.last_name, centre.anna.card_number, *hidden) == []
    await caller.hang_up()
    await desk.until_state(READY)


async def test_what_is_typed_by_the_keyboard_alone_is_saved_and_is_there_after_a_reload(
    centre: RunningCentre, desks: Desks, phones: Phones
) -> None:
    anna = await anna_as_known(centre)
    name = f"{anna.first_name} {anna.last_name}"
    async with rules(centre, "20060", wrap_up_time=30):
        desk = await desks.ready("k20060-1")
        caller = await verified_caller(centre, phones)
        await desk.until_rung()
        strip = desk.page.get_by_role("region", name="Bieżące połączenie")
        await expect(strip).to_contain_text(name)
        await expect(desk.page).to_have_title(re.compile(f"^Dzwoni: {name}"))
        await desk.page.keyboard.press("Enter")
        await desk.until_state(TALKING)
        await expect(strip).to_contain_text(name)
        await expect(desk.page).to_have_title(re.compile(f"^{name}, .* w rozmowie"))
        await _goes_by_the_keyboard(desk)
        await _until_written(centre, "Mhm. Pyta.")
        await desk.talks_with(caller)
        note = desk.page.get_by_label("Notatka", exact=True)
        await note.fill("Pyta o szkolenie.")
        await desk.page.get_by_label("Sprawa").select_option(label=TOPIC)
        await desk.page.get_by_label("Wynik").select_option(label="udzielono informacji")
        await expect(desk.page.get_by_text(SAVED)).to_be_attached()
        await _until_written(centre, "Pyta o szkolenie.")
        await desk.page.get_by_role("tab", name="Kontakty").click()
        contacts = desk.page.get_by_role("region", name="Historia kontaktów")
        written = contacts.get_by_role("listitem").filter(has_text="Pyta o szkolenie.")
        await expect(written).to_contain_text(f"{TOPIC} · udzielono informacji")
        await check_accessibility(desk.page, "stanowisko-kontakty")
        await desk.page.get_by_role("tab", name="Osoba").click()
        await check_accessibility(desk.page, "stanowisko-karta")
        await desk.page.reload(wait_until="domcontentloaded")
        await expect(note).to_have_value("Pyta o szkolenie.", timeout=20_000)
        await desk.talks_with(caller)
        await desk.page.get_by_role("tab", name="Kontakty").click()
        await expect(desk.page.get_by_text("Pyta o szkolenie.").last).to_be_visible()
        await caller.hang_up()
        await desk.until_state(AFTER)
        await expect(strip).to_contain_text(name)
        await note.fill("Pyta o szkolenie. Zapisana.")
        await desk.button("Gotowe").click()
        await desk.until_state(READY)
        await _until_written(centre, "Pyta o szkolenie. Zapisana.")
        await expect(desk.page).not_to_have_title(re.compile(anna.last_name))
    assert desk.own.errors == []


async def _goes_by_the_keyboard(desk: DeskPage) -> None:
    """To the note, where something is written, and to the card."""
    await tab_to(desk.page, "Notatka")
    await desk.page.keyboard.type("Mhm. Pyta.")  # M and H are keys of the desk, and letters here
    await expect(desk.page.get_by_text(SAVED)).to_be_attached()
    await expect(desk.page.get_by_text("Mikrofon wyciszony")).to_have_count(0)
    await tab_to(desk.page, "Osoba")
    await desk.page.keyboard.press("ArrowRight")
    await expect(desk.page.get_by_role("tab", name="Kontakty")).to_have_attribute("aria-selected", "true")
    await expect(desk.page.get_by_role("region", name="Historia kontaktów")).to_be_visible()


@pytest.mark.parametrize(
    "how",
    few_of(
        ["without a network", "in silence"],
        {"without a network"},
        "a request that nobody answers is given up after 15 s; a pulled cable under a call is real in the last",
        "tests/browser/test_clients.py::test_nothing_that_is_typed_is_lost_with_the_connection",
        "tests/browser/test_faults.py::test_no_call_is_lost",
    ),
)
async def test_nothing_that_is_typed_is_lost_with_the_connection(
    centre: RunningCentre, desks: Desks, phones: Phones, line: Cable, how: str
) -> None:
    desk = await desks.ready("k20060-1", address=f"http://127.0.0.1:{line.port}")
    caller = await verified_caller(centre, phones)
    await desk.speaks_with(caller)
    note = desk.page.get_by_label("Notatka", exact=True)
    await note.fill("Przed przerwą.")
    await _until_written(centre, "Przed przerwą.")
    await desk.own.context.set_offline(how == "without a network")
    line.cut()
    line.pull()
    await note.fill("Przed przerwą. W przerwie.")
    await expect(desk.page.get_by_text("Niezapisane: brak połączenia.")).to_be_visible(timeout=25_000)
    assert await _written(centre) == "Przed przerwą."
    line.put_in()
    await desk.own.context.set_offline(False)
    await _until_written(centre, "Przed przerwą. W przerwie.", timeout=30)
    await expect(desk.page.get_by_text("Niezapisane: brak połączenia.")).to_be_hidden()
    await caller.hang_up()
