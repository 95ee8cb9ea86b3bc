"""Consultants come, go and move while the work goes on; and how much each of them has worked."""

import pytest

from acd.live.agent import Agent
from acd.live.agent_state import AgentEvent, AgentState
from acd.live.team_history import PastChange
from core.errors import NotFound
from tests.support.acd.distribution import KOLNO, LOMZA, POLICIES, Distribution, alone, rules

ANNA, JAN = "k20060-1", "k20060-2"


def test_loading_the_consultants_anew_keeps_what_they_are_doing() -> None:
    desk = Distribution()
    agent = desk.works(ANNA, KOLNO)
    desk.mm.set_agents([Agent(ANNA, "Inna Nazwa", KOLNO), Agent(JAN, "Nowy", KOLNO)])
    assert desk.mm.team.agent(ANNA) is agent
    assert agent.state is AgentState.AVAILABLE
    assert desk.mm.team.agent(JAN).state is AgentState.OFFLINE
    assert [a.id for a in desk.mm.team.agents] == [ANNA, JAN]


def test_a_consultant_deleted_while_free_or_in_a_pause_is_gone_at_once() -> None:
    for pause in (False, True):
        desk = alone()
        desk.works(ANNA, KOLNO)
        if pause:
            desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
        waits = desk.rings_in(LOMZA)
        desk.dismisses(ANNA)
        with pytest.raises(NotFound):
            desk.mm.team.agent(ANNA)
        assert desk.states(ANNA)[-1] == "offline"
        assert desk.mm.working(KOLNO) == 0
        assert desk.rings_in(KOLNO).is_hopeless
        assert waits.is_hopeless
        desk.check()


@pytest.mark.parametrize("is_ringing", [False, True])
def test_a_consultant_deleted_while_reserved_leaves_the_caller_first_in_line(is_ringing: bool) -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    first, second = desk.rings_in(KOLNO), desk.rings_in(KOLNO)
    reservation = desk.offered(first)
    if is_ringing:
        desk.mm.ringing(reservation)
    silenced: list[str] = []
    desk.mm.on_taken_back = silenced.append
    desk.dismisses(ANNA)
    assert silenced == [ANNA], "what rings there rings in vain"
    assert first.reservation is None
    assert (desk.mm.place_in_line(first), desk.mm.place_in_line(second)) == (1, 2)
    assert first.is_hopeless
    assert second.is_hopeless
    assert not desk.mm.accepted(first, reservation), "an answer that comes too late"
    desk.mm.refused(first, reservation, is_phone_lost=True)
    desk.moves(1000)
    desk.works(JAN, KOLNO)
    assert desk.offered(first).agent.id == JAN
    assert second.reservation is None
    desk.check()


@pytest.mark.parametrize("is_ringing", [False, True])
def test_a_consultant_who_moves_while_reserved_is_offered_nothing_of_the_old_office(is_ringing: bool) -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO)
    reservation = desk.offered(place)
    if is_ringing:
        desk.mm.ringing(reservation)
    desk.mm.set_agents([Agent(ANNA, "Anna", LOMZA)])
    assert place.reservation is None
    assert (agent.state, agent.office) == (AgentState.AVAILABLE, LOMZA)
    assert desk.mm.place_in_line(place) == 1
    assert not desk.mm.accepted(place, reservation), "an answer that comes too late"
    desk.check()


def test_a_consultant_deleted_while_the_other_one_is_free_hands_the_caller_over_at_once() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    other = desk.works(JAN, KOLNO)
    place = desk.rings_in(KOLNO)
    desk.dismisses(ANNA)
    assert desk.offered(place).agent is other


@pytest.mark.parametrize("is_held", [False, True])
def test_a_consultant_deleted_while_talking_ends_the_conversation_and_is_gone_without_wrap_up(
    is_held: bool,
) -> None:
    desk = alone(wrap_up_time=60)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.held(agent, is_held=is_held)
    waits = desk.rings_in(KOLNO)
    desk.dismisses(ANNA)
    assert desk.mm.team.agent(ANNA) is agent
    assert not waits.is_hopeless
    desk.moves(300)
    desk.mm.conversation_over(agent)
    assert desk.mm.team.agents == []
    assert desk.states(ANNA)[-2:] == ["wrap_up", "offline"]
    assert waits.is_hopeless
    desk.moves(1000)
    desk.check()


def test_a_consultant_deleted_during_wrap_up_is_gone_at_once() -> None:
    desk = alone(wrap_up_time=60)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.conversation_over(agent)
    desk.dismisses(ANNA)
    assert desk.mm.team.agents == []
    desk.moves(1000)
    assert agent.state is AgentState.OFFLINE
    desk.check()


def test_a_consultant_deleted_and_taken_back_during_one_call_stays() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.dismisses(ANNA)
    desk.hires(ANNA, KOLNO)
    desk.mm.conversation_over(agent)
    assert desk.mm.team.agent(ANNA) is agent
    assert agent.state is AgentState.WRAP_UP


