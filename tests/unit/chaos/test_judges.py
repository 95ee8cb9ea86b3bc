"""The judges of `make chaos`: from what telephones heard and records say to what was wrong."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from chaos.detectors import Window
from chaos.judge_board import EVERYWHERE, faults_by_telephones
from chaos.judge_calls import broken_sound, conversation, lost
from chaos.judge_queue import lost_places, rung_for_nobody, wrong_queues
from chaos.judge_records import faults_of_records
from chaos.media import Heard
from chaos.records import Fact, Record, RecordedFile
from chaos.sounds import RATE, SILENCE, SOUND
from chaos.stories import CallStory, Ring

CALLER, CONSULTANT = 8, 40  # tones
NUMBER, USER = "48601000000", "k20060-1"
PLACED, ANSWERED, KEYED, RANG, PICKED_UP, TALK, END, OVER = 0.0, 1.0, 30.0, 40.0, 41.0, 45.0, 65.0, 68.0


def hear(heard: Heard, begin: float, end: float, kind: int) -> None:
    """Packets every 20 ms."""
    for n in range(round((end - begin) / 0.02)):
        heard.moments.append(begin + 0.02 * n)
        heard.kinds.append(kind)


def story_of_a_call(*, talk_break: float = 0.0, wait_break: float = 0.0) -> CallStory:
    """Announcements, a wait with music, a conversation that the consultant ends, a goodbye."""
    story = CallStory(NUMBER, "20060", CALLER, False, "served", PLACED, ANSWERED, keyed_at=KEYED)
    story.heard.named = [(2.0, "W01"), (10.0, "A01"), (15.0, "A02"), (25.0, "N02"), (33.0, "music"), (66.0, "G01")]
    hear(story.heard, ANSWERED, KEYED, SOUND)
    hear(story.heard, KEYED, 35.0, SOUND)
    hear(story.heard, 35.0 + wait_break, TALK, SOUND)
    hear(story.heard, TALK, 55.0, CONSULTANT)
    hear(story.heard, 55.0, 55.0 + talk_break, SILENCE)
    hear(story.heard, 55.0 + talk_break, END, CONSULTANT)
    hear(story.heard, END, OVER, SOUND)
    ring = Ring(USER, NUMBER, RANG, CONSULTANT, PICKED_UP, END, "consultant")
    hear(ring.heard, PICKED_UP, TALK, SOUND)
    hear(ring.heard, TALK, END, CALLER)
    story.rings.append(ring)
    story.ended_at, story.ended_by = OVER, "centre"
    return story


def record_of_a_call() -> Record:
    facts = [
        Fact("CallStarted", PLACED, {}),
        Fact("QueueEntered", 31.0, {"queue": "20060"}),
        Fact("OfferMade", 39.9, {"agent": USER}),
        Fact("QueueLeft", TALK, {"reason": "connected", "wait_time": 14.0}),
        Fact("ConversationStarted", TALK, {"agent": USER, "bridge_id": "bridge-1"}),
        Fact("ConversationEnded", END, {"agent": USER, "talk_time": 20.0}),
        Fact("CallEnded", OVER, {"reason": "completed"}),
    ]
    return Record("call-1", NUMBER, PLACED, OVER, "completed", 68.0, "20060", 14.0, USER, 20.0, False, facts)


def said(story: CallStory, record: Record, folder: Path = Path("/nowhere")) -> list[str]:
    return [fault.what for fault in faults_of_records([story], [record], [], folder)]


# -- callers


def test_a_call_as_it_should_be_has_no_fault() -> None:
    story = story_of_a_call()
    assert conversation(story, story.rings[0]) == Window(TALK, END)
    assert lost([story]) == []
    assert broken_sound([story], []) == []
    assert said(story, record_of_a_call()) == []


def test_silence_from_a_dead_bridge_is_a_gap_although_packets_come() -> None:
    (fault,) = broken_sound([story_of_a_call(talk_break=0.5)], [])
    assert fault.what == "the caller heard nothing for 520 ms"


@pytest.mark.parametrize(("picked_up", "faults"), [(None, 0), (OVER + 0.07, 0), (OVER - 1.0, 1)])
def test_a_caller_who_was_gone_before_the_answer_gave_up(picked_up: float | None, faults: int) -> None:
    story = story_of_a_call()
    story.ended_by, story.rings[0].answered_at = "caller", picked_up
    reports = {EVERYWHERE: {"calls": (1.0, 1), "abandoned": (1.0, 1)}}
    found = [fault.what for fault in faults_by_telephones(reports, [story]) if fault.number == EVERYWHERE]
    assert found == ["reports: 1 abandoned, and 0 callers gave up"] * faults


@given(st.integers(0, 150).filter(lambda packets: packets != 9))  # 9 are 200 ms, give or take a rounding
def test_a_break_counts_when_it_is_longer_than_200_ms(packets: int) -> None:
    found = broken_sound([story_of_a_call(talk_break=0.02 * packets)], [])
    assert bool(found) == (packets > 9)


def test_waiting_without_music_is_a_break_of_the_sound() -> None:
    (fault,) = broken_sound([story_of_a_call(wait_break=6.0)], [])
    assert fault.what == "waited 6.0 s in silence"


def test_a_caller_who_is_cut_off_while_waiting_is_lost() -> None:
    story = story_of_a_call()
    story.rings, story.ended_at = [], 38.0
    story.heard.named = story.heard.named[:-1]
    assert [fault.what for fault in lost([story])] == ["disconnected unserved (last heard: music)"]


def test_a_caller_who_is_told_that_nobody_is_there_is_lost_too() -> None:
    story = story_of_a_call()
    story.rings = []
    story.heard.named = [*story.heard.named[:-1], (60.0, "H06")]
    assert [fault.what for fault in lost([story])] == ["disconnected unserved (last heard: H06)"]


def test_a_conversation_that_nobody_of_the_two_ended_was_cut_off() -> None:
    story = story_of_a_call()
    story.rings[0].ended_by = "centre"
    story.heard.named = story.heard.named[:-1]
    assert [fault.what for fault in lost([story])] == ["cut off in the conversation"]


def test_a_caller_in_silence_is_lost_also_when_the_line_stays() -> None:
    story = story_of_a_call()
    story.rings, story.ended_by, story.ended_at = [], "caller", 120.0
    assert [fault.what for fault in lost([story])] == ["left in silence for 52 s"]


def test_who_hangs_up_while_waiting_as_planned_is_not_lost() -> None:
    story = story_of_a_call()
    story.rings, story.ended_by, story.leaves_in = [], "caller", "waiting"
    assert lost([story]) == []


def test_a_refused_call_is_lost() -> None:
    story = CallStory(NUMBER, "20060", CALLER, False, "served", PLACED, refused_with=486, ended_by="centre")
    assert [fault.what for fault in lost([story])] == ["refused with 486"]


@pytest.mark.parametrize("heard", ["E08", "E09"])
def test_a_call_that_was_not_let_in_and_told_so_is_not_lost(heard: str) -> None:
    refused = CallStory(NUMBER, "20060", CALLER, False, "served", PLACED, refused_with=503, ended_by="centre")
    told = CallStory(NUMBER, "20060", CALLER, False, "served", PLACED, answered_at=PLACED + 1, ended_by="centre")
    told.ended_at = PLACED + 8
    told.heard.named.append((PLACED + 2, heard))
    assert [story.was_shed for story in (refused, told)] == [True, True]
    assert lost([refused, told]) == []


# -- records


def test_a_call_without_a_record_or_with_two_is_an_error() -> None:
    story, record = story_of_a_call(), record_of_a_call()
    for records in ([], [record, replace(record, id="call-2")]):
        (fault,) = faults_of_records([story], records, [], Path("/nowhere"))
        assert fault.what == f"{len(records)} records instead of one"


def test_a_record_must_begin_and_end_once() -> None:
    record = record_of_a_call()
    record.facts = [fact for fact in record.facts if fact.type != "CallStarted"]
    assert said(story_of_a_call(), record) == ["0 facts CallStarted"]


def test_an_open_record_is_an_error() -> None:
    record = record_of_a_call()
    record.ended_at, record.facts = None, record.facts[:-1]
    assert said(story_of_a_call(), record) == ["0 facts CallEnded", "still open"]


def test_the_wrong_consultant_is_an_error() -> None:
    record = record_of_a_call()
    record.agent = "k20060-2"
    assert said(story_of_a_call(), record) == ["served by k20060-2 instead of k20060-1"]


def test_talk_and_wait_must_be_what_the_telephones_saw() -> None:
    record = record_of_a_call()
    record.wait_time, record.facts[5] = 4.0, Fact("ConversationEnded", END, {"agent": USER, "talk_time": 12.0})
    assert said(story_of_a_call(), record) == ["talk of 12.0 s instead of 20.0", "waited 4.0 s instead of 14.0"]


def test_of_two_conversations_with_the_same_consultant_each_is_compared_with_its_own_end() -> None:
    record = record_of_a_call()
    again = Fact("ConversationEnded", OVER, {"agent": USER, "talk_time": 1.0})
    record.facts.insert(6, again)
    assert said(story_of_a_call(), record) == []
    record.facts[5] = Fact("ConversationEnded", END, {"agent": USER, "talk_time": 12.0})
    assert said(story_of_a_call(), record) == ["talk of 12.0 s instead of 20.0"]


def test_interrupted_is_true_only_while_the_application_was_away() -> None:
    story, record = story_of_a_call(), record_of_a_call()
    record.end_reason, record.duration_time = "interrupted", 60.0
    assert said(story, record) == ["ended as interrupted although the application was there"]
    assert faults_of_records([story], [record], [Window(66.0, 70.0)], Path("/nowhere")) == []


def recording(folder: Path, seconds: float, name: str = "rec.wav") -> RecordedFile:
    """Both tones for so long."""
    times = np.arange(int(seconds * RATE)) / RATE
    both = sum(0.2 * np.sin(2 * np.pi * 50 * tone * times) for tone in (CALLER, CONSULTANT))
    soundfile.write(folder / name, both, RATE, subtype="PCM_16")
    return RecordedFile(name, "closed", seconds)


def test_a_recording_must_hold_both_for_the_whole_conversation(tmp_path: Path) -> None:
    record = record_of_a_call()
    record.is_recording_allowed = True
    assert said(story_of_a_call(), record, tmp_path) == ["recordings: none"]
    record.recordings = [recording(tmp_path, 19.5)]
    assert said(story_of_a_call(), record, tmp_path) == []
    record.recordings = [recording(tmp_path, 12.0)]
    assert said(story_of_a_call(), record, tmp_path) == ["both in 12.0 s of a recording of 20.0 s"]
    record.recordings *= 2
    assert said(story_of_a_call(), record, tmp_path) == ["recordings: closed, closed"]


def test_what_the_telephones_did_not_send_is_missing_in_no_recording(tmp_path: Path) -> None:
    story, record = story_of_a_call(), record_of_a_call()
    record.is_recording_allowed = True
    record.recordings = [recording(tmp_path, 12.0)]
    talk = conversation(story, story.rings[-1])
    assert talk is not None
    stall = [Window(talk.begin + 2, talk.begin + 9)]
    assert faults_of_records([story], [record], [], tmp_path, stall) == []


def test_short_pauses_of_the_telephones_hide_no_gap_of_a_recording(tmp_path: Path) -> None:
    """Five seconds are missing, and the telephones stood still for two in 40 pauses of 50 ms."""
    story, record = story_of_a_call(), record_of_a_call()
    record.is_recording_allowed = True
    record.recordings = [recording(tmp_path, 15.0)]
    stalls = [Window(TALK + 0.3 * n, TALK + 0.3 * n + 0.05) for n in range(40)]
    (fault,) = faults_of_records([story], [record], [], tmp_path, stalls)
    assert fault.what == "both in 15.0 s of a recording of 18.0 s"
    record.recordings = [recording(tmp_path, 17.0)]
    assert faults_of_records([story], [record], [], tmp_path, stalls) == []


def test_telephones_that_stand_still_while_they_are_connected_hear_each_other_later() -> None:
    """The records tell of the connection, three seconds before it was heard."""
    story, record = story_of_a_call(), record_of_a_call()
    record.facts[5] = Fact("ConversationEnded", END, {"agent": USER, "talk_time": 23.0})
    assert said(story, record) == ["talk of 23.0 s instead of 20.0"]
    stall = [Window(TALK - 3.2, TALK - 0.1)]
    assert faults_of_records([story], [record], [], Path("/nowhere"), stall) == []


def test_a_recording_without_consent_is_an_error(tmp_path: Path) -> None:
    record = record_of_a_call()
    record.recordings = [recording(tmp_path, 20.0)]
    assert said(story_of_a_call(), record, tmp_path) == ["recorded without consent"]


# -- the queue


def test_a_wait_that_began_anew_after_a_restart_is_found() -> None:
    record = record_of_a_call()
    record.facts[3] = Fact("QueueLeft", TALK, {"reason": "connected", "wait_time": 3.0})
    (fault,) = lost_places([story_of_a_call()], [record], [])
    assert fault.what == "a wait of 14.0 s counted as 3.0"


def test_of_a_caller_whom_the_watchdog_took_out_of_a_conversation_the_second_wait_and_file_count(
    tmp_path: Path,
) -> None:
    story, record = story_of_a_call(), record_of_a_call()
    record.is_recording_allowed = True
    record.recordings = [recording(tmp_path, 19.0, "rec-2.wav"), recording(tmp_path, 1.0, "rec-1.wav")]
    assert said(story, record, tmp_path) == ["recordings: closed, closed"]
    record.facts[1:1] = [
        Fact("QueueEntered", 10.0, {"queue": "20060"}),
        Fact("ConversationStarted", 15.0, {"agent": "k20060-9", "bridge_id": "bridge-0"}),
        Fact("ConversationEnded", 20.0, {"agent": "k20060-9", "talk_time": 5.0}),
        Fact("EmergencyEntered", 20.0, {}),
    ]
    assert said(story, record, tmp_path) == []
    record.recordings.pop()
    assert said(story, record, tmp_path) == ["recordings: closed"]


def _of_an_outage(number: str, joined: float, rang: float, *, rescued: float | None) -> tuple[CallStory, Record]:
    """Of the same office; Asterisk's own queue rings. `rescued`: the watchdog brought the caller there then."""
    story, record = story_of_a_call(), record_of_a_call()
    story.number, story.rings[0].rang_at, story.rings[0].is_fallback = number, rang, True
    moved = [] if rescued is None else [Fact("QueueLeft", rescued, {"reason": "emergency", "wait_time": 9.0})]
    record.facts = [Fact("QueueEntered", joined, {"queue": "20060"}), *moved]
    return story, replace(record, caller_number=number)


