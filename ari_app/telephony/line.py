"""The connection as channels and bridges use it: errors in our words, and requests that nobody waits for."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import structlog
from anyio.abc import TaskGroup

from ari_app.ari import AriConnection, AriError, ConnectionLost, Request, ServerError
from core.errors import TelephonyFailed

T = TypeVar("T")

log = structlog.get_logger()

CLEAN_UP_TIME = 2.0  # seconds within which what was begun in Asterisk is ended; then it is left as it is
PAUSES = (0.005, 0.01, 0.02, 0.04, 0.08)  # seconds before each further try of what Asterisk cannot do yet


def _ignore(_error: AriError) -> None:
    return


class AriLine:
    """The connection as channels use it: errors in our words, and requests that nobody waits for."""

    def __init__(
        self, ari: AriConnection, tasks: TaskGroup, generation: int = 0, ringing: AriConnection | None = None
    ) -> None:
        """`generation`: see `ari_app.telephony.generation`. `ringing`: for `send_first`."""
        self.generation = generation
        self._ari = ari
        self._tasks = tasks
        self._ringing = ringing

    @property
    def is_up(self) -> bool:
        return self._ari.is_up

    async def send(self, request: Request[T]) -> T:
        """Raises ari errors; see AriConnection.send."""
        return await self._ari.send(request)

    async def send_first(self, request: Request[T]) -> T:
        """As `send`, but overtakes whatever waits on the line: what rings or silences a telephone.

        Asterisk carries out the commands of one connection one after the other, and now and then one of them waits
        for a channel. A caller who is next must not wait for somebody else's bridge.
        """
        ringing = self._ringing
        return await (self._ari if ringing is None or not ringing.is_up else ringing).send(request)

    def post_now(self, request: Request[T], on_error: Callable[[AriError], None]) -> bool:
        """Send on the spot; False if that cannot be done now."""
        try:
            self._ari.post_now(request, on_error)
        except AriError:
            return False
        return True

    async def post(self, request: Request[T], on_error: Callable[[AriError], None] = _ignore) -> None:
        """Send without waiting for the answer; a refusal, now or later, comes to `on_error`."""
        try:
            await self._ari.post(request, on_error=on_error)
        except AriError as error:
            on_error(error)

    def forget(self, request: Request[None]) -> None:
        """Send from code that may not await; what becomes of it does not matter."""
        if not self.post_now(request, _ignore):
            self._tasks.start_soon(self.post, request)

    def insist(self, request: Request[None]) -> None:
        """As `forget`, and again for a moment as long as Asterisk answers that it cannot (5xx)."""

        def refused(error: AriError) -> None:
            if isinstance(error, ServerError):
                self._tasks.start_soon(self._try_again, request)

        if not self.post_now(request, refused):
            self._tasks.start_soon(self.post, request, refused)

    async def persist(self, request: Request[None]) -> None:
        """As `insist`, and returns when it is done, cannot be, or was tried for long enough."""
        try:
            await self.send(request)
        except ServerError:
            await self._try_again(request)
        except AriError:
            pass  # as in `_try_again`

    async def _try_again(self, request: Request[None]) -> None:
        for pause in PAUSES:
            await anyio.sleep(pause)
            try:
                await self.send(request)
            except ServerError:
                continue
            except AriError:
                pass  # it is not there any more, or the line is lost: whoever takes over looks
            return
        log.warning("Asterisk does not do what it was asked for", request=request.operation)


async def attempt(command: Awaitable[T]) -> T:
    """Await an ARI request whose failure is this call's failure."""
    try:
        return await command
    except ConnectionLost as error:
        raise TelephonyFailed("Utracono połączenie z centralą.") from error
    except AriError as error:
        raise TelephonyFailed from error
