"""`python -m bench.live_readers`: pages on `/api/live` that note how old each value is when they have it.

Reads a plan from standard input, and writes what was measured to standard output when its time is over.
"""

import json
import sys
from contextlib import suppress
from datetime import datetime

import anyio
import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from core.clock import MachineClock
from core.live import Topic

_CLOCK = MachineClock()
_TOGETHER = 20  # that connect at the same time


class Plan(msgspec.Struct):
    """`desks` are cookies of consultants, who say each second that they live; `others` only watch."""

    address: str
    port: int
    desks: list[str]
    others: list[str]
    warm_up: float  # seconds before measuring
    seconds: float


class Found(msgspec.Struct):
    """Seconds from a change to its arrival, one for each event; `lost`: pages that were closed."""

    delays: list[float]
    beats: int
    lost: int


class _Value(msgspec.Struct):
    since: datetime | None = None
    oldest: datetime | None = None


class _Event(msgspec.Struct):
    type: str
    topic: Topic | None = None
    value: _Value | None = None


_reader = msgspec.json.Decoder(_Event)


class _Page(WSListener):
    def __init__(self, found: Found) -> None:
        super().__init__()
        self.found = found
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.say({"type": "watch", "topics": ["agent", "queue", "centre"], "epoch": None, "seq": None})

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
            return
        if frame.msg_type != WSMsgType.TEXT:
            return
        event = _reader.decode(frame.get_payload_as_bytes())
        self.found.beats += event.type == "beat"
        if event.type == "event" and event.value is not None:
            changed = event.value.since if event.topic == "agent" else event.value.oldest
            if changed is not None:
                self.found.delays.append((_CLOCK.now() - changed).total_seconds())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.transport = None
        self.found.lost += 1

    def say(self, message: object) -> None:
        if self.transport is not None:
            self.transport.send(WSMsgType.TEXT, json.dumps(message).encode())


async def _read(plan: Plan) -> Found:
    found = Found([], 0, 0)
    pages: list[tuple[_Page, bool]] = []
    limit = anyio.CapacityLimiter(_TOGETHER)

    async def open_page(cookie: str, is_desk: bool) -> None:
        headers = {"Cookie": cookie, "Origin": f"http://{plan.address}:{plan.port}"}
        async with limit:
            _, page = await ws_connect(
                lambda: _Page(found), f"ws://{plan.address}:{plan.port}/api/live", extra_headers=headers
            )
        assert isinstance(page, _Page)
        pages.append((page, is_desk))

    async with anyio.create_task_group() as tasks:
        for is_desk, cookies in ((True, plan.desks), (False, plan.others)):
            for cookie in cookies:
                tasks.start_soon(open_page, cookie, is_desk)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_say_that_they_live, [page for page, is_desk in pages if is_desk])
        await anyio.sleep(plan.warm_up)
        found.delays.clear()
        found.beats = 0
        await anyio.sleep(plan.seconds)
        tasks.cancel_scope.cancel()
    return found


async def _say_that_they_live(pages: list[_Page]) -> None:
    """Each once a second, one after the other as people have opened them."""
    while True:
        for number, page in enumerate(pages):
            page.say({"type": "desk", "page": f"page-{number}", "telephone": "browser", "trouble": None})
            await anyio.sleep(1 / len(pages))


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    found = anyio.run(_read, plan, backend_options={"use_uvloop": True})
    with suppress(BrokenPipeError):
        sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
