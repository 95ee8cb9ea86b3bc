"""What waits for one page."""

from api.live.mirror import Event
from api.live.outbox import MOST_NOTES, Outbox


def event(seq: int, key: str) -> Event:
    return Event(seq, ("agent", key), frozenset(), "")


def a_box(*events: Event) -> Outbox:
    box = Outbox(lambda: None)
    for one in events:
        box.put(one)
    return box


def sent(box: Outbox) -> list[int]:
    found = []
    while (one := box.next_event()) is not None:
        found.append(one.seq)
    return found


def test_of_each_object_only_the_newest_value_waits_in_the_order_of_numbers() -> None:
    box = a_box(*(event(seq, f"k{seq % 3}") for seq in range(1, 3001)))
    assert len(box) == 3
    assert sent(box) == [2998, 2999, 3000]


def test_nothing_before_the_first_that_waits_is_missing() -> None:
    box = a_box(event(1, "k1"), event(2, "k2"), event(3, "k1"))
    assert box.complete_up_to(3) == 1
    assert box.next_event() is not None
    assert box.complete_up_to(3) == 2
    assert sent(box) == [3]
    assert box.complete_up_to(7) == 7


def test_everything_anew_stands_for_what_waits() -> None:
    box = a_box(event(1, "k1"))
    box.ask_snapshot()
    assert box.wants_snapshot
    assert sent(box) == []


def test_answers_that_are_not_read_are_dropped() -> None:
    box = a_box()
    for number in range(1000):
        box.note(b"%d" % number)
    assert len(box) == MOST_NOTES
    assert box.next_note() == b"980"


def test_whoever_sends_is_woken() -> None:
    woken: list[bool] = []
    box = Outbox(lambda: woken.append(True))
    box.put(event(1, "k1"))
    box.note(b"")
    box.ask_snapshot()
    assert len(woken) == 3
