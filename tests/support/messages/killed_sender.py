"""A sender in a process of its own, which kills itself (SIGKILL) at a stage that the environment names."""

import asyncio
import os
import signal
from typing import Any

import anyio

from core.clock import SystemClock
from core.consents.addresses import AddressHashes
from core.db.engine import make_engine
from core.keys.secret_box import unlocked
from messaging.leader_store import leading
from messaging.line import SmsLine
from messaging.outbox_store import Claimed, Outbox
from messaging.receipt_store import Receipts
from messaging.sender import Sender
from messaging.smpp_line import SmppAccount, SmppLine
from messaging.sms.parts import Part
from messaging.sms.receipts import Receipt
from tests.support.messages.smsc import HOST, NAME, PASSWORD

LINE = "test-line"
STAGES = ("claimed", "parts noted", "given", "answered", "taken noted", "sent noted")


class Killer:
    """Dies at the `after`th time that the stage is reached; at none without a stage."""

    def __init__(self, stage: str, after: int) -> None:
        self._stage, self._left = stage, after

    def at(self, stage: str) -> None:
        if stage == self._stage:
            self._left -= 1
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class _Outbox(Outbox):
    killer: Killer

    async def claim(self, *args: Any, **more: Any) -> Claimed | None:
        found = await super().claim(*args, **more)
        if found is not None:
            self.killer.at("claimed")
        return found

    async def note_parts(self, *args: Any, **more: Any) -> None:
        await super().note_parts(*args, **more)
        self.killer.at("parts noted")

    async def note_taken(self, *args: Any, **more: Any) -> None:
        await super().note_taken(*args, **more)
        self.killer.at("taken noted")

    async def note_sent(self, *args: Any, **more: Any) -> None:
        await super().note_sent(*args, **more)
        self.killer.at("sent noted")


class _Line:
    """Dies when a part was given to the network, or when the operator has answered."""

    def __init__(self, line: SmppLine, killer: Killer) -> None:
        self._line, self._killer = line, killer
        given = line.sending

        async def sending(message: Any, pdu: bytes, client_id: str) -> None:
            await given(message, pdu, client_id)
            if getattr(message, "log_id", ""):
                # The library writes next; the kill comes when the bytes are on their way.
                asyncio.get_running_loop().call_later(0.002, killer.at, "given")

        line.sending = sending  # type: ignore[method-assign, assignment]

    @property
    def name(self) -> str:
        return self._line.name

    @property
    def is_up(self) -> bool:
        return self._line.is_up

    async def send(self, key: str, number: str, part: Part) -> str:
        answer = await self._line.send(key, number, part)
        self._killer.at("answered")
        return answer


async def run() -> None:
    at = os.environ
    killer = Killer(at.get("KILL_AT", ""), int(at.get("KILL_AFTER", "1")))
    clock, hashes = SystemClock(), AddressHashes("p" * 40)
    engine = make_engine(at["DSN"], pool_size=12)
    outbox = _Outbox(engine, hashes, LINE)
    outbox.killer = killer
    receipts = Receipts(engine, outbox, hashes, LINE)

    async def on_receipt(number: str, receipt: Receipt) -> None:
        await receipts.note_receipt(number, receipt, clock.now())

    async def on_received(sender: str, words: str) -> None:
        await receipts.note_received(sender, words, clock.now())

    line = SmppLine(SmppAccount(HOST, int(at["PORT"]), NAME, PASSWORD, "PUP"), on_receipt, on_received)
    used: SmsLine = _Line(line, killer)
    sender = Sender(outbox, used, clock, lambda box: unlocked(at["KEY"], box))
    async with leading(engine), anyio.create_task_group() as tasks:
        tasks.start_soon(line.run)
        tasks.start_soon(sender.run)


def main() -> None:
    anyio.run(run)


if __name__ == "__main__":
    main()
