"""Calls of outside services, against real HTTP servers on this machine."""

import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import anyio
import pytest
from anyio.abc import SocketStream

from ivr.outside import web_service
from ivr.outside.web_rules import Answered, Service, WebRequest, services
from ivr.outside.web_service import LARGEST_ANSWER, LONGEST, WebServices
from tests.support.timing.running import running

pytestmark = pytest.mark.anyio

Answer = Callable[[SocketStream], Awaitable[None]]


@dataclass
class Server:
    """Answers each request with the next of `answers`, the last one again and again; keeps what was asked."""

    port: int
    answers: list[Answer]
    requests: list[bytes] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def serve(self, stream: SocketStream) -> None:
        with suppress(anyio.EndOfStream):  # whoever asked has given up before the whole question was there
            await self._serve(stream)

    async def _serve(self, stream: SocketStream) -> None:
        async with stream:
            request = b""
            while b"\r\n\r\n" not in request:
                request += await stream.receive()
            head, _, body = request.partition(b"\r\n\r\n")
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    while len(body) < int(line.partition(b":")[2]):
                        body += await stream.receive()
            self.requests.append(head + b"\r\n\r\n" + body)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            try:
                await answer(stream)
            except (anyio.BrokenResourceError, anyio.ClosedResourceError):
                return  # whoever asked has heard enough


def says(body: bytes, status: str = "200 OK", headers: str = "content-type: application/json") -> Answer:
    async def answer(stream: SocketStream) -> None:
        head = f"HTTP/1.1 {status}\r\n{headers}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        await stream.send(head.encode() + body)

    return answer


async def says_nothing(stream: SocketStream) -> None:
    await anyio.sleep_forever()


async def drips(stream: SocketStream) -> None:
    """A byte now and then: no single wait is long."""
    await stream.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
    while True:
        await stream.send(b" ")
        await anyio.sleep(0.05)


