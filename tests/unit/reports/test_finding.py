"""The sentence of a report."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.metrics.dictionary import METRICS
from core.metrics.metric import Figure
from core.zone import WARSAW
from reports.answers.finding import Found, Period, complete_text, finding, verdict
from reports.answers.judging import Held
from reports.answers.words_pl import NBSP

BEFORE = "wtorek 17.11.2026"
OFFICES = [("Kolno", Figure(70.2, 50)), ("Łomża", Figure(91.0, 60)), ("Augustów", Figure(None, 0))]


def found(metric: str, whole: Figure, *, lines: Any = (), held: Held | None = None, **more: Any) -> Found:
    return Found(METRICS[metric], whole, held or Held(), lines, **more)


def said(metric: str, whole: Figure, narrowed_to: str | None = None, **more: Any) -> str:
    named = ("complete", "is_year", "is_begun")
    period = Period(BEFORE, **{name: more.pop(name) for name in named if name in more})
    return finding(found(metric, whole, **more), period, narrowed_to).replace(NBSP, " ")


def test_it_is_judged_by_its_target_the_period_before_and_the_network_and_says_where() -> None:
    held = Held(target=80.0, earlier=Figure(81.2, 1100), network=Figure(90.3, 9000))
    assert said("answered_share", Figure(86.3, 1140), held=held, lines=OFFICES) == (
        "Odebrane: 86,3 % z 1140 zgłoszeń, cel 80 % osiągnięty. To o 5,1 pkt proc. lepiej niż poprzednio "
        "(wtorek 17.11.2026: 81,2 %) i o 4,0 pkt proc. gorzej niż w całej sieci (90,3 %). "
        "Najlepiej: Łomża (91,0 %), najsłabiej: Kolno (70,2 %)."
    )


def test_of_what_should_be_low_the_least_is_the_best() -> None:
    held = Held(target=5.0, earlier=Figure(4.0, 2000))
    assert said("abandoned_share", Figure(9.5, 2000), held=held, lines=OFFICES) == (
        "Porzucone: 9,5 % z 2000 zgłoszeń, o 4,5 pkt proc. powyżej celu 5 %. To o 5,5 pkt proc. gorzej niż "
        "poprzednio (wtorek 17.11.2026: 4,0 %). Najlepiej: Kolno (70,2 %), najsłabiej: Łomża (91,0 %)."
    )
    assert "w granicach celu (najwyżej 45 s)." in said("asa", Figure(25.0, 90), held=Held(target=45.0))


def test_times_are_said_as_people_say_them() -> None:
    held = Held(earlier=Figure(65.0, 40), network=Figure(9.0, 500))
    assert said("asa", Figure(5.0, 114), held=held) == (
        "Czas do odebrania: 5 s (z 114 zgłoszeń); celu nie ustalono. To o 1 min krócej niż poprzednio "
        "(wtorek 17.11.2026: 1 min 5 s) i o 4 s krócej niż w całej sieci (9 s)."
    )


def test_of_too_few_cases_nothing_is_judged_and_the_limit_is_said() -> None:
    held = Held(target=80.0, earlier=Figure(90.0, 400), network=Figure(90.0, 4000))
    assert said("service_level", Figure(50.0, 12), held=held, lines=OFFICES[:1]) == (
        "Poziom obsługi, próg 20 s: 50,0 % z 12 zgłoszeń. "
        "To za mało zgłoszeń, by oceniać: potrzeba co najmniej 30."
    )
    assert "z 1 zgłoszenia. To za mało" in said("service_level", Figure(0.0, 1))
    assert "za mało ocen, by oceniać" in said("survey_mean", Figure(4.5, 29))
    few_before = Held(target=80.0, earlier=Figure(90.0, 4))
    text = said("service_level", Figure(85.0, 60), held=few_before)
    assert text.endswith(
        "cel 80 % osiągnięty. Poprzednio (wtorek 17.11.2026): z 4 zgłoszeń, za mało, by porównać."
    )
    lines = [*OFFICES, ("Sejny", Figure(100.0, 29))]
    assert "Tam, gdzie było co najmniej 30 zgłoszeń, najlepiej: Łomża (91,0 %)" in (
        said("answered_share", Figure(86.3, 139), lines=lines)
    )


def test_what_chance_alone_makes_is_no_difference() -> None:
    assert "To podobnie jak poprzednio (wtorek 17.11.2026: 84,2 %)." in (
        said("answered_share", Figure(86.3, 114), held=Held(earlier=Figure(84.2, 120)))
    )
    assert "To tyle samo co poprzednio" in (
        said("answered_share", Figure(86.31, 114), held=Held(earlier=Figure(86.34, 90000)))
    )


def test_nobody_is_the_best_or_the_worst_consultant() -> None:
    lines = [("Anna Kowalska", Figure(70.0, 500)), ("Jan Nowak", Figure(91.0, 600))]
    for metric in ("occupancy", "missed_offers", "talks", "transfer_share"):
        text = said(
            metric, Figure(80.0, 1100), lines=lines, is_of_persons=True, held=Held(earlier=Figure(60.0, 900))
        )
        assert not any(name in text for name, _ in lines)
        assert not any(
            word in text.casefold() for word in ("najlep", "najsłab", "najwi", "najmn", "lepiej", "gorzej")
        )


def test_a_figure_without_a_good_direction_is_told_and_not_judged() -> None:
    text = said("overflow_share", Figure(20.0, 400), held=Held(earlier=Figure(10.0, 400)), lines=OFFICES)
    assert text == (
        "Pomoc innych urzędów: 20,0 % z 400 zgłoszeń. To o 10,0 pkt proc. więcej niż poprzednio "
        "(wtorek 17.11.2026: 10,0 %). Najwyżej: Łomża (91,0 %), najniżej: Kolno (70,2 %)."
    )
    # Minutes of being ready are nothing that anybody counts.
    assert said("occupancy", Figure(61.0, 1_591_807)) == "Zajętość: 61,0 %."


@pytest.mark.parametrize(
    ("metric", "value", "other", "words"),
    [
        ("talks", 21.0, 20.0, "To o 1 rozmowę więcej niż poprzednio"),
        ("offered", 20.0, 25.0, "To o 5 zgłoszeń mniej niż poprzednio"),
        ("turned_away", 20.0, 20.0, "To tyle samo co poprzednio"),
        ("survey_mean", 4.5, 4.25, "To o 0,25 lepiej niż poprzednio"),
    ],
)
def test_it_is_held_against_the_period_before(metric: str, value: float, other: float, words: str) -> None:
    assert words in said(metric, Figure(value, 100), held=Held(earlier=Figure(other, 100)))
    assert "rok wcześniej (" in said(metric, Figure(value, 99), held=Held(earlier=Figure(other, 99)), is_year=True)


def test_a_number_of_a_period_that_goes_on_is_neither_less_than_that_of_a_whole_one_nor_judged_too_early() -> None:
    going = "Dane kompletne do 9:00."
    text = said("offered", Figure(25.0, 25), held=Held(earlier=Figure(400.0, 400)), complete=going)
    assert text == (
        "Zgłoszone: 25 zgłoszeń. Poprzednio, w całym okresie (wtorek 17.11.2026): 400 zgłoszeń. " + going
    )
    share = said("answered_share", Figure(80.0, 250), held=Held(earlier=Figure(90.0, 2500)), complete=going)
    assert "o 10,0 pkt proc. gorzej niż poprzednio" in share

    def judged(metric: str, value: float, complete: str | None) -> str:
        whole = Figure(value, 100)
        return verdict(found(metric, whole, held=Held(target=10.0)), Period(BEFORE, complete=complete)).kind

    assert [judged("turned_away", value, going) for value in (9.0, 11.0)] == ["open", "missed"]
    assert [judged("visits_avoided", value, going) for value in (9.0, 11.0)] == ["open", "met"]
    assert [judged("turned_away", value, None) for value in (9.0, 11.0)] == ["met", "missed"]


def test_what_there_is_not_is_said() -> None:
    nothing = Figure(None, 0)
    assert said("asa", nothing, was_called=False) == "W tym okresie nikt nie dzwonił."
    assert said("calls", nothing, was_called=False, complete="Dane kompletne do 7:00.") == (
        "Jak dotąd nikt nie dzwonił. Dane kompletne do 7:00."
    )
    # Nothing has been counted yet: whether anybody called is not known.
    assert said("asa", nothing, was_called=False, complete="Ten okres …", is_begun=False) == "Ten okres …"
    assert said("callbacks_kept_share", nothing) == "Dotrzymane: w tym okresie nie było zamówień."
    assert said("occupancy", nothing) == "Zajętość: w tym okresie nikt nie był zalogowany."
    text = said("answered_share", Figure(80.0, 50), held=Held(earlier=nothing))
    assert text.endswith("Poprzednio (wtorek 17.11.2026) nie było zgłoszeń.")
    other_threshold = Held(target=80.0, can_have_target=False)
    assert "cel" not in said("service_level", Figure(80.0, 100), held=other_threshold)
    assert "Dla całej sieci nie ma wartości" in said("talks", Figure(80.0, 100), wanted="network")
    text = said("asa", Figure(5.0, 90), narrowed_to="Kolno", complete="Dane kompletne do 14:32.")
    assert text.endswith("Pokazano tylko urzędy, do których mają Państwo dostęp: Kolno. Dane kompletne do 14:32.")


def test_it_says_up_to_when_everything_is_in_it() -> None:
    begin = datetime(2026, 11, 24, tzinfo=WARSAW)
    end = begin + timedelta(days=1)
    assert complete_text(begin + timedelta(hours=14, minutes=32), begin, end) == "Dane kompletne do 14:32."
    assert complete_text(end, begin, end) == "Dane kompletne za cały okres."
    assert "nie zostały jeszcze policzone" in complete_text(None, begin, end)
    assert "jeszcze nie ma danych" in complete_text(begin - timedelta(hours=1), begin, end)
    assert complete_text(begin, begin - timedelta(days=3), end) == "Dane kompletne do 0:00."
