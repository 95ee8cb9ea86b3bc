"""The web service under attacks that come by HTTP: floods, slow requests, redirects, foreign queues."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from api import connections, guarded_protocol, uploads
from api.connections import HEADERS_TIME, MOST_OF_ONE_NETWORK
from api.middleware import MOST_AT_ONCE
from api.proxies import TrustedProxies
from api.uploads import AT_ONCE, MOST, Uploads, UploadsBusy
from ivr import defaults
from ivr.prompts.change_store import seed_prompts
from ivr.tts.recorded_sound import recorded_sound
from tests.api.conftest import LogIn
from tests.api.people import PASSWORD
from tests.api.process import WebService, web_service
from tests.support.eventually import eventually
from tests.support.facts import NINE
from tests.support.sounds import sound_file, tone

pytestmark = pytest.mark.anyio

HALF = b"POST /api/login HTTP/1.1\r\nHost: centre\r\nContent-Type: application/json\r\n"
SOON = 2.0  # seconds


def port_of(service: WebService) -> int:
    return int(service.address.rpartition(":")[2])


@contextmanager
def half_open(port: int, number: int, *sent: bytes, at: str = "127.0.0.1") -> Iterator[list[socket.socket]]:
    """So many connections on which a request has begun and does not go on; each sends one of `sent`, in turn."""
    with ExitStack() as stack:
        made = []
        for index in range(number):
            one = socket.create_connection(("127.0.0.1", port), timeout=5, source_address=(at, 0))
            stack.enter_context(one)
            one.sendall(sent[index % len(sent)])
            made.append(one)
        yield made


def is_cut(connection: socket.socket) -> bool:
    """Has the other side ended it? Whatever it said before is passed over."""
    connection.setblocking(False)
    try:
        while connection.recv(4096):
            pass
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
    return True


# -- connections that do not come to an end


async def test_520_half_open_connections_keep_nobody_out(tmp_path: Path) -> None:
    """The attack: before, everybody was answered 503 as long as they stood, the monitor, too."""
    body = HALF + b"Content-Length: 60\r\n\r\n{"
    async with web_service(tmp_path) as service:
        with half_open(port_of(service), 520, b"", HALF, body) as attack:
            async with service.client() as client:
                for address in ("/health", "/api/me", "/health"):
                    began = time.monotonic()
                    answer = await client.get(address)
                    assert answer.status_code == (401 if address == "/api/me" else 200)
                    assert time.monotonic() - began < SOON
            assert await service.token("k20060-1")
            await eventually(lambda: sum(map(is_cut, attack)) >= 520 - MOST_OF_ONE_NETWORK)
            assert not is_cut(attack[-1]), "the newest stay for their time"
        [told] = [line for line in service.logged() if line["event"] == "unfinished connections are dropped"]
        assert told["address"] == "127.0.0.1"


async def test_half_open_connections_of_one_address_drop_none_of_another(tmp_path: Path) -> None:
    async with web_service(tmp_path) as service:
        port = port_of(service)
        with half_open(port, 1, HALF, at="127.0.0.2") as [other], half_open(port, 520, HALF) as attack:
            await eventually(lambda: sum(map(is_cut, attack)) >= 519 - MOST_OF_ONE_NETWORK)
            assert not is_cut(other)


async def test_headers_that_do_not_end_are_cut_after_their_time(tmp_path: Path) -> None:
    """Also one that sends a letter now and then."""
    async with web_service(tmp_path) as service:
        began = time.monotonic()
        with half_open(port_of(service), 2, b"", HALF) as [silent, slow]:
            cut_after: dict[socket.socket, float] = {}

            def are_cut() -> bool:
                with suppress(OSError):
                    slow.sendall(b"x")
                for one in (silent, slow):
                    if one not in cut_after and is_cut(one):
                        cut_after[one] = time.monotonic() - began
                return len(cut_after) == 2

            await eventually(are_cut, timeout=HEADERS_TIME + 5)
            assert min(cut_after.values()) > HEADERS_TIME - 1


# -- one connection, with short limits


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with how many bytes came; waits for nothing that is not there."""
    received, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        received += len(message["body"])
        more = message["more_body"]
    text = str(received).encode()
    length = [(b"content-length", str(len(text)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": text})


@asynccontextmanager
async def listening(app: Callable[..., Any]) -> AsyncIterator[int]:
    config = uvicorn.Config(app, http=guarded_protocol.guarded_protocol(TrustedProxies("")), log_config=None)
    config.load()
    state = ServerState()
    loop = asyncio.get_running_loop()

    def made() -> asyncio.Protocol:
        return config.http_protocol_class(config=config, server_state=state, app_state={})  # type: ignore[call-arg]

    server = await loop.create_server(made, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for connection in [*state.connections]:
            connection.transport.abort()
        await eventually(lambda: not state.connections and not state.tasks)


@pytest.fixture
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_protocol, "HEADERS_TIME", 0.4)
    monkeypatch.setattr(connections, "BODY_TIME", 0.4)
    monkeypatch.setattr(connections, "SLOWEST_RATE", 1000)


def passed(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


@pytest.mark.usefixtures("short_limits")
async def test_a_body_that_drips_is_cut_and_one_that_comes_steadily_is_not() -> None:
    head = b"POST / HTTP/1.1\r\nHost: centre\r\nContent-Length: 1000\r\n\r\n"
    async with (
        listening(echo) as port,
        await anyio.connect_tcp("127.0.0.1", port) as steady,
        await anyio.connect_tcp("127.0.0.1", port) as drips,
    ):
        await steady.send(head)
        await drips.send(head)
        for _ in range(10):
            await steady.send(b"x" * 100)
            with anyio.move_on_after(0):
                await drips.send(b"x")
            await eventually(passed(0.08))
        assert (await steady.receive()).endswith(b"1000")
        with anyio.fail_after(5), pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
            await drips.receive()


@pytest.mark.usefixtures("short_limits")
async def test_a_connection_that_rests_between_requests_is_not_cut_by_these_limits() -> None:
    request = b"GET / HTTP/1.1\r\nHost: centre\r\n\r\n"
    async with listening(echo) as port, await anyio.connect_tcp("127.0.0.1", port) as kept:
        for _ in range(3):
            await kept.send(request)
            assert (await kept.receive()).endswith(b"0")
            await eventually(passed(0.6))
        await kept.send(request[:10])  # the next request has its limit again
        with anyio.fail_after(5), pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
            await kept.receive()


@pytest.mark.usefixtures("short_limits")
async def test_whoever_waits_for_us_is_not_cut() -> None:
    """Neither for an answer that takes long, nor while nobody here takes the body in."""
    go_on = anyio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await go_on.wait()
        await echo(scope, receive, send)

    size = 4 << 20
    get = b"GET / HTTP/1.1\r\nHost: centre\r\n\r\n"
    put = b"PUT / HTTP/1.1\r\nHost: centre\r\nContent-Length: %d\r\n\r\n" % size
    async with (
        listening(slow) as port,
        await anyio.connect_tcp("127.0.0.1", port) as asks,
        await anyio.connect_tcp("127.0.0.1", port) as sends,
        anyio.create_task_group() as tasks,
    ):
        await asks.send(get)
        tasks.start_soon(sends.send, put + bytes(size))
        await eventually(passed(1.2))
        go_on.set()
        with anyio.fail_after(5):
            assert (await asks.receive()).endswith(b"0")
            assert (await sends.receive()).endswith(str(size).encode())


@pytest.mark.usefixtures("short_limits")
async def test_whoever_does_not_take_the_answer_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "SLOWEST_RATE", 1 << 30)
    size = 64 << 20  # more than the kernel keeps for them

    async def large(scope: Scope, receive: Receive, send: Send) -> None:
        length = [(b"content-length", str(size).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": bytes(size)})

    async with listening(large) as port, await anyio.connect_tcp("127.0.0.1", port) as client:
        await client.send(b"GET / HTTP/1.1\r\nHost: centre\r\n\r\n")
        await eventually(passed(1.2))
        taken = 0
        with anyio.fail_after(20), pytest.raises((anyio.EndOfStream, anyio.BrokenResourceError)):
            while True:
                taken += len(await client.receive(1 << 20))
        assert taken < size


# -- too many requests


async def test_the_monitor_is_answered_though_all_places_are_taken(app: FastAPI, stranger: AsyncClient) -> None:
    go_on = anyio.Event()
    waiting = 0

    @app.get("/waits")
    async def waits() -> None:
        nonlocal waiting
        waiting += 1
        await go_on.wait()

    async with anyio.create_task_group() as tasks:
        for _ in range(MOST_AT_ONCE):
            tasks.start_soon(stranger.get, "/waits")
        await eventually(lambda: waiting == MOST_AT_ONCE)
        refused = await stranger.get("/api/me")
        assert (refused.status_code, refused.json()["code"]) == (503, "busy")
        assert (await stranger.get("/health")).json()["parts"]["database"] == "ok"
        go_on.set()
    assert (await stranger.get("/api/me")).status_code == 401


# -- whose request it is


async def wrong_log_ins(client: AsyncClient, caller: str) -> set[int]:
    """From one address for many accounts; the statuses of the last ones."""
    header = {"X-Forwarded-For": f"198.51.100.1, {caller}"}
    statuses = []
    for number in range(24):
        word = {"username": f"nobody-{number}", "password": "wrong-wrong-1"}
        statuses.append((await client.post("/api/login", json=word, headers=header)).status_code)
    return set(statuses[-3:])


async def test_behind_a_trusted_proxy_each_caller_has_tries_of_its_own(tmp_path: Path) -> None:
    async with web_service(tmp_path, S724_TRUSTED_PROXIES="127.0.0.1") as service, service.client() as client:
        assert await wrong_log_ins(client, "203.0.113.7") == {429}
        word = {"username": "k20060-1", "password": PASSWORD}
        other = await client.post("/api/login", json=word, headers={"X-Forwarded-For": "203.0.113.8"})
        assert other.status_code == 200
        last = [line for line in service.logged() if line.get("route") == "/api/login"][-1]
        assert last["address"] == "203.0.113.8"


async def test_what_anybody_else_says_of_the_address_is_not_believed(tmp_path: Path) -> None:
    async with web_service(tmp_path) as service, service.client() as client:
        assert await wrong_log_ins(client, "203.0.113.7") == {429}
        word = {"username": "k20060-1", "password": PASSWORD}
        other = await client.post("/api/login", json=word, headers={"X-Forwarded-For": "203.0.113.8"})
        assert other.status_code == 429
        assert {line["address"] for line in service.logged() if line["event"] == "request"} == {"127.0.0.1"}


async def test_nothing_is_redirected_to_the_host_that_a_request_names(stranger: AsyncClient) -> None:
    for address in ("/api/agents/", "/api/me/", "/health/", "/api/login/"):
        answer = await stranger.get(address, headers={"Host": "evil.example"})
        assert answer.status_code == 404, address
        assert "location" not in answer.headers


# -- sounds that are sent


async def pieces(content: bytes) -> AsyncIterator[bytes]:
    for begin in range(0, len(content), 1 << 16):
        yield content[begin : begin + (1 << 16)]


async def never_ends(content: bytes) -> AsyncIterator[bytes]:
    yield content[:100]
    await anyio.sleep_forever()


async def test_twelve_sounds_at_once_are_decoded_two_at_a_time_and_the_rest_is_told_to_wait(
    log_in: LogIn, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attack: before, all were read and decoded together, which took 500 MB."""
    async with engine.begin() as connection:
        await seed_prompts(connection, "20000", defaults.pronunciations(), NINE)
    decoding: list[bytes] = []
    most = 0
    all_came = threading.Event()

    def counted(content: bytes) -> tuple[bytes, float]:
        nonlocal most
        decoding.append(content)
        most = max(most, len(decoding))
        assert all_came.wait(timeout=20)
        made = recorded_sound(content)
        decoding.pop()
        return made

    monkeypatch.setattr(uploads, "recorded_sound", counted)
    client = await log_in("redaktor")
    content = sound_file(tone(20.0, 48000), 48000)
    answers: list[tuple[int, str | None]] = []

    async def send() -> None:
        answer = await client.put("/api/prompts/W01/audio/pl", content=content)
        answers.append((answer.status_code, answer.headers.get("Retry-After")))
        if answer.status_code == 429:
            assert answer.json()["code"] == "uploads_busy"
            assert answer.json()["message"].endswith("Prosimy spróbować ponownie za chwilę.")
            if sum(status == 429 for status, _ in answers) == 12 - MOST:
                all_came.set()

    async with anyio.create_task_group() as tasks:
        for _ in range(12):
            tasks.start_soon(send)
    assert sorted(answers, key=str) == [(200, None)] * MOST + [(429, "10")] * (12 - MOST)
    assert most == AT_ONCE
    assert (await client.put("/api/prompts/W01/audio/pl", content=content)).status_code == 200


def is_empty(folder: Path) -> bool:
    return not [*folder.iterdir()]


async def test_who_sends_slowly_takes_nobodys_turn_and_leaves_nothing_behind(tmp_path: Path) -> None:
    kept = Uploads(tmp_path)
    content = sound_file(tone(1.0), 8000)
    async with anyio.create_task_group() as tasks:
        for _ in range(MOST - 1):
            tasks.start_soon(kept.sound, never_ends(content))
        await anyio.wait_all_tasks_blocked()
        assert await kept.sound(pieces(content)) == await to_thread.run_sync(recorded_sound, content)
        tasks.start_soon(kept.sound, never_ends(content))
        await anyio.wait_all_tasks_blocked()
        with pytest.raises(UploadsBusy):
            await kept.sound(pieces(content))
        tasks.cancel_scope.cancel()
    assert await kept.sound(pieces(content))
    assert is_empty(tmp_path)


# -- foreign queues


async def test_a_supervisor_gives_own_consultants_no_foreign_queue(log_in: LogIn) -> None:
    """The attack: whoever serves a queue hears its callers and reads who they are."""
    boss = await log_in("kierownik-20060")
    answer = await boss.put("/api/agents/k20060-1/queues", json={"queues": ["20000"], "skills": {}})
    assert (answer.status_code, answer.json()["code"]) == (422, "settings_refused")
    [problem] = answer.json()["fields"]
    assert problem["message"].startswith("Kolejkę urzędu 20000 (Wojewódzki Urząd Pracy) może przydzielić tylko ")
    assert (await boss.get("/api/agents/k20060-1")).json()["queues"] == []


async def test_nobody_is_hired_for_a_foreign_queue(log_in: LogIn) -> None:
    boss = await log_in("kierownik-20060")
    new = {"id": "k20060-9", "display_name": "Nowa Osoba", "office": "20060", "queues": ["20000"]}
    assert (await boss.post("/api/agents", json=new)).status_code == 422
    assert (await boss.get("/api/agents/k20060-9")).status_code == 404
    assert (await boss.post("/api/agents", json={**new, "queues": ["20610", "20060"]})).status_code == 201


async def test_a_queue_whose_rules_name_the_office_as_a_helper_may_be_given(log_in: LogIn) -> None:
    boss, chief = await log_in("kierownik-20060"), await log_in("kierownik-wup")
    given = await boss.put("/api/agents/k20060-1/queues", json={"queues": ["20610"], "skills": {}})
    assert given.json()["queues"] == ["20610"], "its neighbour's"
    rules = {"policy": {"stand_in": "20060"}}
    assert (await chief.put("/api/queues/20000/policy", json=rules)).status_code == 200
    given = await boss.put("/api/agents/k20060-1/queues", json={"queues": ["20000", "20610"], "skills": {}})
    assert given.json()["queues"] == ["20000", "20610"]


@pytest.mark.parametrize("username", ["administrator", "kierownik-wup"])
async def test_whoever_answers_for_all_offices_gives_any_queue_and_its_supervisor_may_take_it_away(
    log_in: LogIn, username: str
) -> None:
    chief, boss = await log_in(username), await log_in("kierownik-20060")
    address = "/api/agents/k20060-1/queues"
    given = await chief.put(address, json={"queues": ["20000"], "skills": {}})
    assert given.json()["queues"] == ["20000"]
    kept = await boss.put(address, json={"queues": ["20000", "20610"], "skills": {}})
    assert kept.json()["queues"] == ["20000", "20610"], "what is served already stays"
    assert (await boss.put(address, json={"queues": [], "skills": {}})).json()["queues"] == []
    assert (await boss.put(address, json={"queues": ["20000"], "skills": {}})).status_code == 422
