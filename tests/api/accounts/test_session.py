"""Logging in and out, as a program and as a page; how long a session lasts; who acts."""

import statistics
import time
from http.cookies import SimpleCookie

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from core.acting import who_acts
from core.db.tables.centre.office_tables import TransferTargetRow
from core.db.tables.staff_tables import Account, AccountOffice, AuditRow, KnownDevice, LoginGuard, Session
from tests.api.conftest import Browsers, LogIn
from tests.api.people import PASSWORD
from tests.support.timing.standing_clock import StandingClock

pytestmark = pytest.mark.anyio


async def try_to_log_in(client: AsyncClient, username: str, password: str = "zgaduję") -> tuple[int, str]:
    answer = await client.post("/api/login", json={"username": username, "password": password})
    return answer.status_code, answer.json().get("code", "")


async def open_page(client: AsyncClient, username: str) -> Response:
    """Log in as a page does; the browser keeps the cookies, the page its token."""
    body = {"username": username, "password": PASSWORD, "kind": "page"}
    answer = await client.post("/api/login", json=body)
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
    return answer


def cookies_set_by(answer: Response) -> SimpleCookie:
    found: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        found.load(header)
    return found


# -- programs


async def test_whoever_logs_in_is_known_and_may_leave(log_in: LogIn, stranger: AsyncClient) -> None:
    client = await log_in("k20060-1")
    me = (await client.get("/api/me")).json()
    rights = me.pop("rights")
    assert (rights["use_desk"], rights["see_clients"]) == ("own", "office")
    assert "work_requests" not in rights
    assert me == {
        "username": "k20060-1",
        "display_name": "Osoba k20060-1",
        "role": "consultant",
        "office": "20060",
        "office_name": "Urząd 20060",
        "also_offices": [],
        "has_totp": False,
        "is_of_directory": False,
        "csrf_token": None,
    }
    other = await log_in("k20060-1")
    assert (await client.post("/api/logout")).status_code == 204
    assert (await client.get("/api/me")).status_code == 401
    assert (await other.get("/api/me")).status_code == 200


async def test_a_program_gets_a_token_and_no_cookie(stranger: AsyncClient) -> None:
    answer = await stranger.post("/api/login", json={"username": "k20060-1", "password": PASSWORD})
    assert set(answer.json()) == {"token", "expires_at", "device", "account"}
    assert answer.json()["expires_at"] == "2026-11-24T21:00:00Z"
    assert "set-cookie" not in answer.headers


async def test_the_tokens_themselves_are_not_kept(stranger: AsyncClient, engine: AsyncEngine) -> None:
    word = {"username": "k20060-1", "password": PASSWORD}
    told = (await stranger.post("/api/login", json=word)).json()
    async with engine.connect() as connection:
        [session] = (await connection.execute(select(Session.__table__))).all()
        [device] = (await connection.execute(select(KnownDevice.__table__))).all()
    for token in (told["token"], told["device"]):
        assert len(token) == 43  # 32 random bytes
        assert token not in repr((session, device))


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic YTpi"}])
async def test_without_a_valid_token_nothing_is_told(stranger: AsyncClient, header: dict[str, str]) -> None:
    for address in ("/api/me", "/api/agents", "/api/calls", "/api/pause-reasons"):
        answer = await stranger.get(address, headers=header)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_logged_in")
        assert answer.headers["WWW-Authenticate"] == "Bearer"


async def test_it_takes_as_long_to_refuse_an_unknown_account(stranger: AsyncClient, engine: AsyncEngine) -> None:
    """Both verify a hash of the same cost; were it left out, the answer would come ten times sooner."""

    async def duration(username: str) -> float:
        began = time.monotonic()
        assert await try_to_log_in(stranger, username) == (401, "login_refused")
        async with engine.begin() as connection:
            await connection.execute(delete(LoginGuard))
        return time.monotonic() - began

    known, unknown = [], []
    for number in range(9):
        known.append(await duration("k20060-1"))
        unknown.append(await duration(f"nobody-{number}"))
    assert statistics.median(unknown) > statistics.median(known) / 3


