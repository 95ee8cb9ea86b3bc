"""What goes wrong with callers, consultants and telephones, on a real Asterisk."""

import pytest

from tests.asterisk.queues import rings_kolno
from tests.support.centres import direct_lines
from tests.support.centres.running_centre import RunningCentre, listen, texts
from tests.support.plugins.more import few_of
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import CallRefused, Phones, two_way_sound
from tests.support.telephones.raw_sip import raw_sip

pytestmark = pytest.mark.asyncio


CALLER = "600100200"


async def test_a_consultant_who_declines_gets_no_more_calls_and_the_caller_gets_another(
    centre: RunningCentre, phones: Phones
) -> None:
    declining = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, CALLER)
    await declining.wait_for_ring(20)
    other = await centre.consultant(phones, "k20060-2")
    await declining.decline(603)
    await other.wait_for_ring(10)
    await other.answer()
    await two_way_sound(caller, other)
    await centre.until_agent_is("k20060-1", "no_answer")
    await caller.hang_up()
    call = await centre.newest_call()
    assert call["agent"] == "k20060-2"
    assert len(declining.rings) == 1


@pytest.mark.more(
    "shown in virtual time; the ring time passes for real in the other",
    "tests/scenario/test_bad_input.py::test_a_consultant_who_does_not_answer_gets_no_more_calls_and_the_caller_keeps_the_place",
    "tests/asterisk/recovery/test_faults.py::test_a_telephone_that_vanishes_is_not_rung_for_longer_than_the_ring_time",
)
async def test_a_consultant_who_does_not_answer_is_given_up_after_the_ring_time(
    centre: RunningCentre, phones: Phones
) -> None:
    silent = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, CALLER)
    await silent.wait_for_ring(20)
    await centre.until_agent_is("k20060-1", "no_answer")
    # Nobody else is there: the caller is told so and not left with the music.
    await until_prompt(caller, await centre.prompt("H06"), timeout=25)
    await caller.hang_up()
    call = await centre.newest_call()
    assert call["queue_left_reason"] == "nobody_there"


async def test_a_telephone_that_unregisters_while_it_rings_ends_the_offer_at_once(
    centre: RunningCentre, phones: Phones
) -> None:
    leaving = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, CALLER)
    await leaving.wait_for_ring(20)
    other = await centre.consultant(phones, "k20060-2")
    await leaving.unregister()
    await other.wait_for_ring(3)  # sooner than the ring time of the other
    await other.answer()
    await two_way_sound(caller, other)
    await centre.until_agent_is("k20060-1", "unreachable")
    await leaving.register(centre.sip_port)
    await centre.until_agent_is("k20060-1", "available")
    await caller.hang_up()


async def test_a_telephone_that_vanishes_is_not_rung_for_longer_than_the_ring_time(
    centre: RunningCentre, phones: Phones
) -> None:
    dead = await centre.consultant(phones, "k20060-1")
    await dead.kill()
    caller = await rings_kolno(centre, phones, CALLER)
    await until_prompt(caller, await centre.prompt("H06"), timeout=40)
    await caller.hang_up()
    assert (await centre.newest_call())["queue_left_reason"] == "nobody_there"


@pytest.mark.more(
    "shown in virtual time",
    "tests/scenario/test_bad_input.py::test_a_consultant_who_drops_the_caller_at_once_sends_the_caller_back_to_the_head",
)
async def test_a_consultant_who_drops_at_once_sends_the_caller_back_to_the_head(
    centre: RunningCentre, phones: Phones
) -> None:
    dropping = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, CALLER)
    await dropping.wait_for_ring(20)
    other = await centre.consultant(phones, "k20060-2")
    await dropping.answer()
    await dropping.hang_up()
    await other.wait_for_ring(5)
    await other.answer()
    await two_way_sound(caller, other)
    await caller.hang_up()
    call = await centre.newest_call()
    assert call["agent"] == "k20060-2"
    assert call["end_reason"] == "caller_hung_up"


async def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing(
    centre: RunningCentre, phones: Phones
) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, CALLER)
    await consultant.wait_for_ring(20)
    await caller.hang_up()
    assert (await consultant.gone(2)).by_far_end
    await centre.until_agent_is("k20060-1", "available")
    assert (await centre.newest_call())["queue_left_reason"] == "abandoned"


@pytest.mark.parametrize(
    "moment",
    few_of(
        ["W01", "PIN", "A08", "M01", "N02", "N04", "Q01"],
        {"Q01"},
        "hung up at every moment in virtual time",
        "tests/scenario/test_hang_up_sweep.py::test_hang_up_at_every_moment",
    ),
)
async def test_a_caller_may_hang_up_at_any_moment(centre: RunningCentre, phones: Phones, moment: str) -> None:
    if moment in ("N02", "N04", "Q01"):
        await centre.consultant(phones, "k20060-1", is_ready=False)
    caller = phones.caller()
    await caller.call(direct_lines.NUMBER if moment == "Q01" else "9510", centre.sip_port)
    if moment in ("W01", "Q01"):
        await until_prompt_begins(caller, await centre.prompt(moment))
    elif moment == "PIN":
        await caller.send_keys(centre.anna.card_number + "#" + centre.anna.pin[:2])
    else:
        await centre.identify(caller)
        if moment not in ("A08", "M01"):
            await centre.ask_for_consultant(caller)
        if moment == "N04":
            await until_prompt_begins(caller, await centre.prompt("N02"), timeout=20)
            await listen(caller, 2)
            await caller.send_keys("2")
        await until_prompt_begins(caller, await centre.prompt(moment), timeout=20)
    await caller.hang_up()
    assert (await centre.newest_call())["end_reason"] == "caller_hung_up"


