"""Who a caller is, and what becomes of the card. Pure."""

from typing import Literal

from core.facts.event import Event


class VerificationTried(Event, kw_only=True, frozen=True, tag=True):
    """Never says whether the number or the PIN was wrong."""

    outcome: Literal["verified", "wrong", "locked", "unavailable"]
    attempt: int


class ManyWrongTries(Event, kw_only=True, frozen=True, tag=True):
    """Of no call: somebody may be guessing cards and PINs. `tries` is how many wrong ones there were in the whole
    centre lately; stated again each minute in which one more comes. An alarm stands on the name."""

    tries: int


class CallerVerified(Event, kw_only=True, frozen=True, tag=True):
    client_id: str
    office: str
    level: int


class CardUnlocked(Event, kw_only=True, frozen=True, tag=True):
    """Somebody in the office let a client's card be tried again, after five wrong tries in a day."""

    client_id: str
    account: str


class PinChanged(Event, kw_only=True, frozen=True, tag=True):
    """Somebody in the office gave a client's card another PIN."""

    client_id: str
    account: str
