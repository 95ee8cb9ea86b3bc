"""What the mirror of the live feed makes of its messages."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal

import msgspec

from api.live.mirror import MOST_EVENTS, Event, Mirror
from core.live.live import AgentLive, Flow, LiveNews, LiveObject, QueueLive, live_object

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ALL = frozenset({("agent", "*"), ("queue", "*")})


def agent(key: str, state: str = "paused", office: str = "20060") -> LiveObject:
    return live_object("agent", key, AgentLive(office=office, state=state, since=NINE))


class Feed:
    """A process that sends, and the mirror that hears it."""

    def __init__(self) -> None:
        self.mirror = Mirror(0.0)
        self.epoch, self.seq = "live-1", 0

    def tells(self, *objects: LiveObject, whole: Literal["begin", "part", "end", ""] = "") -> list[Event]:
        self.seq += 1
        news = LiveNews(epoch=self.epoch, seq=self.seq, at=NINE, objects=list(objects), whole=whole)
        return self.mirror.take(news, float(self.seq), NINE)

    def tells_all(self, *objects: LiveObject) -> list[Event]:
        return self.tells(*objects, whole="begin") + self.tells(whole="end")


def keys(events: Sequence[Event] | None) -> list[str]:
    assert events is not None
    return [event.key[1] for event in events]


def value_of(event: Event) -> object:
    return msgspec.json.decode("{" + event.tail)["value"]


def test_nothing_is_known_before_everything_was_told() -> None:
    feed = Feed()
    feed.tells(agent("k1"))
    assert (feed.mirror.is_known, feed.mirror.is_behind) == (False, True)
    feed.tells_all(agent("k1"), agent("k2"))
    assert (feed.mirror.is_known, feed.mirror.is_behind) == (True, False)
    assert feed.mirror.seen_by(ALL)["agent"].keys() == {"k1", "k2"}


def test_what_was_told_twice_is_one_event() -> None:
    feed = Feed()
    feed.tells_all(agent("k1"))
    assert keys(feed.tells(agent("k1"))) == []
    assert keys(feed.tells(agent("k1", "available"))) == ["k1"]
    assert keys(feed.tells_all(agent("k1", "available"))) == []


def test_what_is_not_named_between_begin_and_end_does_not_exist() -> None:
    feed = Feed()
    feed.tells_all(agent("k1"), agent("k2"))
    feed.tells(agent("k1"), whole="begin")
    assert feed.mirror.value("agent", "k2") is not None
    [gone] = feed.tells(live_object("queue", "20060", QueueLive()), whole="end")[1:]
    assert (gone.key, value_of(gone)) == (("agent", "k2"), None)
    assert feed.mirror.value("agent", "k2") is None


def test_a_missed_message_is_noticed_and_made_good_by_everything() -> None:
    feed = Feed()
    feed.tells_all(agent("k1"), agent("k2"))
    feed.seq += 1  # a change of k2 that nobody heard
    feed.tells(agent("k1", "available"))
    assert feed.mirror.is_behind
    assert feed.mirror.is_known
    assert keys(feed.tells_all(agent("k1", "available"), agent("k2", "available"))) == ["k2"]
    assert not feed.mirror.is_behind


def test_a_whole_with_a_gap_deletes_nothing() -> None:
    feed = Feed()
    feed.tells_all(agent("k1"), agent("k2"))
    feed.tells(agent("k1"), whole="begin")
    feed.seq += 1  # the part with k2
    assert keys(feed.tells(whole="end")) == []
    assert feed.mirror.is_behind
    assert feed.mirror.value("agent", "k2") is not None


def test_another_process_that_sends_has_to_tell_everything_first() -> None:
    feed = Feed()
    feed.tells_all(agent("k1"))
    feed.epoch, feed.seq = "live-2", 0
    feed.tells(agent("k1"), whole="begin")
    assert feed.mirror.is_behind
    feed.tells(whole="end")
    assert not feed.mirror.is_behind
    assert feed.mirror.seq == 1


def test_after_a_time_in_which_nobody_listened_something_may_be_missing() -> None:
    feed = Feed()
    feed.tells_all(agent("k1"))
    feed.mirror.missed_something()
    feed.tells()
    assert feed.mirror.is_behind


def test_who_moves_to_another_office_is_gone_for_the_old_one_only() -> None:
    feed = Feed()
    feed.tells_all(agent("k1", office="20060"))
    gone, there = feed.tells(agent("k1", office="20610"))
    assert value_of(gone) is None
    assert gone.scopes == {("agent.office", "20060")}
    assert there.scopes == {("agent", "*"), ("agent", "k1"), ("agent.office", "20610")}


def test_readers_get_what_they_have_missed_as_long_as_it_is_kept() -> None:
    feed = Feed()
    feed.tells_all(agent("k1"), agent("k2"))
    feed.tells(agent("k1", "available"))
    mirror = feed.mirror
    assert mirror.seq == 3
    assert keys(mirror.since(2, ALL)) == ["k1"]
    assert keys(mirror.since(0, frozenset({("agent", "k2")}))) == ["k2"]
    assert keys(mirror.since(3, ALL)) == []
    assert mirror.since(4, ALL) is None
    for number in range(MOST_EVENTS):
        feed.tells(agent("k1", f"state-{number}"))
    assert mirror.since(2, ALL) is None
    assert len(mirror.since(3, ALL) or ()) == MOST_EVENTS


def test_what_this_process_does_not_know_is_passed_over() -> None:
    feed = Feed()
    strange = LiveObject("weather", "x", msgspec.Raw(b'{"sun":1}'))  # type: ignore[arg-type]
    assert feed.tells_all(strange, LiveObject("agent", "k1", msgspec.Raw(b'{"state":1}'))) == []
    assert feed.mirror.is_known


FLOWS = frozenset({("flow", "*")})


def flow(day: int) -> LiveObject:
    return live_object("flow", "20610>20620", Flow(day=day))


def test_the_board_outlives_everything_that_the_feed_tells() -> None:
    """It is the process's own: another sender knows nothing of it, and says nothing of it."""
    feed = Feed()
    assert keys(feed.mirror.put([flow(1)], NINE)) == ["20610>20620"]
    assert not feed.mirror.is_known
    feed.tells_all(agent("k1"))
    feed.epoch = "live-2"
    assert keys(feed.tells_all(agent("k2"), flow(9))) == ["k2", "k1"]
    assert msgspec.json.decode(feed.mirror.seen_by(FLOWS)["flow"]["20610>20620"]) == {"day": 1}
    assert feed.mirror.values("flow").keys() == {"20610>20620"}


def test_the_board_changes_by_events_with_the_numbers_of_the_others() -> None:
    feed = Feed()
    feed.tells_all(agent("k1"))
    before = feed.mirror.seq
    assert keys(feed.mirror.put([flow(1)], NINE)) == ["20610>20620"]
    assert keys(feed.mirror.put([flow(1), agent("k9")], NINE)) == []
    assert keys(feed.mirror.put([live_object("flow", "20610>20620", None)], NINE)) == ["20610>20620"]
    assert [value_of(event) for event in feed.mirror.since(before, FLOWS) or ()] == [{"day": 1}, None]
