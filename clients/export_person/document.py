"""Documents for persons as PDF: A4, Polish, tagged for screen readers. Typst makes them, as the PIN letter.

Pure.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import typst


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with records of labels and values, or a table; else what is said where there is nothing."""

    title: str
    records: Sequence[Sequence[tuple[str, str]]] = field(default=(), repr=False)
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default=(), repr=False)
    nothing: str = "Brak danych."


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in it. `about`: lines that say whose it is."""

    title: str
    office: str
    on: str
    about: Sequence[str] = field(repr=False)
    intro: Sequence[str]
    sections: Sequence[Section] = field(repr=False)


def document_pdf(document: Document) -> bytes:
    """Blocks for tens of milliseconds, for a long one longer: never call it on the event loop.

    Raises typst.TypstError if the template is damaged.
    """
    import typst  # when it is first needed

    inputs = {"document": json.dumps(asdict(document))}  # as data, never as markup
    try:
        return _compiled(inputs, "ua-1")
    except typst.TypstError:
        # A value holds a sign that the fonts lack, which PDF/UA forbids: an empty box is better than no document.
        return _compiled(inputs, None)


def _compiled(inputs: dict[str, str], standard: Literal["ua-1"] | None) -> bytes:
    import typst

    pdf = typst.compile(_template(), format="pdf", font_paths=_fonts(), sys_inputs=inputs, pdf_standards=standard)
    assert isinstance(pdf, bytes)
    return pdf


@cache
def _template() -> bytes:
    return (resources.files("clients") / "export_person" / "document.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    """Those of the package alone, so that it looks the same on every machine."""
    import typst

    return typst.Fonts(include_system_fonts=False)
