"""Consent to recording, and recordings. Pure."""

from typing import Literal

from core.facts.event import Event

RecordingMode = Literal["off", "opt_in", "on_demand", "statutory"]
RecordingPause = Literal[
    "asked",  # by the consultant
    "secret",  # something secret is being keyed or told
    "hold",
]
ConsentKind = Literal[
    "key",  # the caller's own
    "spoken",  # the consultant asked, and says so
    "statutory",  # told, not asked: a provision says so
]
RecordingFault = Literal[
    "not_started",
    "not_closed",
    "disk_full",  # the room that must stay free is used up
]


class RecordingConsentAnswered(Event, kw_only=True, frozen=True, tag=True):
    """Evidence of the answer: the words that were played (their hash), the key, or none."""

    is_given: bool
    key: str | None
    prompt: str
    text_sha256: str
    kind: ConsentKind = "key"
    language: str = "pl"
    by: str | None = None


class RecordingStarted(Event, kw_only=True, frozen=True, tag=True):
    """On disk before the exchange is told to record. `mode`: by which rule, see `recordings.policy`."""

    recording: str
    file: str
    agent: str | None = None
    office: str | None = None
    topic: str | None = None
    mode: RecordingMode | None = None


class RecordingPaused(Event, kw_only=True, frozen=True, tag=True):
    """The file goes on with silence. `at_time`: seconds into the recording."""

    recording: str
    at_time: float
    why: RecordingPause


class RecordingResumed(Event, kw_only=True, frozen=True, tag=True):
    recording: str
    at_time: float


class RecordingWithdrawn(Event, kw_only=True, frozen=True, tag=True):
    """Consent was withdrawn: nothing is recorded any more in this conversation, and what exists is destroyed.

    `by`: the consultant or account that was told so, or `caller`."""

    recording: str
    by: str
    way: Literal["page", "telephone", "office"]


class RecordingEnded(Event, kw_only=True, frozen=True, tag=True):
    """The file is whole. With a `fault` it ends before the conversation does."""

    recording: str
    file: str
    duration_time: float
    fault: RecordingFault | None = None


class RecordingFailed(Event, kw_only=True, frozen=True, tag=True):
    """There is no recording, or no whole one, though the caller agreed."""

    recording: str
    fault: RecordingFault | None = None
