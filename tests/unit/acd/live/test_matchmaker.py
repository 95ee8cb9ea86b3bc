"""The owner of the live state: promises and how each of them ends, and who has nobody to hope for."""

from itertools import product

import anyio
import pytest

from acd.choice.queue_policy import faults
from acd.live.agent_state import AgentEvent, AgentState
from acd.live.matchmaker import LEASE_MARGIN
from acd.live.offers import Place
from tests.support.acd.distribution import (
    GRAJEWO,
    KOLNO,
    LOMZA,
    OFFICES,
    POLICIES,
    SEJNY,
    WUP,
    Distribution,
    alone,
    rules,
)
from tests.support.timing.virtual_time import in_virtual_time

ANNA, JAN = "k20060-1", "k20060-2"


def test_a_free_consultant_is_promised_at_once_and_to_nobody_else() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    first, second = desk.rings_in(KOLNO), desk.rings_in(KOLNO)
    assert desk.offered(first).agent is agent
    assert second.reservation is None
    assert desk.mm.waiting(KOLNO) == 1
    assert (first.position, second.position) == (1, 1), "who is promised somebody is no longer in line"
    third = desk.rings_in(KOLNO)
    assert (desk.mm.place_in_line(second), desk.mm.place_in_line(third), third.position) == (1, 2, 2)
    desk.check()


def test_the_province_takes_the_call_only_while_nobody_works_in_the_own_office() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    province = desk.works("k20000-1", WUP)
    waits = desk.rings_in(KOLNO)
    assert waits.reservation is None, "the own office works: wait for it"
    desk.mm.conversation_over(desk.mm.team.agent(ANNA))
    assert waits.reservation is None, "work after the call is work"
    desk.mm.wish(ANNA, AgentEvent.LOG_OUT)
    assert desk.offered(waits).agent is province


def test_a_pause_is_worth_waiting_for_and_a_log_out_is_not() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    place = desk.rings_in(KOLNO)
    assert not place.is_decided
    desk.mm.wish(ANNA, AgentEvent.LOG_OUT)
    assert place.is_hopeless
    assert place.is_decided


def test_a_queue_where_nobody_is_there_is_hopeless_until_somebody_comes() -> None:
    desk = alone()
    place = desk.rings_in(KOLNO)
    assert place.is_hopeless
    desk.hires(ANNA, KOLNO)
    desk.mm.wish(ANNA, AgentEvent.LOG_IN)
    desk.mm.wish(ANNA, AgentEvent.READY)
    assert desk.offered(place).agent.id == ANNA
    assert not place.is_hopeless


@pytest.mark.parametrize("helper", [LOMZA, GRAJEWO, SEJNY, WUP])
def test_a_caller_may_hope_for_whoever_could_ever_take_the_call(helper: str) -> None:
    """Neighbours and the province from the first moment on, the others only where calls reach everybody."""
    for everyone_after in (40.0, None):
        kolno = rules(neighbours=(LOMZA, GRAJEWO), activate_ratio=None, everyone_after=everyone_after)
        desk = Distribution({**POLICIES, KOLNO: kolno})
        desk.works("k-helper", helper)
        desk.mm.wish("k-helper", AgentEvent.PAUSE, "meal")
        assert desk.rings_in(KOLNO).is_hopeless == (helper == SEJNY and everyone_after is None)


@pytest.mark.parametrize("helper", [LOMZA, GRAJEWO, SEJNY, WUP])
def test_an_office_can_be_helped_by_whoever_of_another_one_could_ever_take_its_calls(helper: str) -> None:
    for everyone_after in (40.0, None):
        kolno = rules(neighbours=(LOMZA, GRAJEWO), activate_ratio=None, everyone_after=everyone_after)
        desk = Distribution({**POLICIES, KOLNO: kolno})
        desk.works(ANNA, KOLNO)
        assert not desk.mm.could_be_helped(KOLNO), "by its own consultants it is not"
        desk.works("k-helper", helper)
        assert desk.mm.could_be_helped(KOLNO) == (helper != SEJNY or everyone_after is not None)
        desk.mm.wish("k-helper", AgentEvent.LOG_OUT)
        assert not desk.mm.could_be_helped(KOLNO)
    assert not desk.mm.could_be_helped("99999")


