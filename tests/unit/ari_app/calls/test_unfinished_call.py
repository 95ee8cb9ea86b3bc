"""Where a call was when the application died is folded from its facts."""

from datetime import UTC, datetime, timedelta

import msgspec

from ari_app.calls.unfinished_call import UnfinishedCall, unfinished_call
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted, EndReason
from core.facts.kinds.colleagues import ColleagueCalled, ColleagueCame, ColleagueEnded, ColleagueMoved
from core.facts.kinds.consultants import AgentStateChanged, AgentWishKept
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
    Party,
)
from core.facts.kinds.offers import OfferEnded, OfferMade
from core.facts.kinds.recordings import (
    RecordingConsentAnswered,
    RecordingEnded,
    RecordingPaused,
    RecordingResumed,
    RecordingStarted,
    RecordingWithdrawn,
)
from core.facts.kinds.scenarios import LanguageChosen, NodeEntered, OfficeChosen, TopicChosen
from core.facts.kinds.transfers import TransferAnswered, TransferEnded, TransferStarted
from core.facts.kinds.verification import CallerVerified
from core.facts.kinds.waiting import HomeOfficePreferred, QueueEntered, QueueLeft, WaitBegan

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
KOLNO, AGENT = "20060", "k20060-1"


def after(
    *facts: tuple[float, AnyEvent], jump: timedelta = timedelta(0), is_over: bool = False
) -> UnfinishedCall | None:
    """Facts at their moments, in seconds since the call came in at 100; the wall clock jumps after the first."""
    stamped: list[AnyEvent] = []
    for number, (seconds, fact) in enumerate([(0.0, RINGS), *facts]):
        at = NOON + timedelta(seconds=seconds) + (jump if number else timedelta(0))
        stamped.append(msgspec.structs.replace(fact, at=at, ticks=100 + seconds, call_id="call-1"))
    return unfinished_call(stamped, is_over=is_over)


def call(*facts: tuple[float, AnyEvent], jump: timedelta = timedelta(0)) -> UnfinishedCall:
    found = after(*facts, jump=jump)
    assert found is not None
    return found


RINGS = CallStarted(channel_id="chan-1", dialled_number="9510", caller_number="600100200", scenario="linia-9510")
WAITS = QueueEntered(queue=KOLNO, position=2, topic="seeker")
OFFERED = OfferMade(reservation="offer-1", agent=AGENT, queue=KOLNO, reason="własny urząd", candidates=[])
ACCEPTED = OfferEnded(reservation="offer-1", agent=AGENT, outcome="accepted", ring_time=2)
CONNECTED = QueueLeft(queue=KOLNO, reason="connected", wait_time=5)
TALKS = ConversationStarted(agent=AGENT, bridge_id="bridge-1")


def state(event: str, old: str, new: str) -> AgentStateChanged:
    return AgentStateChanged(agent=AGENT, event=event, old=old, new=new)


def test_the_calls_language_is_the_one_chosen_last() -> None:
    assert call().context.language == "pl"
    assert call((1, LanguageChosen(language="uk")), (2, LanguageChosen(language="en"))).context.language == "en"


def test_call_inside_the_scenario_is_at_the_last_node_with_what_is_known() -> None:
    left = call(
        (1, NodeEntered(node="powitanie", kind="announcement")),
        (2, CallerVerified(client_id="client-1", office=KOLNO, level=2)),
        (3, TopicChosen(topic="employer")),
        (4, RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="")),
        (5, NodeEntered(node="temat", kind="set_topic")),
    )
    assert (left.stage, left.node, left.way_on) == ("scenario", "temat", None)
    known = left.context
    assert (known.office, known.client_id, known.verification_level) == (KOLNO, "client-1", 2)
    assert (known.topic, known.is_recording_allowed) == ("employer", True)


def test_waiting_call_has_the_moment_of_joining_and_the_old_place() -> None:
    entered = QueueEntered(queue=KOLNO, position=1, waited_time=30, resumed_time=60, priority="resumed")
    left = call((40, entered), (41, HomeOfficePreferred(queue=KOLNO)))
    assert left.stage == "waiting"
    assert left.place is not None
    assert (left.place.joined, left.place.due) == (110, 50)
    assert (left.place.priority, left.place.stays_home) == ("resumed", True)


