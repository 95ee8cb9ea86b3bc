"""Colleagues and supervisors in conversations: who must hear whom, and what records must say."""

from dataclasses import replace
from pathlib import Path

import pytest

from chaos.detectors import Window
from chaos.judge_board import faults_by_telephones
from chaos.judge_calls import broken_sound, lost
from chaos.judge_company import excused, last_to_serve, served_last, without
from chaos.judge_records import faults_of_records
from chaos.records import Fact, Record
from chaos.sounds import SILENCE, SOUND, SUPERVISOR_TONE, kinds_of, pair, tone
from chaos.stories import Act, CallStory, Company, Order, Ring
from ivr.tts.alaw import alaw_decode, alaw_encode
from tests.unit.chaos.test_judges import (
    CALLER,
    CONSULTANT,
    NUMBER,
    OVER,
    TALK,
    USER,
    hear,
    record_of_a_call,
)

COLLEAGUE, HELPER = 44, "k20000-80"
CALLED, CAME, WENT, END = 48.0, 50.0, 56.0, 65.0
SWITCH = 0.2  # seconds until everybody hears what was ordered


def order(act: Act, at: float) -> Order:
    return Order(act, at, at + 0.05)


def asked(end: Act | None, *, mode: Act = "apart") -> tuple[CallStory, Record]:
    """A colleague is called at 48 s, comes at 50 and goes, or has the call, at 56; all is over at 65."""
    has_call = end == "hand over"
    story = CallStory(NUMBER, "20060", CALLER, False, "served", 0.0, 1.0, keyed_at=30.0)
    story.heard.named = [(2.0, "W01"), (10.0, "A01"), (15.0, "A02"), (25.0, "N02"), (33.0, "music"), (66.0, "G01")]
    first = Ring(USER, NUMBER, 40.0, CONSULTANT, 41.0, WENT + 0.3 if has_call else END, "consultant")
    first.ended_by = "centre" if has_call else "consultant"
    second = Ring(HELPER, NUMBER, CALLED + 0.5, COLLEAGUE, CAME, END if has_call else WENT + 0.1, role="colleague")
    second.ended_by = "consultant" if has_call else "centre"
    second.has_call_since = WENT + 0.05 if has_call else None
    story.rings += [first, second]
    is_apart, is_aside = mode == "apart", mode == "aside"
    last = COLLEAGUE if has_call else CONSULTANT
    back = WENT + SWITCH
    hear(story.heard, 1.0, TALK, SOUND)
    hear(story.heard, TALK, CAME + SWITCH, CONSULTANT)
    together = CONSULTANT if is_aside else pair(CONSULTANT, COLLEAGUE)
    hear(story.heard, CAME + SWITCH, back, SOUND if is_apart else together)
    hear(story.heard, back, END, last)
    hear(story.heard, END, OVER, SOUND)
    hear(first.heard, 41.0, TALK, SOUND)
    hear(first.heard, TALK, CAME + SWITCH, CALLER)
    hear(first.heard, CAME + SWITCH, back, COLLEAGUE if is_apart else pair(CALLER, COLLEAGUE))
    hear(second.heard, CAME + SWITCH, back, CONSULTANT if is_apart else pair(CALLER, CONSULTANT))
    hear(second.heard if has_call else first.heard, back, END, CALLER)
    orders = [order(mode, CALLED)] + ([] if end is None else [order(end, WENT)])
    story.colleagues.append(Company(HELPER, first, orders, second))
    story.ended_at, story.ended_by = OVER, "centre"

    record = record_of_a_call()
    stayed = {f"{mode}_time": WENT - CAME}
    why = "has_call" if has_call else "back"
    told = [
        Fact("ColleagueCalled", CALLED, {"agent": USER, "colleague": HELPER}),
        Fact("ColleagueCame", CAME, {"agent": USER, "colleague": HELPER}),
        Fact("ColleagueEnded", WENT, {"agent": USER, "colleague": HELPER, "why": why, **stayed}),
    ]
    if has_call:
        told.append(Fact("ConversationStarted", WENT, {"agent": HELPER, "bridge_id": "bridge-1"}))
        told.append(Fact("ConversationEnded", END, {"agent": HELPER, "talk_time": END - WENT}))
        record.facts[5] = Fact("ConversationEnded", WENT, {"agent": USER, "talk_time": WENT - TALK})
        record.agent = HELPER
    record.facts += told
    return story, record


