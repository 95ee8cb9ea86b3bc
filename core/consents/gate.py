"""The gate: may this message go out to this person by this channel? Pure.

Asked when a message is queued and again in the transaction that takes it to be sent. There is no other way out
(`tests/unit/core/consents/test_one_way_out.py`).

Law: messages that the office has to send or that the person asks for need no consent (GDPR Art. 6(1)(c), (e)).
What is commercial or direct marketing by automatic means needs one that was given before (Prawo komunikacji
elektronicznej, Art. 398); whether an office's offers are that, its data protection officer says, and until then
it is asked.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

from core.consents.consent import CHANNELS_PL, PURPOSES_PL, SAID_NO, Channel, Consent, Purpose

MessageKind: TypeAlias = Literal["service", "reminder", "offers", "newsletter", "survey"]
MESSAGE_KINDS: Final[tuple[MessageKind, ...]] = get_args(MessageKind)
"""`service`: a code, what the person orders or asks, what the law makes the office tell. `reminder`: of a visit or
a term, which the office may send and the person may not want."""

PURPOSE_OF: Final[Mapping[MessageKind, Purpose | None]] = {
    "service": None,
    "reminder": "contact",
    "offers": "offers",
    "newsletter": "newsletter",
    "survey": "survey",
}
NEEDS_CONSENT: Final[frozenset[MessageKind]] = frozenset({"offers", "newsletter", "survey"})


@dataclass(frozen=True, slots=True)
class Allowed:
    """`consent`: the number of the event by which it may go; None where none is needed."""

    consent: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not, for the staff and for the person's copy."""

    reason_pl: str


def may_send(
    kind: MessageKind,
    channel: Channel,
    consents: Collection[Consent],
    suppressed: Collection[Purpose],
    now: datetime,
    *,
    is_restricted: bool = False,
) -> Allowed | Refused:
    """`consents`: all of the addressee. `suppressed`: purposes for which nothing goes to this address any more,
    whosever it is. `is_restricted`: the person's data are kept and used for nothing (GDPR Art. 18)."""
    if is_restricted:
        return Refused("Przetwarzanie danych tej osoby jest ograniczone (art. 18 RODO).")
    purpose = PURPOSE_OF[kind]
    if purpose is None:
        return Allowed()
    if purpose in suppressed:
        return Refused(f"Ten adres wycofano z wysyłki: {PURPOSES_PL[purpose]}, {CHANNELS_PL[channel]}.")
    mine = [one for one in consents if (one.purpose, one.channel) == (purpose, channel)]
    if any(one.state in SAID_NO for one in mine):
        return Refused(f"Osoba nie chce: {PURPOSES_PL[purpose]}, {CHANNELS_PL[channel]}.")
    if kind not in NEEDS_CONSENT:
        return Allowed()
    given = [one for one in mine if one.is_given and one.since <= now]
    if not given:
        return Refused(f"Brak zgody: {PURPOSES_PL[purpose]}, {CHANNELS_PL[channel]}.")
    return Allowed(given[0].event)
