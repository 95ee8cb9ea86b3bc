"""The knowledge base in real browsers: beside a call, searched, written, checked, proposed to; the directory."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.accessibility import check_accessibility
from tests.browser.callers import Told, anna_as_known, hears_an_answer, verified_caller
from tests.browser.clicks import clicks_of
from tests.browser.desks import TALKING, DeskPage, Desks
from tests.browser.keyboard import press_letter, tab_to
from tests.browser.navigation import go_by_navigation
from tests.browser.test_clients import card_with_the_offer, check_card_is_gone
from tests.support.centres.running_centre import ANNAS_OFFICE, RunningCentre
from tests.support.plugins.width import IS_WIDE
from tests.support.telephones.phone import Phone, Phones

pytestmark = pytest.mark.asyncio(loop_scope="session")

EDITOR = "redaktor"
CHECKER = "administrator"
CONSULTANT = "k20060-1"
MOST_KEYS = 5
READ_ON_9524, KEY_ON_9524 = "szkolenia", "5"
SEARCH = "Szukaj w bazie wiedzy"
SAVED = re.compile(r"^zapisano \d{1,2}:\d\d$")


def _field(page: Page) -> Locator:
    return page.get_by_role("combobox", name=SEARCH)


def _found(page: Page) -> Locator:
    return page.get_by_role("listbox", name="Znalezione").get_by_role("option")


def _answer(page: Page) -> Locator:
    return page.get_by_role("region", name="Odpowiedź", exact=True)


def _article(page: Page) -> Locator:
    return page.get_by_role("region", name="Odpowiedź z bazy wiedzy")


async def _keys(page: Page, *keys: str) -> int:
    for key in keys:
        await page.keyboard.press(key)
    return len(keys)


class Editor:
    """Somebody at the editors' page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.opened = page.get_by_role("region", name="Odpowiedź", exact=True)

    async def make(self, title: str, topic: str) -> None:
        await self.page.get_by_role("button", name="Nowa odpowiedź").click()
        dialog = self.page.get_by_role("dialog", name="Nowa odpowiedź")
        await dialog.get_by_label("Tytuł").fill(title)
        await dialog.get_by_label("Temat").fill(topic)
        await dialog.get_by_role("button", name="Utwórz szkic").click()
        await expect(self.opened.get_by_role("heading", name=title, level=2)).to_be_visible()

    async def until_saved(self) -> None:
        await expect(self.opened.get_by_role("status").filter(has_text=SAVED).first).to_be_visible()

    async def take(self, act: str, reason: str = "") -> None:
        await self.opened.get_by_role("button", name=act, exact=True).click()
        dialog = self.page.get_by_role("dialog")
        if reason:
            await dialog.get_by_label("Powód").fill(reason)
        await dialog.get_by_role("button", name=act, exact=True).click()
        await expect(dialog).to_be_hidden()

    @property
    def article_id(self) -> str:
        return parse_qs(urlsplit(self.page.url).query)["article"][0]


async def _published(desks: Desks, title: str, topic: str, answer: str) -> tuple[Editor, Editor]:
    """A new article, written by one and published by another, who finds it in the work that waits; in 8 clicks."""
    writer = Editor(await desks.page("/articles", EDITOR))
    clicks = await clicks_of(writer.page)
    await writer.make(title, topic)
    await _write(writer, answer)
    await writer.take("Oddaj do sprawdzenia")
    checker = Editor(await desks.page("/knowledge", CHECKER))
    their_clicks = await clicks_of(checker.page)
    await go_by_navigation(checker.page, "Do zrobienia")
    waiting = checker.page.get_by_role("table", name="Do zrobienia").get_by_role("row").filter(has_text=title)
    await waiting.get_by_role("link").first.click()
    await checker.take("Opublikuj")
    await expect(checker.page.get_by_text("Opublikowano.")).to_be_visible()
    assert await clicks.count() + await their_clicks.count() <= 8
    return writer, checker


async def _write(editor: Editor, answer: str) -> None:
    await editor.opened.get_by_label("Krótka odpowiedź").fill(answer)
    await editor.opened.get_by_label("Źródło", exact=True).fill("do sprawdzenia przez redakcję")
    await editor.opened.get_by_label("Stan prawny na").fill("2026-11-01")
    await editor.until_saved()


