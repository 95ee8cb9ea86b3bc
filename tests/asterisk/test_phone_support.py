"""The telephones of the tests, themselves tested against a bare Asterisk."""

import io
import math
import subprocess
from collections.abc import Iterator
from pathlib import Path

import anyio
import numpy as np
import pytest
import soundfile
import soxr

from ops.softphone import engine as engine_module
from tests.support.asterisk_bare import tools_folder
from tests.support.asterisk_phones import PASSWORD, AsteriskForPhones
from tests.support.eventually import eventually
from tests.support.hearing import (
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
from tests.support.phone import (
    RATE,
    CallRefused,
    DidNotHappen,
    Engine,
    NotRegistered,
    Phone,
    PhoneError,
    Phones,
    Samples,
    State,
    hears_tone,
    phones,
    telephones,
    tone,
    two_way_sound,
)
from tests.support.raw_sip import raw_sip, time_to_first_sound

__all__ = ["phones", "telephones"]  # the fixtures

pytestmark = [pytest.mark.asyncio, pytest.mark.timeout(60)]

SENTENCES = {
    "W01": "Witamy w Systemie siedem na dwadzieścia cztery.",
    "A01": "Proszę podać numer identyfikacyjny, a następnie nacisnąć krzyżyk.",
    "A02": "Proszę podać kod PIN i nacisnąć krzyżyk.",
    "A05": "Podany numer lub kod jest nieprawidłowy. Proszę spróbować ponownie.",
    "N02": "Rozmowa może być nagrywana. Aby wyrazić zgodę, proszę nacisnąć jeden.",
    "Q01": "Wszyscy konsultanci są zajęci. Proszę czekać.",
    "Q02": "Jesteś trzeci w kolejce. Przewidywany czas oczekiwania: cztery minuty.",
    "W03": "Jeżeli dzwonisz jako bezrobotny, naciśnij jeden. Jako pracodawca, dwa.",
    "E01": "Dziękujemy za rozmowę. Do widzenia.",
    "H02": "Urząd jest nieczynny. Zapraszamy w godzinach od siódmej trzydzieści do piętnastej.",
}
KONSULTANT = "k20060-1"


def write_alaw(path: Path, samples: "np.ndarray[tuple[int], np.dtype[np.int16]]") -> None:
    soundfile.write(str(path), samples, RATE, subtype="ALAW", format="RAW")


def spoken(text: str) -> Samples:
    """A sentence in the voice of espeak-ng, at 8 kHz."""
    root = tools_folder().resolve() / "root"
    libraries = root / "usr/lib/x86_64-linux-gnu"
    program = root / "usr/bin/espeak-ng"
    command = ["espeak-ng"]
    if program.exists():
        loader = [str(libraries / "ld-linux-x86-64.so.2"), "--library-path"]
        command = [*loader, f"{libraries}:{libraries}/pulseaudio", str(program), f"--path={libraries}"]
    done = subprocess.run([*command, "-v", "pl", "--stdout", text], capture_output=True, check=True)
    sound, rate = soundfile.read(io.BytesIO(done.stdout), dtype="float32")
    at_8_khz = soxr.resample(sound, rate, RATE) * 0.7
    return np.asarray(at_8_khz * 32767, dtype=np.int16)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    write_alaw(folder / "long.alaw", np.tile(tone(500), 30))
    write_alaw(folder / "two-seconds.alaw", np.tile(tone(700), 2))
    pause = np.zeros(RATE // 2, dtype=np.int16)
    write_alaw(folder / "paused.alaw", np.concatenate([tone(700), pause, tone(700)]))
    for name, text in SENTENCES.items():
        write_alaw(folder / f"{name}.alaw", spoken(text))
    return folder


@pytest.fixture(scope="module")
def asterisk(sounds: Path) -> Iterator[AsteriskForPhones]:
    server = AsteriskForPhones(sounds=sounds)
    server.start()
    yield server
    server.close()


@pytest.fixture
def port(asterisk: AsteriskForPhones) -> Iterator[int]:
    yield asterisk.sip_port


async def nothing_is_up(asterisk: AsteriskForPhones) -> None:
    await eventually(lambda: asterisk.channels == 0, interval=0.1)


async def connected(phones: Phones, port: int) -> tuple[Phone, Phone]:
    """A caller and a consultant in a conversation."""
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    caller = phones.caller("600100200")
    await caller.dial(KONSULTANT, port)
    await agent.wait_for_ring()
    await agent.answer()
    await caller.answered()
    return caller, agent


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
    phones: Phones, port: int, asterisk: AsteriskForPhones
) -> None:
    tones = {phones.caller(f"60010{number:04}"): 400.0 + 100 * number for number in range(20)}

    async def talk(phone: Phone, frequency: float) -> None:
        await phone.call("echo", port)
        await phone.say(frequency)
        await phone.until_heard(lambda sound: hears_tone(sound, frequency, 0.5), 20)

    async with anyio.create_task_group() as tasks:
        for phone, frequency in tones.items():
            tasks.start_soon(talk, phone, frequency)
    assert asterisk.channels == 20
    for phone, frequency in tones.items():
        others = [other for other in tones.values() if other != frequency]
        assert not [other for other in others if hears_tone(phone.heard.samples, other, 0.1)]
    async with anyio.create_task_group() as tasks:
        for phone in tones:
            tasks.start_soon(phone.hang_up)
    await nothing_is_up(asterisk)


async def test_early_media_is_heard_before_an_answer(phones: Phones, port: int) -> None:
    caller = phones.caller()
    await caller.dial("early-two-seconds", port)
    await caller.until_heard(lambda sound: hears_tone(sound, 700))
    assert caller.state is State.CALLING
    with pytest.raises(CallRefused) as refused:
        await caller.answered()
    assert refused.value.ending.cause == 21


async def test_number_and_headers_of_the_caller_arrive(
    phones: Phones, port: int, asterisk: AsteriskForPhones
) -> None:
    caller = phones.caller("857494123")
    await caller.call("who", port, headers={"P-Asserted-Identity": "<sip:857494100@operator.pl>"})
    await eventually(lambda: '"caller 857494123 <sip:857494100@operator.pl>"' in asterisk.full_log())


# -- keys ---------------------------------------------------------------------------------------------------


async def test_every_key_arrives_in_order_at_the_highest_pace_during_an_announcement(
    phones: Phones, port: int, asterisk: AsteriskForPhones
) -> None:
    keys = {phones.caller(f"60020000{number}"): f"{number}11223344556{number}" for number in range(8)}

    async def press(phone: Phone, sequence: str) -> None:
        await phone.call(f"keys-{len(sequence)}", port)
        await phone.send_keys(sequence, pace=0)
        await phone.gone()

    async with anyio.create_task_group() as tasks:
        for phone, sequence in keys.items():
            tasks.start_soon(press, phone, sequence)
    log = asterisk.full_log()
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
    phones: Phones, port: int, asterisk: AsteriskForPhones, code: int, cause: int
) -> None:
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(KONSULTANT, port)
    await agent.wait_for_ring()
    await agent.decline(code)
    with pytest.raises(CallRefused) as refused:
        await caller.answered()
    assert refused.value.ending.cause == cause
    await nothing_is_up(asterisk)


