"""What must be so of every page in every state; and its picture, where somebody wants one.

`make test` looks at each page in the states of `USUAL_STATES`, `make test-more` in every one.
`S724_PICTURES=folder` writes a picture of each state there. Those of the documentation are of a demonstration.
"""

import asyncio
import os
from functools import partial
from pathlib import Path

from playwright.async_api import Page, ViewportSize

from tests.support.browser.accessibility import come_to_rest, grave_findings
from tests.support.plugins.width import IS_WIDE
from tests.support.timing.eventually import eventually

PICTURES = "S724_PICTURES"
USUAL = ViewportSize(width=1280, height=800)
WIDE = ViewportSize(width=1440, height=900)
MIDDLE = ViewportSize(width=1024, height=768)
TELEPHONE = ViewportSize(width=390, height=844)
NARROW = ViewportSize(width=320, height=640)
USUAL_AT_200 = ViewportSize(width=640, height=400)

USUAL_STATES = frozenset(
    {
        "account",
        "activation-password",
        "blokady",
        "cele",
        "czesci",
        "do-zrobienia",
        "druga-osoba",
        "dziennik-dostepow",
        "dziennik-zmian",
        "godziny",
        "importy",
        "instrukcja",
        "instytucje",
        "kandydaci",
        "karty",
        "klienci",
        "klienci-karta",
        "komunikaty-awaryjne",
        "konsultanci",
        "konta",
        "kontakty",
        "limity",
        "logowanie",
        "moje-zgloszenia",
        "nagrania",
        "nagrania-odtwarzacz",
        "nawigacja",
        "nienaruszalnosc",
        "numery",
        "oceny-arkusz",
        "oceny-formularz",
        "oceny-konsultanta",
        "oceny-wyniki",
        "oddzwonienia",
        "oferty",
        "sprawdzenie-oferty",
        "wzory",
        "osoby-podglad",
        "pierwsze-haslo",
        "poczatek",
        "podrecznik",
        "pokaz",
        "polaczenia",
        "polaczenie",
        "polaczenie-czekanie",
        "poprawki",
        "powody-przerw",
        "pracodawcy",
        "praca-systemu",
        "przechowywanie",
        "przyjecie-oferty",
        "pula-wieczorna",
        "pytania-osoby",
        "raport",
        "raport-filtry",
        "raporty",
        "redakcja",
        "redakcja-stawki",
        "redakcja-szkic",
        "reguly-kolejki",
        "scenariusz-lista",
        "scenariusz-rysunek",
        "scenariusze-linia",
        "sessions",
        "slownik",
        "sprawa",
        "standardy",
        "stanowisko-kontekst",
        "stanowisko-przed",
        "stanowisko-rozmowa",
        "stanowisko-wiedza-odpowiedz",
        "szkolenia",
        "szkoleniowe",
        "tablica",
        "tablica-sciana",
        "targi",
        "telefon-klienta",
        "tematy",
        "urzedy",
        "ustawienia",
        "wagi-zasada",
        "wiedza",
        "wniosek-nowy",
        "wnioski",
        "zapowiedzi",
        "zapowiedzi-nagranie",
        "zdarzenia-bezpieczenstwa",
        "zgloszenia",
        "zgloszenie-nowe",
    }
)
"""Names of pages with something in them. Most other states differ from these by a dialog or a sentence."""

DARK_STATES = frozenset({"czesci", "logowanie", "raport", "stanowisko-rozmowa", "tablica-sciana", "wiedza"})
"""Where `make test` looks at the dark colours, too: every part of pages in every state, and pages with colours of
their own. All others are put together of the same parts."""


async def check_accessibility(page: Page, name: str) -> None:
    """Light without a grave finding of axe, dark without one of colours; at 320 px (also 1280 px at 400 %)
    and at 200 % nothing is wider than the screen. Afterwards the page is as before.

    In a run that is not wide nothing of this in other states than the usual ones, and dark in few of them.
    """
    is_whole = IS_WIDE or bool(os.environ.get(PICTURES))
    if not (is_whole or name in USUAL_STATES):
        await come_to_rest(page)
        return
    findings = []
    for scheme in ("light", "dark") if is_whole or name in DARK_STATES else ("light",):
        await page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        # The page hears of it a moment later, in the middle of what axe looks at if nothing waits for it.
        query = f"(prefers-color-scheme: {scheme})"
        await page.wait_for_function("query => matchMedia(query).matches", arg=query)
        found = await grave_findings(page, in_colours_alone=scheme == "dark")
        findings += [f"{name}, {scheme}: {finding}" for finding in found]
        await _picture(page, f"{name}-{'jasno' if scheme == 'light' else 'ciemno'}")
    await page.emulate_media(color_scheme="null", reduced_motion="null")
    before = page.viewport_size or USUAL
    for size in (NARROW, USUAL_AT_200):
        await page.set_viewport_size(size)
        try:
            await eventually(partial(_fits, page), timeout=1)  # it is laid out anew a moment later
        except AssertionError as too_wide:
            findings.append(f"{name}, {size['width']} px: wider than the screen: {too_wide}")
        if size is NARROW:
            await _picture(page, f"{name}-wasko")
    for size in (WIDE, MIDDLE, TELEPHONE) if os.environ.get(PICTURES) else ():
        await page.set_viewport_size(size)
        await _picture(page, f"{name}-{size['width']}")
    await page.set_viewport_size(before)
    await come_to_rest(page)
    assert not findings, "\n".join(findings)


async def _fits(page: Page) -> bool:
    too_wide = await page.evaluate(_TOO_WIDE)
    assert not too_wide, too_wide
    return True


_TOO_WIDE = """() => {
  const dialog = document.querySelector('dialog[open]');
  if (dialog && dialog.scrollWidth > dialog.clientWidth) return [`dialog: ${dialog.scrollWidth}`];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll('body *')]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .slice(0, 5)
    .map((each) => `${each.tagName}.${each.className} ${Math.round(each.getBoundingClientRect().right)}`);
}"""


async def _picture(page: Page, name: str) -> None:
    if not (folder := os.environ.get(PICTURES)):
        return
    place = Path(folder)
    await asyncio.to_thread(place.mkdir, parents=True, exist_ok=True)
    await page.screenshot(path=place / f"{name}.png", animations="disabled", caret="hide")
