"""What a figure is told by: a short title, and of how many cases it is."""

from core.metrics.dictionary import METRICS
from reports.answers.cases import OF_TIME, is_enough, noun_of, shows_cases
from reports.answers.catalogue import REPORTS, is_additive
from reports.answers.short_titles_pl import LONGEST, short_title


def test_a_short_title_fits_into_a_head_and_is_no_other_column_s() -> None:
    for metric in METRICS.values():
        assert len(short_title(metric)) <= LONGEST, metric.key
    titles = [short_title(metric) for metric in METRICS.values()]
    assert len(set(titles)) == len(titles)


def test_of_every_share_and_mean_it_is_known_of_what_it_is() -> None:
    """A new figure needs its noun in `reports/answers/cases.py`."""
    for metric in METRICS.values():
        if shows_cases(metric) and not metric.key.startswith("jain"):
            assert noun_of(metric).many != "przypadków", metric.key


def test_minutes_are_not_told_as_cases() -> None:
    assert METRICS.keys() >= OF_TIME
    for key in OF_TIME:
        assert not shows_cases(METRICS[key])
        assert is_enough(METRICS[key], 1)


def test_numbers_of_cases_are_judged_whatever_they_are_and_shares_of_thirty() -> None:
    for metric in METRICS.values():
        if is_additive(metric):
            assert is_enough(metric, 0)
    share = METRICS["answered_share"]
    assert [is_enough(share, n) for n in (29, 30)] == [False, True]
    assert noun_of(share).of(1) == "z\N{NO-BREAK SPACE}1\N{NO-BREAK SPACE}zgłoszenia"
    assert noun_of(share).of(22) == "z\N{NO-BREAK SPACE}22\N{NO-BREAK SPACE}zgłoszeń"


def test_every_report_says_its_columns_and_variants_once() -> None:
    for report in REPORTS.values():
        assert len({*report.columns, *report.more}) == len(report.columns) + len(report.more), report.key
    waiting = REPORTS["waiting"]
    assert [key for key in waiting.columns if key.startswith("service_level")] == ["service_level"]
    assert waiting.columns[0] == "service_level"
