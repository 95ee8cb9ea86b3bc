"""Asterisk's manager interface, over panoramisk.

Facts about panoramisk 1.4 that shape this: it connects again by itself, but actions sent meanwhile only time out,
and it sends them again after the next login unless their future was cancelled; values with CR or LF go out as they
are and would be further headers; it takes the answer „Added interface to queue” for the beginning of a list that
never ends, so it is told each time whether a list is expected.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import anyio
import structlog
from panoramisk import Manager

from core.errors import S724Error
from core.lease.lease import Fence

log = structlog.get_logger()

# The library logs whole actions, the password of the login among them.
logging.getLogger("panoramisk").setLevel(logging.CRITICAL)

ANSWER_TIME = 5.0  # seconds
CONNECT_TIME = 3.0  # seconds: after a cut the kernel tries ever more seldom, up to once a minute

Row = Mapping[str, str]
"""One message by its headers; a header that is not there is an empty text by `get`."""


class AmiAway(S724Error):
    """Asterisk is not there, or did not answer in time. What was asked for may have been done."""

    code = "ami_away"
    message_pl = "Centrala nie odpowiada."


class AmiRefused(S724Error):
    """Asterisk would not do it, most often because the channel is gone."""

    code = "ami_refused"
    message_pl = "Centrala nie wykonała polecenia."


class _Manager(Manager):  # type: ignore[misc]
    """Its tries to connect end after CONNECT_TIME, and are made again like those that failed."""

    def connect(self) -> None:
        host, port, factory = (self.config[name] for name in ("host", "port", "protocol_factory"))
        trying = asyncio.wait_for(self.loop.create_connection(factory, host, port), CONNECT_TIME)
        asyncio.Task(trying, loop=self.loop).add_done_callback(self.connection_made)


class Ami:
    """One connection, made again whenever it is lost. `logins` counts how often it was made."""

    def __init__(
        self,
        port: int,
        user: str,
        password: str,
        on_event: Callable[[Row], None] | None = None,
        host: str = "127.0.0.1",
        fence: Fence | None = None,
    ) -> None:
        """`on_event` is told every event that the user may see (manager.conf); without it none is sent. `fence`:
        asked before each action whether this process may still command."""
        self._check: Callable[[], None] = (lambda: None) if fence is None else fence.check
        self.is_up = False
        self.logins = 0
        self.on_login: Callable[[], None] = lambda: None
        self._user = user
        self._up = anyio.Event()
        self._manager = _Manager(
            host=host,
            port=port,
            username=user,
            secret=password,
            events="off" if on_event is None else "on",
            encoding="utf8",
            loop=asyncio.get_running_loop(),
            reconnect_timeout=1,  # seconds; whole ones
            on_login=self._logged_in,
            on_disconnect=self._lost,
        )
        if on_event is not None:
            self._manager.register_event("*", lambda _manager, event: on_event(event))

    def open(self) -> None:
        """Begin to connect; returns at once."""
        self._manager.connect()

    def close(self) -> None:
        self._is_down()
        self._manager.close()

    def again(self) -> None:
        """Make the connection anew, within seconds: one to a machine that was cut off stands still for as long
        after the cut as TCP waits before it sends once more, up to two minutes."""
        if (protocol := self._manager.protocol) is not None and protocol.transport is not None:
            protocol.transport.abort()

    async def up(self) -> None:
        """Return when there is a connection."""
        await self._up.wait()

    async def act(self, action: str, **fields: str) -> Row:
        """Do one thing. Raises AmiAway, and AmiRefused when Asterisk would not."""
        answer = await self._send(action, fields, as_list=False)
        if not answer.success:
            raise AmiRefused
        return answer  # type: ignore[no-any-return]

    async def ask(self, action: str, event: str, **fields: str) -> list[Row]:
        """Ask for a list and return its `event` rows. Raises AmiAway."""
        rows = await self._send(action, fields, as_list=True)
        return [row for row in rows if row.get("event") == event]

    async def _send(self, action: str, fields: Mapping[str, str], *, as_list: bool) -> Any:
        self._check()
        if not self.is_up:
            raise AmiAway
        for name, value in fields.items():
            if "\r" in value or "\n" in value:
                raise ValueError(f"{name} cannot hold a line break")
        try:
            with anyio.fail_after(ANSWER_TIME):
                return await self._manager.send_action({"Action": action, **fields}, as_list=as_list)
        except TimeoutError as error:
            raise AmiAway from error

    def _logged_in(self, _manager: Manager) -> None:
        self.is_up = True
        self.logins += 1
        self._up.set()
        self.on_login()
        log.info("connected to Asterisk's manager interface", user=self._user)

    def _lost(self, _manager: Manager, _error: Exception | None) -> None:
        if self.is_up:
            log.warning("Asterisk's manager interface is lost", user=self._user)
            self._is_down()

    def _is_down(self) -> None:
        self.is_up = False
        self._up = anyio.Event()
