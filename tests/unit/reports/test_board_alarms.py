"""What calls for an alarm of the board, with which threshold, and since when."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from core.live.live import Alarm, AsteriskLive, QueueLive
from core.metrics.metric import Figure
from reports.board.board_alarms import BACK_NEWS, FIGURES_AGE, SERVICE_LEVEL_CASES, Consultant, Seen, alarms
from reports.board.board_limits import SHIPPED, USUAL, LimitRule, Limits
from tests.support.calls.call_facts import NINE

LONG_WAIT = SHIPPED["long_wait", ""]
SERVICE_LEVEL = SHIPPED["service_level_low", ""]
AWAY = SHIPPED["telephone_away", ""]
MEAL = SHIPPED["pause_long", "meal"]
TODAY = NINE.date()

QUIET = Seen(at=NINE, begun_at=NINE - timedelta(hours=1), complete_until=NINE, limits=USUAL)


def waits(seconds: float, lacks: Literal["", "ready", "there"] = "") -> Seen:
    since = NINE - timedelta(seconds=seconds)
    return replace(QUIET, queues={"20610": QueueLive(waiting=3, callbacks=1, oldest=since, lacks=lacks)})


def is_in(state: str, seconds: float, reason: str | None = None, office: str = "20610") -> Seen:
    one = Consultant(office, state, NINE - timedelta(seconds=seconds), reason)
    return replace(QUIET, consultants=[one])


def _back(seconds: float) -> AsteriskLive:
    since = NINE - timedelta(seconds=seconds)
    return AsteriskLive(name="a", state="up", since=since, ended=3, gone_at=since - timedelta(seconds=30))


def raised(seen: Seen) -> list[str]:
    return list(alarms(seen, {}))


def test_a_quiet_centre_calls_for_nothing() -> None:
    assert alarms(replace(QUIET, queues={"20610": QueueLive()}), {}) == {}


@pytest.mark.parametrize(
    ("seen", "key"),
    [
        (replace(QUIET, is_asterisk_there=False), "asterisk_away:"),
        (replace(QUIET, calls_shed_since=NINE, shed_calls=3), "calls_shed:"),
        (replace(QUIET, asterisks=[AsteriskLive(name="a", state="gone", since=NINE)]), "asterisk_lost:"),
        (replace(QUIET, asterisks=[AsteriskLive(name="a", state="cut", since=NINE)]), "asterisk_lost:"),
        (replace(QUIET, asterisks=[_back(0)]), "asterisk_back:"),
        (
            replace(QUIET, asterisks=[AsteriskLive(name="a", state="up", since=NINE, is_drained=True)]),
            "asterisk_drained:",
        ),
        (replace(QUIET, database_away_since=NINE), "database_away:"),
        (replace(QUIET, application_heard_at=NINE), "application_away:"),
        (waits(1, "there"), "nobody_there:20610"),
        (waits(1, "ready"), "nobody_ready:20610"),
        (is_in("unreachable", AWAY + 1), "telephone_away:20610"),
        (is_in("paused", MEAL + 1, "meal"), "pause_long:20610"),
        (replace(QUIET, overdue={"20610": (2, NINE - timedelta(hours=2))}), "callback_overdue:20610"),
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
        (replace(QUIET, uncertain_messages={"20060": 2}), "messages_uncertain:20060"),
        (replace(QUIET, late_matters={"20060": (3, NINE)}), "matters_late:20060"),
        (replace(QUIET, near_matters={"20060": (1, 7200.0)}), "matters_near:20060"),
        (replace(QUIET, ending_rates=(4, NINE)), "rate_ends:"),
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
        is_in("unreachable", AWAY),
        is_in("offline", 9 * 3600),
        is_in("paused", MEAL, "meal"),
        is_in("paused", 9 * 3600, "training"),
        replace(waits(9 * 3600), limits=None),
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


def test_while_what_tells_of_callers_is_away_nothing_is_said_of_them() -> None:
    """What is not known is not said; one cause is one alarm."""
    trouble = replace(
        waits(9 * 3600, "there"),
        consultants=[Consultant("20610", "unreachable", NINE - timedelta(hours=1))],
        calls_shed_since=NINE,
    )
    assert len(raised(trouble)) == 4
    assert raised(replace(trouble, is_asterisk_there=False)) == ["asterisk_away:"]
    assert raised(replace(trouble, is_asterisk_there=False, application_heard_at=NINE)) == ["application_away:"]
    dark = replace(trouble, database_away_since=NINE, application_heard_at=NINE, complete_until=None)
    assert raised(dark) == ["database_away:"]


def test_of_several_at_an_office_the_first_says_since_when_and_its_limit() -> None:
    pauses = [
        Consultant("20610", "paused", NINE - timedelta(seconds=1000), "break"),
        Consultant("20610", "paused", NINE - timedelta(seconds=2000), "meal"),
        Consultant("20620", "paused", NINE - timedelta(seconds=10), "meal"),
    ]
    [alarm] = alarms(replace(QUIET, consultants=pauses), {}).values()
    assert (alarm.value, alarm.limit, alarm.since) == (2.0, MEAL, NINE - timedelta(seconds=2000))


def rule(value: float | None, office: str | None = None, days: int = 0) -> LimitRule:
    return LimitRule("pause_long", "training", office, value, TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("rules", "limit"),
    [
        ([], None),
        ([rule(600.0)], 600.0),
        ([rule(600.0, days=1)], None),
        ([rule(900.0, "20610"), rule(600.0)], 900.0),
        ([rule(900.0, "20620"), rule(600.0)], 600.0),
        ([rule(900.0, days=-1), rule(600.0)], 600.0),
        ([rule(600.0), rule(0.0, "20610")], None),
        ([rule(600.0), rule(900.0, "20610", -2), rule(None, "20610", -1)], 600.0),
    ],
    ids=["none", "province", "planned", "own first", "another's", "newest", "none is wanted", "ended"],
)
def test_the_limit_that_holds(rules: list[LimitRule], limit: float | None) -> None:
    assert Limits(rules, TODAY).value("pause_long", "20610", "training") == limit


def test_a_limit_of_the_office_raises_its_alarm() -> None:
    strict = LimitRule("long_wait", "", "20610", 60.0, TODAY)
    assert raised(replace(waits(61), limits=Limits([strict], TODAY))) == ["long_wait:20610"]


def test_of_an_asterisk_that_is_lost_it_is_said_what_ended_with_it_and_then_that_it_is_back() -> None:
    gone = AsteriskLive(name="b", state="gone", since=NINE, ended=4, gone_at=NINE)
    there = AsteriskLive(name="a", state="up", since=NINE - timedelta(days=1))
    (lost,) = alarms(replace(QUIET, asterisks=[there, gone], rung_back=2), {}).values()
    assert (lost.kind, lost.name, lost.value, lost.rung_back, lost.since) == ("asterisk_lost", "b", 4.0, 2, NINE)
    (back,) = alarms(replace(QUIET, asterisks=[there, _back(20)]), {"asterisk_lost:": lost}).values()
    assert (back.kind, back.name, back.value) == ("asterisk_back", "a", 3.0)
    assert not raised(replace(QUIET, asterisks=[there, _back(BACK_NEWS + 1)]))