async def _plays(editor: Editor) -> None:
    """The sound of the preview, for a second at least."""
    audio = editor.opened.get_by_role("region", name="Podgląd").locator("audio")
    await expect(audio).to_be_visible(timeout=30_000)
    sound = await audio.element_handle()
    await editor.page.wait_for_function("sound => sound.currentTime > 1 && sound.error === null", arg=sound)


async def test_a_consultant_in_a_call_finds_the_answer_by_the_keyboard_and_reads_it_aloud(
    desks: Desks,
) -> None:
    desk = await desks.ready(CONSULTANT)
    told = Told()
    told.listen_to(desk.page)
    caller = await desks.caller("857001361")
    await desk.speaks_with(caller)

    pressed = await _keys(desk.page, "/")
    await expect(_field(desk.page)).to_be_focused()
    await desk.page.keyboard.type("zgubilem karte")
    pressed += await _keys(desk.page, "Enter")
    article = _article(desk.page)
    await expect(article.get_by_text("Przeczytaj:")).to_be_visible()
    await expect(article).to_contain_text("kart")
    assert pressed <= MOST_KEYS, f"{pressed} keys"
    await expect(article).to_be_focused()
    await check_accessibility(desk.page, "stanowisko-wiedza")

    # The call's own keys work again while the article is read.
    await press_letter(desk.page, "m")
    await expect(desk.page.get_by_text("Mikrofon wyciszony").first).to_be_visible()
    await press_letter(desk.page, "m")
    await desk.page.keyboard.press("Escape")
    await expect(_field(desk.page)).to_be_focused()
    await expect(_field(desk.page)).to_have_value("zgubilem karte")
    await check_accessibility(desk.page, "stanowisko-wiedza-wyniki")
    await _keys(desk.page, "ArrowDown", "Enter")
    await expect(article.get_by_role("heading").first).to_be_visible()
    await expect(desk.button("Zakończ")).to_be_visible()

    # The caller asks something else: the next search begins from the article, too.
    await _keys(desk.page, "/")
    await expect(_field(desk.page)).to_be_focused()
    await desk.page.keyboard.type("ile wynosi zasilek")
    await expect(article).to_have_count(0)
    await expect(_found(desk.page).first).to_be_visible()

    assert told.names("zgubilem", "karte") == [], "the question stands in an address"
    assert "zgubilem" not in await desk.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    await _writes_to_the_editors_over_the_end(desk, caller)
    await expect(_field(desk.page)).to_have_value("")
    await expect(article).to_have_count(0)


async def test_what_is_known_of_a_call_is_there_with_the_offer_and_articles_before_a_key(
    centre: RunningCentre, phones: Phones, desks: Desks
) -> None:
    anna = await anna_as_known(centre)
    desk = await desks.ready("k20060-1")
    caller = await verified_caller(centre, phones)
    await desk.until_rung()
    card = await card_with_the_offer(desk, anna)
    await expect(desk.page.get_by_text("z danych klienta").first).to_be_visible()
    await desk.answer()
    await desk.until_state(TALKING)
    known = desk.page.get_by_role("region", name="Co wiadomo o kliencie")
    await expect(known.get_by_text(re.compile(r"Ostatnie kontakty \(\d\)"))).to_be_visible()
    await expect(known.get_by_text(re.compile(r"Otwarte sprawy \(\d+\)"))).to_be_visible()
    await expect(desk.page.get_by_role("tab", name="Klient")).to_have_attribute("aria-selected", "true")
    await check_accessibility(desk.page, "stanowisko-kontekst")
    await _writes_and_searches(desk)
    await caller.hang_up()
    await desk.until_state("Gotowość")
    await expect(known).to_have_count(0)
    await check_card_is_gone(desk, anna, card)


