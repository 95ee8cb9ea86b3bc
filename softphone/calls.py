"""What a phone says about its calls, and what it raises."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import Enum

from softphone.wire import Farewell


class PhoneError(Exception):
    """The telephone could not do what was asked; the text holds what happened on its cable."""


class CallRefused(PhoneError):
    """The other side did not take the call. `ending` says why."""

    def __init__(self, message: str, ending: Ending) -> None:
        super().__init__(message)
        self.ending = ending


class NotRegistered(PhoneError):
    """The exchange refused the registration (`code`), or did not answer (None)."""

    def __init__(self, message: str, code: int | None) -> None:
        super().__init__(message)
        self.code = code


class NoConnection(PhoneError):
    """The exchange is not there over TLS, or shows a certificate that the telephone does not believe."""


class DidNotHappen(PhoneError):
    """A wait ran out."""


class State(Enum):
    IDLE = "idle"
    CALLING = "calling"
    RINGING = "ringing"
    TALKING = "talking"


@dataclass(frozen=True, slots=True)
class Ring:
    """An incoming call, as the phone shows it."""

    caller: str  # the number in From
    call_id: str
    headers: tuple[tuple[str, str], ...]
    at: float  # monotonic seconds

    def header(self, name: str) -> str:
        """The first header of that name in the INVITE, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


@dataclass(frozen=True, slots=True)
class Ending:
    """How the last call of a phone ended."""

    by_far_end: bool
    code: int | None  # SIP status of a refused call, e.g. 486; None when it was hung up
    reason: str  # the reason phrase, "BYE", "CANCEL", or the stack's words
    cause: int | None  # Q.850 from a Reason header: 16 normal, 17 busy, 19 no answer, 26 answered elsewhere
    at: float  # monotonic seconds


def how_it_ended(stack_says: str, farewell: Farewell | None, by_us: bool) -> Ending:
    """From the stack's words, what the far end said on the wire, and whether we hung up."""
    now = time.monotonic()
    if by_us:
        return Ending(False, None, stack_says, None, now)
    if farewell is not None:
        return Ending(True, farewell.code, farewell.reason, farewell.cause, now)
    # A challenge that we have no answer to ("401 Unauthorized"), a time-out, a fault of the stack.
    code, _, phrase = stack_says.partition(" ")
    if code.isdigit() and len(code) == 3:
        return Ending(True, int(code), phrase, None, now)
    return Ending(False, None, stack_says, None, now)
