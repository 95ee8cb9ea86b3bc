"""Questions to a service outside by HTTP, in bounds of time and of size. Nothing is tried again here.

A service that never answers, or a byte now and then, ends by `Times.whole`; nobody waits for it longer.
"""

import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

import anyio
from anyio import to_thread

Why: TypeAlias = Literal["late", "broken", "code", "large"]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: until it must take the line; most between two pieces of the answer; most for everything."""

    connect: float
    silence: float
    whole: float


class NoAnswer(Exception):
    """`late`: not in time; `broken`: unreachable, or the line broke; `code`: not 200, but `status`; `large`: more
    than was allowed for. Never quotes the address, the question or the answer."""

    def __init__(self, why: Why, status: int = 0) -> None:
        super().__init__(f"{why} {status}" if status else why)
        self.why = why
        self.status = status


class Asking(Protocol):
    async def __call__(self, method: str, url: str, most: int, **question: Any) -> bytes:
        """The body of the answer, at most `most` bytes unpacked. `question`: `content`, `json`, `headers` as httpx
        has them. Another address to which the service leads is not asked. Raises NoAnswer."""
        ...


@asynccontextmanager
async def asking(times: Times) -> AsyncIterator[Asking]:
    """Questions over one line; what is in the block takes `times.whole` at most. Raises NoAnswer."""
    vouched = await to_thread.run_sync(trusted)
    import httpx

    limits = httpx.Timeout(times.silence, connect=times.connect)

    async def ask(method: str, url: str, most: int, **question: Any) -> bytes:
        answer = bytearray()
        async with client.stream(method, url, **question) as response:
            if response.status_code != httpx.codes.OK:
                raise NoAnswer("code", response.status_code)
            async for part in response.aiter_bytes():
                answer += part
                if len(answer) > most:
                    raise NoAnswer("large")
        return bytes(answer)

    try:
        with anyio.fail_after(times.whole):
            async with httpx.AsyncClient(verify=vouched, timeout=limits, follow_redirects=False) as client:
                yield ask
    except (httpx.TimeoutException, TimeoutError):
        raise NoAnswer("late") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        raise NoAnswer("broken") from None


def trusted(*, trust_env: bool = True) -> ssl.SSLContext:
    """Whom this machine trusts. Loads the library and reads the certificates, a tenth of a second each: not on the
    event loop, and not by who never asks."""
    import httpx

    return httpx.create_ssl_context(trust_env=trust_env)


def read_json(answer: bytes) -> Any:
    """Raises ValueError for what is none."""
    try:
        return json.loads(answer)
    except (UnicodeDecodeError, RecursionError):
        raise ValueError("no JSON") from None
