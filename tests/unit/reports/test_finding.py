"""The sentence of a report."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.metrics.dictionary import METRICS
from core.zone import WARSAW
from reports.answers.finding import Shown, complete_text, finding
from reports.answers.words_pl import NBSP


def said(metric: str, total: Shown, lines: Any = (), **more: Any) -> str:
    given = {"by": "office", "compare": "none", "compared_with": None, "narrowed_to": None, "complete": None}
    return finding(METRICS[metric], total, lines, **{**given, **more}).replace(NBSP, " ")


def test_the_main_figure_says_of_how_many_and_which_line_is_the_highest() -> None:
    lines = [("Kolno", Shown(70.2, 50)), ("Łomża", Shown(91.0, 60)), ("Augustów", Shown(None, 0))]
    assert said("answered_share", Shown(86.3, 114), lines) == (
        "Odsetek odebranych: 86,3 % (n = 114). Najwięcej: Łomża (91,0 %), najmniej: Kolno (70,2 %)."
    )
    few = said("answered_share", Shown(86.3, 114), [*lines, ("Sejny", Shown(100.0, 4))])
    assert "Tam, gdzie było co najmniej 5 przypadków, najwięcej: Łomża (91,0 %)" in few


@pytest.mark.parametrize(
    ("metric", "value", "other", "words"),
    [
        ("answered_share", 86.3, 89.4, "o 3,1 pkt proc. mniej niż poprzednio (wtorek 17.11.2026: 89,4 %)"),
        ("asa", 65.0, 25.0, "o 0:40 min więcej niż poprzednio (wtorek 17.11.2026: 0:25)"),
        ("talks", 21.0, 20.0, "o 1 rozmowę więcej niż"),
        ("offered", 25.0, 20.0, "o 5 zgłoszeń więcej niż"),
        ("answered_share", 86.31, 86.34, "tyle samo co poprzednio (wtorek 17.11.2026"),
    ],
)
def test_it_is_held_against_the_period_before(metric: str, value: float, other: float, words: str) -> None:
    text = said(metric, Shown(value, 100, earlier=other), compare="earlier", compared_with="wtorek 17.11.2026")
    assert words in text


def test_a_number_of_a_period_that_goes_on_is_not_less_than_that_of_a_whole_one() -> None:
    more: dict[str, Any] = {"compared_with": "wtorek 17.11.2026", "complete": "Dane kompletne do 9:00."}
    text = said("offered", Shown(25.0, 25, earlier=400.0), compare="earlier", **more)
    assert "25 zgłoszeń; poprzednio, w całym okresie (wtorek 17.11.2026): 400 zgłoszeń." in text
    assert "mniej" not in text
    share = said("answered_share", Shown(80.0, 25, earlier=90.0), compare="earlier", **more)
    assert "o 10,0 pkt proc. mniej niż poprzednio" in share


def test_what_there_is_not_is_said() -> None:
    assert (
        said("asa", Shown(None, 0)) == "Średni czas do odebrania (ASA): w tym okresie nie było żadnego przypadku."
    )
    assert "celu nie ustalono" in said("asa", Shown(5.0, 9), compare="target")
    assert "próg 20 s" in said("service_level", Shown(80.0, 10))
    text = said("asa", Shown(5.0, 9), narrowed_to="Kolno", complete="Dane kompletne do 14:32.")
    assert text.endswith("Pokazano tylko urzędy, do których mają Państwo dostęp: Kolno. Dane kompletne do 14:32.")


def test_it_says_up_to_when_everything_is_in_it() -> None:
    begin = datetime(2026, 11, 24, tzinfo=WARSAW)
    end = begin + timedelta(days=1)
    assert complete_text(begin + timedelta(hours=14, minutes=32), begin, end) == "Dane kompletne do 14:32."
    assert complete_text(end, begin, end) == "Dane kompletne za cały okres."
    assert "nie zostały jeszcze policzone" in complete_text(None, begin, end)
    assert "jeszcze nie ma danych" in complete_text(begin - timedelta(hours=1), begin, end)
    assert complete_text(begin, begin - timedelta(days=3), end) == "Dane kompletne do 0:00."
