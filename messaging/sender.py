"""Sends what waits in the outbox: claims, sends part by part, writes down what the operator says.

Killed at any moment, what was on its way is uncertain at the next start: it is never sent again by itself, and a
receipt, or half an hour, settles it.
"""

from collections.abc import Callable, Collection
from functools import partial
from typing import Final

import anyio
import structlog

from core.clock import Clock
from core.consents.addresses import number
from core.db.errors import DATABASE_AWAY
from core.messages.sms import SmsUnknown, templates
from messaging.line import NotTaken, SmsLine, Unknown
from messaging.outbox_store import Claimed, Outbox
from messaging.sms.parts import parts_of
from messaging.standing import stands, tell
from messaging.templates.rendering import TemplateFaulty
from messaging.templates.template import filled

log = structlog.get_logger()

LOOK_TIME: Final = 0.5
"""Seconds between two looks for something to send: a code is to be there in two."""

AT_ONCE: Final = 10
"""Parts on their way; the operator's window."""

SETTLE_EVERY: Final = 30.0

Unlock = Callable[[bytes], bytes]


class Sender:
    """`begin` once, then `run` until cancelled. `unlock`: opens the secret of a code. `allowed`: the only numbers
    to which a demonstration sends."""

    def __init__(
        self,
        outbox: Outbox,
        line: SmsLine,
        clock: Clock,
        unlock: Unlock | None,
        allowed: Collection[str] | None = None,
    ) -> None:
        self._outbox = outbox
        self._line = line
        self._clock = clock
        self._unlock = unlock
        self._allowed = allowed
        self._slots = anyio.Semaphore(AT_ONCE)

    async def begin(self) -> None:
        """Before the line is up: a receipt of what was on its way fits only what is known to be uncertain."""
        stopped = await self._outbox.begin(self._clock.now())
        if stopped:
            log.warning("messages were on their way when the sender ended", uncertain=stopped)

    async def run(self) -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._settle)
            while True:
                await self._slots.acquire()
                claimed = await self._claimed()
                if claimed is None:
                    self._slots.release()
                    await anyio.sleep(LOOK_TIME)
                else:
                    tasks.start_soon(self._carry, claimed)

    async def _claimed(self) -> Claimed | None:
        if not self._line.is_up:
            return None
        now = self._clock.now()
        try:
            claimed = await self._outbox.claim(now, self._allowed)
            if claimed is None and await self._outbox.take_up_orders(now):
                claimed = await self._outbox.claim(now, self._allowed)
        except DATABASE_AWAY as error:
            tell(error)
            return None
        return claimed

    async def _carry(self, message: Claimed) -> None:
        try:
            await self._send(message)
        finally:
            self._slots.release()

    async def _send(self, message: Claimed) -> None:
        now = self._clock.now
        try:
            words = self._words(message)
        except SmsUnknown as error:
            await stands(partial(self._outbox.note_not_taken, message, error.message_pl, now(), is_final=True))
            return
        parts = parts_of(words, _reference(message.id))
        await stands(partial(self._outbox.note_parts, message, parts, now()))
        for part in parts:
            if part.number in message.done:
                continue
            try:
                smsc_id = await self._line.send(f"{message.id}.{part.number}", number(message.address), part)
            except NotTaken as refused:
                end = partial(self._outbox.note_not_taken, message, refused.why, is_final=refused.is_final)
                await stands(partial(end, now=now()))
                return
            except Unknown:
                await stands(partial(self._outbox.note_uncertain, message, now()))
                return
            await stands(partial(self._outbox.note_taken, message, part.number, smsc_id, now()))
        await stands(partial(self._outbox.note_sent, message, now()))

    def _words(self, message: Claimed) -> str:
        values = dict(message.values)
        template = templates().get(message.template)
        if template is None:
            raise SmsUnknown("Nie ma takiego wzoru wiadomości.")
        if message.secret is not None:
            if self._unlock is None:
                raise SmsUnknown("Brak klucza do kodów jednorazowych.")
            [name] = template.placeholders
            values[name] = self._unlock(message.secret).decode()
        if message.own is not None:
            try:
                return filled(message.own, values)[1]
            except TemplateFaulty as error:
                log.error("a template cannot be filled", template=message.own.id, why=error.message_pl)
        return template.filled(values)

    async def _settle(self) -> None:
        while True:
            try:
                await self._outbox.settle_waiting(self._clock.now())
            except DATABASE_AWAY as error:
                tell(error)
            await anyio.sleep(SETTLE_EVERY)


def _reference(message: str) -> int:
    """Another one for the next message to the same telephone, and the same at another try."""
    return sum(message.encode())
