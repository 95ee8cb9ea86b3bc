"""An operator of text messages of a demonstration's own (SMPP 3.4): each stands in a file and goes nowhere."""

from pathlib import Path
from typing import Any

import smpp34

from core.clock import Clock
from ops.demonstration.messages.mail_servers import HOST


class Operator:
    """`file`: a line for each part that was taken."""

    def __init__(self, port: int, file: Path, clock: Clock) -> None:
        self._clock = clock
        self._port = port
        self._file = file
        self._bound: Any = None
        self._taken = 0

    async def run(self) -> None:
        """Until cancelled."""
        server = smpp34.Server(HOST, self._port, system_id="pokaz")
        await server.start()
        while True:
            event: Any = await server.next()
            if isinstance(event, smpp34.Esme):
                self._bound = event
            elif isinstance(event, smpp34.SubmitSmEvent):
                await self._take(event)

    async def _take(self, event: Any) -> None:
        self._taken += 1
        content = bytes(event.short_message)
        words = content[6:] if event.esm_class & 0x40 else content
        text = words.decode("utf-16-be" if event.data_coding == 8 else "latin-1", "replace")
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{self._clock.now():%H:%M:%S} {event.destination_addr}: {text}\n")
        event.accept(f"{self._taken:X}")
        now = f"{self._clock.now():%y%m%d%H%M}"
        receipt = (
            f"id:{self._taken} sub:001 dlvrd:001 submit date:{now} done date:{now} stat:DELIVRD err:000 text:"
        )
        await self._bound.deliver_sm("PUP", receipt.encode(), source_addr=event.destination_addr, esm_class=4)