def faults(story: CallStory, record: Record, away: tuple[Window, ...] = ()) -> list[str]:
    found = lost([story]) + broken_sound([story], [], away)
    found += faults_of_records([story], [record], list(away), Path("/nowhere"))
    return [each.what for each in found]


@pytest.mark.parametrize("mode", ["apart", "together", "aside"])
@pytest.mark.parametrize("end", ["dismiss", "hand over"])
def test_a_colleague_who_came_as_it_should_be_is_no_fault(end: Act, mode: Act) -> None:
    assert faults(*asked(end, mode=mode)) == []


def test_the_caller_may_not_hear_what_is_said_apart() -> None:
    story, record = asked("dismiss")
    story.heard.kinds[:] = type(story.heard.kinds)(
        "l",
        [
            COLLEAGUE if 53.0 < at < 53.5 else kind
            for at, kind in zip(story.heard.moments, story.heard.kinds, strict=True)
        ],
    )
    (what,) = faults(story, record)
    assert what.startswith("the caller heard the colleague apart, 0.5 s")


def test_the_caller_may_not_hear_who_is_aside() -> None:
    story, record = asked("dismiss", mode="aside")
    for n, at in enumerate(story.heard.moments):
        if 53.0 < at < 53.5:
            story.heard.kinds[n] = pair(CONSULTANT, COLLEAGUE)
    (what,) = faults(story, record)
    assert what.startswith("the caller heard the colleague who is aside")


def test_whoever_is_promised_the_call_has_it_at_the_answer() -> None:
    story, record = asked("hand over")
    first, second = story.rings
    story.colleagues[0].orders[:] = [order("promise", CALLED)]
    second.answered_at = second.has_call_since = WENT
    record.facts = [
        replace(fact, data={**fact.data, "apart_time": 0.0}) if fact.type == "ColleagueEnded" else fact
        for fact in record.facts
    ]
    for heard, kind in ((story.heard, CONSULTANT), (first.heard, CALLER)):
        for n, at in enumerate(heard.moments):
            if CAME <= at < WENT + SWITCH:
                heard.kinds[n] = kind
    assert faults(story, record) == []
    record.agent = USER
    assert faults(story, record) == [f"served by {USER} instead of {HELPER}"]


def silenced(story: CallStory, ring: Ring | None, begin: float, end: float) -> None:
    heard = story.heard if ring is None else ring.heard
    for n, at in enumerate(heard.moments):
        if begin < at < end:
            heard.kinds[n] = SILENCE


@pytest.mark.parametrize(
    ("mode", "who", "what"),
    [
        ("apart", 0, "the consultant heard no colleague apart for"),
        ("apart", 1, "the colleague heard no consultant apart for"),
        ("together", None, "the caller heard no colleague for"),
    ],
)
def test_who_talks_with_each_other_must_be_heard_without_a_break(mode: Act, who: int | None, what: str) -> None:
    story, record = asked("dismiss", mode=mode)
    silenced(story, None if who is None else story.rings[who], 53.0, 53.4)
    assert any(fault.startswith(what) for fault in faults(story, record))


def test_a_break_before_the_colleague_came_is_found_as_ever() -> None:
    story, record = asked("dismiss")
    silenced(story, None, 46.0, 46.5)
    assert faults(story, record) == ["the caller heard nothing for 500 ms"]


def test_a_break_after_the_colleague_has_gone_is_found_as_ever() -> None:
    story, record = asked("dismiss")
    silenced(story, None, WENT + 0.3, WENT + 2.0)
    (what,) = faults(story, record)
    assert what.startswith("the caller heard nothing for")


def test_a_caller_who_hears_no_music_while_others_talk_apart_is_found() -> None:
    story, record = asked("dismiss")
    second = story.rings[1]
    assert second.ended_at is not None
    silenced(story, None, CAME, WENT)
    assert faults(story, record) == []  # five seconds are not over
    story.colleagues[0].orders[-1].at = second.ended_at = story.rings[0].ended_at = WENT + 4.0
    silenced(story, None, CAME, WENT + 4.0)
    assert any("no music for" in what for what in faults(story, record))


def test_whoever_got_the_call_must_be_the_one_on_record() -> None:
    story, record = asked("hand over")
    record.agent = USER
    assert faults(story, record) == [f"served by {USER} instead of {HELPER}"]
    story, record = asked("hand over")
    record.facts = [fact for fact in record.facts if fact.data.get("agent") != HELPER]
    assert faults(story, record) == [f"the conversation with {HELPER} is missing"]


