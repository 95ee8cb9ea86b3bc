from datetime import timedelta
from typing import get_args

import pytest

from core.db.tables.centre.call_tables import CallRow
from core.facts.events import AnyEvent
from core.facts.kinds.callbacks import CallbackOrdered, CallbackTried
from core.facts.kinds.calls import CallStarted
from core.facts.kinds.colleagues import ColleagueCame
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.offers import Candidate, OfferMade
from core.facts.kinds.recordings import RecordingConsentAnswered
from core.facts.kinds.ringing_out import ClientDialEnded
from core.facts.kinds.waiting import QueueEntered, WaitEstimateChecked, WaitEstimated
from reports.calls.call_record import EARLIER, KEEP_FIRST, are_earlier_needed, changes, fold, is_drop
from tests.support.calls.call_facts import NINE, Story, a_served_call

PASSED_ON = "przekazano do Łomży: 3 czekających na 2 konsultantów"


def offer(agent: str, office: str, reason: str = PASSED_ON, queue: str = "20060") -> OfferMade:
    candidates = [Candidate(agent, office, 12.0, 1), Candidate("k20610-1", "20610", 3.0, 2)]
    return OfferMade(
        reservation="offer-1",
        agent=agent,
        queue=queue,
        reason=reason,
        candidates=candidates,
        is_shared=reason == PASSED_ON,
    )


def taken_elsewhere(story: Story, reason: str = PASSED_ON) -> Story:
    """A consultant of Łomża takes a call of Kolno's."""
    return story.then(offer("k20620-1", "20620", reason)).is_answered("k20620-1").talks(30, agent="k20620-1")


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


def test_a_call_that_was_handed_over_is_the_colleagues_and_that_offices() -> None:
    story = Story().rings().waits()
    story = story.then(offer("k20060-1", "20060", "własny urząd")).is_answered("k20060-1").talks(30)
    came = ColleagueCame(agent="k20060-1", colleague="k20620-1", office="20620", mode="apart")
    story = story.then(came).then(ConversationStarted(agent="k20620-1", bridge_id="bridge-1"))
    record = fold(story.talks(20, agent="k20620-1").facts)
    assert (record["agent"], record["talk_time"]) == ("k20620-1", 20)
    assert (record["answered_by_office"], record["is_own_office"]) == ("20620", False)


def test_every_column_of_the_table_is_filled_by_some_fact() -> None:
    story = taken_elsewhere(Story().rings().is_verified().waits())
    story.then(RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="0" * 64))
    story.then(WaitEstimated(queue="20060", low_time=60, high_time=120, waited_time=30))
    story.then(CallbackTried(callback="callback-1", attempt=1, outcome="talked", origin="call-0"))
    story.then(ClientDialEnded(agent="k20060-1", outcome="reached", ring_time=4.0)).ends()
    assert {*fold(story.facts), "id"} == {column.name for column in CallRow.__table__.columns}


def test_a_fact_that_the_record_does_not_hold_changes_nothing() -> None:
    moved = AgentStateChanged(agent="k20060-1", old="paused", event="ready", new="available")
    assert changes(moved) == {}


@pytest.mark.parametrize("kind", get_args(AnyEvent))
def test_only_columns_of_the_table_are_changed(kind: type[AnyEvent]) -> None:
    columns = {column.name for column in CallRow.__table__.columns} - {"id"}
    story = taken_elsewhere(Story().rings().is_verified().waits())
    story.then(CallbackOrdered(callback="c", queue="20060", callback_number="600100200", due_at=NINE))
    story.then(CallbackTried(callback="c", attempt=1, outcome="talked", origin="call-0"))
    story.then(WaitEstimated(queue="20060", low_time=60, high_time=120, waited_time=30))
    story.then(WaitEstimateChecked(queue="20060", error_time=-5))
    for fact in [*a_served_call().facts, *story.facts]:
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


def test_a_consultant_who_was_gone_before_both_were_connected_takes_no_earlier_conversation_away() -> None:
    story = Story().rings().waits().is_answered("k20060-1").talks(30, agent="k20060-1")
    story.changes("k20060-1", "talking", "hang_up", "wrap_up").waits("20620")
    story.is_offered("k20620-1", "20620").leaves("connected", "20620", 2.0)
    story.changes("k20620-1", "talking", "miss", "no_answer")
    record = fold(story.facts)
    assert (record["agent"], record["talk_time"]) == ("k20060-1", 30)


def test_the_same_consultant_gone_before_both_were_connected_again_takes_nothing_away_either() -> None:
    story = Story().rings().waits().is_answered("k20060-1").talks(30, agent="k20060-1")
    story.changes("k20060-1", "talking", "hang_up", "wrap_up").waits()
    story.is_offered("k20060-1").leaves("connected").changes("k20060-1", "talking", "miss", "no_answer")
    record = fold(story.facts)
    assert (record["agent"], record["talk_time"]) == ("k20060-1", 30)


def test_only_a_miss_out_of_a_conversation_is_a_drop() -> None:
    assert [is_drop(fact) for fact in a_served_call().facts] == [False] * len(a_served_call().facts)
    missed = AgentStateChanged(agent="k", old="ringing", event="miss", new="no_answer")
    assert not is_drop(missed)


