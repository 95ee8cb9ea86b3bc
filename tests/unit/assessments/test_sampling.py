"""Drawing conversations by lot: the same number for everybody, spread over days and topics, never one's own."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from assessments.sampling import Conversation, Sample, draw

DAY = date(2026, 11, 2)
AGENTS = ["anna", "jan", "ola", "piotr"]
ASSESSORS = ["kierownik", "zastepca", "anna"]


@st.composite
def conversations(draw_from: st.DrawFn) -> list[Conversation]:
    rows = draw_from(
        st.lists(st.tuples(st.sampled_from([*AGENTS, "stranger"]), st.integers(0, 5), st.sampled_from("abc")))
    )
    return [
        Conversation(f"call-{number:03}", agent, DAY + timedelta(days=day), topic)
        for number, (agent, day, topic) in enumerate(rows)
    ]


somebody = st.lists(st.sampled_from(ASSESSORS), min_size=1, max_size=3, unique=True)


def drawn(sample: Sample, agent: str) -> list[Conversation]:
    return [each.conversation for each in sample.assignments if each.conversation.agent == agent]


@given(conversations(), st.integers(1, 8), st.text(max_size=5), somebody)
def test_everybody_gets_the_same_number_or_all_there_are(
    pool: list[Conversation], wanted: int, seed: str, assessors: list[str]
) -> None:
    sample = draw(pool, AGENTS, wanted, seed, assessors)
    assert set(sample.counts) == set(AGENTS)
    there = Counter(conversation.agent for conversation in pool)
    for agent, count in sample.counts.items():
        assert count.there == there[agent]
        assert count.drawn + count.left_out == min(wanted, there[agent])
        assert count.drawn == len(drawn(sample, agent))
        assert (count.left_out > 0) == (assessors == [agent] and there[agent] > 0)


@given(conversations(), st.integers(1, 8), st.text(max_size=5), somebody)
def test_no_conversation_twice_nobody_s_own_and_none_of_a_stranger(
    pool: list[Conversation], wanted: int, seed: str, assessors: list[str]
) -> None:
    sample = draw(pool, AGENTS, wanted, seed, assessors)
    calls = [each.conversation.call_id for each in sample.assignments]
    assert len(calls) == len(set(calls))
    for each in sample.assignments:
        assert each.assessor in assessors
        assert each.assessor != each.conversation.agent
        assert each.conversation in pool
        assert each.conversation.agent in AGENTS


@given(conversations(), st.integers(1, 8), st.text(max_size=5), somebody, st.randoms())
def test_the_seed_alone_decides_and_not_the_order_nor_who_else_is_there(
    pool: list[Conversation], wanted: int, seed: str, assessors: list[str], random: object
) -> None:
    other = list(pool)
    random.shuffle(other)  # type: ignore[attr-defined]
    first, second = draw(pool, AGENTS, wanted, seed, assessors), draw(other, AGENTS, wanted, seed, assessors)
    assert first == second
    alone = draw(pool, ["jan"], wanted, seed, assessors)
    assert drawn(alone, "jan") == drawn(first, "jan")


@given(conversations(), st.integers(1, 8), st.text(max_size=5))
def test_no_day_is_drawn_from_twice_before_every_day_that_has_one_was(
    pool: list[Conversation], wanted: int, seed: str
) -> None:
    sample = draw(pool, AGENTS, wanted, seed, ["kierownik"])
    for agent in AGENTS:
        left = Counter(each.day for each in pool if each.agent == agent)
        chosen = Counter(each.day for each in drawn(sample, agent))
        for day, number in chosen.items():
            for other, there in left.items():
                assert number <= chosen[other] + 1 or chosen[other] == there, (day, other)


@given(conversations(), st.integers(1, 8), st.text(max_size=5), somebody)
def test_assessors_who_led_none_of_the_conversations_get_the_same_number(
    pool: list[Conversation], wanted: int, seed: str, assessors: list[str]
) -> None:
    sample = draw(pool, ["jan", "ola", "piotr"], wanted, seed, assessors)
    loads = Counter(each.assessor for each in sample.assignments)
    assert max(loads[name] for name in assessors) - min(loads[name] for name in assessors) <= 1


def test_every_conversation_of_a_day_comes_up_for_some_seed() -> None:
    pool = [Conversation(f"call-{number}", "jan", DAY, "a") for number in range(10)]
    seen = {draw(pool, ["jan"], 1, str(seed), ["k"]).assignments[0].conversation.call_id for seed in range(200)}
    assert seen == {conversation.call_id for conversation in pool}


def test_a_lot_is_even() -> None:
    """Of ten conversations of one day and topic each is drawn one time in ten: chi-squared, nine degrees."""
    pool = [Conversation(f"call-{number}", "jan", DAY, "a") for number in range(10)]
    hits = Counter(
        draw(pool, ["jan"], 1, str(seed), ["k"]).assignments[0].conversation.call_id for seed in range(2000)
    )
    assert sum((hits[each.call_id] - 200) ** 2 / 200 for each in pool) < 27.9  # p = 0.001; the seeds are fixed


def test_whoever_is_the_only_assessor_leaves_the_own_conversations_out_and_it_is_said() -> None:
    pool = [Conversation("call-1", "anna", DAY, "a"), Conversation("call-2", "jan", DAY, "a")]
    sample = draw(pool, ["anna", "jan"], 3, "seed", ["anna"])
    assert [each.conversation.call_id for each in sample.assignments] == ["call-2"]
    assert (sample.counts["anna"].drawn, sample.counts["anna"].left_out) == (0, 1)


def test_a_rare_topic_comes_before_a_second_one_of_the_same() -> None:
    pool = [Conversation(f"call-{number}", "jan", DAY, "a") for number in range(9)]
    pool.append(Conversation("call-rare", "jan", DAY, "b"))
    for seed in range(20):
        topics = {each.topic for each in drawn(draw(pool, ["jan"], 2, str(seed), ["k"]), "jan")}
        assert topics == {"a", "b"}