@pytest.mark.parametrize(("rang", "is_wrong"), [(38.0, False), (44.0, False), (47.0, True)])
def test_who_waits_for_the_watchdog_may_be_passed_until_its_notice_is_spoken(rang: float, is_wrong: bool) -> None:
    first, second = (
        _of_an_outage("1", 25.0, 60.0, rescued=40.0),
        _of_an_outage("2", 31.0, rang, rescued=None),
    )
    found = lost_places([first[0], second[0]], [first[1], second[1]], [Window(30.0, 50.0)])
    assert [fault.what for fault in found] == (["was served after 2, who came later"] if is_wrong else [])


def test_who_is_passed_while_the_application_is_there_is_found_as_ever() -> None:
    first, second = _of_an_outage("1", 25.0, 60.0, rescued=40.0), _of_an_outage("2", 31.0, 38.0, rescued=None)
    second[0].rings[0].is_fallback = False
    found = lost_places([first[0], second[0]], [first[1], second[1]], [Window(30.0, 50.0)])
    assert len(found) == 1


def test_a_wait_in_the_queue_of_another_office_is_found() -> None:
    record = record_of_a_call()
    assert wrong_queues([story_of_a_call()], [record]) == []
    record.facts.insert(2, Fact("QueueEntered", 35.0, {"queue": "20000"}))
    (fault,) = wrong_queues([story_of_a_call()], [record])
    assert (fault.at, fault.what) == (35.0, "waited in the queue of 20000, not of 20060")


