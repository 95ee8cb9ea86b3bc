from datetime import timedelta
from typing import get_args

import pytest

from core.db.tables import CallRow
from core.events import AgentStateChanged, AnyEvent, RecordingConsentAnswered
from reports.call_record import KEEP_FIRST, changes, fold, is_drop
from tests.support.facts import NINE, Story, a_served_call


def test_a_served_call_says_who_answered_when_and_how_long_the_caller_waited() -> None:
    record = fold(a_served_call().facts)
    assert record["dialled_number"] == "9510"
    assert record["started_at"] == NINE
    assert (record["office"], record["queue"]) == ("20060", "20060")
    assert record["queued_at"] == NINE + timedelta(seconds=9)
    assert (record["queue_left_reason"], record["wait_time"]) == ("connected", 5.0)
    assert (record["agent"], record["talk_time"]) == ("k20060-1", 30)
    assert record["connected_at"] == NINE + timedelta(seconds=14)
    assert (record["client_id"], record["verification_level"]) == ("client-anna", 2)
    assert (record["end_reason"], record["duration_time"]) == ("completed", 45)
    assert record["ended_at"] == NINE + timedelta(seconds=45)


def test_every_column_of_the_table_is_filled_by_some_fact() -> None:
    story = a_served_call()
    story.then(RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="0" * 64))
    assert {*fold(story.facts), "id"} == {column.name for column in CallRow.__table__.columns}


def test_a_fact_that_the_record_does_not_hold_changes_nothing() -> None:
    moved = AgentStateChanged(agent="k20060-1", old="paused", event="ready", new="available")
    assert changes(moved) == {}


@pytest.mark.parametrize("kind", get_args(AnyEvent))
def test_only_columns_of_the_table_are_changed(kind: type[AnyEvent]) -> None:
    columns = {column.name for column in CallRow.__table__.columns} - {"id"}
    for fact in a_served_call().facts:
        if isinstance(fact, kind):
            assert changes(fact).keys() <= columns
    assert columns >= KEEP_FIRST


def test_the_first_queue_stays_when_the_call_goes_on_to_another() -> None:
    story = Story().rings().waits("20060").leaves("nobody_there", "20060", 4.0).waits("20000", after=6)
    story.leaves("abandoned", "20000", 7.0)
    record = fold(story.facts)
    assert record["queue"] == "20060"
    assert record["queued_at"] == NINE + timedelta(seconds=1)
    assert (record["queue_left_reason"], record["wait_time"]) == ("abandoned", 7.0)


def test_while_the_caller_waits_again_nothing_is_said_about_the_end_of_the_wait() -> None:
    record = fold(Story().rings().waits().is_answered().is_dropped().waits().facts)
    assert (record["queue_left_reason"], record["wait_time"]) == (None, None)


def test_a_consultant_who_drops_the_caller_has_not_served_the_call() -> None:
    story = Story().rings().waits().is_answered("k20060-1").is_dropped("k20060-1").waits()
    record = fold(story.leaves("abandoned", wait_time=20.0).facts)
    assert (record["agent"], record["connected_at"], record["talk_time"]) == (None, None, None)
    assert (record["queue_left_reason"], record["wait_time"]) == ("abandoned", 20.0)


def test_after_a_drop_the_next_consultant_counts() -> None:
    story = Story().rings().waits().is_answered("k20060-1").is_dropped("k20060-1").waits()
    record = fold(story.is_answered("k20060-2").talks(60, agent="k20060-2").ends().facts)
    assert (record["agent"], record["talk_time"]) == ("k20060-2", 60)


def test_a_drop_gives_back_the_conversation_before_it() -> None:
    story = Story().rings().waits().is_answered("k20060-1").talks(40).waits("20000")
    connected_at = fold(story.facts)["connected_at"]
    story.is_answered("k20000-1", "20000").is_dropped("k20000-1")
    record = fold(story.facts)
    assert (record["agent"], record["talk_time"]) == ("k20060-1", 40)
    assert record["connected_at"] == connected_at


def test_only_a_drop_is_one() -> None:
    assert [is_drop(fact) for fact in a_served_call().facts] == [False] * len(a_served_call().facts)
    missed = AgentStateChanged(agent="k", old="ringing", event="miss", new="no_answer")
    assert not is_drop(missed)
