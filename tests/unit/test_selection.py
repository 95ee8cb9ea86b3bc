from random import Random

from hypothesis import given
from hypothesis import strategies as st

from acd.queue import QueueEntry, in_order, place_of
from acd.selection import Choice, FreeAgent, choose

NOW = 10_000.0
OFFICES = ("20000", "20060", "20610")
OWN = "własny urząd, najdłużej bez rozmowy"
PROVINCE = "nikt nie pracuje we własnym urzędzie, urząd wojewódzki, najdłużej bez rozmowy"


def _entry(number: int, office: str = "20060", joined: float = 0.0, *elsewhere: str) -> QueueEntry:
    return QueueEntry(f"entry-{number:04}", f"call-{number:04}", office, joined, (office, *elsewhere))


def _agent(agent_id: str, idle_since: float = 0.0) -> FreeAgent:
    return FreeAgent(agent_id, agent_id[1:6], idle_since)


@st.composite
def entries(draw: st.DrawFn) -> list[QueueEntry]:
    made = []
    for number in range(draw(st.integers(0, 12))):
        office = draw(st.sampled_from(OFFICES))
        # Few different moments, so that many join at the same one.
        entry = _entry(number, office, float(draw(st.integers(0, 4))))
        entry.offices = (office, *draw(st.sampled_from([(), ("20000",)])))
        made.append(entry)
    return draw(st.permutations(made))


free_agents = st.lists(
    st.tuples(st.sampled_from(OFFICES), st.integers(1, 9), st.integers(0, 4)),
    max_size=12,
    unique_by=lambda made: made[:2],
).map(lambda rows: [FreeAgent(f"k{office}-{n}", office, float(idle)) for office, n, idle in rows])


def _by_entry(choices: list[Choice]) -> dict[str, str]:
    return {choice.entry.id: choice.agent for choice in choices}


@given(entries(), free_agents)
def test_no_caller_waits_while_a_consultant_who_may_take_the_call_is_free(
    waiting: list[QueueEntry], free: list[FreeAgent]
) -> None:
    given_to = _by_entry(choose(waiting, free, NOW))
    left = [agent for agent in free if agent.id not in given_to.values()]
    for entry in waiting:
        if entry.id not in given_to:
            assert not [agent for agent in left if agent.office in entry.offices]


@given(entries(), free_agents)
def test_no_consultant_gets_two_callers_and_no_caller_two_consultants(
    waiting: list[QueueEntry], free: list[FreeAgent]
) -> None:
    choices = choose(waiting, free, NOW)
    assert len({choice.agent for choice in choices}) == len(choices) == len(_by_entry(choices))
    assert {choice.agent for choice in choices} <= {agent.id for agent in free}
    offices = {agent.id: agent.office for agent in free}
    assert all(offices[choice.agent] in choice.entry.offices for choice in choices)


@given(entries(), free_agents)
def test_nobody_is_passed_over_for_somebody_who_joined_later(
    waiting: list[QueueEntry], free: list[FreeAgent]
) -> None:
    given_to = _by_entry(choose(waiting, free, NOW))
    offices = {agent.id: agent.office for agent in free}
    ordered = in_order(waiting)
    for place, entry in enumerate(ordered):
        if entry.id not in given_to:
            later = [offices[given_to[e.id]] for e in ordered[place + 1 :] if e.id in given_to]
            assert not set(later) & set(entry.offices)


@given(entries(), free_agents)
def test_the_first_in_line_gets_the_own_office_before_any_other_and_there_the_one_idle_longest(
    waiting: list[QueueEntry], free: list[FreeAgent]
) -> None:
    choices = choose(waiting, free, NOW)
    left = list(free)
    for choice in choices:
        candidates = [agent for agent in left if agent.office in choice.entry.offices]
        own = [agent for agent in candidates if agent.office == choice.entry.office]
        chosen = next(agent for agent in left if agent.id == choice.agent)
        assert chosen in (own or candidates)
        assert chosen.idle_since == min(agent.idle_since for agent in (own or candidates))
        assert choice.reason == (OWN if own else PROVINCE)
        left.remove(chosen)


@given(entries(), free_agents)
def test_all_who_could_have_been_chosen_are_named_with_the_chosen_one_first(
    waiting: list[QueueEntry], free: list[FreeAgent]
) -> None:
    for choice in choose(waiting, free, NOW):
        assert choice.candidates[0].agent == choice.agent
        assert [c.rank for c in choice.candidates] == list(range(1, len(choice.candidates) + 1))
        assert all(c.office in choice.entry.offices for c in choice.candidates)


@given(entries(), free_agents, st.randoms())
def test_the_order_in_which_they_are_listed_changes_nothing(
    waiting: list[QueueEntry], free: list[FreeAgent], random: Random
) -> None:
    expected = choose(waiting, free, NOW)
    random.shuffle(waiting)
    random.shuffle(free)
    assert choose(waiting, free, NOW) == expected


def test_of_two_who_joined_at_the_same_moment_the_first_id_is_served_first() -> None:
    choices = choose([_entry(2), _entry(1)], [_agent("k20060-1")], NOW)
    assert [choice.entry.id for choice in choices] == ["entry-0001"]


def test_a_caller_who_was_not_answered_keeps_the_moment_of_joining_and_stands_first_again() -> None:
    later, back_again = _entry(1, "20060", 50.0), _entry(2, "20060", 10.0)
    assert in_order([later, back_again]) == [back_again, later]
    assert place_of(back_again, [later, back_again]) == 1
    assert place_of(later, [later, back_again]) == 2


def test_the_place_counts_those_who_wait_for_the_same_office_only() -> None:
    here, elsewhere = _entry(2, "20060", 20.0), _entry(1, "20610", 10.0)
    assert place_of(here, [elsewhere, here]) == 1


def test_a_caller_of_another_office_does_not_block_the_line() -> None:
    choices = choose([_entry(1, "20610"), _entry(2, "20060")], [_agent("k20060-1")], NOW)
    assert [(c.entry.id, c.agent) for c in choices] == [("entry-0002", "k20060-1")]


def test_the_idle_time_stands_in_seconds_in_the_reasons() -> None:
    choice = choose([_entry(1)], [_agent("k20060-1", NOW - 12.34), _agent("k20060-2", NOW - 90)], NOW)[0]
    assert [(c.agent, c.idle_time) for c in choice.candidates] == [("k20060-2", 90.0), ("k20060-1", 12.3)]


def test_not_more_than_twenty_candidates_are_written_down() -> None:
    crowd = [_agent(f"k20060-{n}", float(n)) for n in range(30)]
    choice = choose([_entry(1)], crowd, NOW)[0]
    assert (choice.agent, len(choice.candidates)) == ("k20060-0", 20)
