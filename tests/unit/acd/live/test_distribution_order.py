"""Stories of order: who comes before whom, with what skills, from what place, and what is said about it."""

import pytest

from acd.choice.queue_policy import QueuePolicy, SkillStep
from acd.live.agent_state import AgentEvent, AgentState
from core.facts.offer_reason import After, Own
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

ANNA, JAN = "k20060-1", "k20060-2"
OWN = Own("fair")


# -- a consultant of two queues


def test_a_consultant_of_two_queues_serves_both_as_own_in_the_order_of_waiting() -> None:
    desk = Distribution()
    agent = desk.works("k20620-1", LOMZA, queues=frozenset({KOLNO}))
    assert desk.mm.working(KOLNO) == desk.mm.working(LOMZA) == 1
    desk.takes(desk.rings_in(LOMZA))
    second = desk.rings_in(KOLNO)
    desk.moves(1)
    third = desk.rings_in(LOMZA)
    desk.finishes(agent)
    reservation = desk.offered(second)
    assert (reservation.agent, reservation.why) == (agent, OWN)
    assert not reservation.why.is_shared
    assert third.reservation is None
    desk.serves(second, 10)
    assert desk.offered(third).agent is agent
    desk.check()


def test_a_consultant_who_serves_a_queue_from_elsewhere_keeps_its_office_from_being_empty() -> None:
    desk = Distribution()
    helper = desk.works("k20620-1", LOMZA, queues=frozenset({KOLNO}))
    desk.works("k20040-1", GRAJEWO)
    desk.takes(desk.rings_in(KOLNO))
    place = desk.rings_in(KOLNO)
    assert place.reservation is None, "somebody works there: Grajewo is not asked at once"
    desk.mm.wish(helper.id, AgentEvent.LOG_OUT)
    desk.mm.conversation_over(helper)
    assert desk.offered(place).agent.office == GRAJEWO


def test_while_places_are_given_back_nobody_is_brought_together_and_then_all_are_also_after_a_fault() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    with pytest.raises(RuntimeError), desk.mm.resuming():
        with desk.mm.resuming():
            place = desk.rings_in(KOLNO)
        assert place.reservation is None
        raise RuntimeError
    assert desk.offered(place).agent.id == ANNA


# -- skills


def test_the_skill_that_a_topic_needs_relaxes_with_time() -> None:
    needs = (SkillStep(after=0, level=3), SkillStep(after=10, level=1), SkillStep(after=25, level=0))
    desk = alone(topics={"employer": needs})
    expert = desk.works("k-expert", KOLNO, skills=(("employer", 3),))
    desk.takes(desk.rings_in(KOLNO, topic="employer"))
    some = desk.works("k-some", KOLNO, skills=(("employer", 1),))
    none = desk.works("k-none", KOLNO, skills=(("seeker", 5),))
    first, second = desk.rings_in(KOLNO, topic="employer"), desk.rings_in(KOLNO, topic="employer")
    assert desk.mm.queues.why_not(first.entry.line, some.profile) == "temat wymaga wyższych umiejętności"
    desk.moves(9.9)
    assert first.reservation is None
    desk.moves(0.1)
    assert desk.offered(first).agent is some
    desk.moves(14.9)
    assert second.reservation is None
    desk.moves(0.1)
    assert desk.offered(second).agent is none
    assert expert.state is AgentState.TALKING
    desk.check()


def test_whoever_knows_a_topic_gets_its_callers_at_once_and_others_are_not_blocked() -> None:
    desk = alone(topics={"employer": (SkillStep(after=0, level=3),)})
    desk.works("k-none", KOLNO)
    skilled = desk.rings_in(KOLNO, topic="employer")
    plain = desk.rings_in(KOLNO, topic="seeker")
    assert skilled.reservation is None
    assert desk.offered(plain).agent.id == "k-none"
    assert (desk.mm.place_in_line(skilled), skilled.is_hopeless) == (1, False)
    desk.works("k-expert", KOLNO, skills=(("employer", 4),))
    assert desk.offered(skilled).agent.id == "k-expert"


# -- priorities


