"""What a call has added is taken away exactly; every counter of the dictionary has a column."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings

from acd.live.agent_state import AgentState
from core.db.tables.report_tables import REPORT_DAY, REPORT_NODE_DAY, REPORT_QUARTER
from core.metrics.call_figures import fold
from core.metrics.contributions import HANDLING_STATES, LOGGED_OUT, READY_STATES
from core.metrics.counters import AGENT, FAMILIES, PLAIN, STATE
from core.report_columns import AGENT_COUNTERS, NODE_COUNTERS, STATE_COLUMNS, STATES, WAITS
from jobs.report_figures import LOOK_BACK, TURN, days_to_check
from reports.figures.figure_rows import Counted, Moves, Numbers, packed, quarter_rows, unpacked, wanted
from tests.support.reports.made_up_calls import MadeUpCall, facts_of
from tests.unit.core.metrics.test_identities import made_up_calls


def numbers_for(*counted: Counted) -> Numbers:
    keys, names, paths = wanted(counted)
    numbers = Numbers()
    for n, key in enumerate(sorted(keys)):
        numbers.know_key(n, key)
    for n, name in enumerate(sorted(names)):
        numbers.know_counter(n, name)
    numbers.nodes = {path: n for n, path in enumerate(sorted(paths))}
    return numbers


def test_every_counter_has_a_column_and_no_column_is_of_anything_else() -> None:
    for table in (REPORT_QUARTER, REPORT_DAY):
        assert [column.name for column in table.c][2:] == [*PLAIN, "families"]
    assert {*AGENT_COUNTERS, *STATE_COLUMNS[:2]} == set(AGENT) - {STATE}
    assert set(STATES) == {str(state) for state in AgentState} - {LOGGED_OUT}
    assert set(STATES) >= READY_STATES | HANDLING_STATES
    assert set(WAITS) <= set(FAMILIES)
    assert [column.name for column in REPORT_NODE_DAY.c][2:] == [*NODE_COUNTERS, "families"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(made_up_calls(), made_up_calls())
def test_what_a_call_has_added_is_kept_exactly_and_can_be_taken_away(one: MadeUpCall, other: MadeUpCall) -> None:
    calls = [fold(facts_of(call), call.beside) for call in (one, other)]
    counted = [Counted.of(call) for call in calls]
    numbers = numbers_for(*counted)
    adds = [each.adds(numbers) for each in counted]
    assert [unpacked(packed(each)) for each in adds] == adds
    moves = Moves()
    for call, each in zip(calls, adds, strict=True):
        assert call.started_at is not None
        moves.move(call.started_at, each, numbers)
    assert calls[0].started_at is not None
    assert calls[1].started_at is not None
    moves.move(calls[0].started_at, adds[0], numbers, -1)
    alone = Moves()
    alone.move(calls[1].started_at, adds[1], numbers)
    moves.settle()
    alone.settle()
    assert moves.quarters == alone.quarters
    assert moves.agents == alone.agents
    assert moves.nodes == alone.nodes


def test_a_counter_without_a_column_is_refused_and_not_lost() -> None:
    with pytest.raises(ValueError, match="no column of the summaries"):
        quarter_rows({(date(2026, 1, 1), 1): {"something_new": 1}})  # type: ignore[dict-item]


def test_every_day_is_checked_in_time_and_the_last_ones_every_night() -> None:
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    nights = [days_to_check(first, last, date.fromordinal(last.toordinal() + n)) for n in range(TURN)]
    assert all(date(2026, 6, 30) in night for night in nights[:LOOK_BACK])
    assert len({day for night in nights for day in night}) == (last - first).days + 1
    assert max(map(len, nights)) <= LOOK_BACK + 1 + 181 // TURN + 1