def test_caller_asked_in_the_queue_waits_since_the_answer_at_the_place_of_joining() -> None:
    answer = RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="")
    asked = call((20, WAITS), (32, answer), (34, WaitBegan(queue=KOLNO, question_time=14)))
    assert asked.place is not None
    assert (asked.stage, asked.place.joined, asked.place.due) == ("waiting", 134, 120)
    assert asked.context.is_recording_allowed


def test_caller_who_waits_for_the_evening_pool_goes_on_there_and_stays_the_own_offices_caller() -> None:
    left = call((1, OfficeChosen(office=KOLNO, by="postal_code")), (5, QueueEntered(queue="20000", position=1)))
    assert left.place is not None
    assert (left.place.queue, left.context.office) == ("20000", KOLNO)


def test_a_wall_clock_that_jumps_falsifies_no_wait() -> None:
    for jump in (timedelta(hours=1), timedelta(hours=-1), timedelta(days=-400)):
        left = call((5, WAITS), (30, OFFERED), jump=jump)
        assert left.place is not None
        assert (left.began, left.place.joined, left.last) == (100, 105, 130)


def test_an_offer_is_open_until_it_ends() -> None:
    ringing = call((5, WAITS), (6, OFFERED))
    assert (ringing.stage, ringing.ringing and ringing.ringing.reservation) == ("waiting", "offer-1")
    refused = OfferEnded(reservation="offer-1", agent=AGENT, outcome="no_answer", ring_time=20)
    left = call((5, WAITS), (6, OFFERED), (26, refused))
    assert (left.stage, left.ringing) == ("waiting", None)


def test_call_between_answer_and_bridge_is_connecting() -> None:
    left = call((5, WAITS), (6, OFFERED), (8, ACCEPTED))
    assert (left.stage, left.is_in_queue) == ("connecting", True)
    left = call((5, WAITS), (6, OFFERED), (8, ACCEPTED), (9, CONNECTED))
    assert (left.stage, left.is_in_queue) == ("connecting", False)


def test_a_conversation_goes_on_with_its_bridge_its_hold_and_its_recording() -> None:
    recording = RecordingStarted(recording="rec-1", file="rec-1.wav")
    left = call(
        (5, WAITS),
        (6, OFFERED),
        (8, ACCEPTED),
        (9, CONNECTED),
        (10, TALKS),
        (10, recording),
        (20, state("hold", "talking", "hold")),
        (25, state("unhold", "hold", "talking")),
        (30, state("hold", "talking", "hold")),
        (31, AgentWishKept(agent=AGENT, wish="pause", pause_reason="meal")),
    )
    assert left.stage == "talking"
    talking = left.talking
    assert talking is not None
    assert (talking.agent, talking.bridge_id, talking.began) == (AGENT, "bridge-1", 110)
    assert (talking.hold_time, talking.held_since) == (5, 130)
    assert left.recording is not None
    assert left.kept_wish is not None
    assert left.kept_wish.pause_reason == "meal"


def test_a_wait_that_begins_anew_knows_nothing_of_the_consultant_of_the_one_before() -> None:
    moved = QueueLeft(queue=KOLNO, reason="emergency", wait_time=20)
    back = QueueEntered(queue=KOLNO, position=1, waited_time=25)
    story = ((5, WAITS), (6, OFFERED), (8, ACCEPTED))
    assert call(*story, (25, moved)).talking is None
    assert call(*story, (25, state("hang_up", "talking", "wrap_up"))).talking is None
    left = call(*story, (25, moved), (30, back))
    assert (left.stage, left.talking, left.ringing) == ("waiting", None, None)
    assert left.place is not None
    assert left.place.joined == 105
    rung = OfferMade(reservation="offer-2", agent="k20060-2", queue=KOLNO, reason="", candidates=[])
    left = call(*story, (25, moved), (30, back), (31, rung))
    assert (left.stage, left.ringing and left.ringing.agent) == ("waiting", "k20060-2")


def test_consultants_wish_that_was_taken_back_is_not_kept() -> None:
    kept, back = AgentWishKept(agent=AGENT, wish="pause"), AgentWishKept(agent=AGENT, wish="")
    assert call((5, WAITS), (6, OFFERED), (8, ACCEPTED), (9, kept), (10, back)).kept_wish is None


