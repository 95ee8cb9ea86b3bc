"""Consultants: what they may wish and when it happens, work after a call, and telephones."""

import pytest

from acd.live.agent_state import AgentEvent, AgentState
from acd.live.team import Times
from acd.live.team_history import PastChange
from core.errors import NotFound, TransitionRefused
from core.facts.kinds.consultants import AgentStateChanged
from tests.support.acd.distribution import KOLNO, POLICIES, Distribution, alone, rules

ANNA, JAN = "k20060-1", "k20060-2"

# -- work after the call, and wishes during one


def test_wrap_up_ends_by_itself_and_not_sooner() -> None:
    desk = alone(wrap_up_time=60)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    waits = desk.rings_in(KOLNO)
    desk.mm.conversation_over(agent)
    desk.moves(59.9)
    assert (agent.state, waits.reservation) == (AgentState.WRAP_UP, None)
    desk.moves(0.1)
    assert desk.offered(waits).agent is agent


def test_wrap_up_that_is_extended_ends_by_itself_half_a_minute_later_than_it_would_have() -> None:
    desk = alone(wrap_up_time=60)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.conversation_over(agent)
    desk.moves(50)
    desk.mm.wish(ANNA, AgentEvent.EXTEND_WRAP_UP)
    desk.moves(39)
    assert desk.state(ANNA) is AgentState.WRAP_UP
    desk.moves(1)
    assert desk.state(ANNA) is AgentState.AVAILABLE
    with pytest.raises(TransitionRefused):
        desk.mm.wish(ANNA, AgentEvent.EXTEND_WRAP_UP)


@pytest.mark.parametrize(
    ("most", "sentence"),
    [
        (0, "Reguły kolejki nie pozwalają przedłużać czynności po rozmowie."),
        (1, "Czynności po rozmowie można przedłużyć najwyżej 1 raz."),
        (2, "Czynności po rozmowie można przedłużyć najwyżej 2 razy."),
    ],
)
def test_wrap_up_is_extended_as_often_as_the_rules_allow_and_then_ends_by_itself(most: int, sentence: str) -> None:
    desk = alone(wrap_up_time=60, wrap_up_extensions=most)
    agent = desk.works(ANNA, KOLNO)
    for _ in range(2):  # the next wrap-up counts anew
        desk.takes(desk.rings_in(KOLNO))
        assert desk.mm.team.extensions_left(agent) == 0
        desk.mm.conversation_over(agent)
        for left in range(most, 0, -1):
            assert desk.mm.team.extensions_left(agent) == left
            desk.moves(50 if left == most else 30)  # of 60 s, and of 30 s more each time
            desk.mm.wish(ANNA, AgentEvent.EXTEND_WRAP_UP)
        said = len(desk.facts)
        for ask in (desk.mm.wish, desk.mm.team.check_wish):
            with pytest.raises(TransitionRefused) as refused:
                ask(ANNA, AgentEvent.EXTEND_WRAP_UP)
            assert str(refused.value) == sentence
        assert (desk.mm.team.extensions_left(agent), len(desk.facts)) == (0, said)
        left = 40 if most else 60
        desk.moves(left - 1)
        assert desk.state(ANNA) is AgentState.WRAP_UP
        desk.moves(1)
        assert desk.state(ANNA) is AgentState.AVAILABLE


def test_other_rules_hold_for_a_wrap_up_that_goes_on() -> None:
    desk = alone(wrap_up_extensions=1)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.conversation_over(agent)
    desk.mm.wish(ANNA, AgentEvent.EXTEND_WRAP_UP)
    desk.mm.set_policies({KOLNO: rules(wrap_up_extensions=3)})
    assert desk.mm.team.extensions_left(agent) == 2
    desk.mm.set_policies({KOLNO: rules(wrap_up_extensions=0)})
    assert desk.mm.team.extensions_left(agent) == 0
    assert desk.state(ANNA) is AgentState.WRAP_UP


def test_a_process_that_takes_over_knows_how_often_a_wrap_up_was_extended() -> None:
    desk = alone(wrap_up_time=60, wrap_up_extensions=2)
    agent = desk.hires(ANNA, KOLNO)
    now = desk.clock.time
    with desk.mm.resuming():
        desk.mm.replay(
            [
                PastChange(ANNA, now - 80, AgentEvent.HANG_UP, AgentState.WRAP_UP),
                PastChange(ANNA, now - 40, AgentEvent.EXTEND_WRAP_UP, AgentState.WRAP_UP),
            ]
        )
    assert desk.mm.team.extensions_left(agent) == 1
    desk.mm.wish(ANNA, AgentEvent.EXTEND_WRAP_UP)
    with pytest.raises(TransitionRefused):
        desk.mm.wish(ANNA, AgentEvent.EXTEND_WRAP_UP)
    desk.moves(39)  # 60 s and twice 30 s, of which 80 s were over
    assert desk.state(ANNA) is AgentState.WRAP_UP
    desk.moves(1)
    assert desk.state(ANNA) is AgentState.AVAILABLE


