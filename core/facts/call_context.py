"""What is known of a caller. Pure."""

from dataclasses import dataclass, field

from core.facts.kinds.recordings import ConsentKind, RecordingStarted


@dataclass(slots=True)
class CallContext:
    """What is known of the caller so far; follows the call to the consultant. Personal data."""

    office: str | None = None
    client_id: str | None = None
    verification_level: int = 0
    agent: str | None = None  # the consultant who has talked with the caller last
    transferred_by: str | None = None  # the consultant who handed the call on last
    topic: str | None = None  # what the call is about: unemployed, seeker, employer, other
    stays_home: bool = False  # would rather wait for the own office than be served by another one
    sms_orders: int = 0  # text messages ordered in this call
    is_recording_allowed: bool = False
    consent_kind: ConsentKind = "key"  # how the answer of before was given
    is_recording_withdrawn: bool = False  # for the rest of the call
    recordings: dict[str, RecordingStarted] = field(default_factory=dict)  # of this call, by id
    language: str = "pl"  # in which the caller is spoken to: pl, en, uk
    variables: dict[str, str] = field(default_factory=dict)
    personal: set[str] = field(default_factory=set)  # variables that say something of a person
    # What was keyed as a secret: only while this process lives, in no event, log, record or display.
    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    heard_emergencies: set[str] = field(default_factory=set)  # ids of the emergency messages played in this call
    knows_reading_keys: bool = False  # has heard with which keys answers are repeated; told anew after a restart