def test_a_caller_who_was_taken_out_before_both_went_who_talked_apart_is_of_whoever_answered_next() -> None:
    story, _ = asked("hand over")
    first, second = story.rings
    first.ended_at = second.ended_at = second.has_call_since = WENT
    assert served_last(story) is second
    assert last_to_serve(story, []) == {USER, HELPER}
    third = Ring("k20060-9", NUMBER, WENT - 1.5, CONSULTANT, WENT - 0.4, END, role="consultant")
    story.rings.append(third)
    assert served_last(story) is third
    assert last_to_serve(story, []) == set()  # so it is as of any other call


@pytest.mark.parametrize(("lasts", "others"), [(2.0, [USER]), (1.0, [])])
def test_who_got_the_call_shortly_is_on_record_but_for_the_same_moment(lasts: float, others: list[str]) -> None:
    story, record = asked("hand over")
    story.rings[1].ended_at = WENT + lasts
    record.facts = [
        replace(fact, data={**fact.data, "talk_time": lasts}) if fact.at == END else fact for fact in record.facts
    ]
    for agent in {USER, HELPER} - set(others):
        record.agent = agent
        assert faults(story, record) == []
    for agent in others:
        record.agent = agent
        assert faults(story, record) == [f"served by {agent} instead of {HELPER}"]
    record.agent = "k20060-7"
    (fault,) = faults(story, record)
    assert fault.startswith("served by k20060-7 instead of ")


def test_a_consultant_who_hangs_up_while_a_colleague_is_there_has_handed_over() -> None:
    story, record = asked("hand over")
    story.colleagues[0].orders.pop()
    first = story.rings[0]
    first.ended_at, first.ended_by = WENT, "consultant"
    assert faults(story, record) == []
    record.facts = [
        replace(fact, data={**fact.data, "why": "back"}) if fact.type == "ColleagueEnded" else fact
        for fact in record.facts
    ]
    assert faults(story, record) == ["the colleague's part ended with back instead of has_call"]


def test_a_caller_who_is_cut_off_with_the_colleague_is_lost() -> None:
    story, _ = asked("hand over")
    story.rings[1].ended_by, story.heard.named = "centre", story.heard.named[:-1]
    assert [each.what for each in lost([story])] == ["cut off in the conversation"]


def test_a_colleague_who_has_gone_again_does_not_hide_that_the_caller_was_cut_off() -> None:
    story, _ = asked("dismiss")
    story.rings[0].ended_by, story.heard.named = "centre", story.heard.named[:-1]
    assert [each.what for each in lost([story])] == ["cut off in the conversation"]


def test_each_calling_of_a_colleague_has_one_end_on_record() -> None:
    story, record = asked("dismiss")
    record.facts = [fact for fact in record.facts if fact.type != "ColleagueEnded"]
    assert faults(story, record) == [
        "1 facts ColleagueCalled, 0 ColleagueEnded",
        f"the colleague {HELPER} is missing",
    ]
    story, record = asked("dismiss")
    record.facts = [fact for fact in record.facts if not fact.type.startswith("Colleague")]
    assert "0 facts ColleagueCalled instead of 1 to 1" in faults(story, record)


def test_times_apart_and_together_must_be_what_the_telephones_saw() -> None:
    story, record = asked("dismiss")
    record.facts[-1] = replace(record.facts[-1], data={**record.facts[-1].data, "apart_time": 1.0})
    assert faults(story, record) == ["apart for 1.0 s instead of 6.1"]


def test_what_nobody_could_know_is_excused_only_while_that_lasted() -> None:
    story, record = asked(None)
    story.colleagues[0].orders[0].done_at = None
    away = Window(51.0, WENT)
    silenced(story, None, CAME, WENT + 0.5)
    assert faults(story, record, (away,)) == []
    assert excused(story, story.rings[0], [away]) == [Window(CAME, WENT + 0.1 + 1.0)]
    silenced(story, None, WENT + 1.0, WENT + 2.0)
    assert faults(story, record, (away,)) != []