def test_consultants_of_other_offices_who_serve_the_queue_help_it_and_count_as_serving() -> None:
    desk = alone()
    desk.works("k20110-1", SEJNY, queues=frozenset({KOLNO}))
    desk.hires(ANNA, KOLNO)
    assert desk.mm.could_be_helped(KOLNO)
    assert (desk.mm.serving(KOLNO), desk.mm.serving(LOMZA)) == (2, 0)


@pytest.mark.parametrize(
    "rules", [{"stand_in": LOMZA, "neighbours_after": None}, {"neighbours": (LOMZA,), "neighbours_after": 15.0}]
)
def test_a_caller_may_hope_for_a_stand_in_or_a_neighbour_also_where_an_empty_office_sends_no_calls_on(
    rules: dict[str, object],
) -> None:
    desk = alone(overflows_when_empty=False, **rules)
    desk.works("k20620-1", LOMZA)
    busy = desk.takes(desk.rings_in(LOMZA))
    place = desk.rings_in(KOLNO)
    assert not place.is_hopeless
    desk.moves(15)
    desk.finishes(busy)
    assert desk.offered(place).agent is busy


def test_whether_anybody_will_ever_answer_is_known_when_rules_are_saved_and_when_a_caller_comes() -> None:
    """Łomża has the only consultant of the centre: under every rule for Kolno, three answers are one."""
    names = {code: office.seat for code, office in OFFICES.items()}
    contradictions = []
    for neighbours, stand_in, neighbours_after, activate_ratio, overflows, is_closed in product(
        ((), (LOMZA,)), (None, LOMZA), (None, 15.0), (None, 1.5), (False, True), (False, True)
    ):
        desk = alone(
            neighbours=neighbours,
            stand_in=stand_in,
            neighbours_after=neighbours_after,
            activate_ratio=activate_ratio,
            overflows_when_empty=overflows,
            is_closed=is_closed,
        )
        told = faults({KOLNO: desk.mm.policy(KOLNO)}, names, {LOMZA: 1}, WUP)
        desk.works("k20620-1", LOMZA)
        desk.mm.wish("k20620-1", AgentEvent.PAUSE, "meal")
        place = desk.rings_in(KOLNO)
        is_hopeless = place.is_hopeless
        desk.mm.wish("k20620-1", AgentEvent.READY)
        desk.moves(100)
        is_served = place.reservation is not None
        may_be_saved = "Kolno: nikt nie mógłby odebrać rozmów tej kolejki." not in told
        if not is_served == may_be_saved == (not is_hopeless):
            contradictions.append((desk.mm.policy(KOLNO), is_served, may_be_saved, is_hopeless))
    assert not contradictions


async def waits_for(place: Place) -> None:
    with place.until_decided():
        await anyio.sleep_forever()


@in_virtual_time
async def test_the_one_who_waits_is_woken_by_the_offer_and_by_the_end_of_hope() -> None:
    for wish in (AgentEvent.READY, AgentEvent.LOG_OUT):
        desk = alone()
        desk.works(ANNA, KOLNO)
        desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
        place = desk.rings_in(KOLNO)
        with anyio.fail_after(100):
            async with anyio.create_task_group() as waits:
                waits.start_soon(waits_for, place)
                waits.start_soon(waits_for, place)
                await anyio.sleep(10)
                assert not place.is_decided
                desk.mm.wish(ANNA, wish)
        assert (place.reservation is not None) == (wish is AgentEvent.READY)
        assert not place.waits


def test_the_longest_idle_is_chosen_and_an_offer_that_came_to_nothing_was_no_work() -> None:
    desk = alone(strategy="longest_idle")
    first = desk.works(ANNA, KOLNO)
    desk.moves(5)
    desk.works(JAN, KOLNO)
    place = desk.rings_in(KOLNO)
    assert desk.offered(place).agent is first
    desk.moves(5)
    desk.mm.leave(place)
    assert desk.offered(desk.rings_in(KOLNO)).agent is first
    assert first.workload.calls(desk.clock.time) == 0


