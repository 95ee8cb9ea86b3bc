"""Offices are added, deactivated and restored while the work goes on."""

from collections.abc import Mapping

import pytest

from acd.live.agent import Agent
from acd.live.agent_state import AgentEvent, AgentState
from acd.live.queues import QueueOffice
from acd.live.team_history import PastChange
from core.errors import NotFound
from tests.support.acd.distribution import (
    GRAJEWO,
    KOLNO,
    LOMZA,
    OFFICES,
    POLICIES,
    WUP,
    Distribution,
    alone,
    rules,
)

STAWISKI = "20070"
MORE = {**OFFICES, STAWISKI: QueueOffice("Stawiski", "Stawisk")}


def without(*offices: str) -> Mapping[str, QueueOffice]:
    """The offices of the tests but for these."""
    return {code: office for code, office in OFFICES.items() if code not in offices}


def test_a_new_office_takes_callers_at_once_and_its_consultants_serve_them() -> None:
    desk = alone()
    desk.mm.set_offices(MORE)
    place = desk.rings_in(STAWISKI)
    agent = desk.works("k20070-1", STAWISKI)
    assert desk.offered(place).agent is agent
    desk.check()
    assert desk.mm.queue_for(STAWISKI) == STAWISKI


def test_the_rules_of_a_new_office_hold_whether_they_came_before_it_or_after() -> None:
    own = rules(neighbours=(LOMZA,), ring_time=7.0)
    early = Distribution({**POLICIES, STAWISKI: own})
    early.mm.set_offices(MORE)
    late = Distribution()
    late.mm.set_offices(MORE)
    assert late.mm.policy(STAWISKI).ring_time != 7.0
    late.mm.set_policies({**POLICIES, STAWISKI: own})
    for desk in (early, late):
        assert desk.mm.policy(STAWISKI).ring_time == 7.0
        assert STAWISKI in desk.mm.policy(LOMZA).lends_to
        desk.works("k20620-1", LOMZA)
        place = desk.rings_in(STAWISKI)
        assert desk.offered(place).why.is_shared
        desk.check()


def test_who_serves_a_new_office_besides_the_own_one_counts_there_at_once() -> None:
    desk = alone()
    agent = desk.works("k20620-1", LOMZA, queues=frozenset({STAWISKI}))
    desk.mm.set_offices(MORE)
    assert desk.mm.working(STAWISKI) == 1
    assert desk.mm.queues.states[STAWISKI].there == 1
    assert desk.offered(desk.rings_in(STAWISKI)).agent is agent
    desk.check()


def test_help_between_other_offices_goes_on_when_an_office_comes() -> None:
    desk = Distribution()
    desk.works("k20060-1", KOLNO)
    for _ in range(4):
        desk.rings_in(KOLNO)
    before = desk.mm.queues.sharing.directions
    assert before
    desk.mm.set_offices(MORE)
    assert desk.mm.queues.sharing.directions == before


def test_an_office_that_nobody_needs_is_gone_at_once() -> None:
    desk = Distribution()
    desk.mm.set_offices(without(KOLNO))
    assert KOLNO not in desk.mm.queues.offices
    assert desk.mm.queue_for(KOLNO) == WUP
    with pytest.raises(NotFound):
        desk.rings_in(KOLNO)
    desk.check()


def test_who_waits_in_an_office_that_is_deactivated_is_served_and_new_callers_go_to_the_provincial_one() -> None:
    desk = Distribution()
    first, second = desk.rings_in(KOLNO), desk.rings_in(KOLNO)
    desk.mm.set_offices(without(KOLNO))
    assert desk.mm.queue_for(KOLNO) == WUP
    assert desk.mm.queue_for(KOLNO, comes_back=True) == KOLNO, "a caller who was dropped has the old place"
    assert (desk.mm.waiting(KOLNO), desk.mm.place_in_line(second)) == (2, 2)
    neighbour = desk.works("k20620-1", LOMZA)
    assert desk.offered(first).agent is neighbour
    desk.serves(first, 60)
    desk.serves(second, 60)
    assert KOLNO not in desk.mm.queues.offices, "and then it is gone"
    assert desk.mm.queue_for(KOLNO, comes_back=True) == WUP
    desk.check()


@pytest.mark.parametrize("leaves", [True, False])
def test_the_last_caller_of_an_office_that_was_deactivated_lets_it_go(leaves: bool) -> None:
    desk = Distribution()
    place = desk.rings_in(KOLNO, is_held=True)
    desk.mm.set_offices(without(KOLNO))
    desk.mm.is_ready(place)
    assert KOLNO in desk.mm.queues.offices
    if leaves:
        desk.mm.leave(place)
    else:
        desk.works("k20620-1", LOMZA)
        desk.takes(place)
        desk.check()
        assert KOLNO in desk.mm.queues.offices, "a conversation of its queue goes on"
        desk.finishes(desk.mm.team.agent("k20620-1"))
    assert KOLNO not in desk.mm.queues.offices
    desk.check()