async def _writes_and_searches(desk: DeskPage) -> None:
    """From the note into the search and back, without the mouse; articles of the topic stand there already."""
    note = desk.page.get_by_label("Notatka")
    await note.click()
    await desk.page.keyboard.type("Pyta o 1/2 etatu")
    await expect(note).to_have_value("Pyta o 1/2 etatu")
    await desk.page.keyboard.press("Control+k")
    palette = desk.page.get_by_role("dialog", name="Znajdź czynność lub stronę")
    await expect(palette.get_by_role("option").first).to_be_visible()
    await desk.page.keyboard.type("szukaj")
    await desk.page.keyboard.press("Enter")
    await expect(_field(desk.page)).to_be_focused()
    offered = desk.page.get_by_role("listbox", name="Do sprawy tej rozmowy")
    await expect(offered.get_by_role("option").first).to_be_visible()
    await check_accessibility(desk.page, "stanowisko-wiedza-do-sprawy")
    await desk.page.keyboard.press("Enter")
    await expect(_article(desk.page).get_by_role("heading").first).to_be_visible()


@pytest.mark.more(
    "a call comes over a form in which somebody types in the first; the field is used in calls in the last ones",
    "tests/browser/test_call_on_every_page.py::test_a_call_is_answered_held_handed_on_and_ended_beside_other_work_and_in_an_open_form",
    "tests/browser/test_knowledge.py::test_a_consultant_in_a_call_finds_the_answer_by_the_keyboard_and_reads_it_aloud",
    "tests/browser/test_knowledge.py::test_what_is_known_of_a_call_is_there_with_the_offer_and_articles_before_a_key",
)
async def test_an_offer_takes_neither_the_field_nor_the_question_from_whoever_types(
    centre: RunningCentre, phones: Phones, desks: Desks
) -> None:
    desk = await desks.ready(CONSULTANT)
    await _keys(desk.page, "/")
    await expect(_field(desk.page)).to_be_focused()
    await desk.page.keyboard.type("zgubilem")
    caller = await verified_caller(centre, phones)
    await desk.until_rung()
    await expect(desk.page.get_by_role("tab", name="Klient")).to_be_visible()
    await expect(_field(desk.page)).to_be_focused()
    await desk.page.keyboard.type(" karte em")
    await expect(_field(desk.page)).to_have_value("zgubilem karte em")
    await _keys(desk.page, "Enter")
    await expect(_article(desk.page)).to_be_focused()
    await expect(desk.button("Odbierz")).to_be_visible()  # Enter was the field's, not the desk's
    await desk.answer()
    await desk.until_state(TALKING)

    # What is typed outlives a look at the client.
    await desk.page.get_by_role("tab", name="Klient").click()
    await expect(_field(desk.page)).to_be_hidden()
    await _keys(desk.page, "/")
    await expect(_field(desk.page)).to_have_value("zgubilem karte em")
    await caller.hang_up()
    await desk.until_state("Gotowość")
    await expect(_field(desk.page)).to_have_value("")


async def _writes_to_the_editors_over_the_end(desk: DeskPage, caller: Phone) -> None:
    """What was begun in the call outlives it."""
    await desk.page.get_by_role("button", name="Nie ma odpowiedzi").click()
    dialog = desk.page.get_by_role("dialog", name="Nie ma odpowiedzi na to pytanie")
    words = dialog.get_by_role("textbox")
    await words.fill("Gdzie zgłosić zgubioną kartę?")
    await caller.hang_up()
    await desk.until_state("Gotowość")
    await expect(dialog).to_be_visible()
    await expect(words).to_have_value("Gdzie zgłosić zgubioną kartę?")
    await dialog.get_by_role("button", name="Wyślij do redakcji").click()
    await expect(desk.page.get_by_text("Wysłano do redakcji.")).to_be_visible()


