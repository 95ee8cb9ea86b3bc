"""The days of a year: what each is called, and why."""

from datetime import date
from typing import Any

from ivr.hours.opening_hours import Hours
from ivr.hours.year import days_of_year
from tests.unit.ivr.hours.test_opening_hours import KOLNO, WUP, exception, office, plan

SATURDAY_HOLIDAY: dict[str, Any] = {
    "kind": "day_in_lieu",
    "in_lieu_of": date(2026, 8, 15),
    "text": "za 15 sierpnia",
}
HOURS = Hours(
    {
        KOLNO: office(
            plan("07:30-15:30", evening_pool=WUP),
            exceptions=(
                exception(date(2026, 11, 25), None, "08:00-14:00", text="szkolenie"),
                exception(date(2026, 11, 26), None, "07:00-17:00", text="targi pracy"),
                exception(date(2026, 11, 29), None, "10:00-12:00", text="dyżur"),
                exception(date(2026, 8, 17), None, **SATURDAY_HOLIDAY),
            ),
        ),
        WUP: office(plan("16:00-20:00", purpose="evening", days=("monday",))),
    }
)


def test_every_kind_of_day_is_told_from_the_others() -> None:
    days = {each.day: each for each in days_of_year(HOURS, KOLNO, "all", 2026)}
    wanted = {
        (11, 24): ("open", ""),
        (11, 25): ("shorter", "szkolenie"),
        (11, 26): ("other_hours", "targi pracy"),
        (11, 29): ("other_hours", "dyżur"),  # a Sunday that is opened
        (8, 17): ("closed_day", "za 15 sierpnia"),
        (12, 25): ("holiday", "Boże Narodzenie (pierwszy dzień)"),
        (11, 22): ("closed", "niedziela"),
        (11, 28): ("closed", ""),
    }
    found = {key: (days[date(2026, *key)].kind, days[date(2026, *key)].name) for key in wanted}
    assert found == wanted
    assert [span.end for span in days[date(2026, 11, 23)].evening] == [20 * 60]
    assert days[date(2026, 11, 24)].evening == ()


def test_a_leap_year_has_all_its_days_and_an_office_without_hours_is_closed() -> None:
    days = days_of_year(Hours(), KOLNO, "all", 2028)
    assert (len(days), days[0].day, days[-1].day) == (366, date(2028, 1, 1), date(2028, 12, 31))
    assert {each.kind for each in days} == {"closed", "holiday"}
