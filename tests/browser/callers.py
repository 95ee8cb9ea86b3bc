"""Callers whom the centre knows, and what their consultants' pages are told of them."""

from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error, Page, Response
from sqlalchemy import select

from core.db.tables.person_tables import Client
from ivr.speech.rendering import DEFAULT
from ivr.speech.values import Words
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import RunningCentre, listen
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phone, Phones


async def verified_caller(centre: RunningCentre, phones: Phones) -> Phone:
    """Anna, who has keyed her card and PIN, and waits for a consultant without being recorded."""
    caller = phones.caller()
    await caller.call(direct_lines.KNOWING_NUMBER, centre.sip_port)
    await centre.identify(caller)
    return caller


async def recorded_caller(centre: RunningCentre, phones: Phones) -> Phone:
    """Anna on 9510, who is verified, has agreed to the recording, and waits for a consultant."""
    caller = phones.caller()
    await caller.call("9510", centre.sip_port)
    await centre.identify(caller)
    await centre.ask_for_consultant(caller)
    await until_prompt_begins(caller, await centre.prompt("N02"))
    await listen(caller, 2)
    await caller.send_keys("1")
    return caller


async def hears_an_answer(centre: RunningCentre, phones: Phones, key: str, text: str) -> None:
    """A caller of 9524 presses a key in the menu of general information, and hears that answer to its end."""
    caller = phones.caller()
    await caller.call("9524", centre.sip_port)
    await centre.replies(caller, ("W02", "###1"), ("M02", key))
    await until_prompt(caller, await centre.prompt("B01", odpowiedz=Words(text, DEFAULT)), timeout=30)
    await caller.hang_up()


async def anna_as_known(centre: RunningCentre) -> Any:
    """The row of Anna."""
    [row] = await centre.rows(select(Client.__table__).where(Client.id == centre.anna.id))
    return row


NO_CONTENT = 204
"""It tells nothing, whatever its headers say."""


@dataclass
class Told:
    """Every answer of the web service to a page, as text: what is not there cannot be shown either."""

    answers: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)

    def listen_to(self, page: Page) -> None:
        page.on("response", self._note)
        page.on("request", lambda request: self.addresses.append(request.url))

    async def _note(self, answer: Response) -> None:
        if "/api/" not in answer.url or "json" not in answer.headers.get("content-type", ""):
            return
        if answer.status == NO_CONTENT:
            return
        try:
            self.answers.append(await answer.text())
        except Error:
            # The page has broken it off, a search at the next letter: nobody has read what it would have told.
            assert answer.request.failure is not None, f"what {answer.url} has told cannot be read"

    def holds(self, *values: str | None) -> list[str]:
        """Those of the values that some answer has."""
        return [value for value in values if value and any(value in answer for answer in self.answers)]

    def names(self, *values: str | None) -> list[str]:
        """Those of the values that stand in an address."""
        return [value for value in values if value and any(value in address for address in self.addresses)]
