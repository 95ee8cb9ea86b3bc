"""Which conversations should have a recording, and what is wrong with those that there are. Pure.

What is compared: what the facts say of conversations and consent, with the rows of recordings and what their
waveforms show. Times are seconds, moments have a zone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from core.facts.kinds.recordings import RecordingMode

AlarmKind = Literal["none", "empty", "short", "one_sided", "late", "missing", "foreign", "changed"]

SHORTEST_TALK = 2.0
"""Seconds of a conversation in which there may be nothing to record."""
EMPTY = 1.0
"""Seconds; a recording that is shorter holds nothing."""
SHORT = 0.8
"""Of the time that should be in a recording."""
HEARD_FROM = 20.0
"""Seconds of a recording in which each side says something."""
SILENT = 1
"""Of 255: the highest peak of a side on which nobody speaks. It is 42 dB below the loudest."""
LATE_AFTER = timedelta(hours=1)
"""After its conversation a recording is packed by then."""
_EARLIER = timedelta(seconds=10)
"""A recording may begin before the fact of its conversation: both are written down one after the other."""

GONE: Final = ("destroyed", "expired")


@dataclass(frozen=True, slots=True)
class Conversation:
    """As the facts have it. `bridge`: empty for a call of Asterisk's own queue, where nothing is recorded.

    `ended_at`: None while it goes on. `hold_time` of it the caller heard music. `mode`: by which rule it is
    recorded, or not."""

    call: str
    agent: str
    office: str | None
    bridge: str
    began_at: datetime
    ended_at: datetime | None
    hold_time: float = 0.0
    mode: RecordingMode = "opt_in"


@dataclass(frozen=True, slots=True)
class Consent:
    """An answer, or that it was withdrawn: the last one of a call holds. `kind` as in `recording_consent`."""

    at: datetime
    is_given: bool
    kind: str = "key"

    def counts(self, mode: RecordingMode) -> bool:
        """For a conversation under that rule; as `recordings.consent.begins_recorded` has it."""
        match mode:
            case "off":
                return False
            case "opt_in":
                return self.is_given and self.kind != "statutory"
            case "on_demand":
                return self.is_given and self.kind == "spoken"
            case "statutory":
                return self.is_given


class Peaks(NamedTuple):
    """The highest peak of each side, 0 to 255."""

    caller: int
    consultant: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording. `seconds`: None as long as nobody knows. `paused_time`: of it silent on purpose. `peaks`: None
    where there is no waveform, or it cannot be read."""

    id: str
    call: str
    state: str
    office: str | None
    started_at: datetime
    seconds: float | None
    paused_time: float = 0.0
    peaks: Peaks | None = None


class Alarm(NamedTuple):
    """What is wrong. `seconds`: of sound that there are, or for `none` that there should be."""

    kind: AlarmKind
    recording: str | None = None
    call: str | None = None
    office: str | None = None
    object: str | None = None
    seconds: float | None = None

    @property
    def about(self) -> tuple[str, str | None, str | None, str | None]:
        """Of two alarms about the same only one is told."""
        return self.kind, self.recording, self.call, self.object


def reconcile(
    conversations: Iterable[Conversation],
    consents: Mapping[str, Sequence[Consent]],
    recordings: Iterable[Recorded],
    now: datetime,
) -> list[Alarm]:
    """Everything that is wrong, in the order of the conversations. `consents` of each call, in their order.

    A conversation that goes on is judged when it has ended. Where consent was withdrawn, or the recording let go,
    nothing is missing. Recordings without a conversation among these are judged for being late only.
    """
    by_call: dict[str, list[Recorded]] = {}
    for recording in recordings:
        by_call.setdefault(recording.call, []).append(recording)
    of_call: dict[str, list[Conversation]] = {}
    for conversation in conversations:
        of_call.setdefault(conversation.call, []).append(conversation)
    found = []
    for call, talks in of_call.items():
        answers = consents.get(call, ())
        found += _of_call(sorted(talks, key=lambda one: one.began_at), answers, by_call.get(call, ()), now)
    for call, made in by_call.items():
        is_going_on = any(talk.ended_at is None for talk in of_call.get(call, ()))
        found += [] if is_going_on else [_late(one) for one in made if _is_late(one, now)]
    return found


def required_time(conversation: Conversation, consents: Sequence[Consent]) -> float:
    """Seconds of a conversation that should be in a recording; 0 where none should be.

    Consent that is given in the middle holds from then on. Withdrawn consent asks for nothing: what there was is
    destroyed.
    """
    end = conversation.ended_at
    if end is None or not conversation.bridge or any(one.kind == "withdrawn" for one in consents):
        return 0.0
    answers = [one for one in consents if one.at < end]
    given_at = None
    for answer in reversed(answers):
        if not answer.counts(conversation.mode):
            break
        given_at = answer.at
    if given_at is None:
        return 0.0
    asked = (end - max(conversation.began_at, given_at)).total_seconds()
    return max(0.0, asked - conversation.hold_time)


def _of_call(
    talks: Sequence[Conversation], consents: Sequence[Consent], recordings: Iterable[Recorded], now: datetime
) -> list[Alarm]:
    mine: dict[int, list[Recorded]] = {}
    for recording in recordings:
        earlier = [n for n, talk in enumerate(talks) if talk.began_at <= recording.started_at + _EARLIER]
        mine.setdefault(earlier[-1] if earlier else 0, []).append(recording)
    found = []
    for number, talk in enumerate(talks):
        required = required_time(talk, consents)
        if required < SHORTEST_TALK:
            continue
        made = mine.get(number, [])
        if any(one.state in GONE for one in made):
            continue
        there = [one for one in made if one.state not in ("failed", "missing")]
        if not there:
            failed = made[-1].id if made else None
            found.append(Alarm("none", failed, talk.call, talk.office, seconds=round(required, 1)))
        elif all(one.seconds is not None for one in there):
            found += _of_sound(talk, there, required)
    return found


def _of_sound(talk: Conversation, made: Sequence[Recorded], required: float) -> list[Alarm]:
    """Of a conversation's recordings: more than one if something has interrupted the first."""
    seconds = sum(one.seconds or 0.0 for one in made)
    last, paused = made[-1], sum(one.paused_time for one in made)
    office, told = last.office or talk.office, round(seconds, 1)
    if seconds < EMPTY:
        return [Alarm("empty", last.id, talk.call, office, seconds=told)]
    # A pause is silence in the file: it is in `seconds` already, and may be taken from what is asked for only if
    # the exchange has left it out.
    if seconds < SHORT * (required - paused):
        return [Alarm("short", last.id, talk.call, office, seconds=told)]
    heard_time = seconds - paused
    peaks = [one.peaks for one in made if one.peaks is not None]
    if heard_time <= HEARD_FROM or len(peaks) < len(made):
        return []
    loudest = Peaks(max(one.caller for one in peaks), max(one.consultant for one in peaks))
    return [Alarm("one_sided", last.id, talk.call, office, seconds=told)] if min(loudest) <= SILENT else []


def _is_late(recording: Recorded, now: datetime) -> bool:
    ended_at = recording.started_at + timedelta(seconds=recording.seconds or 0.0)
    return recording.state in ("recording", "closed") and ended_at + LATE_AFTER < now


def _late(recording: Recorded) -> Alarm:
    return Alarm("late", recording.id, recording.call, recording.office, seconds=recording.seconds)


def peaks_of(waveform: bytes) -> Peaks:
    """Of a waveform as it is kept: a byte for each tenth of a second, the whole of the caller's first."""
    half = len(waveform) // 2
    return Peaks(max(waveform[:half], default=0), max(waveform[half:], default=0))
