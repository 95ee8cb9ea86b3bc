"""Callers who are still asked something: a place is theirs, and nobody is rung for them."""

from acd.choice.queue_policy import QueuePolicy
from acd.live.agent_state import AgentEvent, AgentState
from tests.support.acd.distribution import KOLNO, LOMZA, POLICIES, Distribution, alone

ANNA, JAN = "k20060-1", "k20060-2"


def test_nobody_is_rung_for_somebody_who_has_still_to_answer() -> None:
    desk = alone()
    agent = desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO, is_held=True)
    assert (place.is_decided, place.position, desk.mm.waiting(KOLNO)) == (False, 1, 0)
    desk.moves(20)
    assert desk.state(ANNA) is AgentState.AVAILABLE
    desk.mm.is_ready(place)
    assert desk.offered(place).agent is agent
    desk.check()


def test_the_place_is_that_of_joining_and_the_wait_begins_with_the_answer() -> None:
    desk = alone()
    first = desk.rings_in(KOLNO, is_held=True)
    desk.moves(10)
    second = desk.rings_in(KOLNO)
    desk.moves(10)
    desk.mm.is_ready(first)
    assert (desk.mm.place_in_line(first), desk.mm.place_in_line(second)) == (1, 2)
    assert (first.entry.due, first.entry.joined) == (1000, 1020)
    desk.works(ANNA, KOLNO)
    assert first.reservation is not None
    assert second.reservation is None
    desk.check()


def test_callers_behind_one_who_is_asked_something_are_served_meanwhile() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    first = desk.rings_in(KOLNO, is_held=True)
    second = desk.rings_in(KOLNO)
    assert second.reservation is not None
    desk.mm.is_ready(first)
    desk.serves(second, 30)
    assert first.reservation is not None
    desk.check()


def test_a_call_goes_further_by_the_wait_and_not_by_the_question() -> None:
    desk = Distribution()
    desk.works(ANNA, LOMZA)
    desk.works("k20620-2", LOMZA)
    desk.works(JAN, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    place = desk.rings_in(KOLNO, is_held=True)
    desk.moves(20)
    desk.mm.is_ready(place)
    assert place.reservation is None
    desk.moves(15)
    assert desk.offered(place).why.is_shared
    desk.check()


def test_nobody_there_is_known_during_the_question() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    place = desk.rings_in(KOLNO, is_held=True)
    assert not place.is_decided
    desk.mm.wish(ANNA, AgentEvent.LOG_OUT)
    assert place.is_hopeless
    assert desk.rings_in(KOLNO, is_held=True).is_hopeless
    desk.check()


def test_leaving_during_the_question_leaves_nothing_and_an_old_place() -> None:
    desk = alone()
    place = desk.rings_in(KOLNO, is_held=True, identities=("number:600100200",))
    desk.mm.leave(place, may_come_back=True)
    desk.mm.is_ready(place)
    assert (desk.mm.places, desk.mm.waiting(KOLNO)) == ([], 0)
    desk.moves(60)
    assert desk.rings_in(KOLNO, identities=("number:600100200",)).entry.due == 1000
    desk.check()


def test_a_caller_who_is_still_asked_something_takes_up_room() -> None:
    desk = alone(capacity=2)
    place = desk.rings_in(KOLNO, is_held=True)
    desk.rings_in(KOLNO)
    assert desk.mm.is_full(KOLNO)
    desk.mm.is_ready(place)
    assert desk.mm.is_full(KOLNO)
    desk.mm.leave(place)
    assert not desk.mm.is_full(KOLNO)
    desk.check()


def test_rules_may_change_during_the_question() -> None:
    desk = Distribution()
    place = desk.rings_in(KOLNO, topic="employer", is_held=True)
    desk.mm.set_policies({**POLICIES, KOLNO: QueuePolicy(neighbours_after=None)})
    desk.check()
    desk.mm.is_ready(place)
    desk.mm.is_ready(place)
    assert desk.mm.waiting(KOLNO) == 1
    desk.check()


def test_the_wish_to_wait_for_the_own_office_is_kept() -> None:
    desk = Distribution()
    desk.works(ANNA, LOMZA)
    desk.hires(JAN, KOLNO)
    desk.mm.wish(JAN, AgentEvent.LOG_IN)
    place = desk.rings_in(KOLNO, is_held=True)
    desk.mm.wait_for_home(place)
    desk.check()
    desk.mm.is_ready(place)
    desk.moves(60)
    assert place.entry.stays_home
    assert place.reservation is None
    desk.check()


def test_a_caller_who_would_stay_with_an_empty_office_goes_to_another() -> None:
    desk = Distribution()
    desk.works(ANNA, LOMZA)
    place = desk.mm.enter("call-1", KOLNO, stays_home=True, is_held=True)
    assert not place.entry.stays_home, "nobody of the own office is there"
    desk.mm.is_ready(place)
    assert desk.offered(place).why.is_shared
    desk.check()
