"""Is a board found out that shows who does not wait, hides who does, or warns when it should not?"""

from typing import Any

import pytest

from chaos.judge_board import Numbered
from chaos.judge_live import LATE, LiveLook, LiveSight, Span, Unreached, faults_of_live_looks

KOLNO = "20060"


def fact(kind: str, at: float, call: str | None = None, **data: Any) -> Numbered:
    return Numbered(int(at), f"{kind}-{at}-{call}", kind, at, call, data)


def works(at: float, new: str, agent: str = f"k{KOLNO}-1") -> Numbered:
    return fact("AgentStateChanged", at, agent=agent, old="offline", new=new)


DAY = [
    works(0, "available"),
    fact("QueueEntered", 100, "call-1", queue=KOLNO),
    fact("QueueLeft", 150, "call-1", queue=KOLNO),
    works(200, "paused"),
    fact("QueueEntered", 210, "call-2", queue=KOLNO),
    fact("CallEnded", 300, "call-2"),
    works(390, "available"),
    fact("QueueEntered", 400, "call-3", queue=KOLNO),
    fact("OfferEnded", 420, "call-3", outcome="no_answer"),
    fact("OfferEnded", 440, "call-3", outcome="accepted"),  # and hears the whisper
    fact("CallAdopted", 460, "call-3", stage="waiting"),
    fact("OfferEnded", 480, "call-3", outcome="accepted"),
    fact("QueueLeft", 490, "call-3", queue=KOLNO),
]
NOTHING = frozenset[Any]()


def look(at: float, *calls: str, warned: bool = False) -> LiveLook:
    return LiveLook(at, frozenset((call, KOLNO) for call in calls), frozenset([KOLNO] if warned else []))


@pytest.mark.parametrize(
    "seen",
    [
        look(50),
        look(101),
        look(100 + LATE - 0.1),
        look(120, "call-1"),
        look(150 + LATE, "call-1"),
        look(170),
        look(211, "call-2"),
        look(260, "call-2", warned=True),
        look(203, warned=True),
        look(320),
        look(430, "call-3"),
        look(450),
        look(470, "call-3"),
        look(489),
    ],
)
def test_a_board_that_is_right_or_a_little_late_has_no_fault(seen: LiveLook) -> None:
    assert faults_of_live_looks([seen], DAY) == []


@pytest.mark.parametrize(
    ("seen", "what"),
    [
        (look(120), "is not shown"),
        (look(160, "call-1"), "does not"),
        (look(120, "call-1", "call-9"), "does not"),
        (look(120, "call-1", warned=True), "a consultant of the office works"),
        (look(260, "call-2"), "it does not warn"),
        (look(320, "call-2"), "does not"),
        (look(430), "is not shown"),
        (look(450, "call-3"), "does not"),
        (look(470), "is not shown"),
    ],
)
def test_what_is_wrong_is_found(seen: LiveLook, what: str) -> None:
    [found] = faults_of_live_looks([seen], DAY)
    assert what in found.what


def test_what_the_page_is_sent_is_what_is_looked_at() -> None:
    sight = LiveSight()
    one = {"queue": KOLNO, "call": "call-1"}
    alarms: dict[str, Any] = {f"nobody_ready:{KOLNO}": {}, "long_wait:20620": {}}
    sight.take({"type": "snapshot", "values": {"waiting": {"a": one}, "alarm": alarms}})
    assert sight.look(1) == look(1, "call-1", warned=True)
    sight.take({"type": "event", "topic": "waiting", "key": "b", "value": {**one, "is_callback": True}})
    sight.take({"type": "event", "topic": "waiting", "key": "a", "value": None})
    sight.take({"type": "event", "topic": "alarm", "key": f"nobody_ready:{KOLNO}", "value": None})
    sight.take({"type": "event", "topic": "alarm", "key": f"nobody_there:{KOLNO}", "value": {}})
    assert sight.look(2) == look(2, warned=True)
    sight.take({"type": "beat", "age": 0.1})
    sight.take({"type": "snapshot", "values": {}})
    assert sight.look(3) == LiveLook(3, NOTHING, NOTHING)


def test_of_an_asterisk_that_nobody_could_ask_the_board_may_show_who_has_gone() -> None:
    went = fact("QueueLeft", 150, "call-a-1", queue=KOLNO)
    facts = [fact("QueueEntered", 100, "call-a-1", queue=KOLNO), went]
    seen, cut = look(165, "call-a-1"), Span(148, 170)
    assert faults_of_live_looks([seen], facts, [Unreached("a", cut)]) == []
    assert faults_of_live_looks([seen], facts, [Unreached("b", cut)]) != []
    assert faults_of_live_looks([seen], facts, [Unreached("a", Span(100, 155))]) != []
