"""The web service under attacks that come by HTTP: floods, slow requests, redirects, foreign queues."""

import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from pathlib import Path

import anyio
import pytest
from anyio import to_thread
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT

from api.accounts.login_guard import BUDGET, GIVEN_BACK_EVERY
from api.http import connections
from api.http.connections import BODY_TIME, HEADERS_TIME, MOST_OF_ONE_NETWORK, SLOWEST_RATE
from api.http.uploads import AT_ONCE, MOST, Uploads, UploadsBusy
from api.middleware import MOST_AT_ONCE
from ivr import defaults
from ivr.prompts.change_store import seed_prompts
from ivr.tts.recorded_sound import recorded_sound
from tests.api.conftest import LogIn
from tests.api.held_door import Caller, HeldDoor, held_door
from tests.api.people import PASSWORD
from tests.api.process import WebService, web_service
from tests.support.calls.call_facts import NINE
from tests.support.recordings.sounds import sound_file, tone
from tests.support.timing.eventually import LONG, eventually

pytestmark = pytest.mark.anyio

HALF = b"POST /api/login HTTP/1.1\r\nHost: centre\r\nContent-Type: application/json\r\n"
GET = b"GET / HTTP/1.1\r\nHost: centre\r\n\r\n"


def port_of(service: WebService) -> int:
    return int(service.address.rpartition(":")[2])


@contextmanager
def half_open(port: int, number: int, *sent: bytes) -> Iterator[list[socket.socket]]:
    """So many connections on which a request has begun and does not go on; each sends one of `sent`, in turn."""
    with ExitStack() as stack:
        made = []
        for index in range(number):
            one = socket.create_connection(("127.0.0.1", port), timeout=LONG)
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
        began = time.monotonic()
        with half_open(port_of(service), 520, b"", HALF, body) as attack:
            async with service.client() as client:
                for address in ("/health", "/api/me", "/health"):
                    answer = await client.get(address)
                    assert answer.status_code == (401 if address == "/api/me" else 200)
            assert await service.token("k20060-1")
            # By their number: the time of those that have begun a body, a third of them, is not over yet.
            oldest = attack[: 520 - MOST_OF_ONE_NETWORK]
            await eventually(lambda: all(map(is_cut, oldest)), timeout=BODY_TIME / 2)
        told, *more = [line for line in service.logged() if line["event"] == "unfinished connections are dropped"]
        assert told["address"] == "127.0.0.1"
        assert len(more) <= (time.monotonic() - began) / 60, "at most once a minute"


@pytest.mark.more(
    "waits for the whole time; it is shown by a clock that is held, and real connections are cut in the last",
    "tests/api/http/test_doors_of_http.py::test_a_head_has_its_time_and_no_letter_prolongs_it",
    "tests/api/http/test_doors_of_http.py::test_520_half_open_connections_keep_nobody_out",
)
async def test_headers_that_do_not_end_are_cut_after_their_time(tmp_path: Path) -> None:
    """Also one that sends a letter now and then. By the real clock; how exactly is shown by the held one."""
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

            await eventually(are_cut, timeout=HEADERS_TIME + LONG)
            assert min(cut_after.values()) > HEADERS_TIME - 1


# -- one connection, and time that passes only when it is told to


def post(size: int) -> bytes:
    return b"POST / HTTP/1.1\r\nHost: centre\r\nContent-Length: %d\r\n\r\n" % size


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


async def test_a_head_has_its_time_and_no_letter_prolongs_it() -> None:
    async with (
        held_door(echo) as door,
        door.caller() as silent,
        door.caller() as slow,
        door.caller() as just_in_time,
    ):
        await just_in_time.sends(GET[:10])
        for letter in HALF[: int(HEADERS_TIME)]:
            await slow.sends(bytes([letter]))
            assert not silent.is_cut
            assert not slow.is_cut
            door.time.passes(0.99)
        await just_in_time.sends(GET[10:])
        await just_in_time.is_answered(b"0")
        door.time.passes(0.11)
        assert silent.is_cut
        assert slow.is_cut
        await silent.sees_the_end()
        await slow.sees_the_end()
        assert not just_in_time.is_cut


