"""The FastAGI server: one connection for each request of the dialplan, over panoramisk.

Facts about panoramisk 1.4 that shape this: its own connection handler spins for ever when a connection is closed
before its headers are whole, and logs whole requests; so headers are read here, and only its request is used. What
it makes of a closed connection is a ValueError.

Every process of this machine can reach the port, so each request has to show the installation's secret: the last
argument that the dialplan gives.
"""

import asyncio
import hmac
from collections.abc import Awaitable, Callable, Mapping

import anyio
import structlog
from panoramisk import fast_agi

from agi_scripts.agi.agi_headers import HeadersRefused, read_headers

log = structlog.get_logger()

HEADER_TIME = 5.0  # seconds; Asterisk sends the headers at once


class AgiHangUp(Exception):
    """The channel is gone, or Asterisk has closed the connection."""


class AgiRequest:
    """One request. Commands are carried out one after the other, also those of several tasks."""

    def __init__(self, request: fast_agi.Request, arguments: list[str]) -> None:
        """`arguments`: what the dialplan gave besides path and secret."""
        self._request = request
        self._speaking = anyio.Lock()
        self.headers: Mapping[str, str] = request.headers
        self.arguments = arguments

    async def command(self, text: str) -> dict[str, tuple[str, str]]:
        """Say `text` and return what Asterisk answers: for each word its value and what stands in parentheses.

        Raises AgiHangUp. Takes as long as Asterisk takes.
        """
        if "\n" in text or "\r" in text:
            raise ValueError("a command of AGI is one line")
        async with self._speaking:
            try:
                answer = await self._request.send_command(text)
            except (OSError, EOFError, ValueError, KeyError) as error:
                raise AgiHangUp from error
        if "error" in answer:
            if answer["error"] in {"AGIInvalidCommand", "AGIUsageError"}:
                log.error("a command of AGI was refused", command=text.split(" ")[0], error=answer["error"])
            raise AgiHangUp
        return answer  # type: ignore[no-any-return]

    async def set(self, name: str, value: str) -> None:
        """Set a variable of the channel. Raises AgiHangUp; ValueError for a value that cannot be one."""
        if '"' in value or "\\" in value:
            raise ValueError(f"{name} cannot hold quotation marks")
        await self.command(f'SET VARIABLE {name} "{value}"')

    async def get(self, name: str) -> str:
        """A variable of the channel; empty if it has none. Raises AgiHangUp."""
        return (await self.command(f"GET VARIABLE {name}"))["result"][1]


Route = Callable[[AgiRequest], Awaitable[None]]


class FastAgi:
    """Answers what the dialplan asks for by path. `handler` is for `asyncio.start_server`."""

    def __init__(self, routes: Mapping[str, Route], secret: str) -> None:
        """`secret`: what each request has to show. Raises ValueError if it is empty: anybody could show that."""
        if not secret:
            raise ValueError("the installation has no agi_secret")
        self._routes = dict(routes)
        self._secret = secret.encode()

    async def handler(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, to its end. One request may fail, the server may not.

        One that is refused is closed without a word; the dialplan goes on as if nobody were here.
        """
        try:
            headers, arguments = read_headers(await _lines(reader))
            shown = arguments.pop() if arguments else ""
            if not hmac.compare_digest(shown.encode(), self._secret):
                log.error("a request without the installation's secret was refused")
                return
            # With its query string, but Asterisk sends arguments apart.
            path = headers.get("agi_network_script", "")
            route = self._routes.get(path)
            if route is None:
                log.error("nobody answers this request", path=path[:40])
                return
            await route(AgiRequest(fast_agi.Request(None, headers, reader, writer), arguments))
        except HeadersRefused as error:
            log.error("a request was refused", reason=str(error))
        except (AgiHangUp, OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            return
        except Exception as error:
            log.exception("a request failed", error=type(error).__name__)
        finally:
            writer.close()


async def _lines(reader: asyncio.StreamReader) -> list[str]:
    """The lines before the empty one. Not by `splitlines`, which knows more ends of a line than Asterisk does."""
    with anyio.fail_after(HEADER_TIME):
        return (await reader.readuntil(b"\n\n")).decode("utf-8", "replace").removesuffix("\n\n").split("\n")
