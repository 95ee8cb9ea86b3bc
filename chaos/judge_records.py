"""Whether the records tell what the telephones saw. Pure but for the recordings, which it reads."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.sounds import seconds_of_both
from chaos.detectors import Window, own_pauses
from chaos.judge_calls import Fault, conversation
from chaos.judge_company import excused, has_part, last_to_serve, records_of_company, without
from chaos.records import Record
from chaos.sounds import HERTZ
from chaos.stories import CallStory, Ring

# Telephones and centre see the same thing a moment apart: messages, the whisper before the conversation, a busy
# machine. What ended while the application was away ends in the records when it is back.
TALK_TOLERANCE = 2.5
DURATION_TOLERANCE = 2.5
WAIT_TOLERANCE = 4.0
RECORDING_TOLERANCE = 2.0
SHORTEST_TALK = 3.0  # seconds: what was shorter may count as dropped and is judged by its number of records only


def faults_of_records(
    stories: Sequence[CallStory],
    records: Sequence[Record],
    away: Sequence[Window],
    recordings: Path,
    stalls: Sequence[Window] = (),
) -> list[Fault]:
    """Everything that does not fit. `away` is when the application or the database could write nothing.

    In `stalls` the telephones themselves sent nothing, so that a recording cannot hold it.
    """
    by_number: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        by_number[record.caller_number].append(record)
    found = []
    for story in stories:
        own = by_number[story.number]
        if story.answered_at is None and not own:
            continue  # it never came as far as a process of ours
        if len(own) != 1:
            found.append(Fault(story.number, story.placed_at, f"{len(own)} records instead of one"))
            continue
        what = [*_of_the_end(story, own[0], away), *_of_the_talks(story, own[0], away, stalls)]
        what += records_of_company(story, own[0], away)
        if not story.is_excused:
            what += _of_the_wait(story, own[0], away, stalls)
            what += _of_the_recording(story, own[0], recordings, stalls, away)
        found += [Fault(story.number, story.placed_at, each) for each in what]
    return found


def _of_the_end(story: CallStory, record: Record, away: Sequence[Window]) -> list[str]:
    found = []
    for kind in ("CallStarted", "CallEnded"):
        if (count := len(record.of(kind))) != 1:
            found.append(f"{count} facts {kind}")
    if record.ended_at is None or record.duration_time is None:
        return [*found, "still open"]
    if story.ended_at is None:
        return found
    seen = story.ended_at - story.placed_at
    slack = DURATION_TOLERANCE + _overlap(away, story.ended_at)
    # A call whose end nobody saw is as long as what is known of it.
    is_short = record.end_reason == "interrupted" or slack > DURATION_TOLERANCE
    lowest = 0.0 if is_short else seen - DURATION_TOLERANCE
    if not story.is_excused and not lowest <= record.duration_time <= seen + slack:
        found.append(f"lasted {record.duration_time:.1f} s instead of {seen:.1f}")
    if record.end_reason == "failed":
        found.append("ended as failed")
    if record.end_reason == "interrupted" and not story.is_excused and slack == DURATION_TOLERANCE:
        found.append("ended as interrupted although the application was there")
    return found


def _of_the_talks(story: CallStory, record: Record, away: Sequence[Window], stalls: Sequence[Window]) -> list[str]:
    found = []
    begun = [fact.data.get("agent") for fact in record.of("ConversationStarted")]
    ends = record.of("ConversationEnded")  # a caller may come to the same consultant twice
    for ring, talk in _talks(story):
        if ring.user not in begun:
            found.append(f"the conversation with {ring.user} is missing")
            continue
        own = [fact for fact in ends if fact.data.get("agent") == ring.user]
        if not own:
            found.append(f"the conversation with {ring.user} has no end")
            continue
        end = min(own, key=lambda fact: abs(fact.at - talk.end))
        ends = [fact for fact in ends if fact is not end]
        seen, told = talk.end - talk.begin, float(end.data.get("talk_time", 0.0))
        slack = TALK_TOLERANCE + _overlap(away, talk.end) + (80.0 if ring.vanished_at else 0.0)
        slack += _heard_later(ring, talk, stalls)
        unknown = _unknown(story, talk, away)
        if not story.is_excused and not seen - TALK_TOLERANCE - unknown <= told <= seen + slack + unknown:
            found.append(f"talk of {told:.1f} s instead of {seen:.1f}")
    if story.is_excused or not (talks := _talks(story)):
        return found
    served = last_to_serve(story, away) or {talks[-1][0].user}
    if record.agent not in served:
        found.append(f"served by {record.agent} instead of {' or '.join(sorted(served))}")
    return found


def _of_the_wait(story: CallStory, record: Record, away: Sequence[Window], stalls: Sequence[Window]) -> list[str]:
    entered = record.of("QueueEntered")
    talks = [(ring, talk) for ring, talk in _talks(story) if ring.role == "consultant"]  # the others never waited
    if not talks or not entered or record.wait_time is None:
        return ["served without a queue"] if talks and not entered else []
    seen = talks[-1][1].begin - record.began_to_wait_at
    slack = WAIT_TOLERANCE + _overlap(away, talks[-1][1].begin) + _heard_later(*talks[-1], stalls)
    if abs(record.wait_time - seen) > slack:
        return [f"waited {record.wait_time:.1f} s instead of {seen:.1f}"]
    return []


def _of_the_recording(
    story: CallStory, record: Record, folder: Path, stalls: Sequence[Window], away: Sequence[Window]
) -> list[str]:
    talks = _talks(story)
    if not record.is_recording_allowed:
        return ["recorded without consent"] if record.recordings else []
    if not talks or _is_of_the_fallback_path(record):
        return []
    good = [file for file in record.recordings if file.state in ("closed", "packed")]
    wanted = 2 if record.was_taken_out else 1  # one of each conversation
    if not len(record.recordings) == len(good) == wanted:
        states = ", ".join(file.state for file in record.recordings) or "none"
        return [f"recordings: {states}"]
    ring, talk = talks[-1]
    # In pieces of 0.2 s: a mixing bridge on a busy machine leaves out a packet now and then.
    last = max(good, key=lambda each: Path(each.file).name)  # ids grow with time
    both = seconds_of_both(folder / last.file, HERTZ * story.tone, HERTZ * ring.tone)
    end = ring.vanished_at or talk.end
    apart = (end - talk.begin) - sum(
        part.end - part.begin for part in without(Window(talk.begin, end), excused(story, ring, away))
    )
    seen = end - talk.begin - apart - own_pauses(talk.begin, end, stalls)
    return [] if both >= seen - RECORDING_TOLERANCE else [f"both in {both:.1f} s of a recording of {seen:.1f} s"]


def _is_of_the_fallback_path(record: Record) -> bool:
    """Nobody is asked for consent there, and nothing is recorded: the last conversation was Asterisk's own."""
    last = record.of("ConversationStarted")
    return bool(last) and not last[-1].data.get("bridge_id")


