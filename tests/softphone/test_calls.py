"""The telephones of the tests: conversations, keys, and calls that do not come about."""

import anyio
import pytest

from softphone.calls import Ending
from tests.support.telephones.asterisk_for_phones import (
    CONSULTANT,
    PASSWORD,
    AsteriskForPhones,
    connected,
    nothing_is_up,
)
from tests.support.telephones.phone import CallRefused, Phone, PhoneError, Phones, State, hears_tone, two_way_sound
from tests.support.timing.eventually import eventually

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(60)]


# -- conversations ------------------------------------------------------------------------------------------


async def test_two_phones_hear_each_other(phones: Phones, port: int) -> None:
    caller, agent = await connected(phones, port)
    assert agent.rings[-1].caller == "600100200"
    await two_way_sound(caller, agent)
    await caller.hang_up()
    ending = await agent.gone()
    assert (ending.by_far_end, ending.reason, ending.cause) == (True, "BYE", 16)


async def test_the_consultant_can_hang_up_first(phones: Phones, port: int) -> None:
    caller, agent = await connected(phones, port)
    await agent.hang_up()
    assert (await caller.gone()).by_far_end
    assert caller.ending is not None and agent.ending is not None
    assert not agent.ending.by_far_end


async def test_answering_sends_no_second_invite(phones: Phones, port: int) -> None:
    caller, agent = await connected(phones, port)
    await two_way_sound(caller, agent)
    assert "-> INVITE" not in agent.story


