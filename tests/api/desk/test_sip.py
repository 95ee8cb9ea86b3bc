"""Who may have a telephone in a page, asked of the real process. Asterisk is away here."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from anyio import to_thread
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Origin, Subprotocol

from acd.staffing.hiring_store import dismiss
from api.accounts.credentials.tokens import token_hash
from api.accounts.session_store import end_every_session
from api.auth import SESSION_COOKIE
from api.sip.connections import MOST_CALLERS, MOST_PAGES, Close, SipConnections
from core.db.tables.staff_tables import Account
from tests.api.conftest import LogIn
from tests.api.people import PASSWORD
from tests.api.process import WebService, web_service
from tests.support.calls.call_facts import NINE
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio

ANNA, JAN = "k20060-1", "k20060-2"
PATH = "/api/sip?page=one"


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[WebService]:
    async with web_service(tmp_path) as made:
        file = tmp_path / "secrets.json"
        text = json.dumps({**json.loads(await to_thread.run_sync(file.read_text)), "telephone_secret": "x" * 40})
        await to_thread.run_sync(file.write_text, text)
        yield made


async def cookie(service: WebService, username: str) -> str:
    async with service.client() as client:
        word = {"username": username, "password": PASSWORD, "kind": "page"}
        return str((await client.post("/api/login", json=word)).cookies[SESSION_COOKIE])


async def met_with(
    service: WebService,
    session: str = "",
    *,
    path: str = PATH,
    origin: str | None = "",
    protocols: tuple[str, ...] = ("sip",),
    headers: Mapping[str, str] | None = None,
) -> int:
    """The status with which the handshake is refused, else the code with which the connection is closed."""
    try:
        async with connect(
            service.address.replace("http", "ws", 1) + path,
            origin=None if origin is None else Origin(origin or service.address),
            subprotocols=[Subprotocol(each) for each in protocols] or None,
            additional_headers={
                **(headers or {}),
                **({"Cookie": f"{SESSION_COOKIE}={session}"} if session else {}),
            },
            proxy=None,
        ) as connection:
            try:
                await connection.recv()
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else 0
            return 0
    except InvalidStatus as refused:
        return refused.response.status_code


async def test_only_the_own_page_of_a_consultant_is_a_telephone(service: WebService) -> None:
    anna = await cookie(service, ANNA)
    assert await met_with(service, anna) == Close.ASTERISK_AWAY, "let in, but there is nobody to speak to"
    assert await met_with(service) == 401
    assert await met_with(service, "made-up") == 401
    for origin in (None, "https://evil.example", "null", "http://127.0.0.1:1"):
        assert await met_with(service, anna, origin=origin) == 403, origin
    assert await met_with(service, anna, protocols=()) == 403
    assert await met_with(service, anna, protocols=("chat",)) == 403
    for page in ("/api/sip", "/api/sip?page=", "/api/sip?page=a%0Ab", f"/api/sip?page={'a' * 65}"):
        assert await met_with(service, anna, path=page) == 403, page
    for other in ("kierownik-20060", "administrator", "technik", "audytor"):
        assert await met_with(service, await cookie(service, other)) == 403, other
    for name, met in (("redaktor", Close.ASTERISK_AWAY), ("administrator", Close.ASTERISK_AWAY), (ANNA, 403)):
        assert await met_with(service, await cookie(service, name), path="/api/sip/trial?page=one") == met, name
    assert await met_with(service, path="/api/sip/trial?page=one") == 401
    assert "telephone" not in service.log.read_text(), "no secret, no address with a page in it"


async def test_a_token_of_a_program_opens_no_telephone(service: WebService) -> None:
    token = await service.token(ANNA)
    async with service.client() as client:
        answer = await client.get(PATH, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 404, "there is nothing to be asked without a connection"


async def test_callers_in_a_page_are_let_in_without_a_log_in(service: WebService) -> None:
    path = "/api/demonstration/sip"
    assert await met_with(service, path=path) == Close.ASTERISK_AWAY
    assert await met_with(service, path=path, origin="https://evil.example") == 404, "a proxy's sign"


async def test_a_production_has_no_callers_in_pages(tmp_path: Path) -> None:
    async with web_service(tmp_path, S724_DEMONSTRATION="no") as service:
        assert await met_with(service, path="/api/demonstration/sip") == 404


async def test_callers_in_a_page_of_another_machine_are_not_let_in(tmp_path: Path) -> None:
    async with web_service(tmp_path, S724_TRUSTED_PROXIES="127.0.0.1") as service:
        handed_on = {"X-Forwarded-For": "192.0.2.9"}
        assert await met_with(service, path="/api/demonstration/sip", headers=handed_on) == 404


async def test_callers_in_a_page_behind_a_proxy_that_nobody_has_named_are_not_let_in(service: WebService) -> None:
    handed_on = {"X-Forwarded-For": "192.0.2.9"}
    assert await met_with(service, path="/api/demonstration/sip", headers=handed_on) == 404


async def test_who_is_no_consultant_any_more_or_has_logged_out_is_closed(
    engine: AsyncEngine, log_in: LogIn, clock: StandingClock
) -> None:
    tokens = {name: (await log_in(name)).headers["authorization"].split()[1] for name in (ANNA, JAN, "k20610-1")}
    open_ones = SipConnections(engine, clock)
    await open_ones.review()
    with (
        open_ones.opened(ANNA, "a", tokens[ANNA]) as anna,
        open_ones.opened(JAN, "a", tokens[JAN]) as jan,
        open_ones.opened("k20610-1", "a", tokens["k20610-1"]) as other,
    ):
        await open_ones.review()
        assert (anna.code, jan.code, other.code) == (None, None, None)
        async with engine.begin() as connection:  # an account that is more than a consultant's stays open
            await connection.execute(update(Account).where(Account.username == ANNA).values(role="supervisor"))
        await dismiss(engine, ANNA, "boss", NINE)
        await end_every_session(engine, JAN, "-", NINE)
        await open_ones.review()
        assert anna.code is Close.NO_CONSULTANT
        assert jan.code is Close.SESSION_OVER
        assert other.code is None
        clock.passes(minutes=31)
        await open_ones.review()
        assert other.code is Close.SESSION_OVER
        assert other.ended.is_set()


async def test_a_session_whose_time_is_over_ends_after_the_call(
    engine: AsyncEngine, log_in: LogIn, clock: StandingClock
) -> None:
    pages = SipConnections(engine, clock)
    token = (await log_in(ANNA)).headers["authorization"].split()[1]
    with pages.opened(ANNA, "a", token) as anna:
        clock.passes(minutes=31)
        pages.has_call = lambda agent: agent == ANNA
        await pages.review()
        assert anna.code is None
        pages.has_call = lambda agent: False
        await pages.review()
        assert anna.code is Close.SESSION_OVER


async def test_who_is_dismissed_in_mid_call_in_a_page_goes_on_to_its_end_and_a_stolen_page_does_not(
    engine: AsyncEngine, log_in: LogIn, clock: StandingClock
) -> None:
    pages = SipConnections(engine, clock, has_call=lambda agent: True)
    tokens = {name: (await log_in(name)).headers["authorization"].split()[1] for name in (ANNA, JAN)}
    with pages.opened(ANNA, "a", tokens[ANNA]) as anna, pages.opened(JAN, "a", tokens[JAN]) as jan:
        await dismiss(engine, ANNA, "boss", NINE)
        await end_every_session(engine, JAN, "-", NINE)
        await pages.review()
        assert (anna.code, jan.code) == (None, Close.SESSION_OVER)
        pages.has_call = lambda agent: False
        await pages.review()
        assert anna.code is Close.NO_CONSULTANT


async def test_the_desk_closes_all_pages_of_a_person_but_one(engine: AsyncEngine, clock: StandingClock) -> None:
    pages = SipConnections(engine, clock)
    with pages.opened(ANNA, "a", "-") as a, pages.opened(ANNA, "b", "-") as b, pages.opened(JAN, "a", "-") as jan:
        assert pages.close_others(ANNA, "b") == 1
        assert (a.code, b.code, jan.code) == (Close.ANOTHER_PAGE, None, None)
        assert pages.pages_of(ANNA) == ["b"]
        with pages.opened(ANNA, "b", "-") as again:
            assert b.code is Close.ANOTHER_PAGE
            assert again.code is None
    assert pages.pages_of(ANNA) == []


async def test_a_demonstration_has_few_callers_at_a_time(engine: AsyncEngine, clock: StandingClock) -> None:
    pages = SipConnections(engine, clock)
    with ExitStack() as stack:
        assert all(stack.enter_context(pages.caller()) for _ in range(MOST_CALLERS))
        with pages.caller() as one_too_many:
            assert one_too_many is None
    with pages.caller() as again:
        assert again is not None


async def test_a_person_has_few_pages(engine: AsyncEngine, clock: StandingClock) -> None:
    pages = SipConnections(engine, clock)
    with ExitStack() as stack:
        made = [stack.enter_context(pages.opened(ANNA, str(n), "-")) for n in range(MOST_PAGES + 2)]
        assert [each.code for each in made] == [Close.ANOTHER_PAGE] * 2 + [None] * MOST_PAGES
        assert "-" != made[0].session == token_hash("-")
