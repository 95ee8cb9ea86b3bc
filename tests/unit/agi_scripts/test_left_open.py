"""What a dead application left open is closed."""

from datetime import UTC, datetime, timedelta

from agi_scripts.fallback.left_open import closing
from core.facts.events import AnyEvent
from core.facts.kinds.colleagues import ColleagueCalled, ColleagueEnded
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.recordings import RecordingEnded, RecordingStarted
from core.facts.kinds.waiting import QueueEntered, QueueLeft


def test_a_conversation_and_its_recording_are_closed_together() -> None:
    began = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
    known: list[AnyEvent] = [
        QueueEntered(queue="20060", position=1, id="event-1", at=began),
        QueueLeft(queue="20060", reason="connected", wait_time=0, id="event-2", at=began),
        ConversationStarted(agent="k", bridge_id="b", id="event-3", at=began),
        RecordingStarted(recording="rec", file="f", id="event-4", at=began),
    ]
    recorded, talked = closing(known, began + timedelta(seconds=30))
    assert isinstance(recorded, RecordingEnded)
    assert (recorded.recording, recorded.duration_time) == ("rec", 30.0)
    assert isinstance(talked, ConversationEnded)
    assert talked.talk_time == 30.0


def test_whoever_was_called_in_is_called_no_more_and_one_who_had_gone_is_not_ended_twice() -> None:
    began = datetime(2026, 11, 24, 22, 59, tzinfo=UTC)
    called = ColleagueCalled(agent="k", colleague="", target="zus", mode="apart", id="event-1", at=began)
    [ended] = closing([called], began + timedelta(seconds=30))
    assert isinstance(ended, ColleagueEnded)
    assert (ended.target, ended.why, ended.ring_time) == ("zus", "interrupted", 30.0)
    gone = ColleagueEnded(agent="k", colleague="", target="zus", why="left", ring_time=2, id="event-2", at=began)
    assert closing([called, gone], began + timedelta(seconds=30)) == []