async def test_nobody_answers(phones: Phones, port: int, asterisk: AsteriskForPhones) -> None:
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(f"1-{KONSULTANT}", port)
    await agent.wait_for_ring()
    ending = await agent.ignore()
    assert (ending.by_far_end, ending.reason) == (True, "CANCEL")
    with pytest.raises(CallRefused):
        await caller.answered()
    await nothing_is_up(asterisk)


async def test_the_caller_gives_up_while_it_rings(phones: Phones, port: int, asterisk: AsteriskForPhones) -> None:
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(KONSULTANT, port)
    await agent.wait_for_ring()
    await caller.hang_up()
    assert (await agent.gone()).reason == "CANCEL"
    with pytest.raises(PhoneError, match="does not ring"):
        await agent.answer()
    await nothing_is_up(asterisk)


async def test_answer_and_giving_up_in_the_same_moment_leave_nothing_up(
    phones: Phones, port: int, asterisk: AsteriskForPhones
) -> None:
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    caller = phones.caller()

    async def pick_up() -> None:
        try:
            await agent.answer()
        except PhoneError:
            return  # the caller was quicker

    for _ in range(20):
        await caller.dial(KONSULTANT, port)
        await agent.wait_for_ring()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(pick_up)
            tasks.start_soon(caller.hang_up)
        await agent.gone()
    await nothing_is_up(asterisk)


