"""Callers who waited in Asterisk's own queue come over to the application, in virtual time."""

from datetime import timedelta
from functools import partial

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.live.agent_state import AgentEvent
from agi_scripts.fallback.known_call import place_of
from ari_app.call_guard import guard_call
from ari_app.calls.resumed.came_back_call import Waited, came_back_call, returning_call
from ari_app.dispatcher import Dispatcher
from core.call import Call
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.ids import call_id_of
from ivr import defaults
from ivr.graph.scenario import read_scenario
from ivr.graph.subscenarios import put_together
from ivr.number_route import NumberRoute
from tests.support.calls.fake_centre import Centre, a_centre
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import ANNAS_OFFICE
from tests.support.timing.virtual_time import in_virtual_time


def waited(centre: Centre, seconds: float, **known: str) -> Waited:
    moment = (centre.clock.now() - timedelta(seconds=seconds)).timestamp()
    values = {"office": ANNAS_OFFICE, "topic": "unemployed", "level": "2", "client_id": "client-anna"} | known
    return Waited(joined_at=values.pop("joined_at", f"{moment:.3f}"), **values)


async def comes_over(centre: Centre, caller: FakeChannel, known: Waited, number: str = "9510") -> Call:
    call = returning_call(caller, known, centre.services)
    centre.bus.publish(CallStarted(channel_id=caller.id, dialled_number=number, caller_number=""), call.id)
    script = partial(came_back_call, call, centre.ivr.route_for(number), known, centre.services)
    await guard_call(call, script, centre.voice)
    return call


@in_virtual_time
async def test_who_was_asked_in_the_queue_before_has_waited_since_the_answer_at_the_place_of_joining() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1", is_ready=False)
        async with anyio.create_task_group() as tasks:
            known = waited(centre, 75, asked_time="12.5")
            tasks.start_soon(comes_over, centre, centre.exchange.caller(), known)
            await centre.happens(QueueEntered)
            (place,) = centre.matchmaker.places
            now = centre.clock.monotonic()
            assert now - place.entry.joined == pytest.approx(62.5, abs=0.1)
            assert place.resumed_time == pytest.approx(12.5, abs=0.01)
            tasks.cancel_scope.cancel()


LASTS = st.floats(0.2, 45.0)  # seconds: however slow what moves a caller is, and however soon it moves again


@given(asked_time=st.floats(0.0, 30.0), rounds=st.lists(st.tuples(LASTS, LASTS), min_size=1, max_size=4))
def test_however_long_each_step_of_a_move_takes_the_place_and_the_wait_stay_the_same(
    asked_time: float, rounds: list[tuple[float, float]]
) -> None:
    """Back to the application, away from it again, and so on: each side knows only what the other has told it."""

    @in_virtual_time
    async def moves() -> None:
        async with a_centre() as centre:
            began = centre.clock.now() - timedelta(seconds=75)
            caller = centre.exchange.caller(channel_id=f"s724-{began.timestamp() - 30:.0f}.7")
            known = waited(centre, 75, asked_time=f"{asked_time:.3f}")
            for stays, away in rounds:
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(comes_over, centre, caller, known)
                    await centre.happens(QueueEntered)
                    await anyio.sleep(stays)
                    tasks.cancel_scope.cancel()
                joined_at, asked = place_of(centre.of_type(QueueEntered))
                assert joined_at is not None
                assert (joined_at - began).total_seconds() == pytest.approx(0.0, abs=0.05)
                assert asked == pytest.approx(asked_time, abs=0.05)
                await anyio.sleep(away)
                known = waited(centre, 0, joined_at=f"{joined_at.timestamp():.3f}", asked_time=f"{asked:.3f}")
            last = centre.of_type(QueueEntered)[-1]
            assert last.at is not None
            assert last.waited_time == pytest.approx((last.at - began).total_seconds() - asked_time, abs=0.05)

    moves()


@pytest.mark.parametrize("asked_time", ["", "0", "-3", "bzdura", "nan"])
@in_virtual_time
async def test_without_such_a_time_the_wait_is_that_since_joining(asked_time: str) -> None:
    async with a_centre() as centre:
        known = waited(centre, 75, asked_time=asked_time)
        assert known.waits_since(centre.clock) == known.joined(centre.clock)
        assert waited(centre, 75, asked_time="1000").waits_since(centre.clock) == centre.clock.monotonic()