def test_dropping_a_caller_on_hold_is_a_drop() -> None:
    assert is_drop(AgentStateChanged(agent="k", old="hold", event="miss", new="no_answer"))


def test_a_call_answered_at_home_says_so_and_gives_no_reason_for_sharing() -> None:
    story = Story().rings().waits().then(offer("k20060-1", "20060", "własny urząd, najdłużej bez rozmowy"))
    record = fold(story.is_answered("k20060-1").facts)
    assert (record["answered_by_office"], record["is_own_office"]) == ("20060", True)
    assert record["overflow_reason"] is None


def test_a_call_taken_by_another_office_keeps_the_reason() -> None:
    record = fold(taken_elsewhere(Story().rings().waits()).facts)
    assert (record["answered_by_office"], record["is_own_office"]) == ("20620", False)
    assert record["overflow_reason"] == PASSED_ON


def test_a_consultant_of_two_queues_is_of_another_office_but_nothing_was_passed_on() -> None:
    record = fold(taken_elsewhere(Story().rings().waits(), "własny urząd, najmniej rozmów").facts)
    assert (record["answered_by_office"], record["is_own_office"]) == ("20620", True)
    assert record["overflow_reason"] is None


def test_an_offer_that_came_to_nothing_leaves_no_reason() -> None:
    story = Story().rings().waits().then(offer("k20620-1", "20620"))
    assert "overflow_reason" not in fold(story.leaves("abandoned").facts)


def test_a_drop_takes_the_other_office_back_too() -> None:
    story = taken_elsewhere(Story().rings().waits())
    story.then(AgentStateChanged(agent="k20620-1", old="talking", event="miss", new="no_answer"))
    record = fold(story.facts)
    assert (record["answered_by_office"], record["overflow_reason"], record["hold_time"]) == (None, None, None)


def test_hold_time_stands_beside_the_talk() -> None:
    story = Story().rings().waits().is_answered()
    story.then(ConversationEnded(agent="k20060-1", ended_by="agent", talk_time=90, hold_time=20), after=90)
    record = fold(story.facts)
    assert (record["talk_time"], record["hold_time"]) == (90, 20)


def test_topic_and_old_place_are_those_of_the_first_queue() -> None:
    story = Story().rings().then(QueueEntered(queue="20060", position=1, topic="employer", resumed_time=40))
    story.leaves("nobody_there").then(QueueEntered(queue="20000", position=3, topic="other"))
    record = fold(story.facts)
    assert (record["topic"], record["resumed_time"]) == ("employer", 40)


def test_the_last_announced_wait_counts_and_by_how_much_it_was_missed() -> None:
    story = Story().rings().waits()
    story.then(WaitEstimated(queue="20060", low_time=240, high_time=360, waited_time=30), after=30)
    story.then(WaitEstimated(queue="20060", low_time=60, high_time=120, waited_time=90), after=60)
    story.then(WaitEstimateChecked(queue="20060", error_time=12.5), after=130)
    record = fold(story.facts)
    assert (record["estimated_low_time"], record["estimated_high_time"]) == (60, 120)
    assert record["estimate_error_time"] == 12.5


def test_a_call_in_which_a_call_back_was_ordered_names_the_order() -> None:
    story = Story().rings().waits().leaves("callback")
    ordered = CallbackOrdered(callback="callback-1", queue="20060", callback_number="600100200", due_at=NINE)
    record = fold(story.then(ordered).facts)
    assert (record["direction"], record["callback_id"]) == ("inbound", "callback-1")
    assert "600100200" not in {v for k, v in record.items() if k != "caller_number"}


def test_a_call_back_names_the_order_and_the_call_that_made_it() -> None:
    rung = CallStarted(
        channel_id="c",
        dialled_number="9510",
        caller_number="600100200",
        direction="callback",
        callback="callback-1",
    )
    story = Story().then(rung)
    story.then(CallbackTried(callback="callback-1", attempt=1, outcome="talked", origin="call-0"))
    record = fold(story.facts)
    assert (record["direction"], record["callback_id"]) == ("callback", "callback-1")
    assert record["origin_call_id"] == "call-0"


def test_a_piece_that_does_not_hold_the_offer_needs_what_was_before() -> None:
    facts = taken_elsewhere(Story().rings().waits()).facts
    [begins] = [n for n, fact in enumerate(facts) if isinstance(fact, ConversationStarted)]
    assert not are_earlier_needed(facts)
    assert are_earlier_needed(facts[begins:])
    assert not are_earlier_needed(facts[begins + 1 :])


def test_of_what_was_before_a_piece_few_kinds_of_facts_matter() -> None:
    story = taken_elsewhere(Story().rings().is_verified().waits()).waits("20000")
    story.then(offer("k20000-1", "20000", queue="20000")).is_answered("k20000-1", "20000").is_dropped("k20000-1")
    facts = story.facts
    for begin in range(len(facts)):
        earlier = [fact for fact in facts[:begin] if isinstance(fact, EARLIER)]
        piece = fold([*earlier, *facts[begin:]] if are_earlier_needed(facts[begin:]) else facts[begin:])
        assert fold(facts) == fold(facts[:begin]) | {
            column: value
            for column, value in piece.items()
            if column not in KEEP_FIRST or column not in fold(facts[:begin])
        }
