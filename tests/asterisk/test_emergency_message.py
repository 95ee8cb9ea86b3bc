"""An emergency message is heard by whoever begins a call, within a second of its being switched on or off."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.support.hearing import heard_prompt, heard_share, until_prompt, until_prompt_begins
from tests.support.phone import Phone, Phones
from tests.support.running_centre import SUPERVISOR, RunningCentre, listen

pytestmark = pytest.mark.asyncio

FLOOD = "Z powodu powodzi urząd w Kolnie jest dzisiaj zamknięty"
_PATH = "/api/emergency-messages"


@asynccontextmanager
async def switched_on(centre: RunningCentre, text: str) -> AsyncIterator[None]:
    """The message is on inside the block."""
    answer = await centre.request(SUPERVISOR, "POST", _PATH, json={"text": text})
    assert answer.status_code == 200, answer.text
    try:
        yield
    finally:
        answer = await centre.request(SUPERVISOR, "POST", f"{_PATH}/{answer.json()['id']}/end")
        assert answer.status_code == 200, answer.text


async def rings(centre: RunningCentre, phones: Phones, number: str) -> Phone:
    caller = phones.caller(number)
    await caller.call("9510", centre.sip_port)
    return caller


async def test_a_message_comes_before_the_welcome_within_a_second_and_nobody_in_a_call_is_interrupted(
    centre: RunningCentre, phones: Phones
) -> None:
    message, welcome = await centre.prompt("H03", tresc=FLOOD), await centre.prompt("W01")
    before = await rings(centre, phones, "600100450")
    await until_prompt_begins(before, welcome)
    async with switched_on(centre, FLOOD):
        await listen(before, 1)  # the second that it may take
        during = await rings(centre, phones, "600100451")
        await until_prompt(during, message)
        await until_prompt_begins(during, welcome)
        sound = during.heard.samples
        assert heard_prompt(sound, message).start < 0.5, "something else was heard first"
        assert heard_prompt(sound, welcome).start > heard_prompt(sound, message).start
        await during.hang_up()
    await listen(before, 1)
    after = await rings(centre, phones, "600100452")
    await until_prompt_begins(after, welcome)
    assert heard_prompt(after.heard.samples, welcome).start < 0.5
    for caller in (before, after):
        assert heard_share(caller.heard.samples, message) < 0.3
        await caller.hang_up()