async def test_a_body_that_drips_is_cut_and_one_that_comes_steadily_is_not() -> None:
    """Also as steady as the slowest line, however long that takes. The drops come as often as its pieces do."""
    seconds = 4 * int(BODY_TIME)
    size = seconds * SLOWEST_RATE
    async with held_door(echo) as door, door.caller() as steady, door.caller() as drips:
        await steady.sends(post(size))
        await drips.sends(post(size))
        for second in range(seconds):
            await steady.sends(bytes(SLOWEST_RATE))
            assert drips.is_cut == (second > BODY_TIME)
            if not drips.is_cut:
                await drips.sends(b"x")
            door.time.passes(1)
            assert not steady.is_cut
        await steady.is_answered(str(size).encode())
        await drips.sees_the_end()


async def test_a_connection_that_rests_between_requests_is_not_cut_by_these_limits() -> None:
    rest = 2 * (HEADERS_TIME + BODY_TIME)
    async with held_door(echo, resting_time=int(rest) + 1) as door, door.caller() as kept:
        for _ in range(3):
            await kept.sends(GET)
            await kept.is_answered(b"0")
            door.time.passes(rest)
            assert not kept.is_cut
        await kept.sends(GET[:10])  # the next request has its limit again
        door.time.passes(HEADERS_TIME - 1)
        assert not kept.is_cut
        door.time.passes(2)
        assert kept.is_cut
        await kept.sees_the_end()


async def test_whoever_waits_for_us_is_not_cut() -> None:
    """Neither for an answer that takes long, nor while nobody here takes the body in."""
    go_on = anyio.Event()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        await go_on.wait()
        await echo(scope, receive, send)

    size = 4 << 20
    async with (
        held_door(slow) as door,
        door.caller() as asks,
        door.caller() as sends,
        anyio.create_task_group() as tasks,
    ):
        await asks.sends(GET)
        tasks.start_soon(sends.sends, post(size) + bytes(size))
        await eventually(lambda: sends.taken > len(post(size)) + HIGH_WATER_LIMIT, timeout=LONG)
        for _ in range(10):
            door.time.passes(BODY_TIME + size / SLOWEST_RATE)
            assert not asks.is_cut
            assert not sends.is_cut
        assert sends.taken < size
        go_on.set()
        await asks.is_answered(b"0")
        await sends.is_answered(str(size).encode())


