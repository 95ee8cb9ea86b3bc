"""What a caller of the demonstration is told of the desk, from the call's own facts."""

from api.made_up.desk_now import DeskNow, desk_now
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded
from core.facts.kinds.conversations import CallHeld, ConversationEnded, ConversationStarted
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import RecordingPaused, RecordingResumed, RecordingStarted, RecordingWithdrawn
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.waiting import QueueEntered, QueueLeft

AGENT = "k20060-1"
MENU: list[AnyEvent] = [NodeEntered(node="menu", kind="menu")]
QUEUE = [*MENU, QueueEntered(queue="20060", position=2)]
RINGS = [*QUEUE, OfferMade(reservation="r", agent=AGENT, queue="20060", reason="", candidates=[])]
ACCEPTED = OfferEnded(reservation="r", agent=AGENT, outcome="accepted", ring_time=3.0)
TALKS = [
    *RINGS,
    ACCEPTED,
    QueueLeft(queue="20060", reason="connected", wait_time=9.0),
    ConversationStarted(agent=AGENT, bridge_id="b"),
]
RECORDED = [*TALKS, RecordingStarted(recording="rec", file="f")]


def test_the_stages_of_a_call() -> None:
    over = [*TALKS, ConversationEnded(agent=AGENT, ended_by="agent", talk_time=20.0)]
    assert [desk_now(facts).stage for facts in ([], MENU, QUEUE, RINGS, TALKS, over)] == [
        *("menu", "menu", "waiting", "ringing", "talking", "after"),
    ]
    assert desk_now([*over, CallEnded(reason="completed", duration_time=60.0)]) == DeskNow("ended")


def test_who_does_not_answer_leaves_the_caller_waiting_in_the_same_queue() -> None:
    missed = OfferEnded(reservation="r", agent=AGENT, outcome="no_answer", ring_time=20.0)
    assert desk_now([*RINGS, missed]) == DeskNow("waiting", queue="20060")


def test_who_leaves_the_queue_hears_the_line_again() -> None:
    left = QueueLeft(queue="20060", reason="nobody_there", wait_time=4.0)
    assert desk_now([*QUEUE, left]).stage == "menu"


def test_a_recording_is_told_as_it_is() -> None:
    paused = RecordingPaused(recording="rec", at_time=2.0, why="asked")
    resumed = RecordingResumed(recording="rec", at_time=4.0)
    withdrawn = RecordingWithdrawn(recording="rec", by=AGENT, way="page")
    told = [desk_now([*RECORDED, *more]).recording for more in ([], [paused], [paused, resumed], [withdrawn])]
    assert (desk_now(TALKS).recording, told) == ("off", ["on", "paused", "on", "off"])


def test_a_hold_keeps_who_talks_and_the_recording() -> None:
    held = [*RECORDED, CallHeld(agent=AGENT, is_held=True)]
    assert desk_now(held) == DeskNow("held", AGENT, recording="on")
    assert desk_now([*held, CallHeld(agent=AGENT, is_held=False)]) == DeskNow("talking", AGENT, recording="on")
