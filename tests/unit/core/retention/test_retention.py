"""For how long what is kept: rules in force, bounds, and what is due on a day."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from core.calendar.validity import Span, splice
from core.db.migrations import versions
from core.retention.retention import (
    KINDS,
    OF_KIND,
    TWO_YEARS,
    Kind,
    Rules,
    RulesInForce,
    RuleSpan,
    Window,
    midnight,
    rule_faults,
    spans_of,
)

TODAY = date(2026, 11, 24)
KOLNO, LOMZA = "20060", "20620"


def span(days: int | None, begin: int = -100, end: int | None = None, office: str | None = None) -> RuleSpan:
    """Of recordings; `begin` and `end` in days from today."""
    ends = None if end is None else TODAY + timedelta(days=end)
    return RuleSpan("recording", office, days, TODAY + timedelta(days=begin), ends)


def is_due(windows: list[Window], office: str, made_at: datetime) -> bool:
    return any(w.office == office and w.since <= made_at < w.before for w in windows)


def test_every_kind_ships_with_a_rule_within_its_bounds_and_with_a_basis() -> None:
    for kind in KINDS:
        assert OF_KIND[kind].shortest <= OF_KIND[kind].days <= OF_KIND[kind].longest, kind
        assert OF_KIND[kind].basis_pl
    names = (
        "0022_baseline.sql",
        "0061_learning_from_use.py",
        "0065_consents.py",
        "0110_matters.py",
        "0199_retention_of_inquiries.py",
    )
    folder = Path(versions.__file__).parent
    release = "".join((folder / name).read_text("utf-8") for name in names)
    rule = r"INTO (?:public\.)?retention_rule VALUES [\s\"]*\('[\w-]+', '(\w+)', NULL, (\d+),"
    shipped = dict(re.findall(rule, release))
    assert {kind: str(OF_KIND[kind].days) for kind in KINDS} == shipped


def test_the_bounds_of_the_law_hold() -> None:
    assert OF_KIND["recording"].longest == 90
    assert all(OF_KIND[kind].shortest >= TWO_YEARS for kind in ("access_log", "audit_log", "security_event"))


def test_an_office_that_has_chosen_nothing_goes_by_the_province() -> None:
    rules = Rules((span(30), span(14, office=KOLNO)))
    assert (rules.days("recording", KOLNO, TODAY), rules.days("recording", LOMZA, TODAY)) == (14, 30)
    back = Rules((span(30), span(14, end=0, office=KOLNO), span(None, 0, office=KOLNO)))
    assert back.days("recording", KOLNO, TODAY) == 30


def test_without_any_rows_what_ships_holds() -> None:
    assert Rules().days("recording", KOLNO, TODAY) == 30


def test_a_caller_of_no_known_office_is_told_the_longest_time() -> None:
    rules = RulesInForce(Rules((span(30), span(14, office=KOLNO), span(60, office=LOMZA))))
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert [rules.announced_days(office, now) for office in (None, KOLNO, LOMZA, "20010")] == [60, 14, 60, 30]


def test_a_planned_rule_is_told_from_the_midnight_of_warsaw_on() -> None:
    rules = RulesInForce(Rules((span(30, end=1), span(14, begin=1))))
    assert rules.announced_days(None, datetime(2026, 11, 24, 22, 59, tzinfo=UTC)) == 30
    assert rules.announced_days(None, datetime(2026, 11, 24, 23, 0, tzinfo=UTC)) == 14


def test_the_day_on_which_it_was_made_does_not_count() -> None:
    windows = Rules().windows("recording", [KOLNO], TODAY)
    day = TODAY - timedelta(days=31)
    assert is_due(windows, KOLNO, midnight(day) + timedelta(hours=23))
    assert not is_due(windows, KOLNO, midnight(day + timedelta(days=1)))


def test_a_longer_rule_does_not_lengthen_what_was_announced() -> None:
    windows = Rules((span(30, end=-20), span(90, begin=-20))).windows("recording", [], TODAY)
    assert is_due(windows, "", midnight(TODAY - timedelta(days=31)) + timedelta(hours=9))
    assert not is_due(windows, "", midnight(TODAY - timedelta(days=20)) + timedelta(hours=9))


def test_a_shorter_rule_holds_for_everything() -> None:
    windows = Rules((span(90, end=0), span(7, begin=0))).windows("recording", [], TODAY)
    assert is_due(windows, "", midnight(TODAY - timedelta(days=8)) + timedelta(hours=9))
    assert not is_due(windows, "", midnight(TODAY - timedelta(days=7)))


def test_what_is_wrong_with_a_rule_is_said_in_polish() -> None:
    tomorrow = TODAY + timedelta(days=1)
    assert rule_faults("recording", KOLNO, 14, tomorrow, TODAY) == []
    assert rule_faults("recording", KOLNO, None, tomorrow, TODAY) == []
    assert rule_faults("recording", None, 91, TODAY, TODAY) == ["Liczba dni musi leżeć między 1 a 90."]
    assert rule_faults("access_log", KOLNO, 800, TODAY, TODAY) != []
    assert rule_faults("access_log", None, 730, TODAY, TODAY) == ["Liczba dni musi leżeć między 731 a 3653."]
    assert rule_faults("sms", None, None, TODAY, TODAY) == ["Zasada województwa musi mieć liczbę dni."]
    assert rule_faults("sms", None, 90, TODAY - timedelta(days=1), TODAY) != []


@st.composite
def histories(draw: st.DrawFn, kind: Kind = "recording") -> Rules:
    """As they are saved one after the other (`core.retention.retention_rule_store.save_rule`)."""
    rows: dict[str, RuleSpan] = {"0": RuleSpan(kind, None, 30, TODAY - timedelta(days=500), None)}
    for number in range(1, draw(st.integers(1, 8))):
        office = draw(st.sampled_from([None, KOLNO, LOMZA]))
        days = draw(st.integers(1, 90) if office is None else st.none() | st.integers(1, 90))
        begins = TODAY + timedelta(days=draw(st.integers(-200, 60)))
        own = [Span(name, r.valid_from, r.valid_to) for name, r in rows.items() if r.office == office]
        fit = splice(own, begins, None)
        for name, ends in fit.ends.items():
            old = rows[name]
            rows[name] = RuleSpan(kind, old.office, old.days, old.valid_from, ends)
        rows[str(number)] = RuleSpan(kind, office, days, begins, fit.valid_to)
    return spans_of(list(rows.values()))


@given(histories(), st.sampled_from([KOLNO, LOMZA, "20010"]), st.integers(0, 300))
def test_a_recording_is_kept_for_what_was_told_or_less_and_never_for_more(
    rules: Rules, office: str, age: int
) -> None:
    made_on = TODAY - timedelta(days=age)
    told, now = rules.days("recording", office, made_on), rules.days("recording", office, TODAY)
    windows = rules.windows("recording", [KOLNO, LOMZA, "20010"], TODAY)
    assert is_due(windows, office, midnight(made_on) + timedelta(hours=9)) == (age > min(told, now))


@given(histories(), st.integers(0, 300))
def test_windows_of_an_office_never_overlap(rules: Rules, age: int) -> None:
    windows = rules.windows("recording", [KOLNO], TODAY)
    moment = midnight(TODAY - timedelta(days=age))
    for office in ("", KOLNO):
        assert sum(w.office == office and w.since <= moment < w.before for w in windows) <= 1


@given(histories(), st.integers(0, 400))
def test_what_is_due_stays_due_from_day_to_day(rules: Rules, age: int) -> None:
    made_at = midnight(TODAY - timedelta(days=age)) + timedelta(hours=9)
    last = max(s.valid_from for s in rules.spans)
    after = [max(last, TODAY) + timedelta(days=n) for n in range(0, 100, 9)]
    due = [is_due(rules.windows("recording", [KOLNO], day), KOLNO, made_at) for day in after]
    assert due == sorted(due)


@given(histories("sms"), st.integers(0, 400))
def test_what_is_not_announced_goes_by_the_rule_of_today(rules: Rules, age: int) -> None:
    made_at = midnight(TODAY - timedelta(days=age)) + timedelta(hours=9)
    windows = rules.windows("sms", [KOLNO], TODAY)
    assert is_due(windows, KOLNO, made_at) == (age > rules.days("sms", KOLNO, TODAY))


def test_the_same_rules_are_equal_and_what_was_replaced_before_it_began_is_none() -> None:
    a, b, never = span(30), span(14, office=KOLNO), span(7, begin=5, end=5)
    assert spans_of([a, b, never]) == spans_of([b, a])