async def test_whoever_does_not_take_the_answer_is_cut() -> None:
    size = 64 << 20  # more than the kernel keeps for them
    is_given = anyio.Event()

    async def large(scope: Scope, receive: Receive, send: Send) -> None:
        length = [(b"content-length", str(size).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": length})
        await send({"type": "http.response.body", "body": bytes(size)})
        is_given.set()

    async with held_door(large) as door, door.caller() as client:
        await client.sends(GET)
        with anyio.fail_after(LONG):
            await is_given.wait()
        door.time.passes(BODY_TIME)
        assert not client.is_cut
        door.time.passes(size / SLOWEST_RATE)
        assert client.is_cut
        assert await client.sees_the_end() < size


# -- too many connections at one moment


@pytest.fixture
def few_of_one_network(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many unfinished connections one address may have."""
    monkeypatch.setattr(connections, "MOST_OF_ONE_NETWORK", 40)
    return 40


async def attackers(stack: AsyncExitStack, door: HeldDoor, number: int) -> list[Caller]:
    """The oldest first."""
    made = []
    for index in range(number):
        one = await stack.enter_async_context(door.caller())
        await one.sends((b"", HALF, post(60) + b"{")[index % 3])
        made.append(one)
    return made


async def test_others_are_answered_while_the_newest_of_an_attack_stand(few_of_one_network: int) -> None:
    """At one moment: nobody waits until the time of the attack's connections is over."""
    async with held_door(echo) as door, AsyncExitStack() as stack:
        attack = await attackers(stack, door, few_of_one_network + 12)
        assert [one.is_cut for one in attack] == [True] * 12 + [False] * few_of_one_network
        async with door.caller() as other:
            await other.sends(GET)
            await other.is_answered(b"0")
        assert [one.is_cut for one in attack] == [True] * 13 + [False] * (few_of_one_network - 1)
        await attack[0].sees_the_end()


async def test_half_open_connections_of_one_address_drop_none_of_another(few_of_one_network: int) -> None:
    async with held_door(echo) as door, door.caller(at="127.0.0.2") as other, AsyncExitStack() as stack:
        await other.sends(GET[:10])
        attack = await attackers(stack, door, 3 * few_of_one_network)
        assert sum(one.is_cut for one in attack) == 2 * few_of_one_network
        await other.sends(GET[10:])
        await other.is_answered(b"0")


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
        await eventually(lambda: waiting == MOST_AT_ONCE, timeout=LONG)
        refused = await stranger.get("/api/me")
        assert (refused.status_code, refused.json()["code"]) == (503, "busy")
        assert (await stranger.get("/health")).json()["parts"]["database"] == "ok"
        go_on.set()
    assert (await stranger.get("/api/me")).status_code == 401


# -- whose request it is


async def wrong_log_ins(client: AsyncClient, caller: Callable[[int], str]) -> None:
    """From one address for many accounts, until it is refused, which it has to be when its tries are spent."""
    began = time.monotonic()
    for number in range(3 * BUDGET):
        word = {"username": f"nobody-{number}", "password": "wrong-wrong-1"}
        header = {"X-Forwarded-For": f"198.51.100.1, {caller(number)}"}
        answer = await client.post("/api/login", json=word, headers=header)
        if answer.status_code == 429:
            given_back = (time.monotonic() - began) / GIVEN_BACK_EVERY.total_seconds()
            assert BUDGET <= number <= BUDGET + given_back + 1
            return
        assert answer.status_code == 401
    raise AssertionError("it may try as often as it likes")


async def test_behind_a_trusted_proxy_each_caller_has_tries_of_its_own(tmp_path: Path) -> None:
    async with web_service(tmp_path, S724_TRUSTED_PROXIES="127.0.0.1") as service, service.client() as client:
        await wrong_log_ins(client, lambda number: "203.0.113.7")
        word = {"username": "k20060-1", "password": PASSWORD}
        other = await client.post("/api/login", json=word, headers={"X-Forwarded-For": "203.0.113.8"})
        assert other.status_code == 200

        def callers() -> list[str]:
            return [line["address"] for line in service.logged() if line.get("route") == "/api/login"]

        await eventually(lambda: callers()[-1] == "203.0.113.8", timeout=LONG)  # it is logged after its answer
        assert set(callers()[:-1]) == {"203.0.113.7"}


async def test_what_anybody_else_says_of_the_address_is_not_believed(tmp_path: Path) -> None:
    """Who calls itself somebody else at each try has no more tries for that."""
    async with web_service(tmp_path) as service, service.client() as client:
        await wrong_log_ins(client, lambda number: f"203.0.113.{number}")
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
        assert all_came.wait(timeout=LONG)
        made = recorded_sound(content)
        decoding.pop()
        return made

    monkeypatch.setattr("ivr.tts.recorded_sound.recorded_sound", counted)
    client = await log_in("redaktor")
    content = sound_file(tone(20.0, 48000), 48000)
    answers: list[tuple[int, str | None]] = []

    async def send() -> None:
        answer = await client.put("/api/prompts/W01/audio/pl", content=content)
        answers.append((answer.status_code, answer.headers.get("Retry-After")))
        if answer.status_code == 429:
            assert answer.json()["code"] == "uploads_busy"
            assert answer.json()["message"].endswith("Prosimy spróbować ponownie za chwilę.")

    async with anyio.create_task_group() as tasks:
        for _ in range(12):
            tasks.start_soon(send)
        await eventually(lambda: (len(answers), len(decoding)) == (12 - MOST, AT_ONCE), timeout=LONG)
        all_came.set()
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
