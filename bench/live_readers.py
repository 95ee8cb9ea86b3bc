"""`python -m bench.live_readers`: pages on `/api/live` that note how old each value is when they have it.

Reads a plan from standard input, and writes what was measured into a file when its time is over.
"""

import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import anyio
import msgspec
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

_ADDRESS = "127.0.0.1"
_TOGETHER = 20  # that connect at the same time


class Plan(msgspec.Struct):
    """`desks` are cookies of consultants, who say each second that they live; `others` only watch. `file`: where
    what was measured goes; it may be some megabytes."""

    file: str
    port: int
    topics: Sequence[str]
    desks: list[str]
    others: list[str]
    warm_up: float  # seconds before measuring
    seconds: float


class Shown(msgspec.Struct, array_like=True):
    """Figures of an office had come, with facts up to a number, at a moment of the wall clock."""

    office: str
    facts_to: int
    at: float


class Found(msgspec.Struct):
    """`delays`: seconds from a change of an `agent` or a `queue` to its arrival, one for each event. `figures`: of
    each page. `begun`, `ended`: moments between which was measured. `lost`: pages that were closed."""

    delays: list[float]
    figures: list[list[Shown]]
    events: int = 0
    lost: int = 0
    begun: float = 0.0
    ended: float = 0.0


class _Value(msgspec.Struct):
    since: datetime | None = None
    oldest: datetime | None = None
    facts_to: int = 0


class _Event(msgspec.Struct):
    type: str
    topic: str = ""
    key: str = ""
    value: _Value | None = None


_reader = msgspec.json.Decoder(_Event)


class _Page(WSListener):
    def __init__(self, found: Found, topics: Sequence[str]) -> None:
        super().__init__()
        self.found, self.topics = found, topics
        self.transport: WSTransport | None = None
        self.figures: list[Shown] = []
        found.figures.append(self.figures)

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.say({"type": "watch", "topics": self.topics, "epoch": None, "seq": None})

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.PING:
            transport.send_pong(frame.get_payload_as_bytes())
            return
        if frame.msg_type != WSMsgType.TEXT:
            return
        event = _reader.decode(frame.get_payload_as_bytes())
        if event.type != "event":
            return
        self.found.events += 1
        if event.value is None:
            return
        now = time.time()
        if event.topic == "office_figures":
            self.figures.append(Shown(event.key, event.value.facts_to, now))
        elif event.topic in ("agent", "queue"):
            changed = event.value.since if event.topic == "agent" else event.value.oldest
            if changed is not None:
                self.found.delays.append(now - changed.timestamp())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.transport = None
        self.found.lost += 1

    def say(self, message: object) -> None:
        if self.transport is not None:
            self.transport.send(WSMsgType.TEXT, json.dumps(message).encode())


async def _read(plan: Plan) -> Found:
    found = Found([], [])
    desks: list[_Page] = []
    limit = anyio.CapacityLimiter(_TOGETHER)
    address = f"{_ADDRESS}:{plan.port}"

    async def open_page(cookie: str, is_desk: bool) -> None:
        headers = {"Cookie": cookie, "Origin": f"http://{address}"}
        async with limit:
            _, page = await ws_connect(
                lambda: _Page(found, plan.topics), f"ws://{address}/api/live", extra_headers=headers
            )
        assert isinstance(page, _Page)
        if is_desk:
            desks.append(page)

    async with anyio.create_task_group() as tasks:
        for is_desk, cookies in ((True, plan.desks), (False, plan.others)):
            for cookie in cookies:
                tasks.start_soon(open_page, cookie, is_desk)
    async with anyio.create_task_group() as tasks:
        if desks:
            tasks.start_soon(_say_that_they_live, desks)
        await anyio.sleep(plan.warm_up)
        found.delays.clear()
        found.events, found.begun = 0, time.time()
        await anyio.sleep(plan.seconds)
        found.ended = time.time()
        tasks.cancel_scope.cancel()
    return Found(list(found.delays), found.figures, found.events, found.lost, found.begun, found.ended)


async def _say_that_they_live(pages: list[_Page]) -> None:
    """Each once a second, one after the other as people have opened them."""
    while True:
        for number, page in enumerate(pages):
            page.say({"type": "desk", "page": f"page-{number}", "telephone": "browser", "trouble": None})
            await anyio.sleep(1 / len(pages))


def main() -> None:
    plan = msgspec.json.decode(sys.stdin.buffer.read(), type=Plan)
    found = anyio.run(_read, plan, backend_options={"use_uvloop": True})
    Path(plan.file).write_bytes(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
