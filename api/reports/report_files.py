"""Files of reports, made beside the web service: one at a time, so that figures and calls go on meanwhile."""

from typing import Literal, TypeAlias

from anyio import CapacityLimiter, fail_after

from api.aside import aside
from core.errors import S724Error
from reports.answers.answer import ReportAnswer
from reports.export.export_csv import csv_of
from reports.export.export_table import table_of

Form: TypeAlias = Literal["csv", "xlsx", "pdf"]

MEDIA_TYPES: dict[Form, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}

WITHIN = 30.0
"""Seconds, with waiting for the files before. The longest file takes three."""


class FilesBusy(S724Error):
    """Too many files are being made; nothing was."""

    code = "files_busy"
    message_pl = "Trwa przygotowywanie innych plików. Prosimy spróbować ponownie za chwilę."


class ReportFiles:
    """One for the process."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(1)

    async def made(self, answer: ReportAnswer, compare: str, form: Form) -> bytes:
        """The file. Raises FilesBusy, and ReportRefused for what is too long for a PDF."""
        try:
            with fail_after(WITHIN):
                async with self._limiter:
                    return await aside(_make, answer, compare, form)
        except TimeoutError:
            raise FilesBusy from None


def _make(answer: ReportAnswer, compare: str, form: Form) -> bytes:
    match form:
        case "csv":
            return csv_of(table_of(answer, compare))
        case "xlsx":
            from reports.export.export_xlsx import xlsx_of  # its library when it is first needed

            return xlsx_of(answer, table_of(answer, compare))
        case "pdf":
            from reports.export.export_pdf import pdf_of

            return pdf_of(answer, compare)