def test_an_office_where_somebody_still_works_stays_and_gets_no_new_callers() -> None:
    desk = Distribution()
    agent = desk.works("k20060-1", KOLNO)
    desk.mm.set_offices(without(KOLNO))
    assert agent.state is AgentState.AVAILABLE
    assert desk.mm.queue_for(KOLNO) == WUP
    desk.check()
    desk.dismisses("k20060-1")
    assert KOLNO not in desk.mm.queues.offices
    desk.check()


def test_an_office_that_is_restored_has_its_queue_with_everybody_in_it() -> None:
    desk = Distribution()
    agent, place = desk.works("k20060-1", KOLNO), desk.rings_in(KOLNO)
    waits = desk.rings_in(KOLNO)
    desk.mm.set_offices(without(KOLNO))
    desk.mm.set_offices(OFFICES)
    assert desk.mm.queue_for(KOLNO) == KOLNO
    assert desk.offered(place).agent is agent
    assert desk.mm.waiting(KOLNO) == 1
    desk.serves(place, 30)
    assert desk.offered(waits).agent is agent
    desk.check()


def test_an_office_that_was_gone_and_is_restored_begins_anew() -> None:
    desk = Distribution()
    desk.mm.set_offices(without(KOLNO))
    desk.mm.set_offices(OFFICES)
    assert desk.mm.policy(KOLNO).neighbours == POLICIES[KOLNO].neighbours
    agent = desk.works("k20060-1", KOLNO)
    assert desk.offered(desk.rings_in(KOLNO)).agent is agent
    desk.check()


def test_an_office_that_is_gone_helps_nobody_and_is_helped_by_nobody() -> None:
    desk = Distribution()
    desk.works("k20620-1", LOMZA)
    desk.mm.wish("k20620-1", AgentEvent.PAUSE, "meal")
    places = [desk.rings_in(KOLNO) for _ in range(4)]
    assert any(KOLNO in direction for direction in desk.mm.queues.sharing.directions)
    desk.mm.set_offices(without(KOLNO))
    for place in places:
        desk.mm.leave(place)
    assert not any(KOLNO in direction for direction in desk.mm.queues.sharing.directions)
    desk.mm.wish("k20620-1", AgentEvent.READY)
    desk.check()


def test_a_consultant_of_an_office_without_a_queue_is_passed_over_and_stops_nobody() -> None:
    desk = Distribution()
    desk.mm.set_agents([Agent("k99999-1", "Nikt", "99999"), Agent("k20060-1", "Anna", KOLNO)])
    assert [agent.id for agent in desk.mm.team.agents] == ["k20060-1"]
    desk.check()


def test_what_was_handled_for_an_office_that_is_gone_is_no_hindrance_after_a_restart() -> None:
    desk = Distribution(offices=without(KOLNO))
    desk.hires("k20620-1", LOMZA)
    history = [
        PastChange("k20620-1", 0.0, AgentEvent.LOG_IN, AgentState.PAUSED),
        PastChange("k20620-1", 10.0, AgentEvent.READY, AgentState.AVAILABLE),
        PastChange("k20620-1", 20.0, AgentEvent.RESERVE, AgentState.RESERVED),
        PastChange("k20620-1", 21.0, AgentEvent.RING, AgentState.RINGING),
        PastChange("k20620-1", 25.0, AgentEvent.ACCEPT, AgentState.TALKING, call_id="c", queue=KOLNO),
        PastChange("k20620-1", 85.0, AgentEvent.HANG_UP, AgentState.WRAP_UP),
        PastChange("k20620-1", 90.0, AgentEvent.WRAP_UP_DONE, AgentState.AVAILABLE),
    ]
    with desk.mm.resuming():
        desk.mm.replay(history)
    assert desk.state("k20620-1") is AgentState.AVAILABLE
    assert desk.mm.team.agent("k20620-1").workload.calls(desk.clock.time) > 0


def test_who_was_dismissed_in_mid_call_talks_on_after_a_restart_though_the_office_is_gone() -> None:
    desk = Distribution(offices=without(KOLNO))
    leaving = Agent("k20060-1", "Anna", KOLNO, is_leaving=True)
    history = [
        PastChange("k20060-1", 0.0, AgentEvent.LOG_IN, AgentState.PAUSED),
        PastChange("k20060-1", 10.0, AgentEvent.READY, AgentState.AVAILABLE),
        PastChange("k20060-1", 20.0, AgentEvent.RESERVE, AgentState.RESERVED),
        PastChange("k20060-1", 21.0, AgentEvent.RING, AgentState.RINGING),
        PastChange("k20060-1", 25.0, AgentEvent.ACCEPT, AgentState.TALKING, call_id="c", queue=WUP),
    ]
    with desk.mm.resuming():
        desk.mm.replay(history, [leaving])
    assert desk.state("k20060-1") is AgentState.TALKING
    desk.mm.conversation_over(leaving)
    assert desk.mm.team.find("k20060-1") is None


def test_a_centre_without_a_provincial_office_sends_nobody_elsewhere() -> None:
    desk = Distribution(offices=without(WUP))
    assert desk.mm.queue_for(KOLNO) == KOLNO
    assert desk.mm.queue_for("99999") == "99999"
    desk.mm.set_offices(without(WUP, GRAJEWO))
    assert desk.mm.queue_for(GRAJEWO) == GRAJEWO