@pytest.mark.more(
    "shown in virtual time; keys are real in the other",
    "tests/scenario/test_bad_input.py::test_too_many_digits_do_not_spill_into_the_next_question",
    "tests/scenario/test_bad_input.py::test_a_short_pin_is_asked_again_and_its_length_is_nowhere",
    "tests/asterisk/calls/test_secrets_stay_secret.py::test_the_pin_is_in_no_file_no_row_and_on_no_telephone",
)
async def test_too_many_digits_and_a_short_pin_are_asked_again(centre: RunningCentre, phones: Phones) -> None:
    caller = phones.caller()
    await caller.call("9510", centre.sip_port)
    await listen(caller, 0.5)
    await caller.send_keys("123456789012#")
    await until_prompt(caller, await centre.prompt("A04"))
    await caller.send_keys(centre.anna.card_number + "#")
    await centre.replies(caller, ("A02", "12#"))
    await until_prompt(caller, await centre.prompt("A11"))
    await caller.send_keys("*")  # begins anew
    await caller.send_keys(centre.anna.pin + "#")
    await until_prompt(caller, await centre.prompt("A08"))
    await caller.hang_up()
    call = await centre.newest_call()
    assert call["verification_level"] == 2


@pytest.mark.more(
    "shown in virtual time, and for real after a number was taken back",
    "tests/scenario/test_bad_input.py::test_a_number_that_nobody_owns_is_refused_without_being_answered",
    "tests/asterisk/calls/test_lists_take_effect.py::test_a_new_number_answers_within_ten_seconds_and_a_call_in_progress_notices_nothing",
)
async def test_a_number_that_nobody_owns_is_refused_without_an_answer(
    centre: RunningCentre, phones: Phones
) -> None:
    caller = phones.caller()
    with pytest.raises(CallRefused) as refused:
        await caller.call("9599", centre.sip_port)
    assert refused.value.ending.code == 404
    assert (await centre.newest_call())["end_reason"] == "unknown_number"


async def test_an_invite_from_an_unknown_address_is_refused_and_opens_nothing(centre: RunningCentre) -> None:
    before = (await centre.get("/api/calls", limit=1))["calls"]
    async with raw_sip(centre.sip_port, source="127.0.0.99") as stranger:
        answers = await stranger.exchange(stranger.invite("9510"))
    assert answers[-1].status == 401
    assert await centre.channels() == 0
    assert (await centre.get("/api/calls", limit=1))["calls"] == before


async def test_a_stranger_with_a_consultants_name_has_to_prove_it(centre: RunningCentre) -> None:
    async with raw_sip(centre.sip_port, source="127.0.0.99") as stranger:
        answers = await stranger.exchange(stranger.invite("*61", caller="k20060-1"))
    assert answers[-1].status == 401
    assert await centre.channels() == 0


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\r\n\r\n",
        b"INVITE",
        b"INVITE sip:9510@127.0.0.1 SIP/2.0\r\n\r\n",
        b"INVITE sip:9510@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1\r\nContent-Length: 999999\r\n\r\nx",
        b"\x00" * 1200,
        b"\xff\xfe" * 600,
        b"OPTIONS sip:9510@127.0.0.1 SIP/9.9\r\nVia: x\r\nCSeq: nonsense\r\n\r\n",
        b"A" * 60_000,
    ],
    ids=["empty", "blank", "word", "no-headers", "false-length", "zeros", "not-utf8", "version", "huge"],
)
async def test_malformed_sip_opens_nothing_and_the_line_still_answers(
    centre: RunningCentre, message: bytes
) -> None:
    async with raw_sip(centre.sip_port) as stranger:
        await stranger.send(message)
    async with raw_sip(centre.sip_port) as caller:
        answers = await caller.exchange(caller.request("OPTIONS", f"sip:9510@127.0.0.1:{centre.sip_port}"))
    assert answers[-1].status == 200
    assert await centre.channels() == 0


@pytest.mark.more(
    "shown in virtual time; card and PIN are keyed for real in the last",
    "tests/scenario/test_bad_input.py::test_three_wrong_tries_lock_and_general_information_is_still_there",
    "tests/scenario/test_bad_input.py::test_an_unknown_number_and_a_wrong_pin_sound_and_last_the_same",
    "tests/asterisk/calls/test_secrets_stay_secret.py::test_the_pin_is_in_no_file_no_row_and_on_no_telephone",
)
async def test_three_wrong_tries_lock_whatever_was_wrong(centre: RunningCentre, phones: Phones) -> None:
    wrong_card = "900000001"  # not a card at all, though its check digit is right
    caller = phones.caller("600100999")
    await caller.call("9510", centre.sip_port)
    await listen(caller, 0.5)
    for left in ("Pozostały dwie próby.", "Pozostała jedna próba.", None):
        await caller.send_keys(wrong_card + "#" + "4826#")
        if left is not None:
            await until_prompt(caller, await centre.prompt("A05", pozostalo_prob=left), timeout=15)
    await until_prompt_begins(caller, await centre.prompt("A07"), timeout=15)
    await caller.send_keys("1")
    await until_prompt_begins(caller, await centre.prompt("M10"), timeout=15)
    await caller.hang_up()
    call = await centre.newest_call()
    assert call["verification_level"] == 0
    assert not any(wrong_card in text or "4826" in text for text in texts(call))
