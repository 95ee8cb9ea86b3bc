"""Call-backs that are ordered when nobody is there: who is rung when, and that this is what was said."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime, timedelta
from functools import partial

import anyio
import pytest

from acd.waiting.callbacks import CallbackOrder, _joins_at
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackEnded, CallbackOrdered, CallbackPutOff, CallbackTried
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.conversations import ConversationStarted
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.zone import WARSAW
from ivr.hours.opening_hours import Hours
from ivr.hours.store import HoursInForce
from reports.calls.call_timeline import timeline
from tests.scenario.nodes.test_callback_order_node import LINE
from tests.scenario.waiting.callback_people import (
    ANNA,
    JAN,
    KOLNO,
    OWN_NUMBER,
    RULES,
    confirms,
    ends,
    trials,
    visit,
)
from tests.support.calls.application_killed import killed_at, successor
from tests.support.calls.fake_centre import Centre, a_centre, answers, straight_to
from tests.support.calls.fake_channel import FakeChannel
from tests.support.calls.fake_telephony import FakePhone
from tests.support.calls.scenario_lines import nodes_of, rings
from tests.support.timing.sweep import each_fault, fail_each_command, moments_of
from tests.support.timing.virtual_time import in_virtual_time
from tests.unit.ivr.hours.test_opening_hours import LOMZA, WUP, at, exception, office, plan

WANTS = ((1.0, "1"), (4.0, "1"))  # yes, and this number
MONDAY_NIGHT, TUESDAY = "2026-11-23T22:00", date(2026, 11, 24)
HOURS = Hours({KOLNO: office(plan("07:30-15:30"))})
POOL = plan("16:00-20:00", purpose="evening", days=("monday", "tuesday", "wednesday", "thursday"))
WITH_POOL = Hours(
    {
        KOLNO: office(plan("07:30-15:30", evening_pool=WUP)),
        WUP: office(plan("07:30-15:30", evening_pool=WUP), POOL),
    }
)


def wall(event: AnyEvent) -> str:
    """When it happened, as the clock in Warsaw showed it."""
    assert event.at is not None
    return f"{event.at.astimezone(WARSAW):%d %H:%M}"


def promised(caller: FakeChannel) -> str:
    [said] = [heard for heard in caller.heard if heard.startswith("Q08")]
    return said.removeprefix("Q08 ")


def somebody_is_there(
    centre: Centre, number: str = ANNA, agent: str = "k20060-1", queues: frozenset[str] = frozenset()
) -> None:
    """A consultant is there all the time, and whoever ordered picks up."""
    centre.exchange.subscribers[number] = confirms
    centre.consultant(agent, FakePhone(talk_time=20), queues=queues)


async def until(centre: Centre, moment: str | datetime) -> None:
    when = at(moment) if isinstance(moment, str) else moment
    await anyio.sleep((when - centre.clock.now()).total_seconds())


@in_virtual_time
async def test_who_orders_at_night_is_rung_in_the_morning_in_the_hours_that_were_said() -> None:
    async with a_centre(RULES, start=at(MONDAY_NIGHT), hours=HOURS) as centre:
        somebody_is_there(centre)  # a consultant who is logged in at night gets no order either
        caller = await rings(centre, LINE, *WANTS, caller_number=ANNA)
        assert promised(caller) == "jutro między godziną siódmą trzydzieści a ósmą trzydzieści"
        [ordered] = centre.of_type(CallbackOrdered)
        assert ordered.not_before == at("2026-11-24T07:30")
        for moment in ("2026-11-24T03:00", "2026-11-24T07:29:59"):
            await until(centre, moment)
            assert not centre.matchmaker.places, "it stands in no line before its time"
            assert centre.matchmaker.waiting(KOLNO) == 0
            assert not centre.exchange.dialled
        await centre.callbacks_are_over()
        made = next(e for e in centre.of_type(CallStarted) if e.direction == "callback")
        assert wall(made) == "24 07:30"
        assert (trials(centre), ends(centre)) == (["talked"], ["talked"])
        assert not centre.of_type(CallbackPutOff)
        centre.check_nothing_left()


@in_virtual_time
async def test_special_days_and_days_off_by_law_are_no_days_on_which_somebody_calls() -> None:
    days = (exception(TUESDAY), exception(date(2026, 11, 25), None, "12:00-13:00"))
    hours = Hours({KOLNO: office(plan("07:30-15:30"), exceptions=days)})
    async with a_centre(RULES, start=at("2026-11-21T10:00"), hours=hours) as centre:  # a Saturday
        somebody_is_there(centre)
        caller = await rings(centre, LINE, *WANTS, caller_number=ANNA)
        assert promised(caller).startswith("w poniedziałek między godziną siódmą trzydzieści")
        await centre.callbacks_are_over()
    async with a_centre(RULES, start=at(MONDAY_NIGHT), hours=hours) as centre:
        somebody_is_there(centre)
        caller = await rings(centre, LINE, *WANTS, caller_number=ANNA)
        assert promised(caller) == "w środę między godziną dwunastą a trzynastą"
        await centre.callbacks_are_over()
        assert wall(centre.of_type(ConversationStarted)[0]) == "25 12:00"


@in_virtual_time
async def test_in_the_evening_the_consultants_of_the_pool_call_for_the_own_office() -> None:
    async with a_centre(RULES, start=at("2026-11-24T15:45"), hours=WITH_POOL) as centre:
        somebody_is_there(centre, agent="k20630-1", queues=frozenset({WUP}))  # of Suwałki, and of the pool
        heard: list[str] = []

        async def listens(leg: FakeChannel) -> None:
            leg.heard = heard
            await confirms(leg)

        centre.exchange.subscribers[ANNA] = listens
        caller = await rings(centre, LINE, *WANTS, caller_number=ANNA)
        assert promised(caller) == "dzisiaj między godziną szesnastą a siedemnastą"
        await centre.callbacks_are_over()
        assert wall(centre.of_type(ConversationStarted)[0]) == "24 16:00"
        [entered] = centre.of_type(QueueEntered)
        assert entered.queue == WUP
        assert heard[0] == "E02 w Kolnie"
        assert centre.of_type(OfferMade)[0].is_shared is False
        centre.check_nothing_left()


@in_virtual_time
async def test_who_cannot_be_served_before_closing_time_gives_the_place_for_one_of_the_next_day() -> None:
    async with a_centre(RULES, start=at("2026-11-24T15:20"), hours=HOURS) as centre:
        centre.consultant("k20060-1", is_ready=False)  # nobody is ready today any more
        centre.exchange.subscribers[ANNA] = confirms
        caller, ordering = await visit(centre, *OWN_NUMBER)
        assert promised(caller).startswith("jutro między godziną siódmą trzydzieści")
        assert [e.reason for e in centre.of_type(QueueLeft, ordering)] == ["callback"]
        assert not centre.matchmaker.places
        await until(centre, "2026-11-24T15:40")
        somebody_is_there(centre, agent="k20060-2")  # stays on for those who wait on the line
        await centre.callbacks_are_over()
        assert wall(centre.of_type(ConversationStarted)[0]) == "25 07:30"
        centre.check_nothing_left()


@in_virtual_time
async def test_who_waits_in_the_evening_pool_is_on_order_of_the_own_office_the_next_day() -> None:
    async with a_centre(RULES, start=at("2026-11-24T19:50"), hours=WITH_POOL) as centre:
        centre.consultant("k20000-1", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        caller = centre.exchange.caller(caller_number=ANNA, dialled_number=straight_to(WUP))
        call = centre.services.call_of(caller)
        async with anyio.create_task_group() as party:
            party.start_soon(answers, caller, *OWN_NUMBER)
            with call.caller.while_up():
                call.context.office = KOLNO
                async with centre.acd.agent_for(call, WUP) as got:
                    assert got == "callback"
            caller.far_end_hangs_up()
            party.cancel_scope.cancel()
        [ordered] = centre.of_type(CallbackOrdered)
        assert (ordered.queue, ordered.not_before) == (KOLNO, at("2026-11-25T07:30"))
        assert promised(caller).startswith("jutro między godziną siódmą trzydzieści")
        somebody_is_there(centre)
        await centre.callbacks_are_over()
        assert [e.agent for e in centre.of_type(ConversationStarted)] == ["k20060-1"]


@in_virtual_time
async def test_who_has_waited_on_the_line_comes_before_orders_whose_time_comes_later() -> None:
    hours = Hours({KOLNO: office(plan("07:30-15:30"))})
    async with a_centre(RULES, start=at(MONDAY_NIGHT), hours=hours) as centre:
        centre.exchange.subscribers[ANNA] = confirms
        await rings(centre, LINE, *WANTS, caller_number=ANNA)
        await until(centre, "2026-11-24T07:29")
        centre.consultant("k20060-1", FakePhone(talk_time=20), is_ready=False)
        async with anyio.create_task_group() as crowd:
            crowd.start_soon(partial(visit, centre, number=JAN))
            await until(centre, "2026-11-24T07:31")
            assert centre.matchmaker.waiting(KOLNO) == 2
            somebody_is_there(centre, agent="k20060-2")
            await centre.callbacks_are_over()
        first, second = centre.of_type(ConversationStarted)
        jan = next(e.call_id for e in centre.of_type(CallStarted) if e.caller_number == JAN)
        assert (first.call_id, second.call_id == jan) == (jan, False)


@in_virtual_time
async def test_those_who_order_for_one_moment_are_rung_in_the_order_of_ordering() -> None:
    numbers = [f"60010021{digit}" for digit in range(4)]
    async with a_centre(RULES, start=at(MONDAY_NIGHT), hours=HOURS) as centre:
        for number in numbers:
            centre.exchange.subscribers[number] = confirms
            await rings(centre, LINE, *WANTS, caller_number=number)
        somebody_is_there(centre)
        await centre.callbacks_are_over()
        assert centre.exchange.dialled == numbers
        centre.check_nothing_left()


@in_virtual_time
async def test_many_orders_of_a_night_are_spread_over_the_morning() -> None:
    rules = RULES.model_copy(update={"usual_handle_time": 600.0})
    async with a_centre(rules, start=at(MONDAY_NIGHT), hours=HOURS) as centre:
        centre.consultant("k20060-1", FakePhone(talk_time=300), is_ready=False)
        said = []
        for number in range(8):
            caller = await rings(centre, LINE, *WANTS, caller_number=f"60010021{number}")
            said.append(promised(caller).split(" a ")[0].removeprefix("jutro między godziną "))
        assert said == ["siódmą trzydzieści"] * 3 + ["ósmą"] * 3 + ["ósmą trzydzieści"] * 2
        for number in range(8):
            centre.exchange.subscribers[f"60010021{number}"] = confirms
        somebody_is_there(centre, agent="k20060-2")
        await centre.callbacks_are_over()
        begun = [wall(e) for e in centre.of_type(CallStarted) if e.direction == "callback"]
        assert [moment[:5] for moment in begun] == ["24 07"] * 3 + ["24 08"] * 5
        assert begun[3] == "24 08:00"
        assert begun[6] == "24 08:30"


# -- what changes meanwhile


@in_virtual_time
async def test_a_moment_that_is_closed_when_it_comes_is_put_off_and_the_record_says_so() -> None:
    in_force = HoursInForce(HOURS)
    async with a_centre(RULES, start=at(MONDAY_NIGHT), hours=in_force) as centre:
        somebody_is_there(centre)
        await rings(centre, LINE, *WANTS, caller_number=ANNA)
        in_force.replace(Hours({KOLNO: office(plan("07:30-15:30"), exceptions=(exception(TUESDAY),))}))
        await until(centre, "2026-11-24T12:00")
        [put_off] = centre.of_type(CallbackPutOff)
        assert (wall(put_off), put_off.not_before) == ("24 07:30", at("2026-11-25T07:30"))
        assert not centre.exchange.dialled
        assert not centre.matchmaker.places
        call = centre.of_type(CallbackOrdered)[0].call_id
        facts: list[AnyEvent] = [e for e in centre.events if e.call_id == call]
        told = [step.text for step in timeline(facts, {KOLNO: "Kolno"}) if step.kind.startswith("callback")]
        assert told == [
            "Zamówiła oddzwonienie, Kolno, nie wcześniej niż 24.11.2026, 7:30",
            "Oddzwonienie przełożono na 25.11.2026, 7:30, bo o umówionej porze urząd jest nieczynny",
        ]
        await centre.callbacks_are_over()
        assert wall(centre.of_type(ConversationStarted)[0]) == "25 07:30"
        centre.check_nothing_left()


@in_virtual_time
async def test_a_trial_that_came_to_nothing_at_closing_time_is_followed_by_one_of_the_next_day() -> None:
    rules = RULES.model_copy(update={"callback_retry_time": 3600.0})
    async with a_centre(rules, start=at("2026-11-24T15:00"), hours=HOURS) as centre:
        centre.consultant("k20060-1")
        await rings(centre, LINE, *WANTS, caller_number=ANNA)
        await centre.happens(CallbackTried)
        centre.exchange.subscribers[ANNA] = confirms
        await centre.callbacks_are_over()
        assert trials(centre) == ["no_answer", "talked"]
        assert [e.not_before for e in centre.of_type(CallbackPutOff)] == [at("2026-11-25T07:30")]
        assert wall(centre.of_type(ConversationStarted)[0]) == "25 07:30"
        centre.check_nothing_left()


@in_virtual_time
async def test_where_nobody_knows_when_somebody_will_be_there_nothing_is_ordered() -> None:
    async with a_centre(RULES, start=at(MONDAY_NIGHT), hours=Hours()) as centre:
        caller = await rings(centre, LINE, *WANTS, caller_number=ANNA)
        assert nodes_of(centre)[-1] == "niemozliwe"
        assert not [heard for heard in caller.heard if heard.startswith(("Q08", "Q18"))]
        assert not centre.of_type(CallbackOrdered)


@in_virtual_time
async def test_an_order_taken_back_before_its_time_is_over_at_once() -> None:
    async with a_centre(RULES, start=at(MONDAY_NIGHT), hours=HOURS) as centre:
        somebody_is_there(centre)
        await rings(centre, LINE, *WANTS, caller_number=ANNA)
        [ordered] = centre.of_type(CallbackOrdered)
        await until(centre, "2026-11-24T03:00")
        centre.callbacks.withdraw(ordered.callback, "kierownik-20060")
        await centre.happens(CallbackEnded)
        assert wall(centre.of_type(CallbackEnded)[0]) == "24 03:00"
        assert ends(centre) == ["withdrawn"]
        await until(centre, "2026-11-24T09:00")
        assert not centre.exchange.dialled
        centre.check_nothing_left()


# -- one telephone, one order


@in_virtual_time
async def test_who_orders_twice_at_night_hears_twice_what_the_one_order_is_for() -> None:
    async with a_centre(RULES, start=at(MONDAY_NIGHT), hours=HOURS) as centre:
        somebody_is_there(centre)
        first = await rings(centre, LINE, *WANTS, caller_number=ANNA)
        again = await rings(centre, LINE, *WANTS, caller_number=ANNA)
        assert promised(first) == promised(again)
        await centre.callbacks_are_over()
        assert centre.exchange.dialled == [ANNA]
        assert len(centre.of_type(CallbackOrdered)) == 1


@in_virtual_time
async def test_an_order_for_now_takes_the_place_of_one_for_later() -> None:
    hours = Hours({KOLNO: office(plan("07:30-15:30")), LOMZA: office(plan("12:00-15:30"))})
    async with a_centre(RULES, start=at("2026-11-24T10:00"), hours=hours) as centre:
        centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        later = CallbackOrder(
            "callback-0",
            "call-0",
            LOMZA,
            None,
            ANNA,
            "9524",
            centre.clock.now(),
            not_before=at("2026-11-24T12:00"),
        )
        centre.callbacks.keep(later, None)
        caller, _ = await visit(centre, *OWN_NUMBER)
        assert promised(caller).startswith("dzisiaj między godziną dziesiątą")
        await anyio.sleep(1)
        assert [(e.callback, e.outcome) for e in centre.of_type(CallbackEnded)] == [("callback-0", "replaced")]
        somebody_is_there(centre, agent="k20060-2")
        await centre.callbacks_are_over()
        assert ends(centre) == ["replaced", "talked"]
        assert centre.exchange.dialled == [ANNA]
        centre.check_nothing_left()


@in_virtual_time
async def test_an_order_that_stands_in_line_is_told_again_for_when_it_will_be_carried_out() -> None:
    async with a_centre(RULES, start=at("2026-11-24T15:00"), hours=HOURS) as centre:
        centre.consultant("k20060-1", is_ready=False)
        centre.exchange.subscribers[ANNA] = confirms
        await rings(centre, LINE, *WANTS, caller_number=ANNA)
        await until(centre, "2026-11-24T21:00")  # and nobody has come
        again = await rings(centre, LINE, *WANTS, caller_number=ANNA)
        assert promised(again).startswith("jutro między godziną siódmą trzydzieści")
        assert len(centre.of_type(CallbackOrdered)) == 1
        await until(centre, "2026-11-25T07:30")
        somebody_is_there(centre, agent="k20060-2")
        await centre.callbacks_are_over()


# -- another process


def _ordered(facts: Sequence[AnyEvent]) -> bool:
    return any(isinstance(fact, CallbackOrdered) for fact in facts)


@pytest.mark.parametrize("away", [2.0, 11 * 3600.0])
@in_virtual_time
async def test_the_order_outlives_the_process_also_one_that_is_away_at_the_moment(away: float) -> None:
    async def begin(centre: Centre, tasks: object) -> None:
        centre.clock._start = at(MONDAY_NIGHT)
        centre.callbacks._times._hours = centre.hours = HOURS
        centre.exchange.subscribers[ANNA] = confirms
        centre.consultant("k20060-1", FakePhone(talk_time=20))
        centre.tasks.start_soon(partial(rings, centre, LINE, *WANTS, caller_number=ANNA))

    dead, facts, died = await killed_at(60.0, begin, away)
    assert _ordered(facts)
    async with successor(dead, facts, died) as heir:
        heir.exchange.subscribers[ANNA] = confirms
        assert len(heir.callbacks.open) == 1
        await heir.callbacks_are_over()
        begun = wall(heir.of_type(ConversationStarted)[0])
        assert begun == ("24 07:30" if away < 3600 else "24 09:01")
        assert len(heir.of_type(CallbackOrdered)) == 1
        heir.check_nothing_left()


@in_virtual_time
async def test_an_order_in_its_turn_stays_in_line_over_a_restart_after_closing_time() -> None:
    async with a_centre(RULES, start=at("2026-11-24T15:40"), hours=HOURS) as centre:
        before = CallbackOrder("callback-1", "call-1", KOLNO, None, ANNA, "9524", at("2026-11-24T15:20"))
        centre.callbacks.keep(before, None, is_known=True)
        await anyio.sleep(1)
        assert centre.matchmaker.waiting(KOLNO) == 1
        somebody_is_there(centre)  # and serves those who still wait
        await centre.callbacks_are_over()
        assert wall(centre.of_type(ConversationStarted)[0]).startswith("24 15:4")


# -- the hang-up sweep


async def _orders_at_night(centre: Centre, patience: float | None) -> None:
    somebody_is_there(centre)
    await rings(centre, LINE, *WANTS, caller_number=ANNA, patience=patience)
    await centre.callbacks_are_over()
    centre.check_nothing_left()


def _at_night() -> AbstractAsyncContextManager[Centre]:
    return a_centre(RULES, start=at("2026-11-24T07:28"), hours=HOURS)


async def _undisturbed() -> None:
    async with _at_night() as centre:
        await _orders_at_night(centre, 300)


@in_virtual_time
async def test_hang_up_at_every_moment_of_ordering_for_later_and_of_the_call() -> None:
    for moment in await moments_of(_undisturbed()):
        async with _at_night() as centre:
            await _orders_at_night(centre, moment)
            reason = centre.of_type(CallEnded)[0].reason
            assert reason in ("caller_hung_up", "completed")
            if reason == "completed":
                assert len(centre.of_type(CallbackOrdered)) == 1
                return
    pytest.fail("the call never came to its end")


@each_fault
@in_virtual_time
async def test_each_command_of_an_order_for_later_fails_in_turn(error: type[Exception]) -> None:
    await fail_each_command(error, _at_night, lambda centre: _orders_at_night(centre, 300))


def test_who_ordered_first_stands_first_and_not_before_the_moment_of_the_order() -> None:
    def order(asked: str, then: str | None) -> datetime:
        not_before = None if then is None else at(then)
        return _joins_at(CallbackOrder("c", "call", KOLNO, None, ANNA, "9524", at(asked), not_before=not_before))

    early = order("2026-11-23T17:00", "2026-11-24T07:30")
    late = order("2026-11-23T17:00:01", "2026-11-24T07:30")
    assert at("2026-11-24T07:29:59") < early < late < at("2026-11-24T07:30")
    assert order("2026-11-24T10:00", None) == at("2026-11-24T10:00")
    assert late - early < timedelta(milliseconds=1)
