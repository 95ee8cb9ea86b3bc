"""Around every request: a log line with who asked and from where, headers, a guard, limits of size and number."""

import re
import secrets
import traceback
from contextlib import suppress

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnect

from api.errors import BUSY, FAILED, answer
from api.http.extract_uploads import MOST_BYTES as MOST_EXTRACT_BYTES
from api.http.proxies import TrustedProxies
from core.acting import acts
from core.clock import SystemClock
from guidance.standards.standard import MOST_BYTES as MOST_STANDARD_BYTES
from ivr.tts.sound_file import MOST_RECORDED

log = structlog.get_logger()

_CLOCK = SystemClock()

MOST_BYTES = 64 * 1024
MOST_TABLE_BYTES = 3 * 1024 * 1024
"""Of a table of the job market: five thousand lines in base64."""
_SOUNDS = re.compile(r"PUT /api/prompts/[^/]+/audio/[^/]+|POST /api/prompts/[^/]+/audio/[^/]+/preview")
_EXTRACTS = "/api/imports/upload"
_TABLES = re.compile(r"/api/market-files/[a-z-]+")
_STANDARDS = re.compile(r"/api/standards(/[^/]+/versions)?")
MOST_BYTES_OF_A_SCENARIO = 1024 * 1024
_SCENARIOS = ("/api/scenarios/", "/api/scenario-")

MOST_AT_ONCE = 500
"""Requests that are served at the same time; WebSockets do not count."""
_FOR_THE_MONITOR = {"/health", "/metrics"}

_HEADERS = [
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
]
# Over TLS only (RFC 6797, 7.2): for a year this name is not asked in clear any more.
_SECURE_ONLY = (b"strict-transport-security", b"max-age=31536000")


_REQUEST_ID = b"x-request-id"
"""By it somebody who reports a problem names a request, and the log has its line."""

_NOTES = "s724.notes"


def name_account(request: HTTPConnection, account: str | None) -> None:
    """Who asks, for the log line: the account that is logged in, or that somebody wants to log in with."""
    request.scope.setdefault(_NOTES, {})["account"] = account


class RequestMiddleware:
    """Logs each request by its route, never by what stands in its address; adds security headers; turns
    whatever nobody has caught into a Problem; refuses bodies that are too large, and requests that are too many,
    but for those of the monitor. Until a route says who is logged in, nobody acts.

    From here on the client of a request is who asked, also through a trusted proxy.
    """

    def __init__(self, app: ASGIApp, proxies: TrustedProxies) -> None:
        self._app = app
        self._proxies = proxies
        self._served = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket"):
            self._name_caller(scope)
        if scope["type"] == "websocket":
            await self._serve_socket(scope, receive, send)
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_too_many = self._served >= MOST_AT_ONCE and scope["path"] not in _FOR_THE_MONITOR
        self._served += 1
        try:
            await self._serve(answer(BUSY, 503) if is_too_many else self._app, scope, receive, send)
        finally:
            self._served -= 1

    async def _serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        began = _CLOCK.monotonic()
        status = 0
        headers = [*_HEADERS, _SECURE_ONLY] if scope["scheme"] == "https" else _HEADERS
        notes: dict[str, str | None] = {}
        request_id = secrets.token_hex(8)
        scope[_NOTES] = notes
        acts(None)

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = message.get("headers", [])
                names = {name.lower() for name, _ in own}  # pages need other ones than programs
                added = ((_REQUEST_ID, request_id.encode()), *headers)
                message = {**message, "headers": [*own, *(h for h in added if h[0] not in names)]}
            await send(message)

        try:
            await app(scope, _limited(scope, receive), send_with_headers)
        except ClientDisconnect:
            pass  # nobody is there to be answered; the line below has status 0
        except Exception as error:
            log.error(
                "request failed",
                request_id=request_id,
                route=_route(scope),
                error=type(error).__name__,
                where=_where(error),
            )
            if status:
                raise  # half an answer is out: only a broken connection can tell
            await answer(FAILED, 500)(scope, receive, send_with_headers)
        finally:
            acts(None)
            log.info(
                "request",
                request_id=request_id,
                method=scope["method"],
                route=_route(scope),
                status=status,
                account=notes.get("account"),
                address=None if scope.get("client") is None else scope["client"][0],
                ms=round((_CLOCK.monotonic() - began) * 1000, 1),
            )

    async def _serve_socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A WebSocket is none of the requests that are counted: it stays for hours."""
        began = _CLOCK.monotonic()
        notes: dict[str, str | None] = {}
        scope[_NOTES] = notes
        acts(None)

        async def send_if_there(message: Message) -> None:
            try:
                await send(message)
            except OSError as error:  # gone before it was let in: no fault of the database
                raise WebSocketDisconnect(1006) from error

        try:
            await self._app(scope, receive, send_if_there)
        except (ClientDisconnect, WebSocketDisconnect):
            pass  # in the middle of the handshake, or of the last word
        except Exception as error:
            log.exception("web socket failed", route=_route(scope), error=type(error).__name__)
            with suppress(Exception):  # whoever reads it may be gone, or the handshake not over
                await send({"type": "websocket.close", "code": 1011})
        finally:
            acts(None)
            log.info(
                "web socket",
                route=_route(scope),
                account=notes.get("account"),
                address=None if scope.get("client") is None else scope["client"][0],
                seconds=round(_CLOCK.monotonic() - began, 1),
            )

    def _name_caller(self, scope: Scope) -> None:
        if scope.get("client") is None:
            return
        peer, port = scope["client"]
        forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        if (caller := self._proxies.caller(peer, forwarded)) != peer:
            port = 0  # that of the proxy says nothing of the caller
        scope["client"] = (caller, port)


def _limited(scope: Scope, receive: Receive) -> Receive:
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    most = MOST_BYTES
    if scope["path"].startswith(_SCENARIOS):
        most = MOST_BYTES_OF_A_SCENARIO
    elif _SOUNDS.fullmatch(f"{scope['method']} {scope['path']}"):
        most = MOST_RECORDED
    elif scope["method"] == "POST" and scope["path"] == _EXTRACTS:
        most = MOST_EXTRACT_BYTES
    elif scope["method"] == "POST" and _TABLES.fullmatch(scope["path"]):
        most = MOST_TABLE_BYTES
    elif scope["method"] == "POST" and _STANDARDS.fullmatch(scope["path"]):
        most = MOST_STANDARD_BYTES
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        if announced.isdigit() and int(announced) > most:
            raise HTTPException(413)
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(413)
        return message

    return receive_limited


def _route(scope: Scope) -> str:
    """The route with its placeholders; an address that nobody serves may hold anything, so it is not told."""
    return str(getattr(scope.get("route"), "path", "none"))


def _where(error: Exception) -> list[str]:
    """File and line of each call, without the text of the error, which may quote values."""
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-8:]]