@pytest.mark.parametrize("order", ["as shipped", "as the database gives it", "backwards"])
@in_virtual_time
async def test_who_comes_over_waits_for_the_own_office_whatever_other_queues_the_line_has(order: str) -> None:
    graphs = {name: read_scenario(graph) for name, graph in defaults.scenarios().items()}
    line = put_together(graphs["linia-9510"], graphs)
    names = [*line.nodes]
    if order == "as the database gives it":  # PostgreSQL, jsonb: shorter keys first
        names.sort(key=lambda name: (len(name.encode()), name.encode()))
    elif order == "backwards":
        names.reverse()
    line = line.model_copy(update={"nodes": {name: line.nodes[name] for name in names}})
    async with a_centre() as centre:
        centre.ivr.routes["9510"] = NumberRoute("9510", True, line)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(comes_over, centre, centre.exchange.caller(), waited(centre, 75))
            await centre.happens(QueueEntered)
            (entered,) = centre.of_type(QueueEntered)
            assert (entered.queue, entered.topic) == (ANNAS_OFFICE, "unemployed")
            tasks.cancel_scope.cancel()


@in_virtual_time
async def test_who_comes_over_keeps_the_wait_and_what_is_known() -> None:
    async with a_centre() as centre:
        centre.consultant("k20060-1")
        caller = centre.exchange.caller()
        async with anyio.create_task_group() as tasks:

            async def leaves() -> None:
                await centre.happens(ConversationStarted)
                await anyio.sleep(30)
                caller.far_end_hangs_up()

            tasks.start_soon(leaves)
            call = await comes_over(centre, caller, waited(centre, 75))
        assert (call.context.client_id, call.context.verification_level) == ("client-anna", 2)
        (entered,) = centre.of_type(QueueEntered)
        assert (entered.queue, entered.topic) == (ANNAS_OFFICE, "unemployed")
        (left,) = centre.of_type(QueueLeft)
        assert left.reason == "connected"
        assert centre.of_type(NodeEntered)[0].kind == "queue"
        centre.check_nothing_left()


@in_virtual_time
async def test_who_has_waited_longer_is_served_first_whoever_comes_over_first() -> None:
    async with a_centre() as centre:
        agent = centre.consultant("k20060-1", is_ready=False)
        late, early = centre.exchange.caller(), centre.exchange.caller()
        served: list[str] = []
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(comes_over, centre, late, waited(centre, 20))
            tasks.start_soon(comes_over, centre, early, waited(centre, 90))
            await anyio.sleep(1)
            centre.matchmaker.wish(agent.id, AgentEvent.READY)
            served.append(str((await centre.happens(ConversationStarted)).call_id))
            early.far_end_hangs_up()
            await anyio.sleep(1)
            late.far_end_hangs_up()
        assert served == [Call(early, centre.bus, centre.clock).id]
        centre.check_nothing_left()


@in_virtual_time
async def test_an_office_or_a_moment_that_cannot_be_read_leads_to_the_provincial_queue() -> None:
    async with a_centre() as centre:
        centre.consultant("k20000-1", is_ready=False)
        caller = centre.exchange.caller()
        known = waited(centre, 0, office="", topic="", level="", client_id="", joined_at="jutro")
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(comes_over, centre, caller, known, "nobody's number now")
            await anyio.sleep(5)
            caller.far_end_hangs_up()
        (entered,) = centre.of_type(QueueEntered)
        assert entered.queue == "20000"
        centre.check_nothing_left()


@in_virtual_time
async def test_of_those_who_come_over_the_longest_wait_is_offered_first_whoever_is_there_first() -> None:
    async with a_centre() as centre, anyio.create_task_group() as tasks:
        centre.consultant("k20060-1")
        dispatcher = Dispatcher(tasks, centre.services)
        callers = [centre.exchange.caller() for _ in range(2)]
        for caller, seconds in zip(callers, (10, 90), strict=True):
            known = waited(centre, seconds)
            words = [known.office, known.topic, known.level, known.client_id, known.joined_at, ""]
            dispatcher.arrived(caller, ["resumed", "9510", *words])  # type: ignore[arg-type]  # a fake channel
            await anyio.sleep(0.2)
        await centre.happens(OfferMade)
        (offer,) = centre.of_type(OfferMade)
        assert offer.call_id == call_id_of(callers[1].id)
        tasks.cancel_scope.cancel()
