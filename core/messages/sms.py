"""How long a text message is, and which ones there are. Pure.

A message of the GSM alphabet (3GPP TS 23.038) holds 160 characters, one of several parts 153 in each; any other
sign, every Polish letter among them, makes it UCS-2 with 70 and 67 (UTF-16 units). A sign of two units is not
divided between two parts.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Literal

from core.consents.gate import MessageKind
from core.errors import S724Error

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")  # after an escape: two units
_PLAIN = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ–—„”’…", 'acelnoszzACELNOSZZ--""\'.')
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ROOM = {"GSM-7": (160, 153), "UCS-2": (70, 67)}

CODE_TEMPLATE = "kod-jednorazowy"
"""The message of one-time codes, which no node may order."""

STOP_TEMPLATE = "potwierdzenie-stop"
"""What who has ended messages is told, once."""

REMINDER_TEMPLATE = "przypomnienie-wizyty"
"""What clients are told before a visit."""

PROMISE_TEMPLATE = "oddzwonimy"
"""What who is to be rung back later is told."""

NOT_TO_ORDER = frozenset({CODE_TEMPLATE, STOP_TEMPLATE, REMINDER_TEMPLATE, PROMISE_TEMPLATE})

Encoding = Literal["GSM-7", "UCS-2"]
IfUncertain = Literal["void", "leave", "again"]


@dataclass(frozen=True, slots=True)
class Length:
    """`units` are those of the encoding; the operator is paid for each of the `segments`."""

    encoding: Encoding
    units: int
    segments: int


def encoding_of(text: str) -> Encoding:
    return "GSM-7" if all(sign in _BASIC or sign in _EXTENSION for sign in text) else "UCS-2"


def units_of(sign: str, encoding: Encoding) -> int:
    """How many of the encoding a sign takes."""
    return 2 if (sign in _EXTENSION if encoding == "GSM-7" else ord(sign) > 0xFFFF) else 1


def length_of(text: str) -> Length:
    """The length of a message; an empty one is one segment."""
    encoding = encoding_of(text)
    units = sum(units_of(sign, encoding) for sign in text)
    return Length(encoding, units, len(divided(text)))


def divided(text: str) -> list[str]:
    """The words of each segment; no sign is divided between two."""
    encoding = encoding_of(text)
    alone, each = _ROOM[encoding]
    sizes = [units_of(sign, encoding) for sign in text]
    if sum(sizes) <= alone:
        return [text]
    parts, used = [""], 0
    for sign, size in zip(text, sizes, strict=True):
        if used + size > each:
            parts.append("")
            used = 0
        parts[-1] += sign
        used += size
    return parts


def without_polish(text: str) -> str:
    """The same in plain letters, which costs less than half."""
    return text.translate(_PLAIN)


class SmsUnknown(S724Error):
    """No template has this id, or a value that its text needs is missing."""

    code = "sms_unknown"


@dataclass(frozen=True, slots=True)
class SmsTemplate:
    """A message with places for values; `placeholders` gives for each an example, for the length.

    `kind`: what the gate asks for it. `if_uncertain`: what becomes of one of which nobody knows after half an hour
    whether it went: it is void, as a code is, it is left as it is, or it goes again, where late is worse than
    twice. `is_plain`: whatever the values are, it has no marks of Polish letters.
    """

    id: str
    text: str
    placeholders: Mapping[str, str] = field(default_factory=dict)
    kind: MessageKind = "service"
    if_uncertain: IfUncertain = "leave"
    is_plain: bool = False

    def filled(self, values: Mapping[str, str]) -> str:
        """Raises SmsUnknown for a missing value; others are ignored."""

        def value(match: re.Match[str]) -> str:
            if match[1] not in values:
                raise SmsUnknown(f"SMS „{self.id}” wymaga wartości „{match[1]}”.")
            return values[match[1]]

        found = _PLACEHOLDER.sub(value, self.text)
        return without_polish(found) if self.is_plain else found


@lru_cache
def templates() -> dict[str, SmsTemplate]:
    """The messages that ship."""
    rows = json.loads((resources.files("core.messages") / "data" / "sms_pl.json").read_text("utf-8"))
    found = [
        SmsTemplate(
            row["id"],
            row["text"],
            row.get("placeholders", {}),
            row.get("kind", "service"),
            row.get("if_uncertain", "leave"),
            row.get("is_plain", False),
        )
        for row in rows
    ]
    return {template.id: template for template in found}
