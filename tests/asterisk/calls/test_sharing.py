"""Several offices on a real Asterisk: who gets a call when the own office is busy, and what the caller hears."""

import pytest

from tests.asterisk.queues import rings_kolno, rules, until_waiting
from tests.support.centres.running_centre import RunningCentre, listen, texts
from tests.support.telephones.hearing import heard_share, until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phone, Phones, State, two_way_sound

pytestmark = pytest.mark.asyncio

KOLNO, LOMZA = "20060", "20620"


async def kolno_is_busy(centre: RunningCentre, phones: Phones, number: str) -> tuple[Phone, Phone, Phone]:
    """Kolno's one consultant talks to a first caller, and one of Łomża's is free: the three telephones."""
    own = await centre.consultant(phones, "k20060-1")
    first = await rings_kolno(centre, phones, number)
    await own.wait_for_ring()
    await own.answer()
    return own, first, await centre.consultant(phones, "k20620-1")


async def test_after_15_seconds_a_neighbour_helps_and_the_record_says_why(
    centre: RunningCentre, phones: Phones
) -> None:
    async with rules(centre, KOLNO, activate_ratio=None):
        await _helped_after_15_seconds(centre, phones)


async def _helped_after_15_seconds(centre: RunningCentre, phones: Phones) -> None:
    _, first, neighbour = await kolno_is_busy(centre, phones, "857001101")
    second = await rings_kolno(centre, phones, "857001102")
    await until_prompt_begins(second, await centre.prompt("Q01"))
    await neighbour.wait_for_ring(20)
    await until_prompt_begins(second, await centre.prompt("Q09"))
    await neighbour.answer()
    await two_way_sound(second, neighbour)
    await listen(second, 2.5)  # or it would count as dropped
    await neighbour.hang_up()
    await until_prompt(second, await centre.prompt("G01"))
    await first.hang_up()

    call = await centre.call_from("857001102")
    assert (call["queue"], call["agent"], call["answered_by_office"]) == (KOLNO, "k20620-1", LOMZA)
    assert call["overflow_reason"] == "przekazano do Łomży: ponad 15 s oczekiwania"
    assert 15 <= call["wait_time"] < 25  # the ringing and the whisper included
    assert any("przekazano do Łomży" in text for text in texts(call))
    why = await centre.get(f"/api/calls/{call['id']}/why")
    assert [offer["agent"] for offer in why["offers"]] == ["k20620-1"]
    assert [c["agent"] for c in why["offers"][0]["candidates"]] == ["k20620-1"]


@pytest.mark.more(
    "help by ratio is policy; real time adds 15 s of talk",
    "tests/simulation/test_simulation.py::test_help_by_queue_ratio_relieves_the_overloaded_office_and_keeps_its_lenders_above_their_floor",
    "tests/unit/acd/choice/test_overflow.py::test_help_begins_at_the_threshold_and_says_why",
)
async def test_an_office_under_pressure_is_helped_at_once_and_the_reason_has_the_figures(
    centre: RunningCentre, phones: Phones
) -> None:
    _, first, neighbour = await kolno_is_busy(centre, phones, "857001112")
    second = await rings_kolno(centre, phones, "857001113")
    await neighbour.wait_for_ring(5)
    await neighbour.answer()
    await two_way_sound(second, neighbour)
    await second.hang_up()
    await first.hang_up()
    call = await centre.call_from("857001113")
    assert call["overflow_reason"] == "przekazano do Łomży: 1 czekający na 1 konsultanta"


@pytest.mark.more(
    "shown in virtual time; waits for 15 s",
    "tests/scenario/waiting/test_sharing.py::test_key_nine_while_the_other_telephone_rings_blames_nobody_and_waits_for_the_own_office",
)
async def test_key_9_takes_the_offer_back_and_the_caller_waits_for_the_own_office(
    centre: RunningCentre, phones: Phones
) -> None:
    own, first, neighbour = await kolno_is_busy(centre, phones, "857001103")
    second = await rings_kolno(centre, phones, "857001104")
    await neighbour.wait_for_ring(25)
    await centre.replies(second, ("Q09", "9"))
    ending = await neighbour.gone()
    assert ending.by_far_end
    await centre.until_agent_is("k20620-1", "available")
    await two_way_sound(first, own)
    await listen(first, 2.5)  # a shorter conversation would count as the consultant dropping the caller
    await own.hang_up()
    await own.wait_for_ring()
    await own.answer()
    await two_way_sound(second, own)
    await second.hang_up()
    await first.gone()
    call = await centre.call_from("857001104")
    assert (call["agent"], call["overflow_reason"]) == ("k20060-1", None)
    assert neighbour.state is State.IDLE


@pytest.mark.more(
    "shown in virtual time",
    "tests/scenario/waiting/test_sharing.py::test_a_consultant_of_two_queues_takes_both_offices_calls_as_own",
)
async def test_a_consultant_of_two_queues_is_own_to_both(centre: RunningCentre, phones: Phones) -> None:
    both = await centre.consultant(phones, "k20620-2")  # of Łomża, serves Kolno too
    caller = await rings_kolno(centre, phones, "857001105")
    ring = await both.wait_for_ring()
    assert '"Kolno"' in dict(ring.headers)["From"]
    await both.answer()
    await two_way_sound(caller, both)
    await listen(caller, 2.5)
    await both.hang_up()
    await until_prompt(caller, await centre.prompt("G01"))
    call = await centre.call_from("857001105")
    assert (call["agent"], call["overflow_reason"], call["is_own_office"]) == ("k20620-2", None, True)
    assert heard_share(caller.heard.samples, await centre.prompt("Q09")) < 0.3


