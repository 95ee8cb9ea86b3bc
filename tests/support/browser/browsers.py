"""Real browsers for tests, each with a profile of its own, whose microphone says a tone of its own.

Browsers whose microphones say the same are profiles of one Chromium, which stays for the next test: to start it,
and what drives it, takes as much of a processor as half a test. A page loads `page_ear.js` first, so that a test
hears what the consultant hears, as it does with the telephones.
"""

import asyncio
import base64
import os
import re
import signal
import uuid
import wave
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    WebSocket,
    async_playwright,
)

from core.clock import MachineClock
from ops.install.chromium import chromium
from ops.running.go_first import NICENESS, go_first
from softphone import RATE, Samples, hears_tone
from tests.support.timing.eventually import eventually

EAR = Path(__file__).with_name("page_ear.js")
FLAGS = (
    "--use-fake-device-for-media-stream",
    "--allow-loopback-in-peer-connection",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--mute-audio",
)
MARK = "S724_TEST_BROWSER"
"""Stands in the environment of every process of a worker's browsers, with a word of its own."""
IS_FIRST_OF_MANY = "S724_TESTS_FIRST_RUN"
"""In the environment of a whole run: nothing is noted of each step, which costs a tenth of the processor time of
browsers. A test that fails there is run once more, with pictures.
"""
# Noise suppression takes an even tone for noise: as a voice it has pauses.
_VOICE_RATE, _SOUND_TIME, _PAUSE_TIME, _VOICE_TIME = 48000, 0.5, 0.15, 10


def _is_first_of_many() -> bool:
    return bool(os.environ.get(IS_FIRST_OF_MANY))


def write_voice(file: Path, frequency: float) -> None:
    """A sound file with half seconds of a tone, for a microphone that repeats it for ever."""
    moments = np.arange(round(_VOICE_RATE * _SOUND_TIME)) / _VOICE_RATE
    edges = np.minimum(1, np.minimum(moments, moments[::-1]) / 0.005)
    sound = 12000 * np.sin(2 * np.pi * frequency * moments) * edges
    one = np.concatenate([sound, np.zeros(round(_VOICE_RATE * _PAUSE_TIME))])
    every = np.tile(one, round(_VOICE_TIME / (_SOUND_TIME + _PAUSE_TIME))).astype("<i2")
    with wave.open(str(file), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_VOICE_RATE)
        out.writeframes(every.tobytes())


_CODEC = """async () => {
  const peer = __ear.peers.filter((each) => each.connectionState === 'connected').at(-1);
  const all = [...(await peer.getStats()).values()];
  const out = all.find((each) => each.type === 'outbound-rtp');
  return all.find((each) => each.id === out?.codecId)?.mimeType ?? '';
}"""


@dataclass(frozen=True, slots=True)
class PageEar:
    """What has come out of the page's telephone since it was loaded."""

    page: Page

    async def length(self) -> int:
        """Samples so far."""
        return int(await self.page.evaluate("__ear.length"))

    async def codec(self) -> str:
        """In what the page speaks, e.g. `audio/opus`."""
        return str(await self.page.evaluate(_CODEC))

    async def since(self, position: int) -> Samples:
        """Samples from `position` on, 8000 a second."""
        text = await self.page.evaluate("position => __ear.since(position)", position)
        return np.frombuffer(base64.b64decode(text), dtype="<i2").astype(np.int16)

    async def until(
        self, is_enough: Callable[[Samples], bool], timeout: float, what: str, since: int = -1
    ) -> Samples:
        """Wait until what was heard from now on (or from `since`) is enough; AssertionError says what was not."""
        begin = await self.length() if since < 0 else since
        heard = await self.since(begin)

        async def does_hear() -> bool:
            nonlocal heard
            heard = await self.since(begin)
            return is_enough(heard)

        try:
            await eventually(does_hear, timeout=timeout, interval=0.1)
        except AssertionError as error:
            raise AssertionError(f"the page did not hear {what} in {len(heard) / RATE:.1f} s of sound") from error
        return heard

    async def until_tone(self, frequency: float, timeout: float = 10) -> None:
        """Wait until the tone is heard from now on."""
        await self.until(lambda heard: hears_tone(heard, frequency), timeout, f"{frequency:g} Hz")