async def test_a_consultant_proposes_and_an_editor_decides(desks: Desks) -> None:
    page = await desks.page("/knowledge", CONSULTANT)
    await expect(_field(page)).to_be_focused()
    await page.keyboard.type("zgubiona karta")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Zaproponuj poprawkę").click()
    dialog = page.get_by_role("dialog", name=re.compile("^Poprawka: "))
    await dialog.get_by_role("button", name="Wyślij do redakcji").click()
    await expect(dialog.get_by_text("co najmniej 10 znaków")).to_be_visible()
    await dialog.get_by_label("Co trzeba poprawić").fill("Proszę dopisać, że kartę wyda też urząd gminy.")
    await check_accessibility(page, "wiedza-poprawka")
    await dialog.get_by_role("button", name="Wyślij do redakcji").click()
    await expect(page.get_by_text("Wysłano do redakcji.")).to_be_visible()

    editor = await desks.page("/articles?tab=proposals", f"redaktor-{ANNAS_OFFICE}")
    row = editor.get_by_role("row").filter(has_text="kartę wyda też urząd gminy")
    await expect(row).to_contain_text("Konsultant 1 (Kolno)")
    await check_accessibility(editor, "redakcja-propozycje")
    await row.get_by_role("button", name=re.compile("^Przyjmij")).click()
    decision = editor.get_by_role("dialog", name="Przyjąć propozycję?")
    await decision.get_by_label("Odpowiedź dla konsultanta").fill("Dziękujemy, dopisane.")
    await decision.get_by_role("button", name="Przyjmij").click()
    await expect(row).to_contain_text("przyjęta")
    await expect(row).to_contain_text("Dziękujemy, dopisane.")


async def test_a_question_without_an_answer_becomes_the_editors_work(desks: Desks) -> None:
    page = await desks.page("/knowledge", CONSULTANT)
    await page.keyboard.type("strażak remiza poligon")
    none = page.get_by_role("region", name="Baza nie ma odpowiedzi")
    await none.get_by_role("button", name="Nie ma odpowiedzi").click()
    dialog = page.get_by_role("dialog", name="Nie ma odpowiedzi na to pytanie")
    await expect(dialog.get_by_label("O co pyta klient")).to_have_value("strażak remiza poligon")
    await dialog.get_by_role("button", name="Wyślij do redakcji").click()
    await expect(page.get_by_text("Wysłano do redakcji.")).to_be_visible()

    editor = await desks.page("/articles", EDITOR)
    await go_by_navigation(editor, "Luki w wiedzy")
    row = editor.get_by_role("row").filter(has_text="poligon")
    await expect(row).to_be_visible()
    await check_accessibility(editor, "redakcja-bez-odpowiedzi")
    await row.get_by_role("button", name=re.compile("^Napisz odpowiedź")).click()
    made = editor.get_by_role("dialog", name="Nowa odpowiedź")
    await expect(made.get_by_label("Tytuł")).to_have_value(re.compile("poligon"))
    await editor.keyboard.press("Escape")
    await editor.go_back()
    await row.get_by_role("button", name=re.compile("^Załatwione")).click()
    await editor.get_by_role("dialog").get_by_role("button", name="Zamknij pytanie").click()
    await expect(row).to_have_count(0)