@pytest.mark.parametrize("comes_first", ["the wish", "the timer"])
def test_a_wish_at_the_very_moment_when_wrap_up_is_over_is_no_fault(comes_first: str) -> None:
    desk = alone(wrap_up_time=60)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    due = desk.clock.time + 60

    def wish() -> None:
        desk.mm.wish(agent.id, AgentEvent.PAUSE, "meal")

    if comes_first == "the wish":
        desk.timers.set(due, wish)
    desk.mm.conversation_over(agent)
    if comes_first == "the timer":
        desk.timers.set(due, wish)
    desk.moves(61)
    assert (agent.state, agent.pause_reason) == (AgentState.PAUSED, "meal")
    desk.check()


def test_wrap_up_that_was_ended_early_does_not_end_the_next_one() -> None:
    desk = alone(wrap_up_time=60)
    agent = desk.works(ANNA, KOLNO)
    desk.serves(desk.rings_in(KOLNO), 5)
    desk.moves(30)
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.conversation_over(agent)
    desk.moves(45)
    assert desk.state(agent.id) is AgentState.WRAP_UP
    desk.moves(15)
    assert desk.state(agent.id) is AgentState.AVAILABLE


def test_wrap_up_can_be_switched_off() -> None:
    desk = alone(wrap_up_time=0)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    waits = desk.rings_in(KOLNO)
    desk.mm.conversation_over(agent)
    assert desk.states(ANNA)[-3:] == ["wrap_up", "available", "reserved"]
    assert desk.offered(waits).agent is agent


def test_a_kept_pause_is_taken_back_by_ready() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    desk.mm.wish(ANNA, AgentEvent.READY)
    desk.mm.conversation_over(agent)
    assert desk.state(agent.id) is AgentState.WRAP_UP


def test_the_last_wish_during_a_call_counts() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    desk.mm.wish(ANNA, AgentEvent.LOG_OUT)
    assert desk.state(agent.id) is AgentState.TALKING
    desk.mm.conversation_over(agent)
    assert desk.state(agent.id) is AgentState.OFFLINE
    desk.moves(100)
    assert desk.state(agent.id) is AgentState.OFFLINE


@pytest.mark.parametrize("end", ["caller gone", "released", "refused", "telephone lost"])
def test_a_pause_wished_while_it_rings_begins_when_the_offer_ends_however_it_does(end: str) -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO)
    reservation = desk.offered(place)
    desk.mm.ringing(reservation)
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "break")
    if end == "caller gone":
        desk.mm.leave(place)
    elif end == "released":
        desk.mm.released(place, reservation)
    else:
        desk.mm.phone_changed(ANNA, is_registered=end == "refused")
        desk.mm.refused(place, reservation, is_phone_lost=end == "telephone lost")
    assert (agent.state, agent.pause_reason) == (AgentState.PAUSED, "break")
    desk.check()


def test_a_caller_on_hold_is_still_the_consultants_and_comes_back() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    desk.mm.held(agent, is_held=True)
    assert desk.state(agent.id) is AgentState.AVAILABLE, "nobody is there to be put on hold"
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.held(agent, is_held=False)
    assert desk.state(agent.id) is AgentState.TALKING
    for _ in range(2):
        desk.mm.held(agent, is_held=True)
    assert desk.state(agent.id) is AgentState.HOLD
    assert agent.call_id == "call-1"
    assert desk.rings_in(KOLNO).reservation is None
    desk.mm.held(agent, is_held=False)
    assert desk.state(agent.id) is AgentState.TALKING
    desk.mm.held(agent, is_held=True)
    desk.mm.conversation_over(agent)
    assert desk.state(agent.id) is AgentState.WRAP_UP
    desk.check()


def test_a_consultant_who_dropped_the_caller_gets_no_more_calls_and_no_credit() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.moves(1)
    desk.mm.conversation_over(agent, is_dropped=True)
    assert desk.state(agent.id) is AgentState.NO_ANSWER
    assert agent.workload.calls(desk.clock.time) == 0


# -- who may wish what