@pytest.mark.more(
    "shown in virtual time",
    "tests/scenario/test_bad_input.py::test_nobody_works_in_the_own_office_so_the_province_takes_it_and_says_why",
)
async def test_an_office_where_nobody_works_is_helped_at_once(centre: RunningCentre, phones: Phones) -> None:
    neighbour = await centre.consultant(phones, "k20620-1")
    caller = await rings_kolno(centre, phones, "857001106")
    await neighbour.wait_for_ring(5)
    await neighbour.answer()
    await two_way_sound(caller, neighbour)
    await caller.hang_up()
    call = await centre.call_from("857001106")
    assert call["overflow_reason"] == "przekazano do Łomży: we własnym urzędzie nikt nie pracuje"
    assert call["wait_time"] < 10


@pytest.mark.more(
    "shown in virtual time; a telephone that is not answered rings for real below",
    "tests/scenario/test_bad_input.py::test_a_consultant_who_does_not_answer_gets_no_more_calls_and_the_caller_keeps_the_place",
    "tests/asterisk/recovery/test_faults.py::test_a_telephone_that_vanishes_is_not_rung_for_longer_than_the_ring_time",
)
async def test_a_consultant_who_does_not_answer_loses_the_call_and_the_caller_keeps_the_place(
    centre: RunningCentre, phones: Phones
) -> None:
    silent = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, "857001107")
    await silent.wait_for_ring()
    helper = await centre.consultant(phones, "k20620-1")
    assert (await silent.ignore()).by_far_end
    await centre.until_agent_is("k20060-1", "no_answer")
    await helper.wait_for_ring(10)  # nobody else works in Kolno now
    await helper.answer()
    await two_way_sound(caller, helper)
    await caller.hang_up()
    call = await centre.call_from("857001107")
    why = await centre.get(f"/api/calls/{call['id']}/why")
    assert [offer["outcome"] for offer in why["offers"]] == ["no_answer", "accepted"]
    sentences = (await centre.get("/api/agents/k20060-1/why"))["sentences"]
    assert any("Nie odbiera" in sentence for sentence in sentences), sentences


@pytest.mark.more(
    "shown in virtual time",
    "tests/scenario/waiting/test_sharing.py::test_a_caller_who_redials_soon_gets_the_old_place_back",
)
async def test_a_caller_who_is_cut_off_and_redials_gets_the_old_place(
    centre: RunningCentre, phones: Phones
) -> None:
    await centre.consultant(phones, "k20060-1", is_ready=False)  # there, in a pause: callers wait
    first = await rings_kolno(centre, phones, "857001108")
    await until_waiting(centre, KOLNO, 1)
    second = await rings_kolno(centre, phones, "857001109")
    await until_waiting(centre, KOLNO, 2)
    await first.hang_up()
    await until_waiting(centre, KOLNO, 1)
    again = await rings_kolno(centre, phones, "857001108")
    await until_waiting(centre, KOLNO, 2)
    await centre.wish("k20060-1", "ready")
    consultant = phones.find("k20060-1")
    ring = await consultant.wait_for_ring()
    assert "857001108" in dict(ring.headers)["From"]
    await consultant.answer()
    await two_way_sound(again, consultant)
    await again.hang_up()
    await consultant.wait_for_ring()
    await consultant.decline()
    await second.hang_up()
    call = await centre.call_from("857001108")
    assert call["resumed_time"] > 0
    assert call["wait_time"] < call["resumed_time"] + call["duration_time"]


async def test_the_consultant_hears_who_is_calling_before_the_caller_is_on_the_line(
    centre: RunningCentre, phones: Phones
) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, "857001110")
    await consultant.wait_for_ring()
    await caller.say(440.0)
    await consultant.answer()
    whisper = await centre.whisper("Kolno", "inna sprawa", "niezweryfikowany")
    await until_prompt(consultant, whisper)
    await two_way_sound(caller, consultant)
    assert heard_share(caller.heard.samples, whisper) < 0.3
    await caller.hang_up()


async def test_hold_is_heard_counted_and_shown(centre: RunningCentre, phones: Phones) -> None:
    consultant = await centre.consultant(phones, "k20060-1")
    caller = await rings_kolno(centre, phones, "857001111")
    await consultant.wait_for_ring()
    await consultant.answer()
    await two_way_sound(caller, consultant)
    await consultant.hold()
    await centre.until_agent_is("k20060-1", "hold")
    await listen(caller, 2)
    await consultant.resume()
    await centre.until_agent_is("k20060-1", "talking")
    await two_way_sound(caller, consultant)
    await consultant.hang_up()
    await until_prompt(caller, await centre.prompt("G01"))
    call = await centre.call_from("857001111")
    assert 1.5 < call["hold_time"] < call["talk_time"]
