"""Logging in by the office's directory: a real provider answers in a thread, and browsers go there and back."""

import base64
import io
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from joserfc import jwt
from joserfc.jwk import RSAKey
from oidc_provider_mock import run_server_in_thread
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from api.accounts.log_in import LogIns
from api.services import Services
from core.clock import SystemClock
from core.db.tables.staff_tables import Account, Agent, AuditRow, KnownDevice, SecurityEventRow
from core.settings import Settings
from tests.api.conftest import LogIn
from tests.api.people import PASSWORD
from tests.support.plugins.more import ANOTHER, first_of
from tests.support.timing.standing_clock import StandingClock

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore:get_jwt_config", "ignore::authlib.deprecate.AuthlibDeprecationWarning"),
]  # of the provider, in its thread

CENTRE = "https://centre.example"
ROLES = {
    "groups": {
        "cc-administratorzy": {"role": "administrator", "office": "20000"},
        "cc-kierownicy-kolno": {"role": "supervisor", "office": "20060", "also_offices": ["20610"]},
        "cc-redaktorzy": {"role": "pup_editor", "office": "20610"},
        "cc-konsultanci": {"role": "consultant"},
        "cc-nigdzie": {"role": "auditor", "office": "99999"},
    }
}
Change: TypeAlias = Callable[[str, bytes], bytes]
Browse: TypeAlias = Callable[[], Awaitable[AsyncClient]]


@dataclass
class Directory:
    """The provider, what its answers are changed into, and what it was asked."""

    address: str
    change: Change = field(default=lambda path, body: body)
    paths: list[str] = field(default_factory=list)
    forms: list[tuple[str, str]] = field(default_factory=list)  # of POST /oauth2/token, with its Authorization

    async def knows(self, sub: str, *groups: str, **claims: Any) -> None:
        """Somebody of the directory, or what became of them."""
        known = {"preferred_username": sub, "name": f"Pani {sub}", "groups": list(groups), **claims}
        async with AsyncClient() as client:
            (await client.put(f"{self.address}/users/{sub}", json=known)).raise_for_status()

    def spoil(self, path: str, with_what: bytes | Callable[[bytes], bytes]) -> None:
        """Answers of that path are something else from now on."""

        def change(asked: str, body: bytes) -> bytes:
            if asked != path:
                return body
            return with_what if isinstance(with_what, bytes) else with_what(body)

        self.change = change


@pytest.fixture
def directory() -> Iterator[Directory]:
    with run_server_in_thread() as server:
        made = Directory(f"http://localhost:{server.server_port}")
        provider = server.app

        def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            told: list[Any] = []
            made.paths.append(environ["PATH_INFO"])
            if environ["PATH_INFO"] == "/oauth2/token":
                form = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
                made.forms.append((form.decode(), environ.get("HTTP_AUTHORIZATION", "")))
                environ["wsgi.input"] = io.BytesIO(form)
            found = provider(environ, lambda status, headers, *_: told.extend((status, headers)))
            body = made.change(environ["PATH_INFO"], b"".join(found))
            status, headers = told
            kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
            start_response(status, [*kept, ("Content-Length", str(len(body)))])
            return [body]

        server.app = app
        yield made


@pytest.fixture
def issuer(directory: Directory) -> str:
    return directory.address


@pytest.fixture
def settings(settings: Settings, issuer: str, tmp_path: Path) -> Settings:
    (tmp_path / "secret").write_text("tajne-haslo\n")
    (tmp_path / "roles.json").write_text(json.dumps(ROLES))
    connected = {
        "oidc_issuer": issuer,
        "oidc_client": "system724",
        "oidc_secret_file": tmp_path / "secret",
        "oidc_roles": tmp_path / "roles.json",
        "public_url": CENTRE,
    }
    return settings.model_copy(update=connected)


@pytest.fixture
def clock() -> StandingClock:
    """Begins now: the provider's tokens do, too."""
    made = StandingClock()
    made.passes(seconds=(SystemClock().now() - made.now()).total_seconds())
    return made


