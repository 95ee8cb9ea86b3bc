"""The connection as channels and bridges use it: errors in our words, and requests that nobody waits for."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
import structlog
from anyio.abc import TaskGroup

from ari_app.ari import AriConnection, AriError, ConnectionLost, Request, ServerError, Timeout
from ari_app.sounds import OwnSounds, Sounds
from core.errors import TelephonyFailed

T = TypeVar("T")

log = structlog.get_logger()

CLEAN_UP_TIME = 2.0  # seconds within which what was begun in Asterisk is ended; then it is left as it is
HELD_TIME = 10.0  # seconds after an answer did not come in which the line shows whether it is cut
PAUSES = (0.005, 0.01, 0.02, 0.04, 0.08)  # seconds before each further try of what Asterisk cannot do yet


def _ignore(_error: AriError) -> None:
    return


class AriLine:
    """The connection as channels use it: errors in our words, and requests that nobody waits for.

    That of one of several Asterisks may be cut while calls go on there. Until it is known what is so, nobody who
    commands it hears anything: no call may end since its command was lost.
    """

    def __init__(
        self,
        ari: AriConnection,
        tasks: TaskGroup,
        generation: int = 0,
        ringing: AriConnection | None = None,
        *,
        is_of_several: bool = False,
        sounds: Sounds | None = None,
    ) -> None:
        """`generation`: see `ari_app.telephony.generation`. `ringing`: for `send_first`. `sounds`: of this
        Asterisk."""
        self.generation = generation
        self.sounds: Sounds = sounds or OwnSounds()
        self._ari = ari
        self._tasks = tasks
        self._ringing = ringing
        self._is_of_several = is_of_several
        self.is_in_doubt = False
        self._gone = anyio.Event()

    @property
    def is_up(self) -> bool:
        return self._ari.is_up and not self.is_in_doubt

    def was_cut(self) -> None:
        """Nobody knows whether the Asterisk is there. Harmless when it was said."""
        self.is_in_doubt = True

    def is_gone(self) -> None:
        """It is not there any more: whoever waits hears that. What is sent from now on is for another one."""
        self.is_in_doubt = False
        self._gone.set()
        self._gone = anyio.Event()

    async def send(self, request: Request[T]) -> T:
        """Raises ari errors; see AriConnection.send."""
        return await self._held(self._ari, request)

    async def look(self, request: Request[T]) -> T:
        """As `send`, also while nobody knows what is so."""
        return await self._ari.send(request)

    async def _held(self, ari: AriConnection, request: Request[T]) -> T:
        if not self._is_of_several:
            return await ari.send(request)
        gone = self._gone
        if not self.is_in_doubt:
            try:
                return await ari.send(request)
            except ConnectionLost:
                pass
            except Timeout:
                with anyio.move_on_after(HELD_TIME):
                    await gone.wait()
                if not self.is_in_doubt:
                    raise
        await gone.wait()
        raise ConnectionLost(f"{request.operation}: the Asterisk is gone")

    async def send_first(self, request: Request[T]) -> T:
        """As `send`, but overtakes whatever waits on the line: what rings or silences a telephone.

        Asterisk carries out the commands of one connection one after the other, and now and then one of them waits
        for a channel. A caller who is next must not wait for somebody else's bridge.
        """
        ringing = self._ringing
        return await self._held(self._ari if ringing is None or not ringing.is_up else ringing, request)

    def post_now(self, request: Request[T], on_error: Callable[[AriError], None]) -> bool:
        """Send on the spot; False if that cannot be done now."""
        if self.is_in_doubt:
            return False
        try:
            self._ari.post_now(request, self._told(on_error))
        except AriError:
            return False
        return True

    async def post(self, request: Request[T], on_error: Callable[[AriError], None] = _ignore) -> None:
        """Send without waiting for the answer; a refusal, now or later, comes to `on_error`."""
        gone = self._gone
        try:
            if not self.is_in_doubt:
                await self._ari.post(request, on_error=self._told(on_error))
                return
        except AriError as error:
            if not self._is_of_several:
                on_error(error)
                return
        await gone.wait()
        on_error(ConnectionLost(f"{request.operation}: the Asterisk is gone"))

    def _told(self, on_error: Callable[[AriError], None]) -> Callable[[AriError], None]:
        """Of a line that was lost nobody is told: its channels are, when it is known that they are gone."""
        if not self._is_of_several:
            return on_error
        return lambda error: None if isinstance(error, ConnectionLost) else on_error(error)

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