def test_a_consultant_who_did_not_answer_gets_no_more_calls_until_ready_and_the_caller_stays_first() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    first = desk.rings_in(KOLNO)
    desk.moves(5)
    second = desk.rings_in(KOLNO)
    desk.moves(5)
    assert desk.misses(first) is agent
    assert first.entry.joined == first.entry.due == desk.clock.time - 10
    assert desk.state(agent.id) is AgentState.NO_ANSWER
    assert (desk.mm.place_in_line(first), desk.mm.place_in_line(second)) == (1, 2)
    assert first.is_hopeless, "whoever does not answer is nobody to wait for"
    desk.mm.wish(ANNA, AgentEvent.READY)
    assert desk.offered(first).agent is agent
    desk.check()


def test_the_next_free_consultant_takes_over_from_one_who_did_not_answer() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    other = desk.works(JAN, KOLNO)
    place = desk.rings_in(KOLNO)
    desk.misses(place)
    assert desk.offered(place).agent is other


def test_an_offer_that_ended_is_over_for_whoever_comes_too_late() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO)
    reservation = desk.offered(place)
    desk.mm.released(place, reservation)
    again = desk.offered(place)
    assert again is not reservation
    assert not desk.mm.accepted(place, reservation)
    desk.mm.refused(place, reservation, is_phone_lost=False)
    desk.mm.released(place, reservation)
    desk.mm.ringing(reservation)
    desk.mm.extend(reservation, 1000)
    assert place.reservation is again
    assert desk.state(agent.id) is AgentState.RESERVED
    assert desk.takes(place) is agent
    assert not desk.mm.accepted(place, again)
    desk.mm.leave(place)
    assert desk.state(agent.id) is AgentState.TALKING
    desk.check()


def test_whoever_leaves_frees_the_consultant_for_the_next_and_may_leave_twice() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    first, second = desk.rings_in(KOLNO), desk.rings_in(KOLNO)
    for _ in range(2):
        desk.mm.leave(first)
    assert desk.offered(second).agent is agent
    assert desk.mm.waiting(KOLNO) == 0
    third = desk.rings_in(KOLNO)
    for _ in range(2):
        desk.mm.leave(third)
    assert desk.mm.waiting(KOLNO) == 0
    desk.check()


def test_an_offer_that_nobody_ends_is_ended_by_its_lease() -> None:
    desk = alone(ring_time=20)
    agent = desk.works(ANNA, KOLNO)
    place, later = desk.rings_in(KOLNO), desk.rings_in(KOLNO)
    forgotten = desk.offered(place)
    desk.moves(7)
    desk.mm.ringing(forgotten)  # the ring time begins anew
    desk.moves(20 + LEASE_MARGIN - 0.1)
    assert place.reservation is forgotten
    desk.moves(0.2)
    again = desk.offered(place)
    assert again is not forgotten
    assert again.agent is agent
    assert later.reservation is None
    assert not desk.mm.accepted(place, forgotten)
    desk.check()


def test_a_consultant_is_kept_longer_while_a_caller_is_being_rung_back() -> None:
    desk = alone(ring_time=20)
    desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO, is_callback=True)
    reservation = desk.offered(place)
    desk.mm.extend(reservation, 60)
    desk.moves(60 + LEASE_MARGIN - 0.1)
    assert place.reservation is reservation
    desk.moves(0.2)
    assert place.reservation is not reservation


def test_an_order_for_a_call_back_waits_where_a_caller_would_have_no_hope() -> None:
    desk = alone()
    assert not desk.rings_in(KOLNO, is_callback=True).is_hopeless
    assert desk.rings_in(KOLNO).is_hopeless


def test_a_caller_who_comes_back_stands_where_the_earlier_moment_of_joining_puts_him() -> None:
    desk = alone()
    desk.hires(ANNA, KOLNO)
    desk.mm.wish(ANNA, AgentEvent.LOG_IN)
    began = desk.clock.time
    desk.moves(10)
    later = desk.rings_in(KOLNO)
    back = desk.rings_in(KOLNO, joined=began)
    assert (desk.mm.place_in_line(back), desk.mm.place_in_line(later)) == (1, 2)
    assert back.resumed_time == 0