async def test_an_account_without_a_password_or_a_closed_one_is_answered_like_none(
    stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock
) -> None:
    async with engine.begin() as connection:
        closed, empty = update(Account).where(Account.username == "k20060-1"), update(Account)
        await connection.execute(closed.values(deactivated_at=clock.now()))
        await connection.execute(empty.where(Account.username == "k20060-2").values(password_hash=""))
    for username in ("k20060-1", "k20060-2", "nobody"):
        assert await try_to_log_in(stranger, username, PASSWORD) == (401, "login_refused")


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"username": "k20060-1"}, "password", "Pole jest wymagane."),
        ({"username": "k20060-1", "password": ""}, "password", "Tekst jest za krótki."),
        ({"username": "k\x00", "password": "x"}, "username", "Niedozwolone znaki lub zły format."),
        ({"username": "k", "password": "x", "admin": True}, "admin", "Nieznane pole."),
        ({"username": "k", "password": ["x"]}, "password", "Wymagany jest tekst."),
        ({"username": "k", "password": "x", "kind": "app"}, "kind", "Niedozwolona wartość."),
        ({"username": "k", "password": "x", "totp": "12"}, "totp", "Niedozwolone znaki lub zły format."),
    ],
)
async def test_what_cannot_be_read_is_said_in_polish_and_not_repeated(
    stranger: AsyncClient, body: dict[str, object], field: str, message: str
) -> None:
    answer = await stranger.post("/api/login", json=body)
    assert answer.status_code == 422
    told = answer.json()
    assert (told["code"], told["fields"]) == ("invalid", [{"field": field, "message": message}])
    named = {"username": "Pole „konto”", "password": "Pole „hasło”", "kind": "Pole „rodzaj”"}
    assert told["message"].startswith(named.get(field, "Jednej z podanych wartości nie można przyjąć."))
    assert told["message"].lower().endswith(message.lower())


# -- pages


async def test_a_page_has_its_session_in_a_cookie_that_no_script_can_read(stranger: AsyncClient) -> None:
    answer = await open_page(stranger, "k20060-1")
    assert set(answer.json()) == {"csrf_token", "expires_at", "account"}
    cookies = cookies_set_by(answer)
    assert set(cookies) == {"s724_session", "s724_device"}
    for cookie in cookies.values():
        assert cookie.value not in answer.text
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "strict", "/")
        assert not cookie["secure"]
    assert cookies["s724_session"]["max-age"] == ""  # until the browser is closed
    assert cookies["s724_device"]["max-age"] == str(365 * 24 * 60 * 60)
    assert (await stranger.get("/api/me")).json()["username"] == "k20060-1"


@pytest.mark.parametrize(
    ("base", "header"), [("https://centre", {}), ("http://centre", {"X-Forwarded-Proto": "https"})]
)
async def test_what_came_by_https_stays_there(stranger: AsyncClient, base: str, header: dict[str, str]) -> None:
    body = {"username": "k20060-1", "password": PASSWORD, "kind": "page"}
    answer = await stranger.post(f"{base}/api/login", json=body, headers=header)
    assert all(cookie["secure"] for cookie in cookies_set_by(answer).values())


@pytest.mark.parametrize("header", [None, "", "zgaduję", "a" * 64])
async def test_a_page_changes_nothing_without_its_own_header(stranger: AsyncClient, header: str | None) -> None:
    """What another site makes the browser send has the cookie, and no such header."""
    await open_page(stranger, "administrator")
    del stranger.headers["X-CSRF-Token"]
    headers = {} if header is None else {"X-CSRF-Token": header.encode()}
    for method, address in (
        ("POST", "/api/logout"),
        ("PUT", "/api/transfer-targets/zus"),
        ("PATCH", "/api/accounts/redaktor"),
        ("DELETE", "/api/me/sessions/session-1"),
    ):
        answer = await stranger.request(method, address, headers=headers, json={})  # type: ignore[arg-type]
        assert (answer.status_code, answer.json()["code"]) == (403, "csrf_refused")
    assert (await stranger.get("/api/me")).status_code == 200, "and the session goes on"


async def test_a_page_that_was_loaded_again_finds_its_header(stranger: AsyncClient) -> None:
    told = (await open_page(stranger, "k20060-1")).json()["csrf_token"]
    del stranger.headers["X-CSRF-Token"]
    again = (await stranger.get("/api/me")).json()["csrf_token"]
    assert again == told
    assert (await stranger.post("/api/logout", headers={"X-CSRF-Token": again})).status_code == 204


async def test_the_header_of_another_session_is_of_no_use(browser_at: Browsers) -> None:
    mine, other = await browser_at("10.0.0.1"), await browser_at("10.0.0.1")
    await open_page(mine, "k20060-1")
    await open_page(other, "k20060-1")
    answer = await mine.post("/api/logout", headers={"X-CSRF-Token": other.headers["X-CSRF-Token"]})
    assert answer.status_code == 403


async def test_of_a_cookie_and_a_token_the_token_counts(stranger: AsyncClient, log_in: LogIn) -> None:
    await open_page(stranger, "k20060-1")
    del stranger.headers["X-CSRF-Token"]
    program = await log_in("redaktor")
    header = {"Authorization": program.headers["Authorization"]}
    me = (await stranger.get("/api/me", headers=header)).json()
    assert (me["username"], me["csrf_token"]) == ("redaktor", None)
    assert (await stranger.post("/api/logout", headers=header)).status_code == 204
    assert (await stranger.get("/api/me", headers={"Authorization": "Bearer nobody"})).status_code == 401
    assert (await stranger.get("/api/me")).json()["username"] == "k20060-1"