def test_a_priority_moves_the_place_and_never_the_wait_that_is_reported() -> None:
    desk = alone(head_starts={"callback": 60.0})
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    plain = desk.rings_in(KOLNO)
    desk.moves(30)
    called_back = desk.rings_in(KOLNO, priority="callback")
    assert (called_back.entry.joined, called_back.entry.due) == (desk.clock.time, desk.clock.time - 60)
    assert (called_back.position, desk.mm.place_in_line(plain)) == (1, 2)
    assert called_back.resumed_time == 0, "no old place was given back"
    desk.finishes(agent)
    assert desk.offered(called_back).agent is agent
    assert desk.offered(called_back).choice.overtaken == "pierwszeństwo: zamówiona rozmowa"
    desk.serves(called_back, 10)
    assert desk.offered(plain).choice.overtaken == ""


def test_a_topic_moves_the_place_of_who_comes_and_not_again_of_who_comes_back() -> None:
    desk = alone(topic_head_starts={"employer": 60.0})
    desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    plain = desk.rings_in(KOLNO, topic="seeker")
    desk.moves(30)
    employer = desk.rings_in(KOLNO, topic="employer")
    assert (employer.entry.due, employer.position) == (desk.clock.time - 60, 1)
    dropped = desk.rings_in(KOLNO, topic="employer", priority="dropped")
    assert dropped.entry.due == desk.clock.time
    assert desk.mm.place_in_line(plain) == 2


def test_a_caller_who_waits_long_enough_is_not_overtaken_by_any_head_start() -> None:
    desk = alone(head_starts={"dropped": 60.0})
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    plain = desk.rings_in(KOLNO)
    desk.moves(61)
    dropped = desk.rings_in(KOLNO, priority="dropped")
    desk.finishes(agent)
    assert desk.offered(plain).agent is agent
    assert dropped.reservation is None


def test_an_earlier_place_takes_nobody_to_the_neighbours_before_the_time() -> None:
    kolno = rules(neighbours=(LOMZA,), activate_ratio=None, head_starts={"dropped": 60.0})
    desk = Distribution({**POLICIES, KOLNO: kolno})
    desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.works("k20620-1", LOMZA)
    place = desk.rings_in(KOLNO, priority="dropped")
    assert place.reservation is None
    desk.moves(14.9)
    assert place.reservation is None
    desk.moves(0.1)
    assert desk.offered(place).why == After(15)


def test_a_head_start_is_no_wait_from_which_others_are_told_what_to_expect() -> None:
    desk = alone(usual_handle_time=100, head_starts={"dropped": 1000.0}, wrap_up_time=0)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.moves(1000)
    dropped = desk.rings_in(KOLNO, priority="dropped")
    desk.moves(100)
    desk.finishes(agent)
    desk.takes(dropped)
    found = desk.mm.expected_wait(desk.rings_in(KOLNO))
    # 100 s were seen; 100 and a tenth of 1000 more are reckoned: 150 in the middle, half of it either way.
    assert found is not None
    assert (found.low_time, found.high_time) == (75, 225)


def test_a_priority_of_which_the_rules_say_nothing_is_none() -> None:
    desk = alone()
    assert desk.rings_in(KOLNO, priority="whatever").entry.due == desk.clock.time


def test_an_own_caller_who_came_a_little_later_goes_before_one_who_is_helped_and_it_says_why() -> None:
    for later, first in ((19, KOLNO), (21, LOMZA)):
        desk = Distribution()
        desk.works("k20620-1", LOMZA)
        desk.takes(desk.rings_in(LOMZA))
        agent = desk.works(ANNA, KOLNO)
        desk.takes(desk.rings_in(KOLNO))
        shared = desk.rings_in(LOMZA)
        desk.moves(later)
        own = desk.rings_in(KOLNO)
        desk.finishes(agent)
        offered = {p.entry.office: p.reservation for p in (shared, own) if p.reservation is not None}
        assert set(offered) == {first}
        assert offered[first].choice.overtaken == (
            "własny klient urzędu ma 20 s pierwszeństwa" if first == KOLNO else ""
        )


# -- the place that is given back


