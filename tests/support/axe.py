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
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const ends = (moving) => moving.effect?.getComputedTiming().endTime !== Infinity;
  await Promise.allSettled(document.getAnimations().filter(ends).map((moving) => moving.finished));
}"""
"""Colours that pass over from light to dark are looked at when they have arrived."""


_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that can come out otherwise in another colour scheme."""


async def grave_findings(page: Page, *, in_colours_alone: bool = False) -> list[str]:
    """A line for each element that breaks a rule gravely: rule, element, and what is wrong."""
    wanted = {"type": "rule", "values": _COLOURS} if in_colours_alone else {"type": "tag", "values": _RULES}
    await page.evaluate(_AT_REST)
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
