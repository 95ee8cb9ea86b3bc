"""Names of files."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from reports.answers.file_name import file_name


@pytest.mark.parametrize(
    ("title", "days", "offices", "name"),
    [
        ("Czekanie w kolejce", 0, "Łomża", "raport-czekanie-w-kolejce-2026-11-24-lomza.pdf"),
        ("Urzędy", 6, "Kolno, Łomża", "raport-urzedy-2026-11-24_2026-11-30-kolno-lomza.pdf"),
        ("Urzędy", 0, "", "raport-urzedy-2026-11-24-wszystkie.pdf"),
        ("Urzędy", 0, '../../etc/"; x\r\n=Żółć', "raport-urzedy-2026-11-24-etc-x-zolc.pdf"),
    ],
)
def test_a_file_is_named_by_report_period_and_offices(title: str, days: int, offices: str, name: str) -> None:
    first = date(2026, 11, 24)
    answer = SimpleNamespace(
        title=title,
        first=first,
        last=first + timedelta(days=days),
        offices=offices,
        office_codes=("x",) if offices else (),
    )
    assert file_name(cast(Any, answer), "pdf") == name
