"""Who of a conversation's parties heard whom, and what the records say of colleagues and supervisors. Pure.

Orders and telephones tell who was with whom when: a colleague who has answered is apart with the consultant,
together with both, or heard by the consultant alone, as was ordered last; who goes while a colleague is there
leaves the call to that one. What nobody could know, since the application was away or has not answered, is judged
less, and never for longer than it lasted: then only that nobody was lost, and that records balance.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from chaos.detectors import TALK_GAP, WAITING_SILENCE, Window, gaps
from chaos.media import Heard
from chaos.records import Record
from chaos.sounds import SILENCE, SUPERVISOR_TONE
from chaos.stories import CallStory, Company, Ring

SETTLE = 1.0  # seconds from an order, or an answer, until it is heard everywhere
TIME_TOLERANCE = 2.5  # seconds by which telephones and records may differ
SAME_MOMENT = 1.5  # seconds within which two things may be seen in either order
SNOOP_TIME = 3.0  # seconds from the answer until a supervisor hears the conversation
_MODES = ("apart", "together", "aside")
_END_OF = {"dismiss": "back", "hand over": "has_call", "promise": "has_call"}


Found: TypeAlias = tuple[float, str]
"""When, and what."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """In this mode for so long; `sure`: where all of them must hear it."""

    mode: str
    all: Window
    sure: Window


def ring_of(story: CallStory, one: Company) -> Ring | None:
    """Of the colleague's or supervisor's telephone, answered or not."""
    if one.ring is not None:
        return one.ring
    since = one.orders[0].at if one.orders else 0.0
    return next(
        (r for r in story.rings if r.user == one.user and r.role != "consultant" and r.rang_at >= since), None
    )


def stay(story: CallStory, one: Company) -> Window | None:
    """From the answer until that one goes, has the call, or the consultant's part is over."""
    ring = ring_of(story, one)
    if ring is None or ring.answered_at is None:
        return None
    ends = (ring.ended_at, ring.vanished_at, ring.has_call_since, one.of.ended_at, story.ended_at)
    end = min((at for at in ends if at is not None), default=ring.answered_at)
    return Window(ring.answered_at, max(end, ring.answered_at))


def is_sure(story: CallStory, one: Company, away: Sequence[Window]) -> bool:
    """Could everybody know all that was ordered?"""
    been = stay(story, one)
    if been is None or story.is_excused or any(order.done_at is None for order in one.orders):
        return False
    if one.of.vanished_at is not None or (one.ring is not None and one.ring.vanished_at is not None):
        return False
    first, last = one.orders[0].at - SETTLE, been.end + SETTLE
    return not any(window.begin <= last and window.end >= first for window in away)


def stretches(story: CallStory, one: Company) -> list[Stretch]:
    """Of the stay of a colleague who is sure, in order."""
    been = stay(story, one)
    assert been is not None
    ordered = [order for order in one.orders if not order.is_refused]
    # Whatever ends the stay is heard before the telephone is told.
    last = min([been.end, *(order.at for order in ordered if order.act not in _MODES)])
    modes = [order for order in ordered if order.act in _MODES]
    found = []
    for number, order in enumerate(modes):
        is_first = number == 0
        begin = been.begin if is_first else order.at
        settled = (been.begin if is_first else order.done_at or been.end) + SETTLE
        end = min(modes[number + 1].at, been.end) if number + 1 < len(modes) else been.end
        sure = Window(settled, max(settled, min(end, last)))
        found.append(Stretch(order.act, Window(begin, max(begin, end)), sure))
    return found


def excused(story: CallStory, ring: Ring, away: Sequence[Window]) -> list[Window]:
    """When the caller and whoever `ring` is of need not hear each other: somebody is asked apart."""
    found = []
    for one in story.colleagues:
        been, own = stay(story, one), ring_of(story, one)
        if been is None or (one.of is not ring and own is not ring):
            continue
        if is_sure(story, one, away):
            apart = [each.all for each in stretches(story, one) if each.mode == "apart"]
            found += [Window(each.begin, each.end + SETTLE) for each in apart]
            continue
        known = [window.end for window in away if window.begin - SETTLE <= been.end and window.end >= been.begin]
        found.append(Window(been.begin, max([been.end, *known]) + SETTLE))
    return found


def without(window: Window, parts: Iterable[Window]) -> list[Window]:
    """What is left of a window."""
    left = [window]
    for part in parts:
        left = [
            piece
            for each in left
            for piece in (
                Window(each.begin, min(each.end, part.begin)),
                Window(max(each.begin, part.end), each.end),
            )
            if piece.begin < piece.end
        ]
    return left


def others(story: CallStory) -> set[int]:
    """Tones that may be heard beside those of the two who talk."""
    rings = [ring_of(story, one) for one in (*story.colleagues, *story.supervisors)]
    return {one.of.tone for one in story.colleagues} | {ring.tone for ring in rings if ring is not None}