class Roads(httpx.AsyncBaseTransport):
    """What a browser reaches: the centre, and the directory."""

    def __init__(self, app: FastAPI) -> None:
        self._centre = ASGITransport(app, client=("10.20.6.17", 40_000))
        self._outside = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> Response:
        to = self._centre if request.url.host == "centre.example" else self._outside
        return await to.handle_async_request(request)

    async def aclose(self) -> None:
        await self._outside.aclose()


@pytest.fixture
async def browse(app: FastAPI) -> AsyncIterator[Browse]:
    """A browser in which nobody is logged in."""
    async with AsyncExitStack() as stack:

        async def opened() -> AsyncClient:
            return await stack.enter_async_context(AsyncClient(transport=Roads(app), base_url=CENTRE))

        yield opened


async def sent_away(browser: AsyncClient, path: str = "/api/oidc/login") -> str:
    """Begins a log-in; where the browser is sent."""
    answer = await browser.get(path)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def sent_back(browser: AsyncClient, address: str, sub: str) -> str:
    """Proves to the directory who it is; where the browser is sent."""
    answer = await browser.post(address, data={"sub": sub})
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


async def log_in_by_directory(browser: AsyncClient, sub: str, path: str = "/api/oidc/login") -> Response:
    """The whole way; the answer of the centre in the end."""
    return await browser.get(await sent_back(browser, await sent_away(browser, path), sub))


async def events(engine: AsyncEngine) -> list[tuple[str, str, str | None]]:
    query = select(SecurityEventRow.kind, SecurityEventRow.outcome, SecurityEventRow.account)
    async with engine.connect() as connection:
        rows = await connection.execute(query.order_by(SecurityEventRow.number))
        return [(row.kind, row.outcome, row.account) for row in rows]


async def account_of(engine: AsyncEngine, username: str) -> Any:
    async with engine.connect() as connection:
        query = select(Account.__table__).where(Account.username == username)
        return (await connection.execute(query)).one_or_none()


def problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


# -- in


async def test_somebody_of_a_group_logs_in_and_has_an_account_with_its_role_and_offices(
    browse: Browse, directory: Directory, engine: AsyncEngine
) -> None:
    await directory.knows("Nowak", "goście", "cc-kierownicy-kolno", name="Maria Nowak")
    browser = await browse()
    answer = await log_in_by_directory(browser, "Nowak", "/api/oidc/login?next=/kolejki?urzad=20060")
    assert (answer.status_code, answer.headers["location"]) == (302, "/kolejki?urzad=20060")
    me = (await browser.get("/api/me")).json()
    token = me.pop("csrf_token")
    assert me.pop("rights")["work_requests"] == "office"
    assert me == {
        "username": "nowak",
        "display_name": "Maria Nowak",
        "role": "supervisor",
        "office": "20060",
        "office_name": "Urząd 20060",
        "also_offices": ["20610"],
        "has_totp": False,
        "is_of_directory": True,
    }
    account = await account_of(engine, "nowak")
    assert (account.password_hash, account.directory) == ("", "Nowak")
    assert await events(engine) == [("account_made", "done", "nowak"), ("log_in", "done", "nowak")]
    async with engine.connect() as connection:
        [made] = await connection.execute(select(AuditRow.__table__).where(AuditRow.subject == "account"))
    assert (made.account, made.action, made.subject_id) == ("nowak", "insert", "nowak")
    assert (await browser.post("/api/logout", headers={"X-CSRF-Token": token})).status_code == 204


async def test_the_cookies_are_those_of_a_page_and_the_flow_s_is_forgotten(
    browse: Browse, directory: Directory
) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser = await browse()
    begun = await browser.get("/api/oidc/login")
    [flow] = begun.headers.get_list("set-cookie")
    assert flow.startswith("s724_oidc=")
    for part in ("HttpOnly", "Max-Age=600", "Path=/api/oidc", "SameSite=lax", "Secure"):
        assert part in flow
    answer = await browser.get(await sent_back(browser, begun.headers["location"], "nowak"))
    session, device, forgotten = answer.headers.get_list("set-cookie")
    assert session.startswith("s724_session=")
    assert device.startswith("s724_device=")
    assert all("HttpOnly" in each and "SameSite=strict" in each and "Secure" in each for each in (session, device))
    assert forgotten.startswith('s724_oidc="";')


