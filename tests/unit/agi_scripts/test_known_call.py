"""What is known of a caller who was with the application when that died: the place, what was asked, who it is."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agi_scripts.fallback.known_call import KnownCall, known_call
from core.facts.kinds.waiting import QueueEntered, QueueLeft, WaitBegan
from tests.support.calls.call_facts import Story

WORDS = st.text("abz019-_.:@", min_size=1) | st.none()
MOMENTS = st.floats(0, 4e9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)) | st.none()


@pytest.mark.parametrize("question", [None, 0.0, 6.5], ids=["still asked", "asked nothing", "asked before"])
def test_the_place_is_that_of_joining_whatever_is_asked_first(question: float | None) -> None:
    story = Story().rings().is_verified()
    story.then(QueueEntered(queue="20060", position=1, topic="unemployed", is_held=question != 0.0), 1.0)
    joined_at = story.facts[-1].at
    if question:
        story.then(WaitBegan(queue="20060", question_time=question), question)

    known = known_call(story.facts)

    assert known is not None
    assert (known.office, known.topic, known.joined_at) == ("20060", "unemployed", joined_at)
    assert known.asked_time == (question or 0.0)


def test_who_was_cut_off_and_waits_again_has_the_place_of_the_second_wait() -> None:
    story = Story().rings().is_verified()
    story.then(QueueEntered(queue="20060", position=1, topic="unemployed", is_held=True), 1.0)
    story.then(WaitBegan(queue="20060", question_time=6.0), 6.0)
    story.then(QueueLeft(queue="20060", reason="connected", wait_time=5.0), 5.0)
    story.then(QueueEntered(queue="20010", position=1, priority="dropped", waited_time=0.5), 30.0)
    second_at = story.facts[-1].at
    story.then(QueueLeft(queue="20010", reason="emergency", wait_time=15.5), 15.0)

    known = known_call(story.facts)

    assert known is not None and second_at is not None
    assert (known.office, known.topic) == ("20010", "unemployed")
    assert (known.joined_at, known.asked_time) == (second_at - timedelta(seconds=0.5), 0.0)


def test_who_is_moved_a_second_time_keeps_the_first_place() -> None:
    story = Story().rings().is_verified()
    story.then(QueueEntered(queue="20060", position=1, topic="unemployed", is_held=True), 1.0)
    joined_at = story.facts[-1].at
    story.then(WaitBegan(queue="20060", question_time=6.0), 6.0)
    story.then(QueueLeft(queue="20060", reason="emergency", wait_time=20.0), 20.0)
    story.then(QueueEntered(queue="20060", position=1, waited_time=30.0, resumed_time=6.0), 10.0)

    known = known_call(story.facts)

    assert known is not None
    assert (known.joined_at, known.asked_time) == (joined_at, 6.0)


def test_who_has_only_proved_who_it_is_has_the_own_office_and_no_place() -> None:
    known = known_call(Story().rings().is_verified().facts)
    assert known is not None
    assert (known.level, known.joined_at) == (2, None)
    assert known.office and known.client_id


def test_who_has_done_nothing_begins_anew() -> None:
    known = known_call(Story().rings().facts)
    assert known is not None and known.office is None
    assert known_call([]) is None


@given(
    st.builds(
        KnownCall,
        office=WORDS,
        topic=WORDS,
        client_id=WORDS,
        level=st.integers(0, 3),
        joined_at=MOMENTS,
        asked_time=st.floats(0, 1e6),
        may_be_recorded=st.booleans(),
    )
)
def test_what_the_dialplan_is_told_is_read_as_it_was(known: KnownCall) -> None:
    read = KnownCall.of(known.as_text())
    assert read is not None
    assert (read.office, read.topic, read.client_id) == (known.office, known.topic, known.client_id)
    assert (read.level, read.may_be_recorded) == (known.level, known.may_be_recorded)
    assert read.asked_time == pytest.approx(known.asked_time, abs=0.001)
    assert (read.joined_at is None) == (known.joined_at is None)
    if read.joined_at is not None and known.joined_at is not None:
        assert abs(read.joined_at - known.joined_at) < timedelta(seconds=0.002)


@pytest.mark.parametrize("text", ["", "20060", "20060//zwei///0/", "20060//2//morgen/0/", "20060//2//inf/0/"])
def test_what_another_version_has_said_is_not_known(text: str) -> None:
    assert KnownCall.of(text) is None
