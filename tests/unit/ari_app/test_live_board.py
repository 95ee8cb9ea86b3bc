"""What is so now, as the live feed takes it from the matchmaker and the facts."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from acd.live.agent_state import AgentEvent, AgentState
from acd.live.offers import Place
from ari_app.calls.unfinished_call import unfinished_call
from ari_app.live_board import REVIEW_TIME, LiveBoard
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallAdopted, CallEnded, CallStarted
from core.facts.kinds.colleagues import ListeningInBegan, ListeningInEnded
from core.facts.kinds.offers import OfferMade
from core.facts.kinds.recordings import RecordingStarted
from core.facts.kinds.ringing_out import ClientDialEnded, ClientDialled
from core.facts.kinds.scenarios import NodeEntered
from core.facts.kinds.waiting import QueueEntered
from core.live.live import LiveObject
from tests.support.acd.distribution import GRAJEWO, KOLNO, LOMZA, Distribution

ME = "kowalska"


class Board:
    """A board beside a distribution."""

    def __init__(self) -> None:
        self.distribution = Distribution()
        self.mm = self.distribution.mm
        self.woken = 0
        self.is_asterisk_there = True
        self.board = LiveBoard(self.mm, self.distribution.clock, lambda: self.is_asterisk_there)
        self.board.wake = self._woken
        self.mm.team._bus.listen(self.board.take)

    def _woken(self) -> None:
        self.woken += 1

    def states(self, call_id: str, *facts: AnyEvent) -> None:
        for fact in facts:
            self.mm.team._bus.publish(fact, call_id)

    def changes(self) -> dict[tuple[str, str], Any]:
        return read(self.board.changes())

    def everything(self) -> dict[tuple[str, str], Any]:
        return read(self.board.everything())

    def agent(self) -> dict[str, Any]:
        found: dict[str, Any] = self.everything()["agent", ME]
        return found


def read(objects: list[LiveObject]) -> dict[tuple[str, str], Any]:
    return {(one.topic, one.key): msgspec.json.decode(one.value) for one in objects}


def started(number: str = "9510") -> CallStarted:
    return CallStarted(channel_id="c", dialled_number=number, caller_number="600100200")


def offered(place: Place, agent: str = ME) -> OfferMade:
    return OfferMade(reservation="o", agent=agent, queue=place.entry.office, reason="pierwszy", candidates=[])


def test_everything_names_consultants_queues_and_the_centre() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    found = board.everything()
    assert found["agent", ME] == {"office": KOLNO, "state": "available", "since": "2026-11-24T09:00:00Z"}
    assert found["queue", KOLNO] == {"working": 1, "free": 1, "there": 1}
    assert found["queue", LOMZA] == {}
    assert found["centre", "centre"] == {}
    assert board.changes() == {}


def test_what_is_wrong_with_a_telephone_is_seen_in_every_state() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    agent = board.mm.team.find(ME)
    assert agent is not None
    board.mm.wish(ME, AgentEvent.PAUSE, "meal")
    agent.telephone = "browser"
    board.mm.telephone_changed(ME, "no_page")
    assert (board.agent()["telephone"], board.agent()["trouble"]) == ("browser", "no_page")


def test_a_change_of_a_consultant_is_sent_soon_and_once() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    board.everything()
    woken = board.woken
    board.mm.wish(ME, AgentEvent.PAUSE, "meal")
    assert board.woken > woken
    changes = board.changes()
    assert changes["agent", ME]["pause_reason"] == "meal"
    assert changes["queue", KOLNO] == {"there": 1}
    assert set(changes) == {("agent", ME), ("queue", KOLNO)}
    assert board.changes() == {}


def test_while_nobody_looks_nothing_is_sent_and_what_happened_is_told_to_whoever_looks_next() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    board.everything()
    place = board.distribution.rings_in(KOLNO)
    board.states(place.entry.call_id, started(), offered(place))
    board.board.rest()
    woken = board.woken
    board.states("gone", started(), CallEnded(reason="completed", duration_time=1.0))
    reservation = board.distribution.offered(place)
    board.mm.ringing(reservation)
    board.distribution.moves(5)
    assert board.mm.accepted(place, reservation)
    board.states(place.entry.call_id, RecordingStarted(recording="r", file="r.wav"))
    assert board.woken == woken
    assert "gone" not in board.board._unseen
    call = board.agent()["call"]
    assert (call["id"], call["phase"], call["recording"]) == (place.entry.call_id, "talking", "on")


def test_an_offer_and_a_conversation_with_all_their_moments() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    place = board.distribution.rings_in(KOLNO)
    board.states(place.entry.call_id, started(), offered(place))
    reservation = board.distribution.offered(place)
    board.mm.ringing(reservation)
    call = board.agent()["call"]
    assert (call["id"], call["phase"], call["reason"]) == (place.entry.call_id, "offered", "pierwszy")
    assert (call["since"], call["ring_until"]) == ("2026-11-24T09:00:00Z", "2026-11-24T09:00:20Z")
    board.distribution.moves(5)
    assert board.mm.accepted(place, reservation)
    board.states(place.entry.call_id, RecordingStarted(recording="r", file="r.wav"))
    call = board.changes()["agent", ME]["call"]
    assert (call["phase"], call["since"], call["recording"]) == ("talking", "2026-11-24T09:00:05Z", "on")
    assert "ring_until" not in call
    agent = board.mm.team.agent(ME)
    board.mm.held(agent, is_held=True)
    assert board.changes()["agent", ME]["call"]["phase"] == "held"
    board.mm.wish(ME, AgentEvent.PAUSE, "meal")
    assert board.changes()["agent", ME]["wish"] == "pause"
    board.mm.wish(ME, AgentEvent.READY)
    board.mm.conversation_over(agent)
    after = board.changes()["agent", ME]
    assert "call" not in after
    assert after["wrap_up_until"] == "2026-11-24T09:01:05Z"
    assert after["wrap_up_extensions_left"] == 2
    board.mm.wish(ME, AgentEvent.EXTEND_WRAP_UP)
    assert board.changes()["agent", ME]["wrap_up_extensions_left"] == 1
    board.mm.wish(ME, AgentEvent.WRAP_UP_DONE)
    assert "wrap_up_extensions_left" not in board.changes()["agent", ME]


def test_a_caller_who_is_rung_back_is_shown_before_the_call_is_there() -> None:
    board = Board()
    board.distribution.rings_in(KOLNO, topic="unemployed", is_callback=True)
    board.distribution.works(ME, KOLNO)
    call = board.agent()["call"]
    assert (call["phase"], call["is_callback"], call["queue"], call["topic"]) == (
        "offered",
        True,
        KOLNO,
        "unemployed",
    )


def test_by_whom_a_conversation_is_heard_stands_apart_from_what_the_consultant_sees() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    place = board.distribution.rings_in(KOLNO)
    call_id = place.entry.call_id
    board.states(call_id, started(), offered(place))
    board.distribution.takes(place)
    board.everything()
    board.states(call_id, ListeningInBegan(agent=ME, listener="kierownik-20060", is_told=False))
    changes = board.changes()
    assert changes["listening", ME] == {"office": KOLNO, "listener": "kierownik-20060", "mode": "listen"}
    assert "kierownik" not in str(board.agent())
    ended = ListeningInEnded(agent=ME, listener="kierownik-20060", listened_time=3.0, why="listener")
    board.states(call_id, ended)
    assert board.changes()["listening", ME] is None
    assert ("listening", ME) not in board.everything()


def test_queues_tell_who_waits_and_since_when() -> None:
    board = Board()
    board.distribution.rings_in(KOLNO)
    board.distribution.moves(7)
    board.distribution.rings_in(KOLNO)
    found = board.everything()
    assert found["queue", KOLNO] == {"waiting": 2, "oldest": "2026-11-24T09:00:00Z", "lacks": "there"}


def test_nobody_is_lacking_for_who_waits_on_an_asterisk_that_is_cut() -> None:
    board = Board()
    board.mm.asterisk_of = lambda call_id: "a"
    board.distribution.works(ME, KOLNO)
    board.mm.reach_changed(ME, frozenset({"a"}))
    board.distribution.rings_in(KOLNO)
    found = board.everything()["queue", KOLNO]
    assert found["waiting"] == 1
    assert "lacks" not in found  # the board says which Asterisk is lost


def waiting(found: dict[tuple[str, str], Any]) -> dict[str, Any]:
    """By call."""
    return {value["call"]: value for (topic, _), value in found.items() if topic == "waiting" and value}


def test_who_waits_is_told_from_coming_on_with_what_is_asked_before() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    board.mm.wish(ME, AgentEvent.PAUSE, "meal")
    place = board.distribution.rings_in(KOLNO, is_held=True)
    call = place.entry.call_id
    told = {"queue": KOLNO, "call": call, "came": "2026-11-24T09:00:00Z", "due": "2026-11-24T09:00:00Z"}
    found = board.everything()
    assert waiting(found) == {call: told}
    assert found["queue", KOLNO] == {"there": 1}  # nobody can be given a call who still answers a question
    board.distribution.moves(8)
    board.mm.is_ready(place)
    joined = {**told, "joined": "2026-11-24T09:00:08Z"}
    assert waiting(board.everything()) == {call: joined}
    board.mm.wish(ME, AgentEvent.READY)
    assert waiting(board.everything()) == {call: {**joined, "is_promised": True}}
    reservation = board.distribution.offered(place)
    board.mm.ringing(reservation)
    assert board.mm.accepted(place, reservation)
    changed = board.changes()
    assert changed["waiting", f"{KOLNO}:{place.entry.id}"] is None
    assert board.changes() == {}


@pytest.mark.parametrize(
    ("own", "neighbour", "lacks"),
    [
        ("ready", "", None),
        ("talking", "", None),
        ("pause", "", "ready"),
        ("away", "", "ready"),
        ("", "", "there"),
        ("pause", "ready", None),
        ("", "pause", "ready"),
        ("", "ready", None),
    ],
)
def test_nobody_is_lacking_while_anybody_at_work_may_take_the_call(
    own: str, neighbour: str, lacks: str | None
) -> None:
    """The own office's or, once calls go there, another's."""
    board = Board()
    for name, office, state in (("own", KOLNO, own), ("other", GRAJEWO, neighbour)):
        if not state:
            continue
        board.distribution.works(name, office)
        if state == "pause":
            board.mm.wish(name, AgentEvent.PAUSE, "meal")
        elif state == "away":
            board.mm.telephone_changed(name, "no_telephone")
        elif state == "talking":
            first = board.distribution.rings_in(office)
            board.distribution.moves(30)  # nobody answers the telephone before
            assert first is not None
    board.distribution.rings_in(KOLNO)
    board.distribution.moves(60 if neighbour else 0)
    found = board.everything()
    if lacks is None and found["queue", KOLNO].get("waiting", 0) == 0:
        return  # promised already
    assert found["queue", KOLNO].get("lacks") == lacks


def test_an_order_to_ring_back_is_no_caller_who_waits_in_vain() -> None:
    board = Board()
    board.distribution.rings_in(KOLNO, is_callback=True)
    assert board.everything()["queue", KOLNO] == {"waiting": 1, "callbacks": 1}


def test_help_is_only_from_an_office_in_which_somebody_works() -> None:
    board = Board()
    agent = board.distribution.works("lomza", LOMZA)
    board.distribution.takes(board.distribution.rings_in(LOMZA))
    for _ in range(3):
        board.distribution.rings_in(KOLNO)
    [helper] = board.everything()["queue", KOLNO]["helped_by"]
    assert helper["office"] == LOMZA
    assert "konsultant" in helper["why"]
    board.mm.wish("lomza", AgentEvent.LOG_OUT)
    board.mm.team.hang_up(agent)
    assert agent.state is AgentState.OFFLINE
    assert "helped_by" not in board.everything()["queue", KOLNO]


def test_the_telephone_its_trouble_and_a_lost_page_are_shown_at_once() -> None:
    board = Board()
    agent = board.distribution.works(ME, KOLNO)
    board.everything()
    agent.telephone, agent.trouble = "browser", "no_microphone"
    woken = board.woken
    board.board.desk_changed(ME)
    assert board.woken == woken + 1
    shown = board.changes()["agent", ME]
    assert (shown["telephone"], shown["trouble"]) == ("browser", "no_microphone")


def test_what_states_no_fact_is_seen_within_a_second() -> None:
    board = Board()
    board.everything()
    board.is_asterisk_there = False
    assert board.changes() == {}
    board.distribution.moves(REVIEW_TIME)
    assert board.changes() == {("centre", "centre"): {"is_asterisk_there": False}}


def test_a_consultant_who_is_none_any_more_is_gone() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    board.everything()
    board.mm.set_agents([])
    assert board.changes()["agent", ME] is None
    assert ("agent", ME) not in board.everything()


def test_a_call_is_forgotten_at_its_end() -> None:
    board = Board()
    for number in range(50):
        board.states(f"call-x{number}", started(), CallEnded(reason="completed", duration_time=1.0))
    board.changes()
    assert not board.board._calls


def test_facts_that_nobody_asks_for_do_not_pile_up() -> None:
    board = Board()
    for number in range(12_000):
        board.states(f"call-{number % 7}", started())
    assert len(board.board._facts) < 5000


def test_an_adopted_call_is_shown_with_what_an_earlier_process_stated() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    place = board.distribution.rings_in(KOLNO)
    at = board.distribution.clock.now() - timedelta(seconds=30)
    facts = [
        msgspec.structs.replace(fact, at=at, call_id=place.entry.call_id) for fact in (started(), offered(place))
    ]
    before = unfinished_call(facts)
    assert before is not None
    board.board.expect([before])
    assert "dialled_number" not in board.agent()["call"]
    board.states(place.entry.call_id, CallAdopted(stage="waiting", away_time=1.0))
    call = board.changes()["agent", ME]["call"]
    assert (call["dialled_number"], call["offered"]) == ("9510", "2026-11-24T08:59:30Z")


def test_a_caller_who_is_back_from_the_fallback_path_is_shown_as_such_with_what_was_before() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    place = board.distribution.rings_in(KOLNO)
    call_id = place.entry.call_id
    before = unfinished_call(
        [msgspec.structs.replace(started(), at=board.distribution.clock.now(), call_id=call_id)]
    )
    assert before is not None
    board.board.expect([before])
    board.states(call_id, QueueEntered(queue=KOLNO, position=1, resumed_time=40.0), offered(place))
    call = board.agent()["call"]
    assert (call["dialled_number"], call["arrival"]["kind"]) == ("9510", "after_outage")


def test_a_wall_clock_that_is_put_right_is_followed_and_small_differences_are_not() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    since = board.agent()["since"]
    board.distribution.clock.time += 0.0004
    assert board.agent()["since"] == since


def rings_out(board: Board) -> str:
    """The consultant rings a client."""
    call_id = "call-outbound-1"
    board.states(
        call_id,
        CallStarted(channel_id="c", dialled_number="9510", caller_number="600100200", direction="outbound"),
        ClientDialled(agent=ME, office=KOLNO, reason="visit", client_id="client-anna"),
    )
    board.mm.dials(ME, call_id)
    return call_id


def test_a_client_who_is_rung_is_shown_without_whose_number_it_is() -> None:
    board = Board()
    board.distribution.works(ME, KOLNO)
    board.everything()
    call_id = rings_out(board)
    agent = board.changes()["agent", ME]
    assert agent["state"] == "dialling"
    call = agent["call"]
    assert (call["id"], call["phase"], call["is_outbound"]) == (call_id, "dialling", True)
    assert (call["dial_reason"], call["office"]) == ("visit", KOLNO)
    assert not any(secret in str(agent) for secret in ("600100200", "client-anna"))
    board.states(call_id, ClientDialEnded(agent=ME, outcome="reached", ring_time=3.0))
    found = board.mm.team.find(ME)
    assert found is not None
    board.mm.reached(found)
    agent = board.changes()["agent", ME]
    assert (agent["call"]["phase"], "not_reached" in agent) == ("talking", False)


def test_what_came_of_a_client_who_was_rung_in_vain_is_shown_until_the_next_call() -> None:
    board = Board()
    agent = board.distribution.works(ME, KOLNO)
    board.everything()
    call_id = rings_out(board)
    board.states(call_id, ClientDialEnded(agent=ME, outcome="busy", ring_time=3.0))
    board.mm.not_reached(agent)
    board.states(call_id, CallEnded(reason="not_reached", duration_time=3.0))
    shown = board.changes()["agent", ME]
    assert (shown["state"], shown["not_reached"]["outcome"], "call" in shown) == ("available", "busy", False)
    rings_out(board)
    assert "not_reached" not in board.changes()["agent", ME]


def test_callers_are_counted_in_their_nodes_whether_anybody_looks_at_the_feed_or_not() -> None:
    here = Board()
    begun = CallStarted(channel_id="c", dialled_number="1", caller_number="", scenario="linia", scenario_version=2)
    menu, queue = NodeEntered(node="menu", kind="menu"), NodeEntered(node="karta/pin", kind="collect_digits")
    here.states("call-1", begun, menu)
    here.states("call-2", begun, menu, queue)
    here.states("call-3", msgspec.structs.replace(begun, scenario_version=3), menu)
    here.states("call-4", msgspec.structs.replace(begun, scenario="inna"), menu)
    here.states("call-5", begun)  # in no node yet
    assert here.board.callers_in("linia") == {(2, "menu"): 1, (2, "karta/pin"): 1, (3, "menu"): 1}
    here.states("call-1", queue)
    here.states("call-2", CallEnded(reason="completed", duration_time=1))
    assert here.board.callers_in("linia") == {(2, "karta/pin"): 1, (3, "menu"): 1}
    here.everything()
    here.states("call-3", queue)
    assert here.board.callers_in("linia") == {(2, "karta/pin"): 1, (3, "karta/pin"): 1}
    assert here.board.callers_in("nikt") == {}
