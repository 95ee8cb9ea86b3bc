"""A queue that takes nobody in reads what the base knows of the matter, and then the queue is asked again."""

import pytest

from core.clock import WARSAW, SystemClock
from tests.asterisk.queues import POSTAL_CODES, rings_kolno, rules, until_waiting
from tests.support.centres.answers_read import answer_sound, first_answer, says_answers
from tests.support.centres.running_centre import RunningCentre
from tests.support.telephones.hearing import until_prompt, until_prompt_begins
from tests.support.telephones.phone import Phones

pytestmark = pytest.mark.asyncio

KOLNO = "20060"
TOPIC = "pracodawca_oferta"  # behind key 1 of an employer
AHEAD = f"###210{POSTAL_CODES[KOLNO]}1"  # an employer, how to report an offer, a consultant, of Kolno


@pytest.mark.more(
    "which answer is read is shown in virtual time, and that answers of the base are heard by a real call",
    "tests/scenario/test_answers_instead_of_a_consultant.py::test_a_full_queue_reads_the_chosen_topic_and_then_takes_the_order_for_a_call_back",
    "tests/scenario/test_answers_instead_of_a_consultant.py::test_a_place_that_has_become_free_meanwhile_is_taken",
    "tests/browser/test_knowledge.py::test_an_editor_writes_an_article_from_nothing_another_publishes_it_and_everybody_finds_and_hears_it",
)
async def test_a_full_queue_reads_what_the_base_knows_of_the_chosen_topic(
    centre: RunningCentre, phones: Phones
) -> None:
    says_answers(centre)
    answer = await first_answer(centre, TOPIC, SystemClock().now().astimezone(WARSAW).date())
    async with rules(centre, KOLNO, capacity=1):
        await centre.consultant(phones, f"k{KOLNO}-1", is_ready=False)
        jan = await rings_kolno(centre, phones, "857001530")
        await until_waiting(centre, KOLNO, 1)

        anna = phones.caller("857001531")
        await anna.call("9524", centre.sip_port)
        await centre.replies(anna, ("W02", AHEAD))
        await until_prompt_begins(anna, await centre.prompt("Q11"), timeout=25)
        await centre.replies(anna, ("H13", "2"))
        await until_prompt(anna, await answer_sound(centre, answer), timeout=40)
        since = anna.heard.seconds
        await anna.send_keys("#")  # no more of the topic
        await until_prompt_begins(anna, await centre.prompt("H13"), since=since)
        since = anna.heard.seconds
        await anna.send_keys("0")
        await until_prompt_begins(anna, await centre.prompt("Q11"), since=since)

        await jan.hang_up()
        since = anna.heard.seconds
        await until_prompt_begins(anna, await centre.prompt("H13"), since=since)
        await anna.send_keys("0")
        await until_waiting(centre, KOLNO, 1)
        await anna.hang_up()
    call = await centre.call_from("857001531")
    assert call["queue"] == KOLNO