async def test_a_form_of_another_site_logs_nobody_in(stranger: AsyncClient) -> None:
    """A form can send text that looks like JSON, but not say that it is."""
    body = f'{{"username": "k20060-1", "password": "{PASSWORD}", "kind": "page"}}'
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = await stranger.post("/api/login", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 422
        assert "set-cookie" not in answer.headers


async def test_a_page_that_leaves_forgets_its_session_and_stays_a_known_device(stranger: AsyncClient) -> None:
    await open_page(stranger, "k20060-1")
    answer = await stranger.post("/api/logout")
    assert cookies_set_by(answer)["s724_session"]["max-age"] == "0"
    assert "s724_session" not in stranger.cookies
    assert "s724_device" in stranger.cookies


# -- how long


async def test_a_session_ends_after_twelve_hours_however_it_is_used(log_in: LogIn, clock: StandingClock) -> None:
    client = await log_in("k20060-1")
    for _ in range(24):
        assert (await client.get("/api/me")).status_code == 200
        clock.passes(minutes=29, seconds=59)
    assert (await client.get("/api/me")).status_code == 200
    clock.passes(seconds=23)
    assert (await client.get("/api/me")).status_code == 200
    clock.passes(seconds=1)
    assert (await client.get("/api/me")).status_code == 401


async def test_a_session_that_is_not_used_ends_after_half_an_hour_and_is_then_removed(
    log_in: LogIn, clock: StandingClock, engine: AsyncEngine
) -> None:
    client = await log_in("k20060-1")
    clock.passes(minutes=29, seconds=59)
    assert (await client.get("/api/me")).status_code == 200
    clock.passes(minutes=30)
    assert (await client.get("/api/me")).status_code == 401
    await log_in("k20060-2")
    async with engine.connect() as connection:
        assert (await connection.scalars(select(Session.username))).all() == ["k20060-2"]


async def test_that_a_session_is_used_is_written_at_most_once_a_minute(
    log_in: LogIn, clock: StandingClock, engine: AsyncEngine
) -> None:
    client = await log_in("k20060-1")
    began, seen = clock.now(), []
    for _ in range(6):
        clock.passes(seconds=25)
        await client.get("/api/me")
        async with engine.connect() as connection:
            last = (await connection.scalars(select(Session.last_seen_at))).one()
        seen.append((last - began).total_seconds())
    assert seen == [0, 0, 75, 75, 75, 150]


# -- the own sessions


async def test_the_own_sessions_are_seen_and_ended_one_by_one(browser_at: Browsers, clock: StandingClock) -> None:
    page, program = await browser_at("10.20.6.17"), await browser_at("10.20.6.99")
    page.headers["User-Agent"] = "Firefox"
    await open_page(page, "k20060-1")
    clock.passes(minutes=2)
    told = (await program.post("/api/login", json={"username": "k20060-1", "password": PASSWORD})).json()
    program.headers["Authorization"] = f"Bearer {told['token']}"
    newer, older = (await program.get("/api/me/sessions")).json()
    assert (newer["kind"], newer["address"], newer["is_current"]) == ("program", "10.20.6.99", True)
    assert (older["kind"], older["user_agent"], older["is_current"]) == ("page", "Firefox", False)
    assert (older["created_at"], older["last_seen_at"]) == ("2026-11-24T09:00:00Z",) * 2
    assert told["token"] not in (await program.get("/api/me/sessions")).text
    assert (await program.delete(f"/api/me/sessions/{older['id']}")).status_code == 204
    assert (await page.get("/api/me")).status_code == 401
    assert (await program.delete(f"/api/me/sessions/{older['id']}")).status_code == 404


async def test_nobody_ends_the_session_of_another_person(log_in: LogIn) -> None:
    hers, his = await log_in("k20060-1"), await log_in("administrator")
    [session] = (await hers.get("/api/me/sessions")).json()
    assert (await his.delete(f"/api/me/sessions/{session['id']}")).status_code == 404
    assert (await hers.get("/api/me")).status_code == 200


async def test_all_other_sessions_are_ended_at_once_and_the_own_one_goes_on(
    log_in: LogIn, engine: AsyncEngine
) -> None:
    client, other, third = await log_in("k20060-1"), await log_in("k20060-1"), await log_in("k20060-1")
    colleague = await log_in("k20060-2")
    assert (await client.delete("/api/me/sessions")).status_code == 204
    assert [(await each.get("/api/me")).status_code for each in (client, other, third, colleague)] == [
        *(200, 401, 401),
        200,
    ]
    [left] = (await client.get("/api/me/sessions")).json()
    assert left["is_current"] is True
    async with engine.connect() as connection:  # their devices stay known
        known = select(func.count()).select_from(KnownDevice).where(KnownDevice.username == "k20060-1")
        assert await connection.scalar(known) == 3


async def test_an_administrator_sees_who_is_logged_in_and_ends_a_session(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    hers = await log_in("k20060-1")
    clock.passes(minutes=2)
    administrator = await log_in("administrator")
    own, session = (await administrator.get("/api/sessions")).json()
    assert (own["username"], own["is_current"]) == ("administrator", True)
    assert {name: session[name] for name in ("username", "display_name", "role", "office", "is_current")} == {
        "username": "k20060-1",
        "display_name": "Osoba k20060-1",
        "role": "consultant",
        "office": "20060",
        "is_current": False,
    }
    assert session["created_at"] == "2026-11-24T09:00:00Z"
    ended = f"/api/sessions/{session['id']}"
    assert (await hers.get("/api/sessions")).status_code == 403
    assert (await hers.delete(f"/api/sessions/{own['id']}")).status_code == 403
    assert (await administrator.delete(ended)).status_code == 204
    assert (await hers.get("/api/me")).status_code == 401
    assert (await administrator.delete(ended)).status_code == 404
    async with engine.connect() as connection:
        about = select(AuditRow.account, AuditRow.operation, AuditRow.office).where(AuditRow.subject == "session")
        assert [tuple(row) for row in await connection.execute(about)] == [
            ("administrator", "end_session_of_somebody", "20060")
        ]


async def test_logging_out_everywhere_ends_every_session_and_forgets_every_device(
    stranger: AsyncClient, log_in: LogIn, engine: AsyncEngine
) -> None:
    await open_page(stranger, "k20060-1")
    others = [await log_in("k20060-1"), await log_in("k20060-1")]
    colleague = await log_in("k20060-2")
    answer = await stranger.post("/api/me/log-out-everywhere")
    assert answer.status_code == 204
    assert cookies_set_by(answer)["s724_session"]["max-age"] == "0"
    for client in others:
        assert (await client.get("/api/me")).status_code == 401
    assert (await colleague.get("/api/me")).status_code == 200
    async with engine.connect() as connection:
        assert set((await connection.scalars(select(KnownDevice.username))).all()) == {"k20060-2"}


# -- whose rights, and who acts


async def test_a_closed_account_is_out_at_once(log_in: LogIn, engine: AsyncEngine, clock: StandingClock) -> None:
    client = await log_in("k20060-1")
    async with engine.begin() as connection:
        closed = update(Account).where(Account.username == "k20060-1")
        await connection.execute(closed.values(deactivated_at=clock.now()))
    assert (await client.get("/api/me")).status_code == 401


async def test_the_rights_hold_for_further_offices(log_in: LogIn, engine: AsyncEngine) -> None:
    client = await log_in("kierownik-20060")
    async with engine.begin() as connection:
        await connection.execute(insert(AccountOffice).values(username="kierownik-20060", office="20610"))
    assert (await client.get("/api/me")).json()["also_offices"] == ["20610"]


async def test_a_change_by_a_route_stands_in_the_audit_log_with_who_made_it(
    log_in: LogIn, engine: AsyncEngine, clock: StandingClock
) -> None:
    client = await log_in("administrator")
    clock.passes(minutes=3)
    target = {"name": "ZUS", "number": "225601600", "lines": []}
    assert (await client.put("/api/transfer-targets/zus", json=target)).status_code == 200
    target["name"] = "ZUS, Centrum Kontaktu"
    assert (await client.put("/api/transfer-targets/zus", json=target)).status_code == 200
    async with engine.connect() as connection:
        made, renamed = (await connection.execute(select(AuditRow.__table__).order_by(AuditRow.number))).all()
    for row in (made, renamed):
        assert (row.account, row.operation) == ("administrator", "set_transfer_target")
        assert (row.subject, row.subject_id, row.at) == ("transfer_target", "zus", clock.now())
    assert (made.action, made.before, made.after["name"]) == ("insert", None, "ZUS")
    assert (renamed.action, renamed.before["name"], renamed.after["name"]) == ("update", "ZUS", target["name"])


async def test_nobody_acts_before_a_log_in_and_after_a_request(
    log_in: LogIn, stranger: AsyncClient, engine: AsyncEngine
) -> None:
    await log_in("administrator")
    await stranger.get("/api/me")
    assert who_acts() is None
    async with engine.begin() as connection:
        row = {"id": "zus", "name": "ZUS", "number": "225601600", "lines": [], "changed_by": "system"}
        await connection.execute(insert(TransferTargetRow).values(**row, changed_at=StandingClock().now()))
        assert (await connection.execute(select(AuditRow.__table__))).all() == []
