"""An emergency message is heard by whoever begins a call, within a second of its being switched on or off."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import func, select

from ari_app.telephony.greeting_prefetch import STEADY
from core.db.tables.centre.call_tables import EventRow
from tests.asterisk.away import only_asterisk_left, without
from tests.support.centres.running_centre import SUPERVISOR, RunningCentre, listen, texts
from tests.support.telephones.hearing import heard_prompt, heard_share, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phone, Phones
from tests.support.telephones.raw_sip import raw_sip
from tests.support.timing.eventually import eventually

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


async def calls_begin_alike(centre: RunningCentre) -> None:
    """As many as make it likely that the next one does, too."""
    query = select(func.count()).where(EventRow.type == "CallStarted", EventRow.at >= centre.began)
    async with raw_sip(centre.sip_port) as sip:
        for begun in range(STEADY):
            invite = sip.invite("9510", caller=f"60010046{begun}")
            await sip.send(invite)
            while (final := await sip.receive(5)) is not None and final.status < 200:
                pass
            assert final is not None
            await sip.send(invite.acknowledge(final))

            async def has_begun(before: int = begun) -> bool:
                return bool((await centre.rows(query))[0][0] > before)

            await eventually(has_begun)
            assert await sip.bye(invite, final)


async def test_a_message_comes_before_the_welcome_within_a_second_and_nobody_in_a_call_is_interrupted(
    centre: RunningCentre, phones: Phones
) -> None:
    message, welcome = await centre.prompt("H03", tresc=FLOOD), await centre.prompt("W01")
    await calls_begin_alike(centre)  # the next welcome is begun ahead, and gives way to the message
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


@pytest.mark.more(
    "two outages of half a minute; both ways carry real calls in the last ones",
    "tests/unit/agi_scripts/test_alone_script.py::test_an_emergency_message_comes_before_everything_and_the_offices_own_as_soon_as_it_is_known",
    "tests/unit/dialplan/test_plan.py::test_asterisk_alone_plays_the_emergency_message_before_the_opening_as_long_as_it_holds",
    "tests/asterisk/recovery/test_fallback_path.py::test_a_fast_agi_server_that_hangs_holds_no_caller",
    "tests/asterisk/recovery/test_fallback_path.py::test_asterisk_alone_serves_where_no_python_is_usable",
)
@pytest.mark.timeout(180)
async def test_the_emergency_message_is_said_by_the_stand_alone_script_and_by_asterisk_alone(
    centre: RunningCentre, phones: Phones
) -> None:
    message = await centre.prompt("H03", tresc=FLOOD)
    sound = await centre.sounds.sound_for(centre.prompts.text("H03", tresc=FLOOD))
    async with switched_on(centre, FLOOD):
        await eventually(lambda: sound in centre.installation.console("dialplan show s724-plain"))
        async with without(centre, "ari_app", "agi_scripts"):
            served_by_script = await rings(centre, phones, "600100453")
            await until_prompt(served_by_script, message, timeout=40)
            await served_by_script.hang_up()
        async with only_asterisk_left(centre):
            served_by_asterisk = await rings(centre, phones, "600100454")
            await until_prompt(served_by_asterisk, message, timeout=40)
            await served_by_asterisk.hang_up()
    await eventually(lambda: sound not in centre.installation.console("dialplan show s724-plain"))
    for number, who in (("600100453", "skrypt zastępczy"), ("600100454", "sama centrala")):
        call = await centre.call_from(number)
        assert f"tryb awaryjny: {who}" in "\n".join(texts(call))
