"""The made-up history: the same each time, possible, and its figures add up."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from core.metrics.call_figures import fold
from core.metrics.contributions import contributions
from core.metrics.sums import Adding
from core.zone import WARSAW
from ivr.defaults import offices
from ops.demonstration.history.call_facts import MARK
from ops.demonstration.history.plan import DAYS, RECORDED_OFFICE, DayOfCalls, MadeUpClient, Plan, last_day
from ops.demonstration.seed_people import consultants

LAST = date(2026, 11, 29)
CLIENTS = {
    office["code"]: [MadeUpClient(f"client-{office['code']}-{n}", "unemployed") for n in range(20)]
    for office in offices()
    if not office["is_province"]
}
WEEK = 7


@lru_cache
def plan(count: int = WEEK) -> Plan:
    return Plan(LAST, CLIENTS, "0" * 64, count)


@lru_cache
def week() -> Sequence[DayOfCalls]:
    return list(plan().days())


def facts(day: DayOfCalls) -> list[AnyEvent]:
    return [*day.facts(day.calls), *day.others]


def by_call(day: DayOfCalls) -> dict[str, list[AnyEvent]]:
    found: dict[str, list[AnyEvent]] = {}
    for fact in day.facts(day.calls):
        assert fact.call_id is not None
        found.setdefault(fact.call_id, []).append(fact)
    return found


def test_the_same_day_is_made_up_the_same_each_time() -> None:
    again = list(Plan(LAST, CLIENTS, "0" * 64, WEEK).days())
    assert [facts(day) for day in again] == [facts(day) for day in week()]


def test_a_day_is_the_same_whatever_the_last_day_is() -> None:
    """But for who is recorded, which is counted from the end."""
    later = next(Plan(LAST + timedelta(days=1), CLIENTS, "0" * 64, WEEK).days())
    day = week()[1]
    assert later.day == day.day
    assert [call.call_id for call in later.calls] == [call.call_id for call in day.calls]
    assert [call.client for call in later.calls] == [call.client for call in day.calls]


def test_there_are_some_three_thousand_calls_in_thirty_days_of_every_office_and_both_lines() -> None:
    """By a week, which has every weekday."""
    calls = [call for day in week() for call in day.calls]
    assert 0.75 * 3000 <= len(calls) / WEEK * DAYS <= 1.3 * 3000
    assert {call.office for call in calls} == set(CLIENTS)
    lines = Counter(fact.dialled_number for call in calls for fact in call.facts if isinstance(fact, CallStarted))
    assert set(lines) == {"9510", "9524"}
    assert all(call.call_id.startswith(f"call-{MARK}") for call in calls)


def test_each_call_begins_and_ends_once_and_every_part_is_closed() -> None:
    for day in week():
        for call_id, own in by_call(day).items():
            kinds = Counter(type(fact) for fact in own)
            if call_id.startswith("callback-"):
                continue  # a consultant is promised to an order
            assert (kinds[CallStarted], kinds[CallEnded]) == (1, 1), call_id
            assert kinds[QueueEntered] == kinds[QueueLeft], call_id
            assert kinds[OfferMade] == kinds[OfferEnded], call_id
            assert kinds[ConversationStarted] == kinds[ConversationEnded], call_id
            assert kinds[RecordingStarted] == kinds[RecordingEnded], call_id
            moments = [fact.at for fact in own if fact.at is not None and not isinstance(fact, AgentStateChanged)]
            assert moments == sorted(moments)
            ended = next(fact for fact in own if isinstance(fact, CallEnded))
            assert ended.at is not None
            assert ended.duration_time == pytest.approx((ended.at - moments[0]).total_seconds(), abs=0.01)


def test_the_identities_of_the_figures_hold() -> None:
    adding = Adding()
    calls = 0
    for day in week():
        for own in by_call(day).values():
            figures = fold([*own, *day.others])
            if figures.started_at is None:
                continue
            calls += 1
            assert figures.ended_at is not None
            for added in contributions(figures).values():
                adding.add_all(added)
    sums = adding.sums
    ends = ("answered", "abandoned", "called_back", "nobody_there", "too_long", "full", "emergency", "failed")
    assert sums["offered"] == sum(sums[end] for end in (*ends, "dropped"))
    assert sums["calls"] + sums["callback_calls"] == calls
    assert sums["talks"] == sums["answered"] + sums["callback_calls"]
    assert 0.6 <= sums["answered"] / sums["offered"] < 1.0
    assert sums["abandoned"] > 0
    assert sums["answered_elsewhere"] > 0


def test_ids_are_of_one_fact_each() -> None:
    ids = [fact.id for day in week() for fact in facts(day)]
    assert all(ids)
    assert len(set(ids)) == len(ids)


def test_consultants_are_those_of_the_demonstration_and_go_home_each_day() -> None:
    crew = {one.agent_id for one in consultants()}
    for day in week():
        states: dict[str, AgentStateChanged] = {}
        changes = [fact for fact in facts(day) if isinstance(fact, AgentStateChanged)]
        for fact in sorted(changes, key=lambda one: (one.at, one.ticks or 0.0)):
            before = states.get(fact.agent)
            assert before is None or before.new == fact.old, fact
            states[fact.agent] = fact
        assert states.keys() <= crew
        assert {fact.new for fact in states.values()} <= {"offline"}


def test_nobody_works_on_a_sunday_or_a_holiday() -> None:
    [sunday] = [day for day in week() if day.day.weekday() == 6]
    assert not any(isinstance(fact, ConversationStarted) for fact in facts(sunday))
    eleventh = Plan(date(2026, 11, 11), CLIENTS, "0" * 64, 1)
    [day] = eleventh.days()
    assert day.calls
    assert not any(isinstance(fact, ConversationStarted) for fact in facts(day))


def test_recordings_are_of_the_office_that_asks_and_as_long_as_the_conversation() -> None:
    recorded = [call for day in week() for call in day.calls if call.recording]
    assert recorded
    assert {call.office for call in recorded} == {RECORDED_OFFICE}
    for call in recorded:
        [ended] = [fact for fact in call.facts if isinstance(fact, RecordingEnded)]
        assert ended.duration_time == call.talk_time
        assert ended.file == call.recording


@pytest.mark.parametrize("hour", range(24))
def test_the_last_day_was_over_ten_hours_before(hour: int) -> None:
    """Consultants' work of so long ago counts for nobody who calls now (`ari_app.recovery.prior_state`)."""
    now = datetime(2026, 11, 30, hour, tzinfo=UTC)
    end = datetime.combine(last_day(now), datetime.min.time(), WARSAW) + timedelta(hours=16)
    assert now - end >= timedelta(hours=10)
    assert now - end <= timedelta(hours=35)
