"""What a report's file is called: report, period, offices; plain signs that every system takes. Pure."""

import re
import unicodedata

from reports.answers.answer import ReportAnswer

_MOST = 40
_UNDECOMPOSED = str.maketrans({"ł": "l", "Ł": "l"})


def file_name(answer: ReportAnswer, ending: str) -> str:
    """`raport-urzedy-2026-11-24-lomza.xlsx`."""
    period = str(answer.first) if answer.first == answer.last else f"{answer.first}_{answer.last}"
    offices = "wszystkie" if not answer.office_codes else answer.offices
    return f"raport-{_plain(answer.title)}-{period}-{_plain(offices)}.{ending}"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_UNDECOMPOSED)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", decomposed.lower()).strip("-")[:_MOST].strip("-") or "raport"