def test_a_consultant_who_may_not_be_ready_is_told_why_in_polish() -> None:
    desk = Distribution()
    agent = desk.hires(ANNA, KOLNO)
    desk.mm.phone_changed(ANNA, is_registered=False)
    desk.mm.wish(ANNA, AgentEvent.LOG_IN)
    assert agent.pause_reason == "login"
    for ask in (desk.mm.wish, desk.mm.team.check_wish):
        with pytest.raises(TransitionRefused, match="nie jest zarejestrowany"):
            ask(ANNA, AgentEvent.READY)
        with pytest.raises(TransitionRefused, match="Nieznany powód przerwy"):
            ask(ANNA, AgentEvent.PAUSE, "nuda")
        with pytest.raises(TransitionRefused, match="Nieznany powód przerwy"):
            ask(ANNA, AgentEvent.PAUSE)
        with pytest.raises(TransitionRefused, match="jest już zalogowany"):
            ask(ANNA, AgentEvent.LOG_IN)
        with pytest.raises(NotFound, match="Nie ma takiego konsultanta"):
            ask("k20060-99", AgentEvent.READY)
    assert desk.state(agent.id) is AgentState.PAUSED


def test_asking_whether_a_wish_is_possible_changes_nothing() -> None:
    desk = Distribution()
    agent = desk.works(ANNA, KOLNO)
    said = len(desk.facts)
    desk.mm.team.check_wish(ANNA, AgentEvent.LOG_OUT)
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.team.check_wish(ANNA, AgentEvent.PAUSE, "meal")
    assert (agent.state, agent.after_call) == (AgentState.TALKING, None)
    assert len(desk.facts) == said + 3  # reserved, ringing, talking


def test_what_is_said_of_a_call_names_the_call() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    desk.serves(desk.rings_in(KOLNO), 10)
    said = [(f.new, f.call_id) for f in desk.facts if isinstance(f, AgentStateChanged)]
    assert said == [
        ("paused", None),
        ("available", None),
        ("reserved", "call-1"),
        ("ringing", "call-1"),
        ("talking", "call-1"),
        ("wrap_up", "call-1"),
        ("available", None),
    ]


# -- telephones


def test_a_telephone_that_is_no_consultants_changes_nothing() -> None:
    desk = Distribution()
    desk.mm.phone_changed("portiernia", is_registered=True)
    assert not desk.facts


def test_a_telephone_lost_while_it_rings_makes_unreachable_and_available_when_it_is_back() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO)
    reservation = desk.offered(place)
    desk.mm.ringing(reservation)
    desk.mm.phone_changed(ANNA, is_registered=False)
    assert desk.states(ANNA)[-1] == "ringing", "the offer ends by its own task"
    desk.mm.refused(place, reservation, is_phone_lost=True)
    assert desk.state(agent.id) is AgentState.UNREACHABLE
    assert not place.is_hopeless, "a lost telephone is often back in seconds"
    desk.moves(desk.mm.times.phone_grace_time)
    assert place.is_hopeless
    desk.mm.phone_changed(ANNA, is_registered=True)
    assert desk.offered(place).agent is agent
    assert not place.is_hopeless
    desk.check()


def test_a_lost_telephone_that_is_back_in_time_and_lost_again_has_its_whole_grace_again() -> None:
    desk = Distribution(dict.fromkeys(POLICIES, rules()), times=Times(phone_grace_time=20))
    desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO)
    desk.takes(place)
    waits = desk.rings_in(KOLNO)
    desk.mm.conversation_over(desk.mm.team.agent(ANNA))
    for is_registered in (False, True, False):
        desk.mm.phone_changed(ANNA, is_registered=is_registered)
        desk.moves(15)
    desk.moves(60)
    assert waits.is_hopeless
    desk.check()


def test_a_telephone_lost_outside_a_call_comes_back_to_where_it_was() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    since = agent.idle_since
    desk.moves(30)
    desk.mm.phone_changed(ANNA, is_registered=False)
    assert desk.state(agent.id) is AgentState.UNREACHABLE
    desk.mm.phone_changed(ANNA, is_registered=True)
    assert desk.state(agent.id) is AgentState.AVAILABLE
    assert agent.idle_since == since + 30
    desk.mm.wish(ANNA, AgentEvent.PAUSE, "meal")
    for is_registered in (False, True):
        desk.mm.phone_changed(ANNA, is_registered=is_registered)
        assert (agent.state, agent.pause_reason) == (AgentState.PAUSED, "meal")


def test_nobody_is_free_after_wrap_up_whose_telephone_is_gone() -> None:
    desk = alone(wrap_up_time=60)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.mm.conversation_over(agent)
    desk.mm.phone_changed(ANNA, is_registered=False)
    desk.moves(60)
    assert desk.state(agent.id) is AgentState.UNREACHABLE
    desk.check()


def test_a_telephone_that_is_not_reached_though_it_is_registered_gets_no_more_calls() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO)
    reservation = desk.offered(place)
    desk.mm.ringing(reservation)
    desk.mm.refused(place, reservation, is_phone_lost=True)
    assert desk.state(agent.id) is AgentState.NO_ANSWER
