"""What can be read in a PDF."""

import re
from io import BytesIO
from typing import Any

from pypdf import PdfReader


def pdf_text(pdf: bytes) -> str:
    """The text of all pages, with single blanks, also for those that do not end a line."""
    pages = [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
    return " ".join(" ".join(pages).replace("\u00a0", " ").split())


def pin_in(letter: bytes) -> str:
    """The PIN of a PIN letter: its only number of six digits that stand together."""
    [pin] = re.findall(r"\b\d{6}\b", pdf_text(letter))
    return str(pin)


def catalogue(pdf: bytes) -> dict[str, Any]:
    """What the document says of itself: its language, whether it is tagged."""
    root = PdfReader(BytesIO(pdf)).trailer["/Root"].get_object()
    assert isinstance(root, dict)
    return dict(root)


def pages(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)
