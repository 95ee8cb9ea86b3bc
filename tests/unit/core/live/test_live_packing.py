"""How what is so is cut into messages."""

from datetime import UTC, datetime

import msgspec

from core.live.live import AgentLive, LiveNews, LiveObject, live_object
from core.live.live_packing import marked_whole, packs

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def agents(count: int, reason: str = "") -> list[LiveObject]:
    value = AgentLive(office="20060", state="paused", since=NINE, pause_reason=reason)
    return [live_object("agent", f"k{number}", value) for number in range(count)]


def news(objects: list[LiveObject]) -> LiveNews:
    return LiveNews(epoch="live-" + "x" * 40, seq=10**12, at=NINE, objects=objects, whole="begin")


def test_no_message_is_larger_than_what_goes_through() -> None:
    groups, too_large = packs(agents(500, "zażółć gęślą jaźń"), 2000)
    assert not too_large
    assert len(groups) > 10
    assert max(len(msgspec.json.encode(news(group))) for group in groups) <= 2000
    assert [one.key for group in groups for one in group] == [f"k{number}" for number in range(500)]


def test_what_goes_into_no_message_is_named_and_the_rest_goes() -> None:
    small, large = agents(1), agents(1, "x" * 3000)
    assert packs([*small, *large, *small], 2000) == ([[*small, *small]], large)


def test_nothing_makes_no_message() -> None:
    assert packs([], 2000) == ([], [])


def test_a_whole_has_a_beginning_and_an_end() -> None:
    assert [one.whole for one in marked_whole([news([])] * 4)] == ["begin", "part", "part", "end"]
    assert [one.whole for one in marked_whole([news([])] * 2)] == ["begin", "end"]