async def test_a_browser_stays_the_same_device(browse: Browse, directory: Directory, engine: AsyncEngine) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser = await browse()
    for _ in range(2):
        await log_in_by_directory(browser, "nowak")
    async with engine.connect() as connection:
        assert len((await connection.execute(select(KnownDevice.token_hash))).all()) == 1


async def test_the_browser_is_sent_with_pkce_state_and_nonce(browse: Browse, directory: Directory) -> None:
    browser = await browse()
    first = parse_qs(urlsplit(await sent_away(browser)).query)
    second = parse_qs(urlsplit(await sent_away(browser)).query)
    assert (first["response_type"], first["client_id"]) == (["code"], ["system724"])
    assert first["redirect_uri"] == [f"{CENTRE}/api/oidc/callback"]
    assert first["code_challenge_method"] == ["S256"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) == 43
        assert first[name] != second[name]
    assert "tajne" not in repr(first)


async def test_the_code_is_exchanged_with_verifier_and_secret(browse: Browse, directory: Directory) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser = await browse()
    address = await sent_away(browser)
    await browser.get(await sent_back(browser, address, "nowak"))
    [(form, authorization)] = directory.forms
    [verifier] = parse_qs(form)["code_verifier"]
    [challenge] = parse_qs(urlsplit(address).query)["code_challenge"]
    assert create_s256_code_challenge(verifier) == challenge
    assert base64.b64decode(authorization.removeprefix("Basic ")) == b"system724:tajne-haslo"
    assert "tajne" not in form


async def test_what_the_directory_says_of_itself_is_asked_once(browse: Browse, directory: Directory) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser = await browse()
    for _ in range(3):
        assert (await log_in_by_directory(browser, "nowak")).status_code == 302
    assert directory.paths.count("/.well-known/openid-configuration") == directory.paths.count("/jwks") == 1


@pytest.mark.parametrize(
    "path",
    first_of(
        3,
        [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "evil",
            "/a b",
            "/%0a\n",
            "/\t/evil.example",
        ],
        ANOTHER,
        "tests/api/accounts/test_oidc.py::test_nobody_is_led_to_another_site",
    ),
)
async def test_nobody_is_led_to_another_site(browse: Browse, path: str) -> None:
    browser = await browse()
    answer = await browser.get("/api/oidc/login", params={"next": path})
    assert problem(answer) == (422, "invalid")


# -- groups


async def test_a_group_that_changed_changes_the_role_at_the_next_log_in(
    browse: Browse, directory: Directory, engine: AsyncEngine
) -> None:
    await directory.knows("nowak", "cc-kierownicy-kolno")
    browser = await browse()
    await log_in_by_directory(browser, "nowak")
    await directory.knows("nowak", "cc-redaktorzy", name="Maria Kowalska")
    assert (await browser.get("/api/me")).json()["role"] == "supervisor"
    await log_in_by_directory(browser, "nowak")
    me = (await browser.get("/api/me")).json()
    assert (me["role"], me["office"], me["also_offices"]) == ("pup_editor", "20610", [])
    assert me["display_name"] == "Maria Kowalska"


async def test_the_first_group_of_the_file_counts(browse: Browse, directory: Directory) -> None:
    await directory.knows("nowak", "cc-redaktorzy", "cc-kierownicy-kolno")
    browser = await browse()
    await log_in_by_directory(browser, "nowak")
    assert (await browser.get("/api/me")).json()["role"] == "supervisor"


@pytest.mark.parametrize(
    "groups",
    first_of(
        3,
        [[], ["goście"], "goście", None, {"cc-redaktorzy": 1}, ["cc-nigdzie"]],
        ANOTHER,
        "tests/api/accounts/test_oidc.py::test_somebody_of_no_group_of_ours_is_refused",
    ),
)
async def test_somebody_of_no_group_of_ours_is_refused(
    browse: Browse, directory: Directory, engine: AsyncEngine, groups: Any
) -> None:
    await directory.knows("nowak", groups=groups)
    answer = await log_in_by_directory(await browse(), "nowak")
    assert problem(answer) == (403, "directory_refused")
    assert answer.json()["message"].endswith(".")
    assert await account_of(engine, "nowak") is None
    assert await events(engine) == [("log_in", "no_role", "nowak")]


