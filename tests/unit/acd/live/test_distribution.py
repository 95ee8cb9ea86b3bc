"""Stories of callers who are helped: by the own office, by a neighbour, by the whole province, and why."""

import pytest

from acd.choice.queue_policy import SkillStep
from acd.live.agent_state import AgentEvent, AgentState
from core.facts.offer_reason import After, Empty, Own, Ratio, StandIn
from tests.support.acd.distribution import GRAJEWO, KOLNO, LOMZA, POLICIES, SEJNY, WUP, Distribution, rules

OWN = Own("fair")


def a_centre(**lomza: object) -> Distribution:
    """Offices with their usual neighbours; of Łomża's rules some are told."""
    return Distribution({**POLICIES, LOMZA: POLICIES[LOMZA].model_copy(update=lomza)})


def is_busy(desk: Distribution, *agents: str, office: str = LOMZA) -> None:
    """These consultants of an office talk."""
    for agent in agents:
        desk.works(agent, office)
        desk.takes(desk.rings_in(office))


# -- several Asterisks


def test_a_caller_of_an_asterisk_that_does_not_reach_the_telephone_is_not_offered_there() -> None:
    desk = a_centre()
    desk.mm.asterisk_of = lambda call_id: "a"
    desk.works("k-lomza", LOMZA)
    desk.mm.reach_changed("k-lomza", frozenset({"a"}))
    waits = desk.rings_in(LOMZA)
    assert waits.reservation is None
    desk.mm.asterisk_of = lambda call_id: "b"
    later = desk.rings_in(LOMZA)
    agent = desk.takes(later)
    desk.finishes(agent)
    assert waits.reservation is None
    desk.mm.reach_changed("k-lomza", frozenset())
    assert desk.offered(waits).agent.id == "k-lomza"


def test_nobody_is_to_blame_whom_the_callers_asterisk_did_not_reach() -> None:
    desk = a_centre()
    desk.mm.asterisk_of = lambda call_id: "a"
    desk.works("k-lomza", LOMZA)
    waits = desk.rings_in(LOMZA)
    reservation = desk.offered(waits)
    desk.mm.ringing(reservation)
    desk.mm.reach_changed("k-lomza", frozenset({"a"}))
    desk.mm.refused(waits, reservation, is_phone_lost=True)
    assert reservation.agent.state is AgentState.AVAILABLE
    assert waits.reservation is None
    desk.mm.set_agents([*desk.mm.team.agents])  # the lists are read anew
    assert reservation.agent.unreached_by == {"a"}


# -- further in steps of time


def test_a_caller_is_taken_by_the_own_office_whenever_somebody_is_free_there() -> None:
    desk = a_centre()
    desk.works("k-kolno", KOLNO)
    desk.works("k-lomza", LOMZA)
    reservation = desk.offered(desk.rings_in(LOMZA))
    assert (reservation.agent.id, reservation.why) == ("k-lomza", OWN)
    assert not reservation.why.is_shared


def test_after_fifteen_seconds_a_neighbour_helps_and_no_sooner() -> None:
    desk = a_centre()
    is_busy(desk, "k-lomza")
    desk.works("k-kolno", KOLNO)
    desk.works("k-sejny", SEJNY)
    place = desk.rings_in(LOMZA)
    desk.moves(14.9)
    assert place.reservation is None
    desk.moves(0.1)
    reservation = desk.offered(place)
    assert (reservation.agent.id, reservation.why.is_shared) == ("k-kolno", True)
    assert reservation.why == After(15)


def test_after_forty_seconds_the_whole_province_helps_and_no_sooner() -> None:
    desk = a_centre()
    is_busy(desk, "k-lomza")
    desk.works("k-sejny", SEJNY)
    place = desk.rings_in(LOMZA)
    desk.moves(39.9)
    assert place.reservation is None
    desk.moves(0.1)
    reservation = desk.offered(place)
    assert reservation.agent.id == "k-sejny"
    assert reservation.why == After(40, is_for_all=True)


def test_a_neighbour_who_becomes_free_later_helps_whoever_has_waited_long_enough() -> None:
    desk = a_centre()
    is_busy(desk, "k-lomza")
    desk.works("k-kolno", KOLNO)
    kolno = desk.takes(desk.rings_in(KOLNO))
    place = desk.rings_in(LOMZA)
    desk.moves(20)
    assert place.reservation is None
    desk.finishes(kolno)
    assert desk.offered(place).why == After(15)