@dataclass
class OwnBrowser:
    """A profile, as of one computer. `frequency`: what its microphone says, in Hz."""

    context: BrowserContext
    address: str
    frequency: float
    console: list[str] = field(default_factory=list)

    async def allow_microphone(self, *, is_allowed: bool) -> None:
        """What the person answers, or has set: Chromium refuses whatever is not granted."""
        await self.context.clear_permissions()
        granted = ["notifications", *(["microphone"] if is_allowed else [])]
        await self.context.grant_permissions(granted, origin=self.address)

    async def new_page(self) -> Page:
        """Another tab; the test notes what it says on the console."""
        page = await self.context.new_page()
        page.set_default_timeout(10_000)
        name = f"tab {len(self.context.pages)}"
        page.on("console", lambda said: self._note(name, said))
        page.on("pageerror", lambda error: self.console.append(f"{name} ERROR {error}"))
        page.on("crash", lambda _: self.console.append(f"{name} crashed"))
        page.on("websocket", lambda socket: self._note_socket(name, socket))
        return page

    def _note_socket(self, name: str, socket: WebSocket) -> None:
        """Of the telephone each message by its first line: who hung up stands there."""
        path = _without_query(socket.url).partition("/api/")[2]
        self._note_now(f"{name} opens {path}")
        socket.on("close", lambda _: self._note_now(f"{name} {path} is closed"))
        if path == "live":
            return
        socket.on("framesent", lambda text: self._note_now(f"{name} > {_first_line(text)}"))
        socket.on("framereceived", lambda text: self._note_now(f"{name} < {_first_line(text)}"))

    def _note_now(self, text: str) -> None:
        self.console.append(f"{MachineClock().now():%H:%M:%S.%f} {text}")

    def _note(self, name: str, said: ConsoleMessage) -> None:
        self._note_now(f"{name} {said.type} {said.text}")

    @property
    def errors(self) -> list[str]:
        """Scripts that failed."""
        return [line for line in self.console if " ERROR " in line]

    async def protocol(self, page: Page) -> CDPSession:
        """Chromium's own protocol, for what Playwright has no word for."""
        return await self.context.new_cdp_session(page)


def _first_line(message: str | bytes) -> str:
    text = message if isinstance(message, str) else message.decode(errors="replace")
    lines = text.strip().splitlines() or [""]
    order = next((line for line in lines if line.startswith("CSeq")), "")
    return f"{lines[0]} {order}"


def _without_query(address: str) -> str:
    return re.sub(r"\?.*", "", address)


