"""The desk in a browser: how soon an offer is seen, what the page weighs, and what a conversation takes of a line.

A whole centre of its own, Chromium, and a SIP telephone that calls. All clocks are this machine's.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import anyio
from playwright.async_api import Page, WebSocket, expect

from bench.figures import ms, table
from ivr.prompts.cache import PromptCache
from ivr.prompts.prompt_library import PromptLibrary
from ivr.tts import espeak_engines
from ops.install.tools import espeak_command
from ops.running.installation import Installation
from softphone import Engine
from tests.browser.desks import READY, DeskPage, Desks
from tests.support.browser.browsers import Browsers, Chromiums
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.phone import Phones
from tests.support.timing.eventually import eventually

AGENT = "k20060-1"
CALLS = 30
TALK_TIME = 10.0
LINE_BITS, LINE_DELAY_MS = 1_000_000, 40
CALLER = "857001901"
_HERE = Path(__file__).parent
_IP_AND_UDP = 20 + 8  # bytes
_TAGS = {"AES_CM_128_HMAC_SHA1_80": 10, "AES_CM_128_HMAC_SHA1_32": 4}  # the others have 16


@dataclass(frozen=True, slots=True)
class Media:
    """Kilobits a second on IP, of sound: packets with their headers, as the browser counts them."""

    codec: str
    sent: float
    received: float


@dataclass(slots=True)
class DeskTimes:
    """`pixels`: seconds from an offer, made by who leads the calls, to its card on the screen. `page_bytes`: what
    goes over the line, compressed, until the desk can be used; `first_load`: seconds on a slow line until then."""

    pixels: list[float] = field(default_factory=list)
    page_bytes: int = 0
    first_load: float = 0.0
    media: list[Media] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Of both directions of sound the dearer one."""
        found = {
            "pixel_ms_p95": ms(self.pixels, 0.95),
            "page_kb_gzip": self.page_bytes / 1000,
            "first_load_slow_line_s": self.first_load,
        }
        for media in self.media:
            name = "opus" if "opus" in media.codec.lower() else "g711"
            found[f"desk_kbit_s_{name}"] = max(media.sent, media.received)
        return found

    def table(self) -> str:
        """A row for each."""
        rows = [
            [f"an offer until its card is painted ({name}), ms", f"{ms(self.pixels, share):.0f}"]
            for name, share in (("half", 0.5), ("95 %", 0.95), ("all", 1.0))
        ]
        slow = f"{LINE_BITS / 1e6:g} Mb/s, {LINE_DELAY_MS} ms"
        rows += [
            ["until the desk can be used, kB over the line", f"{self.page_bytes / 1000:.1f}"],
            [f"until the desk can be used at {slow}, s", f"{self.first_load:.1f}"],
        ]
        rows += [
            [f"{media.codec}, kbit/s on IP, sent and received", f"{media.sent:.0f}, {media.received:.0f}"]
            for media in self.media
        ]
        return table(["the desk in a browser", ""], rows)


def measure_desk(folder: Path, calls: int = CALLS) -> DeskTimes:
    """Blocks for some minutes. Raises Failed when the centre does not start, AssertionError when a call fails."""
    folder.mkdir(mode=0o755, parents=True)
    environment = {"S724_WRAP_UP_TIME": "0", "S724_RING_TIME": "20"}
    with Installation(folder / "var", environment=environment) as centre, Engine() as engine:
        return anyio.run(_measure, centre, engine, folder, calls)


async def _measure(installation: Installation, engine: Engine, folder: Path, calls: int) -> DeskTimes:
    await direct_lines.open_line(installation.settings.dsn)
    sounds = PromptCache(installation.settings.sounds, *await espeak_engines(espeak_command()))
    centre = RunningCentre(installation, PromptLibrary.load(), sounds)
    address = f"http://127.0.0.1:{installation.settings.http_port}"
    phones = Phones(engine)
    found = DeskTimes()
    try:
        for measure in (_first_load, _pixels, _opus, _g711):
            async with Chromiums(folder) as chromiums:
                browsers = Browsers(chromiums)
                desks = Desks(centre, browsers, phones, address)
                try:
                    await measure(desks, found, calls)
                finally:
                    await browsers.close(None)
            await centre.log_everybody_out()
    finally:
        await phones.close()
    return found


