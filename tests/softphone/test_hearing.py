"""What tests hear over the telephone, and SIP by hand."""

import math
from pathlib import Path

import anyio
import numpy as np
import pytest

from tests.support.telephones.asterisk_for_phones import SENTENCES, AsteriskForPhones, connected, nothing_is_up
from tests.support.telephones.hearing import (
    CERTAIN,
    gaps,
    heard_prompt,
    heard_share,
    load_alaw,
    silences,
    until_prompt,
    until_prompt_begins,
    which_prompt,
)
from tests.support.telephones.phone import RATE, CallRefused, DidNotHappen, Phones, hears_tone, tone
from tests.support.telephones.raw_sip import raw_sip, time_to_first_sound

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(60)]


# -- hearing ------------------------------------------------------------------------------------------------


async def test_ten_prompts_in_ten_calls_are_told_apart(phones: Phones, port: int, sounds: Path) -> None:
    prompts = {name: load_alaw(sounds / f"{name}.alaw") for name in SENTENCES}
    callers = {name: phones.caller(f"60030000{number}") for number, name in enumerate(prompts)}

    async def listen(name: str) -> None:
        await callers[name].call(f"play-{name}", port)
        await callers[name].gone(20)

    async with anyio.create_task_group() as tasks:
        for name in callers:
            tasks.start_soon(listen, name)
    for name, caller in callers.items():
        (best, score, start), (_, second, _), *_ = which_prompt(caller.heard.samples, prompts)
        assert best == name
        assert score > 0.99
        assert second < 0.7
        assert -0.05 < start < 0.1  # the first packet may come before the phone listens
        assert heard_share(caller.heard.samples, prompts[name]) == 1


async def test_a_prompt_is_noticed_when_it_begins_and_when_it_is_over(
    phones: Phones, port: int, sounds: Path
) -> None:
    prompt = load_alaw(sounds / "A01.alaw")
    caller = phones.caller()
    await caller.call("play-A01", port)
    await until_prompt_begins(caller, prompt)
    assert caller.heard.seconds < 1.5
    await until_prompt(caller, prompt)
    assert caller.heard.seconds > len(prompt) / RATE - 0.5


async def test_a_prompt_that_is_not_played_is_not_heard(phones: Phones, port: int, sounds: Path) -> None:
    caller = phones.caller()
    await caller.call("play-A02", port)
    with pytest.raises(DidNotHappen, match="heard 0% of it"):
        await until_prompt(caller, load_alaw(sounds / "E01.alaw"), timeout=1)
    score, start = heard_prompt(caller.heard.samples, load_alaw(sounds / "E01.alaw"))
    assert score < CERTAIN
    assert math.isnan(start)


async def test_a_pause_in_the_sound_is_found_and_nothing_else(phones: Phones, port: int) -> None:
    caller = phones.caller()
    await caller.call("play-paused", port)
    await caller.gone()
    # The pause is a part of the file. In the timeline a packet that came late at the beginning moves its start.
    [exact], [gap] = gaps(caller.heard.samples, 700), gaps(caller.heard.timeline(), 700)
    assert exact.start == pytest.approx(1.0, abs=0.05)  # the first packet may come before the phone listens
    assert exact.length == pytest.approx(0.5, abs=0.02)
    assert gap.length == pytest.approx(0.5, abs=0.05)
    assert len(silences(caller.heard.timeline())) == 1


async def test_sound_that_never_came_is_a_gap_in_the_timeline(phones: Phones, port: int) -> None:
    caller, agent = await connected(phones, port)
    await agent.say(620)
    await caller.until_heard(lambda sound: hears_tone(sound, 620, 0.5))
    await agent.be_silent()
    await caller.until_heard(lambda sound: len(silences(np.append(sound, tone(620, 0.1)), 300)) == 1)
    await agent.say(620)
    position = len(caller.heard)
    await caller.until(lambda: hears_tone(caller.heard.since(position), 620, 0.5), 10, "the tone again")
    [gap] = gaps(caller.heard.timeline(), 620)
    assert 0.25 < gap.length < 1.0


# -- by hand ------------------------------------------------------------------------------------------------


async def test_a_call_from_an_unknown_address_opens_nothing(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    with pytest.raises(CallRefused) as refused:
        await phones.caller(source="127.0.0.2").call("echo", port)
    assert refused.value.ending.code == 401
    async with raw_sip(port, source="127.0.0.3") as sip:
        responses = await sip.exchange(sip.invite("echo"))
    assert [response.status for response in responses] == [401]
    assert exchange.channels == 0


async def test_malformed_messages_are_refused_or_ignored(port: int, exchange: AsteriskForPhones) -> None:
    async with raw_sip(port) as sip:
        no_call_id = sip.invite("echo")
        no_call_id.remove("call-id")
        assert await sip.exchange(no_call_id, patience=0.3) == []
        assert await sip.exchange(b"INVITE sip:echo SIP/2.0\r\n\r\n", patience=0.3) == []
        assert await sip.exchange(b"\x00\xff\xfe" * 400, patience=0.3) == []
        bad_sdp = sip.invite("echo")
        bad_sdp.body = b"x" * len(bad_sdp.body)
        assert [response.status for response in await sip.exchange(bad_sdp)][-1] >= 400
        good = await sip.exchange(sip.invite("echo"))
    assert good[-1].status == 200
    await nothing_is_up(exchange)


async def test_a_call_by_hand_that_only_rings_is_cancelled(port: int, exchange: AsteriskForPhones) -> None:
    async with raw_sip(port) as sip:
        responses = await sip.exchange(sip.invite("ring"), patience=0.3)
    assert [response.status for response in responses] == [100, 180]
    await nothing_is_up(exchange)


async def test_the_time_to_the_first_sound_is_measured(port: int, exchange: AsteriskForPhones) -> None:
    first = await time_to_first_sound("play-two-seconds", port)
    assert first.status == 200
    assert first.answered is not None and first.packet is not None and first.sound is not None
    assert 0 < first.answered <= first.packet <= first.sound < 2
    refused = await time_to_first_sound("cause-17", port)
    assert (refused.status, refused.sound) == (486, None)
    silent = await time_to_first_sound("wait", port, patience=0.5)
    assert (silent.status, silent.sound) == (200, None)
    await nothing_is_up(exchange)
