"""What calls for an alarm of the board, with which threshold, and since when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.live.live import Alarm, QueueLive
from core.metrics.metric import Figure
from reports.board.board_alarms import FIGURES_AGE, LONG_WAIT, SERVICE_LEVEL, SERVICE_LEVEL_CASES, Seen, alarms
from tests.support.calls.call_facts import NINE

QUIET = Seen(at=NINE, begun_at=NINE - timedelta(hours=1), complete_until=NINE)


def waits(seconds: float, there: int = 1) -> Seen:
    since = NINE - timedelta(seconds=seconds)
    return replace(QUIET, queues={"20610": QueueLive(waiting=2, oldest=since, there=there)})


def raised(seen: Seen) -> list[str]:
    return list(alarms(seen, {}))


def test_a_quiet_centre_calls_for_nothing() -> None:
    assert alarms(replace(QUIET, queues={"20610": QueueLive()}), {}) == {}


@pytest.mark.parametrize(
    ("seen", "key"),
    [
        (replace(QUIET, is_asterisk_there=False), "asterisk_away:"),
        (replace(QUIET, calls_shed_since=NINE, shed_calls=3), "calls_shed:"),
        (waits(1, there=0), "nobody_there:20610"),
        (waits(LONG_WAIT + 1), "long_wait:20610"),
        (
            replace(QUIET, levels={"20610": Figure(SERVICE_LEVEL - 0.1, SERVICE_LEVEL_CASES)}),
            "service_level_low:20610",
        ),
        (replace(QUIET, complete_until=NINE - timedelta(seconds=FIGURES_AGE + 1)), "figures_late:"),
        (replace(QUIET, complete_until=None), "figures_late:"),
        (replace(QUIET, unrecorded={"20610": 1}), "recording_failed:20610"),
        (replace(QUIET, broken_glass={"": NINE}), "glass_broken:"),
        (replace(QUIET, waiting_acts={"20610": (2, NINE)}), "second_person:20610"),
        (replace(QUIET, accounts_at_ceiling={"20610": 1}), "looks_at_ceiling:20610"),
    ],
)
def test_each_kind_is_raised_by_what_it_says(seen: Seen, key: str) -> None:
    [(found, alarm)] = alarms(seen, {}).items()
    assert found == key
    assert f"{alarm.kind}:{alarm.office}" == key


@pytest.mark.parametrize(
    "seen",
    [
        waits(LONG_WAIT),
        replace(QUIET, levels={"20610": Figure(SERVICE_LEVEL, 100)}),
        replace(QUIET, levels={"20610": Figure(0.0, SERVICE_LEVEL_CASES - 1)}),
        replace(QUIET, levels={"20610": Figure(None, 0)}),
        replace(QUIET, complete_until=NINE - timedelta(seconds=FIGURES_AGE)),
        replace(QUIET, unrecorded={"20610": 0}),
        replace(QUIET, queues={"20610": QueueLive(there=0)}),
    ],
)
def test_at_the_threshold_or_with_too_few_cases_there_is_none(seen: Seen) -> None:
    assert raised(seen) == []


def test_an_alarm_shows_what_is_compared_with_what() -> None:
    low = alarms(replace(QUIET, levels={"20610": Figure(41.666, 12)}), {})["service_level_low:20610"]
    assert (low.value, low.limit) == (41.7, SERVICE_LEVEL)
    half = alarms(replace(QUIET, levels={"20610": Figure(31.25, 16)}), {})["service_level_low:20610"]
    assert half.value == 31.3  # as the board says it
    late = alarms(waits(400), {})["long_wait:20610"]
    assert (late.value, late.limit, late.since) == (None, LONG_WAIT, NINE - timedelta(seconds=400))


def test_an_alarm_that_goes_on_keeps_its_beginning_and_one_of_another_caller_does_not() -> None:
    away = replace(QUIET, is_asterisk_there=False)
    first = alarms(away, {})
    later = replace(away, at=NINE + timedelta(seconds=20), complete_until=NINE + timedelta(seconds=20))
    assert alarms(later, first) == first
    known = {"long_wait:20610": Alarm(kind="long_wait", office="20610", since=NINE - timedelta(seconds=900))}
    assert alarms(waits(400), known)["long_wait:20610"].since == NINE - timedelta(seconds=400)
