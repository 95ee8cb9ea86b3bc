"""What callers and consultants notice of help between offices, and of an old place given back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
import pytest

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent, AgentState
from core.call import Call
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.waiting import HomeOfficePreferred, QueueEntered, QueueLeft, QueueOverflowed
from core.facts.offer_reason import After
from tests.support.calls.fake_centre import Centre, a_centre, answers, presses, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_services import ANNA, ANNAS_PIN
from tests.support.calls.fake_telephony import Behaviour, FakePhone
from tests.support.timing.virtual_time import in_virtual_time

KOLNO, LOMZA, SOKOLKA, WUP = "20060", "20620", "20110", "20000"
RULES = QueuePolicy(whispers=False, wrap_up_time=0, activate_ratio=None, announce_every=60, callback_after=None)
KOLNOS = RULES.model_copy(update={"neighbours": (LOMZA,)})
IDENTIFIES = ((1.0, ANNA + "#"), (2.0, ANNAS_PIN + "#"), (3.0, "0"))


@asynccontextmanager
async def kolno_is_busy(seconds: float, rules: QueuePolicy = KOLNOS) -> AsyncIterator[Centre]:
    """Kolno's only consultant talks to another office's caller for so many seconds."""
    async with a_centre(RULES, {KOLNO: rules}) as centre, anyio.create_task_group() as crowd:
        centre.consultant("k20060-1", FakePhone(talk_time=seconds), queues=frozenset({WUP}))
        other = centre.exchange.caller(caller_number="600100777", dialled_number=straight_to(WUP))
        crowd.start_soon(centre.take, other)
        await centre.happens(ConversationStarted)
        yield centre
        other.far_end_hangs_up()


def rings_in(centre: Centre, number: str = "600100200") -> FakeChannel:
    return centre.exchange.caller(caller_number=number, dialled_number=straight_to(KOLNO))


async def visit(centre: Centre, *replies: tuple[str, str], patience: float = 600) -> tuple[FakeChannel, Call]:
    caller = rings_in(centre)
    async with anyio.create_task_group() as party:
        party.start_soon(answers, caller, *replies)
        call = await centre.visit(caller, patience=patience)
        party.cancel_scope.cancel()
    return caller, call


def waited(
    centre: Centre, call: Call, kind: type[OfferMade] | type[ConversationStarted] = OfferMade
) -> list[float]:
    """How long after joining each offer, or conversation, began."""
    joined = centre.of_type(QueueEntered, call)[0].at
    assert joined is not None
    return [round((e.at - joined).total_seconds(), 1) for e in centre.of_type(kind, call) if e.at is not None]


@in_virtual_time
async def test_after_fifteen_seconds_a_neighbour_answers_and_the_caller_is_told() -> None:
    async with kolno_is_busy(300) as centre:
        centre.consultant("k20620-1", FakePhone(answer_time=15))
        caller, call = await visit(centre)
        assert waited(centre, call) == [15.0]
        made = centre.of_type(OfferMade, call)[0]
        assert (made.agent, made.why) == ("k20620-1", After(15))
        assert made.reason == "przekazano do Łomży: ponad 15 s oczekiwania"
        assert [(e.queue, e.to_queue) for e in centre.of_type(QueueOverflowed, call)] == [(KOLNO, LOMZA)]
        assert caller.heard == ["Q01", "Q09", "Q27", "G02"]
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["connected"]
    centre.check_nothing_left()


@in_virtual_time
async def test_after_forty_seconds_the_whole_province_helps() -> None:
    async with kolno_is_busy(300) as centre:
        centre.consultant("k20110-1")
        _, call = await visit(centre)
        assert waited(centre, call) == [40.0]
        assert centre.of_type(OfferMade, call)[0].why == After(40, is_for_all=True)


@in_virtual_time
async def test_the_own_office_is_connected_without_a_word_of_sharing() -> None:
    async with kolno_is_busy(10) as centre:
        centre.consultant("k20620-1")
        caller, call = await visit(centre)
        assert [e.agent for e in centre.of_type(OfferMade, call)] == ["k20060-1"]
        assert "Q09" not in caller.heard
        assert not centre.of_type(QueueOverflowed, call)


@in_virtual_time
async def test_an_answer_in_the_middle_of_the_words_connects_at_once() -> None:
    async with kolno_is_busy(300) as centre:
        centre.consultant("k20620-1", FakePhone(answer_time=2))
        _, call = await visit(centre)
        assert waited(centre, call, ConversationStarted) == [17.0]
    centre.check_nothing_left()


@in_virtual_time
async def test_key_nine_while_the_other_telephone_rings_blames_nobody_and_waits_for_the_own_office() -> None:
    async with kolno_is_busy(120) as centre:
        lomza = centre.consultant("k20620-1", FakePhone(answer_time=15))
        caller, call = await visit(centre, ("Q27", "9"))
        assert [(e.agent, e.outcome) for e in centre.of_type(OfferEnded, call)] == [
            ("k20620-1", "withdrawn"),
            ("k20060-1", "accepted"),
        ]
        assert lomza.state is AgentState.AVAILABLE
        assert [e.event for e in centre.of_type(AgentStateChanged) if e.agent == lomza.id][-1] == "release"
        assert [e.queue for e in centre.of_type(HomeOfficePreferred, call)] == [KOLNO]
        assert caller.heard[:4] == ["Q01", "Q09", "Q27", "Q12"]
        assert centre.exchange.phones["k20620-1"].rung == 1
    centre.check_nothing_left()


@in_virtual_time
async def test_other_keys_while_the_other_telephone_rings_change_nothing() -> None:
    async with kolno_is_busy(120) as centre:
        centre.consultant("k20620-1", FakePhone(answer_time=15))
        caller, call = await visit(centre, ("Q27", "17*#"))
        assert [e.outcome for e in centre.of_type(OfferEnded, call)] == ["accepted"]
        assert caller.heard == ["Q01", "Q09", "Q27", "G02"]


@in_virtual_time
async def test_key_nine_still_counts_while_waiting_after_the_other_office_did_not_answer() -> None:
    async with kolno_is_busy(200) as centre:
        centre.consultant("k20620-1", FakePhone(behaviour="rings_on"))
        caller = rings_in(centre)
        async with anyio.create_task_group() as party:

            async def prefers_home() -> None:
                while (await centre.happens(OfferEnded)).agent != "k20620-1":
                    pass
                await presses(caller, (3, "9"))
                await caller.hears("Q12")
                centre.matchmaker.wish("k20620-1", AgentEvent.READY)

            party.start_soon(prefers_home)
            call = await centre.visit(caller, patience=600)
        assert [e.outcome for e in centre.of_type(OfferEnded, call)] == ["no_answer", "accepted"]
        assert centre.exchange.phones["k20620-1"].rung == 1
        assert len(centre.of_type(HomeOfficePreferred, call)) == 1


@in_virtual_time
async def test_key_nine_is_no_key_before_anybody_spoke_of_another_office() -> None:
    async with kolno_is_busy(60, RULES.model_copy(update={"everyone_after": None})) as centre:
        caller, call = await visit(centre, ("Q01", "9"))
        assert not centre.of_type(HomeOfficePreferred)
        assert "Q12" not in caller.heard
        assert [e.outcome for e in centre.of_type(OfferEnded, call)] == ["accepted"]


@in_virtual_time
async def test_an_office_where_nobody_is_there_cannot_be_waited_for_and_no_key_says_so() -> None:
    async with a_centre(RULES, {KOLNO: KOLNOS}) as centre:
        lomza = centre.consultant("k20620-1", FakePhone(answer_time=13))
        caller, call = await visit(centre, ("Q26", "9"))
        assert waited(centre, call)[0] == 0.0
        assert [e.outcome for e in centre.of_type(OfferEnded, call)] == ["accepted"]
        assert not centre.of_type(HomeOfficePreferred)
        assert caller.heard == ["Q26", "G02"]
        assert centre.exchange.phones[lomza.id].rung == 1
        centre.check_nothing_left()


@in_virtual_time
async def test_a_caller_who_is_known_hears_that_the_other_office_will_see_the_data() -> None:
    async with kolno_is_busy(300) as centre:
        centre.consultant("k20620-1", FakePhone(answer_time=15))
        caller = rings_in(centre)
        call = centre.services.call_of(caller)
        call.context.office, call.context.client_id = KOLNO, "client-anna"
        async with centre.acd.agent_for(call, KOLNO):
            assert caller.heard == ["Q01", "Q09", "Q10", "Q27"]


@in_virtual_time
async def test_a_consultant_of_two_queues_takes_both_offices_calls_as_own() -> None:
    async with a_centre(RULES) as centre:
        agent = centre.consultant("k20620-1", queues=frozenset({KOLNO}))
        caller, call = await visit(centre)
        assert [e.agent for e in centre.of_type(OfferMade, call)] == [agent.id]
        assert not centre.of_type(QueueOverflowed)
        assert "Q09" not in caller.heard
        centre.check_nothing_left()


@pytest.mark.parametrize("behaviour", ["answers", "rings_on"])
@in_virtual_time
async def test_a_consultant_deleted_while_the_telephone_rings_costs_nobody_the_place(behaviour: Behaviour) -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", FakePhone(behaviour=behaviour, answer_time=10))
        async with anyio.create_task_group() as crowd:

            async def is_deleted() -> None:
                await centre.happens(OfferMade)
                await anyio.sleep(3)
                centre.consultant("k20060-2")
                centre.dismisses("k20060-1")

            crowd.start_soon(is_deleted)
            _, call = await visit(centre)
        assert [e.agent for e in centre.of_type(ConversationStarted)] == ["k20060-2"]
        assert len(centre.of_type(QueueEntered, call)) == 1
        assert [a.id for a in centre.matchmaker.team.agents] == ["k20060-2"]
        centre.check_nothing_left()


@in_virtual_time
async def test_a_consultant_deleted_while_talking_is_gone_when_the_conversation_is_over() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", FakePhone(talk_time=40))
        async with anyio.create_task_group() as crowd:

            async def is_deleted() -> None:
                await centre.happens(ConversationStarted)
                centre.dismisses("k20060-1")

            crowd.start_soon(is_deleted)
            _, call = await visit(centre)
        assert [e.reason for e in centre.of_type(QueueLeft, call)] == ["connected"]
        assert not centre.matchmaker.team.agents
        centre.check_nothing_left()


# -- a caller who was cut off and redials


async def _cut_off_and_back(centre: Centre, pause: float, *, first: str, second: str, dialled: str) -> list[Call]:
    """Anna is cut off after a minute, Jan joins, Anna redials; the consultant is busy meanwhile."""
    calls: list[Call] = []
    keys = IDENTIFIES if dialled == "9510" else ()

    def anna(number: str) -> FakeChannel:
        return centre.exchange.caller(caller_number=number, dialled_number=dialled)

    calls.append(await centre.visit(anna(first), *keys, patience=60))
    async with anyio.create_task_group() as crowd:

        async def jan() -> None:
            calls.append(await centre.visit(rings_in(centre, "600100201"), patience=1500))

        async def is_ready() -> None:
            await anyio.sleep(pause + 60)
            centre.matchmaker.wish("k20060-1", AgentEvent.READY)

        crowd.start_soon(jan)
        crowd.start_soon(is_ready)
        await anyio.sleep(pause)
        calls.append(await centre.visit(anna(second), *keys, patience=1500))
    return calls


@pytest.mark.parametrize(
    ("second", "dialled"),
    [
        pytest.param("600100200", straight_to(KOLNO), id="by the number"),
        pytest.param("600100299", "9510", id="by the verified client"),
    ],
)
@in_virtual_time
async def test_a_caller_who_redials_soon_gets_the_old_place_back(second: str, dialled: str) -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        calls = await _cut_off_and_back(centre, 200, first="600100200", second=second, dialled=dialled)
        again = next(c for c in calls[1:] if c.caller.caller_number == second)
        assert centre.of_type(ConversationStarted)[0].call_id == again.id
        entered = centre.of_type(QueueEntered, again)[0]
        assert entered.position == 1
        assert entered.resumed_time > 200
        # What is reported is this call's own wait.
        assert centre.of_type(QueueLeft, again)[0].wait_time < 120
        centre.check_nothing_left()


@in_virtual_time
async def test_after_five_minutes_the_old_place_is_gone() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        number = "600100200"
        calls = await _cut_off_and_back(centre, 301, first=number, second=number, dialled=straight_to(KOLNO))
        again = next(c for c in calls[1:] if c.caller.caller_number == number)
        assert centre.of_type(ConversationStarted)[-1].call_id == again.id
        entered = centre.of_type(QueueEntered, again)[0]
        assert (entered.position, entered.resumed_time) == (2, 0.0)
        centre.check_nothing_left()


@in_virtual_time
async def test_an_old_place_is_given_back_once() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        await centre.visit(rings_in(centre), patience=60)
        await centre.visit(rings_in(centre), patience=40)
        await anyio.sleep(301)
        await centre.visit(rings_in(centre), patience=10)
        resumed = [round(e.resumed_time) for e in centre.of_type(QueueEntered)]
        assert resumed == [0, 60, 0]


@in_virtual_time
async def test_callers_who_show_no_number_do_not_get_each_others_place() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1", is_ready=False)
        await centre.visit(rings_in(centre, ""), patience=60)
        await centre.visit(rings_in(centre, ""), patience=40)
        assert [round(e.resumed_time) for e in centre.of_type(QueueEntered)] == [0, 0]


@in_virtual_time
async def test_a_served_caller_has_no_old_place() -> None:
    async with a_centre(RULES) as centre:
        centre.consultant("k20060-1")
        await visit(centre)
        await visit(centre)
        assert [e.resumed_time for e in centre.of_type(QueueEntered)] == [0.0, 0.0]