def test_a_caller_who_redials_within_five_minutes_gets_the_old_place_back() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    began = desk.clock.time
    place = desk.rings_in(KOLNO, identities=("number:1", "client:7"))
    desk.moves(40)
    other = desk.rings_in(KOLNO)
    desk.mm.leave(place, may_come_back=True)
    desk.moves(300)
    back = desk.rings_in(KOLNO, identities=("client:7",))
    assert (back.entry.joined, back.entry.due, back.resumed_time) == (began + 340, began, 340)
    assert (back.position, desk.mm.place_in_line(other)) == (1, 2)
    assert back.entry.priority == "resumed"
    desk.finishes(desk.mm.team.agent(ANNA))
    assert desk.offered(back).choice.overtaken == "pierwszeństwo: powrót na miejsce w kolejce"


@pytest.mark.parametrize(
    ("may_come_back", "passed", "office", "identities"),
    [
        (True, 301, KOLNO, ("number:1",)),  # too late
        (True, 10, LOMZA, ("number:1",)),  # another queue
        (True, 10, KOLNO, ("number:2",)),  # somebody else
        (True, 10, KOLNO, ()),  # nobody knows who
        (False, 10, KOLNO, ("number:1",)),  # left otherwise than by hanging up
    ],
)
def test_no_place_is_given_back_too_late_elsewhere_or_to_somebody_else(
    may_come_back: bool, passed: float, office: str, identities: tuple[str, ...]
) -> None:
    desk = alone()
    place = desk.rings_in(KOLNO, identities=("number:1",))
    desk.moves(40)
    desk.mm.leave(place, may_come_back=may_come_back)
    desk.moves(passed)
    back = desk.rings_in(office, identities=identities)
    assert (back.entry.due, back.resumed_time, back.entry.priority) == (desk.clock.time, 0, None)


def test_a_caller_cut_off_twice_still_has_the_first_place_and_after_an_answer_none() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    began = desk.clock.time
    for _ in range(2):
        place = desk.rings_in(KOLNO, identities=("number:1",))
        desk.moves(200)
        desk.mm.leave(place, may_come_back=True)
    place = desk.rings_in(KOLNO, identities=("number:1",))
    assert place.entry.due == began
    desk.finishes(desk.mm.team.agent(ANNA))
    desk.serves(place, 10)
    assert desk.rings_in(KOLNO, identities=("number:1",)).entry.due == desk.clock.time


def test_each_office_says_how_long_a_place_is_kept() -> None:
    desk = alone(resume_time=60)
    desk.mm.leave(desk.rings_in(KOLNO, identities=("number:1",)), may_come_back=True)
    desk.moves(61)
    assert desk.rings_in(KOLNO, identities=("number:1",)).resumed_time == 0


# -- how many fit


def test_a_full_queue_counts_those_who_wait_with_nobody_promised() -> None:
    desk = alone(capacity=2)
    desk.works(ANNA, KOLNO)
    desk.rings_in(KOLNO)
    first = desk.rings_in(KOLNO)
    assert not desk.mm.is_full(KOLNO)
    desk.rings_in(KOLNO)
    assert desk.mm.is_full(KOLNO)
    assert not desk.mm.is_full(LOMZA)
    desk.mm.leave(first)
    assert not desk.mm.is_full(KOLNO)


# -- what is expected


def test_the_expected_wait_is_asked_of_the_queue_as_it_stands() -> None:
    desk = alone(usual_handle_time=300)
    for agent in (ANNA, JAN):
        desk.works(agent, KOLNO)
        desk.takes(desk.rings_in(KOLNO))
    desk.moves(1000)  # that those two waited not at all says nothing any more
    places = [desk.rings_in(KOLNO) for _ in range(4)]
    found = [desk.mm.expected_wait(place) for place in places]
    # So many to be served, by two in 300 s each; half of it, scattered by the root of the place, either way.
    assert [(e.low_time, e.high_time) for e in found if e is not None][::3] == [(75, 225), (450, 750)]
    desk.finishes(desk.mm.team.agent(ANNA))
    desk.takes(places[0])
    assert desk.mm.place_in_line(places[3]) == 3