async def test_an_editor_writes_an_article_from_nothing_another_publishes_it_and_everybody_finds_and_hears_it(
    centre: RunningCentre, phones: Phones, desks: Desks
) -> None:
    title = "Zaświadczenie o okresach rejestracji"
    answer = "Zaświadczenie wydaje urząd, w którym jest rejestracja."
    writer = Editor(await desks.page("/articles", EDITOR))
    await check_accessibility(writer.page, "redakcja")
    await writer.make(title, READ_ON_9524)
    opened = writer.opened
    await opened.get_by_label("Kolejność w temacie").fill("0")
    await opened.get_by_label("Krótka odpowiedź").fill("Zaświadczenie kosztuje 17 zł.")
    await expect(opened.get_by_text("Kwot nie wpisuje się w tekst").first).to_be_visible()
    await opened.get_by_label("Krótka odpowiedź").fill("x" * 301)
    await expect(opened.get_by_text("301 z 300 znaków. O 1 za długo.")).to_be_visible()
    await opened.get_by_label("Krótka odpowiedź").fill(answer)
    await opened.get_by_label("Pełna odpowiedź").fill("## Gdzie\n\n- w **urzędzie**\n- <script>alert(1)</script>")
    await opened.get_by_label("Pytania klientów").fill("Gdzie dostanę zaświadczenie?\nKto wydaje zaświadczenie?")
    await opened.get_by_label("Kolejne kroki").fill("Prosimy złożyć wniosek.")
    preview = opened.get_by_role("region", name="Podgląd")
    await expect(preview.get_by_role("listitem").first).to_contain_text("w urzędzie")
    await expect(preview.get_by_text(re.compile("^SMS: 1 część"))).to_be_visible()
    assert await preview.locator("script").count() == 0
    await opened.get_by_label("Źródło", exact=True).fill("do sprawdzenia przez redakcję")
    await opened.get_by_label("Stan prawny na").fill("2026-11-01")
    await writer.until_saved()
    await check_accessibility(writer.page, "redakcja-szkic")
    await preview.get_by_role("button", name="Odsłuchaj").click()
    await expect(preview.locator("audio")).to_be_visible(timeout=30_000)
    await writer.page.reload()
    await expect(opened.get_by_label("Krótka odpowiedź")).to_have_value(re.compile("^Zaświadczenie wydaje"))

    await opened.get_by_role("button", name="Dodaj: angielski").click()
    await opened.get_by_label("Tytuł").fill("Certificate of registration")
    await opened.get_by_label("Krótka odpowiedź").fill("Your office issues the certificate.")
    await expect(preview.get_by_text("Your office issues the certificate.").first).to_be_visible()
    await writer.until_saved()

    await writer.take("Oddaj do sprawdzenia")
    await expect(opened.get_by_text("Opublikować może ją tylko inna osoba.")).to_be_visible()
    await expect(opened.get_by_role("button", name="Opublikuj", exact=True)).to_have_count(0)
    address_of = f"/articles?list=in_review&article={writer.article_id}"
    checker = Editor(await desks.page(address_of, CHECKER))
    await checker.take("Zwróć do poprawy", "Brakuje dokumentów.")
    await writer.page.reload()
    await expect(opened.get_by_text("Zwrócono do poprawy: Brakuje dokumentów.")).to_be_visible()
    await opened.get_by_label("Dokumenty").fill("Dowód osobisty")
    await writer.until_saved()
    await writer.take("Oddaj do sprawdzenia")
    await checker.page.reload()
    heard = checker.opened.get_by_role("region", name="Podgląd").get_by_role("button", name="Odsłuchaj")
    await heard.click()
    await _plays(checker)
    await check_accessibility(checker.page, "redakcja-do-sprawdzenia")
    shown = checker.opened.get_by_role("group", name="Język podglądu")
    await shown.get_by_role("button", name="angielski").click()
    in_english = checker.opened.get_by_role("region", name="Podgląd")
    await expect(in_english.get_by_text("Your office issues the certificate.").first).to_be_visible()
    await checker.take("Opublikuj")
    await expect(checker.page.get_by_text("Opublikowano.")).to_be_visible()

    reader = await desks.page("/knowledge", CONSULTANT)
    await expect(reader.get_by_role("group", name="Zawężenie")).to_be_visible()
    await expect(_field(reader)).to_be_focused()
    await reader.keyboard.type("zaswiadczenie o okresach rejestracji")
    await expect(_found(reader).first).to_contain_text(title, timeout=70_000)
    await reader.keyboard.press("Enter")
    article = _article(reader)
    await expect(article).to_contain_text(answer)
    await expect(article).to_contain_text("Dowód osobisty")
    await check_accessibility(reader, "wiedza")
    assert parse_qs(urlsplit(reader.url).query) == {"article": [writer.article_id]}
    if IS_WIDE:  # what is published is heard without a browser, too: tests/asterisk/calls/test_knowledge.py
        await hears_an_answer(centre, phones, KEY_ON_9524, answer)


async def test_an_expired_article_says_so_loudly_and_shows_no_sentence_to_read(
    centre: RunningCentre, desks: Desks
) -> None:
    await _publish_until(centre, date(2026, 5, 31))
    expired = (await centre.get("/api/articles", list="expired"))["articles"]
    page = await desks.page(f"/knowledge?article={expired[0]['id']}", CONSULTANT)
    article = _article(page)
    await expect(article.get_by_role("alert")).to_contain_text("Nie obowiązuje")
    await expect(article.get_by_text("Przeczytaj:")).to_have_count(0)
    await check_accessibility(page, "wiedza-nie-obowiazuje")
    editor = await desks.page("/articles?list=expired", EDITOR)
    await expect(editor.get_by_role("button", name=f"Otwórz: {expired[0]['title']}").first).to_be_visible()