def test_an_office_whose_calls_go_nowhere_keeps_them() -> None:
    desk = a_centre(neighbours_after=None, everyone_after=None, activate_ratio=None)
    is_busy(desk, "k-lomza")
    desk.works("k-kolno", KOLNO)
    place = desk.rings_in(LOMZA)
    desk.moves(1000)
    assert place.reservation is None


def test_new_rules_hold_at_once_for_those_who_wait_already() -> None:
    desk = a_centre()
    is_busy(desk, "k-lomza")
    desk.works("k-kolno", KOLNO)
    first = desk.rings_in(LOMZA)
    desk.moves(10)
    assert first.reservation is None
    desk.mm.set_policies({**POLICIES, LOMZA: rules(neighbours=(KOLNO,), neighbours_after=8)})
    assert desk.offered(first).why == After(8)
    desk.takes(first)
    desk.works("k-kolno-2", KOLNO)
    second = desk.rings_in(LOMZA)
    desk.moves(5)
    desk.mm.set_policies({**POLICIES, LOMZA: rules(neighbours=(KOLNO,), neighbours_after=60, everyone_after=60)})
    desk.moves(50)
    assert second.reservation is None, "the step of the old rules is forgotten"
    desk.moves(5)
    assert desk.offered(second).why == After(60)


# -- further by queue ratio


def test_three_callers_waiting_for_two_consultants_are_helped_at_once_and_told_why() -> None:
    desk = a_centre()
    is_busy(desk, "k-lomza-1", "k-lomza-2")
    desk.works("k-kolno", KOLNO)
    first, second = desk.rings_in(LOMZA), desk.rings_in(LOMZA)
    assert first.reservation is None
    desk.rings_in(LOMZA)
    reservation = desk.offered(first)
    assert (reservation.agent.id, second.reservation) == ("k-kolno", None)
    assert reservation.why == Ratio(3, 2)


def test_help_by_ratio_is_for_all_who_wait_whatever_they_call_about() -> None:
    topics = ("employer", "seeker", "other")
    desk = a_centre(topics={topic: (SkillStep(after=0, level=1),) for topic in topics})
    is_busy(desk, "k-lomza-1", "k-lomza-2")
    for agent in ("k-kolno-1", "k-kolno-2"):
        desk.works(agent, KOLNO, skills=tuple((topic, 1) for topic in topics))
    places = [desk.rings_in(LOMZA, topic=topic) for topic in topics]
    reasons = [None if p.reservation is None else p.reservation.why for p in places]
    # With two of three promised, one waits for two: help has ended.
    assert reasons == [Ratio(3, 2)] * 2 + [None]
    desk.check()


def test_help_by_ratio_goes_on_below_the_threshold_until_the_release() -> None:
    desk = a_centre()
    is_busy(desk, "k-lomza-1", "k-lomza-2")
    first, second, third = (desk.rings_in(LOMZA) for _ in range(3))
    assert desk.mm.queues.sharing.is_borrowing(LOMZA)
    for place in (first, second):
        agent = desk.works(f"k-kolno-{place.entry.call_id}", KOLNO)
        assert desk.offered(place).agent is agent
    assert not desk.mm.queues.sharing.is_borrowing(LOMZA), "one for two is the release threshold"
    desk.works("k-kolno-last", KOLNO)
    assert third.reservation is None
    desk.moves(15)
    assert desk.offered(third).why == After(15)


def test_the_office_that_is_helped_helps_nobody_back() -> None:
    desk = Distribution({**POLICIES, KOLNO: rules(neighbours=(LOMZA,), neighbours_after=0, activate_ratio=9)})
    is_busy(desk, "k-kolno", office=KOLNO)
    is_busy(desk, "k-lomza", office=LOMZA)
    for _ in range(2):
        desk.rings_in(LOMZA, topic="employer")
    assert desk.mm.queues.sharing.reason(LOMZA, KOLNO)
    place = desk.rings_in(KOLNO)
    # Free for others, since her own callers need more skill than she has.
    needs = {"employer": (SkillStep(after=0, level=5),)}
    desk.mm.set_policies(
        {
            **POLICIES,
            LOMZA: POLICIES[LOMZA].model_copy(update={"topics": needs}),
            KOLNO: rules(neighbours=(LOMZA,), neighbours_after=0, activate_ratio=9),
        }
    )
    desk.works("k-lomza-2", LOMZA)
    assert place.reservation is None
    assert desk.mm.queues.why_not(place.entry.line, desk.mm.team.agent("k-lomza-2").profile) == (
        "temu urzędowi właśnie pomaga tamten urząd"
    )
    for waiting in [p for p in desk.mm.places if p.entry.office == LOMZA]:
        desk.mm.leave(waiting)
    assert desk.offered(place).agent.id == "k-lomza-2", "as soon as help has ended"


