"""Voice messages, and text messages that a call orders. Pure."""

from typing import Literal

from core.facts.event import Event


class VoiceMessageStarted(Event, kw_only=True, frozen=True, tag=True):
    """The caller speaks, or is about to, into `file` (relative to the folder of the recordings), for `office`."""

    message: str
    file: str
    office: str


class VoiceMessageLeft(Event, kw_only=True, frozen=True, tag=True):
    """The message is the office's. `duration_time` is None if the application died before it knew."""

    message: str
    file: str
    office: str
    duration_time: float | None
    caller_number: str
    client_id: str | None = None


class VoiceMessageDiscarded(Event, kw_only=True, frozen=True, tag=True):
    """There is no message: its file is deleted."""

    message: str
    why: Literal[
        "caller",  # who took it back, or records it anew
        "too_short",
        "failed",
        "interrupted",  # the application died, and the caller is asked again
    ]


class VoiceMessageAccessed(Event, kw_only=True, frozen=True, tag=True):
    """Somebody of the office looked at a message with its number, listened to it, or set its state."""

    message: str
    what: Literal["read", "played", "listened", "done", "new"]
    account: str


class SmsOrdered(Event, kw_only=True, frozen=True, tag=True):
    """A text message is to be sent: `template` with `sms_values`, which costs `segments` messages."""

    order: str
    template: str
    sms_number: str
    sms_values: dict[str, str]
    segments: int
    office: str | None = None