async def _publish_until(centre: RunningCentre, last: date) -> None:
    """An answer that held until that day, written by one person and published by another."""
    words = {"title": "Nabór na szkolenia wiosenne", "short_answer": "Wnioski przyjmuje urząd.", "full_answer": ""}
    holds = {"legal_status_on": "2026-01-01", "valid_from": "2026-01-01", "valid_until": last.isoformat()}
    source = {"source": "ogłoszenie urzędu", "source_certainty": "high", "review_by": "2027-05-01"}
    content = {"texts": {"pl": words}, **holds, **source}
    new = {"topic": "nabor_wiosenny", "audiences": ["unemployed"], "content": content}
    answer = await centre.request(EDITOR, "POST", "/api/articles", json=new)
    answer.raise_for_status()
    article = answer.json()["id"]
    for account, step in ((EDITOR, "submit"), (CHECKER, "publish")):
        on = {"If-Match": answer.headers["ETag"]}
        answer = await centre.request(account, "POST", f"/api/articles/{article}/{step}", headers=on)
        answer.raise_for_status()


@pytest.mark.more(
    "a state of the editors' page; who comes late is told so by the web service",
    "tests/api/knowledge/test_articles.py::test_who_comes_late_is_told_what_stands_and_nothing_is_lost",
    "tests/api/knowledge/test_articles.py::test_a_draft_is_given_up",
    "tests/browser/test_knowledge.py::test_an_editor_writes_an_article_from_nothing_another_publishes_it_and_everybody_finds_and_hears_it",
)
async def test_two_editors_lose_neither_text(desks: Desks) -> None:
    one = Editor(await desks.page("/articles", EDITOR))
    await one.make("Dwie redakcje", "proba_dwoch")
    await _write(one, "Tekst pierwszej osoby.")
    path = f"/articles?list=drafts&article={one.article_id}"
    other = Editor(await desks.page(path, CHECKER))
    await other.opened.get_by_label("Krótka odpowiedź").fill("Tekst drugiej osoby.")
    await other.until_saved()
    await expect(other.opened.get_by_role("status").filter(has_text=SAVED).first).to_be_visible()
    await one.opened.get_by_label("Krótka odpowiedź").fill("Tekst pierwszej osoby, dłuższy.")
    await expect(one.opened.get_by_text("Ktoś inny zmienił tę odpowiedź").first).to_be_visible()
    pair = one.opened.get_by_role("group", name="Krótka odpowiedź (polski)")
    await expect(pair).to_contain_text("Tekst pierwszej osoby, dłuższy.")
    await expect(pair).to_contain_text("Tekst drugiej osoby.")
    await check_accessibility(one.page, "redakcja-konflikt")
    await one.opened.get_by_role("button", name="Zapisz moją treść").click()
    await one.until_saved()
    await other.page.reload()
    await expect(other.opened.get_by_label("Krótka odpowiedź")).to_have_value("Tekst pierwszej osoby, dłuższy.")
    await other.take("Usuń szkic")
    await expect(other.page.get_by_text("Usunięto szkic.")).to_be_visible()


