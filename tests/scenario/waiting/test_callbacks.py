"""Call-backs as callers notice them who wait: offered, ordered for this or another number, kept in line."""

from datetime import timedelta

import anyio
import pytest

from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackTried
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.offers import OfferEnded
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from tests.scenario.waiting.callback_people import (
    ANNA,
    ANNAS_OTHER,
    JAN,
    KOLNO,
    OWN_NUMBER,
    RULES,
    annas_order,
    confirms,
    ends,
    is_ready,
    rings_in,
    trials,
    visit,
)
from tests.support.calls.fake_centre import a_centre, answers, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.timing.virtual_time import in_virtual_time


@in_virtual_time
async def test_the_order_keeps_its_place_and_anna_is_rung_before_those_who_joined_later() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", FakePhone(talk_time=20), is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        async with anyio.create_task_group() as crowd:

            async def jan() -> None:
                await anyio.sleep(50)
                await visit(centre, number=JAN)

            crowd.start_soon(jan)
            caller, ordering = await visit(centre, *OWN_NUMBER)
            assert caller.heard[-2].startswith("Q08 dzisiaj")
            assert caller.heard[-1] == "G02"
            is_ready(centre)
            await centre.callbacks_are_over()
        ordered, tried = centre.of_type(CallbackOrdered)[0], centre.of_type(CallbackTried)[0]
        ended = centre.of_type(CallbackEnded)[0]
        assert (ordered.call_id, ordered.queue, ordered.callback_number) == (ordering.id, KOLNO, ANNA)
        joined = next(e.at for e in centre.of_type(QueueEntered, ordering))
        assert joined is not None
        assert abs(ordered.due_at - joined) < timedelta(seconds=0.1)
        made = next(e for e in centre.of_type(CallStarted) if e.direction == "callback")
        assert (made.callback, made.caller_number, made.dialled_number) == (
            ordered.callback,
            ANNA,
            straight_to(KOLNO),
        )
        assert (tried.outcome, tried.attempt, tried.call_id, tried.origin) == (
            "talked",
            1,
            made.call_id,
            ordering.id,
        )
        assert (ended.outcome, ended.call_id) == ("talked", ordering.id)
        served = [e.call_id for e in centre.of_type(ConversationStarted)]
        assert served[0] == made.call_id
        assert len(served) == 2
        assert [e.reason for e in centre.of_type(QueueLeft, ordering)] == ["callback"]
        assert centre.exchange.dialled == [ANNA]
        centre.check_nothing_left()


@in_virtual_time
async def test_whoever_answers_hears_which_office_rings_and_nothing_of_the_matter() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        legs: list[FakeChannel] = []

        async def listens(leg: FakeChannel) -> None:
            legs.append(leg)
            await leg.gone()

        centre.exchange.subscribers[ANNA] = listens
        await annas_order(centre)
        is_ready(centre)
        await centre.happens(CallbackTried)
        assert set(legs[0].heard) == {"E02 w Kolnie"}
        await centre.callbacks_are_over()
        centre.check_nothing_left()


@in_virtual_time
async def test_the_call_back_is_offered_after_ninety_seconds_and_then_every_other_time() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        caller = rings_in(centre)
        began, offered = anyio.current_time(), list[float]()
        async with anyio.create_task_group() as party:

            async def listens() -> None:
                while True:
                    await caller.hears("Q06")
                    offered.append(anyio.current_time() - began)

            party.start_soon(listens)
            await centre.visit(caller, patience=400)
            party.cancel_scope.cancel()
        places = [n for n, text in enumerate(caller.heard) if text == "Q02 pierwsze"]
        followed = [n + 1 < len(caller.heard) and caller.heard[n + 1] == "Q06" for n in places]
        assert 90 <= offered[0] < 160
        assert True in followed
        first = followed.index(True)
        assert followed[first:] == [n % 2 == 0 for n in range(len(followed) - first)]
        centre.check_nothing_left()


@in_virtual_time
async def test_without_a_way_out_to_the_operator_nothing_is_offered() -> None:
    async with a_centre(RULES) as centre:
        centre.callbacks.ring_back = None
        centre.consultant("k20060-1", is_ready=False)
        caller, _ = await visit(centre, patience=400)
        assert "Q06" not in caller.heard


@in_virtual_time
async def test_another_number_is_keyed_read_out_and_rung() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNAS_OTHER] = confirms
        await visit(centre, ("Q06", "1"), ("Q07", "2"), ("Q15", ANNAS_OTHER), ("Q07", "1"))
        is_ready(centre)
        await centre.callbacks_are_over()
        assert centre.exchange.dialled == [ANNAS_OTHER]
        assert ends(centre) == ["talked"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_number_that_costs_more_is_refused_and_the_next_one_is_taken() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNAS_OTHER] = confirms
        replies = (
            ("Q06", "1"),
            ("Q07", "2"),
            ("Q15", "700123456"),
            ("Q16", ""),
            ("Q15", ANNAS_OTHER),
            ("Q07", "1"),
        )
        await visit(centre, *replies)
        assert [e.callback_number for e in centre.of_type(CallbackOrdered)] == [ANNAS_OTHER]
        is_ready(centre)
        await centre.callbacks_are_over()
        centre.check_nothing_left()


@pytest.mark.parametrize(
    "replies",
    [
        pytest.param((("Q06", "2"),), id="declined"),
        pytest.param((("Q06", ""),), id="silence after the offer"),
        pytest.param((("Q06", "1"), ("Q07", "")), id="silence after the number"),
        pytest.param((("Q06", "1"), ("Q07", "2"), ("Q15", "700123456"), ("Q15", "12")), id="no good number"),
    ],
)
@in_virtual_time
async def test_whoever_orders_nothing_waits_on_at_the_same_place(replies: tuple[tuple[str, str], ...]) -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        async with anyio.create_task_group() as crowd:

            async def jan() -> None:
                await anyio.sleep(30)
                await visit(centre, number=JAN)

            async def comes() -> None:
                await anyio.sleep(300)
                assert centre.matchmaker.waiting(KOLNO) == 2
                is_ready(centre)

            crowd.start_soon(jan)
            crowd.start_soon(comes)
            caller, call = await visit(centre, *replies)
        assert caller.heard.count("Q06") >= 2
        assert ("Q17" in caller.heard) is (len(replies) > 1)
        assert not centre.of_type(CallbackOrdered)
        assert len(centre.of_type(QueueEntered, call)) == 1
        assert centre.of_type(ConversationStarted)[0].call_id == call.id
        centre.check_nothing_left()


@in_virtual_time
async def test_a_consultant_who_is_free_while_the_order_is_talked_over_is_connected_at_once() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        caller = rings_in(centre)
        async with anyio.create_task_group() as party:

            async def comes() -> None:
                await answers(caller, ("Q06", "1"))
                await caller.hears("Q18")
                is_ready(centre)

            party.start_soon(comes)
            await centre.visit(caller)
        assert [e.outcome for e in centre.of_type(OfferEnded)] == ["accepted"]
        assert not centre.of_type(CallbackOrdered)
        centre.check_nothing_left()


@in_virtual_time
async def test_nobody_is_rung_while_still_listening_to_the_confirmation() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        async with anyio.create_task_group() as party:

            async def comes() -> None:
                await centre.happens(CallbackOrdered)
                is_ready(centre)

            party.start_soon(comes)
            caller, _ = await visit(centre, *OWN_NUMBER)
        assert caller.heard[-1] == "G02"
        await centre.callbacks_are_over()
        assert trials(centre) == ["talked"]
        centre.check_nothing_left()
