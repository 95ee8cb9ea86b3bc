"""The PIN letter as a PDF: one sheet A4, folded to thirds for an envelope with a window. Pure.

The PIN exists in clear only here: in the letter's bytes and nowhere else. Typst makes the PDF with fonts that come
with its package, so that it looks the same on every machine, tagged for screen readers (PDF/UA-1).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import typst

_MONTHS = (
    *("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września"),
    *("października", "listopada", "grudnia"),
)


@dataclass(frozen=True, slots=True)
class CardLetter:
    """Everything that stands in the letter. `hotline` is the free number at which the card is asked for.

    `recipient` are the lines below the name; without an address the letter is handed out in the office.
    """

    name: str = field(repr=False)
    recipient: tuple[str, ...] = field(repr=False)
    office: str
    office_address: tuple[str, ...]
    seat: str
    on: date
    hotline: str
    card_number: str = field(repr=False)
    pin: str = field(repr=False)


def letter_pdf(letter: CardLetter) -> bytes:
    """The letter as a PDF. Blocks for about 20 ms, the first time for 60: never call it on the event loop.

    Raises typst.TypstError if the template is damaged.
    """
    import typst  # when it is first needed

    values = asdict(letter) | {
        "on": f"{letter.on.day} {_MONTHS[letter.on.month - 1]} {letter.on.year} r.",
        "card_number": in_threes(letter.card_number),
    }
    # As data, never as markup: a name can hold whatever an office has typed.
    inputs = {"letter": json.dumps(values)}
    try:
        return _compiled(inputs, "ua-1")
    except typst.TypstError:
        # A name holds a sign that the fonts lack, which PDF/UA forbids: an empty box is better than no letter.
        return _compiled(inputs, None)


def _compiled(inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    import typst

    pdf = typst.compile(_template(), format="pdf", font_paths=_fonts(), sys_inputs=inputs, pdf_standards=standard)
    assert isinstance(pdf, bytes)
    return pdf


def in_threes(digits: str) -> str:
    """As people read a number out: 123 456 782."""
    return " ".join(digits[place : place + 3] for place in range(0, len(digits), 3))


@cache
def _template() -> bytes:
    return (resources.files("clients") / "card_letter" / "letter.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Those of the package alone. Looked for once: that takes longer than a letter."""
    import typst

    return typst.Fonts(include_system_fonts=False)
