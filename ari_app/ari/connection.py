"""One WebSocket to one Asterisk: events come in, requests go out, answers come back, all on the same line.

The owner runs `AriConnection.run()` in a task of its own. Events are handed to a plain function, so that
reading never waits for anybody. After every (re)connect `on_connected` may look at what is there before
the first event is handed out; answers to its requests flow meanwhile.

Facts about Asterisk 22.10 that shape this:
- the requests of one WebSocket are carried out one after the other in the order of sending, so commands
  may be sent back to back without waiting for answers (`post`);
- an event that a request causes may come before or after the answer: choose ids yourself and listen for
  them before asking;
- when another instance registers an application, the old one gets ApplicationReplaced, keeps its
  WebSocket, and hears no further event of that application.
"""

import base64
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import quote

import anyio
import msgspec
import structlog

from ari_app.ari.decoding import MalformedMessage, UnknownEvent, decode_message
from ari_app.ari.errors import (
    AriError,
    ConnectionLost,
    NotUnderstood,
    Overloaded,
    Refused,
    ReplacedByAnother,
    Timeout,
    refusal,
)
from ari_app.ari.messages import ApplicationReplaced, Event, MissingParams, RESTResponse
from ari_app.ari.operations.asterisk import ping
from ari_app.ari.request import Request
from ari_app.ari.socket import OPEN_TIME, Socket, Unreachable, open_socket
from core.lease.lease import Fence
from core.tasks.flag import Flag

T = TypeVar("T")
log = structlog.get_logger()

PING_INTERVAL, PING_TIMEOUT = 5.0, 10.0  # seconds


class _Refusal(msgspec.Struct):
    """The two forms in which Asterisk explains itself."""

    message: str = ""
    error: str = ""


@dataclass(slots=True, eq=False)
class _Pending:
    """A request that was sent. `answered`, if somebody waits, without a `response`: the connection went."""

    operation: str
    answered: Flag | None = None
    sent_at: float = field(default_factory=time.monotonic)
    response: RESTResponse | None = None
    on_error: Callable[[AriError], None] | None = None


