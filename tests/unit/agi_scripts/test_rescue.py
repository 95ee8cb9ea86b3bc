"""Who is moved while the application is away, and in which order when it is back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agi_scripts.fallback.rescue import Leg, Move, Waiting, in_order, is_over, is_parted, orphans
from core.facts.events import AnyEvent
from core.facts.kinds.colleagues import ColleagueCalled, ColleagueCame, ColleagueEnded, ColleagueMoved
from core.facts.kinds.consultants import AgentStateChanged
from core.facts.kinds.conversations import (
    CallerRequeued,
    CallHeld,
    CallTransferred,
    ConversationEnded,
    ConversationStarted,
    PageBack,
    PageLost,
)
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.transfers import TransferStarted
from core.facts.kinds.waiting import QueueEntered


def leg(
    number: int, data: str = "", *, bridge: str = "", agent: str = "", application: str = "", own: bool = False
) -> Leg:
    unique_id = f"agent-{number:011x}" if own else f"s724-1795561430.{number}"
    return Leg(f"PJSIP/x-{number}", unique_id, application or ("Stasis" if data else "Queue"), data, bridge, agent)


def caller(number: int, bridge: str = "") -> Leg:
    return leg(number, "s724,call,9510", bridge=bridge)


def consultant(number: int, bridge: str = "") -> Leg:
    return leg(number, "s724", bridge=bridge, agent="k20060-1", own=True)


def test_callers_who_listen_or_wait_go_to_the_fallback_path_in_the_order_of_coming() -> None:
    first, second = caller(1), caller(20)
    assert orphans([second, first]) == [
        Move(first.channel, first.unique_id, "to_emergency", "9510"),
        Move(second.channel, second.unique_id, "to_emergency", "9510"),
    ]


def test_a_caller_and_a_consultant_who_talk_are_not_moved() -> None:
    assert orphans([caller(1, "b"), consultant(2, "b")]) == []


def rung_out(number: int, bridge: str = "") -> Leg:
    return replace(consultant(number, bridge), unique_id=f"outbound-{number:011}", channel="PJSIP/out", agent="")


def test_a_client_who_was_rung_talks_on_and_without_anybody_is_hung_up() -> None:
    assert orphans([rung_out(1, "b"), consultant(2, "b")]) == []
    for alone in (rung_out(1), rung_out(1, "b")):
        assert [move.what for move in orphans([alone])] == ["hang_up"]
    supervisor = replace(consultant(3, "b"), unique_id="listen-00000000003", channel="PJSIP/boss")
    assert orphans([rung_out(1, "b"), supervisor]) == [], "who has taken the call over talks"


def test_who_listens_in_is_hung_up_at_once_and_so_is_what_is_heard() -> None:
    """The application alone would shut that ear when a secret is keyed."""
    listener = replace(consultant(3, "c"), unique_id="listen-00000000003", channel="PJSIP/boss")
    snoop = replace(consultant(4, "c"), unique_id="snoop-00000000004", channel="Snoop/s724-1", agent="")
    moves = orphans([caller(1, "b"), consultant(2, "b"), listener, snoop])
    assert [(move.channel, move.what) for move in moves] == [
        ("PJSIP/boss", "hang_up"),
        ("Snoop/s724-1", "hang_up"),
    ]


def test_a_page_that_was_led_through_a_draft_is_hung_up_and_comes_to_no_fallback_path() -> None:
    trial = replace(consultant(3), unique_id="trial-00000000003", channel="PJSIP/trial-redaktor", agent="")
    assert orphans([trial]) == [Move("PJSIP/trial-redaktor", trial.unique_id, "hang_up")]


def test_a_caller_whose_consultant_is_gone_hears_the_goodbye() -> None:
    alone = caller(1, "b")
    assert orphans([alone]) == [Move(alone.channel, alone.unique_id, "to_goodbye", "9510")]


def test_a_telephone_that_rings_or_waits_for_nobody_is_hung_up() -> None:
    ringing = leg(2, agent="k20060-1", application="AppDial2", own=True)
    left = consultant(3, "b")
    assert [move.what for move in orphans([ringing, left])] == ["hang_up", "hang_up"]


def test_channels_that_are_not_in_the_application_are_not_moved() -> None:
    in_native_queue = leg(1, application="Queue")
    rung_by_native_queue = leg(2, application="AppQueue", agent="k20060-1")
    dials_a_code = leg(3, "s724,feature,*61,k20060-1", agent="k20060-1")
    of_another_application = leg(4, "another,call,9510")
    assert orphans([in_native_queue, rung_by_native_queue, dials_a_code, of_another_application]) == []


def test_a_caller_who_was_rescued_before_keeps_the_number_that_was_dialled() -> None:
    again = leg(1, "s724,resumed,9524,20060,seeker,0,,1795561400.5")
    assert orphans([again]) == [Move(again.channel, again.unique_id, "to_emergency", "9524")]


TALKED: list[AnyEvent] = [
    NodeEntered(node="konsultant", kind="queue"),
    ConversationEnded(agent="k20060-1", ended_by="agent", talk_time=60.0),
]
DROPPED = AgentStateChanged(agent="k20060-1", old="talking", event="miss", new="no_answer")


@pytest.mark.parametrize(
    ("kinds", "says_goodbye"),
    [
        ([], True),
        (["survey"], True),
        (["survey", "announcement"], True),
        (["survey", "goodbye"], True),
        (["menu"], False),
        (["survey", "queue"], False),
    ],
)
def test_a_call_is_over_once_the_caller_was_served_also_before_rating_and_goodbye(
    kinds: list[str], says_goodbye: bool
) -> None:
    facts = [*TALKED, *(NodeEntered(node=str(number), kind=kind) for number, kind in enumerate(kinds))]
    assert is_over(facts) == says_goodbye


def test_a_call_is_not_over_if_the_caller_was_not_served_or_was_dropped() -> None:
    assert not is_over([])
    assert not is_over([NodeEntered(node="powitanie", kind="announcement"), TALKED[0]])
    assert not is_over([*TALKED, DROPPED])


@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["caller", "consultant", "foreign"])), max_size=12).map(
        lambda parties: [(n, bridge, kind) for n, (bridge, kind) in enumerate(parties)]
    )
)
def test_no_party_of_a_conversation_is_ever_moved(parties: list[tuple[int, int, str]]) -> None:
    legs = []
    for number, bridge, kind in parties:
        name = f"b{bridge}" if bridge else ""
        match kind:
            case "caller":
                legs.append(caller(number, name))
            case "consultant":
                legs.append(consultant(number, name))
            case _:
                legs.append(leg(number, bridge=name, application="Queue"))
    moved = {move.channel for move in orphans(legs)}
    for one in legs:
        has_company = bool(one.bridge) and sum(other.bridge == one.bridge for other in legs) > 1
        if has_company:
            assert one.channel not in moved
        elif one.dialled is not None or one.is_rung_by_us:
            assert one.channel in moved


def waiting(number: int, wait: float, position: int = 1, queue: str = "20060") -> Waiting:
    return Waiting(f"PJSIP/x-{number}", f"s724-1795561430.{number}", queue, position, wait)


def test_the_caller_who_has_waited_longest_comes_back_first_whatever_the_queue() -> None:
    one, two, three = waiting(1, 10), waiting(2, 30, queue="20000"), waiting(3, 20, queue="20610")
    assert in_order([one, two, three]) == [two, three, one]


def test_callers_of_the_same_second_come_back_by_their_place_in_the_queue() -> None:
    first, second = waiting(9, 5, 1), waiting(3, 5, 2)
    assert in_order([second, first]) == [first, second]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 100)), max_size=12))
def test_no_caller_is_lost_and_none_overtakes_another_of_the_same_queue(callers: list[tuple[str, int]]) -> None:
    places: dict[str, int] = {}
    all_waiting = []
    for number, (queue, wait) in enumerate(callers):
        places[queue] = places.get(queue, 0) + 1
        all_waiting.append(waiting(number, wait, places[queue], queue))
    ordered = in_order(all_waiting)
    assert sorted(w.unique_id for w in ordered) == sorted(w.unique_id for w in all_waiting)
    for queue in places:
        positions = [w.position for w in ordered if w.queue == queue]
        assert positions == sorted(positions)


AGENT = "k20060-1"


@pytest.mark.parametrize("fact", [CallTransferred(agent=AGENT, to_office="20620"), CallerRequeued(agent=AGENT)])
def test_a_caller_who_is_sent_into_another_queue_is_not_served_yet(fact: AnyEvent) -> None:
    sent_on = [fact, ConversationEnded(agent=AGENT, ended_by="agent", talk_time=60.0)]
    entered = QueueEntered(queue="20620", position=1)
    assert not is_over(sent_on)
    assert not is_over([*sent_on, entered])
    assert is_over([*sent_on, entered, ConversationEnded(agent="k20620-1", ended_by="agent", talk_time=9.0)])


def test_a_caller_on_hold_is_not_told_goodbye() -> None:
    held, back = CallHeld(agent=AGENT, is_held=True), CallHeld(agent=AGENT, is_held=False)
    assert is_parted([held])
    assert not is_parted([held, back])
    assert is_parted([held, PageLost(agent=AGENT), back])
    assert not is_parted([PageLost(agent=AGENT), PageBack(agent=AGENT, leg="agent-1")])
    assert not is_parted([held, *TALKED])


OTHER = "k20620-1"
PROMISED = ColleagueCalled(agent=AGENT, colleague=OTHER, mode="apart", hands_over=True)
LEFT = ConversationEnded(agent=AGENT, ended_by="agent", talk_time=60.0)


def test_a_caller_who_waits_for_whoever_is_to_take_the_call_is_not_served_yet() -> None:
    assert not is_over([PROMISED, LEFT])
    assert is_parted([PROMISED, LEFT])
    taken: list[AnyEvent] = [
        PROMISED,
        LEFT,
        ColleagueCame(agent=AGENT, colleague=OTHER, office="20620", mode="apart"),
        ColleagueEnded(agent=AGENT, colleague=OTHER, why="has_call", ring_time=2),
        ConversationStarted(agent=OTHER, bridge_id="bridge-1"),
    ]
    assert not is_over(taken)
    assert not is_parted(taken)
    assert is_over([*taken, ConversationEnded(agent=OTHER, ended_by="agent", talk_time=60.0)])


def test_a_caller_whom_somebody_outside_has_had_is_served() -> None:
    called = ColleagueCalled(agent=AGENT, colleague="", target="zus", mode="apart", hands_over=True)
    ended = ColleagueEnded(agent=AGENT, colleague="", target="zus", why="has_call", ring_time=2)
    assert is_over([called, LEFT, ended, TransferStarted(target="zus", agent=AGENT)])


def test_a_caller_who_hears_music_while_somebody_is_asked_apart_is_not_told_goodbye() -> None:
    came = ColleagueCame(agent=AGENT, colleague=OTHER, office="20620", mode="apart")
    assert is_parted([came])
    assert not is_parted([came, ColleagueMoved(agent=AGENT, colleague=OTHER, mode="aside")])
    assert not is_parted([came, ColleagueEnded(agent=AGENT, colleague=OTHER, why="left", ring_time=2)])