def test_after_the_conversation_the_scenario_goes_on_where_it_leads() -> None:
    ended = ConversationEnded(agent=AGENT, ended_by="agent", talk_time=30)
    story = ((5, WAITS), (6, OFFERED), (8, ACCEPTED), (9, CONNECTED), (10, TALKS))
    left = call(*story, (40, ended), (40, RecordingEnded(recording="rec-1", file="", duration_time=1)))
    assert (left.stage, left.way_on, left.recording) == ("scenario", "served", None)
    left = call(*story, (40, ended), (41, NodeEntered(node="pozegnanie", kind="goodbye")))
    assert (left.node, left.way_on) == ("pozegnanie", None)


def test_dropped_caller_waits_again_at_the_old_place() -> None:
    ended = ConversationEnded(agent=AGENT, ended_by="agent", talk_time=0.5)
    story = ((5, WAITS), (6, OFFERED), (8, ACCEPTED), (9, CONNECTED), (10, TALKS), (10, ended))
    left = call(*story, (10, state("miss", "talking", "no_answer")))
    assert (left.stage, left.has_been_dropped, left.is_in_queue) == ("waiting", True, False)
    assert left.place is not None
    assert left.place.joined == 105
    again = QueueEntered(queue=KOLNO, position=1, waited_time=6, priority="dropped")
    left = call(*story, (10, state("miss", "talking", "no_answer")), (11, again))
    assert (left.has_been_dropped, left.is_in_queue, left.place and left.place.joined) == (False, True, 105)


def test_each_end_of_a_wait_without_a_talk_leads_on() -> None:
    ways = {"callback": "callback", "full": "full", "nobody_there": "nobody_there", "too_long": "nobody_there"}
    for reason, way in ways.items():
        gone = msgspec.convert({"type": "QueueLeft", "queue": KOLNO, "reason": reason, "wait_time": 9}, QueueLeft)
        left = call((5, WAITS), (14, gone))
        assert (left.stage, left.way_on) == ("scenario", way)


def test_who_was_cut_off_out_of_a_conversation_may_come_back_and_who_was_served_may_not() -> None:
    def ended(by: Party, reason: EndReason) -> UnfinishedCall | None:
        talk = ConversationEnded(agent=AGENT, ended_by=by, talk_time=5)
        over = CallEnded(reason=reason, duration_time=15)
        story = ((5, WAITS), (6, OFFERED), (8, ACCEPTED), (9, CONNECTED), (10, TALKS), (15, talk), (15, over))
        return after(*story, is_over=True)

    cut_off, served = ended("system", "interrupted"), ended("caller", "caller_hung_up")
    assert cut_off is not None
    assert (cut_off.may_come_back, cut_off.place and cut_off.place.due) == (True, 105)
    assert served is not None
    assert not served.may_come_back


def test_a_call_that_has_ended_is_no_unfinished_one() -> None:
    assert after((5, CallEnded(reason="completed", duration_time=5))) is None


def test_facts_without_a_beginning_tell_nothing() -> None:
    assert unfinished_call([NodeEntered(node="powitanie", kind="announcement")]) is None


RINGS_OUT = TransferStarted(target="zus")
PUT_THROUGH = TransferAnswered(target="zus", bridge_id="bridge-2", leg="callback-1", longest_time=60)


def test_somebody_outside_who_talks_with_the_caller_is_known_by_channel_and_bridge() -> None:
    left = call((1, NodeEntered(node="zus", kind="transfer")), (2, RINGS_OUT), (9, PUT_THROUGH))
    assert left.transfer is not None
    assert (left.transfer.bridge_id, left.transfer.began, left.other_leg) == ("bridge-2", 109, "callback-1")
    assert (left.stage, left.node, left.way_on) == ("talking", "zus", None)


def test_a_transfer_that_only_rang_is_begun_again_and_one_that_is_over_leads_on() -> None:
    node = (1.0, NodeEntered(node="zus", kind="transfer"))
    left = call(node, (2, RINGS_OUT))
    assert (left.transfer, left.stage, left.way_on) == (None, "scenario", None)
    left = call(node, (2, RINGS_OUT), (9, PUT_THROUGH), (20, TransferEnded(target="zus", outcome="connected")))
    assert (left.transfer, left.stage, left.way_on) == (None, "scenario", "connected")


# -- at the desk