async def test_both_sides_may_hang_up_at_once(phones: Phones, port: int, asterisk: AsteriskForPhones) -> None:
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    caller = phones.caller()
    for _ in range(10):
        await caller.dial(KONSULTANT, port)
        await agent.wait_for_ring()
        await agent.answer()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(agent.hang_up)
            tasks.start_soon(caller.hang_up)
        assert agent.state is caller.state is State.IDLE
    await nothing_is_up(asterisk)


async def test_hanging_up_right_after_dialling_leaves_nothing_up(
    phones: Phones, port: int, asterisk: AsteriskForPhones
) -> None:
    caller = phones.caller()
    for _ in range(20):
        await caller.dial("ring", port)
        await caller.hang_up()
    await nothing_is_up(asterisk)


async def test_a_busy_phone_refuses_a_second_call(phones: Phones, port: int) -> None:
    _, agent = await connected(phones, port)
    second = phones.caller("600999999")
    with pytest.raises(CallRefused) as refused:
        await second.call(KONSULTANT, port)
    assert refused.value.ending.code == 486
    assert agent.second_calls == 1
    assert agent.state is State.TALKING


@pytest.mark.parametrize("number", ["nobody", "cause-34"])
async def test_a_refused_call_says_why(phones: Phones, port: int, number: str) -> None:
    with pytest.raises(CallRefused) as refused:
        await phones.caller().call(number, port)
    assert refused.value.ending.code == {"nobody": 404, "cause-34": 503}[number]


# -- registration -------------------------------------------------------------------------------------------


async def test_unregistering_while_it_rings_neither_ends_nor_prevents_the_call(
    phones: Phones, port: int, asterisk: AsteriskForPhones
) -> None:
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(KONSULTANT, port)
    await agent.wait_for_ring()
    await agent.unregister()
    assert "No objects found" in asterisk.command("pjsip show contacts")
    assert agent.state is State.RINGING
    await agent.answer()
    await caller.answered()
    await two_way_sound(caller, agent)
    await caller.hang_up()
    await agent.gone()
    with pytest.raises(CallRefused):
        await caller.call(KONSULTANT, port)


async def test_a_phone_can_register_again(phones: Phones, port: int, asterisk: AsteriskForPhones) -> None:
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    await agent.unregister()
    assert not agent.is_registered
    await agent.register(port)
    caller = phones.caller()
    await caller.dial(KONSULTANT, port)
    await agent.wait_for_ring()


async def test_a_wrong_password_is_refused(phones: Phones, port: int) -> None:
    with pytest.raises(NotRegistered) as refused:
        await phones.consultant(KONSULTANT, "zle-haslo", port)
    assert refused.value.code == 401


