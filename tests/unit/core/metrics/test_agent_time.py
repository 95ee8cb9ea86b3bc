"""Consultants' time in states, from their facts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from core.facts.kinds.consultants import AgentStateChanged
from core.metrics.agent_time import spells_of
from core.metrics.contributions import AgentSpell, spell_contributions
from core.metrics.intervals import interval_of
from core.metrics.sums import total

MIDNIGHT = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
OFFICES = {"k1": "20060", "k2": "20620"}
STATES = ("offline", "paused", "available", "talking", "wrap_up", "available", "offline")


def at(hours: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hours)


def a_day(agent: str, hours: list[float]) -> list[AgentStateChanged]:
    return [
        AgentStateChanged(id=f"{agent}-{n}", at=at(hour), agent=agent, old=STATES[n], event="", new=STATES[n + 1])
        for n, hour in enumerate(hours)
    ]


DAY = a_day("k1", [7, 7.5, 9, 9.25, 9.5, 15])


def test_a_state_lasts_until_the_next_one() -> None:
    spells = spells_of(DAY, OFFICES, at(0), at(16))
    assert [(one.state, one.begin, one.end) for one in spells] == [
        ("paused", at(7), at(7.5)),
        ("available", at(7.5), at(9)),
        ("talking", at(9), at(9.25)),
        ("wrap_up", at(9.25), at(9.5)),
        ("available", at(9.5), at(15)),
        ("offline", at(15), at(16)),
    ]
    assert {one.office for one in spells} == {"20060"}


def test_a_part_of_the_day_has_the_state_that_it_began_with() -> None:
    assert spells_of(DAY, OFFICES, at(8), at(9.1)) == [
        AgentSpell("k1", "20060", "available", at(8), at(9)),
        AgentSpell("k1", "20060", "talking", at(9), at(9.1)),
    ]


def test_doubled_and_reordered_facts_of_several_consultants_give_the_same() -> None:
    facts = [*DAY, *a_day("k2", [6, 6.5, 7, 8, 8.5])]
    expected = spells_of(facts, OFFICES, at(0), at(24))
    mixed = [*facts, *facts]
    Random(7).shuffle(mixed)
    assert sorted(spells_of(mixed, OFFICES, at(0), at(24)), key=repr) == sorted(expected, key=repr)


def test_parts_of_a_day_add_up_to_the_day() -> None:
    facts = [*DAY, *a_day("k2", [6, 6.5, 7, 8, 8.51])]
    whole = total(spell_contributions(spells_of(facts, OFFICES, at(0), at(24))).values())
    cuts = [0, 3.3, 7.77, 9.111, 9.26, 24]
    parts = [
        total(spell_contributions(spells_of(facts, OFFICES, at(a), at(b))).values()) for a, b in pairwise(cuts)
    ]
    assert total(parts) == whole
    assert whole["state_ms|talking"] == (0.25 + 1) * 3_600_000


def test_the_night_of_25_hours_has_a_consultants_25_hours() -> None:
    day = interval_of(datetime(2026, 10, 25, 12, tzinfo=UTC), "day")
    facts = [
        AgentStateChanged(
            id="a", at=day.begin - timedelta(hours=1), agent="k1", old="offline", event="", new="paused"
        )
    ]
    sums = total(spell_contributions(spells_of(facts, OFFICES, day.begin, day.end)).values())
    assert sums["state_ms|paused"] == 25 * 3_600_000


def test_nothing_is_known_of_the_time_before_the_first_fact() -> None:
    assert spells_of(DAY, OFFICES, at(0), at(6)) == []
