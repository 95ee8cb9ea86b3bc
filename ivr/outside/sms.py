"""How long a text message is, and which ones there are. Pure.

A message of the GSM alphabet (3GPP TS 23.038) holds 160 characters, one of several parts 153 in each; any other
sign, every Polish letter among them, makes it UCS-2 with 70 and 67 (UTF-16 units). A sign of two units is not
divided between two parts.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Literal

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

Encoding = Literal["GSM-7", "UCS-2"]


@dataclass(frozen=True, slots=True)
class Length:
    """`units` are those of the encoding; the operator is paid for each of the `segments`."""

    encoding: Encoding
    units: int
    segments: int


def length_of(text: str) -> Length:
    """The length of a message; an empty one is one segment."""
    if all(sign in _BASIC or sign in _EXTENSION for sign in text):
        encoding: Encoding = "GSM-7"
        sizes = [2 if sign in _EXTENSION else 1 for sign in text]
    else:
        encoding = "UCS-2"
        sizes = [2 if ord(sign) > 0xFFFF else 1 for sign in text]
    alone, each = _ROOM[encoding]
    units = sum(sizes)
    return Length(encoding, units, 1 if units <= alone else _parts(sizes, each))


def _parts(sizes: Iterable[int], room: int) -> int:
    parts, used = 1, 0
    for size in sizes:
        if used + size > room:
            parts, used = parts + 1, 0
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
    """A message with places for values; `placeholders` gives for each an example, for the length."""

    id: str
    text: str
    placeholders: Mapping[str, str] = field(default_factory=dict)

    def filled(self, values: Mapping[str, str]) -> str:
        """Raises SmsUnknown for a missing value; others are ignored."""

        def value(match: re.Match[str]) -> str:
            if match[1] not in values:
                raise SmsUnknown(f"SMS „{self.id}” wymaga wartości „{match[1]}”.")
            return values[match[1]]

        return _PLACEHOLDER.sub(value, self.text)


@lru_cache
def templates() -> dict[str, SmsTemplate]:
    """The messages that ship."""
    rows = json.loads((resources.files("ivr") / "data" / "sms_pl.json").read_text("utf-8"))
    found = [SmsTemplate(row["id"], row["text"], row.get("placeholders", {})) for row in rows]
    return {template.id: template for template in found}
