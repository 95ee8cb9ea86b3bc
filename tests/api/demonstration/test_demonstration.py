"""A newcomer at the machine of a demonstration gets in with one click; nobody else ever does."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from api.app import create_app
from api.made_up.made_up_clients import demonstration_clients
from core.db.tables.staff_tables import Account, SecurityEventRow
from core.settings import Settings
from ops.demonstration.made_up import tell_web_service
from ops.welcome import BrowserAccount, Centre, Client, Hotline
from tests.support.timing.standing_clock import StandingClock

PEPPER = "x" * 40
ANNA = next(client for client in demonstration_clients(PEPPER) if client.office == "20060")
MADE_UP = Centre(
    hotlines=[Hotline("9510", "urzędy pracy")],
    telephones=[],
    accounts=[BrowserAccount("k20060-1", "x", "consultant"), BrowserAccount("kierownik-20060", "x", "supervisor")],
    clients=[Client(ANNA.card_number, ANNA.pin, ANNA.seat), Client("123456782", "402917", "nobody's")],
)


@pytest.fixture
def _made_up(settings: Settings) -> None:
    tell_web_service(settings, MADE_UP)
    made = {"ari_password": "x" * 40, "pin_pepper": PEPPER}
    (settings.state / "secrets.json").write_text(json.dumps(made))


@pytest.fixture
async def newcomer(app: FastAPI, _made_up: None) -> AsyncIterator[AsyncClient]:
    async with browser(app) as client:
        yield client


def browser(app: FastAPI, *, address: str = "127.0.0.1", host: str = "127.0.0.1:7240") -> AsyncClient:
    return AsyncClient(transport=ASGITransport(app, client=(address, 40_000)), base_url=f"http://{host}")


@pytest.mark.anyio
async def test_a_newcomer_sees_whom_to_be_and_a_card_to_call_with(newcomer: AsyncClient) -> None:
    answer = await newcomer.get("/api/demonstration")
    assert answer.status_code == 200
    assert [(a["username"], a["role"]) for a in answer.json()["accounts"]] == [
        ("k20060-1", "consultant"),
        ("kierownik-20060", "supervisor"),
    ]
    assert answer.json()["clients"] == [{"card_number": ANNA.card_number, "pin": ANNA.pin, "office": "Kolno"}]
    assert answer.json()["hotlines"] == [{"number": "9510", "purpose": "urzędy pracy"}]


@pytest.mark.anyio
async def test_one_click_opens_a_session_of_a_page_that_is_written_down(
    newcomer: AsyncClient, engine: AsyncEngine
) -> None:
    answer = await newcomer.post("/api/demonstration/log-in", json={"username": "k20060-1"})
    assert answer.status_code == 200
    assert "token" not in answer.json()
    me = (await newcomer.get("/api/me")).json()
    assert (me["username"], me["csrf_token"]) == ("k20060-1", answer.json()["csrf_token"])
    async with engine.connect() as connection:
        query = select(SecurityEventRow.kind, SecurityEventRow.outcome, SecurityEventRow.account)
        assert ("log_in", "done", "k20060-1") in [tuple(row) for row in await connection.execute(query)]


@pytest.mark.anyio
@pytest.mark.parametrize("username", ["administrator", "kierownik-wup", "nobody"])
async def test_an_account_that_was_not_made_up_cannot_be_entered(newcomer: AsyncClient, username: str) -> None:
    answer = await newcomer.post("/api/demonstration/log-in", json={"username": username})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert not answer.cookies


@pytest.mark.anyio
async def test_a_closed_account_cannot_be_entered(
    newcomer: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    async with engine.begin() as connection:
        closed = update(Account).where(Account.username == "k20060-1").values(deactivated_at=clock.now())
        await connection.execute(closed)
    listed = (await newcomer.get("/api/demonstration")).json()["accounts"]
    assert [account["username"] for account in listed] == ["kierownik-20060"]
    answer = await newcomer.post("/api/demonstration/log-in", json={"username": "k20060-1"})
    assert answer.status_code == 404


@pytest.mark.anyio
@pytest.mark.usefixtures("_made_up")
@pytest.mark.parametrize(
    ("address", "host"),
    [("10.20.6.17", "127.0.0.1:7240"), ("127.0.0.1", "system724.example.pl"), ("127.0.0.1", "10.20.6.1:7240")],
)
async def test_from_elsewhere_there_is_no_demonstration(app: FastAPI, address: str, host: str) -> None:
    async with browser(app, address=address, host=host) as client:
        assert (await client.get("/api/demonstration")).status_code == 404
        entering = await client.post("/api/demonstration/log-in", json={"username": "k20060-1"})
        assert (entering.status_code, entering.json()["code"]) == (404, "not_found")
        assert (await client.post("/api/demonstration/log-in", json={})).status_code == 404


@pytest.mark.anyio
async def test_behind_a_proxy_that_nobody_has_named_there_is_no_demonstration(newcomer: AsyncClient) -> None:
    answer = await newcomer.get("/api/demonstration", headers={"X-Forwarded-For": "198.51.100.7"})
    assert answer.status_code == 404


@pytest.mark.anyio
@pytest.mark.usefixtures("_made_up")
async def test_a_production_has_none_of_it(settings: Settings) -> None:
    production = settings.model_copy(update={"demonstration": False})
    app = create_app(production)
    async with browser(app) as client:
        for method, path in [
            ("GET", "/api/demonstration"),
            ("POST", "/api/demonstration/log-in"),
            ("GET", "/api/demonstration/log-in"),
            ("GET", "/api/demonstration/captions"),
            ("GET", "/api/demonstration/guess"),
        ]:
            answer = await client.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
    assert not [path for path in app.openapi()["paths"] if "demonstration" in path]
    tell_web_service(production, MADE_UP)
    assert not settings.made_up.exists()


@pytest.mark.anyio
async def test_what_was_made_up_is_for_its_owner_only(newcomer: AsyncClient, settings: Settings) -> None:
    assert settings.made_up.stat().st_mode & 0o077 == 0
    settings.made_up.write_text("damaged")
    assert (await newcomer.get("/api/demonstration")).json()["accounts"] == []


@pytest.mark.anyio
async def test_the_log_in_page_is_told_whether_there_is_a_directory(stranger: AsyncClient) -> None:
    assert (await stranger.get("/api/oidc")).json() == {"is_connected": False}


def test_no_pin_stands_in_a_file(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path)
    tell_web_service(settings, MADE_UP)
    written = settings.made_up.read_text()
    assert ANNA.card_number in written
    assert ANNA.pin not in written
