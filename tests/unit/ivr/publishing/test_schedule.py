"""What is planned, and that no change of a sub-scenario breaks who calls it and comes later."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ivr.graph.scenario import Scenario, read_scenario
from ivr.publishing.schedule import ScenarioSchedule, broken_later, extended, in_force_at, without
from tests.support.scenarios.graphs import WORLD, graph_of, saying

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def sprawa(version: int, *ends: str) -> Scenario:
    """A sub-scenario with these ends."""
    nodes = {
        "zgoda": {
            "kind": "menu",
            "settings": {
                "prompts": ["M01"],
                "options": {str(key): f"to_{end}" for key, end in enumerate(ends, 1)},
            },
            "next": {
                **{f"to_{end}": end for end in ends},
                **dict.fromkeys(("no_input", "failed"), ends[0]),
            },
        },
        **{end: {"kind": "end", "settings": {"outcome": end}} for end in ends},
    }
    return numbered(read_scenario(graph_of(nodes, name="sprawa")), version)


def linia(version: int, *ways: str) -> Scenario:
    """A line that calls it and knows these ends."""
    nodes = {
        "sprawa": {
            "kind": "subscenario",
            "settings": {"scenario": "sprawa"},
            "next": dict.fromkeys(ways, "koniec"),
        },
        "koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
    }
    return numbered(read_scenario(graph_of(nodes, name="linia")), version)


def numbered(scenario: Scenario, version: int) -> Scenario:
    return scenario.model_copy(update={"version": version})


def broken(
    before: ScenarioSchedule, after: ScenarioSchedule, since: datetime = NOW
) -> list[tuple[str, int, datetime]]:
    return [(b.name, b.number, b.at) for b in broken_later(before, after, "sprawa", WORLD, since)]


def test_the_last_version_that_came_into_force_is_in_force() -> None:
    plan = [(sprawa(1, "done"), NOW - DAY), (sprawa(2, "done"), NOW + DAY)]
    assert in_force_at(plan, NOW)["sprawa"].version == 1
    assert in_force_at(plan, NOW + DAY)["sprawa"].version == 2
    assert in_force_at(plan, NOW - 2 * DAY) == {}


def test_a_planned_sub_scenario_that_a_later_caller_needs_is_not_cancelled() -> None:
    plan = [(sprawa(1, "done"), NOW + DAY), (linia(1, "done"), NOW + 2 * DAY)]
    assert broken(plan, without(plan, "sprawa", 1)) == [("linia", 1, NOW + 2 * DAY)]
    [told] = broken_later(plan, without(plan, "sprawa", 1), "sprawa", WORLD, NOW)
    assert told.text == (
        "Scenariusz „linia” (wersja 1) wywołuje ten podscenariusz i od 26.11.2026 10:00 przestałby działać: "
        "Węzeł „sprawa”: nie ma opublikowanego podscenariusza „sprawa”."
    )


def test_a_planned_version_is_cancelled_if_the_version_before_does_as_well() -> None:
    plan = [(sprawa(1, "done"), NOW - DAY), (sprawa(2, "done"), NOW + DAY), (linia(1, "done"), NOW + 2 * DAY)]
    assert broken(plan, without(plan, "sprawa", 2)) == []


def test_a_planned_version_is_cancelled_if_nobody_calls_it_or_the_caller_was_broken_anyway() -> None:
    alone = [(sprawa(1, "done"), NOW + DAY)]
    assert broken(alone, without(alone, "sprawa", 1)) == []
    unfit = [(sprawa(1, "done"), NOW + DAY), (linia(1), NOW + 2 * DAY)]
    told = broken_later(unfit, without(unfit, "sprawa", 1), "sprawa", WORLD, NOW)
    assert all("brak przejścia" not in why for each in told for why in each.why)


def test_each_caller_is_told_once_at_its_first_moment() -> None:
    plan = [(sprawa(1, "done"), NOW + DAY), (linia(1, "done"), NOW + 2 * DAY), (linia(2, "done"), NOW + 3 * DAY)]
    plan.append(
        (numbered(read_scenario(graph_of({"a": saying("b"), "b": saying("b")}, name="inna")), 1), NOW + 4 * DAY)
    )
    told = broken(plan, without(plan, "sprawa", 1))
    assert told == [("linia", 1, NOW + 2 * DAY), ("linia", 2, NOW + 3 * DAY)]


def test_who_calls_through_others_is_told_as_well() -> None:
    middle = graph_of(
        {
            "w": {"kind": "subscenario", "settings": {"scenario": "sprawa"}, "next": {"done": "koniec"}},
            "koniec": {"kind": "end"},
        },
        name="srodek",
    )
    outer = graph_of(
        {
            "srodek": {"kind": "subscenario", "settings": {"scenario": "srodek"}, "next": {"done": "koniec"}},
            "koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}},
        },
        name="linia",
    )
    plan = [
        (sprawa(1, "done"), NOW + DAY),
        (numbered(read_scenario(middle), 1), NOW + 2 * DAY),
        (numbered(read_scenario(outer), 1), NOW + 3 * DAY),
    ]
    assert broken(plan, without(plan, "sprawa", 1)) == [
        ("srodek", 1, NOW + 2 * DAY),
        ("linia", 1, NOW + 3 * DAY),
    ]


def test_a_version_that_is_published_is_checked_against_who_comes_later() -> None:
    plan = [(sprawa(1, "done"), NOW - DAY), (linia(1, "done"), NOW + 2 * DAY)]
    another_end = sprawa(1, "done", "zmiana")
    assert broken(plan, extended(plan, another_end, NOW)) == [("linia", 1, NOW + 2 * DAY)]
    assert broken(plan, extended(plan, sprawa(1, "done"), NOW)) == []
    assert extended(plan, another_end, NOW)[-1][0].version == 2
    # Its own moment and what comes before are looked at elsewhere.
    assert broken(plan, extended(plan, another_end, NOW + 2 * DAY), NOW + 2 * DAY) == []


def test_planned_callers_are_judged_against_the_texts_and_offices_of_the_context() -> None:
    plan = [(sprawa(1, "done"), NOW + DAY), (linia(1, "done"), NOW + 2 * DAY)]
    poor = replace(WORLD, prompts={"pl": frozenset()})
    [told] = broken_later(plan, without(plan, "sprawa", 1), "sprawa", poor, NOW)
    assert told.why == ["Węzeł „sprawa”: nie ma opublikowanego podscenariusza „sprawa”."]