def talks_since_before_the_restart(desk: Distribution) -> Agent:
    accepted = PastChange(
        ANNA, desk.clock.time - 60, AgentEvent.ACCEPT, AgentState.TALKING, call_id="call-1", queue=KOLNO
    )
    with desk.mm.resuming():
        desk.mm.replay([accepted], [Agent(ANNA, "Anna", KOLNO, is_leaving=True)])
    agent = desk.mm.team.agent(ANNA)
    assert agent.state is AgentState.TALKING
    return agent


def test_whoever_was_dismissed_before_a_restart_is_there_for_the_end_of_the_conversation_alone() -> None:
    desk = alone()
    agent = talks_since_before_the_restart(desk)
    desk.mm.set_agents([])  # the consultants of now are loaded
    assert desk.mm.team.agent(ANNA) is agent
    desk.mm.conversation_over(agent)
    assert desk.mm.team.agents == []
    assert (desk.mm.working(KOLNO), desk.mm.team.there) == (0, 0)


def test_whoever_was_taken_back_before_a_restart_is_no_leaver() -> None:
    desk = alone()
    desk.hires(ANNA, KOLNO)
    agent = talks_since_before_the_restart(desk)
    desk.mm.conversation_over(agent)
    assert desk.mm.team.agent(ANNA) is agent


@pytest.mark.parametrize("state", [AgentState.AVAILABLE, AgentState.TALKING, AgentState.PAUSED])
def test_a_consultant_who_moves_to_another_office_takes_its_calls_from_then_on(state: AgentState) -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    if state is AgentState.TALKING:
        desk.takes(desk.rings_in(KOLNO))
    elif state is AgentState.PAUSED:
        desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    waits = desk.rings_in(LOMZA)
    desk.hires(ANNA, LOMZA)
    assert (desk.mm.working(KOLNO), desk.mm.working(LOMZA)) == (0, state is not AgentState.PAUSED)
    desk.check()
    if state is AgentState.TALKING:
        desk.finishes(agent)
    elif state is AgentState.PAUSED:
        desk.mm.wish(ANNA, AgentEvent.READY)
    assert desk.offered(waits).agent is agent
    assert desk.rings_in(KOLNO).is_hopeless
    desk.check()


def test_a_consultant_may_be_given_more_queues_and_skills_at_any_time() -> None:
    desk = Distribution({**POLICIES, KOLNO: rules(neighbours=(LOMZA,), activate_ratio=None)})
    desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    agent = desk.works("k20620-1", LOMZA)
    waits = desk.rings_in(KOLNO)
    assert waits.reservation is None
    desk.hires("k20620-1", LOMZA, queues=frozenset({KOLNO}), skills=(("employer", 2),))
    assert desk.offered(waits).agent is agent
    assert desk.mm.working(KOLNO) == 2
    assert agent.profile.level("employer") == 2
    desk.check()


def test_callers_wait_on_while_their_only_consultant_gets_other_skills() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    waits = desk.rings_in(KOLNO)
    desk.hires(ANNA, KOLNO, skills=(("employer", 2),))
    assert not waits.is_hopeless
    desk.check()


def test_a_call_counts_with_its_work_afterwards_and_a_pause_is_not_made_up_for() -> None:
    desk = alone(wrap_up_time=60)
    agent = desk.works(ANNA, KOLNO)
    desk.moves(100)
    desk.takes(desk.rings_in(KOLNO))
    desk.moves(240)
    desk.mm.held(agent, is_held=True)
    desk.moves(30)
    desk.mm.conversation_over(agent)
    desk.moves(60)
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    desk.moves(1000)
    now = desk.clock.time
    assert agent.workload.calls(now) == 1
    assert agent.workload.handled_time(now) == 330
    assert agent.workload.ready_time(now) == 430


def test_a_consultant_who_logs_in_late_begins_at_the_rate_of_the_colleagues_at_work() -> None:
    desk = alone(settling_time=600)
    desk.works(ANNA, KOLNO)
    desk.serves(desk.rings_in(KOLNO), 300)
    desk.moves(300)
    paused = desk.works("k20060-3", KOLNO)
    desk.mm.wish(paused.id, AgentEvent.PAUSE, "meal")
    paused.workload.call_handled(desk.clock.time, 9000)  # at no work, and therefore no measure
    newcomer = desk.works(JAN, KOLNO)
    now = desk.clock.time
    assert (newcomer.workload.ready_time(now), newcomer.workload.handled_time(now)) == (600, 300)
    assert newcomer.workload.calls(now) == 1


def test_the_first_consultant_of_the_day_begins_without_any_load() -> None:
    desk = alone()
    assert desk.works(ANNA, KOLNO).workload.ready_time(desk.clock.time) == 0


def test_a_queue_learns_how_long_its_calls_take() -> None:
    desk = alone(usual_handle_time=100, wrap_up_time=0)
    agent = desk.works(ANNA, KOLNO)
    for learned in (100, 190):  # from the usual time, a tenth of the way to a call of 1000 s
        desk.takes(desk.rings_in(KOLNO))
        desk.moves(1000)  # what was seen is too old to count
        place = desk.rings_in(KOLNO)
        expected = desk.mm.expected_wait(place)
        assert expected is not None
        assert (expected.low_time + expected.high_time) / 2 == learned
        desk.mm.leave(place)
        desk.finishes(agent)