# -- an office that is empty, closed, or has a stand-in


@pytest.mark.parametrize("office", [KOLNO, GRAJEWO, WUP])
def test_the_calls_of_an_empty_office_go_to_neighbours_and_the_provincial_office_at_once(office: str) -> None:
    desk = a_centre(activate_ratio=None)
    desk.works("k-helper", office)
    assert desk.offered(desk.rings_in(LOMZA)).why == Empty(is_closed=False)


def test_the_calls_of_an_empty_office_go_to_all_others_in_their_time_only() -> None:
    desk = a_centre()
    desk.works("k-sejny", SEJNY)
    place = desk.rings_in(LOMZA)
    assert not place.is_hopeless
    desk.moves(39)
    assert place.reservation is None
    desk.moves(1)
    assert desk.offered(place).agent.id == "k-sejny"


def test_when_the_last_one_goes_into_a_pause_the_waiting_callers_go_further_at_once() -> None:
    desk = a_centre(activate_ratio=None)
    desk.works("k-kolno", KOLNO)
    is_busy(desk, "k-lomza")
    place = desk.rings_in(LOMZA)
    desk.mm.wish("k-lomza", AgentEvent.PAUSE, "meal")
    assert place.reservation is None
    desk.mm.conversation_over(desk.mm.team.agent("k-lomza"))
    assert desk.offered(place).why == Empty(is_closed=False)


def test_an_office_may_keep_its_calls_though_nobody_works_there() -> None:
    desk = a_centre(overflows_when_empty=False, activate_ratio=None)
    desk.works("k-kolno", KOLNO)
    place = desk.rings_in(LOMZA)
    assert place.reservation is None
    desk.moves(15)
    assert desk.offered(place).why == After(15)


def test_the_calls_of_a_closed_office_go_further_though_somebody_works_there() -> None:
    desk = a_centre(is_closed=True)
    desk.works("k-kolno", KOLNO)
    is_busy(desk, "k-lomza")
    assert desk.offered(desk.rings_in(LOMZA)).why == Empty(is_closed=True)


def test_an_office_that_closes_lets_its_waiting_callers_go_further() -> None:
    desk = a_centre()
    desk.works("k-kolno", KOLNO)
    is_busy(desk, "k-lomza")
    place = desk.rings_in(LOMZA)
    assert place.reservation is None
    desk.mm.set_policies({**POLICIES, LOMZA: POLICIES[LOMZA].model_copy(update={"is_closed": True})})
    assert desk.offered(place).why == Empty(is_closed=True)


def test_a_stand_in_serves_an_empty_office_as_its_own() -> None:
    desk = a_centre(stand_in=SEJNY)
    desk.works("k-kolno", KOLNO)
    desk.works("k-sejny", SEJNY)
    reservation = desk.offered(desk.rings_in(LOMZA))
    assert reservation.agent.id == "k-sejny"
    assert reservation.why == StandIn(is_closed=False)
    assert reservation.why.is_shared
    assert desk.offered(desk.rings_in(LOMZA)).agent.id == "k-kolno", "neighbours come after"


def test_a_stand_in_serves_a_closed_office_and_no_open_one() -> None:
    for is_closed in (True, False):
        desk = a_centre(stand_in=SEJNY, is_closed=is_closed, neighbours=())
        desk.works("k-sejny", SEJNY)
        is_busy(desk, "k-lomza")
        place = desk.rings_in(LOMZA)
        if is_closed:
            assert desk.offered(place).why == StandIn(is_closed=True)
        else:
            assert place.reservation is None


def test_a_stand_in_keeps_no_reserve_from_the_office_it_stands_in_for() -> None:
    desk = Distribution(
        {
            **POLICIES,
            LOMZA: rules(neighbours=(KOLNO,), stand_in=SEJNY),
            SEJNY: rules(neighbours=(GRAJEWO,), reserve=1),
        }
    )
    desk.works("k-sejny", SEJNY)
    assert desk.offered(desk.rings_in(LOMZA)).agent.id == "k-sejny"


# -- the reserve


