"""Receipts of operators: whether a part has arrived. Pure.

The text is the one that SMPP 3.4 shows as an example (appendix B) and operators change at will: what is not there
is passed over. An id may be hexadecimal in the answer and decimal in the receipt, or the other way round.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Outcome: TypeAlias = Literal["delivered", "undelivered", "on_its_way"]

_FIELD = re.compile(r"\b(id|stat|err|text):\s*([^\s]*)", re.IGNORECASE)
_TEXT = re.compile(r"\btext:(.*)$", re.IGNORECASE | re.DOTALL)
_ENDS: Final[dict[str, Outcome]] = {
    "DELIVRD": "delivered",
    "EXPIRED": "undelivered",
    "DELETED": "undelivered",
    "UNDELIV": "undelivered",
    "REJECTD": "undelivered",
}
"""`ACCEPTD`, `ENROUTE`, `UNKNOWN` are no end."""

_STATES: Final[dict[int, Outcome]] = {
    2: "delivered",
    3: "undelivered",
    4: "undelivered",
    5: "undelivered",
    8: "undelivered",
}
"""Of the parameter `message_state` (SMPP 3.4, 5.2.28)."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """`ids`: how the id may stand in the answer; the one of the receipt first. `head`: the first words of the
    part, as far as they are told."""

    ids: tuple[str, ...]
    outcome: Outcome
    stat: str
    error: str
    head: str


def read_receipt(text: str, tlv_id: str | None = None, tlv_state: int | None = None) -> Receipt | None:
    """`tlv_id`, `tlv_state`: the parameters of the message, which go before its words. None without an id."""
    found = {name.lower(): value for name, value in _FIELD.findall(text)}
    own = (tlv_id or found.get("id", "")).strip("\0 ")
    if not own:
        return None
    stat = found.get("stat", "").upper()
    outcome = _STATES.get(tlv_state, "on_its_way") if tlv_state is not None else outcome_of(stat)
    head = _TEXT.search(text)
    return Receipt(ids_of(own), outcome, stat, found.get("err", ""), head[1].strip() if head else "")


def outcome_of(stat: str) -> Outcome:
    return _ENDS.get(stat.upper(), "on_its_way")


def ids_of(own: str) -> tuple[str, ...]:
    """As it is, and in the other ways in which operators write the same number."""
    bare = own.lstrip("0")
    ways = [own, own.upper(), own.lower(), bare, bare.upper(), bare.lower()]
    if own.isdecimal():
        ways += [f"{int(own):X}", f"{int(own):x}", f"{int(own):08X}", f"{int(own):08x}"]
    if re.fullmatch(r"[0-9A-Fa-f]{1,16}", own):
        ways += [str(int(own, 16)), f"{int(own, 16):010d}"]
    return tuple(dict.fromkeys(way for way in ways if way))
