"""Who gets whom, case by case, and the words of each decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.choice.queue import LineKey, Reach
from acd.choice.selection import CANDIDATES, FRESH_TIME, Profile
from acd.choice.workload import Workload
from core.facts.offer_reason import Own
from tests.support.acd.choice_model import HELPS, NOW, POLICIES, Desk, Rules, caller, consultant
from tests.support.acd.distribution import GRAJEWO, KOLNO, LOMZA, rules


def test_of_two_who_are_due_at_the_same_moment_the_first_id_is_served_first() -> None:
    desk = Desk(Rules())
    desk.comes(caller(2), caller(1))
    desk.is_free(consultant("k1"))
    assert desk.decided().entry.id == "entry-0001"
    assert desk.decides() is None


def test_the_own_office_comes_before_one_that_helps_however_loaded_it_is() -> None:
    desk = Desk(Rules({(KOLNO, LOMZA)}))
    desk.is_free(consultant("k-lomza", LOMZA), consultant("k-kolno", KOLNO, handled=900))
    desk.comes(caller(1), caller(2))
    own, shared = desk.decided(), desk.decided()
    assert (own.agent, own.why) == ("k-kolno", Own("fair"))
    assert (shared.agent, shared.why) == ("k-lomza", HELPS)
    assert [(c.agent, c.office) for c in own.candidates] == [("k-kolno", KOLNO), ("k-lomza", LOMZA)]


def test_the_least_loaded_is_chosen_and_of_equals_the_one_idle_longest() -> None:
    desk = Desk(Rules())
    desk.is_free(
        consultant("k1", handled=300, idle_since=1),
        consultant("k2", idle_since=9),
        consultant("k3", idle_since=5),
    )
    desk.comes(caller(1), caller(2), caller(3))
    assert [desk.decided().agent for _ in range(3)] == ["k3", "k2", "k1"]


@given(
    loads=st.lists(st.integers(0, 3000), min_size=1, max_size=6),
    known=st.integers(0, 5),
    dues=st.lists(st.integers(-100, 0), min_size=1, max_size=5),
    asks=st.integers(0, 4),
)
def test_a_preferred_consultant_who_is_free_has_the_call_and_nobody_is_served_in_another_order(
    loads: list[int], known: int, dues: list[int], asks: int
) -> None:
    """Who was cut off out of a conversation talks with the same one, and overtakes nobody by that."""

    def served(preferred: str | None) -> list[tuple[str, str]]:
        desk = Desk(Rules())
        callers = [caller(n, due=float(due)) for n, due in enumerate(dues)]
        if asks < len(callers):
            callers[asks].preferred = preferred
        desk.comes(*callers)
        desk.is_free(*(consultant(f"k{n}", handled=load) for n, load in enumerate(loads)))
        choices = iter(desk.decides, None)
        return [(choice.entry.id, choice.agent) for choice in choices]

    wanted, plain = served(f"k{known}"), served(None)
    assert [entry for entry, _ in wanted] == [entry for entry, _ in plain]
    assert len({agent for _, agent in wanted}) == len(wanted)
    if wanted and asks < len(dues) and wanted[0][0] == f"entry-{asks:04}" and known < len(loads):
        assert wanted[0][1] == f"k{known}"


@pytest.mark.parametrize(
    ("due", "priority", "sentence"),
    [
        (-60.0, "callback", "pierwszeństwo: zamówiona rozmowa"),
        (-60.0, "resumed", "pierwszeństwo: powrót na miejsce w kolejce"),
        (-60.0, "dropped", "pierwszeństwo: rozmowa przerwana przez konsultanta"),
        (-60.0, None, "pierwszeństwo: wcześniejsze miejsce w kolejce"),
    ],
)
@pytest.mark.parametrize("topic", [None, "employer"])
def test_a_caller_who_stands_before_one_who_waits_longer_has_a_reason(
    due: float, priority: str | None, sentence: str, topic: str | None
) -> None:
    desk = Desk(Rules())
    level = 0 if topic is None else 1  # in the same line, or in another one
    desk.comes(caller(1, joined=0, topic=topic, level=level), caller(2, joined=30, due=due, priority=priority))
    desk.is_free(consultant("k1", skills=(("employer", 1),)))
    choice = desk.decided()
    assert (choice.entry.id, choice.overtaken) == ("entry-0002", sentence)


def test_an_offices_own_caller_is_so_many_seconds_ahead_and_no_more() -> None:
    for later, first, why in [
        (19, "entry-0002", "własny klient urzędu ma 20 s pierwszeństwa"),
        (21, "entry-0001", ""),
    ]:
        desk = Desk(Rules({(KOLNO, LOMZA)}))
        desk.comes(caller(1, KOLNO, joined=0), caller(2, LOMZA, joined=later))
        desk.is_free(consultant("k1", LOMZA))
        choice = desk.decided()
        assert (choice.entry.id, choice.overtaken) == (first, why)


def test_a_caller_who_is_overtaken_may_stand_behind_one_with_a_head_start() -> None:
    desk = Desk(Rules({(KOLNO, LOMZA)}))
    ahead, overtaken = caller(1, KOLNO, joined=4, due=1), caller(2, KOLNO, joined=2)
    desk.comes(ahead, overtaken, caller(3, LOMZA, joined=3))
    desk.is_free(consultant("k1", LOMZA))
    choice = desk.decided()
    assert choice.entry.id == "entry-0003"
    assert choice.overtaken == "własny klient urzędu ma 20 s pierwszeństwa"


def test_a_caller_whom_this_consultant_could_not_take_is_not_overtaken() -> None:
    desk = Desk(Rules())
    desk.comes(caller(1, topic="employer", level=2), caller(2, GRAJEWO), caller(3, joined=30))
    desk.is_free(consultant("k1", KOLNO))
    choice = desk.decided()
    assert (choice.entry.id, choice.overtaken) == ("entry-0003", "")


def test_the_figures_of_every_candidate_stand_in_the_decision() -> None:
    desk = Desk(Rules())
    desk.is_free(consultant("k1", idle_since=NOW - 12.34), consultant("k2", idle_since=NOW - 90, handled=500))
    desk.comes(caller(1))
    first, second = desk.decided().candidates
    assert (first.agent, first.rank, first.idle_time, first.load, first.calls) == ("k1", 1, 12.3, 0.0, 0.0)
    assert (second.agent, second.rank, second.idle_time) == ("k2", 2, 90.0)
    # One call of 500 s in 1000 s: 0.3 * 290 / 1000 + 0.7 * 0.5.
    assert second.load == pytest.approx(0.437)
    assert (second.calls, second.handled_time, second.ready_time) == (1.0, 500, 1000)


def test_of_a_crowd_the_first_ones_are_written_down_and_the_others_counted() -> None:
    desk = Desk(Rules({(KOLNO, LOMZA)}))
    desk.is_free(*(consultant(f"k{n:02}", idle_since=float(n)) for n in range(CANDIDATES + 5)))
    desk.is_free(consultant("k-lomza", LOMZA))
    desk.comes(caller(1))
    choice = desk.decided()
    assert [c.agent for c in choice.candidates] == [f"k{n:02}" for n in range(CANDIDATES)]
    assert choice.candidate_count == CANDIDATES + 6


def test_the_load_of_somebody_who_stays_free_is_reckoned_anew_after_a_while() -> None:
    """10 of 20 s weigh more than 300 of 1000 s; a minute later, 10 of 80 s are a light load."""
    for passed, first in ((FRESH_TIME - 1, "k2"), (FRESH_TIME, "k1")):
        desk = Desk(Rules(policies={KOLNO: rules(strategy="least_occupied")}))
        newcomer, veteran = consultant("k1"), consultant("k2", handled=300)
        newcomer.workload = Workload(4 * 3600.0)
        newcomer.workload.ready(NOW - 20)
        newcomer.workload.call_handled(NOW, 10)
        desk.is_free(newcomer, veteran)
        desk.comes(caller(1))
        choice = desk.decides(NOW + passed)
        assert choice is not None
        assert choice.agent == first


def test_the_strategy_of_the_callers_queue_ranks_offices_that_help() -> None:
    policies = {**POLICIES, KOLNO: rules(strategy="fewest_calls")}
    desk = Desk(Rules({(KOLNO, LOMZA), (KOLNO, GRAJEWO)}, policies))
    many, one = consultant("k-many", LOMZA), consultant("k-one", GRAJEWO)
    for _ in range(3):
        many.workload.call_handled(NOW - 1, 10)
    one.workload.call_handled(NOW - 1, 600)
    desk.is_free(many, one)
    desk.comes(caller(1, KOLNO), caller(2, GRAJEWO, joined=5))
    assert desk.decided().agent == "k-one"


@pytest.mark.parametrize("told", [KOLNO, LOMZA])
def test_whoever_hears_that_one_office_helps_another_looks_again_at_those_who_wait(told: str) -> None:
    """It is enough to say it of the office that is helped, or of the one that helps."""
    desk = Desk(Rules())
    desk.comes(caller(1), caller(2, topic="employer", level=1))
    desk.is_free(consultant("k1", LOMZA), consultant("k2", LOMZA, skills=(("employer", 1),)))
    assert desk.decides() is None
    desk.rules.helps.add((KOLNO, LOMZA))
    assert desk.decides() is None, "nobody has said anything"
    desk.selection.touch(told)
    assert [desk.decided().entry.id for _ in range(2)] == ["entry-0001", "entry-0002"]


def test_removing_somebody_twice_or_who_was_never_there_is_harmless() -> None:
    desk = Desk(Rules())
    entry, agent = caller(1), consultant("k1")
    desk.selection.remove_entry(entry)
    desk.selection.remove_agent(agent.id, agent.profile)
    desk.comes(entry, caller(2))
    desk.goes(entry)
    desk.selection.remove_entry(entry)
    desk.is_free(agent)
    assert desk.decided().entry.id == "entry-0002"
    assert desk.decides() is None


def test_nothing_is_kept_of_lines_and_pools_in_which_nobody_stands() -> None:
    desk = Desk(Rules())
    entries = [caller(number, topic=f"topic-{number}", level=1) for number in range(20)]
    desk.comes(*entries)
    for entry in entries:
        desk.goes(entry)
    assert desk.selection.lines == []
    assert desk.selection.longest_due(KOLNO) is None


def test_lines_tell_apart_what_decides_who_may_take_a_call() -> None:
    desk = Desk(Rules())
    far = caller(3)
    far.reach = Reach.EVERYONE
    desk.comes(caller(1), caller(2, topic="seeker"), far, caller(4, topic="employer", level=2))
    assert dict(desk.selection.lines) == {
        LineKey(KOLNO, None, 0, Reach.HOME, False): 2,
        LineKey(KOLNO, None, 0, Reach.EVERYONE, False): 1,
        LineKey(KOLNO, "employer", 2, Reach.HOME, False): 1,
    }


def test_the_place_counts_those_who_wait_for_the_same_office_in_all_its_lines() -> None:
    desk = Desk(Rules())
    here, other = caller(2, joined=20), caller(3, joined=10, topic="employer", level=1)
    desk.comes(caller(1, GRAJEWO), here, other)
    assert (desk.selection.position(other), desk.selection.position(here)) == (1, 2)


def test_the_place_among_the_free_ones_of_an_office() -> None:
    desk = Desk(Rules())
    desk.is_free(
        consultant("k1", handled=300),
        consultant("k2", queues=frozenset({LOMZA})),
        consultant("k3", LOMZA),
    )
    places = [desk.selection.ranked(agent, KOLNO) for agent in ("k2", "k1", "k3")]
    assert places == [(1, 2), (2, 2), (0, 2)]


@pytest.mark.parametrize(("topic", "level"), [("employer", 3), ("seeker", 1), ("other", 0), (None, 0)])
def test_in_a_topic_of_which_nothing_was_said_the_level_is_nought(topic: str | None, level: int) -> None:
    assert Profile(KOLNO, frozenset({KOLNO}), (("employer", 3), ("seeker", 1))).level(topic) == level