def _talks(story: CallStory) -> list[tuple[Ring, Window]]:
    found = []
    for ring in story.rings:
        talk = conversation(story, ring) if ring.answered_at is not None and has_part(ring) else None
        if talk is not None and ring.has_call_since is not None:
            talk = Window(max(talk.begin, ring.has_call_since), talk.end)
        if talk is not None and talk.end - talk.begin >= SHORTEST_TALK:
            found.append((ring, talk))
    return sorted(found, key=lambda each: each[1].begin)


def _heard_later(ring: Ring, talk: Window, stalls: Sequence[Window]) -> float:
    """By how much both may have heard each other later than they were connected: telephones that stand still then
    hear nothing of it."""
    return own_pauses(ring.answered_at or talk.begin, talk.begin, stalls)


def _unknown(story: CallStory, talk: Window, away: Sequence[Window]) -> float:
    """By how much records may be off where a conversation had company: who goes and who has the call while nobody
    is there to see or to do it, is so for the telephones before or after the records say so."""
    return _overlap(away, talk.begin) + _overlap(away, talk.end) if story.colleagues else 0.0


def _overlap(away: Sequence[Window], at: float) -> float:
    """How long nobody could notice what happened at that moment."""
    return max(
        (window.end - window.begin for window in away if window.begin - 1 <= at <= window.end + 1), default=0.0
    )
