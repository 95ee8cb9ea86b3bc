"""An operator's SMSC in the loop of a test: takes messages, answers as it is told, sends receipts."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import smpp34

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
    silence; without one each is taken."""

    port: int
    taken: list[Taken] = field(default_factory=list)
    answers: list[Callable[[Any, str], str | None]] = field(default_factory=list)
    bound: list[Any] = field(default_factory=list)
    sends_receipts: bool = False
    _ids: int = 0x1A00

    async def serve(self, server: Any) -> None:
        while True:
            event = await server.next()
            if isinstance(event, smpp34.Esme):
                self.bound.append(event)
            elif isinstance(event, smpp34.SubmitSmEvent):
                await self._take(event)

    async def _take(self, event: Any) -> None:
        self._ids += 1
        smsc_id = f"{self._ids:X}"
        content = bytes(event.short_message)
        words = content[6:] if event.esm_class & 0x40 else content
        text = words.decode("utf-16-be") if event.data_coding == 8 else words.decode("latin-1")
        answer = self.answers.pop(0) if self.answers else None
        if answer is not None:
            answer(event, smsc_id)
            return
        self.taken.append(Taken(event.destination_addr, text, smsc_id))
        event.accept(smsc_id)
        if self.sends_receipts:
            await self.receipt(self.taken[-1])

    async def receipt(self, taken: Taken, stat: str = "DELIVRD") -> None:
        """By the newest bind; the id is decimal here, and hexadecimal in the answer."""
        text = f"id:{int(taken.smsc_id, 16)} sub:001 dlvrd:001 submit date:2612010900 done date:261201090155"
        text += f" stat:{stat} err:000 text:{taken.words[:20]}"
        await self.bound[-1].deliver_sm(
            "PUP", text.encode("latin-1", "replace"), source_addr=taken.number, esm_class=4
        )

    async def writes(self, sender: str, words: str) -> None:
        await self.bound[-1].deliver_sm("48500500500", words.encode("latin-1"), source_addr=sender)


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
