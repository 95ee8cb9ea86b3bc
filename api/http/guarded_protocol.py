"""HTTP as uvicorn speaks it, with what uvicorn has not: limits for requests that do not come to an end.

Without them a few hundred connections that send nothing keep the web service from everybody. The limits stand in
`api.http.connections`.
"""

import asyncio
from enum import Enum, auto
from typing import Any

import h11
import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

from api.http.connections import HEADERS_TIME, Unfinished, body_time
from api.http.proxies import TrustedProxies

log = structlog.get_logger()

_TOLD_EVERY = 60.0  # seconds; in a flood a line for each connection would fill the log


class _Awaited(Enum):
    NOTHING = auto()
    HEADERS = auto()
    BODY = auto()
    THAT_ANSWER_IS_TAKEN = auto()


class _Guard:
    """What all connections share."""

    def __init__(self, proxies: TrustedProxies) -> None:
        self.unfinished: Unfinished[GuardedProtocol] = Unfinished(proxies.trusts)
        self._dropped = 0
        self._told_at = float("-inf")

    def dropped(self, now: float, address: str) -> None:
        self._dropped += 1
        if now - self._told_at >= _TOLD_EVERY:
            log.warning("unfinished connections are dropped", address=address, since_last_told=self._dropped)
            self._dropped, self._told_at = 0, now


class GuardedProtocol(H11Protocol):
    """One connection. It is cut when a request takes too long to come or its answer to be taken, and when too many
    others of its address have come after it; it is not while it waits for an answer or rests between two requests.
    """

    guard: _Guard

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._awaited = _Awaited.NOTHING
        self._since = 0.0
        self._received = 0
        self._timer: asyncio.TimerHandle | None = None
        self._is_handed_on = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._look()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._look()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._look()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        super().handle_websocket_upgrade(event)
        self._is_handed_on = True

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_for(_Awaited.NOTHING)
        super().connection_lost(exc)

    def cut(self) -> None:
        """End it at once, without waiting until what was written has been read."""
        address = self.client[0] if self.client else "unknown"
        self.guard.dropped(self.loop.time(), address)
        self._wait_for(_Awaited.NOTHING)
        self.transport.abort()

    def _look(self) -> None:
        awaited = self._now_awaited()
        if awaited is not self._awaited:
            self._wait_for(awaited)

    def _now_awaited(self) -> _Awaited:
        """uvicorn's own timer runs while a connection rests, and stops with the first byte of the next request."""
        if self._is_handed_on:
            return _Awaited.NOTHING
        if self.flow.write_paused:
            return _Awaited.THAT_ANSWER_IS_TAKEN
        if self.transport.is_closing():
            return _Awaited.NOTHING
        if self.conn.their_state is h11.SEND_BODY:
            return _Awaited.BODY
        if self.conn.their_state is h11.IDLE and self.timeout_keep_alive_task is None:
            return _Awaited.HEADERS
        return _Awaited.NOTHING

    def _wait_for(self, awaited: _Awaited) -> None:
        self._awaited = awaited
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if awaited is _Awaited.NOTHING:
            self.guard.unfinished.discard(self)
            return
        self._since, self._received = self.loop.time(), 0
        limit = HEADERS_TIME
        if awaited is not _Awaited.HEADERS:
            limit = body_time(self.transport.get_write_buffer_size())
        self._timer = self.loop.call_later(limit, self._too_late)
        too_many = self.guard.unfinished.add(self, self.client[0] if self.client else "")
        if too_many is not None:
            too_many.cut()

    def _too_late(self) -> None:
        if self._awaited is _Awaited.BODY:
            now = self.loop.time()
            if self.flow.read_paused:  # we keep the client waiting, not the other way round
                self._since, self._received = now, 0
            rest = self._since + body_time(self._received) - now
            if rest > 0:
                self._timer = self.loop.call_later(rest, self._too_late)
                return
        self.cut()


def guarded_protocol(proxies: TrustedProxies) -> type[asyncio.Protocol]:
    """For one server: all its connections are counted together, but for those of its proxies."""
    shared = _Guard(proxies)

    class Guarded(GuardedProtocol):
        guard = shared

    return Guarded