async def test_a_new_phone_of_the_same_user_gets_the_calls(phones: Phones, port: int) -> None:
    first = await phones.consultant(KONSULTANT, PASSWORD, port)
    await first.close()
    second = await phones.consultant(KONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(KONSULTANT, port)
    await second.wait_for_ring()
    await second.answer()
    await caller.answered()
    await two_way_sound(caller, second)


async def test_a_registered_phone_calls_with_its_password(phones: Phones, port: int) -> None:
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    await agent.call("echo")
    await agent.say(440)
    await agent.until_heard(lambda sound: hears_tone(sound, 440))


# -- dying --------------------------------------------------------------------------------------------------


async def test_a_killed_phone_says_nothing_and_sends_nothing(
    phones: Phones, port: int, asterisk: AsteriskForPhones
) -> None:
    caller, agent = await connected(phones, port)
    await agent.say(620)
    await caller.until_heard(lambda sound: hears_tone(sound, 620))
    said = agent.story.count("->")
    await agent.kill()
    assert agent.story.count("->") == said
    assert asterisk.channels == 2
    assert KONSULTANT in asterisk.command("pjsip show contacts")
    heard = len(caller.heard)
    with pytest.raises(DidNotHappen):
        await caller.until(lambda: len(caller.heard) > heard + RATE // 5, 0.6, "more of the dead phone")
    await caller.hang_up()


async def test_a_phone_killed_while_it_rings_keeps_the_caller_waiting(
    phones: Phones, port: int, asterisk: AsteriskForPhones
) -> None:
    agent = await phones.consultant(KONSULTANT, PASSWORD, port)
    caller = phones.caller()
    await caller.dial(f"1-{KONSULTANT}", port)
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
        await caller.dial(KONSULTANT, asterisk.sip_port)
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
    monkeypatch.setattr(engine_module, "_WORN_OUT", 0)
    for _ in range(10):
        caller = phones.caller()
        await caller.call("echo", port)
        await caller.say(440)
        await caller.until_heard(lambda sound: hears_tone(sound, 440, 0.1))
        await caller.close()
    assert await telephones.live_calls() == 0


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
    timeline = caller.heard.timeline()
    [gap] = gaps(timeline, 700)
    assert gap.start == pytest.approx(1.0, abs=0.05)
    assert gap.length == pytest.approx(0.5, abs=0.05)
    assert len(silences(timeline)) == 1


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
    phones: Phones, port: int, asterisk: AsteriskForPhones
) -> None:
    with pytest.raises(CallRefused) as refused:
        await phones.caller(source="127.0.0.2").call("echo", port)
    assert refused.value.ending.code == 401
    async with raw_sip(port, source="127.0.0.3") as sip:
        responses = await sip.exchange(sip.invite("echo"))
    assert [response.status for response in responses] == [401]
    assert asterisk.channels == 0


async def test_malformed_messages_are_refused_or_ignored(port: int, asterisk: AsteriskForPhones) -> None:
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
    await nothing_is_up(asterisk)


async def test_a_call_by_hand_that_only_rings_is_cancelled(port: int, asterisk: AsteriskForPhones) -> None:
    async with raw_sip(port) as sip:
        responses = await sip.exchange(sip.invite("ring"), patience=0.3)
    assert [response.status for response in responses] == [100, 180]
    await nothing_is_up(asterisk)


async def test_the_time_to_the_first_sound_is_measured(port: int, asterisk: AsteriskForPhones) -> None:
    first = await time_to_first_sound("play-two-seconds", port)
    assert first.status == 200
    assert first.answered is not None and first.packet is not None and first.sound is not None
    assert 0 < first.answered <= first.packet <= first.sound < 2
    refused = await time_to_first_sound("cause-17", port)
    assert (refused.status, refused.sound) == (486, None)
    silent = await time_to_first_sound("wait", port, patience=0.5)
    assert (silent.status, silent.sound) == (200, None)
    await nothing_is_up(asterisk)


# -- waiting ------------------------------------------------------------------------------------------------


async def test_eventually_returns_the_first_true_value() -> None:
    values = iter([0, "", 7])
    assert await eventually(lambda: next(values), timeout=1) == 7


async def test_eventually_tells_the_last_value() -> None:
    with pytest.raises(AssertionError, match="at last: 0"):
        await eventually(lambda: 0, timeout=0.05)


async def test_eventually_tells_the_last_error_of_a_coroutine() -> None:
    async def not_there() -> bool:
        raise KeyError("k20060-1")

    with pytest.raises(AssertionError, match=r"not_there.*KeyError") as raised:
        await eventually(not_there, timeout=0.05)
    assert isinstance(raised.value.__cause__, KeyError)


async def test_eventually_lets_mistakes_out_at_once() -> None:
    async def mistaken() -> bool:
        raise TypeError("no")

    with pytest.raises(TypeError):
        await eventually(mistaken, timeout=5)


async def test_eventually_cuts_off_a_condition_that_hangs() -> None:
    async def hangs() -> bool:
        await anyio.sleep_forever()
        return True

    with pytest.raises(AssertionError, match="did not return"):
        await eventually(hangs, timeout=0.1)
