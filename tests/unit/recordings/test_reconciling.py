"""Which conversations lack a recording, and which recordings lack something."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.facts.call_context import CallContext
from core.facts.kinds.recordings import ConsentKind, RecordingMode
from recordings.consent import begins_recorded
from recordings.proof.reconciling import (
    Alarm,
    Consent,
    Conversation,
    Peaks,
    Recorded,
    peaks_of,
    reconcile,
    required_time,
)

BEGAN = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
NOW = BEGAN + timedelta(hours=18)
TALK = Conversation("call-1", "k20060-1", "20060", "bridge-1", BEGAN, BEGAN + timedelta(seconds=100))
YES = Consent(BEGAN - timedelta(minutes=1), True)
REC = Recorded("rec-1", "call-1", "packed", "20060", BEGAN, 100.0, peaks=Peaks(180, 200))


def at(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def found(*recordings: Recorded, consents: tuple[Consent, ...] = (YES,), talk: Conversation = TALK) -> list[str]:
    return [alarm.kind for alarm in reconcile([talk], {"call-1": consents}, recordings, NOW)]


def test_a_recording_as_it_should_be_raises_nothing() -> None:
    assert found(REC) == []


def test_a_conversation_with_consent_and_without_a_recording_is_told_with_its_seconds() -> None:
    (alarm,) = reconcile([TALK], {"call-1": [YES]}, [], NOW)
    assert alarm == Alarm("none", None, "call-1", "20060", seconds=100.0)


@pytest.mark.parametrize("kind", ["key", "spoken", "statutory"])
def test_what_should_be_recorded_is_what_the_recorder_records(kind: ConsentKind) -> None:
    """By the rule of the conversation, from its beginning."""
    for mode in get_args(RecordingMode):
        context = CallContext(is_recording_allowed=True, consent_kind=kind)
        talk, told = replace(TALK, mode=mode), replace(YES, kind=kind)
        assert (required_time(talk, [told]) > 0) == begins_recorded(context, mode)
        assert required_time(talk, [replace(told, is_given=False)]) == 0


def test_a_recording_that_failed_or_is_away_is_none() -> None:
    for state in ("failed", "missing"):
        (alarm,) = reconcile([TALK], {"call-1": [YES]}, [replace(REC, state=state)], NOW)
        assert (alarm.kind, alarm.recording) == ("none", "rec-1")


@pytest.mark.parametrize(
    "consents",
    [
        (),
        (Consent(BEGAN, False),),
        (YES, Consent(at(30), False, "withdrawn")),
        (YES, Consent(at(4000), False, "withdrawn")),  # the office, an hour later
        (Consent(at(150), True),),  # asked after this conversation, in the next one of the call
    ],
)
def test_without_consent_or_with_consent_that_was_withdrawn_nothing_is_missing(
    consents: tuple[Consent, ...],
) -> None:
    assert found(consents=consents) == []


@pytest.mark.parametrize("state", ["destroyed", "expired"])
def test_a_recording_that_was_let_go_is_not_missing(state: str) -> None:
    assert found(replace(REC, state=state, seconds=None)) == []


def test_what_goes_on_what_is_over_at_once_and_what_asterisk_did_alone_need_no_recording() -> None:
    for talk in (
        replace(TALK, ended_at=None),
        replace(TALK, ended_at=at(1.5)),
        replace(TALK, bridge=""),
    ):
        assert found(talk=talk) == []


def test_an_empty_a_short_and_a_whole_recording_are_told_apart() -> None:
    lengths = (0.0, 0.9, 1.0, 79.9, 80.0)
    assert [found(replace(REC, seconds=seconds)) for seconds in lengths] == [
        *(["empty"], ["empty"], ["short"], ["short"], [])
    ]


def test_time_on_hold_and_pauses_are_not_missing() -> None:
    held = replace(TALK, hold_time=40.0)
    assert found(replace(REC, seconds=50.0), talk=held) == []
    assert found(replace(REC, seconds=60.0, paused_time=30.0)) == []
    assert found(replace(REC, seconds=40.0, paused_time=30.0)) == ["short"]


def test_consent_in_the_middle_asks_for_what_comes_after_it() -> None:
    spoken = Consent(at(70), True)
    assert found(replace(REC, seconds=29.0, started_at=at(71)), consents=(Consent(BEGAN, False), spoken)) == []
    assert required_time(TALK, [Consent(BEGAN, False), spoken]) == 30.0


@pytest.mark.parametrize("peaks", [Peaks(0, 200), Peaks(180, 1), Peaks(0, 0)])
def test_a_side_without_a_sound_is_told_in_a_recording_of_more_than_20_seconds(peaks: Peaks) -> None:
    assert found(replace(REC, peaks=peaks)) == ["one_sided"]
    talk = replace(TALK, ended_at=at(20))
    assert found(replace(REC, peaks=peaks, seconds=20.0), talk=talk) == []


def test_a_recording_whose_waveform_nobody_can_read_is_not_judged_by_it() -> None:
    assert found(replace(REC, peaks=None)) == []


def test_two_recordings_of_one_conversation_are_one() -> None:
    """A caller who says no, and yes later, or an application that died with the first file."""
    first = replace(REC, id="rec-1", seconds=45.0, peaks=Peaks(180, 0))
    second = replace(REC, id="rec-2", started_at=at(50), seconds=40.0, peaks=Peaks(0, 180))
    assert found(first, second) == []


def test_each_conversation_of_a_call_needs_its_own() -> None:
    second = replace(TALK, agent="k20060-2", began_at=at(160), ended_at=at(260))
    alarms = reconcile([TALK, second], {"call-1": [YES]}, [REC], NOW)
    assert alarms == [Alarm("none", None, "call-1", "20060", seconds=100.0)]
    other = replace(REC, id="rec-2", started_at=at(159))  # a moment before the fact of its conversation
    assert reconcile([TALK, second], {"call-1": [YES]}, [REC, other], NOW) == []


@pytest.mark.parametrize("state", ["recording", "closed"])
def test_what_is_not_packed_an_hour_after_its_end_is_late(state: str) -> None:
    waits = replace(REC, state=state, peaks=None)
    assert found(waits) == ["late"]
    assert reconcile([TALK], {"call-1": [YES]}, [waits], at(100) + timedelta(minutes=59)) == []
    assert reconcile([], {}, [waits], NOW) == [Alarm("late", "rec-1", "call-1", "20060", seconds=100.0)]
    assert found(waits, talk=replace(TALK, ended_at=None)) == [], "it is being made"


def test_peaks_are_those_of_either_side() -> None:
    assert peaks_of(bytes([1, 200, 3, 2, 0, 1])) == Peaks(200, 2)
    assert peaks_of(b"") == Peaks(0, 0)


@given(st.floats(2.1, 3600), st.floats(0, 1), st.floats(0, 0.9))
def test_more_sound_never_raises_more(length: float, share: float, less: float) -> None:
    """What is told of a recording is told of a shorter one, too; and the whole one is never told."""
    talk = replace(TALK, ended_at=at(length))
    order = {"empty": 2, "short": 1}
    longer = found(replace(REC, seconds=length * share), talk=talk)
    shorter = found(replace(REC, seconds=length * share * less), talk=talk)
    assert sum(order[kind] for kind in longer) <= sum(order[kind] for kind in shorter)
    assert found(replace(REC, seconds=length), talk=talk) == []
