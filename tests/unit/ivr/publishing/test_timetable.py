"""A version on trial answers its share of the calls, with its sub-scenarios; the others meet what is in force."""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.canary.canary import Canary, Limits, OpenCanary
from ivr.graph.scenario import Scenario, read_scenario
from ivr.number_route import NumberRoute
from ivr.publishing.timetable import Timetable
from ivr.publishing.variants import Number, Variant
from tests.support.scenarios.graphs import graph_of

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CALLS = [f"call-{number}" for number in range(400)]


def scenario(name: str, version: int, calls: str | None = None) -> Scenario:
    nodes = {"koniec": {"kind": "goodbye"}}
    if calls is not None:
        nodes["inny"] = {"kind": "subscenario", "settings": {"scenario": calls}}  # type: ignore[dict-item]
    return read_scenario(graph_of(nodes, name=name)).model_copy(update={"version": version})


def tried(what: Scenario, share: int = 30) -> OpenCanary:
    limits = Limits(10, 2, 50)
    return OpenCanary(Canary(what.name, what.version, what.version - 1, share, NOW, NOW + DAY, limits), what)


def timetable(*canaries: OpenCanary, variants: tuple[Variant, ...] = ()) -> Timetable:
    numbers = [Number("9510", True, "linia"), Number("9524", False, "inna")]
    published = [scenario("linia", 1, "sprawa"), scenario("inna", 1), scenario("lato", 1), scenario("sprawa", 1)]
    return Timetable(numbers, variants, [(each, NOW - DAY) for each in published], canaries)


def versions(route: NumberRoute) -> set[tuple[int, int | None]]:
    """Of the line and of the sub-scenario that it calls, as calls meet them."""
    met = [route.of_call(call).scenario for call in CALLS]
    return {(each.version, each.subscenario_versions.get("sprawa")) for each in met}


def test_calls_meet_both_versions_and_the_same_call_always_the_same_one() -> None:
    route = timetable(tried(scenario("linia", 2, "sprawa"))).routes_at(NOW)["9510"]
    assert route.scenario.version == 1  # whoever knows of no share has what is in force
    assert versions(route) == {(1, 1), (2, 1)}
    share = sum(route.of_call(call).scenario.version == 2 for call in CALLS) / len(CALLS)
    assert share == pytest.approx(0.3, abs=0.08)
    assert [route.of_call(c).scenario for c in CALLS] == [route.of_call(c).scenario for c in CALLS]


def test_a_sub_scenario_on_trial_goes_with_the_calls_of_each_line_that_calls_it() -> None:
    routes = timetable(tried(scenario("sprawa", 2))).routes_at(NOW)
    assert versions(routes["9510"]) == {(1, 1), (1, 2)}
    assert routes["9524"].on_trial is None


def test_a_line_without_a_trial_is_not_touched() -> None:
    route = timetable().routes_at(NOW)["9510"]
    assert route.on_trial is None
    assert route.of_call("call-1") is route


def test_a_timetable_that_is_read_anew_keeps_the_route_and_a_trial_that_ends_changes_it() -> None:
    trial = tried(scenario("linia", 2, "sprawa"))
    before = timetable(trial).routes_at(NOW)
    assert timetable(trial).routes_at(NOW, before)["9510"] is before["9510"]
    after = timetable(trial).without({trial.canary.key}).routes_at(NOW, before)
    assert after["9510"].on_trial is None
    assert after["9524"] is before["9524"]


def test_a_variant_answers_all_calls_while_its_own_scenario_is_not_on_trial() -> None:
    summer = Variant("v", "9510", None, "lato", NOW - DAY, None)
    routes = timetable(tried(scenario("linia", 2, "sprawa")), variants=(summer,)).routes_at(NOW)
    assert (routes["9510"].scenario.name, routes["9510"].on_trial) == ("lato", None)
    routes = timetable(tried(scenario("lato", 2)), variants=(summer,)).routes_at(NOW)
    assert versions(routes["9510"]) == {(1, None), (2, None)}