@pytest.mark.more(
    "a state of the editors' page; what it shows is told by the web service",
    "tests/api/knowledge/test_articles.py::test_the_versions_of_an_article_and_what_changed_between_them",
    "tests/api/knowledge/test_articles.py::test_an_article_is_withdrawn_and_then_only_editors_see_it",
    "tests/browser/test_knowledge.py::test_an_editor_writes_an_article_from_nothing_another_publishes_it_and_everybody_finds_and_hears_it",
)
async def test_versions_are_shown_side_by_side_and_what_is_withdrawn_is_gone(
    desks: Desks,
) -> None:
    writer, checker = await _published(desks, "Godziny kasy", "kasa", "Kasa jest czynna do godziny 14.")
    await writer.page.reload()
    await writer.opened.get_by_role("button", name="Napisz nową wersję").click()
    await writer.opened.get_by_label("Krótka odpowiedź").fill("Kasa jest czynna do godziny 15.")
    await writer.until_saved()
    await writer.opened.get_by_role("button", name="Historia i różnice").click()
    versions = writer.opened.get_by_role("region", name="Wersje")
    await versions.get_by_role("button", name="Pokaż różnice").click()
    pair = versions.get_by_role("group", name="Krótka odpowiedź (polski)")
    await expect(pair.locator("del")).to_contain_text("14")
    await expect(pair.locator("ins")).to_contain_text("15")
    await check_accessibility(writer.page, "redakcja-roznice")
    # It stays while somebody writes on, and tells the new words.
    short = writer.opened.get_by_role("textbox", name="Krótka odpowiedź")
    await short.fill("Kasa jest czynna do godziny 16.")
    await expect(pair.locator("ins")).to_contain_text("16")
    await writer.take("Usuń szkic")
    await checker.page.reload()
    await checker.take("Wycofaj", "Kasy już nie ma.")
    await expect(checker.page.get_by_text("Wycofano: Kasy już nie ma.").first).to_be_visible()


async def test_rates_are_set_by_two_of_the_province_and_seen_by_the_offices(
    centre: RunningCentre, desks: Desks
) -> None:
    page = await desks.page("/articles?tab=rates", EDITOR)
    await page.get_by_role("button", name="Dodaj stawkę, której nie ma na liście").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Kod").fill("proba_stawki")
    await dialog.get_by_label("Nazwa").fill("Stawka na próbę")
    await dialog.get_by_label("Kwota").fill("1 234,5 zł")
    await dialog.get_by_label("Źródło", exact=True).fill("do sprawdzenia przez redakcję")
    await check_accessibility(page, "redakcja-stawka")
    await dialog.get_by_role("button", name="Zgłoś do potwierdzenia").click()
    await expect(page.get_by_text("Zgłoszono. Kwoty będą obowiązywać")).to_be_visible()
    waiting = (await centre.request("administrator", "GET", "/api/proposals")).json()["to_decide"]
    [rate] = [each for each in waiting if each["subject"] == "proba_stawki"]
    done = await centre.request("administrator", "POST", f"/api/proposals/{rate['id']}/confirm")
    assert done.json().get("state") == "done", done.text
    await page.reload()
    await expect(page.get_by_role("row").filter(has_text="proba_stawki")).to_contain_text(
        re.compile(r"1.234,50.zł")
    )
    await check_accessibility(page, "redakcja-stawki")
    office = await desks.page("/articles?tab=rates", f"redaktor-{ANNAS_OFFICE}")
    await expect(office.get_by_role("row").filter(has_text="proba_stawki")).to_be_visible()
    await expect(office.get_by_role("button", name="Wpisz stawki z ogłoszenia")).to_have_count(0)


async def test_the_directory_is_found_without_polish_letters(desks: Desks) -> None:
    page = await desks.page("/directory", CONSULTANT)
    places = page.get_by_role("list", name="Urzędy i filie").locator("> li")
    await expect(places.first).to_be_visible()
    await check_accessibility(page, "kontakty")
    await page.get_by_label("Szukaj urzędu albo instytucji").fill("lomza")
    await expect(places.first).to_contain_text("Łomż")
    assert await places.count() <= 2
    await expect(places.first).to_contain_text("dzisiaj")


@dataclass(frozen=True)
class Task:
    """What somebody asks for, what answers it, and what is read out then."""

    words: str
    title: str
    told: str = ""


_OFFICE = "Powiatowy Urząd Pracy w Sokółce"
# The ten most asked, in each language: test_knowledge_tasks.py.
TASKS = (
    Task("telefon do urzędu w Sokółce", _OFFICE, "Telefon"),
    Task("ile płacą za staż", "Ile płacą za staż", "wynosi 160 procent"),
    Task("kursy komputerowe", "Kursy komputerowe, biurowe i językowe"),
    Task("kiedy dostanę zasiłek po rejestracji", "Od kiedy jest zasiłek", "Zasiłek liczy się od dnia"),
    Task("i lost my card", "Lost card", "Your county labour office issues"),
    Task("телефон управління Sokółka", _OFFICE, "Telefon"),
    Task("я загубив картку", "Загублена картка", "Нову картку або новий PIN-код"),
)
MOST_KEYS_OF_A_TASK = 2


