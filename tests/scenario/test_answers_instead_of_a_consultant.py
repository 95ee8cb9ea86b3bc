"""The two hotlines when no consultant can answer: a full queue, nobody there, and the night. What the base knows
of the matter that the caller has chosen is offered, and then the queue and the call-back again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from core.facts.kinds.callbacks import CallbackOrdered
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.zone import WARSAW
from tests.support.calls.fake_centre import Centre, a_centre, answers, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import ANNA, ANNAS_OFFICE, ANNAS_PIN
from tests.support.timing.sweep import moments_of
from tests.support.timing.virtual_time import in_virtual_time

FREE, PAID = "9510", "9524"
TUESDAY = "2026-11-24T10:00"
SUNDAY_NIGHT = "2026-11-22T03:00"
KOLNO = "18500"  # a postal code there
GRAJEWO = "19200"
MOBILE = "600100200"

Replies = tuple[tuple[str, str], ...]

TO_THE_QUEUE: Replies = (("C01", KOLNO), ("C02", "1"))
EMPLOYER: Replies = (("W03", "2"), ("M03", "1"), ("B01", "0"), *TO_THE_QUEUE)
VERIFIED: Replies = (("A01", ANNA + "#"), ("A02", ANNAS_PIN + "#"))


@asynccontextmanager
async def full_queue(moment: str = TUESDAY) -> AsyncIterator[Centre]:
    """One place in the queue of Kolno, and somebody has it, because the only consultant makes a pause."""
    start = datetime.fromisoformat(moment).replace(tzinfo=WARSAW)
    async with a_centre(QueuePolicy(whispers=False, capacity=1), start=start) as centre:
        centre.consultant(f"k{ANNAS_OFFICE}-1", is_ready=False)
        jan = centre.exchange.caller(caller_number="600999111", dialled_number=straight_to(ANNAS_OFFICE))
        async with anyio.create_task_group() as crowd:
            crowd.start_soon(centre.take, jan)
            await centre.happens(QueueEntered)
            yield centre
            jan.far_end_hangs_up()


async def calls(centre: Centre, number: str, *replies: tuple[str, str], patience: float = 400) -> FakeChannel:
    """One call to its end."""
    caller = centre.exchange.caller(caller_number=MOBILE, dialled_number=number)

    async def hangs_up() -> None:
        await anyio.sleep(patience)
        caller.far_end_hangs_up()

    async with anyio.create_task_group() as party:
        party.start_soon(answers, caller, *replies)
        party.start_soon(hangs_up)
        await centre.take(caller)
        party.cancel_scope.cancel()
    return caller


def since(caller: FakeChannel, prompt: str) -> list[str]:
    """What was heard from the first time that this was, without the values."""
    heard = [words.split()[0] for words in caller.heard]
    return heard[heard.index(prompt) :]


def topics(centre: Centre) -> list[str]:
    return [question.topic for question in centre.knowledge.asked]


@in_virtual_time
async def test_a_full_queue_reads_the_chosen_topic_and_then_takes_the_order_for_a_call_back() -> None:
    async with full_queue() as centre:
        replies = (*EMPLOYER, ("H13", "2"), ("H13", "0"), ("Q11", "1"), ("Q07", "1"))
        caller = await calls(centre, PAID, *replies)
        assert topics(centre) == ["pracodawca_oferta"] * 2
        assert since(caller, "Q11")[:6] == ["Q11", "H13", "B01", "H13", "Q11", "Q18"]
        assert since(caller, "Q07") == ["Q07", "Q08", "G02"]
        assert [left.reason for left in centre.of_type(QueueLeft)] == ["full", "callback"]
        assert [entered.queue for entered in centre.of_type(QueueEntered)] == [ANNAS_OFFICE] * 3  # Jan's the first
        [ordered] = centre.of_type(CallbackOrdered)
        assert (ordered.queue, ordered.topic) == (ANNAS_OFFICE, "employer")
        centre.callbacks.withdraw(ordered.callback, "kierownik-wup")


@in_virtual_time
async def test_the_keys_of_an_answer_are_told_of_and_work_after_a_full_queue() -> None:
    async with full_queue() as centre:
        centre.knowledge.texts = ("Pierwsza.", "Druga.")
        replies = (
            ("W03", "2"),
            ("M03", "0"),
            *TO_THE_QUEUE,
            ("H14", "2"),
            ("M03", "3"),
            ("B06", "#"),
            ("B01", "7"),
        )
        caller = await calls(centre, PAID, *replies)
        read = ["B06", "B01 Pierwsza.", "B01 Pierwsza. (wolniej)", "B01 Druga. (wolniej)"]
        assert [words for words in caller.heard if words.startswith("B")] == read
        assert since(caller, "B06")[-4:] == ["H13", "M04", "H13", "G02"]


@in_virtual_time
async def test_a_client_in_a_full_queue_hears_of_what_was_chosen_before_the_consultant() -> None:
    async with full_queue() as centre:
        replies = (*VERIFIED, ("M01", "2"), ("M01", "0"), ("H13", "2"), ("H13", "3"), ("M10", "2"), ("H13", "2"))
        caller = await calls(centre, FREE, *replies)
        chain = ["zasilek", "zasilek_stawki", "ubezpieczenie"]
        assert topics(centre) == ["wyplata", *chain, *chain]
        assert caller.heard[-1] == "G02"


@in_virtual_time
async def test_who_has_chosen_nothing_gets_the_menu_of_answers() -> None:
    async with full_queue() as centre:
        replies = (*VERIFIED, ("M01", "0"), ("H14", "2"), ("M10", "1"), ("H13", "0"), ("H13", "1"), ("Q07", "1"))
        caller = await calls(centre, FREE, *replies)
        assert topics(centre) == ["rejestracja", "karta", "kontakt", "wyrejestrowanie"]
        assert since(caller, "H14")[:2] == ["H14", "M10"]
        assert [left.reason for left in centre.of_type(QueueLeft)] == ["full", "full"]
        [ordered] = centre.of_type(CallbackOrdered)
        assert ordered.queue == ANNAS_OFFICE
        centre.callbacks.withdraw(ordered.callback, "kierownik-wup")


@in_virtual_time
async def test_an_empty_network_tells_its_hours_and_reads_the_chosen_topic() -> None:
    async with a_centre() as centre:
        replies = (("W03", "1"), ("M02", "5"), ("M02", "0"), *TO_THE_QUEUE, ("H13", "2"))
        caller = await calls(centre, PAID, *replies)
        assert topics(centre) == ["szkolenia", "szkolenia"]
        assert since(caller, "H06")[:4] == ["H06", "H01", "H13", "B01"]
        centre.check_nothing_left()


@in_virtual_time
async def test_at_night_the_chosen_topic_is_read_and_a_call_can_be_ordered_afterwards() -> None:
    async with a_centre(start=datetime.fromisoformat(SUNDAY_NIGHT).replace(tzinfo=WARSAW)) as centre:
        replies = (*VERIFIED, ("M01", "5"), ("D13", "2"), ("M01", "0"), ("H10", "1"), ("H13", "1"), ("Q07", "1"))
        caller = await calls(centre, FREE, *replies)
        assert topics(centre) == ["kontakt", "wyrejestrowanie"]
        assert since(caller, "H10")[:3] == ["H10", "B06", "B01"]
        assert not centre.of_type(QueueEntered)
        [ordered] = centre.of_type(CallbackOrdered)
        centre.callbacks.withdraw(ordered.callback, "kierownik-wup")


@pytest.mark.parametrize("is_broken", [False, True])
@in_virtual_time
async def test_without_an_answer_that_is_said_and_the_rest_offered(is_broken: bool) -> None:
    async with full_queue() as centre:
        centre.knowledge.texts, centre.knowledge.is_broken = () if not is_broken else ("Odpowiedź.",), is_broken
        replies = (*VERIFIED, ("M01", "1"), ("M01", "0"), ("H13", "2"))
        caller = await calls(centre, FREE, *replies)
        assert since(caller, "H13")[:3] == ["H13", "B07", "H13"]


@in_virtual_time
async def test_who_has_asked_for_another_offices_address_is_asked_for_the_own_one_before_an_order() -> None:
    async with full_queue() as centre:
        replies = (("W03", "3"), ("M02", "0"), *TO_THE_QUEUE, ("H14", "2"), ("M02", "4"), ("C01", GRAJEWO))
        replies += (("H14", "1"), *TO_THE_QUEUE, ("Q11", "1"), ("Q07", "1"))
        await calls(centre, PAID, *replies)
        [ordered] = centre.of_type(CallbackOrdered)
        assert ordered.queue == ANNAS_OFFICE
        centre.callbacks.withdraw(ordered.callback, "kierownik-wup")


@in_virtual_time
async def test_a_place_that_has_become_free_meanwhile_is_taken() -> None:
    async with a_centre(QueuePolicy(whispers=False, capacity=1)) as centre:
        centre.consultant(f"k{ANNAS_OFFICE}-1", is_ready=False)
        jan = centre.exchange.caller(caller_number="600999111", dialled_number=straight_to(ANNAS_OFFICE))
        async with anyio.create_task_group() as crowd:
            crowd.start_soon(centre.take, jan)
            await centre.happens(QueueEntered)

            async def jan_gives_up() -> None:
                while (await centre.happens(NodeEntered)).node != "o_czym":
                    pass
                jan.far_end_hangs_up()

            crowd.start_soon(jan_gives_up)
            await calls(centre, PAID, *EMPLOYER, ("H13", "2"), ("H13", "0"), patience=150)
            crowd.cancel_scope.cancel()
        assert [left.reason for left in centre.of_type(QueueLeft)] == ["full", "abandoned", "abandoned"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_call_comes_back_to_a_full_queue_three_times_and_then_hears_why_not() -> None:
    async with full_queue() as centre:
        again = (("H14", "0"),) * 5
        caller = await calls(centre, FREE, *VERIFIED, ("M01", "0"), *again, ("H14", "2"), ("M10", "3"))
        assert [left.reason for left in centre.of_type(QueueLeft)] == ["full"] * 4
        assert [words for words in caller.heard if words in ("Q11", "H15")] == ["Q11"] * 4 + ["H15"] * 2
        assert topics(centre) == ["oferty"]


async def _swept(patience: float) -> Centre:
    async with full_queue() as centre:
        await calls(
            centre, PAID, *EMPLOYER, ("H13", "2"), ("H13", "0"), ("Q11", "1"), ("Q07", "1"), patience=patience
        )
        for order in centre.callbacks.open:
            centre.callbacks.withdraw(order.id, "kierownik-wup")
        await anyio.sleep(1)
    centre.check_nothing_left()
    return centre


@in_virtual_time
async def test_hang_up_at_every_moment_of_a_full_queue_that_reads_answers() -> None:
    reasons = set[str]()
    for moment in await moments_of(_swept(90), until=90):
        centre = await _swept(moment)
        reasons |= {event.reason for event in centre.of_type(CallEnded)}
    assert reasons == {"caller_hung_up", "completed"}
