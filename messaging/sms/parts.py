"""A text message as operators take it: parts of bytes with the header that joins them. Pure.

Each part is a message of its own to the operator, with its own answer and receipt. GSM 03.38 goes one sign a byte
(data coding 0), everything else as UTF-16 (data coding 8). The header of a part (3GPP TS 23.040, 9.2.3.24.1): 5
bytes follow, concatenated, 3 bytes, reference, how many, which.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from core.messages.sms import Encoding, divided, encoding_of

HEAD_SIGNS: Final = 20
"""Of a part's words that a receipt repeats (SMPP 3.4, appendix B)."""

_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_CODES: Final = {sign: bytes([code]) for code, sign in enumerate(_BASIC) if sign != "\x1b"} | {
    sign: bytes([0x1B, code])
    for sign, code in {
        "\f": 0x0A,
        "^": 0x14,
        "{": 0x28,
        "}": 0x29,
        "\\": 0x2F,
        "[": 0x3C,
        "~": 0x3D,
        "]": 0x3E,
        "|": 0x40,
        "€": 0x65,
    }.items()
}

_SIGNS: Final = {code: sign for sign, code in _CODES.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """`number` counts from 1. `content`: with the header, if there is one."""

    number: int
    words: str
    content: bytes
    encoding: Encoding
    has_header: bool

    @property
    def head(self) -> str:
        """What a receipt may repeat of it."""
        return self.words[:HEAD_SIGNS]


def parts_of(text: str, reference: int) -> Sequence[Part]:
    """`reference`: by which a telephone joins the parts of one message; of it the lowest byte counts."""
    encoding, words = encoding_of(text), divided(text)
    count = len(words)
    header = b"" if count == 1 else bytes([5, 0, 3, reference & 0xFF, count])
    return [
        Part(
            number,
            each,
            (header + bytes([number]) if header else b"") + encoded(each, encoding),
            encoding,
            bool(header),
        )
        for number, each in enumerate(words, 1)
    ]


def decoded(content: bytes) -> str:
    """Words in the operator's alphabet, whatever stands there: what is no sign of it is read as Latin 1."""
    signs, escaped = [], False
    for code in content:
        if code == 0x1B:
            escaped = True
        elif escaped:
            signs.append(_SIGNS.get(bytes([0x1B, code]), chr(code)))
            escaped = False
        else:
            signs.append(_SIGNS.get(bytes([code]), chr(code)))
    return "".join(signs)


def encoded(words: str, encoding: Encoding) -> bytes:
    if encoding == "UCS-2":
        return words.encode("utf-16-be")
    return b"".join(_CODES[sign] for sign in words)
