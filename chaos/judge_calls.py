"""What the callers met with: who was lost, and whose sound broke off. Pure: reads the telephones' stories."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chaos.detectors import TALK_GAP, WAITING_SILENCE, Gap, Window, gaps
from chaos.judge_company import excused, faults_of_company, others, served_last, without
from chaos.sounds import MUSIC, SILENCE
from chaos.stories import CallStory, Ring

LEFT_ALONE = 20.0  # seconds of silence anywhere in a call after which the caller counts as lost
# Asterisk notices after 60 s (rtp_timeout) that the network of a consultant who talks is gone.
LEFT_ALONE_BY_NETWORK = 75.0
GOODBYE = "G01"
_TO_BE_SURE = 5  # packets in a row


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was wrong with one call; `number` is the made-up caller's."""

    number: str
    at: float
    what: str


def conversation(story: CallStory, ring: Ring) -> Window | None:
    """From the moment at which both heard each other until one of them hung up; None when they never did."""
    begins = [
        _first_run(story.heard.of_tone(ring.tone, since=ring.answered_at or 0.0)),
        _first_run(ring.heard.of_tone(story.tone)),
    ]
    ends = [at for at in (story.ended_at, ring.ended_at) if at is not None]
    if None in begins or not ends:
        return None
    begin = max(at for at in begins if at is not None)
    return Window(begin, min(ends)) if begin < min(ends) else None


def _first_run(moments: Iterable[float]) -> float | None:
    """The moment from which on packets came without a break: one alone may be a speaker's vowel."""
    run: list[float] = []
    for at in moments:
        run = [*run, at] if run and at - run[-1] < TALK_GAP else [at]
        if len(run) == _TO_BE_SURE:
            return run[0]
    return None


def was_served(story: CallStory) -> bool:
    return any(conversation(story, ring) for ring in story.rings if ring.answered_at is not None)


def lost(stories: Sequence[CallStory]) -> list[Fault]:
    """Callers who were let in and were cut off, turned away or left in silence without having been served."""
    found = []
    for story in stories:
        if not (story.is_excused or story.was_shed) and (what := _loss(story)):
            found.append(Fault(story.number, story.ended_at or story.placed_at, what))
    return found


def _loss(story: CallStory) -> str:
    if story.answered_at is None:
        return f"refused with {story.refused_with}" if story.refused_with else "not answered"
    alone = _alone(story)
    if alone is not None:
        return f"left in silence for {alone.length:.0f} s"
    if story.ended_by == "caller" and story.leaves_in in ("scenario", "waiting", "ringing"):
        return ""
    if was_served(story):
        last = served_last(story)
        is_cut = story.ended_by == "centre" and (
            last is None or last.ended_at is None or last.ended_by == "centre"
        )
        return "cut off in the conversation" if is_cut and GOODBYE not in story.heard_names() else ""
    if story.ended_by == "caller":
        return "not served until the end"
    return f"disconnected unserved (last heard: {(story.heard_names() or ['nothing'])[-1]})"


def _alone(story: CallStory) -> Gap | None:
    limit = LEFT_ALONE_BY_NETWORK if any(ring.vanished_at for ring in story.rings) else LEFT_ALONE
    heard = (at for at, kind in zip(story.heard.moments, story.heard.kinds, strict=False) if kind != SILENCE)
    end = story.ended_at or (story.heard.moments[-1] if story.heard.moments else 0.0)
    return next(iter(gaps(heard, story.answered_at or 0.0, end, limit)), None)


def broken_sound(
    stories: Sequence[CallStory], stalls: Sequence[Window], away: Sequence[Window] = ()
) -> list[Fault]:
    """Gaps of conversations on any side, who heard what was not for them, and waiting callers without music."""
    found = []
    for story in stories:
        if story.is_excused:
            continue
        for ring in story.rings:
            found += _broken_talk(story, ring, stalls, away)
        found += [Fault(story.number, at, what) for at, what in faults_of_company(story, away, stalls)]
        found += _broken_wait(story)
    return found


def _broken_talk(story: CallStory, ring: Ring, stalls: Sequence[Window], away: Sequence[Window]) -> list[Fault]:
    talk = conversation(story, ring) if ring.answered_at is not None else None
    if talk is None or ring.vanished_at is not None:
        return []
    sides = (("caller", story.heard, ring.tone), ("consultant", ring.heard, story.tone))
    return [
        Fault(story.number, gap.begin, f"the {side} heard nothing for {1000 * gap.length:.0f} ms")
        for part in without(talk, excused(story, ring, away))
        for side, heard, tone in sides
        for gap in gaps(heard.of_tone(tone, part.begin, others(story)), part.begin, part.end, TALK_GAP, stalls)
    ]


def _broken_wait(story: CallStory) -> list[Fault]:
    begin = next((at for at, name in story.heard.named if name == MUSIC), None)
    answered = next((ring.answered_at for ring in story.rings if ring.answered_at is not None), None)
    end = answered or story.ended_at
    if begin is None or end is None or end <= begin:
        return []
    heard = (at for at, kind in zip(story.heard.moments, story.heard.kinds, strict=False) if kind != SILENCE)
    return [
        Fault(story.number, gap.begin, f"waited {gap.length:.1f} s in silence")
        for gap in gaps(heard, begin, end, WAITING_SILENCE)
    ]
