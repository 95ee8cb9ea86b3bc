"""The cards of the list of reports."""

from datetime import date

from core.metrics.dictionary import METRICS
from core.metrics.sums import Sums
from reports.answers.cards import DAYS, ReportCard, build_cards, cards_query
from reports.answers.catalogue import REPORTS
from reports.answers.words_pl import NBSP

TODAY = date(2026, 11, 24)


def day(offered: int, answered: int) -> Sums:
    return Sums({"offered": offered, "answered": answered, "calls": offered})


def card(days: list[Sums], targets: dict[tuple[str, str], float], office: str = "20060") -> ReportCard:
    [made] = build_cards([REPORTS["offices"]], TODAY, days, targets, office, None).cards
    return made


def test_a_card_has_fourteen_days_their_way_and_today() -> None:
    days = [day(100, 70)] * DAYS + [day(100, 90)] * (DAYS - 1) + [Sums()] + [day(20, 15)]
    made = card(days, {("answered_share", "20060"): 85.0, ("answered_share", ""): 95.0})
    assert (made.text, made.cases) == (f"90,0{NBSP}%", f"z{NBSP}1300{NBSP}zgłoszeń")
    assert made.line == (90.0,) * (DAYS - 1) + (None,)
    assert (made.today, made.target) == (f"75,0{NBSP}%", 85.0)
    assert (made.verdict.kind, made.verdict.text.replace(NBSP, " ")) == ("met", "cel 85 % osiągnięty")
    assert made.change.replace(NBSP, " ") == "o 20,0 pkt proc. lepiej niż 14 dni wcześniej"
    assert card(days, {("answered_share", ""): 95.0}).verdict.kind == "missed"
    assert card(days, {}).verdict.kind == "no_target"


def test_a_card_of_few_calls_judges_nothing() -> None:
    days = [day(1, 1)] * DAYS + [day(2, 1)] * DAYS + [Sums()]
    made = card(days, {("answered_share", ""): 95.0})
    assert (made.verdict.kind, made.change, made.today) == ("few", "", None)
    empty = card([Sums()] * (2 * DAYS + 1), {})
    assert (empty.text, empty.cases, empty.verdict.kind, empty.change) == ("–", "", "none", "")


def test_all_cards_are_one_question_by_day() -> None:
    query = cards_query(list(REPORTS.values()), TODAY, frozenset({"20060"}))
    assert (query.count_of_intervals(), query.is_of_whole_days) == (2 * DAYS + 1, True)
    made = build_cards(list(REPORTS.values()), TODAY, [Sums()] * (2 * DAYS + 1), {}, "", None)
    assert [one.report for one in made.cards] == list(REPORTS)
    assert made.period == "10.11–23.11.2026"
    assert all(one.metric in METRICS for one in made.cards)
