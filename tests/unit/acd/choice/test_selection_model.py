"""Who gets whom, against a model that looks at every pair anew (Hypothesis)."""

from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from acd.choice.queue import QueueEntry
from acd.choice.selection import CANDIDATES, FreeAgent
from core.facts.kinds.offers import Candidate
from core.facts.offer_reason import OfferReason
from tests.support.acd.choice_model import Desk, Rules, caller, consultant
from tests.support.acd.distribution import GRAJEWO, KOLNO, LOMZA

OFFICES = (LOMZA, KOLNO, GRAJEWO)

# Few different moments, levels and loads, so that many are alike.
callers = st.builds(
    lambda office, joined, earlier, topic, level, stays: (office, joined, joined - earlier, topic, level, stays),
    st.sampled_from(OFFICES),
    st.integers(0, 5),
    st.sampled_from([0, 0, 3]),
    st.sampled_from([None, "employer"]),
    st.integers(0, 2),
    st.booleans(),
)
# The same few lines again and again: of those who stand in one, some have an earlier place than they joined.
queuers = st.builds(
    lambda office, joined, earlier: (office, joined, joined - earlier, None, 0, False),
    st.sampled_from([LOMZA, KOLNO]),
    st.integers(0, 4),
    st.sampled_from([0, 3]),
)
consultants = st.tuples(
    st.sampled_from(OFFICES),
    st.integers(0, 2),
    st.sampled_from([0.0, 100.0, 300.0]),
    st.sets(st.sampled_from(OFFICES), max_size=1),
    st.integers(0, 2),
)
helps = st.sets(st.tuples(st.sampled_from(OFFICES), st.sampled_from(OFFICES)))


def a_caller(number: int, drawn: tuple[str, int, int, str | None, int, bool]) -> QueueEntry:
    office, joined, due, topic, level, stays_home = drawn
    level = level if topic else 0
    return caller(number, office, joined, due=due, topic=topic, level=level, stays_home=stays_home)


def a_consultant(number: int, drawn: tuple[str, int, float, set[str], int]) -> FreeAgent:
    office, idle_since, handled, queues, level = drawn
    return consultant(
        f"k{number}",
        office,
        idle_since=idle_since,
        handled=handled,
        queues=frozenset(queues),
        skills=(("employer", level),) if level else (),
    )


@given(st.lists(callers, max_size=12), st.lists(consultants, max_size=12), helps)
def test_each_decision_is_the_first_of_all_pairs_until_no_pair_fits(
    waiting: list[tuple[str, int, int, str | None, int, bool]],
    free: list[tuple[str, int, float, set[str], int]],
    helping: set[tuple[str, str]],
) -> None:
    desk = Desk(Rules(helping))
    desk.comes(*(a_caller(number, drawn) for number, drawn in enumerate(waiting)))
    desk.is_free(*(a_consultant(number, drawn) for number, drawn in enumerate(free)))
    while (expected := desk.expected()) is not None:
        idle = list(desk.free)
        choice = desk.decided()
        assert (choice.entry.id, choice.agent) == expected
        chosen = next(agent for agent in idle if agent.id == choice.agent)
        assert choice.why.is_shared == (choice.entry.office not in chosen.profile.serves)
        able = [agent for agent in idle if desk.rules.may_take(choice.entry.line, agent.profile)]
        assert choice.candidate_count == len(able)
        assert choice.candidates[0].agent == choice.agent
        assert {c.agent for c in choice.candidates} <= {agent.id for agent in able}
        assert len(choice.candidates) == min(CANDIDATES, len(able))
        assert [c.rank for c in choice.candidates] == list(range(1, len(choice.candidates) + 1))
    assert desk.decides() is None


