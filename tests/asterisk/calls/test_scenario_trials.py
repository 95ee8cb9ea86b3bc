"""The application dies while an editor's page is led through a draft: in a real browser, on a real Asterisk.

The whole trial, by the page of the product: tests/browser/test_ring_me.py."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import Page
from sqlalchemy import func, select

from acd.telephone import trial_endpoint
from core.db.tables.centre.call_tables import CallRow, EventRow
from tests.asterisk.desk.test_browser_telephone import cookie_of, open_page
from tests.asterisk.recordings.test_recordings_in_calls import killed_and_back
from tests.support.browser.browsers import PageEar
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.hearing import PromptEar
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(180)]

EDITOR = "redaktor"
PAGE = trial_endpoint(EDITOR)
DRAFT, TRIALS = "/api/scenarios/telefon-probny/draft", "/api/scenario-trials"
ENOUGH = 0.2
AROUND = {"at": "2026-11-24T10:00:00", "card_office": "20060", "number": "9510"}
GRAPH = {
    "name": "telefon-probny",
    "title": "Telefon próbny",
    "start": "powitanie",
    "nodes": {
        "powitanie": {"kind": "announcement", "settings": {"prompts": ["W02", "N01"]}, "next": {"done": "koniec"}},
        "koniec": {"kind": "goodbye", "settings": {"prompts": ["G01"]}},
    },
}


async def asked(centre: RunningCentre, method: str, path: str, **body: Any) -> Any:
    answer = await centre.request(EDITOR, method, path, **({"json": body} if body else {}))
    assert answer.status_code in (200, 204), answer.text
    return answer.json() if answer.content else None


async def trial_of(centre: RunningCentre, revision: int) -> str:
    wanted = {"name": "telefon-probny", "revision": revision, "surroundings": AROUND}

    async def begun() -> str | None:
        # A machine that stood still sheds for a moment, trials first: a person asks once more.
        answer = await centre.request(EDITOR, "POST", TRIALS, json=wanted)
        if answer.status_code == 409 and "bardzo dużo połączeń" in answer.text:
            return None
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    return str(await eventually(begun, timeout=30, interval=1))


async def hears(centre: RunningCentre, trial: str, ear: PageEar, prompt: str) -> None:
    """Return when a fifth of it has been heard: a browser on a busy machine stretches what comes late. Asks
    meanwhile where the trial is, or it would end."""
    listening, position = PromptEar(await centre.prompt(prompt)), 0

    async def has_heard() -> bool:
        nonlocal position
        await asked(centre, "GET", f"{TRIALS}/{trial}")
        news = await ear.since(position)
        position += len(news)
        listening.feed(news)
        return listening.share >= ENOUGH

    await eventually(has_heard, timeout=30, interval=0.3)


async def counted(centre: RunningCentre) -> tuple[Any, ...]:
    """Calls, facts of calls, and what the pages count of today."""
    calls = await centre.rows(select(func.count()).select_from(CallRow))
    facts = await centre.rows(select(func.count()).select_from(EventRow).where(EventRow.call_id.is_not(None)))
    listed = (await centre.request("kierownik-wup", "GET", "/api/calls")).json()
    return calls[0][0], facts[0][0], [call["id"] for call in listed["calls"]]


@asynccontextmanager
async def editors_page(centre: RunningCentre) -> AsyncIterator[tuple[Page, int]]:
    """The editor's browser, whose telephone is registered, and the revision of a draft."""
    begun = await asked(centre, "POST", DRAFT, graph=GRAPH)
    async with open_page(centre, await cookie_of(centre, EDITOR)) as page:
        await page.evaluate("phone.isPlain = true")

        async def is_registered() -> bool:
            # The watchdog gives Asterisk the account of an editor as of anybody, within seconds.
            await page.evaluate(f"connect('/api/sip/trial?page=one', '{PAGE}')")
            return bool(await page.evaluate("phone.isRegistered"))

        await eventually(is_registered, timeout=30, interval=1)
        try:
            yield page, begun["revision"]
        finally:
            await asked(centre, "POST", f"{DRAFT}/discard", revision=begun["revision"])


async def test_the_application_dies_in_a_trial_and_the_page_is_hung_up(centre: RunningCentre) -> None:
    before = await counted(centre)
    async with editors_page(centre) as (page, revision):
        await hears(centre, await trial_of(centre, revision), PageEar(page), "W02")
        await killed_and_back(centre)
        await page.wait_for_function("!phone.isTalking", timeout=20_000)
        await centre.until_nothing_is_left()
    assert await counted(centre) == before