def test_a_telephone_that_rings_for_nobody_is_found() -> None:
    story = story_of_a_call()
    story.rings, story.ended_at = [], 42.0
    late = Ring(USER, NUMBER, 45.0, CONSULTANT, ended_at=47.0)
    long = Ring(USER, NUMBER, 40.0, CONSULTANT, ended_at=50.0, ended_by="centre")
    found = [fault.what for fault in rung_for_nobody([story], [late, long], [])]
    assert found == [f"was rung for {NUMBER}, who had gone", f"rang on for 8.0 s after {NUMBER} had gone"]
    assert rung_for_nobody([story], [late, long], [Window(41.0, 49.0)]) == []


def test_a_second_call_for_a_telephone_in_a_call_is_found() -> None:
    first = Ring(USER, "600100999", 40.0, CONSULTANT, is_fallback=True)
    ring = Ring(USER, NUMBER, 45.0, CONSULTANT, busy_with=first, ended_at=45.0)
    assert [f.what for f in rung_for_nobody([story_of_a_call()], [ring], [])] == [
        f"was rung for {NUMBER} (application) 5.0 s into being rung for 600100999 (Asterisk)"
    ]


def test_a_second_call_for_a_telephone_that_nobody_could_silence_is_no_fault() -> None:
    gone = story_of_a_call()
    gone.number, gone.rings = "600100999", []
    gone.ended_at = 44.0
    rang_on = Ring(USER, gone.number, 40.0, CONSULTANT, ended_at=46.0)
    ring = Ring(USER, NUMBER, 45.0, CONSULTANT, busy_with=rang_on, ended_at=45.0)
    stories = [story_of_a_call(), gone]
    assert rung_for_nobody(stories, [ring], [], [Window(43.5, 47.0)]) == []
    assert rung_for_nobody(stories, [ring], [], [Window(48.0, 50.0)]) != []
    assert rung_for_nobody(stories, [ring], [Window(43.5, 47.0)]) != []  # an application alone is no excuse
    gone.ended_at = 45.5  # there when the second call came
    assert rung_for_nobody(stories, [ring], [], [Window(43.5, 47.0)]) != []
