"""What consultants look up most, on the page of the knowledge base: with how few keys, in which language, and in
which order who hears the page comes to it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from playwright.async_api import Locator, Page, Response, expect

from ivr import defaults as centre_defaults
from knowledge import defaults
from knowledge.rates.rate import Language
from tests.browser.accessibility import check_accessibility
from tests.browser.desks import Desks

pytestmark = pytest.mark.asyncio(loop_scope="session")

CONSULTANT = "k20060-1"
MOST_KEYS = 2
OFFICE = next(office["name"] for office in centre_defaults.offices() if office["code"] == "20110")
LANGUAGES: Mapping[Language, str] = {"pl": "polski", "en": "angielski", "uk": "ukraiński"}


@dataclass(frozen=True)
class Task:
    """What is typed, by the language of answers, and the article that answers it. `None`: the card of the office.
    `or_this`: what answers it as well, where the centre has such."""

    article: str | None
    words: Mapping[Language, str]
    or_this: str = ""


TASKS = (
    Task(
        None,
        {
            "pl": "telefon do urzędu w Sokółce",
            "en": "phone number of the office in Sokółka",
            "uk": "телефон управління праці в Сокулці",
        },
    ),
    Task(
        "stypendium-staz",
        {
            "pl": "staż ile płacą",
            "en": "internship, how much do they pay",
            "uk": "стажування скільки платять",
        },
    ),
    Task(
        "kurs-biuro-jezyki",
        {"pl": "kursy komputerowe w pobliżu", "en": "computer courses near me", "uk": "комп'ютерні курси поблизу"},
        or_this="obsługa komputera",
    ),
    Task(
        "zasilek-od-kiedy",
        {
            "pl": "kiedy dostanę zasiłek po rejestracji",
            "en": "when do I get benefit after registration",
            "uk": "коли отримаю допомогу після реєстрації",
        },
    ),
    Task(
        "bon-na-zasiedlenie",
        {"pl": "bon na zasiedlenie", "en": "settlement voucher", "uk": "ваучер на заселення"},
    ),
    Task(
        "stypendium-kurs",
        {"pl": "stypendium za kurs", "en": "scholarship for a course", "uk": "стипендія за курс"},
    ),
    Task(
        "zwrot-dojazdu", {"pl": "zwrot kosztów dojazdu", "en": "travel costs", "uk": "повернення коштів за проїзд"}
    ),
    Task("pit-11", {"pl": "PIT-11", "en": "PIT-11", "uk": "PIT-11"}),
    Task(
        "swiadczenie-przedemerytalne",
        {"pl": "świadczenie przedemerytalne", "en": "pre-retirement benefit", "uk": "передпенсійна допомога"},
    ),
    Task("zaswiadczenia", {"pl": "zaświadczenia", "en": "certificates", "uk": "довідки"}),
)

_COUNT = "addEventListener('keydown', (event) => { if (event.isTrusted) wasPressed(event.key); }, true)"
_RESULTS = ("listbox", "Znalezione")
_PARTS = (("combobox", "Szukaj w bazie wiedzy"), ("region", "Odpowiedź"), _RESULTS)


async def test_ten_tasks_take_two_keys_at_most_besides_their_words_in_each_language(desks: Desks) -> None:
    page = await desks.page("/knowledge", CONSULTANT)
    await expect(_field(page)).to_be_focused()
    pressed: list[str] = []

    def note(key: str) -> None:
        pressed.append(key)

    await page.expose_function("wasPressed", note)
    await page.evaluate(_COUNT)
    too_many = []
    for number, language in enumerate(LANGUAGES):
        await _choose(page, number, language)
        for task in TASKS:
            pressed.clear()
            await page.keyboard.press("Escape")  # the question of the last caller goes
            await _is_solved(page, task, language)
            await page.evaluate("0")  # every key is told by now
            if len(pressed) > MOST_KEYS:
                too_many.append((task.words[language], [*pressed]))
    assert too_many == []
    await _is_heard_in_order(page)


async def _choose(page: Page, number: int, language: Language) -> None:
    """As the page says: Tab, and the arrows of the choice; back in the field one types on."""
    await page.keyboard.press("Tab")
    spoken = page.get_by_label("Język odpowiedzi")
    await expect(spoken).to_be_focused()
    await page.keyboard.press("ArrowDown")  # from all languages, or from the one before, to the next
    await expect(spoken.locator("option:checked")).to_have_text(LANGUAGES[language])
    await expect(page).to_have_url(re.compile(rf"[?&]language={language}\b"))
    await page.keyboard.press("Shift+Tab")
    await expect(_field(page)).to_be_focused()


async def _is_solved(page: Page, task: Task, language: Language) -> None:
    """The sentence that answers is in sight. Words come into the field as from a clipboard: without a key."""
    words = task.words[language]
    async with page.expect_response(_answers(words)):
        await page.keyboard.insert_text(words)
    if task.article is None:
        await expect(_answer(page).filter(has_text=OFFICE)).to_be_in_viewport()
        await expect(_answer(page)).to_contain_text("Telefonu tego urzędu nie ma w bazie.")
        return
    title, sentence = _told(task.article, language)
    solved = _answer(page).or_(page.get_by_role("option", selected=True))
    wanted = solved.filter(has_text=sentence)
    if task.or_this:
        wanted = wanted.or_(solved.filter(has_text=task.or_this))
    shown = _answer(page).or_(page.get_by_role("option"))
    await expect(
        shown.filter(has_text=title).or_(shown.filter(has_text=task.or_this or title)).first
    ).to_be_visible()
    for _ in range(5):
        if await wanted.count():
            break
        await page.keyboard.press("ArrowDown")
    await expect(wanted.first).to_be_in_viewport()


async def _is_heard_in_order(page: Page) -> None:
    """The tree that a reader of the screen walks: of an answer with results below it, and of a list alone."""
    await page.keyboard.press("Escape")
    async with page.expect_response(_answers(TASKS[0].words["uk"])):
        await page.keyboard.insert_text(TASKS[0].words["uk"])
    await expect(_answer(page)).to_contain_text(OFFICE)
    status = page.get_by_role("search").get_by_role("status")
    await expect(status).to_contain_text(f"Odpowiedź: {OFFICE}")
    options = page.get_by_role("listbox", name="Znalezione").get_by_role("option")
    count = await options.count()
    await expect(status).to_contain_text(f"Poza tym: {count} wynik")
    heard = await _tree(page)
    assert heard[:3] == [*_PARTS]
    assert [role for role, _ in heard[3:]] == ["option"] * count
    for (_, name), text in zip(heard[3:], await options.locator("strong").all_inner_texts(), strict=True):
        assert name.startswith(text), (name, text)
    await check_accessibility(page, "wiedza-odpowiedz")

    await page.keyboard.press("Escape")
    async with page.expect_response(_answers("PIT-11")):
        await page.keyboard.insert_text("PIT-11")
    title, sentence = _told("pit-11", "uk")
    await expect(status).to_contain_text(f"Pierwszy wynik: {title}. {sentence}")
    await expect(status.locator("[lang=uk]")).to_contain_text(sentence)
    await expect(status).to_contain_text(f"{await options.count()} wynik")
    await expect(_answer(page)).to_have_count(0)
    assert [role for role, _ in await _tree(page)][:3] == ["combobox", "listbox", "option"], (
        "no answer between them"
    )


async def _tree(page: Page) -> list[tuple[str, str]]:
    """Role and name of the field, the answer and the results, in the order of the browser's accessibility tree."""
    session = await page.context.new_cdp_session(page)
    nodes = (await session.send("Accessibility.getFullAXTree"))["nodes"]
    await session.detach()
    by_id: dict[str, Any] = {node["nodeId"]: node for node in nodes}
    found: list[tuple[str, str]] = []

    def walk(node: dict[str, Any], *, is_result: bool) -> None:
        here = (node.get("role", {}).get("value", ""), node.get("name", {}).get("value", ""))
        if not node["ignored"] and (here in _PARTS or (is_result and here[0] == "option")):
            found.append(here)
        for child in node.get("childIds", []):
            if child in by_id:
                walk(by_id[child], is_result=is_result or here == _RESULTS)

    walk(nodes[0], is_result=False)
    return found


def _answers(words: str) -> Callable[[Response], bool]:
    def is_it(response: Response) -> bool:
        asked = response.request
        return (
            response.url.endswith("/api/knowledge/search")
            and json.loads(asked.post_data or "{}").get("q") == words
        )

    return is_it


def _field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Szukaj w bazie wiedzy")


def _answer(page: Page) -> Locator:
    return page.get_by_role("region", name="Odpowiedź", exact=True)


@cache
def _articles() -> dict[str, defaults.ShippedArticle]:
    return {article.id: article for article in defaults.articles()}


def _told(article_id: str, language: Language) -> tuple[str, str]:
    """The title of an article that ships, and the beginning of its sentence: as far as no rate stands in it."""
    text = _articles()[article_id].content.texts[language]
    return text.title, text.short_answer.split("{")[0][:60].strip()