class Chromiums:
    """The Chromiums of a worker: one for each tone, started when it is first asked for.

    They go before what tests run in the background, and after the centre.

    `async with Chromiums(folder) as chromiums:`; inside, `end()` and `begin()` put new ones in the place of all.
    """

    def __init__(self, folder: Path) -> None:
        """`folder` is for the sounds."""
        self._folder = folder
        self._word = uuid.uuid4().hex
        self._driver = AsyncExitStack()
        self._playwright: Playwright | None = None
        self._running: dict[float, Browser] = {}

    async def __aenter__(self) -> Self:
        await self.begin()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end()

    async def begin(self) -> None:
        """Start what drives them, if it does not run."""
        if self._playwright is None:
            self._playwright = await self._driver.enter_async_context(async_playwright())

    async def whose_microphone_says(self, frequency: float) -> Browser:
        """The Chromium of a tone, in Hz."""
        found = self._running.get(frequency)
        if found is None or not found.is_connected():
            found = self._running[frequency] = await self._launched(frequency)
        return found

    async def _launched(self, frequency: float) -> Browser:
        assert self._playwright is not None
        voice = self._folder / f"{frequency:g}.wav"
        await asyncio.to_thread(write_voice, voice, frequency)
        found = await asyncio.to_thread(chromium)
        made = await self._playwright.chromium.launch(
            executable_path=str(found.program),
            env={**os.environ, **found.environment, MARK: self._word},
            args=[*FLAGS, f"--use-file-for-fake-audio-capture={voice}"],
            handle_sigint=False,
        )
        for pid in self._processes():
            with suppress(ProcessLookupError):
                go_first(os.getsid(pid), NICENESS // 2)
        return made

    async def check_empty(self) -> None:
        """Raises AssertionError if a page or a profile of the last test is left."""
        for browser in self._running.values():
            if browser.is_connected():
                assert browser.contexts == []
                protocol = await browser.new_browser_cdp_session()
                await eventually(partial(_has_no_page, protocol), timeout=10)
                await protocol.detach()

    async def end(self) -> None:
        """End every Chromium, and what drives them. Raises AssertionError if a process is left, and kills it."""
        try:
            for browser in self._running.values():
                try:
                    async with asyncio.timeout(15):
                        await browser.close()
                except (Error, TimeoutError):
                    continue  # what is left is told below
            await self._driver.aclose()
            await eventually(lambda: not self._processes(), timeout=10)
        finally:
            self._running.clear()
            self._playwright = None
            for pid in self._processes():
                os.kill(pid, signal.SIGKILL)

    def _processes(self) -> list[int]:
        """Every living process of them."""
        mark = f"{MARK}={self._word}".encode()
        found = []
        for place in Path("/proc").iterdir():
            if place.name.isdigit():
                try:
                    if mark in (place / "environ").read_bytes():
                        found.append(int(place.name))
                except OSError:
                    continue
        return found


async def _has_no_page(protocol: CDPSession) -> bool:
    targets = (await protocol.send("Target.getTargets"))["targetInfos"]
    left = [target["url"] for target in targets if target["type"] == "page"]
    assert left == []
    return True


class Browsers:
    """The browsers of one test."""

    def __init__(self, chromiums: Chromiums) -> None:
        self._chromiums = chromiums
        self.all: list[OwnBrowser] = []

    async def open(
        self,
        address: str,
        *,
        frequency: float = 620.0,
        has_microphone: bool = True,
        context: Mapping[str, object] | None = None,
    ) -> OwnBrowser:
        """A browser that reaches the web service at `address` and may use the microphone there.

        `context` goes on to Playwright, e.g. `viewport` or `color_scheme`.
        """
        browser = await self._chromiums.whose_microphone_says(frequency)
        made = await browser.new_context(**{"base_url": address, "locale": "pl-PL", **(context or {})})  # type: ignore[arg-type]
        await made.add_init_script(path=EAR)
        if not _is_first_of_many():
            await made.tracing.start(snapshots=True)
        own = OwnBrowser(made, address, frequency)
        await own.allow_microphone(is_allowed=has_microphone)
        self.all.append(own)
        return own

    async def close(self, keep_in: Path | None) -> None:
        """Close every browser. What they showed is left in the folder, where one is given."""
        for number, own in enumerate(self.all, 1):
            try:
                async with asyncio.timeout(15):
                    await self._close(own, keep_in and keep_in / f"browser-{number}")
            except Exception as error:  # noqa: BLE001 - a browser that has died answers with whatever it likes
                own.console.append(f"closing: {error}")
            finally:
                if keep_in:
                    (keep_in / f"browser-{number}-console.txt").write_text("\n".join(own.console) + "\n", "utf-8")

    async def _close(self, own: OwnBrowser, place: Path | None) -> None:
        if place:
            for tab, page in enumerate(own.context.pages, 1):
                try:
                    await page.screenshot(path=f"{place}-tab-{tab}.png", timeout=3000)
                except Exception as error:  # noqa: BLE001 - a tab that has crashed has no picture
                    own.console.append(f"no picture of tab {tab}: {error}")
            if not _is_first_of_many():
                await own.context.tracing.stop(path=f"{place}-trace.zip")
        await own.context.close()


@asynccontextmanager
async def browsers_in(chromiums: Chromiums, has_failed: Callable[[], bool], kept: Path) -> AsyncIterator[Browsers]:
    """Browsers for a test; afterwards no page of them is left. What a failed test saw is in `kept`, and what it
    used is not used again."""
    mine = Browsers(chromiums)
    try:
        yield mine
    finally:
        keep_in = None
        if has_failed():
            await asyncio.to_thread(kept.mkdir, parents=True, exist_ok=True)
            keep_in = kept
        await mine.close(keep_in)
        is_clean = False
        try:
            await chromiums.check_empty()
            is_clean = keep_in is None
        finally:
            if not is_clean:
                await chromiums.end()
