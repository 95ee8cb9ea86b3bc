"""Consultants who work in a browser: what they see and what they do, by the words on the page."""

import re
from dataclasses import dataclass, field

from playwright.async_api import Error, Locator, Page, expect

from softphone import State, hears_tone
from tests.support.browser.browsers import Browsers, OwnBrowser, PageEar
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.phone import CALLER_TONE, Phone, Phones
from tests.support.timing.eventually import eventually

READY, OFFERED, TALKING, HELD, PAUSED, AFTER, LOST = (
    "Gotowość",
    "Dzwoni",
    "W rozmowie",
    "Rozmowa zawieszona",
    "Przerwa",
    "Po rozmowie",
    "Rozmowa przerwana",
)
"""The states of a consultant as the page names them."""


@dataclass
class DeskPage:
    """A consultant's page."""

    centre: RunningCentre
    own: OwnBrowser
    page: Page
    agent_id: str
    told: list[str] = field(default_factory=list)

    @property
    def ear(self) -> PageEar:
        return PageEar(self.page)

    @property
    def frequency(self) -> float:
        """What the consultant's microphone says, in Hz."""
        return self.own.frequency

    def button(self, name: str) -> Locator:
        """The button whose name begins with the words; its key may follow."""
        return self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))

    async def open(self) -> None:
        """Go to the desk (again)."""
        await self.page.goto("/desk", wait_until="domcontentloaded")

    async def state(self) -> str:
        """The large word: the consultant's own state."""
        word = self.page.get_by_role("region", name="Ja", exact=True).locator("p").first
        return (await word.inner_text(timeout=1000)).strip()

    async def until_state(self, *states: str, timeout: float = 10) -> None:
        """Wait until the page shows one of the states."""

        async def shows() -> bool:
            found = await self.state()
            assert found in states, f"the page shows {found!r}, not {states}"
            return True

        await eventually(shows, timeout=timeout, not_yet=(AssertionError, Error))

    async def begin(self, *, then: str = "Zacznij pracę: gotowość") -> None:
        """The card before the shift: into work."""
        await expect(self.page.get_by_text("Połączony z centralą")).to_be_visible()
        await self.button(then).click()
        await self.until_state(READY if "gotowość" in then else PAUSED, timeout=15)
        await self.until_it_may_ring()

    async def until_it_may_ring(self, timeout: float = 15) -> None:
        """Ready is what the server says: it reaches the page, its telephone and its microphone."""

        async def may() -> bool:
            agent = await self.centre.get(f"/api/agents/{self.agent_id}")
            return agent["state"] in ("available", "paused") and not agent.get("trouble")

        await eventually(may, timeout=timeout)

    async def until_rung(self, timeout: float = 20) -> None:
        """A call is offered."""
        await expect(self.button("Odbierz")).to_be_visible(timeout=timeout * 1000)

    async def answer(self) -> None:
        await self.button("Odbierz").click()

    async def speaks_with(self, caller: Phone) -> None:
        """From the offer into a conversation."""
        await self.until_rung()
        await self.answer()
        await self.talks_with(caller)

    async def transfer(self, office: str) -> None:
        """Hand the call on to an office's queue, by the name of its town."""
        await self.button("Przekaż").click()
        offices = self.page.get_by_role("dialog", name="Do kogo?").get_by_role("list", name="Urzędy")
        await offices.get_by_role("button", name=f"Przekaż: {office}").click()

    async def talks_with(self, caller: Phone, timeout: float = 40) -> None:
        """Whatever happened: pick up what rings, until each has heard the other's tone from now on."""
        await caller.say(CALLER_TONE)
        heard_there = len(caller.heard)
        heard_here: int | None = None

        async def does() -> bool:
            nonlocal heard_here
            assert caller.state is State.TALKING, "the caller was lost"
            if await self.button("Odbierz").is_visible() and await self.button("Odbierz").is_enabled():
                await self.button("Odbierz").click(timeout=2000)
            if heard_here is None:
                heard_here = await self.ear.length()
            does_page = hears_tone(await self.ear.since(heard_here), CALLER_TONE)
            does_caller = hears_tone(caller.heard.since(heard_there), self.frequency)
            assert does_caller, (
                f"the caller does not hear the page (which {'' if does_page else 'does not '}hear it)"
            )
            assert does_page, "the page does not hear the caller"
            return True

        await eventually(does, timeout=timeout, interval=0.2, not_yet=(AssertionError, LookupError, Error))
        assert caller.state is State.TALKING, "the caller was lost"


class Desks:
    """The consultants of one test."""

    def __init__(self, centre: RunningCentre, browsers: Browsers, phones: Phones, address: str) -> None:
        self.centre = centre
        self.browsers = browsers
        self.phones = phones
        self.address = address

    async def log_in(self, own: OwnBrowser, account: str) -> None:
        """Let a browser have the session of an account, without the log-in page."""
        word = {
            "username": account,
            "password": self.centre.installation.secrets.web_password(account),
            "kind": "page",
        }
        answer = await own.context.request.post("/api/login", data=word)
        assert answer.ok, await answer.text()

    async def page(self, path: str, account: str) -> Page:
        """A page of somebody who takes no calls here, in a browser of its own."""
        own = await self.browsers.open(self.address)
        await self.log_in(own, account)
        page = await own.new_page()
        await page.goto(path)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    async def open(
        self,
        agent_id: str,
        *,
        frequency: float = 620.0,
        address: str = "",
        has_microphone: bool = True,
        **context: object,
    ) -> DeskPage:
        """A consultant before the shift, with the desk open. `address`: by another way than straight."""
        own = await self.browsers.open(
            address or self.address, frequency=frequency, has_microphone=has_microphone, context=context
        )
        await self.log_in(own, agent_id)
        desk = DeskPage(self.centre, own, await own.new_page(), agent_id)
        await desk.open()
        return desk

    async def ready(self, agent_id: str, **how: object) -> DeskPage:
        """A consultant who can be rung."""
        desk = await self.open(agent_id, **how)  # type: ignore[arg-type]
        await desk.begin()
        return desk

    async def caller(self, number: str = "857001301") -> Phone:
        """A caller who stands in the queue of Kolno."""
        caller = self.phones.caller(number)
        await caller.call(direct_lines.NUMBER, self.centre.sip_port)
        return caller
