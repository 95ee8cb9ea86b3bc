"""Captions for somebody who tries the demonstration without sound."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.app import create_app
from core.facts.kinds.scenarios import AnnouncementPlayed
from core.settings import Settings
from tests.api.centre import Centre
from tests.api.demonstration.test_demonstration import browser
from tests.support.calls.call_facts import NINE, Story

pytestmark = pytest.mark.anyio
PATH = "/api/demonstration/captions"
SINCE = {"since": "2026-11-24T08:58:00Z"}
MINE = "500000001"


@pytest.fixture
async def newcomer(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with browser(app) as client:
        yield client


async def test_the_call_that_was_dialled_then_is_told(newcomer: AsyncClient, centre: Centre) -> None:
    before = Story(start=NINE - timedelta(minutes=10)).rings(caller=MINE).ends()
    stranger = Story(start=NINE - timedelta(minutes=2)).rings()
    mine = Story(start=NINE - timedelta(minutes=1)).rings(caller=MINE)
    mine.then(AnnouncementPlayed(prompts=["M04"], heard_time=2.0), after=2)
    later = Story(start=NINE - timedelta(seconds=30)).rings(caller="500000002")
    await centre.write([fact for story in (before, stranger, mine, later) for fact in story.facts])
    answer = await newcomer.get(PATH, params={"since": "2026-11-24T08:58:00Z"})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert (body["call_id"], body["is_over"]) == (mine.call_id, False)
    assert (body["desk"]["stage"], body["desk"]["recording"]) == ("menu", "off")
    assert [(each["kind"], each["at"]) for each in body["captions"]] == [("speech", "2026-11-24T08:59:00Z")]


async def test_a_call_that_has_not_come_in_has_no_captions(newcomer: AsyncClient) -> None:
    answer = await newcomer.get(PATH, params=SINCE)
    assert answer.json() == {"call_id": None, "is_over": False, "captions": [], "desk": None}


async def test_from_elsewhere_nobody_may_read_them(app: FastAPI) -> None:
    async with browser(app, address="192.0.2.7") as far:
        assert (await far.get(PATH, params=SINCE)).status_code == 404


async def test_a_production_has_none(settings: Settings) -> None:
    async with browser(create_app(settings.model_copy(update={"demonstration": False}))) as client:
        assert (await client.get(PATH, params=SINCE)).status_code == 404


async def test_what_happens_at_the_desk_is_told_beside(newcomer: AsyncClient, centre: Centre) -> None:
    first = Story(start=NINE - timedelta(minutes=2)).rings().waits()
    mine = Story(start=NINE - timedelta(minutes=1)).rings(caller=MINE).waits()
    await centre.write([fact for story in (first, mine) for fact in story.facts])
    desk = (await newcomer.get(PATH, params=SINCE)).json()["desk"]
    assert (desk["stage"], desk["place"], desk["office"]) == ("waiting", 2, "Urząd 20060")
    mine.is_offered()
    await centre.write(mine.facts)
    desk = (await newcomer.get(PATH, params=SINCE)).json()["desk"]
    assert (desk["stage"], desk["place"], desk["agent"]) == ("ringing", None, "Osoba k20060-1")
