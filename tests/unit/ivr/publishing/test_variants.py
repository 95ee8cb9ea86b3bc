"""Which scenario answers a number at a moment, and that it changes by itself."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.graph.scenario import Scenario, read_scenario
from ivr.publishing import variants
from ivr.publishing.timetable import Timetable
from ivr.publishing.variants import Number, Variant

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FREE = Number("9510", True, "linia-9510")
PAID = Number("9524", False, "linia-9524")
OF_KOLNO = Number("862780000", False, "kolno", "20060")


def variant(
    scenario: str,
    number: str | None = None,
    office: str | None = None,
    begins: float = 0,
    ends: float | None = None,
    priority: int = 1,
    name: str = "v",
) -> Variant:
    return Variant(
        name, number, office, scenario, NOW + begins * DAY, None if ends is None else NOW + ends * DAY, priority
    )


def best(number: Number, *held: Variant, at: datetime = NOW) -> str:
    return variants.names_in_order(number, held, at)[0]


def test_without_a_variant_the_usual_scenario_answers() -> None:
    assert best(FREE) == "linia-9510"


def test_a_variant_holds_from_its_beginning_to_its_end() -> None:
    summer = variant("lato", "9510", begins=1, ends=3)
    assert best(FREE, summer) == "linia-9510"
    assert best(FREE, summer, at=NOW + DAY) == "lato"
    assert best(FREE, summer, at=NOW + 3 * DAY - timedelta(microseconds=1)) == "lato"
    assert best(FREE, summer, at=NOW + 3 * DAY) == "linia-9510"
    assert best(PAID, summer, at=NOW + DAY) == "linia-9524"


def test_a_variant_of_an_office_is_for_its_numbers_only() -> None:
    closed = variant("zamkniete", office="20060")
    assert best(OF_KOLNO, closed) == "zamkniete"
    assert best(FREE, closed) == "linia-9510"
    assert best(FREE, variant("x", "9510", "20060")) == "linia-9510"  # the number does not belong to it


def test_the_highest_priority_answers_then_whoever_names_the_number() -> None:
    office, number = variant("urzad", office="20060", name="a"), variant("numer", "862780000", name="b")
    assert best(OF_KOLNO, office, number) == "numer"
    urgent = variant("pilne", office="20060", priority=2)
    assert best(OF_KOLNO, office, number, urgent) == "pilne"


@pytest.mark.parametrize(
    ("new", "word"),
    [
        (variant("x"), "numeru albo urzędu"),
        (variant("x", "9510", begins=-1), "wstecz"),
        (variant("x", "9510", ends=0), "późniejszej"),
        (variant("x", "9510", priority=101), "Priorytet"),
    ],
)
def test_a_variant_that_makes_no_sense_is_refused(new: Variant, word: str) -> None:
    [fault] = variants.faults(new, [], NOW)
    assert word in fault


def test_two_of_the_same_priority_do_not_overlap() -> None:
    there = variant("lato", "9510", begins=1, ends=3)
    assert variants.faults(variant("x", "9510", begins=2), [there], NOW)
    assert variants.faults(variant("x", "9510"), [there], NOW)
    assert not variants.faults(variant("x", "9510", begins=3), [there], NOW)
    assert not variants.faults(variant("x", "9510", ends=1), [there], NOW)
    assert not variants.faults(variant("x", "9510", begins=2, priority=2), [there], NOW)
    assert not variants.faults(variant("x", "9524", begins=2), [there], NOW)
    assert not variants.faults(variant("x", "9510"), [variant("y", "9510", begins=1, ends=1)], NOW)


spans = st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(1, 20)))


@given(st.lists(spans, max_size=12), st.integers(0, 45))
def test_of_what_was_accepted_at_most_one_of_a_priority_holds_at_any_moment(
    wanted: list[tuple[int, int | None]], day: int
) -> None:
    held: list[Variant] = []
    for number, (begins, length) in enumerate(wanted):
        new = variant(
            "x", "9510", begins=begins, ends=None if length is None else begins + length, name=f"v{number}"
        )
        if not variants.faults(new, held, NOW):
            held.append(new)
    assert sum(each.holds_at(NOW + day * DAY) for each in held) <= 1


def scenario(name: str, version: int) -> Scenario:
    nodes = {"koniec": {"kind": "goodbye", "settings": {"prompts": ["G02"]}}}
    graph = {"name": name, "title": name, "start": "koniec", "nodes": nodes, "version": version}
    return read_scenario(graph)


def test_the_timetable_knows_what_answers_and_when_that_changes() -> None:
    table = Timetable(
        [FREE, PAID],
        [variant("lato", "9510", begins=2, ends=4)],
        [
            (scenario("linia-9510", 1), NOW - DAY),
            (scenario("linia-9510", 2), NOW + DAY),
            (scenario("lato", 1), NOW - DAY),
        ],
    )

    def answers(days: float) -> tuple[str, int]:
        found = table.routes_at(NOW + days * DAY)["9510"].scenario
        return found.name, found.version

    assert [answers(d) for d in (0, 1, 2, 3.9, 4)] == [
        ("linia-9510", 1),
        ("linia-9510", 2),
        ("lato", 1),
        ("lato", 1),
        ("linia-9510", 2),
    ]
    assert "9524" not in table.routes_at(NOW)  # its scenario is not published
    moments = [NOW]
    while (change := table.next_change(moments[-1])) is not None:
        moments.append(change)
    assert moments[1:] == [NOW + DAY, NOW + 2 * DAY, NOW + 4 * DAY]


def test_a_variant_whose_scenario_is_not_published_gives_way() -> None:
    table = Timetable([FREE], [variant("lato", "9510")], [(scenario("linia-9510", 1), NOW - DAY)])
    assert table.routes_at(NOW)["9510"].scenario.name == "linia-9510"
