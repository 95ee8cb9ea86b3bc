"""Figures of past months for everybody, without a log-in (docs/reports-api.md)."""

from datetime import date
from typing import Annotated

from fastapi import Query

from api.auth import Shared
from api.errors import answers
from api.http.routing import Router
from api.reports.public_months import UNKNOWN_OFFICE
from api.routes.reports.report_views_schemas import PublicFigures, PublicOffice
from api.today import today
from core.errors import NotFound
from reports.answers.answer import ALL_OFFICES, TIME_ZONE
from reports.answers.words_pl import period_text
from reports.public_figures import is_told, month_days

router = Router(prefix="/api/public", tags=["reports"])

NOTE = (
    "Liczby mniejsze niż 5 są ukryte, bo mogłyby wskazywać na osoby. Ukryto też tyle innych liczb, ile trzeba, "
    "żeby ukrytych nie dało się obliczyć z sum."
)


@router.get("/figures", responses=answers(404, 422, 429))
async def get_public_figures(
    month: Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", examples=["2026-10"])], shared: Shared
) -> PublicFigures:
    """Calls by where they came and by how their waiting ended, of each office and of all: a whole past month.
    Counts below 5 are hidden, and so is what would tell them. 404 for a month that is not over, or of
    more than three years ago; with `month_not_ready` while its last calls are being reckoned."""
    shared.limits.take("", "public")
    first = date.fromisoformat(f"{month}-01")
    if not is_told(first, today(shared)):
        raise NotFound
    figures = await shared.public_months.of(first, shared.clock.monotonic())
    names = {**figures.names.offices, UNKNOWN_OFFICE: "urząd nieznany", "": ALL_OFFICES}
    return PublicFigures(
        month=month,
        period=period_text(first, date.fromordinal(month_days(first)[1].toordinal() - 1)),
        time_zone=TIME_ZONE,
        note=NOTE,
        offices=[PublicOffice.of(row, names.get(row.office, row.office)) for row in figures.rows],
    )
