"""What is known of a caller. Pure."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class CallContext:
    """What is known of the caller so far; follows the call to the consultant. Personal data."""

    office: str | None = None
    client_id: str | None = None
    verification_level: int = 0
    caller_kind: str | None = None
    topic: str | None = None  # what the call is about: unemployed, seeker, employer, other
    is_recording_allowed: bool = False
    variables: dict[str, str] = field(default_factory=dict)
    heard_emergencies: set[str] = field(default_factory=set)  # ids of the emergency messages played in this call