@given(st.lists(queuers, max_size=12), st.lists(consultants, max_size=4), helps)
def test_nobody_who_waits_longer_is_overtaken_without_a_reason_or_with_one_that_is_not_true(
    waiting: list[tuple[str, int, int, str | None, int, bool]],
    free: list[tuple[str, int, float, set[str], int]],
    helping: set[tuple[str, str]],
) -> None:
    desk = Desk(Rules(helping))
    desk.comes(*(a_caller(number, drawn) for number, drawn in enumerate(waiting)))
    desk.is_free(*(a_consultant(number, drawn) for number, drawn in enumerate(free)))
    while True:
        waits, profiles = list(desk.waiting), {agent.id: agent.profile for agent in desk.free}
        if (choice := desk.decides()) is None:
            break
        overtaken = [
            entry
            for entry in waits
            if entry.joined < choice.entry.joined and desk.rules.may_take(entry.line, profiles[choice.agent])
        ]
        assert bool(choice.overtaken) == bool(overtaken)
        if choice.overtaken.startswith("pierwszeństwo:"):
            assert choice.entry.due < choice.entry.joined
        elif choice.overtaken:
            home = profiles[choice.agent].home
            assert choice.overtaken.startswith("własny klient urzędu ma ")
            assert not choice.why.is_shared
            assert desk.rules.policy(home).home_lead > 0


happenings = st.lists(
    st.one_of(
        st.tuples(st.just("comes"), callers),
        st.tuples(st.just("is free"), consultants),
        st.tuples(st.just("goes"), st.integers(0, 20)),
        st.tuples(st.just("is busy"), st.integers(0, 20)),
        st.tuples(
            st.just("helps"), st.tuples(st.sampled_from(OFFICES), st.sampled_from(OFFICES), st.integers(0, 1))
        ),
    ),
    max_size=40,
)


@given(happenings)
def test_looking_only_at_what_has_changed_overlooks_nobody(happened: list[tuple[str, Any]]) -> None:
    desk = Desk(Rules())
    for number, (what, drawn) in enumerate(happened):
        if what == "comes":
            desk.comes(a_caller(number, drawn))
        elif what == "is free":
            desk.is_free(a_consultant(number, drawn))
        elif what == "goes" and desk.waiting:
            desk.goes(desk.waiting[drawn % len(desk.waiting)])
        elif what == "is busy" and desk.free:
            desk.is_busy(desk.free[drawn % len(desk.free)])
        elif what == "helps":
            borrower, lender, told = drawn
            desk.rules.helps ^= {(borrower, lender)}
            desk.selection.touch((borrower, lender)[told])  # either of the two is enough
        while True:
            expected, choice = desk.expected(), desk.decides()
            assert (None if choice is None else (choice.entry.id, choice.agent)) == expected
            if choice is None:
                break
    assert sum(n for _, n in desk.selection.lines) == len(desk.waiting)
    for office in OFFICES:
        ordered = sorted((e for e in desk.waiting if e.office == office), key=lambda e: e.order)
        assert [desk.selection.position(e) for e in ordered] == list(range(1, len(ordered) + 1))
        assert desk.selection.longest_due(office) is (ordered[0] if ordered else None)


@given(st.lists(callers, max_size=10), st.lists(consultants, max_size=10), helps, st.randoms())
def test_the_order_in_which_changes_are_told_changes_no_decision(
    waiting: list[tuple[str, int, int, str | None, int, bool]],
    free: list[tuple[str, int, float, set[str], int]],
    helping: set[tuple[str, str]],
    random: Random,
) -> None:
    entries = [a_caller(number, drawn) for number, drawn in enumerate(waiting)]
    agents = [a_consultant(number, drawn) for number, drawn in enumerate(free)]

    def all_choices() -> list[tuple[str, str, OfferReason, list[Candidate], bool]]:
        desk = Desk(Rules(helping))
        desk.comes(*entries)
        desk.is_free(*agents)
        choices = []
        while (c := desk.decides()) is not None:
            choices.append((c.entry.id, c.agent, c.why, c.candidates, bool(c.overtaken)))
        return choices

    expected = all_choices()
    random.shuffle(entries)
    random.shuffle(agents)
    assert all_choices() == expected