async def _first_load(desks: Desks, found: DeskTimes, _calls: int) -> None:
    own = await desks.browsers.open(desks.address)
    await desks.log_in(own, AGENT)
    page = await own.new_page()
    protocol = await own.protocol(page)
    sizes: list[int] = []
    protocol.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    await protocol.send("Network.enable")
    slow = {"offline": False, "latency": LINE_DELAY_MS, "downloadThroughput": LINE_BITS / 8}
    await protocol.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": LINE_BITS / 8})
    begun = time.monotonic()
    await page.goto("/desk", wait_until="commit", timeout=60_000)
    # With its telephone: only then a shift can begin.
    await expect(page.get_by_text("Połączony z centralą")).to_be_visible(timeout=60_000)
    found.first_load = time.monotonic() - begun
    found.page_bytes = sum(sizes)


async def _pixels(desks: Desks, found: DeskTimes, calls: int) -> None:
    offers: dict[str, float] = {}
    desk = await _desk(desks, lambda page: page.on("websocket", lambda socket: _note_offers(socket, offers)))
    await desk.begin()
    for number in range(1, calls + 1):
        caller = await desks.caller(CALLER)
        await desk.until_rung()
        await _count(desk, number)
        painted = (await desk.page.evaluate("__painted"))[-1] / 1000
        found.pixels.append(painted - list(offers.values())[-1])
        await caller.hang_up()
        await desk.until_state(READY)


async def _count(desk: DeskPage, number: int) -> None:
    async def is_painted() -> bool:
        return int(await desk.page.evaluate("__painted.length")) >= number

    await eventually(is_painted)


def _note_offers(socket: WebSocket, offers: dict[str, float]) -> None:
    def take(frame: bytes | str) -> None:
        told: dict[str, Any] = json.loads(frame)
        call = (told.get("value") or {}).get("call") if told.get("type") == "event" else None
        if call and call["phase"] == "offered" and call.get("offered"):
            offers.setdefault(
                f"{call['id']} {call['offered']}", datetime.fromisoformat(call["offered"]).timestamp()
            )

    if socket.url.endswith("/api/live"):
        socket.on("framereceived", take)


async def _opus(desks: Desks, found: DeskTimes, _calls: int) -> None:
    found.media.append(await _talk(desks, await _desk(desks)))


async def _g711(desks: Desks, found: DeskTimes, _calls: int) -> None:
    found.media.append(await _talk(desks, await _desk(desks, script=_HERE / "without_opus.js")))


async def _desk(
    desks: Desks, watch: Callable[[Page], object] = lambda _: None, script: Path = _HERE / "desk_page.js"
) -> DeskPage:
    own = await desks.browsers.open(desks.address)
    await desks.log_in(own, AGENT)
    await own.context.add_init_script(path=script)
    desk = DeskPage(desks.centre, own, await own.new_page(), AGENT)
    watch(desk.page)
    await desk.open()
    return desk


async def _talk(desks: Desks, desk: DeskPage) -> Media:
    await desk.begin()
    caller = await desks.caller(CALLER)
    await desk.speaks_with(caller)
    before = await _traffic(desk.page)
    await listen(caller, TALK_TIME)
    after = await _traffic(desk.page)
    await caller.hang_up()
    await desk.until_state(READY)
    seconds = (after["at"] - before["at"]) / 1000
    tag = _TAGS.get(after["cipher"], 16)

    def rate(way: str) -> float:
        packets: int = after[way]["packets"] - before[way]["packets"]
        content: int = after[way]["bytes"] - before[way]["bytes"]  # with the headers of RTP
        return 8 * (content + packets * (_IP_AND_UDP + tag)) / float(seconds) / 1000

    return Media(after["codec"], rate("sent"), rate("received"))


async def _traffic(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(_TRAFFIC)
    return found


_TRAFFIC = """async () => {
  const peer = __ear.peers.filter((each) => each.connectionState === 'connected').at(-1);
  const all = [...(await peer.getStats()).values()];
  const out = all.find((each) => each.type === 'outbound-rtp');
  const incoming = all.find((each) => each.type === 'inbound-rtp');
  return {
    at: out.timestamp,
    cipher: all.find((each) => each.type === 'transport')?.srtpCipher ?? '',
    codec: all.find((each) => each.id === out.codecId)?.mimeType ?? '',
    sent: { packets: out.packetsSent, bytes: out.bytesSent + out.headerBytesSent },
    received: { packets: incoming.packetsReceived, bytes: incoming.bytesReceived + incoming.headerBytesReceived },
  };
}"""