@pytest.mark.more(
    "the ten most asked questions in each language are the others', and so is the keyboard",
    "tests/browser/test_knowledge_tasks.py::test_ten_tasks_take_two_keys_at_most_besides_their_words_in_each_language",
    "tests/browser/test_knowledge.py::test_the_whole_base_is_searched_by_the_keyboard_alone_and_enter_may_be_faster_than_its_answer",
)
async def test_at_the_desk_a_task_takes_two_keys_at_most_besides_its_words_and_who_hears_the_page_is_told(
    desks: Desks,
) -> None:
    desk = await desks.ready(CONSULTANT)
    page = desk.page
    for task in TASKS:
        keys = await _keys_until_told(page, task)
        assert keys <= MOST_KEYS_OF_A_TASK, f"{task.words}: {keys} keys"
        await _keys(page, "Escape", "Escape")  # the next caller asks
    await _keys_until_told(page, TASKS[0])
    for known in ("dzisiaj", "ul. Kryńska 40", "Szudziałowo"):
        await expect(_answer(page)).to_contain_text(known)
    said = page.get_by_role("search").get_by_role("status")
    await expect(said).to_contain_text(re.compile(f"Odpowiedź: {_OFFICE}, .*dzisiaj"))
    await check_accessibility(page, "stanowisko-wiedza-odpowiedz")
    await _keys(page, "Tab")
    await expect(page.get_by_label("Język odpowiedzi")).to_be_focused()
    await _keys(page, "Shift+Tab", "Enter")
    await expect(_article(page)).to_be_focused()
    await expect(_article(page).get_by_role("heading").first).to_have_text(_OFFICE)
    await _keys(page, "Escape")
    await expect(_field(page)).to_be_focused()


async def _keys_until_told(page: Page, task: Task) -> int:
    """How many besides the words: `/`, and arrows until what is read is the answer or is chosen."""
    await _keys(page, "/")
    await _field(page).fill(task.words)  # one question: what is shown then belongs to it
    shown = _answer(page) if task.title == _OFFICE else _answer(page).or_(_found(page))
    await expect(shown.filter(has_text=task.title).first).to_be_visible()
    texts = await _answer(page).all_inner_texts() + await _found(page).all_inner_texts()
    place = next(place for place, text in enumerate(texts) if task.title in text)
    await _keys(page, *["ArrowDown"] * place)
    chosen = page.get_by_role("option", selected=True)
    await expect(_answer(page).or_(chosen).filter(has_text=task.title).first).to_contain_text(task.told)
    return 1 + place


async def test_the_whole_base_is_searched_by_the_keyboard_alone_and_enter_may_be_faster_than_its_answer(
    desks: Desks,
) -> None:
    page = await desks.page("/directory", CONSULTANT)
    await tab_to(page, "Baza wiedzy")
    await page.keyboard.press("Enter")
    await expect(_field(page)).to_be_focused()
    await page.get_by_label("Rodzaj").select_option(label="odpowiedź")
    assert parse_qs(urlsplit(page.url).query)["kind"] == ["article"]
    await _field(page).focus()
    await page.keyboard.type("zgubiona karta")
    await page.keyboard.press("Enter")
    await expect(_article(page)).to_be_focused()
    before = parse_qs(urlsplit(page.url).query)["article"]
    await page.keyboard.press("/")
    await expect(_field(page)).to_be_focused()
    await page.keyboard.type("ile wynosi zasiłek")
    await page.keyboard.press("Enter")
    await expect(_article(page)).to_be_focused()
    await expect(_article(page)).to_contain_text("zasił")
    assert parse_qs(urlsplit(page.url).query)["article"] != before
    await page.keyboard.press("/")
    await expect(_field(page)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(_article(page)).to_have_count(0)
    assert "article" not in parse_qs(urlsplit(page.url).query)