async def test_a_name_that_no_account_may_have_is_refused(browse: Browse, directory: Directory) -> None:
    for name in ("nowak@urzad.example", "", 7, "ż", "a" * 41):
        await directory.knows("s-1", "cc-redaktorzy", preferred_username=name)
        answer = await log_in_by_directory(await browse(), "s-1")
        assert problem(answer) == (401, "directory_login_failed")


# -- accounts that are there already


async def test_a_local_account_of_the_same_name_is_not_taken_over(
    browse: Browse, directory: Directory, engine: AsyncEngine, log_in: LogIn
) -> None:
    before = await account_of(engine, "redaktor")
    await directory.knows("redaktor", "cc-administratorzy")
    answer = await log_in_by_directory(await browse(), "redaktor")
    assert problem(answer) == (403, "directory_refused")
    assert await account_of(engine, "redaktor") == before
    assert await events(engine) == [("log_in", "local_account", "redaktor")]
    await log_in("redaktor")


async def test_an_account_that_was_given_to_the_directory_is_its_owner_s(
    browse: Browse, directory: Directory, engine: AsyncEngine, log_in: LogIn
) -> None:
    editor, administrator = await log_in("redaktor"), await log_in("administrator")
    answer = await administrator.post("/api/accounts/redaktor/directory")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["is_of_directory"], answer.json()["has_password"]) == (True, False)
    assert (await editor.get("/api/me")).status_code == 401
    body = {"username": "redaktor", "password": PASSWORD}
    assert problem(await editor.post("/api/login", json=body)) == (401, "login_refused")
    await directory.knows("s-1", "cc-redaktorzy", preferred_username="redaktor")
    assert (await log_in_by_directory(await browse(), "s-1")).status_code == 302
    assert (await account_of(engine, "redaktor")).directory == "s-1"
    await directory.knows("s-2", "cc-redaktorzy", preferred_username="redaktor")
    assert problem(await log_in_by_directory(await browse(), "s-2")) == (403, "directory_refused")
    assert (await events(engine))[-1] == ("log_in", "other_person", "redaktor")


async def test_a_reset_makes_an_account_a_local_one_again(
    browse: Browse, directory: Directory, log_in: LogIn
) -> None:
    administrator = await log_in("administrator")
    await administrator.post("/api/accounts/redaktor/directory")
    await administrator.post("/api/accounts/redaktor/first-password")
    assert (await administrator.get("/api/accounts/redaktor")).json()["is_of_directory"] is False
    await directory.knows("redaktor", "cc-redaktorzy")
    assert problem(await log_in_by_directory(await browse(), "redaktor")) == (403, "directory_refused")


async def test_somebody_gets_in_while_the_directory_is_away(
    log_in: LogIn, browse: Browse, directory: Directory
) -> None:
    administrator = await log_in("administrator")
    assert problem(await administrator.post("/api/accounts/administrator/directory")) == (409, "own_account")
    await directory.knows("nowak", "cc-administratorzy")
    browser = await browse()
    await log_in_by_directory(browser, "nowak")
    browser.headers["X-CSRF-Token"] = (await browser.get("/api/me")).json()["csrf_token"]
    answer = await browser.post("/api/accounts/administrator/directory")
    assert problem(answer) == (409, "last_administrator")


async def test_where_passwords_are_for_administrators_alone_all_others_come_by_the_directory(
    app: FastAPI, stranger: AsyncClient, engine: AsyncEngine, clock: StandingClock, tmp_path: Path
) -> None:
    made: Services = app.state.services
    log_ins = LogIns(made.engine, clock, tmp_path, is_directory_only=True)
    app.state.services = replace(made, log_ins=log_ins)
    for username, status in (("administrator", 200), ("redaktor", 401), ("k20060-1", 401)):
        answer = await stranger.post("/api/login", json={"username": username, "password": PASSWORD})
        assert answer.status_code == status, answer.text
    assert [event[:2] for event in await events(engine)][-2:] == [("log_in", "directory_only")] * 2


