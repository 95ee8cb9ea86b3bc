"""Words of the register of consents, and how what a person says becomes the present state. Pure.

Each statement is an event that stays (`consent_event`); the state of a person, purpose and channel (`consent`) is
what follows from the events in the order of their numbers. `stepped` says how; the import's statement in SQL
(`core.consents.import_store`) says the same of what an office's own system tells.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias, get_args

Purpose: TypeAlias = Literal["contact", "marketing", "employer_search", "offers", "newsletter", "survey"]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
"""`contact`: reminders of visits and terms; `offers`: job offers and trainings that fit; `employer_search`: that
employers are told of the person; `marketing`: what offices' own systems have under this word."""

Channel: TypeAlias = Literal["sms", "email", "letter", "phone"]
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)

What: TypeAlias = Literal["asked", "given", "confirmed", "refused", "withdrawn", "objected"]
"""`asked`: and did not answer; `confirmed`: the second step of a double opt-in; `objected`: GDPR Art. 21."""

Source: TypeAlias = Literal["portal", "line", "consultant", "import", "sms", "one_click", "mail"]

State: TypeAlias = Literal["none", "pending", "given", "refused", "withdrawn", "objected"]
"""`none`: asked and never answered; `pending`: given, and the address is not confirmed yet."""

CONFIRM_TIME: Final = timedelta(hours=48)
"""In which an address is confirmed; later it takes asking anew."""

SAID_NO: Final[frozenset[State]] = frozenset({"refused", "withdrawn", "objected"})
ENDS: Final[frozenset[What]] = frozenset({"withdrawn", "objected"})
"""What ends a consent so that no erasure and no other row of the same address brings it back."""

_STATE_OF: Final[dict[What, State]] = {
    "given": "given",
    "confirmed": "given",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "objected": "objected",
}

PURPOSES_PL: Final[dict[Purpose, str]] = {
    "contact": "przypomnienia o wizytach i terminach",
    "marketing": "informacje promocyjne",
    "employer_search": "udostępnianie danych pracodawcom",
    "offers": "oferty pracy i szkolenia",
    "newsletter": "biuletyn urzędu",
    "survey": "ankiety",
}
CHANNELS_PL: Final[dict[Channel, str]] = {
    "sms": "SMS",
    "email": "e-mail",
    "letter": "list",
    "phone": "telefon",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody has said of one purpose and channel. `number`: of its event, in the order of the register."""

    purpose: Purpose
    channel: Channel
    what: What
    source: Source
    at: datetime
    number: int = 0


@dataclass(frozen=True, slots=True)
class Consent:
    """The present state of a purpose and channel. `event`: the number of the event that decided it, 0 for none."""

    purpose: Purpose
    channel: Channel
    state: State
    since: datetime
    source: Source
    event: int = 0

    @property
    def is_given(self) -> bool:
        return self.state == "given"

    def is_confirmable(self, now: datetime) -> bool:
        """Does an address wait for the second step, and not for too long?"""
        return self.state == "pending" and now - self.since <= CONFIRM_TIME


def needs_confirmation(channel: Channel, source: Source) -> bool:
    """Who writes an e-mail address into a page proves by a second step that it is the own one."""
    return channel == "email" and source == "portal"


def stepped(before: Consent | None, said: Statement) -> Consent:
    """The state after a statement of the same purpose and channel; `before`: None if nothing was ever said.

    The last word of the person counts. What an office's own system tells never takes the place of it, but that a
    consent is withdrawn there: nobody is written to who took the word back anywhere.
    """
    known = before or Consent(said.purpose, said.channel, "none", said.at, said.source)
    if said.what == "asked" or not _counts(known, said):
        return known
    state = _STATE_OF[said.what]
    if said.what == "given" and needs_confirmation(said.channel, said.source):
        state = "pending"
    return replace(known, state=state, since=said.at, source=said.source, event=said.number)


def _counts(known: Consent, said: Statement) -> bool:
    if said.what == "confirmed":
        return known.is_confirmable(said.at)
    if said.source != "import" or known.state == "none" or known.source == "import":
        return True
    return said.what in ENDS and known.state in ("given", "pending") and known.since <= said.at


def folded(statements: Iterable[Statement]) -> Consent | None:
    """The state that follows from all statements of one person, purpose and channel, in the order of their
    numbers; None without any."""
    state: Consent | None = None
    for said in statements:
        state = stepped(state, said)
    return state
