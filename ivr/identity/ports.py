"""What nodes need to know who calls: a card checked with its PIN, or with a one-time code. Pure."""

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one try. `attempts_left` counts tries before the lock; client and office when verified."""

    outcome: Literal["verified", "wrong", "locked", "unavailable"]
    attempts_left: int = 0
    client_id: str = ""
    office: str = ""


class Verifier(Protocol):
    """Checks a card number and a PIN."""

    async def check(self, card_number: str, pin: str, caller_number: str) -> Verdict:
        """Takes the same time whatever is wrong; `unavailable` when the data cannot be reached in time.

        While there are very many wrong tries in the whole centre, it takes some seconds more for whoever has not
        verified this card before from this number. `caller_number` is empty for a caller who shows none. The try
        counts even if the caller hangs up meanwhile."""
        ...


class Codes(Protocol):
    """One-time codes by text message."""

    async def order(
        self, call_id: str, card_number: str, caller_number: str
    ) -> Literal["sent", "locked", "unavailable"]:
        """Send a code to the registered number of the card's client, for use in this call.

        `sent`, in the same time, also if there is no such card or no number; `unavailable` when the data cannot
        be reached in time, or nothing can be sent."""
        ...

    async def check(self, call_id: str, code: str, caller_number: str) -> Verdict:
        """As `Verifier.check`, for the code that was ordered in this call, as long as it is valid."""
        ...


class NoCodes:
    """`Codes` of an installation that can send nothing."""

    async def order(
        self, call_id: str, card_number: str, caller_number: str
    ) -> Literal["sent", "locked", "unavailable"]:
        return "unavailable"

    async def check(self, call_id: str, code: str, caller_number: str) -> Verdict:
        return Verdict("unavailable")
