"""Hours that cannot be right are refused, in Polish."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from core.calendar.holidays_pl import day_off, holidays_of, is_saturday_holiday
from ivr.graph.errors_pl import error_sentences
from ivr.hours.errors_pl import exception_faults, plan_faults
from ivr.hours.week_plan import OpeningSpan, SpecialDays, WeeklyPlan, WeekPlan

TODAY = date(2026, 11, 24)
NAMES = {"20000": "Wojewódzki Urząd Pracy w Białymstoku", "20060": "Powiatowy Urząd Pracy w Kolnie"}


def span(begin: Any, end: Any) -> dict[str, Any]:
    return {"begin": begin, "end": end}


def refused(model: type[WeeklyPlan] | type[SpecialDays], values: dict[str, Any]) -> list[tuple[Any, str]]:
    with pytest.raises(ValidationError) as error:
        model.model_validate(values)
    return error_sentences(error.value)


@pytest.mark.parametrize(
    ("week", "where", "what"),
    [
        (
            {"monday": [span("09:00", "08:00")]},
            ("monday", 0),
            "koniec (08:00) musi być późniejszy niż początek (09:00); "
            "godziny przez północ proszę podzielić na dwa dni",
        ),
        (
            {"tuesday": [span("11:00", "15:00"), span("08:00", "12:00")]},
            ("tuesday",),
            "godziny 08:00–12:00 i 11:00–15:00 zachodzą na siebie",
        ),
        (
            {"friday": [span("7:30", "15:30")]},
            ("friday", 0, "begin"),
            "godzina ma mieć postać 07:30, najpóźniejsza to 24:00",
        ),
        (
            {"friday": [span("07:30", "24:01")]},
            ("friday", 0, "end"),
            "godzina ma mieć postać 07:30, najpóźniejsza to 24:00",
        ),
        (
            {"friday": [span(450, 930)]},
            ("friday", 0, "begin"),
            "godzina ma mieć postać 07:30, najpóźniejsza to 24:00",
        ),
        (
            {"sunday": [span("09:00", "10:00")]},
            (),
            "niedziela jest dniem ustawowo wolnym od pracy; dyżur w jedną niedzielę proszę dodać jako wyjątek",
        ),
        ({"monday": [span("01:00", "02:00")] * 7}, ("monday",), "za dużo pozycji (najwięcej: 6)"),
        ({"holiday": []}, ("holiday",), "nieznane pole"),
    ],
)
def test_a_week_that_cannot_be_is_refused_where_it_cannot(
    week: dict[str, Any], where: tuple[Any, ...], what: str
) -> None:
    assert (where, what) in refused(WeeklyPlan, week)


def test_a_week_is_written_as_it_is_read() -> None:
    written = {"monday": [span("07:30", "12:00"), span("12:00", "24:00")]}
    week = WeeklyPlan.model_validate(written)
    assert [(s.begin, s.end) for s in week.of(0)] == [(450, 720), (720, 1440)]
    assert week.model_dump(mode="json") == {
        **{day: [] for day in ("tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")},
        **written,
    }


GOOD = {"kind": "closed", "first_day": "2026-12-28", "last_day": "2026-12-28", "text": "za 26 grudnia"}


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"last_day": "2026-12-27"}, "ostatni dzień nie może być wcześniejszy niż pierwszy"),
        ({"last_day": "2028-01-01"}, "wyjątek może trwać najwyżej rok; na dłużej służy plan tygodnia"),
        ({"first_day": "1999-01-01", "last_day": "1999-01-01"}, "rok musi leżeć między 2000 a 2100"),
        ({"text": "  "}, "powód ma być zwykłym tekstem w jednym wierszu"),
        ({"text": "a\nb"}, "powód ma być zwykłym tekstem w jednym wierszu"),
        ({"text": ""}, "tekst jest za krótki (najmniej znaków: 1)"),
        (
            {"kind": "other_hours"},
            "godziny podaje się wtedy i tylko wtedy, gdy urząd pracuje w innych godzinach",
        ),
        (
            {"spans": [span("08:00", "12:00")]},
            "godziny podaje się wtedy i tylko wtedy, gdy urząd pracuje w innych godzinach",
        ),
        (
            {"kind": "day_in_lieu"},
            "dzień, za który przysługuje wolne, podaje się tylko przy dniu wolnym za święto",
        ),
        (
            {"in_lieu_of": "2026-12-26"},
            "dzień, za który przysługuje wolne, podaje się tylko przy dniu wolnym za święto",
        ),
        (
            {"kind": "day_in_lieu", "in_lieu_of": "2026-12-25"},
            "dzień wolny przysługuje za święto przypadające w sobotę, a ten dzień nim nie jest",
        ),
    ],
)
def test_days_that_cannot_be_are_refused(change: dict[str, Any], what: str) -> None:
    assert what in [sentence for _, sentence in refused(SpecialDays, GOOD | change)]


def test_a_day_in_lieu_names_its_holiday() -> None:
    assert SpecialDays.model_validate(GOOD | {"kind": "day_in_lieu", "in_lieu_of": "2026-12-26"})
    assert is_saturday_holiday(date(2026, 8, 15))
    assert not is_saturday_holiday(date(2026, 8, 22))


def test_there_are_fourteen_holidays_besides_sundays_since_christmas_eve_is_one() -> None:
    def without_sundays(year: int) -> int:
        return len([day for day in holidays_of(year) if "Niedziela" not in holidays_of(year)[day]])

    # Pentecost is a Sunday by its nature, Easter Sunday by name.
    assert (without_sundays(2024) - 1, without_sundays(2026) - 1) == (11, 12)
    assert day_off(date(2024, 12, 24)) is None
    assert day_off(date(2025, 12, 24)) == "Wigilia Bożego Narodzenia"
    assert day_off(date(2026, 11, 29)) == "niedziela"
    assert day_off(date(2026, 11, 28)) is None


def plan(**settings: Any) -> WeekPlan:
    return WeekPlan(week=WeeklyPlan(), **{"valid_from": TODAY, **settings})


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"valid_from": date(2026, 11, 23)}, "Plan nie może obowiązywać wstecz, od dnia, który już minął."),
        ({"valid_from": date(2101, 1, 1)}, "Plan musi zacząć obowiązywać najpóźniej w roku 2100."),
        ({"valid_to": TODAY}, "Ostatni dzień planu nie może być wcześniejszy niż pierwszy."),
        ({"evening_pool": "99999"}, "Nie ma urzędu 99999."),
        (
            {"evening_pool": "20060"},
            "Powiatowy Urząd Pracy w Kolnie nie prowadzi wspólnego dyżuru; najpierw proszę ustalić jego godziny.",
        ),
        (
            {"purpose": "evening", "evening_pool": "20000"},
            "Wspólny dyżur nie może uczestniczyć w innym dyżurze.",
        ),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(settings: dict[str, Any], sentence: str) -> None:
    pools = [("20000", None), ("20060", TODAY)]
    assert plan_faults(plan(**settings), TODAY, NAMES, pools) == [sentence]
    assert plan_faults(plan(evening_pool="20000"), TODAY, NAMES, pools) == []


def test_exceptions_do_not_overlap_and_do_not_change_the_past() -> None:
    def days(first: int, last: int, **settings: Any) -> SpecialDays:
        return SpecialDays(
            **{"kind": "closed", "text": "remont"} | settings,
            first_day=date(2026, 11, first),
            last_day=date(2026, 11, last),
        )

    past = ["Wyjątek nie może dotyczyć dni, które już minęły."]
    assert exception_faults(days(24, 24), TODAY, []) == []
    assert exception_faults(days(20, 24), TODAY, []) == past
    assert exception_faults(days(20, 26), TODAY, [], began=date(2026, 11, 20)) == [], "it has begun and goes on"
    assert exception_faults(days(20, 23), TODAY, [], began=date(2026, 11, 20)) == past
    other = [days(26, 28)]
    assert exception_faults(days(24, 26), TODAY, other) == [
        "Od 26.11.2026 do 28.11.2026 obowiązuje już wyjątek „remont”."
    ]
    assert exception_faults(days(24, 25), TODAY, other) == []
    assert exception_faults(days(24, 26, purpose="employer"), TODAY, other) == []


def test_a_span_is_read_aloud_by_its_digits() -> None:
    assert str(OpeningSpan.model_validate(span("07:30", "24:00"))) == "07:30–24:00"