def test_a_colleague_who_only_helped_had_no_conversation() -> None:
    story, _ = asked("dismiss", mode="together")
    talks = {"20060": {"talks": (1.0, 1)}, "20000": {"talks": (0.0, 0)}, "*": {"calls": (1.0, 1)}}
    assert faults_by_telephones(talks, [story]) == []
    handed, _ = asked("hand over", mode="together")
    (fault,) = faults_by_telephones(talks, [handed])
    assert fault.number == "20000"


# -- supervisors


def listened(*acts: Act) -> tuple[CallStory, Record]:
    """A supervisor listens from 50 s on, does these things two seconds after each other, and hangs up at 60."""
    story, record = asked(None)
    first = story.rings.pop(0)
    story.rings[:] = [first]
    story.colleagues.clear()
    for ring, kind in ((None, CONSULTANT), (first, CALLER)):
        heard = story.heard if ring is None else ring.heard
        for n, at in enumerate(heard.moments):
            if TALK <= at < END:
                heard.kinds[n] = kind
    record.facts = [fact for fact in record.facts if not fact.type.startswith("Colleague")]
    supervisor = Ring("kierownik-20060", USER, 49.0, SUPERVISOR_TONE, 50.0, 60.0, "consultant", role="supervisor")
    hear(supervisor.heard, 50.5, 60.0, pair(CALLER, CONSULTANT))
    orders = [order("listen", 48.5), *(order(act, 54.0 + 2 * n) for n, act in enumerate(acts))]
    story.supervisors.append(Company("kierownik-20060", first, orders, supervisor))
    if "whisper" in acts:
        for n, at in enumerate(first.heard.moments):
            if 54.2 <= at < 60.0:
                first.heard.kinds[n] = pair(CALLER, SUPERVISOR_TONE)
    record.facts += [
        Fact("ListeningInBegan", 50.0, {"agent": USER}),
        Fact("ListeningInEnded", 60.0, {"agent": USER}),
    ]
    return story, record


def test_a_supervisor_who_listens_and_whispers_as_it_should_be_is_no_fault() -> None:
    assert faults(*listened()) == []
    assert faults(*listened("whisper")) == []


def test_the_caller_may_never_hear_the_supervisor() -> None:
    story, record = listened("whisper")
    for n, at in enumerate(story.heard.moments):
        if 55.0 < at < 55.3:
            story.heard.kinds[n] = pair(CONSULTANT, SUPERVISOR_TONE)
    (what,) = faults(story, record)
    assert what.startswith("the caller heard the supervisor")


def test_the_consultant_hears_a_supervisor_who_whispers_and_no_other() -> None:
    story, record = listened("whisper")
    story.supervisors[0].orders.pop()
    assert any(what.startswith("the consultant heard a supervisor who did not") for what in faults(story, record))
    story, record = listened("whisper")
    for n, at in enumerate(story.rings[0].heard.moments):
        if 57.0 < at < 57.5:
            story.rings[0].heard.kinds[n] = CALLER
    assert any(what.startswith("the consultant heard no whisper") for what in faults(story, record))


def test_a_supervisor_who_hears_nothing_is_found() -> None:
    story, record = listened()
    ring = story.supervisors[0].ring
    silenced(story, ring, 55.0, 56.0)
    assert [what.partition(" for ")[0] for what in faults(story, record)] == [
        "the supervisor heard no caller",
        "the supervisor heard no consultant",
    ]


def test_a_listening_without_an_end_on_record_is_found() -> None:
    story, record = listened()
    record.facts.pop()
    assert faults(story, record) == ["1 facts ListeningInBegan, 0 ListeningInEnded"]


# -- plumbing


def test_two_tones_in_one_packet_are_both_known() -> None:
    mixed = alaw_decode(tone(CALLER)).astype("int32") + alaw_decode(tone(COLLEAGUE))
    packet = alaw_encode(mixed.clip(-32768, 32767).astype("int16")).tobytes()
    assert kinds_of([packet, tone(CALLER)]).tolist() == [pair(CALLER, COLLEAGUE), CALLER]
    assert pair(CALLER, COLLEAGUE) == pair(COLLEAGUE, CALLER)


def test_what_is_left_of_a_window() -> None:
    parts = [Window(2.0, 3.0), Window(2.5, 4.0), Window(8.0, 12.0)]
    assert without(Window(1.0, 10.0), parts) == [Window(1.0, 2.0), Window(4.0, 8.0)]
    assert without(Window(1.0, 10.0), []) == [Window(1.0, 10.0)]
    assert without(Window(1.0, 10.0), [Window(0.0, 20.0)]) == []
