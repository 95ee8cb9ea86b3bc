"""The drawing board in a browser: a scenario as a list, gone through by the mouse or by the keyboard alone."""

import re
from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.browser.hands import Hand


@dataclass(frozen=True)
class Board:
    """One scenario that somebody has open."""

    page: Page
    hand: Hand

    def form(self, node: str) -> Locator:
        """Of the node that is chosen."""
        return self.page.get_by_role("article", name=f"Węzeł {node}")

    async def shows_list(self) -> None:
        await self.hand.press(self.page.get_by_role("tab", name="Lista"))
        await expect(self.page.get_by_role("region", name="Scenariusz jako lista")).to_be_visible()

    async def add(self, kind: str, node: str) -> Locator:
        """A node that stands apart; returns its form."""
        await self.pick(self.page.get_by_role("combobox", name="Dodaj węzeł"), kind)
        await expect(self.form(node)).to_be_visible()
        return self.form(node)

    async def says(self, form: Locator, *prompts: str) -> None:
        """Further announcements in the setting of that name."""
        for place, prompt in enumerate(prompts, 1):
            await self.hand.press(form.get_by_role("button", name="Dodaj: Zapowiedzi", exact=True))
            await self.pick(form.get_by_role("combobox", name=f"Zapowiedzi {place}", exact=True), prompt)

    async def leads(self, node: str, outcome: str, to: str) -> None:
        """An arrow to a node that is there."""
        ways = self.form(node).get_by_role("region", name="Przejścia")
        way = ways.get_by_role("combobox", name=outcome, exact=True)
        await self.pick(way, to)
        await expect(way).to_have_value(to)

    async def leads_to_new(self, node: str, outcome: str, kind: str, made: str) -> Locator:
        """An arrow to a node that is made for it; returns the form of that one, opened."""
        ways = self.form(node).get_by_role("region", name="Przejścia")
        await self.pick(ways.get_by_role("combobox", name=outcome, exact=True), f"nowy węzeł: {kind}")
        await self.hand.press(ways.get_by_role("button", name=f"Otwórz: {made}"))
        await expect(self.form(made)).to_be_visible()
        return self.form(made)

    async def open(self, node: str) -> Locator:
        """By its name in the list; returns its form."""
        await self.hand.press(
            self.page.get_by_role("heading").get_by_role("button", name=re.compile(rf"\. {node}$"))
        )
        await expect(self.form(node)).to_be_visible()
        return self.form(node)

    async def pick(self, box: Locator, wanted: str) -> None:
        """From a long list, by its words."""
        await self.hand.fill(box, wanted)
        await expect(self.page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
        await self.page.keyboard.press("Enter")

    async def panel(self, name: str) -> Locator:
        """What stands beside the drawing."""
        await self.hand.press(self.page.get_by_role("tab", name=name))
        return self.page.get_by_role("tabpanel", name=name)

    async def is_saved(self) -> None:
        await expect(self.page.get_by_text("zapisano")).to_be_visible()
