"""What goes on in a demonstration, and made-up people who call: begun once, ended by hand or by itself."""

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.app import create_app
from api.made_up.made_up_history import MadeUpHistory
from api.show.show import Show
from core.settings import Settings
from tests.api.centre import Centre
from tests.api.demonstration.test_demonstration import browser
from tests.support.calls.call_facts import NINE, Story
from tests.support.timing.eventually import eventually

pytestmark = pytest.mark.anyio
NOW, SHOW = "/api/demonstration/now", "/api/demonstration/show"
STAYS = """
import signal
signal.signal(signal.SIGTERM, lambda *_: exit())
print("on", flush=True)
signal.pause()
"""
"""A program in the place of the telephones: it ends when it is told to."""


@pytest.fixture
async def newcomer(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with browser(app) as client:
        yield client


@pytest.fixture
def _telephones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Show, "_is_possible", True)
    monkeypatch.setattr(Show, "_command", lambda self: [sys.executable, "-c", STAYS])


async def test_what_goes_on_is_told(newcomer: AsyncClient, centre: Centre, settings: Settings) -> None:
    going_on = Story(start=NINE).rings()
    await centre.write([*going_on.facts, *Story(start=NINE).rings().ends().facts])
    told = MadeUpHistory("done", 3010, 3010, "2026-10-31", "2026-11-29")
    settings.made_up_history.parent.mkdir(parents=True, exist_ok=True)
    settings.made_up_history.write_text(json.dumps({name: getattr(told, name) for name in told.__struct_fields__}))
    body = (await newcomer.get(NOW)).json()
    assert body["calls"] == 1
    assert (body["history"]["state"], body["history"]["calls"]) == ("done", 3010)
    assert (body["history"]["first_day"], body["history"]["last_day"]) == ("2026-10-31", "2026-11-29")
    assert body["show"]["ends_at"] is None


async def test_before_the_history_is_begun_it_is_about_to_be_written(newcomer: AsyncClient) -> None:
    assert (await newcomer.get(NOW)).json()["history"]["state"] == "writing"


async def test_without_a_history_nothing_is_promised(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"history": False}))
    async with app.router.lifespan_context(app), browser(app) as client:
        assert (await client.get(NOW)).json()["history"]["state"] == "none"


@pytest.mark.usefixtures("_telephones")
async def test_it_is_begun_once_ended_by_hand_and_begun_again(newcomer: AsyncClient, settings: Settings) -> None:
    begun = await newcomer.post(SHOW)
    assert begun.status_code == 200, begun.text
    assert begun.json()["ends_at"] is not None
    again = await newcomer.post(SHOW)
    assert (again.status_code, again.json()["message"]) == (409, "Pokaz już trwa.")
    log = settings.state / "log" / "show.log"
    await eventually(lambda: log.read_text() == "on\n", 20)
    assert (await newcomer.delete(SHOW)).json()["is_ending"]
    await eventually(lambda: _ended(newcomer), 20)
    assert (await newcomer.post(SHOW)).status_code == 200


async def _ended(newcomer: AsyncClient) -> bool:
    return (await newcomer.get(NOW)).json()["show"]["ends_at"] is None


@pytest.mark.usefixtures("_telephones")
async def test_it_ends_with_the_web_service(settings: Settings, tmp_path: Path) -> None:
    app = create_app(settings)
    async with app.router.lifespan_context(app), browser(app) as client:
        assert (await client.post(SHOW)).status_code == 200
        process = app.state.services.show._process
        assert process is not None
    assert process.returncode is not None


async def test_to_end_what_does_not_go_on_is_harmless(newcomer: AsyncClient) -> None:
    assert (await newcomer.delete(SHOW)).status_code == 200


async def test_without_telephones_it_says_so(newcomer: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Show, "_is_possible", False)
    assert (await newcomer.get(NOW)).json()["show"]["is_possible"] is False
    refused = await newcomer.post(SHOW)
    assert (refused.status_code, refused.json()["code"]) == (409, "transition_refused")


async def test_from_elsewhere_and_in_a_production_there_is_none(app: FastAPI, settings: Settings) -> None:
    async with browser(app, address="192.0.2.7") as far:
        assert [(await far.request(how, path)).status_code for how, path in WAYS] == [404, 404, 404]
    production = create_app(settings.model_copy(update={"demonstration": False}))
    async with browser(production) as client:
        assert [(await client.request(how, path)).status_code for how, path in WAYS] == [404, 404, 404]


WAYS = (("GET", NOW), ("POST", SHOW), ("DELETE", SHOW))