async def test_a_closed_account_stays_closed(
    browse: Browse, directory: Directory, engine: AsyncEngine, log_in: LogIn
) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser = await browse()
    await log_in_by_directory(browser, "nowak")
    administrator = await log_in("administrator")
    assert (await administrator.post("/api/accounts/nowak/deactivate")).status_code == 200
    assert (await browser.get("/api/me")).status_code == 401
    assert problem(await log_in_by_directory(browser, "nowak")) == (403, "directory_refused")
    assert (await events(engine))[-1] == ("log_in", "closed", "nowak")


async def test_consultants_come_in_when_they_have_been_hired_here(
    browse: Browse, directory: Directory, engine: AsyncEngine, log_in: LogIn
) -> None:
    await directory.knows("k20060-9", "cc-konsultanci")
    assert problem(await log_in_by_directory(await browse(), "k20060-9")) == (403, "directory_refused")
    assert (await events(engine))[-1] == ("log_in", "not_hired", "k20060-9")
    assert await account_of(engine, "k20060-9") is None
    administrator = await log_in("administrator")
    await administrator.post("/api/accounts/k20060-1/directory")
    await directory.knows("k20060-1", "cc-konsultanci")
    browser = await browse()
    assert (await log_in_by_directory(browser, "k20060-1")).status_code == 302
    me = (await browser.get("/api/me")).json()
    assert (me["role"], me["office"]) == ("consultant", "20060")
    await directory.knows("k20060-1", "cc-kierownicy-kolno")
    assert problem(await log_in_by_directory(browser, "k20060-1")) == (403, "directory_refused")
    assert (await browser.get("/api/me")).json()["role"] == "consultant"


async def test_a_supervisor_with_a_telephone_for_listening_in_comes_in(
    browse: Browse, directory: Directory, engine: AsyncEngine
) -> None:
    await directory.knows("nowak", "cc-kierownicy-kolno")
    browser = await browse()
    assert (await log_in_by_directory(browser, "nowak")).status_code == 302
    async with engine.begin() as connection:
        person = {"id": "nowak", "display_name": "Jan Nowak", "office": "20060"}
        await connection.execute(insert(Agent).values(**person))
    assert (await log_in_by_directory(browser, "nowak")).status_code == 302
    assert (await browser.get("/api/me")).json()["role"] == "supervisor"
    await directory.knows("nowak", "cc-redaktorzy")
    assert problem(await log_in_by_directory(browser, "nowak")) == (403, "directory_refused")


# -- what does not prove anything


async def test_an_answer_with_another_state_is_refused(
    browse: Browse, directory: Directory, engine: AsyncEngine
) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser, other = await browse(), await browse()
    back = httpx.URL(await sent_back(browser, await sent_away(browser), "nowak"))
    asked = directory.paths.count("/oauth2/token")
    await sent_away(other)
    for client, address in (
        (browser, back.copy_set_param("state", "x" * 43)),
        (browser, back.copy_remove_param("state")),
        (browser, back.copy_remove_param("code")),
        (other, back),  # of another browser: somebody is to be logged in as somebody else
        (await browse(), back),
    ):
        assert problem(await client.get(address)) == (401, "directory_login_failed")
    assert directory.paths.count("/oauth2/token") == asked
    assert await account_of(engine, "nowak") is None
    assert await events(engine) == [("log_in", "wrong", None)], "a flood does not fill the table"


async def test_a_log_in_takes_ten_minutes_at_most_and_a_code_works_once(
    browse: Browse, directory: Directory, clock: StandingClock
) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser = await browse()
    cookies = httpx.Cookies()
    address = await sent_away(browser)
    cookies.update(browser.cookies)
    back = await sent_back(browser, address, "nowak")
    assert (await browser.get(back)).status_code == 302
    browser.cookies.update(cookies)
    assert problem(await browser.get(back)) == (401, "directory_login_failed")
    back = await sent_back(browser, await sent_away(browser), "nowak")
    clock.passes(minutes=10)
    assert problem(await browser.get(back)) == (401, "directory_login_failed")


