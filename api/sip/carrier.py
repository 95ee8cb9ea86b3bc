"""Carries SIP between a page and Asterisk until one of both leaves, or the page is ended."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Protocol

import anyio
import structlog
from starlette.websockets import WebSocketDisconnect
from websockets.exceptions import ConnectionClosed

from api.live.rate import MessageRate
from api.sip.asterisk_line import AsteriskAway, AsteriskLine, asterisk_line
from api.sip.connections import Close, SipConnection
from api.sip.filter import Filter, Rules, ToAsterisk, ToPage
from api.sip.limits import BURST, MOST_BYTES, RATE
from api.sip.message import NotSip

log = structlog.get_logger()

SEND_TIME = 10.0  # seconds for which a page may not take what it is sent


class Page(Protocol):
    """A page's WebSocket, already accepted. Both raise WebSocketDisconnect when it is gone."""

    async def receive_text(self) -> str: ...

    async def send_text(self, data: str) -> None: ...


async def carry(
    page: Page, rules: Rules, urls: Sequence[str], connection: SipConnection, *, is_at_edge: bool = False
) -> None:
    """Return when it is over; `connection.code` says why, or is None if the page has left by itself."""
    try:
        async with asterisk_line(urls, rules.endpoint, rules.secret) as line, _until_ended(connection) as tasks:
            passing = Filter(rules, line.prove)
            tasks.start_soon(_from_asterisk, page, line, passing, connection)
            tasks.start_soon(_keep_proof, line, is_at_edge)
            await _from_page(page, line, passing, connection)
            tasks.cancel_scope.cancel()
    except AsteriskAway:
        connection.end(Close.ASTERISK_AWAY)


@asynccontextmanager
async def _until_ended(connection: SipConnection) -> AsyncIterator[anyio.abc.TaskGroup]:
    async with anyio.create_task_group() as tasks:

        async def end() -> None:
            await connection.ended.wait()
            tasks.cancel_scope.cancel()

        tasks.start_soon(end)
        yield tasks


async def _from_page(page: Page, line: AsteriskLine, passing: Filter, connection: SipConnection) -> None:
    """Until the page is gone or has sent what it must not."""
    rate = MessageRate(anyio.current_time(), RATE, BURST)
    while True:
        try:
            text = await page.receive_text()
        except WebSocketDisconnect:
            return
        except KeyError:  # bytes, which no telephone sends (RFC 7118, 4.2, leaves the choice to us)
            connection.end(Close.TOO_MUCH)
            return
        if not rate.allows(anyio.current_time()) or len(text.encode("utf-8", "replace")) > MOST_BYTES:
            log.warning("a page sent too much", endpoint=line.endpoint)
            connection.end(Close.TOO_MUCH)
            return
        if not text.strip("\r\n"):
            continue  # a sign of life (RFC 7118, 6)
        try:
            passed = passing.from_page(text)
        except NotSip as error:
            log.warning("a page sent what is no SIP", endpoint=line.endpoint, reason=str(error))
            connection.end(Close.TOO_MUCH)
            return
        try:
            match passed:
                case ToAsterisk(rewritten):
                    await line.connection.send(rewritten)
                case ToPage(answer):
                    log.info("a request of a page was refused", endpoint=line.endpoint)
                    await _send(page, answer)
        except (ConnectionClosed, TimeoutError):
            connection.end(Close.ASTERISK_AWAY)
            return
        except WebSocketDisconnect:
            return


async def _keep_proof(line: AsteriskLine, is_short: bool) -> None:
    with suppress(ConnectionClosed):  # which `_from_asterisk` sees
        await line.keep_proof(is_short=is_short)


async def _from_asterisk(page: Page, line: AsteriskLine, passing: Filter, connection: SipConnection) -> None:
    """Until Asterisk has closed the connection, or the page does not take anything any more."""
    try:
        async for text in line.connection:
            if isinstance(text, bytes):
                text = text.decode("utf-8", "replace")
            if not text.strip("\r\n"):
                continue
            try:
                if line.is_for_us(text):
                    continue
                passed = passing.from_asterisk(text)
            except NotSip as error:
                log.error("Asterisk sent what is not understood", endpoint=line.endpoint, reason=str(error))
                continue
            if isinstance(passed, ToPage):
                await _send(page, passed.text)
    except (ConnectionClosed, TimeoutError):
        pass
    except WebSocketDisconnect:
        return
    connection.end(Close.ASTERISK_AWAY)


async def _send(page: Page, text: str) -> None:
    with anyio.fail_after(SEND_TIME):
        await page.send_text(text)
