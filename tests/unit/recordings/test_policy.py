"""The closest rule of the day holds, and midnight in Warsaw begins it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.facts.call_context import CallContext
from core.facts.kinds.recordings import ConsentKind, RecordingMode
from recordings.consent import begins_recorded
from recordings.policy import MODES, NEVER, RecordingRules, Rule, RuleSpan, mode, rule_faults

DAY = date(2026, 11, 24)
LONG_AGO = date(2026, 1, 1)
KOLNO = "20060"


def span(
    office: str | None,
    topic: str | None,
    wanted: RecordingMode | None,
    since: date = LONG_AGO,
    until: date | None = None,
) -> RuleSpan:
    return RuleSpan(office, topic, wanted, "art. 1" if wanted == "statutory" else "", since, until)


CLOSER = [
    span(None, None, "opt_in"),
    span(None, "employer", "off"),
    span(KOLNO, None, "on_demand"),
    span(KOLNO, "employer", "statutory"),
]


@pytest.mark.parametrize(
    ("office", "topic", "wanted"),
    [
        (KOLNO, "employer", Rule("statutory", "art. 1")),
        (KOLNO, "seeker", Rule("on_demand")),
        (KOLNO, None, Rule("on_demand")),
        ("20620", "employer", Rule("off")),
        ("20620", "seeker", Rule("opt_in")),
        (None, None, Rule("opt_in")),
    ],
)
def test_the_closest_rule_holds(office: str | None, topic: str | None, wanted: Rule) -> None:
    assert mode(CLOSER, office, topic, DAY) == wanted


def test_a_rule_without_a_mode_lets_the_wider_one_hold_again() -> None:
    rules = [span(None, None, "opt_in"), span(KOLNO, None, "off", LONG_AGO, DAY), span(KOLNO, None, None, DAY)]
    assert mode(rules, KOLNO, None, DAY - timedelta(days=1)) == Rule("off")
    assert mode(rules, KOLNO, None, DAY) == Rule("opt_in")


def test_without_any_rule_nothing_is_recorded() -> None:
    assert mode([], KOLNO, "employer", DAY) == NEVER
    assert RecordingRules(()).mode(KOLNO, None, datetime(2026, 11, 24, tzinfo=UTC)) == "off"


def test_midnight_in_warsaw_begins_a_rule() -> None:
    rules = RecordingRules((span(None, None, "opt_in", LONG_AGO, DAY), span(None, None, "off", DAY)))
    midnight = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
    assert rules.mode(None, None, midnight - timedelta(seconds=1)) == "opt_in"
    assert rules.mode(None, None, midnight) == "off"


offices = st.sampled_from([None, KOLNO, "20620"])
topics = st.sampled_from([None, "employer", "seeker"])
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
spans = st.builds(span, offices, topics, st.sampled_from([None, *MODES]), days, st.none() | days)


@given(st.lists(spans, max_size=8), offices, topics, days)
def test_what_holds_was_said_by_a_rule_of_that_day_for_that_office_and_topic(
    rules: list[RuleSpan], office: str | None, topic: str | None, day: date
) -> None:
    found = mode(rules, office, topic, day)
    fitting = [
        r
        for r in rules
        if r.mode is not None and r.holds_on(day) and r.office in (None, office) and r.topic in (None, topic)
    ]
    if not fitting:
        assert found == NEVER
        return
    assert found in [Rule(r.mode, r.basis) for r in fitting if r.mode is not None]
    own = [r for r in fitting if r.office == office]
    if office is not None and own:
        assert found in [Rule(r.mode, r.basis) for r in own if r.mode is not None], "an office comes first"


@given(st.lists(spans, max_size=6).flatmap(lambda rules: st.tuples(st.just(rules), st.permutations(rules))))
def test_the_same_rules_in_another_order_are_the_same(both: tuple[list[RuleSpan], list[RuleSpan]]) -> None:
    kept = RecordingRules(())
    kept.replace(both[0])
    if len({(r.office, r.topic, r.valid_from, r.valid_to, r.basis) for r in both[0]}) == len(both[0]):
        assert not kept.replace(both[1])


@given(st.booleans(), st.booleans(), st.sampled_from(["key", "spoken", "statutory"]), st.sampled_from(list(MODES)))
def test_nothing_begins_recorded_without_an_answer_or_word(
    is_told: bool, is_withdrawn: bool, kind: ConsentKind, wanted: RecordingMode
) -> None:
    context = CallContext(is_recording_allowed=is_told, consent_kind=kind, is_recording_withdrawn=is_withdrawn)
    begins = begins_recorded(context, wanted)
    if wanted == "off" or not is_told:
        assert not begins
    if is_withdrawn and wanted != "statutory":
        assert not begins
    if kind == "statutory" and wanted in ("opt_in", "on_demand"):
        assert not begins, "to be told is no consent"
    if wanted == "on_demand" and kind == "key":
        assert not begins, "the consultant begins it"


def test_what_is_wrong_with_a_rule_is_said_in_polish() -> None:
    assert rule_faults(None, None, None, "", DAY, DAY) == [
        "Zasada województwa musi mówić, kiedy rozmowy są nagrywane."
    ]
    assert rule_faults(KOLNO, None, "statutory", " ", DAY, DAY) == [
        "Nagrywanie z mocy przepisu wymaga podania przepisu."
    ]
    assert rule_faults(KOLNO, None, "off", "", DAY - timedelta(days=1), DAY) == [
        "Zasada nie może obowiązywać wstecz."
    ]
    assert rule_faults(KOLNO, None, "off", "x" * 301, DAY, DAY) == ["Podstawa może mieć najwyżej 300 znaków."]
    assert rule_faults(KOLNO, None, None, "", DAY, DAY) == []
