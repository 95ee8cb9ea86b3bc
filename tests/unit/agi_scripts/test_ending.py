"""What is written down at the end of a call that went without the application."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agi_scripts.fallback import script_spool
from agi_scripts.fallback.ending import DialledLine, Ending, facts
from agi_scripts.fallback.notebook import notebook
from core.facts.events import AnyEvent
from core.facts.kinds.calls import CallEnded, CallStarted, EmergencyEntered, WatchdogActed
from core.facts.kinds.conversations import ConversationEnded, ConversationStarted
from core.facts.kinds.waiting import QueueEntered, QueueLeft
from reports.calls.call_timeline import timeline

CHANNEL = "s724-1795561430.17"
BEGAN = datetime.fromtimestamp(1795561430, UTC)
LINE = DialledLine(is_free=True, scenario="linia-9510", version=3)


def ending(**known: str) -> Ending:
    names = ["by", "office", "joined", "queued", "status", "hold", "agent", "left", "end", "topic"]
    names += ["number", "caller"]
    values = {"number": "9510", "caller": "600100200"} | known
    return Ending.of(CHANNEL, [values.get(name, "") for name in names])


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(1795561430 + seconds, UTC)


def told(end: Ending, now: datetime) -> dict[type[AnyEvent], AnyEvent]:
    found = facts(end, LINE, now)
    assert len({type(fact) for fact in found}) == len(found)
    return {type(fact): fact for fact in found}


def test_a_caller_who_hangs_up_in_the_announcements_leaves_a_beginning_and_an_end() -> None:
    start, end = facts(ending(), LINE, at(9.5))
    assert isinstance(start, CallStarted)
    assert (start.dialled_number, start.caller_number, start.scenario) == ("9510", "600100200", "linia-9510")
    assert start.at == BEGAN
    assert isinstance(end, CallEnded)
    assert (end.reason, end.duration_time, end.at) == ("caller_hung_up", 9.5, at(9.5))
    assert start.call_id == end.call_id == "call-s724-1795561430-17"


def test_a_conversation_ended_by_the_consultant_says_so() -> None:
    end = ending(
        office="20060", joined="1795561440.250", status="CONTINUE", hold="8", agent="k20060-1", left="1795561500",
        end="completed", topic="unemployed",
    )  # fmt: skip
    found = told(end, at(75))
    entered, left = found[QueueEntered], found[QueueLeft]
    assert isinstance(entered, QueueEntered)
    assert (entered.queue, entered.topic, entered.at) == ("20060", "unemployed", at(10.25))
    assert isinstance(left, QueueLeft)
    assert (left.reason, left.wait_time) == ("connected", 8.0)
    started, over = found[ConversationStarted], found[ConversationEnded]
    assert isinstance(started, ConversationStarted)
    assert (started.agent, started.at) == ("k20060-1", at(18.25))
    assert isinstance(over, ConversationEnded)
    assert (over.ended_by, over.talk_time, over.at) == ("agent", 51.75, at(70))
    closed = found[CallEnded]
    assert isinstance(closed, CallEnded)
    assert (closed.reason, closed.duration_time) == ("completed", 75.0)


def test_a_hold_is_counted_from_the_queue_that_held_and_not_from_an_earlier_wait() -> None:
    known = {"office": "20060", "joined": "1795561440", "queued": "1795561444", "hold": "2", "agent": "k20060-1"}
    found = told(ending(**known), at(40))
    left, over = found[QueueLeft], found[ConversationEnded]
    assert isinstance(left, QueueLeft)
    assert isinstance(over, ConversationEnded)
    assert (left.wait_time, over.talk_time) == (6.0, 24.0)


def test_a_conversation_ended_by_the_caller_says_so() -> None:
    found = told(ending(office="20060", joined="1795561440", hold="5", agent="k20060-1"), at(40))
    over = found[ConversationEnded]
    assert isinstance(over, ConversationEnded)
    assert (over.ended_by, over.talk_time) == ("caller", 25.0)


@pytest.mark.parametrize(
    ("status", "reason"),
    [("", "abandoned"), ("TIMEOUT", "too_long"), ("FULL", "full"), ("JOINEMPTY", "nobody_there")],
)
def test_a_wait_without_a_conversation_ends_for_the_reason_of_the_queue(status: str, reason: str) -> None:
    found = told(ending(office="20060", joined="1795561440", status=status), at(40))
    left = found[QueueLeft]
    assert isinstance(left, QueueLeft)
    assert (left.reason, left.wait_time) == (reason, 30.0)


def test_a_call_to_a_number_that_nobody_owns_ends_with_unknown_number() -> None:
    *_, end = facts(ending(end="unknown_number"), DialledLine(), at(4))
    assert isinstance(end, CallEnded)
    assert end.reason == "unknown_number"


def test_a_call_served_by_the_dialplan_alone_says_so() -> None:
    assert EmergencyEntered in told(ending(by="dialplan"), at(4))


def test_the_end_of_a_call_stated_twice_has_the_same_ids() -> None:
    end = ending(office="20060", joined="1795561440", hold="5", agent="k20060-1")
    ids = [fact.id for fact in facts(end, LINE, at(40))]
    assert ids == [fact.id for fact in facts(end, LINE, at(41))]
    assert len(set(ids)) == len(ids)


def test_more_facts_than_the_dialplan_knows_are_refused() -> None:
    with pytest.raises(ValueError, match="12 facts"):
        Ending.of(CHANNEL, [""] * 13)


def test_a_caller_who_shows_no_number_is_read_though_asterisk_drops_the_field() -> None:
    start, _ = facts(Ending.of(CHANNEL, [""] * 10 + ["9510"]), LINE, at(3))
    assert isinstance(start, CallStarted)
    assert (start.dialled_number, start.caller_number) == ("9510", "")


@pytest.mark.parametrize("shown", ["anonymous", "k20060-1", "600100200@example.org", "6\nagi_arg_1: *69"])
def test_what_is_no_number_is_written_down_as_none(shown: str) -> None:
    start, _ = facts(ending(caller=shown, number="9510\n"), LINE, at(3))
    assert isinstance(start, CallStarted)
    assert (start.dialled_number, start.caller_number) == ("", "")


@given(st.lists(st.text(max_size=12), min_size=11, max_size=11))
def test_whatever_the_dialplan_says_there_is_one_beginning_and_one_end(known: list[str]) -> None:
    found = facts(Ending.of(CHANNEL, known), DialledLine(), at(60))
    assert [type(fact) for fact in found].count(CallStarted) == 1
    assert [type(fact) for fact in found].count(CallEnded) == 1


def test_facts_of_the_script_are_read_when_it_is_done(tmp_path: Path) -> None:
    written = facts(ending(), LINE, at(9))
    with notebook(tmp_path) as book:
        book.write(*written)
        assert script_spool.complete(tmp_path) == []  # it may have more to say
    (file,) = script_spool.complete(tmp_path)
    assert file.stat().st_mode & 0o077 == 0
    assert script_spool.read(file) == written


def test_a_fact_that_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    written = facts(ending(), LINE, at(9))
    with notebook(tmp_path) as book:
        book.write(*written)
    (file,) = script_spool.complete(tmp_path)
    file.write_bytes(file.read_bytes() + b'{"type":"CallEn')
    assert script_spool.read(file) == written


def test_the_timeline_tells_in_plain_polish_what_went_without_the_application() -> None:
    end = ending(by="dialplan", office="20060", joined="1795561440", hold="5", agent="k20060-1")
    moved = [
        WatchdogActed(action=action, away_time=12.34, at=at(50), call_id=end.channel_id)
        for action in ("to_emergency", "to_goodbye", "to_application")
    ]
    told = [step.text for step in timeline([*facts(end, LINE, at(40)), *moved], {"20060": "Kolno"})]
    assert told == [
        "Połączenie z numerem 9510",
        "Aplikacja była niedostępna, tryb awaryjny: sama centrala, bez weryfikacji i nagrywania",
        "Wejście do kolejki Kolno",
        "Opuściła kolejkę Kolno po 5 s: połączona z konsultantem",
        "Rozmowa z konsultantem k20060-1",
        "Koniec rozmowy po 25,0 s: rozłączyła się osoba dzwoniąca",
        "Koniec połączenia po 40,0 s: osoba dzwoniąca się rozłączyła",
        "Nadzór: aplikacja nie odpowiadała od 12,3 s, połączenie przeszło w tryb awaryjny",
        "Nadzór: aplikacja nie odpowiadała od 12,3 s, po przerwanej rozmowie pożegnano osobę dzwoniącą",
        "Nadzór: aplikacja znów działa, połączenie wraca do zwykłej kolejki",
    ]