async def never_ends(stream: SocketStream) -> None:
    await stream.send(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
    while True:
        await stream.send(b"[" * 65536)


async def hangs_up(stream: SocketStream) -> None:
    return


@asynccontextmanager
async def a_server(*answers: Answer) -> AsyncIterator[Server]:
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        server = Server(listener.extra(anyio.abc.SocketAttribute.local_port), list(answers))
        tasks.start_soon(listener.serve, server.serve)
        yield server
        tasks.cancel_scope.cancel()


@asynccontextmanager
async def allowing(*allowed: str) -> AsyncIterator[WebServices]:
    made = WebServices(services(",".join(allowed)))
    async with running(made.run):
        yield made


def call(url: str, **changes: Any) -> WebRequest:
    given: dict[str, Any] = {"method": "GET", "url": url, "query": {}, "body": None, "time_limit": 5.0, "tries": 1}
    return WebRequest(**(given | changes))


async def asked(server: Server, path: str = "/x", **changes: Any) -> Answered:
    async with allowing(server.url) as made:
        return await made.ask(call(server.url + path, **changes))


GOOD = says(json.dumps({"a": ["ą"]}).encode())


async def test_an_answer_is_a_document_and_the_question_is_what_was_meant() -> None:
    async with a_server(GOOD) as server:
        assert (await asked(server, "/x?stale=1", query={"urzad": "20060 & ?"})).document == {"a": ["ą"]}
        head = server.requests[0].decode()
        assert head.startswith("GET /x?stale=1&urzad=20060")
        assert "%26" in head.split("\r\n")[0]
        assert f"host: 127.0.0.1:{server.port}" in head.lower()


async def test_post_sends_a_document() -> None:
    async with a_server(GOOD) as server:
        assert (await asked(server, method="POST", body={"a": "ż"})).fault is None
        assert json.loads(server.requests[0].partition(b"\r\n\r\n")[2]) == {"a": "ż"}


@pytest.mark.parametrize("slow", [says_nothing, drips])
async def test_a_slow_service_ends_at_the_time_limit(slow: Answer) -> None:
    async with a_server(slow) as server:
        with anyio.fail_after(20):
            assert await asked(server, time_limit=0.5) == Answered(fault="timeout")


async def test_a_huge_answer_is_not_read_to_its_end() -> None:
    async with a_server(never_ends) as server:
        with anyio.fail_after(20):
            assert await asked(server) == Answered(fault="failed")
    async with a_server(says(b'"' + b"a" * LARGEST_ANSWER + b'"')) as server:
        assert await asked(server) == Answered(fault="failed")


@pytest.mark.parametrize(
    "answer",
    [
        says(b"<html>"),
        says(b"{} {}"),
        says(b""),
        says(b"[" * 50_000),
        says(b"9" * 10_000),
        says(b"{}", headers="content-type: text/html"),
        says(b"{}", headers="content-type: application/json\r\ncontent-encoding: gzip"),
        says(b"{}", status="404 Not Found"),
        says(b"{}", status="201 Created"),
    ],
    ids=["html", "two", "none", "deep", "huge number", "type", "packed", "404", "201"],
)
async def test_what_is_no_answer_is_not_asked_for_again(answer: Answer) -> None:
    async with a_server(answer) as server:
        assert await asked(server, tries=3) == Answered(fault="failed")
        assert len(server.requests) == 1


async def test_a_redirect_is_followed_nowhere() -> None:
    async with a_server(GOOD) as other:
        where = f"location: {other.url}/x"
        async with a_server(says(b"", status="302 Found", headers=where)) as server:
            async with allowing(server.url, other.url) as made:
                assert await made.ask(call(server.url + "/x", tries=3)) == Answered(fault="failed")
            assert len(server.requests) == 1
        assert other.requests == []


async def test_a_passing_error_is_tried_again_with_pauses() -> None:
    busy = says(b"{}", status="503 Service Unavailable")
    async with a_server(busy, hangs_up, GOOD) as server:
        began = anyio.current_time()
        assert (await asked(server, tries=3)).fault is None
        assert len(server.requests) == 3
        assert anyio.current_time() - began >= web_service.FIRST_PAUSE * 3


async def test_a_service_is_not_tried_more_often_than_wanted_nor_longer_than_the_limit() -> None:
    busy = says(b"{}", status="500 Internal Server Error")
    async with a_server(busy) as server:
        assert await asked(server, tries=2) == Answered(fault="failed")
        assert len(server.requests) == 2
        with anyio.fail_after(20):
            assert await asked(server, tries=4, time_limit=0.7) == Answered(fault="timeout")


async def test_a_service_that_is_not_listed_is_never_connected_to() -> None:
    async with a_server(GOOD) as server:
        for allowed in ("https://dane.example.org", "http://127.0.0.1:1", f"https://127.0.0.1:{server.port}"):
            async with allowing(allowed) as made:
                assert await made.ask(call(server.url + "/x", time_limit=LONGEST)) == Answered(fault="failed")
                stranger = call(f"http://dane.example.org@127.0.0.1:{server.port}/", time_limit=LONGEST)
                assert await made.ask(stranger) == Answered(fault="failed")
        assert server.requests == []


async def test_a_listed_name_that_leads_inside_is_never_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    async def inside(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))]

    monkeypatch.setattr(anyio, "getaddrinfo", inside)
    async with a_server(GOOD) as server, allowing(f"https://dane.example.org:{server.port}") as made:
        answered = await made.ask(call(f"https://dane.example.org:{server.port}/x", tries=3))
        assert answered == Answered(fault="failed")
        assert server.requests == []


async def test_a_service_that_nobody_runs_fails() -> None:
    async with a_server(GOOD) as server:
        gone = server.url
    async with allowing(gone) as made:
        assert await made.ask(call(gone + "/x")) == Answered(fault="failed")


def test_a_service_that_is_listed_twice_is_one() -> None:
    assert services("https://a.example,https://a.example:443 inside") == {Service("https", "a.example", 443)}
