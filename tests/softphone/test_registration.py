"""The telephones of the tests: registration, and dying."""

from pathlib import Path

import anyio
import pytest

from softphone import machinery
from tests.support.telephones.asterisk_for_phones import (
    CONSULTANT,
    PASSWORD,
    AsteriskForPhones,
    connected,
    nothing_is_up,
)
from tests.support.telephones.phone import (
    RATE,
    CallRefused,
    DidNotHappen,
    Engine,
    EngineStopped,
    NotRegistered,
    Phone,
    PhoneError,
    Phones,
    State,
    hears_tone,
    two_way_sound,
)

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(60)]


# -- registration -------------------------------------------------------------------------------------------


async def test_unregistering_while_it_rings_neither_ends_nor_prevents_the_call(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(CONSULTANT, port)
    await agent.wait_for_ring()
    await agent.unregister()
    assert "No objects found" in exchange.command("pjsip show contacts")
    assert agent.state is State.RINGING
    await agent.answer()
    await caller.answered()
    await two_way_sound(caller, agent)
    await caller.hang_up()
    await agent.gone()
    with pytest.raises(CallRefused):
        await caller.call(CONSULTANT, port)


async def test_a_phone_can_register_again(phones: Phones, port: int, exchange: AsteriskForPhones) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    await agent.unregister()
    assert not agent.is_registered
    await agent.register(port)
    caller = phones.caller()
    await caller.dial(CONSULTANT, port)
    await agent.wait_for_ring()


async def test_a_wrong_password_is_refused(phones: Phones, port: int) -> None:
    with pytest.raises(NotRegistered) as refused:
        await phones.consultant(CONSULTANT, "zle-haslo", port)
    assert refused.value.code == 401


async def test_a_new_phone_of_the_same_user_gets_the_calls(phones: Phones, port: int) -> None:
    first = await phones.consultant(CONSULTANT, PASSWORD, port)
    await first.close()
    second = await phones.consultant(CONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(CONSULTANT, port)
    await second.wait_for_ring()
    await second.answer()
    await caller.answered()
    await two_way_sound(caller, second)


async def test_a_registered_phone_calls_with_its_password(phones: Phones, port: int) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    await agent.call("echo")
    await agent.say(440)
    await agent.until_heard(lambda sound: hears_tone(sound, 440))


# -- dying --------------------------------------------------------------------------------------------------


async def test_a_killed_phone_says_nothing_and_sends_nothing(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    caller, agent = await connected(phones, port)
    await agent.say(620)
    await caller.until_heard(lambda sound: hears_tone(sound, 620))
    said = agent.story.count("->")
    await agent.kill()
    assert agent.story.count("->") == said
    assert exchange.channels == 2
    assert CONSULTANT in exchange.command("pjsip show contacts")
    heard = len(caller.heard)
    with pytest.raises(DidNotHappen):
        await caller.until(lambda: len(caller.heard) > heard + RATE // 5, 0.6, "more of the dead phone")
    await caller.hang_up()


async def test_a_phone_killed_while_it_rings_keeps_the_caller_waiting(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(f"1-{CONSULTANT}", port)
    await agent.wait_for_ring()
    await agent.kill()
    with pytest.raises(CallRefused) as refused:
        await caller.answered()
    assert refused.value.ending.cause == 19
    with pytest.raises(PhoneError, match="dead"):
        await agent.register(port)


async def test_phones_survive_the_death_of_the_exchange(phones: Phones, sounds: Path) -> None:
    asterisk = AsteriskForPhones(sounds=sounds)
    asterisk.start()
    try:
        caller, agent = await connected(phones, asterisk.sip_port)
        asterisk.kill()
        await caller.hang_up(timeout=0.5)
        await agent.hang_up(timeout=0.5)
        asterisk.start()
        await agent.register(asterisk.sip_port)
        await caller.dial(CONSULTANT, asterisk.sip_port)
        await agent.wait_for_ring()
        await agent.answer()
        await caller.answered()
        await two_way_sound(caller, agent)
        await phones.close()
    finally:
        asterisk.close()


async def test_the_stack_is_renewed_when_it_is_worn_out(
    telephones: Engine, phones: Phones, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machinery, "_WORN_OUT", 0)
    for _ in range(10):
        caller = phones.caller()
        await caller.call("echo", port)
        await caller.say(440)
        await caller.until_heard(lambda sound: hears_tone(sound, 440, 0.1))
        await caller.close()
    assert telephones.live_calls == 0


async def test_engines_of_one_process_share_one_stack(telephones: Engine, phones: Phones, port: int) -> None:
    with Engine() as second:
        assert second.machinery is telephones.machinery
        guest = Phone(second, "600999999")
        await guest.call("echo", port)
        await guest.close()
    await phones.caller().call("echo", port)
    with pytest.raises(EngineStopped):
        Phone(second, "600999999")


async def test_a_call_that_is_given_up_while_it_is_dialled_is_ended(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    for _ in range(10):
        caller = phones.caller()
        with anyio.move_on_after(0):
            await caller.dial("ring", port)
        await caller.close()
    await nothing_is_up(exchange)