def has_part(ring: Ring) -> bool:
    """Is it of somebody who had the call, at least in the end?"""
    return ring.role == "consultant" or ring.has_call_since is not None


def served_last(story: CallStory) -> Ring | None:
    """Who had the call last."""
    rings = [ring for ring in story.rings if ring.answered_at is not None and has_part(ring)]
    rings = [ring for ring in rings if not _is_left_without(story, ring)]
    return max(rings, key=lambda ring: ring.has_call_since or ring.answered_at or 0.0, default=None)


def _is_left_without(story: CallStory, colleague: Ring) -> bool:
    """Had another consultant answered the caller before the one went who had called this colleague? The watchdog
    takes callers out of a conversation in which others talk apart: what is left to a colleague then is no call."""
    came, left = colleague.answered_at, colleague.has_call_since
    return (
        came is not None
        and left is not None
        and any(
            ring.role == "consultant" and ring.answered_at is not None and came < ring.answered_at < left
            for ring in story.rings
        )
    )


def last_to_serve(story: CallStory, away: Sequence[Window]) -> set[str]:
    """Whose the call may be in the records, where it was left to a colleague last, however shortly; else nobody.

    It is the colleague's. Where nobody can know, or all was over at the same moment, it may be the consultant's.
    """
    last = served_last(story)
    if last is None or last.has_call_since is None:
        return set()
    one = next(one for one in story.colleagues if ring_of(story, one) is last)
    ends = [at for at in (last.ended_at, last.vanished_at, story.ended_at) if at is not None]
    is_long = min(ends, default=float("inf")) - last.has_call_since > SAME_MOMENT
    return {last.user} if is_long and is_sure(story, one, away) else {last.user, one.of.user}


# -- what was heard


def faults_of_company(story: CallStory, away: Sequence[Window], stalls: Sequence[Window]) -> Iterator[Found]:
    """Moments and words."""
    if story.is_excused:
        return
    for one in story.colleagues:
        ring = ring_of(story, one)
        if ring is not None and is_sure(story, one, away):
            for each in stretches(story, one):
                yield from _of_a_stretch(story, one.of, ring, each, stalls)
    yield from _of_supervisors(story, away, stalls)


def _of_a_stretch(
    story: CallStory, consultant: Ring, colleague: Ring, each: Stretch, stalls: Sequence[Window]
) -> Iterator[Found]:
    window = each.sure
    tones = {"caller": story.tone, "consultant": consultant.tone, "colleague": colleague.tone}
    heard = {"caller": story.heard, "consultant": consultant.heard, "colleague": colleague.heard}
    if each.mode != "apart":
        for who in tones:
            for whom in tones.keys() - {who}:
                beside = [tone for name, tone in tones.items() if name not in (who, whom)]
                if each.mode == "aside" and (who, whom) == ("caller", "colleague"):
                    words = "the caller heard the colleague who is aside"
                    yield from _forbidden(words, heard[who], tones[whom], window, beside)
                    continue
                yield from _missing(f"the {who} heard no {whom}", heard[who], tones[whom], window, stalls, beside)
        return
    for who, whom in (("consultant", "colleague"), ("colleague", "consultant")):
        yield from _missing(f"the {who} heard no {whom} apart", heard[who], tones[whom], window, stalls)
        yield from _forbidden(f"the {who} heard the caller apart", heard[who], story.tone, window, [tones[whom]])
        yield from _forbidden(f"the caller heard the {who} apart", story.heard, tones[who], window, [tones[whom]])
    sounds = (at for at, kind in zip(story.heard.moments, story.heard.kinds, strict=False) if kind != SILENCE)
    for gap in gaps(sounds, window.begin, window.end, WAITING_SILENCE, stalls):
        yield gap.begin, f"the caller heard no music for {gap.length:.1f} s while others talked apart"


def _of_supervisors(story: CallStory, away: Sequence[Window], stalls: Sequence[Window]) -> Iterator[Found]:
    for one in story.supervisors:
        ring, been = one.ring, stay(story, one)
        if ring is None or been is None:
            continue
        there = Window(been.begin, (ring.ended_at or been.end) + SETTLE)
        agent, words = one.of.tone, "the caller heard the supervisor"
        yield from _forbidden(words, story.heard, SUPERVISOR_TONE, there, [agent])
        whispers = [order for order in one.orders if order.act == "whisper"]
        words = "the consultant heard a supervisor who did not whisper"
        for part in without(there, [Window(order.at, there.end) for order in whispers]):
            yield from _forbidden(words, one.of.heard, SUPERVISOR_TONE, part, [story.tone])
        if is_sure(story, one, away):
            yield from _of_a_supervisor(story, one, been, stalls)


