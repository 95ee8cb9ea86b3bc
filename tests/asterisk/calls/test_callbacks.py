"""Call-backs on a real Asterisk: ordered with the keypad, kept in line, and really rung."""

import pytest

from tests.asterisk.queues import rings_kolno, rules, until_waiting
from tests.support.centres.running_centre import RunningCentre, listen, texts
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones, State, two_way_sound

pytestmark = pytest.mark.asyncio

KOLNO = "20060"


@pytest.mark.more(
    "the order keeps its place in virtual time; one that was ordered by key is rung and talked with in the last",
    "tests/scenario/waiting/test_callbacks.py::test_the_order_keeps_its_place_and_anna_is_rung_before_those_who_joined_later",
    "tests/asterisk/test_overload.py::test_a_caller_too_many_hears_the_sentence_keeps_the_place_and_is_called_back",
)
async def test_an_ordered_call_is_made_in_turn_and_the_place_is_kept(
    centre: RunningCentre, phones: Phones
) -> None:
    async with rules(centre, KOLNO, callback_after=0, announce_every=10):
        await centre.consultant(phones, "k20060-1", is_ready=False)
        ordering = await rings_kolno(centre, phones, "857001201")
        await until_prompt_begins(ordering, await centre.prompt("Q06"), timeout=40)
        await ordering.send_keys("1")
        await until_prompt_begins(ordering, await centre.prompt("Q07"), timeout=20)
        await listen(ordering, 1.5)  # a key of the first moment cannot be an answer to the question
        await ordering.send_keys("1")
        await until_prompt(ordering, await centre.prompt("G02"), timeout=20)
        assert (await ordering.gone()).by_far_end
        later = await rings_kolno(centre, phones, "857001202")
        await until_waiting(centre, KOLNO, 2)  # the order stands in line like anybody
        home = await phones.subscriber("857001201", centre.way_out_port, centre.sip_port)
        await centre.wish("k20060-1", "ready")
        await home.wait_for_ring()
        await home.answer()
        await until_prompt_begins(home, await centre.prompt("E02", w_miejscowosci="w Kolnie"))
        await listen(home, 1.5)
        await home.send_keys("1")
        consultant = phones.find("k20060-1")
        await consultant.wait_for_ring()
        await consultant.answer()
        await two_way_sound(home, consultant)
        await home.hang_up()
        ring = await consultant.wait_for_ring()
        assert "857001202" in dict(ring.headers)["From"]
        await consultant.decline()
        await later.hang_up()
        made = await centre.call_from("857001201")
        assert made["direction"] == "callback"
        assert (made["agent"], made["queue_left_reason"]) == ("k20060-1", "connected")
        orders = (await centre.get("/api/callbacks", office=KOLNO))["callbacks"]
        assert [order["state"] for order in orders][:1] == ["talked"]
        ordered = await centre.get(f"/api/calls/{made['origin_call_id']}")
        assert ordered["queue_left_reason"] == "callback"
        assert not any("857001201" in text for text in texts(ordered) + texts(made)), "a number is personal"


@pytest.mark.more(
    "shown in virtual time",
    "tests/scenario/waiting/test_callback_trials.py::test_not_answered_is_tried_again_after_the_pause_and_given_up_in_the_end",
)
async def test_nobody_at_home_is_tried_again_and_the_consultant_is_free_meanwhile(
    centre: RunningCentre, phones: Phones
) -> None:
    async with rules(centre, KOLNO, callback_after=0, announce_every=10, callback_tries=1):
        await centre.consultant(phones, "k20060-1", is_ready=False)
        ordering = await rings_kolno(centre, phones, "857001203")
        await until_prompt_begins(ordering, await centre.prompt("Q06"), timeout=40)
        await ordering.send_keys("1")
        await until_prompt_begins(ordering, await centre.prompt("Q07"), timeout=20)
        await listen(ordering, 1.5)  # a key of the first moment cannot be an answer to the question
        await ordering.send_keys("1")
        await until_prompt(ordering, await centre.prompt("G02"), timeout=20)
        home = await phones.subscriber("857001203", centre.way_out_port, centre.sip_port)
        await centre.wish("k20060-1", "ready")
        await home.wait_for_ring()
        await home.decline(603)
        await centre.until_agent_is("k20060-1", "available")
        orders = (await centre.get("/api/callbacks", office=KOLNO))["callbacks"]
        assert (orders[0]["state"], orders[0]["attempts"], orders[0]["last_outcome"]) == (
            "given_up",
            1,
            "no_answer",
        )
        assert phones.find("k20060-1").state is State.IDLE