async def test_twenty_calls_at_once_hear_their_own_tone_and_no_other(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    tones = {phones.caller(f"60010{number:04}"): 400.0 + 100 * number for number in range(20)}

    async def talk(phone: Phone, frequency: float) -> None:
        await phone.call("echo", port)
        await phone.say(frequency)
        await phone.until_heard(lambda sound: hears_tone(sound, frequency, 0.5), 20)

    async with anyio.create_task_group() as tasks:
        for phone, frequency in tones.items():
            tasks.start_soon(talk, phone, frequency)
    assert exchange.channels == 20
    for phone, frequency in tones.items():
        others = [other for other in tones.values() if other != frequency]
        assert not [other for other in others if hears_tone(phone.heard.samples, other, 0.1)]
    async with anyio.create_task_group() as tasks:
        for phone in tones:
            tasks.start_soon(phone.hang_up)
    await nothing_is_up(exchange)


async def test_early_media_is_heard_before_an_answer(phones: Phones, port: int) -> None:
    caller = phones.caller()
    await caller.dial("early-two-seconds", port)
    await caller.until_heard(lambda sound: hears_tone(sound, 700))
    assert caller.state is State.CALLING
    with pytest.raises(CallRefused) as refused:
        await caller.answered()
    assert refused.value.ending.cause == 21


async def test_number_and_headers_of_the_caller_arrive(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    caller = phones.caller("857494123")
    await caller.call("who", port, headers={"P-Asserted-Identity": "<sip:857494100@operator.pl>"})
    await eventually(lambda: '"caller 857494123 <sip:857494100@operator.pl>"' in exchange.full_log())


# -- keys ---------------------------------------------------------------------------------------------------


async def test_every_key_arrives_in_order_at_the_highest_pace_during_an_announcement(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    keys = {phones.caller(f"60020000{number}"): f"{number}11223344556{number}" for number in range(8)}

    async def press(phone: Phone, sequence: str) -> None:
        await phone.call(f"keys-{len(sequence)}", port)
        await phone.send_keys(sequence, pace=0)
        await phone.gone()

    async with anyio.create_task_group() as tasks:
        for phone, sequence in keys.items():
            tasks.start_soon(press, phone, sequence)
    log = exchange.full_log()
    assert [sequence for sequence in keys.values() if f'"keys {sequence}"' not in log] == []


async def test_keys_from_the_far_end_arrive(phones: Phones, port: int) -> None:
    caller = phones.caller()
    await caller.call("send-keys", port)
    await caller.until_keys("1234567890*#")
    assert caller.received_keys == "1234567890*#"


async def test_keys_into_a_call_that_ends_say_so(phones: Phones, port: int) -> None:
    caller = phones.caller()
    await caller.call("keys-2", port)
    with pytest.raises(PhoneError, match="keys were left"):
        await caller.send_keys("123456789")


# -- calls that do not come about ---------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "cause"), [(486, 17), (603, 21), (480, 19)])
async def test_the_consultant_declines(
    phones: Phones, port: int, exchange: AsteriskForPhones, code: int, cause: int
) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(CONSULTANT, port)
    await agent.wait_for_ring()
    await agent.decline(code)
    with pytest.raises(CallRefused) as refused:
        await caller.answered()
    assert refused.value.ending.cause == cause
    await nothing_is_up(exchange)


async def test_nobody_answers(phones: Phones, port: int, exchange: AsteriskForPhones) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(f"1-{CONSULTANT}", port)
    await agent.wait_for_ring()
    ending = await agent.ignore()
    assert (ending.by_far_end, ending.reason) == (True, "CANCEL")
    with pytest.raises(CallRefused):
        await caller.answered()
    await nothing_is_up(exchange)


async def test_a_ring_that_is_over_is_noticed_though_the_next_one_follows_at_once(phones: Phones) -> None:
    agent, endings = phones.caller(), list[Ending]()

    async def begins() -> None:
        agent._begin(State.RINGING)

    async def ends_and_begins() -> None:
        agent._end(Ending(by_far_end=True, code=None, reason="CANCEL", cause=None, at=0.0))
        agent._begin(State.RINGING)

    async def ends() -> None:
        agent._end(Ending(by_far_end=True, code=None, reason="BYE", cause=None, at=0.0))

    async def note() -> None:
        endings.append(await agent.ignore(timeout=5))

    await agent._engine.run(begins())
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(note)
        await anyio.wait_all_tasks_blocked()
        await agent._engine.run(ends_and_begins())
    assert (endings[0].reason, agent.state) == ("CANCEL", State.RINGING)
    await agent._engine.run(ends())
    assert (await agent.gone()).reason == "BYE"


async def test_the_caller_gives_up_while_it_rings(phones: Phones, port: int, exchange: AsteriskForPhones) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(CONSULTANT, port)
    await agent.wait_for_ring()
    await caller.hang_up()
    assert (await agent.gone()).reason == "CANCEL"
    with pytest.raises(PhoneError, match="does not ring"):
        await agent.answer()
    await nothing_is_up(exchange)


async def test_answer_and_giving_up_in_the_same_moment_leave_nothing_up(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    caller = phones.caller()

    async def pick_up() -> None:
        try:
            await agent.answer()
        except PhoneError:
            return  # the caller was quicker

    for _ in range(20):
        await caller.dial(CONSULTANT, port)
        await agent.wait_for_ring()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(pick_up)
            tasks.start_soon(caller.hang_up)
        await agent.gone()
    await nothing_is_up(exchange)


async def test_both_sides_may_hang_up_at_once(phones: Phones, port: int, exchange: AsteriskForPhones) -> None:
    agent = await phones.consultant(CONSULTANT, PASSWORD, port)
    caller = phones.caller()
    for _ in range(10):
        await caller.dial(CONSULTANT, port)
        await agent.wait_for_ring()
        await agent.answer()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(agent.hang_up)
            tasks.start_soon(caller.hang_up)
        assert agent.state is caller.state is State.IDLE
    await nothing_is_up(exchange)


async def test_hanging_up_right_after_dialling_leaves_nothing_up(
    phones: Phones, port: int, exchange: AsteriskForPhones
) -> None:
    caller = phones.caller()
    for _ in range(20):
        await caller.dial("ring", port)
        await caller.hang_up()
    await nothing_is_up(exchange)


async def test_a_busy_phone_refuses_a_second_call(phones: Phones, port: int) -> None:
    _, agent = await connected(phones, port)
    second = phones.caller("600999999")
    with pytest.raises(CallRefused) as refused:
        await second.call(CONSULTANT, port)
    assert refused.value.ending.code == 486
    assert agent.second_calls == 1
    assert agent.state is State.TALKING


@pytest.mark.parametrize("number", ["nobody", "cause-34"])
async def test_a_refused_call_says_why(phones: Phones, port: int, number: str) -> None:
    with pytest.raises(CallRefused) as refused:
        await phones.caller().call(number, port)
    assert refused.value.ending.code == {"nobody": 404, "cause-34": 503}[number]