async def test_whoever_says_no_at_the_directory_is_not_logged_in(browse: Browse, directory: Directory) -> None:
    browser = await browse()
    answer = await browser.post(await sent_away(browser), data={"action": "deny"})
    assert "error=access_denied" in answer.headers["location"]
    assert problem(await browser.get(answer.headers["location"])) == (401, "directory_login_failed")


async def test_a_token_of_another_log_in_is_refused(
    browse: Browse, directory: Directory, engine: AsyncEngine
) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser = await browse()
    address = httpx.URL(await sent_away(browser)).copy_set_param("nonce", "of-another-log-in")
    answer = await browser.get(await sent_back(browser, str(address), "nowak"))
    assert problem(answer) == (401, "directory_login_failed")
    assert await events(engine) == [("log_in", "wrong", None)]


@pytest.mark.parametrize("kid", [None, "unknown"])
async def test_a_forged_token_is_refused(
    browse: Browse, directory: Directory, engine: AsyncEngine, clock: StandingClock, kid: str | None
) -> None:
    """Also keys are read anew for one that is unknown, once a minute at most."""
    forger = RSAKey.generate_key(2048)

    def forge(body: bytes) -> bytes:
        answer = json.loads(body)
        payload = json.loads(_decoded(answer["id_token"].split(".")[1]))
        header = {"alg": "RS256"} if kid is None else {"alg": "RS256", "kid": kid}
        forged = jwt.encode(header, {**payload, "groups": ["cc-administratorzy"]}, forger)
        return json.dumps({**answer, "id_token": forged}).encode()

    await directory.knows("nowak", "cc-redaktorzy")
    directory.spoil("/oauth2/token", forge)
    browser = await browse()
    for _ in range(2):
        answer = await log_in_by_directory(browser, "nowak")
        assert problem(answer) == (401, "directory_login_failed")
    assert directory.paths.count("/jwks") == 1
    clock.passes(minutes=1)
    await log_in_by_directory(browser, "nowak")
    assert directory.paths.count("/jwks") == (1 if kid is None else 2)
    assert await account_of(engine, "nowak") is None


async def test_a_new_key_of_the_directory_is_read(
    browse: Browse, directory: Directory, clock: StandingClock
) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    new = RSAKey.generate_key(2048, {"kid": "new"})
    browser = await browse()
    assert (await log_in_by_directory(browser, "nowak")).status_code == 302

    def sign_anew(path: str, body: bytes) -> bytes:
        if path == "/jwks":
            return json.dumps({"keys": [new.as_dict(private=False)]}).encode()
        if path != "/oauth2/token":
            return body
        answer = json.loads(body)
        payload = json.loads(_decoded(answer["id_token"].split(".")[1]))
        return json.dumps(
            {**answer, "id_token": jwt.encode({"alg": "RS256", "kid": "new"}, payload, new)}
        ).encode()

    directory.change = sign_anew
    clock.passes(minutes=2)
    assert (await log_in_by_directory(browser, "nowak")).status_code == 302


# -- the directory is away


@pytest.mark.parametrize(
    ("path", "body"),
    first_of(
        3,
        [
            ("/.well-known/openid-configuration", b"<html>"),
            ("/.well-known/openid-configuration", b"[]"),
            ("/.well-known/openid-configuration", b'{"issuer": "https://another.example"}'),
            ("/jwks", b"{}"),
            ("/jwks", b"x" * 2_000_000),
        ],
        ANOTHER,
        "tests/api/accounts/test_oidc.py::test_a_directory_that_says_rubbish_is_away",
    ),
)
async def test_a_directory_that_says_rubbish_is_away(
    browse: Browse, directory: Directory, log_in: LogIn, path: str, body: bytes
) -> None:
    directory.spoil(path, body)
    browser = await browse()
    answer = await browser.get("/api/oidc/login")
    assert problem(answer) == (503, "directory_away")
    assert answer.json()["message"].startswith("Katalog urzędu chwilowo nie odpowiada.")
    await log_in("redaktor")
    directory.spoil("/nothing", b"")
    await sent_away(browser)