ANSWERED = ((5, WAITS), (8, OFFERED), (10, ACCEPTED), (10, CONNECTED), (12, TALKS))


def test_a_hold_at_the_desk_goes_on_and_who_is_on_the_bridge_has_to_be_looked_at() -> None:
    held = call(*ANSWERED, (20, CallHeld(agent=AGENT, is_held=True)), (20, state("hold", "talking", "hold")))
    assert held.talking is not None
    assert (held.talking.is_held_by_desk, held.talking.held_since, held.talking.has_parted) == (True, 120, True)
    back = call(
        *ANSWERED,
        (20, CallHeld(agent=AGENT, is_held=True)),
        (20, state("hold", "talking", "hold")),
        (27, CallHeld(agent=AGENT, is_held=False)),
        (27, state("unhold", "hold", "talking")),
    )
    assert back.talking is not None
    assert (back.talking.is_held_by_desk, back.talking.hold_time, back.talking.has_parted) == (False, 7, True)


def test_a_call_that_was_handed_on_waits_in_the_other_queue_with_the_wait_of_before() -> None:
    handed_on = CallTransferred(agent=AGENT, to_office="20620", topic="employer")
    ended = ConversationEnded(agent=AGENT, ended_by="agent", talk_time=48)
    for facts in ([(60, handed_on)], [(60, handed_on), (60, ended)]):
        left = call(*ANSWERED, *facts)
        assert left.place is not None
        assert (left.stage, left.place.queue, left.place.topic) == ("waiting", "20620", "employer")
        assert (left.place.joined, left.place.due) == (160 - 7, 105), "the conversation is no part of the wait"
        assert (left.context.topic, left.context.transferred_by) == ("employer", AGENT)
        assert left.sent_on_by == "agent"


def test_a_lost_page_is_lost_since_then_and_the_next_leg_counts() -> None:
    lost = call(*ANSWERED, (20, PageLost(agent=AGENT)))
    assert lost.talking is not None
    assert (lost.stage, lost.talking.page_lost) == ("talking", 120)
    back = call(*ANSWERED, (20, PageLost(agent=AGENT)), (30, PageBack(agent=AGENT, leg="agent-2", page="page-2")))
    assert back.talking is not None
    assert (back.talking.page_lost, back.talking.leg, back.talking.page) == (None, "agent-2", "page-2")


def test_a_caller_whose_consultant_does_not_come_back_waits_in_the_same_queue() -> None:
    left = call(*ANSWERED, (20, PageLost(agent=AGENT)), (50, CallerRequeued(agent=AGENT)))
    assert left.place is not None
    assert (left.stage, left.place.queue, left.place.due) == ("waiting", KOLNO, 105)
    assert left.sent_on_by == "system"
    assert left.context.transferred_by is None


ZOFIA = "k20620-1"
ASKED = ColleagueCalled(agent=AGENT, colleague=ZOFIA, mode="apart")
PROMISED = ColleagueCalled(agent=AGENT, colleague=ZOFIA, mode="apart", hands_over=True)
CAME = ColleagueCame(agent=AGENT, colleague=ZOFIA, office="20620", mode="apart", leg="agent-3")
LEFT = ConversationEnded(agent=AGENT, ended_by="agent", talk_time=13.0)
HAS_CALL = ColleagueEnded(agent=AGENT, colleague=ZOFIA, why="has_call", ring_time=2.0)


def test_a_guest_is_known_with_the_time_in_each_mode() -> None:
    moved = ColleagueMoved(agent=AGENT, colleague=ZOFIA, mode="aside")
    there = call(*ANSWERED, (20, ASKED), (22, CAME), (25, moved))
    assert there.guest is not None
    assert there.guest.came is not None
    assert there.talking is not None
    assert there.talking.has_parted
    assert (there.guest.mode, there.guest.ring_time) == ("aside", 2.0)
    ended = there.guest.ended("left", 131.0)
    assert (ended.ring_time, ended.apart_time, ended.together_time, ended.aside_time) == (2.0, 3.0, 0.0, 6.0)
    gone = call(
        *ANSWERED, (20, ASKED), (40, ColleagueEnded(agent=AGENT, colleague=ZOFIA, why="no_answer", ring_time=20.0))
    )
    assert gone.guest is None


