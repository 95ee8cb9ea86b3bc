"""Sends mail that waits in the outbox, one after the other: claims it, gives it to the line, writes down the
answer."""

from collections.abc import Collection
from functools import partial
from typing import Final, Protocol

import anyio
import structlog
from anyio import to_thread

from core.clock import Clock
from core.db.errors import DATABASE_AWAY
from messaging.line import NotTaken, Unknown
from messaging.mail.dkim_signing import DkimKey
from messaging.mail.mail_outbox_store import ClaimedMail, MailOutbox
from messaging.mail.writing import bytes_of
from messaging.standing import stands, tell

log = structlog.get_logger()

LOOK_TIME: Final = 1.0
SETTLE_EVERY: Final = 30.0


class MailLine(Protocol):
    """See `messaging.mail.smtp_line`."""

    async def send(self, envelope: str, to: str, content: bytes) -> None: ...


class MailSender:
    """`run` until cancelled. `allowed`: the only addresses to which a demonstration sends. `key`: by which mail
    is signed; None: somebody else does, or nobody."""

    def __init__(
        self,
        outbox: MailOutbox,
        line: MailLine,
        clock: Clock,
        allowed: Collection[str] | None = None,
        key: DkimKey | None = None,
    ) -> None:
        self._outbox = outbox
        self._line = line
        self._clock = clock
        self._allowed = allowed
        self._key = key

    async def run(self) -> None:
        stopped = await self._outbox.begin(self._clock.now())
        if stopped:
            log.warning("mail was on its way when the sender ended", uncertain=stopped)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._settle)
            while True:
                if not await self.send_one():
                    await anyio.sleep(LOOK_TIME)

    async def send_one(self) -> bool:
        """False: nothing may go now."""
        try:
            claimed = await self._outbox.claim(self._clock.now(), self._allowed)
        except DATABASE_AWAY as error:
            tell(error)
            return False
        if claimed is None:
            return False
        await self._send(claimed)
        return True

    async def _send(self, mail: ClaimedMail) -> None:
        now = self._clock.now
        try:
            content = bytes_of(mail.letter)
            if self._key is not None:
                content = await to_thread.run_sync(self._key.signed, content)
            await self._line.send(mail.envelope, mail.letter.to, content)
        except ValueError:
            why = "Tego adresu nie można zapisać w wiadomości."
            await stands(partial(self._outbox.note_not_taken, mail, why, now(), is_final=True))
        except NotTaken as refused:
            note = partial(self._outbox.note_not_taken, mail, refused.why, now(), is_final=refused.is_final)
            await stands(note)
        except Unknown:
            await stands(partial(self._outbox.note_uncertain, mail, now()))
        else:
            await stands(partial(self._outbox.note_sent, mail, now()))

    async def _settle(self) -> None:
        while True:
            try:
                await self._outbox.settle_waiting(self._clock.now())
            except DATABASE_AWAY as error:
                tell(error)
            await anyio.sleep(SETTLE_EVERY)