@pytest.mark.parametrize("body", [b"", b"{}", b'{"id_token": 7}', b"null"])
async def test_a_directory_that_gives_no_token_is_away(browse: Browse, directory: Directory, body: bytes) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    directory.spoil("/oauth2/token", body)
    answer = await log_in_by_directory(await browse(), "nowak")
    assert problem(answer) == (503, "directory_away")


async def test_an_address_in_clear_is_not_followed(browse: Browse, directory: Directory) -> None:
    """The secret would go there."""

    def in_clear(body: bytes) -> bytes:
        return json.dumps({**json.loads(body), "token_endpoint": "http://directory.example/token"}).encode()

    directory.spoil("/.well-known/openid-configuration", in_clear)
    answer = await (await browse()).get("/api/oidc/login")
    assert problem(answer) == (503, "directory_away")


@contextmanager
def a_silent_server() -> Iterator[str]:
    """Takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


class TestWithoutADirectory:
    """Nobody answers there."""

    @pytest.fixture(params=["silent", "gone"])
    def issuer(self, request: pytest.FixtureRequest) -> Iterator[str]:
        with a_silent_server() as address:
            if request.param == "silent":
                yield address
                return
        yield address

    async def test_it_is_said_in_time_and_local_accounts_log_in_meanwhile(
        self, browse: Browse, log_in: LogIn
    ) -> None:
        browser = await browse()
        began = time.monotonic()
        answer = await browser.get("/api/oidc/login")
        assert problem(answer) == (503, "directory_away")
        assert time.monotonic() - began < 5
        await log_in("redaktor")


class TestNotConnected:
    """An installation without a directory."""

    @pytest.fixture
    def settings(self, dsn: str, tmp_path: Path) -> Settings:
        return Settings(state_dir=tmp_path, database_url=dsn, hours="plan")

    async def test_there_is_no_such_log_in(self, browse: Browse) -> None:
        browser = await browse()
        for path in ("/api/oidc/login", "/api/oidc/callback"):
            assert problem(await browser.get(path)) == (404, "not_found")
        assert (await browser.get("/api/oidc/logout")).headers["location"] == "/"


# -- out


async def test_whoever_logs_out_is_led_to_the_directory_s_log_out(
    browse: Browse, directory: Directory, engine: AsyncEngine
) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser = await browse()
    await log_in_by_directory(browser, "nowak")
    token = browser.cookies["s724_session"]
    answer = await browser.get("/api/oidc/logout")
    assert answer.status_code == 302
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{directory.address}/oauth2/end_session"
    asked = parse_qs(address.query)
    assert asked == {"client_id": ["system724"], "post_logout_redirect_uri": [f"{CENTRE}/"]}
    assert "s724_session" not in browser.cookies
    assert (await browser.get("/api/me", headers={"Authorization": f"Bearer {token}"})).status_code == 401
    assert (await events(engine))[-1] == ("log_out", "done", "nowak")


async def test_who_logged_in_here_is_not_sent_to_the_directory(browse: Browse, directory: Directory) -> None:
    browser = await browse()
    body = {"username": "redaktor", "password": PASSWORD, "kind": "page"}
    assert (await browser.post("/api/login", json=body)).status_code == 200
    assert (await browser.get("/api/oidc/logout")).headers["location"] == "/"
    assert (await browser.get("/api/me")).status_code == 401


async def test_logging_out_works_while_the_directory_is_away(
    browse: Browse, directory: Directory, clock: StandingClock
) -> None:
    await directory.knows("nowak", "cc-redaktorzy")
    browser = await browse()
    await log_in_by_directory(browser, "nowak")
    directory.spoil("/.well-known/openid-configuration", b"")
    for _ in range(3):
        clock.passes(minutes=25)
        assert (await browser.get("/api/me")).status_code == 200
    assert (await browser.get("/api/oidc/logout")).headers["location"] == "/"
    assert (await browser.get("/api/me")).status_code == 401


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
