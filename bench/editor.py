"""The drawing board with a scenario of 300 nodes: how soon it is there, knows what is wrong, and follows.

A real PostgreSQL, a real `python -m api` with the pages, and Chromium. The page's own clock: from the beginning of
the load to the frame with nodes and arrows, from a key to the frame with other findings, from a move of the
pointer to the frame that has drawn it.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio
from playwright.async_api import Page, expect

from bench.figures import ms, table
from bench.live import OFFICES, hire, web_service
from core.clock import MachineClock
from core.settings import Settings
from ivr.publishing.draft_store import create_draft
from ops.install.web_build import build, install
from tests.support.browser.browsers import Browsers, Chromiums
from tests.support.database.postgres import engine_for, fresh_database

NODES = 300
LOADS = 10
FINDINGS = 10
"""Nodes that are removed and brought back: two findings each."""
MOVES = 200
_PATIENCE = 30.0  # seconds
_EDITOR = "redaktor"
_NAME = "linia-300"
_REMOVED = "wezel_2"
_HERE = Path(__file__).parent


@dataclass(slots=True)
class EditorTimes:
    """Seconds."""

    opened: list[float] = field(default_factory=list)
    findings: list[float] = field(default_factory=list)
    drags: list[float] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """The slowest twentieth of each."""
        return {
            "editor_open_ms_p95": ms(self.opened, 0.95),
            "editor_findings_ms_p95": ms(self.findings, 0.95),
            "editor_drag_ms_p95": ms(self.drags, 0.95),
        }

    def table(self) -> str:
        """A row for each."""
        rows = [
            [f"{what}, ms, half and 95 % ({len(times)})", f"{ms(times, 0.5):.0f}, {ms(times, 0.95):.0f}"]
            for what, times in (
                ("opened until drawn", self.opened),
                ("a key until its findings are shown", self.findings),
                ("a move of the pointer until drawn", self.drags),
            )
        ]
        return table([f"a scenario of {NODES} nodes on the drawing board", ""], rows)


def scenario(nodes: int = NODES) -> dict[str, Any]:
    """A tree of menus, each with a way back for who says nothing, and good-byes at its ends."""
    found: dict[str, Any] = {}
    for number in range(nodes):
        below = [each for each in (2 * number + 1, 2 * number + 2) if each < nodes]
        if not below:
            found[f"wezel_{number}"] = {"kind": "goodbye", "settings": {"prompts": ["G01"]}}
            continue
        choices = {str(key): f"wybor_{key}" for key in range(1, len(below) + 1)}
        ways = {outcome: f"wezel_{to}" for outcome, to in zip(choices.values(), below, strict=True)}
        found[f"wezel_{number}"] = {
            "kind": "menu",
            "settings": {"prompts": ["M10"], "choices": choices},
            "next": {**ways, "failed": f"wezel_{nodes - 1}"},
        }
    return {"name": _NAME, "title": "Linia o wielu węzłach", "start": "wezel_0", "nodes": found}


def measure_editor(folder: Path) -> EditorTimes:
    """Blocks. Raises Failed when the pages cannot be built or the web service does not start."""
    folder.mkdir(mode=0o700, parents=True)
    install()
    build(Settings())
    return anyio.run(_measure, folder)


async def _measure(folder: Path) -> EditorTimes:
    found = EditorTimes()
    async with fresh_database() as dsn, engine_for(dsn) as engine:
        cookies = await hire(engine, {_EDITOR: ("wup_editor", OFFICES[0])})
        await create_draft(engine, scenario(), [], None, _EDITOR, MachineClock().now())
        async with web_service(folder, dsn) as (_, port), Chromiums(folder) as chromiums:
            browsers = Browsers(chromiums)
            try:
                page = await _page(browsers, f"http://127.0.0.1:{port}", cookies[_EDITOR])
                for load in range(LOADS + 1):
                    await page.goto(f"/scenario/{_NAME}")
                    opened = await _opened(page)
                    if load > 0:  # at first the files come
                        found.opened.append(opened)
                await _remove_and_bring_back(page)
                await _drag(page)
                told: dict[str, list[float]] = await page.evaluate("__editor.found")
            finally:
                await browsers.close(None)
    found.findings = [each / 1000 for each in told["findings"]]
    found.drags = [each / 1000 for each in told["drags"]]
    return found


async def _page(browsers: Browsers, address: str, cookie: str) -> Page:
    own = await browsers.open(address, context={"viewport": {"width": 1440, "height": 900}})
    name, _, value = cookie.partition("=")
    await own.context.add_cookies([{"name": name, "value": value, "url": address}])
    await own.context.add_init_script(path=_HERE / "editor_page.js")
    return await own.new_page()


async def _opened(page: Page) -> float:
    await expect(page.locator(".svelte-flow__node").first).to_be_visible(timeout=30_000)
    return float(await _told(page, "__editor.found.opened")) / 1000


async def _told(page: Page, script: str) -> Any:
    """What the page answers as soon as it is something. Raises TimeoutError after half a minute."""
    with anyio.fail_after(_PATIENCE):
        while not (answer := await page.evaluate(script)):  # noqa: ASYNC110 - of the page
            await anyio.sleep(0.05)
    return answer


async def _remove_and_bring_back(page: Page) -> None:
    """Who led to it has an error then, and none when it is back."""
    for _ in range(FINDINGS):
        node = page.locator(f'.svelte-flow__node[data-id="{_REMOVED}"]')
        await node.focus()
        await page.keyboard.press("Space")
        for key in ("Delete", "Control+z"):
            before = len(await page.evaluate("__editor.found.findings"))
            await page.evaluate("__editor.press()")
            await page.keyboard.press(key)
            await _told(page, f"__editor.found.findings.length > {before}")
        await expect(node).to_be_visible()


async def _drag(page: Page) -> None:
    node = page.locator('.svelte-flow__node[data-id="wezel_1"]')
    await node.focus()
    box = await node.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 4
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + 5, y + 5)
    await page.evaluate("__editor.drag(true)")
    for move in range(MOVES):
        await page.mouse.move(x + move % 100, y + move % 70)
    await page.evaluate("__editor.drag(false)")
    await page.mouse.up()
