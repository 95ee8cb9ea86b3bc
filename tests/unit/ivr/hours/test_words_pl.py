"""What callers hear about hours."""

from datetime import date

import pytest

from ivr import defaults
from ivr.hours.opening_hours import Hours
from ivr.hours.week_plan import WeeklyPlan, WeekPlan
from ivr.hours.words_pl import reason_written, spoken_values, week_value
from ivr.prompts.prompt_library import PromptLibrary
from ivr.speech.rendering import rendered
from tests.unit.ivr.hours.test_opening_hours import (
    KOLNO,
    SHARED,
    USUAL,
    WORKDAYS,
    at,
    exception,
    office,
    plan,
    week,
)

LIBRARY = PromptLibrary.load()
INFO = defaults.office_directory().get(KOLNO)


def week_said(week: WeeklyPlan) -> str:
    return rendered(week_value(week), "pl")


def said(prompt: str, moment: str, hours: Hours = USUAL) -> str:
    state = hours.state(KOLNO, None, at(moment))
    return LIBRARY.text(prompt, language="pl", **spoken_values(state, INFO, at(moment)))


def test_the_week_is_said_as_people_say_it() -> None:
    usual = "od godziny siódmej trzydzieści do godziny piętnastej trzydzieści"
    assert week_said(week("07:30-15:30")) == f"od poniedziałku do piątku, {usual}"
    assert week_said(week("07:30-15:30", days=("tuesday",))) == f"we wtorek, {usual}"
    assert week_said(week("07:30-15:30", days=("monday", "tuesday"))) == f"w poniedziałek i we wtorek, {usual}"
    assert week_said(week("07:30-15:30", days=("monday", "wednesday", "friday"))) == (
        f"w poniedziałek, w środę i w piątek, {usual}"
    )
    late = WeeklyPlan(
        **{**{day: week("07:30-15:30").monday for day in WORKDAYS}, "thursday": week("10:00-18:00").monday}
    )
    assert week_said(late) == (
        f"w poniedziałek, we wtorek, w środę i w piątek, {usual}, "
        "oraz w czwartek, od godziny dziesiątej do godziny osiemnastej"
    )
    assert week_said(week("08:00-12:00", "13:05-24:00", days=("saturday",))) == (
        "w sobotę, od godziny ósmej do godziny dwunastej"
        " i od godziny trzynastej zero pięć do godziny dwudziestej czwartej"
    )


@pytest.mark.parametrize(
    ("moment", "day"),
    [("2026-11-24T07:00", "dzisiaj"), ("2026-11-24T16:00", "jutro"), ("2026-11-27T16:00", "w poniedziałek")],
)
def test_the_next_opening_is_named_by_its_day(moment: str, day: str) -> None:
    assert said("H08", moment) == (
        f"Najbliższa rozmowa z konsultantem będzie możliwa {day}, od godziny siódmej trzydzieści."
    )


def test_an_opening_of_another_week_is_named_with_its_date() -> None:
    hours = Hours({KOLNO: office(plan("08:00-15:00", valid_from=date(2027, 1, 4)))})
    assert said("H08", "2026-12-22T10:00", hours).endswith("w poniedziałek, czwartego stycznia, od godziny ósmej.")


def test_hours_and_holidays_and_the_evening_are_said_in_whole_sentences() -> None:
    assert said("H01", "2026-11-24T16:00") == (
        "Konsultanci są dostępni od poniedziałku do piątku, "
        "od godziny siódmej trzydzieści do godziny piętnastej trzydzieści."
    )
    assert said("H02", "2026-12-24T10:00") == (
        "Dzisiaj jest dzień ustawowo wolny od pracy. Konsultanci będą dostępni w poniedziałek, "
        "dwudziestego ósmego grudnia, od godziny siódmej trzydzieści."
    )
    assert said("H05", "2026-11-24T16:00").startswith("Powiatowy Urząd Pracy w Kolnie jest dzisiaj nieczynny.")
    assert "ale do godziny dwudziestej trwa" in said("H09", "2026-11-24T17:00", SHARED)
    midnight = Hours({KOLNO: office(plan(evening_pool=KOLNO), plan("16:00-24:00", purpose="evening"))})
    assert "ale do godziny dwudziestej czwartej trwa" in said("H09", "2026-11-24T17:00", midnight)


def test_an_opening_that_no_plan_foresees_is_said_instead_of_the_week() -> None:
    hours = Hours({KOLNO: office(exceptions=(exception(date(2026, 11, 26), None, "00:00-13:00"),))})
    assert said("H01", "2026-11-24T16:00", hours) == "Konsultanci są dostępni w czwartek, od godziny zerowej."


def test_of_an_office_without_hours_nothing_is_promised() -> None:
    values = spoken_values(Hours().state(KOLNO, None, at("2026-11-24T16:00")), INFO, at("2026-11-24T16:00"))
    assert values.keys() == {"nazwa_urzedu", "w_miejscowosci", "adres", "telefon"}
    assert rendered(values["nazwa_urzedu"], "pl") == "Powiatowy Urząd Pracy w Kolnie"
    assert rendered(values["w_miejscowosci"], "pl") == "w Kolnie"


def test_reasons_are_written_in_polish() -> None:
    closed = Hours({KOLNO: office(plan("07:30-15:30"), exceptions=(exception(date(2026, 11, 25)),))})
    found = [
        reason_written(hours.state(KOLNO, None, at(moment)))
        for hours, moment in (
            (USUAL, "2026-11-24T10:00"),
            (USUAL, "2026-11-24T16:00"),
            (USUAL, "2026-11-11T10:00"),
            (closed, "2026-11-25T10:00"),
            (SHARED, "2026-11-24T17:00"),
            (Hours(), "2026-11-24T17:00"),
        )
    ]
    assert found == [
        "zgodnie z planem tygodnia",
        "poza godzinami planu tygodnia",
        "dzień ustawowo wolny od pracy: Narodowe Święto Niepodległości",
        "urząd jest tego dnia nieczynny: szkolenie",
        "wspólny dyżur wieczorny; urząd jest o tej porze nieczynny",
        "w tym dniu nie obowiązuje żaden plan godzin",
    ]


def test_every_office_has_default_hours_that_can_be_said() -> None:
    hours = defaults.opening_hours()
    assert set(hours.offices) == defaults.office_directory().codes()
    for code, written in hours.offices.items():
        first = written.plans[0]
        assert isinstance(first, WeekPlan)
        assert hours.state(code, None, at("2026-11-24T10:00")).outcome == "open"
        assert hours.state(code, None, at("2026-11-24T17:00")).queue == "20000"
        assert week_said(first.week).startswith("od poniedziałku do piątku, od godziny siódmej")
