"""The figures of the day in memory: what is kept of calls, and what each window has of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.live.live import PROVINCE, Flow
from core.metrics.dictionary import METRICS
from core.metrics.intervals import SLOT
from core.metrics.sums import Sums
from reports.board.board_metrics import BOARD_COUNTERS, BOARD_FAMILIES, BOARD_METRICS, figures_of, is_of_board
from reports.board.day_figures import WINDOWS, BaseRow, DayFigures, Places, Windows, difference

NOON = datetime(2026, 11, 24, 11, 7, tzinfo=UTC)
AT_NOON = Windows.at(NOON)

COUNTS = st.dictionaries(st.sampled_from(["offered", "answered", "wait|5"]), st.integers(1, 3), max_size=3)
PLACES = st.dictionaries(
    st.tuples(
        st.integers(0, 12).map(lambda n: AT_NOON.hour - 4 * SLOT + n * SLOT), st.sampled_from(["20610", ""])
    ),
    COUNTS,
    max_size=3,
)


def test_the_windows_begin_with_quarters_of_an_hour_and_at_midnight_in_poland() -> None:
    assert AT_NOON.now == NOON.replace(minute=0) - SLOT
    assert AT_NOON.hour == NOON.replace(minute=0) - 3 * SLOT
    assert AT_NOON.day == datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    after_midnight = Windows.at(datetime(2026, 11, 23, 23, 5, tzinfo=UTC))
    assert after_midnight.first == after_midnight.hour < after_midnight.day


@given(st.lists(st.tuples(st.sampled_from("abc"), PLACES), max_size=8))
def test_only_the_newest_of_each_call_counts(moves: list[tuple[str, Places]]) -> None:
    day = DayFigures(AT_NOON, [BaseRow("20610", WINDOWS, {"offered": 2})], {})
    for call, places in moves:
        day.put(call, places, {})
    newest = dict(moves)
    assert day.calls == sum(bool(places) for places in newest.values())
    for name in WINDOWS:
        for office in ("20610", PROVINCE):
            expected = Sums({"offered": 2})
            for places in newest.values():
                for (quarter, of), counts in places.items():
                    if quarter >= AT_NOON.since(name) and office in (of, PROVINCE):
                        expected += Sums(counts)
            assert day.sums(name, office) == expected


@given(PLACES, PLACES)
def test_a_difference_leads_from_the_one_to_the_other(before: Places, after: Places) -> None:
    day = DayFigures(AT_NOON, [], {})
    day.put("before", before, {})
    day.put("difference", difference(after, before), {})
    other = DayFigures(AT_NOON, [], {})
    other.put("after", after, {})
    assert [day.sums(name, "20610") for name in WINDOWS] == [other.sums(name, "20610") for name in WINDOWS]


def test_flows_are_between_two_offices_and_go_when_the_day_goes() -> None:
    flows: Mapping[str, int] = {"flow|20610>20620": 2, "flow|20610>20610": 7}
    rows = [BaseRow("20610", ("day",), flows), BaseRow("20610", ("day", "hour"), {"flow|20620>20610": 1})]
    day = DayFigures(AT_NOON, rows, {"20610>20620": NOON})
    assert day.flows() == {
        "20610>20620": Flow(day=2, hour=0, last=NOON),
        "20620>20610": Flow(day=1, hour=1),
    }
    day.put(
        "call", {(AT_NOON.now, "20610"): {"flow|20610>20620": 1}}, {"20610>20620": NOON + timedelta(minutes=1)}
    )
    assert day.flows()["20610>20620"] == Flow(day=3, hour=1, last=NOON + timedelta(minutes=1))


@pytest.mark.parametrize("key", BOARD_METRICS)
def test_every_figure_of_the_board_finds_what_it_counts(key: str) -> None:
    """It looks at no counter that the board does not have."""

    class Asked(Sums):
        names: set[str]

        def __getitem__(self, name: str) -> int:
            self.names.add(name)
            return 1

        def family(self, name: str) -> dict[str, int]:
            self.names.add(name)
            return {"5": 1}

    asked = Asked({"calls": 1})
    asked.names = set()
    METRICS[key].compute(asked)
    assert asked.names <= {*BOARD_COUNTERS, *BOARD_FAMILIES}
    assert figures_of(Sums())[key][1] == 0


def test_what_persons_enter_and_time_in_states_are_not_of_the_board() -> None:
    assert not any(
        map(is_of_board, ("entries", "disposition|solved", "repeat_calls", "agent_calls|k1", "state_ms|x"))
    )
