"""An operator's SMSC in the loop of a test: takes messages, answers as it is told, sends receipts."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import anyio
import smpp34

from tests.support.timing.eventually import LONG, eventually

NAME, PASSWORD, HOST = "pup", "tajne", "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Taken:
    """A part that the SMSC has: `words` without the header."""

    number: str
    words: str
    smsc_id: str


@dataclass(slots=True)
class Smsc:
    """`answers`: what becomes of the next ones, as functions of the event that return the id, or None for
    silence; without one each is taken. `patience`: seconds for which it tries to deliver."""

    port: int
    taken: list[Taken] = field(default_factory=list)
    answers: list[Callable[[Any, str], str | None]] = field(default_factory=list)
    bound: list[Any] = field(default_factory=list)
    sends_receipts: bool = False
    receipts_due: int = 0
    patience: float = 2 * LONG
    _ids: int = 0x1A00

    async def serve(self, server: Any) -> None:
        async with anyio.create_task_group() as tasks:
            while True:
                event = await server.next()
                if isinstance(event, smpp34.Esme):
                    self.bound.append(event)
                elif isinstance(event, smpp34.SubmitSmEvent):
                    taken = self._take(event)
                    if taken is not None and self.sends_receipts:
                        self.receipts_due += 1
                        tasks.start_soon(self._tell, taken)

    def _take(self, event: Any) -> Taken | None:
        self._ids += 1
        smsc_id = f"{self._ids:X}"
        content = bytes(event.short_message)
        words = content[6:] if event.esm_class & 0x40 else content
        text = words.decode("utf-16-be") if event.data_coding == 8 else words.decode("latin-1")
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            answer(event, smsc_id)
            return None
        taken = Taken(event.destination_addr, text, smsc_id)
        self.taken.append(taken)
        with suppress(smpp34.SmppError):  # who asked may be dead by now
            event.accept(smsc_id)
        return taken

    async def _tell(self, taken: Taken) -> None:
        await self.deliver(taken.number, _receipt(taken, "DELIVRD"), is_receipt=True)
        self.receipts_due -= 1

    async def receipt(self, taken: Taken, stat: str = "DELIVRD") -> None:
        """By the newest bind; the id is decimal here, and hexadecimal in the answer."""
        await self.bound[-1].deliver_sm("PUP", _receipt(taken, stat), source_addr=taken.number, esm_class=4)

    async def writes(self, sender: str, words: str) -> None:
        await self.bound[-1].deliver_sm("48500500500", words.encode("latin-1"), source_addr=sender)

    async def deliver(self, sender: str, content: bytes, *, is_receipt: bool = False) -> None:
        """As operators do: again until it is acknowledged, whoever is bound then."""

        async def is_acknowledged() -> bool:
            with anyio.move_on_after(10):
                sent = self.bound[-1].deliver_sm(
                    "48500500500", content, source_addr=sender, esm_class=4 if is_receipt else 0
                )
                try:
                    return bool((await sent).is_success)
                except smpp34.SmppError:
                    return False
            return False

        await eventually(is_acknowledged, timeout=self.patience)


def _receipt(taken: Taken, stat: str) -> bytes:
    text = f"id:{int(taken.smsc_id, 16)} sub:001 dlvrd:001 submit date:2612010900 done date:261201090155"
    return f"{text} stat:{stat} err:000 text:{taken.words[:20]}".encode("latin-1", "replace")


@asynccontextmanager
async def smsc_at(port: int) -> AsyncIterator[Smsc]:
    server = smpp34.Server(HOST, port, system_id="smsc")
    await server.start()
    smsc = Smsc(port)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(smsc.serve, server)
        yield smsc
        tasks.cancel_scope.cancel()
    stopped = server.stop()
    if stopped is not None:
        await stopped
