"""Pages tell where they have failed, before a log-in, too, and can tell nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from structlog.testing import capture_logs

from api.account_limits import LIMITS
from api.auth import SESSION_COOKIE
from core.settings import Settings
from tests.api.http.conftest import Scrape
from tests.api.people import PASSWORD
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

BUILD = "0123456789ab"
TOLD = {"build": BUILD, "page": "/clients", "file": "Clients-Ab12_cd.js", "line": 1, "column": 40}
OURS = {"origin": "http://centre"}
PERSONAL = [
    "Anna Chrostowska", "/clients/anna-chrostowska", "/anna-chrostowska", "85030912345", "+48600100200",
    "anna@example.pl", "Clients-Ab12_cd.js?client=client-20060-0", "../../state/secrets.json", "chrostowska.js",
    "call-s724-1795936880-0", "k20060-1", "0123456789ac", "TypeError: Anna", "x" * 5000, "\n2026 a", "",
]  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Built pages, of which one is known."""
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    (site / "assets" / "Clients-Ab12_cd.js").write_text("let a = 1;\n" * 10)
    (site / "files.json").write_text(json.dumps({f"{BUILD}{'0' * 52}": ["Clients-Ab12_cd.js"]}))
    (site / "pages.json").write_text(json.dumps(["/clients", "/desk"]))
    return site


@pytest.fixture
def settings(settings: Settings, site: Path) -> Settings:
    return settings.model_copy(update={"web_dir": site})


async def tell(client: AsyncClient, **changed: Any) -> int:
    return (await client.post("/api/page-errors", json={**TOLD, **changed}, headers=OURS)).status_code


async def test_a_failure_is_counted_by_who_tells_of_it_and_its_place_stands_in_the_log(
    app: FastAPI,
    stranger: AsyncClient,
    scrape: Scrape,
) -> None:
    with capture_logs() as logs:
        assert await tell(stranger) == 204
        credentials = {"username": "k20060-1", "password": PASSWORD, "kind": "page"}
        assert (await stranger.post("/api/login", json=credentials)).status_code == 200
        assert SESSION_COOKIE in stranger.cookies
        assert [await tell(stranger, page="none"), await tell(stranger)] == [204, 204]
    told = [each for each in logs if each["event"] == "a page has failed"]
    assert told[0] == {"event": "a page has failed", "log_level": "warning", "teller": "stranger", **TOLD}
    assert [(each["page"], each["teller"]) for each in told[1:]] == [("none", "account"), ("/clients", "account")]
    figures = await scrape()
    assert figures["s724_page_errors_total", ("account",)] == 2
    assert figures["s724_page_errors_total", ("stranger",)] == 1


async def test_nothing_that_is_not_ours_can_be_told(
    app: FastAPI, stranger: AsyncClient, clock: StandingClock
) -> None:
    with capture_logs() as logs:
        for text in PERSONAL:
            for field in ("build", "page", "file"):
                clock.passes(seconds=LIMITS["page_error"].every)
                assert await tell(stranger, **{field: text}) == 422, (field, text)
        for number in (0, -1, 111, 600100200, 85030912345, "1; Anna"):
            clock.passes(seconds=LIMITS["page_error"].every * 2)
            assert await tell(stranger, column=number) == 422
            assert await tell(stranger, line=number) == 422
        assert await tell(stranger, message="Anna Chrostowska") == 422
    assert app.state.services.page_errors.counts == {"account": 0, "stranger": 0}
    assert "a page has failed" not in {each["event"] for each in logs}
    assert not [text for text in PERSONAL if len(text) > 12 and text in repr(logs)]


async def test_a_page_of_another_site_tells_nothing(stranger: AsyncClient) -> None:
    for origin in ({}, {"origin": "http://elsewhere"}):
        answer = await stranger.post("/api/page-errors", json=TOLD, headers=origin)
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_refused")


async def test_who_tells_too_often_is_not_heard_and_all_together_have_a_limit(
    app: FastAPI, stranger: AsyncClient, clock: StandingClock
) -> None:
    limit = LIMITS["page_error"]
    assert [await tell(stranger) for _ in range(limit.at_once + 1)] == [204] * limit.at_once + [429]
    clock.passes(seconds=limit.every)
    assert [await tell(stranger), await tell(stranger)] == [204, 429]
    limits = app.state.services.limits
    clock.passes(hours=1)
    for _ in range(LIMITS["page_errors"].at_once):
        limits.take("", "page_errors")
    assert await tell(stranger) == 429
