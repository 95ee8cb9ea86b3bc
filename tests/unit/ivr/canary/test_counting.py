"""How calls end is counted by the version on trial and the one beside it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted, EndReason
from core.facts.kinds.scenarios import AnnouncementPlayed, ClientDataTold, HoursChecked, NodeEntered
from core.facts.kinds.waiting import QueueEntered
from ivr.canary.canary import Canary, Limits, VersionFigures
from ivr.canary.counting import CanaryCounts

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
QUEUED = QueueEntered(queue="20060", position=1)
TRIAL = Canary("linia", 3, 2, 20, NOW, NOW + timedelta(days=1), Limits(10, 2, 10))


def played(seconds: float) -> AnnouncementPlayed:
    return AnnouncementPlayed(prompts=["B01"], heard_time=seconds, is_interrupted=True)


class Calls:
    """Facts of calls, one after the other."""

    def __init__(self, *trials: Canary) -> None:
        self.counts = CanaryCounts()
        self.counts.watch(trials)
        self._number = 0

    def call(self, version: int, reason: EndReason, *between: AnyEvent, **more: Any) -> None:
        self._number += 1
        started = {"scenario": "linia", "scenario_version": version, **more}
        facts: list[AnyEvent] = [
            CallStarted(channel_id="1", dialled_number="9510", caller_number="600100200", **started),
            *between,
            CallEnded(reason=reason, duration_time=10.0),
        ]
        for fact in facts:
            self.counts.note(msgspec.structs.replace(fact, call_id=f"call-{self._number}"))


def test_calls_are_counted_by_version_and_how_they_end() -> None:
    calls = Calls(TRIAL)
    calls.call(3, "caller_hung_up")
    calls.call(3, "caller_hung_up", QUEUED)
    calls.call(3, "failed", QUEUED)
    calls.call(2, "completed")
    calls.call(2, "time_limit")
    calls.call(1, "completed")  # of neither version
    for reason in ("shed", "too_many_calls", "interrupted"):
        calls.call(3, reason)
    calls.call(3, "completed", direction="callback")
    seen = calls.counts.seen(TRIAL)
    assert seen.new == VersionFigures(calls=3, completed=1, hung_up=1, failed=1)
    assert seen.old == VersionFigures(calls=2, completed=1, hung_up=0, failed=1)


def test_a_sub_scenario_on_trial_is_counted_in_all_lines_that_call_it() -> None:
    calls = Calls(Canary("sprawa", 5, 4, 20, NOW, NOW + timedelta(days=1), Limits(10, 2, 10)))
    calls.call(1, "completed", subscenario_versions={"sprawa": 5})
    calls.call(1, "completed", scenario="inna", subscenario_versions={"sprawa": 4})
    calls.call(1, "completed")
    [trial] = calls.counts._watched.values()
    assert (calls.counts.seen(trial).new.calls, calls.counts.seen(trial).old.calls) == (1, 1)


def test_without_a_trial_nothing_is_kept_and_a_trial_read_anew_goes_on_where_it_was() -> None:
    calls = Calls()
    calls.call(3, "completed")
    assert not calls.counts._underway
    calls = Calls(TRIAL)
    calls.call(3, "completed")
    calls.counts.watch([TRIAL])
    calls.call(3, "completed")
    assert calls.counts.seen(TRIAL).new.calls == 2
    calls.counts.watch([])
    calls.counts.watch([TRIAL])
    assert calls.counts.seen(TRIAL).new.calls == 0


@pytest.mark.parametrize(
    ("facts", "is_served"),
    [
        ([], False),
        ([NodeEntered(node="menu", kind="menu"), played(5.0)], False),
        ([NodeEntered(node="wiedza", kind="knowledge"), played(0.5)], False),
        ([NodeEntered(node="wiedza", kind="knowledge"), played(1.5)], True),
        ([ClientDataTold(topic="visit", outcome="told")], True),
        ([ClientDataTold(topic="visit", outcome="unavailable")], False),
        ([HoursChecked(office="20060", outcome="closed", reason="święto")], True),
        ([HoursChecked(office="20060", outcome="open", reason="otwarte")], False),
    ],
)
def test_who_hangs_up_after_the_line_has_done_something_has_not_hung_up_in_the_menu(
    facts: list[AnyEvent], is_served: bool
) -> None:
    calls = Calls(TRIAL)
    calls.call(3, "caller_hung_up", *facts)
    seen = calls.counts.seen(TRIAL).new
    assert (seen.completed, seen.hung_up) == ((1, 0) if is_served else (0, 1))