def test_the_last_free_one_is_kept_for_the_own_callers() -> None:
    desk = Distribution({**POLICIES, KOLNO: POLICIES[KOLNO].model_copy(update={"reserve": 1})})
    is_busy(desk, "k-lomza")
    desk.works("k-kolno-1", KOLNO)
    desk.works("k-kolno-2", KOLNO)
    first, second = desk.rings_in(LOMZA), desk.rings_in(LOMZA)
    assert desk.offered(first).agent.office == KOLNO
    assert second.reservation is None
    desk.moves(100)
    assert second.reservation is None
    [kept] = [agent for agent in desk.mm.team.agents if agent.state is AgentState.AVAILABLE]
    assert desk.mm.queues.why_not(second.entry.line, kept.profile) == (
        "wolni konsultanci są zachowani dla własnych klientów urzędu"
    )
    assert desk.offered(desk.rings_in(KOLNO)).agent is kept
    desk.check()


def test_when_the_reserve_is_full_again_the_others_help_those_who_wait_already() -> None:
    lomza = POLICIES[LOMZA].model_copy(update={"topics": {"employer": (SkillStep(after=0, level=1),)}})
    desk = Distribution({**POLICIES, LOMZA: lomza, KOLNO: POLICIES[KOLNO].model_copy(update={"reserve": 1})})
    is_busy(desk, "k-lomza")
    desk.works("k-kolno-1", KOLNO, skills=(("employer", 1),))
    place = desk.rings_in(LOMZA, topic="employer")
    desk.moves(20)
    assert place.reservation is None
    desk.works("k-kolno-2", KOLNO)  # cannot take the call, but is there for Kolno's own callers
    assert desk.offered(place).agent.id == "k-kolno-1"
    desk.check()


# -- the caller who wishes to wait for the own office


def test_a_caller_who_waits_for_the_own_office_gives_the_neighbours_offer_back_unblamed() -> None:
    desk = a_centre()
    is_busy(desk, "k-lomza")
    neighbour = desk.works("k-kolno", KOLNO)
    place = desk.rings_in(LOMZA)
    desk.moves(15)
    assert desk.offered(place).agent is neighbour
    since = neighbour.idle_since
    desk.mm.ringing(desk.offered(place))
    desk.mm.wait_for_home(place)
    assert (neighbour.state, neighbour.idle_since) == (AgentState.AVAILABLE, since)
    desk.moves(200)
    assert place.reservation is None
    assert desk.mm.queues.why_not(place.entry.line, neighbour.profile) == "klient woli czekać na swój urząd"
    later = desk.rings_in(LOMZA)
    desk.moves(15)
    assert desk.offered(later).agent is neighbour, "the others are helped all the same"
    desk.finishes(desk.mm.team.agent("k-lomza"))
    assert desk.offered(place).agent.id == "k-lomza"
    desk.check()


def test_a_caller_who_waits_for_the_own_office_before_any_offer_is_offered_nobody_else() -> None:
    desk = a_centre()
    is_busy(desk, "k-lomza")
    desk.works("k-kolno", KOLNO)
    place = desk.rings_in(LOMZA)
    for _ in range(2):
        desk.mm.wait_for_home(place)
    desk.moves(200)
    assert place.reservation is None
    assert desk.mm.place_in_line(place) == 1
    desk.check()


def test_the_wish_for_the_own_office_changes_nothing_if_it_is_offered_or_the_caller_is_gone() -> None:
    desk = a_centre()
    desk.works("k-lomza", LOMZA)
    place = desk.rings_in(LOMZA)
    reservation = desk.offered(place)
    desk.mm.wait_for_home(place)
    assert place.reservation is reservation
    desk.takes(place)
    gone = desk.rings_in(LOMZA)
    desk.mm.leave(gone)
    for nobody in (place, gone):
        desk.mm.wait_for_home(nobody)
    assert desk.mm.waiting(LOMZA) == 0
    desk.check()


def test_the_wish_for_the_own_office_ends_when_its_last_consultant_goes() -> None:
    desk = a_centre()
    desk.works("k-kolno", KOLNO)
    is_busy(desk, "k-lomza")
    waits = desk.rings_in(LOMZA)
    desk.mm.wait_for_home(waits)
    desk.mm.wish("k-lomza", AgentEvent.PAUSE, "meal")
    desk.mm.conversation_over(desk.mm.team.agent("k-lomza"))
    assert waits.reservation is None, "a pause ends: the wish holds"
    desk.mm.wish("k-lomza", AgentEvent.LOG_OUT)
    assert not waits.entry.stays_home
    assert desk.offered(waits).why == Empty(is_closed=False)
    desk.check()
