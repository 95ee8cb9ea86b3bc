"""What axe-core finds wrong with a page for people who do not see, hear or use a mouse as others do."""

from functools import cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.async_api import Page

GRAVE = ("serious", "critical")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def _source() -> str:
    return Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text("utf-8")


_AT_REST = """async () => {
  const atMost = (milliseconds, what) =>
    Promise.race([what, new Promise((over) => setTimeout(over, milliseconds))]);
  await atMost(500, new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const ends = (moving) => moving.effect?.getComputedTiming().endTime !== Infinity;
  await atMost(1000, Promise.allSettled(document.getAnimations().filter(ends).map((moving) => moving.finished)));
}"""

_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that can come out otherwise in another colour scheme."""


async def come_to_rest(page: Page) -> None:
    """Wait until a change of size or colours has arrived; for a while at the most, since a page that stands behind
    another one draws nothing."""
    await page.evaluate(_AT_REST)


async def grave_findings(page: Page, *, in_colours_alone: bool = False) -> list[str]:
    """A line for each element that breaks a rule gravely: rule, element, and what is wrong."""
    wanted = {"type": "rule", "values": _COLOURS} if in_colours_alone else {"type": "tag", "values": _RULES}
    await page.evaluate("scrollTo(0, 0)")  # what a head that stays covers half of, is no small target
    await come_to_rest(page)
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_source())  # not as a script of the page: its security policy would refuse it
    found: dict[str, Any] = await page.evaluate(
        "wanted => axe.run(document, { runOnly: wanted, resultTypes: ['violations'] })",
        wanted,
    )
    return [
        f"{violation['id']} ({violation['impact']}): {node['target']}: {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]