def test_the_expected_wait_learns_from_those_who_were_served() -> None:
    desk = alone(usual_handle_time=300, wrap_up_time=0)
    agent = desk.works(ANNA, KOLNO)
    desk.takes(desk.rings_in(KOLNO))
    desk.moves(1000)
    waited = desk.rings_in(KOLNO, joined=desk.clock.time - 150)
    desk.finishes(agent)
    desk.takes(waited)
    found = desk.mm.expected_wait(desk.rings_in(KOLNO))
    # 150 s were seen; 300 and a tenth of 700 more are reckoned: 260 in the middle, half of it either way.
    assert found is not None
    assert (found.low_time, found.high_time) == (130, 390)


def test_no_wait_is_expected_if_nobody_works_and_nobody_was_served() -> None:
    desk = Distribution()
    assert desk.mm.expected_wait(desk.rings_in(KOLNO)) is None


# -- rules are data


def test_a_neighbour_that_does_not_exist_lives_on_harmlessly() -> None:
    desk = Distribution({**POLICIES, LOMZA: rules(neighbours=("20999", KOLNO), stand_in="20998")})
    desk.works("k20620-1", LOMZA)
    desk.takes(desk.rings_in(LOMZA))
    first, second = desk.rings_in(LOMZA), desk.rings_in(LOMZA)
    desk.moves(20)
    desk.works(ANNA, KOLNO)
    assert desk.offered(first).agent.id == ANNA
    desk.mm.wish("k20620-1", AgentEvent.LOG_OUT)
    desk.mm.conversation_over(desk.mm.team.agent("k20620-1"))
    desk.works(JAN, KOLNO)
    assert desk.offered(second).agent.id == JAN
    desk.check()


def test_a_consultant_of_an_office_or_queue_that_does_not_exist_breaks_nothing() -> None:
    desk = Distribution()
    desk.works("k20999-1", LOMZA, queues=frozenset({"20999"}))
    assert desk.offered(desk.rings_in(LOMZA)).agent.id == "k20999-1"
    desk.check()


def test_an_office_without_rules_has_the_usual_ones() -> None:
    desk = Distribution({})
    assert [desk.mm.policy(office) for office in (*OFFICES, "20999")] == [QueuePolicy()] * (len(OFFICES) + 1)


def test_the_strategy_is_data_and_changes_while_the_centre_runs() -> None:
    desk = alone()
    for agent in (ANNA, JAN):
        desk.works(agent, KOLNO)
        desk.moves(1)
    assert desk.serves(desk.rings_in(KOLNO), 300).id == ANNA
    desk.moves(5)
    assert desk.serves(desk.rings_in(KOLNO), 10).id == JAN
    desk.moves(1)
    place = desk.rings_in(KOLNO)
    assert desk.offered(place).agent.id == JAN, "who has worked least"
    desk.mm.leave(place)
    desk.mm.set_policies({KOLNO: rules(strategy="longest_idle")})
    reservation = desk.offered(desk.rings_in(KOLNO))
    assert reservation.agent.id == ANNA
    assert reservation.why == Own("longest_idle")
    assert [c.load for c in reservation.candidates] == [0, 0], "in the unit of the new strategy"


def test_everybody_who_could_have_been_chosen_is_listed_with_figures() -> None:
    desk = alone()
    desk.works(ANNA, KOLNO)
    assert desk.serves(desk.rings_in(KOLNO), 100).id == ANNA
    desk.moves(100)
    desk.works(JAN, KOLNO, queues=frozenset({LOMZA}))
    desk.works("k20620-1", LOMZA, queues=frozenset({KOLNO}))
    desk.works("k20040-1", GRAJEWO)
    desk.works("k20000-1", WUP)
    reservation = desk.offered(desk.rings_in(KOLNO))
    found = reservation.candidates
    assert reservation.choice.candidate_count == len(found) == 3
    assert found[0].agent == reservation.agent.id == "k20620-1", "of no work at all, since nobody settled her"
    assert {c.agent for c in found} == {ANNA, JAN, "k20620-1"}
    anna = next(c for c in found if c.agent == ANNA)
    assert (anna.calls, anna.handled_time, anna.ready_time, anna.idle_time) == (1, 100, 200, 100)
    assert anna.load == pytest.approx(0.3 * 290 / 200 + 0.7 * 0.5)
    assert [c.rank for c in found] == [1, 2, 3]
    assert [c.load for c in found] == sorted(c.load for c in found)