class AriConnection:
    """The line to the Asterisk at `url` (`http://host:port/ari`) for the applications `apps`.

    on_event: called for every event, in order of arrival. It must not wait and must not raise: an exception
        ends `run()`, since a centre that loses events unnoticed is worse than one that starts anew.
    on_connected: awaited after each connect, once a first request was answered, before the first event of that
        connection is handed out. If it fails with an AriError the connection is closed and made anew.
    on_lost: called once for each connection that was there, when it is gone.
    on_refused: called whenever nobody listens there: no Asterisk is running.
    ping_interval, ping_timeout: seconds; an Asterisk that stands still is noticed after their sum at most. A try
        to connect takes no longer than the latter.
    """

    FIRST_DELAY = 0.05  # seconds before the second try; doubled each time
    LONGEST_DELAY = 2.0
    # Seconds in which a new session must answer once. Of the sessions that begin as another one of the same
    # applications ends, on a busy machine, some answer the WebSocket's pings and no request (Asterisk 22.10).
    MUTE_TIME = 2.0
    MAX_PENDING = 4096  # requests without an answer
    MAX_HELD = 20_000  # events that wait for on_connected
    MAX_MESSAGE = 16 * 2**20  # bytes; a list of 10,000 channels has about 8 MB

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        apps: Sequence[str],
        on_event: Callable[[Event], None],
        *,
        on_connected: Callable[[], Awaitable[None]] | None = None,
        on_lost: Callable[[], None] | None = None,
        on_refused: Callable[[], None] = lambda: None,
        ping_interval: float = PING_INTERVAL,
        ping_timeout: float = PING_TIMEOUT,
        is_waited_for: bool = True,
        fence: Fence | None = None,
    ) -> None:
        """`is_waited_for`: what is sent while the line is down waits for it; else it fails at once. `fence`: asked
        before each request whether this process may still command."""
        names = ",".join(quote(app, safe="") for app in apps)
        self._uri = f"ws{url.removeprefix('http').rstrip('/')}/events?app={names}"
        # In the header and not in the address: addresses end up in logs.
        word = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {word}"}
        self._on_event = on_event
        self._on_connected = on_connected
        self._on_lost = on_lost
        self._on_refused = on_refused
        self._is_waited_for = is_waited_for
        self._check: Callable[[], None] = (lambda: None) if fence is None else fence.check
        self._ping = (ping_interval, ping_timeout)
        self._socket: Socket | None = None
        self._up = anyio.Event()
        self._pending: dict[str, _Pending] = {}
        self._sent = 0
        self._held: deque[Event] | None = None
        self._ended = False
        self._trouble = ""
        self._unknown: set[str] = set()
        self.on_answer: Callable[[float], None] = lambda seconds: None
        """Told how long each request took, in seconds. It must not wait or raise."""

    @property
    def is_up(self) -> bool:
        """Whether a request would be sent at once."""
        return self._socket is not None

    async def run(self) -> None:
        """Keep the line up until cancelled; to be called once.

        Raises ReplacedByAnother when another instance took over an application: it does not fight back.
        When it ends, however it does, waiting requests fail with ConnectionLost, and so do later ones.
        """
        delay = self.FIRST_DELAY
        try:
            while True:
                socket = await self._open()
                if socket is not None:
                    began = anyio.current_time()
                    await self._serve(socket)
                    # One that goes at once each time is not tried in a tight loop.
                    if anyio.current_time() - began > self.LONGEST_DELAY:
                        delay = self.FIRST_DELAY
                await anyio.sleep(delay)
                delay = min(2 * delay, self.LONGEST_DELAY)
        finally:
            self._ended = True
            self._up.set()

    async def send(self, request: Request[T], *, deadline: float = 5.0) -> T:
        """Ask, and return the answer.

        While the line is down it waits for it, `deadline` seconds for everything together. Raises NotFound,
        Conflict, Rejected, ServerError (Asterisk said no), NotUnderstood, ConnectionLost or Timeout (nobody
        knows whether it was done), Overloaded (it was not). A cancelled request may have been carried out.
        """
        answered = Flag()
        pending = _Pending(request.operation, answered)
        rest = deadline
        if self._socket is None:
            rest -= await self._until_up(request.operation, deadline)
        key = self._write(request, pending)
        try:
            is_answered = await answered.wait(max(0.0, rest))
        finally:
            self._pending.pop(key, None)
        if not is_answered:
            raise Timeout(f"{request.operation}: no answer within {deadline} s")
        if pending.response is None:
            raise ConnectionLost(f"{request.operation}: the connection was lost")
        refused = _refused(pending.operation, pending.response)
        if refused is not None:
            raise refused
        try:
            return request.decode(pending.response.message_body)
        except msgspec.DecodeError as error:
            raise NotUnderstood(f"{request.operation}: {error}") from error

    async def post(
        self,
        request: Request[T],
        *,
        deadline: float = 5.0,
        on_error: Callable[[AriError], None] | None = None,
    ) -> None:
        """Send and return, without waiting for the answer: Asterisk carries out what is sent in order.

        While the line is down it waits for it, at most `deadline` seconds. Raises Timeout, ConnectionLost or
        Overloaded when it was not sent. `on_error` is called (from the reader: it must not wait or raise)
        with what `send` would have raised afterwards; without it a refusal is only logged.
        """
        if self._socket is None:
            await self._until_up(request.operation, deadline)
        self.post_now(request, on_error)

    def post_now(self, request: Request[T], on_error: Callable[[AriError], None] | None = None) -> None:
        """`post` for code that may not await; raises ConnectionLost while the line is down."""
        self._write(request, _Pending(request.operation, on_error=on_error))

    def cut(self) -> None:
        """What is on its way arrives no more, once the process has ended: for one that may command no longer."""
        if self._socket is not None:
            self._socket.cut()

    async def _until_up(self, operation: str, deadline: float) -> float:
        """The seconds that it took. Raises Timeout, and ConnectionLost when the connection has ended, or is not
        waited for."""
        if not self._is_waited_for:
            raise ConnectionLost(f"{operation}: the connection is down")
        began = anyio.current_time()
        try:
            with anyio.fail_after(deadline):
                while self._socket is None:
                    if self._ended:
                        raise ConnectionLost(f"{operation}: the connection has ended")
                    await self._up.wait()
        except TimeoutError as error:
            raise Timeout(f"{operation}: not sent within {deadline} s") from error
        return anyio.current_time() - began

    def _write(self, request: Request[T], pending: _Pending) -> str:
        """Send at once. No more than MAX_PENDING requests can be in memory, wherever they wait."""
        self._check()
        if self._socket is None:
            raise ConnectionLost(f"{request.operation}: the connection was lost")
        if len(self._pending) >= self.MAX_PENDING:
            raise Overloaded(f"{request.operation}: {self.MAX_PENDING} requests wait for their answers")
        self._sent += 1
        key = str(self._sent)
        message = request.encode(key)
        self._pending[key] = pending
        self._socket.send(message)
        return key

    async def _open(self) -> Socket | None:
        try:
            return await open_socket(
                self._uri,
                self._headers,
                self.MAX_MESSAGE,
                on_up=self._go_up,
                on_message=self._read,
                on_down=self._go_down,
                open_time=min(OPEN_TIME, self._ping[1]),
            )
        except Unreachable as error:
            if str(error) != self._trouble:  # once a kind, not at every try
                self._trouble = str(error)
                log.warning("ari_unreachable", trouble=str(error))
            if isinstance(error.__cause__, ConnectionRefusedError):
                self._on_refused()
        return None

    async def _serve(self, socket: Socket) -> None:
        """Until the connection is gone. Raises what `on_event` raised, and ReplacedByAnother."""
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._reconcile, socket)
                tasks.start_soon(socket.watch, *self._ping)
                try:
                    await socket.over()
                except ReplacedByAnother as error:
                    replaced: ReplacedByAnother | None = error
                else:
                    replaced = None
                    log.warning("ari_lost", code=socket.close_code)
                tasks.cancel_scope.cancel()
        finally:
            socket.close()
            if self._on_lost is not None:
                self._on_lost()
        if replaced is not None:
            raise replaced

    async def _reconcile(self, socket: Socket) -> None:
        try:
            await self.send(ping(), deadline=self.MUTE_TIME)
            if self._on_connected is not None:
                await self._on_connected()
        except AriError as error:
            # Events must not be handled by somebody who does not know what is there: start over.
            log.warning("ari_reconcile_failed", error=type(error).__name__)
            socket.close()
            return
        held, self._held = self._held, None
        for event in held or ():
            self._on_event(event)

    def _read(self, data: bytes) -> None:
        """Take one message. Raises ReplacedByAnother, and what `on_event` raises: both end the connection."""
        try:
            message = decode_message(data)
        except MalformedMessage:
            log.warning("ari_message_malformed", size=len(data))
            return
        if isinstance(message, RESTResponse):
            self._answer(message)
        elif isinstance(message, ApplicationReplaced):
            log.error("ari_application_replaced", application=message.application)
            raise ReplacedByAnother(message.application)
        elif isinstance(message, MissingParams):
            log.error("ari_missing_parameters", parameters=message.params)
        elif self._held is None:
            self._note_unknown(message)
            self._on_event(message)
        elif len(self._held) < self.MAX_HELD:
            self._note_unknown(message)
            self._held.append(message)
        elif self._socket is not None:
            log.error("ari_reconcile_too_slow", held=len(self._held))
            self._socket.close()

    def _answer(self, response: RESTResponse) -> None:
        pending = self._pending.pop(response.request_id, None)
        if pending is None:  # it came after its deadline
            log.info("ari_answer_unexpected", status=response.status_code)
            return
        self.on_answer(time.monotonic() - pending.sent_at)
        if pending.answered is not None:
            pending.response = response
            pending.answered.set()
            return
        refused = _refused(pending.operation, response)
        if refused is None:
            return
        log.info("ari_refused", operation=pending.operation, status=refused.status)
        if pending.on_error is not None:
            pending.on_error(refused)

    def _go_up(self, socket: Socket) -> None:
        self._trouble = ""
        self._held = deque()
        self._socket = socket
        self._up.set()
        log.info("ari_connected")

    def _go_down(self) -> None:
        self._socket = None
        self._up = anyio.Event()
        lost, self._pending = self._pending, {}
        for pending in lost.values():
            if pending.answered is not None:
                pending.answered.set()
            if pending.on_error is not None:
                pending.on_error(ConnectionLost(f"{pending.operation}: the connection was lost"))

    def _note_unknown(self, event: Event) -> None:
        if isinstance(event, UnknownEvent) and event.kind not in self._unknown and len(self._unknown) < 100:
            self._unknown.add(event.kind)
            log.warning("ari_event_unknown", kind=event.kind)


def _refused(operation: str, response: RESTResponse) -> Refused | None:
    if response.status_code < 400:
        return None
    try:
        told = msgspec.json.decode(response.message_body or "{}", type=_Refusal)
    except msgspec.DecodeError:
        told = _Refusal()
    return refusal(operation, response.status_code, told.message or told.error or response.reason_phrase)
