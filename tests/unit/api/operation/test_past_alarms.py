"""Alarms of the last days, made of the moments of their cases."""

from datetime import UTC, datetime, timedelta

from api.operation.past_alarms import PAST, PastAlarm, PastName, past_alarms

NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)


def at(*minutes: float) -> list[datetime]:
    return [NINE + timedelta(minutes=each) for each in minutes]


def alarm(name: PastName, began: float, ended: float, cases: int) -> PastAlarm:
    [began_at, ended_at] = at(began, ended)
    return PastAlarm(name, began_at, ended_at, cases)


def test_cases_that_follow_each_other_closely_are_one_alarm() -> None:
    found = past_alarms({"EmergencyCalls": at(8, 0, 4, 60)})
    assert found == [
        alarm("EmergencyCalls", 60, 60, 1),
        alarm("EmergencyCalls", 0, 8, 3),
    ]


def test_few_calls_that_fail_are_no_alarm() -> None:
    assert past_alarms({"CallsFail": at(0, 9)}) == []
    assert past_alarms({"CallsFail": at(0, 9, 18, 27)}) == [], "never three within ten minutes"
    assert past_alarms({"CallsFail": at(0, 9, 10)}) == [alarm("CallsFail", 0, 10, 3)]


def test_nothing_that_happened_is_no_alarm_of_any_name() -> None:
    assert past_alarms({name: [] for name in PAST}) == []


def test_the_newest_comes_first_whatever_its_name() -> None:
    found = past_alarms({"CallsShed": at(5), "WatchdogActed": at(1, 9)})
    assert [alarm.began_at for alarm in found] == at(9, 5, 1)