def _of_a_supervisor(story: CallStory, one: Company, been: Window, stalls: Sequence[Window]) -> Iterator[Found]:
    """Of one who is sure."""
    assert one.ring is not None
    last = min([been.end, *(order.at for order in one.orders if order.act == "enough")])
    first = been.begin + SNOOP_TIME
    settled = [(order.at, (order.done_at or last) + SETTLE) for order in one.orders if order.act == "whisper"]
    both = {"caller": story.tone, "consultant": one.of.tone}
    for part in without(Window(first, max(first, last)), [Window(*each) for each in settled]):
        for whom, tone in both.items():
            words = f"the supervisor heard no {whom}"
            yield from _missing(words, one.ring.heard, tone, part, stalls, both.values())
    for _, begin in settled:
        part, words = Window(begin, max(begin, last)), "the consultant heard no whisper"
        yield from _missing(words, one.of.heard, SUPERVISOR_TONE, part, stalls, [story.tone])


def _missing(
    words: str,
    heard: Heard,
    tone: int,
    window: Window,
    stalls: Sequence[Window],
    beside: Iterable[int] = (),
) -> Iterator[Found]:
    moments = heard.of_tone(tone, window.begin, beside)
    for gap in gaps(moments, window.begin, window.end, TALK_GAP, stalls):
        yield gap.begin, f"{words} for {1000 * gap.length:.0f} ms"


def _forbidden(words: str, heard: Heard, tone: int, window: Window, beside: Iterable[int] = ()) -> Iterator[Found]:
    """Five packets are a voice; fewer may be a tone of the music, or a vowel."""
    moments = [at for at in heard.of_tone(tone, window.begin, beside) if at < window.end]
    if len(moments) >= 5:
        yield moments[0], f"{words}, {0.02 * len(moments):.1f} s of it"


# -- what is on record


def records_of_company(story: CallStory, record: Record, away: Sequence[Window]) -> list[str]:
    """What does not fit."""
    found = []
    for begin, end, parties in (
        ("ColleagueCalled", "ColleagueEnded", story.colleagues),
        ("ListeningInBegan", "ListeningInEnded", story.supervisors),
        ("HelpAsked", "HelpEnded", None),
    ):
        begun, ended = len(record.of(begin)), len(record.of(end))
        if begun != ended:
            found.append(f"{begun} facts {begin}, {ended} {end}")
        if parties is None or story.is_excused:
            continue
        is_call = begin == "ColleagueCalled"
        wanted = [one for one in parties if one.orders and not one.orders[0].is_refused]
        sure = [one for one in wanted if is_sure(story, one, away) and (is_call or _has_come(story, one))]
        most = wanted if is_call else [one for one in wanted if one.ring is not None or one not in sure]
        if not len(sure) <= begun <= len(most):
            found.append(f"{begun} facts {begin} instead of {len(sure)} to {len(most)}")
    for one in story.colleagues:
        if is_sure(story, one, away):
            found += _of_a_colleague(story, one, record)
    return found


def _has_come(story: CallStory, one: Company) -> bool:
    """Not just as all was over: an answer and an end at the same moment come to the centre in either order."""
    been = stay(story, one)
    return been is not None and been.end - been.begin > SAME_MOMENT


def _of_a_colleague(story: CallStory, one: Company, record: Record) -> list[str]:
    been = stay(story, one)
    assert been is not None
    facts = [fact.data for fact in record.of("ColleagueEnded") if fact.data.get("colleague") == one.user]
    if not facts:
        return [f"the colleague {one.user} is missing"]
    told, found = facts[0], []
    whys = _ends(story, one)
    first = min(at for at, _ in whys)
    allowed = {why for at, why in whys if at <= first + SAME_MOMENT}
    if told.get("why") not in allowed:
        found.append(
            f"the colleague's part ended with {told.get('why')} instead of {' or '.join(sorted(allowed))}"
        )
    for mode in _MODES:
        seen = sum(each.all.end - each.all.begin for each in stretches(story, one) if each.mode == mode)
        said = float(told.get(f"{mode}_time", 0.0))
        if abs(said - seen) > TIME_TOLERANCE:
            found.append(f"{mode} for {said:.1f} s instead of {seen:.1f}")
    return found


def _ends(story: CallStory, one: Company) -> list[tuple[float, str]]:
    """By what the colleague's part may have ended, and when."""
    ring = ring_of(story, one)
    assert ring is not None
    found = [
        (order.at, _END_OF[order.act]) for order in one.orders if order.act in _END_OF and not order.is_refused
    ]
    if one.of.ended_at is not None and one.of.ended_by == "consultant":
        found.append((one.of.ended_at, "has_call"))
    if ring.ended_at is not None and ring.ended_by == "consultant":
        found.append((ring.ended_at, "left"))
    found.append((story.ended_at or float("inf"), "over"))
    return found