def test_whoever_was_given_the_call_may_not_be_with_the_caller_yet() -> None:
    started = ConversationStarted(agent=ZOFIA, bridge_id="bridge-1", leg="agent-3")
    given = call(*ANSWERED, (20, ASKED), (22, CAME), (25, LEFT), (25, HAS_CALL), (25, started))
    assert given.talking is not None
    assert (given.talking.agent, given.talking.has_parted, given.guest) == (ZOFIA, True, None)


def test_a_call_that_was_left_to_who_rings_goes_back_into_the_queue_with_the_wait_of_before() -> None:
    left = call(*ANSWERED, (20, PROMISED), (21, LEFT))
    assert (left.stage, left.talking) == ("waiting", None)
    assert left.left is not None
    left.send_back(124.0)
    assert left.place is not None
    assert (left.place.queue, left.place.due, left.is_sent_on) == (KOLNO, 105, True)
    told = call(*ANSWERED, (20, PROMISED), (21, LEFT), (24, CallerRequeued(agent=AGENT, why="colleague")))
    assert (told.place, told.is_sent_on) == (left.place, True)


def test_a_call_left_to_somebody_outside_is_theirs_and_goes_on_as_one_that_was_served() -> None:
    called = ColleagueCalled(agent=AGENT, colleague="", target="zus", mode="apart", hands_over=True)
    came = ColleagueCame(agent=AGENT, colleague="", target="zus", office="", mode="apart", leg="callback-1")
    has_call = ColleagueEnded(agent=AGENT, colleague="", target="zus", why="has_call", ring_time=2.0)
    facts: list[tuple[float, AnyEvent]] = [
        *ANSWERED,
        (20, called),
        (21, LEFT),
        (22, came),
        (22, has_call),
        (22, TransferStarted(target="zus", agent=AGENT)),
        (22, TransferAnswered(target="zus", bridge_id="bridge-1", leg="callback-1", longest_time=60)),
    ]
    outside = call(*facts)
    assert outside.transfer is not None
    assert (outside.transfer.is_handed_over, outside.left, outside.stage) == (True, None, "talking")
    over = call(*facts, (40, TransferEnded(target="zus", outcome="connected")))
    assert (over.transfer, over.way_on) == (None, "served")


BEGUN = RecordingStarted(recording="rec-1", file="f.wav", mode="opt_in")


def test_a_pause_and_its_reason_are_known() -> None:
    agrees = RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="")
    paused = (5.0, RecordingPaused(recording="rec-1", at_time=1.0, why="asked"))
    call = after((1.0, agrees), (4.0, BEGUN), paused)
    assert call is not None
    assert (call.recording_paused, call.context.consent_kind) == ("asked", "key")
    assert call.recording is not None
    assert call.recording.recording == "rec-1"
    call = after((1.0, agrees), (4.0, BEGUN), paused, (6.0, RecordingResumed(recording="rec-1", at_time=2.0)))
    assert call is not None
    assert call.recording_paused is None


def test_a_withdrawal_holds_for_the_rest_of_the_call_and_its_files_are_known() -> None:
    first = RecordingStarted(recording="rec-0", file="first.wav", mode="opt_in")
    call = after(
        (1.0, RecordingConsentAnswered(is_given=True, key="1", prompt="N02", text_sha256="")),
        (2.0, first),
        (3.0, RecordingEnded(recording="rec-0", file="first.wav", duration_time=1.0)),
        (4.0, BEGUN),
        (5.0, RecordingWithdrawn(recording="rec-0", by=AGENT, way="page")),
        (5.0, RecordingWithdrawn(recording="rec-1", by=AGENT, way="page")),
    )
    assert call is not None
    assert call.context.is_recording_withdrawn
    assert not call.context.is_recording_allowed
    assert call.withdrawn_files == ["first.wav"], "the other one is seen to by its conversation"
    call.recording = None
    assert call.withdrawn_files == ["first.wav", "f.wav"]


def test_a_withdrawal_takes_nothing_from_what_a_provision_wants() -> None:
    told = RecordingConsentAnswered(is_given=True, key=None, prompt="N06", text_sha256="", kind="statutory")
    call = after((1.0, BEGUN), (2.0, told), (3.0, RecordingWithdrawn(recording="rec-1", by="u", way="office")))
    assert call is not None
    assert call.context.is_recording_allowed
