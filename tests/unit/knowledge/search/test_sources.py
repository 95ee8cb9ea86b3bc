"""What the documents of the search say of their sources."""

from datetime import date, datetime

import pytest

from core.zone import WARSAW
from knowledge.search.corpus import KINDS
from knowledge.search.source_store import SOURCES
from knowledge.search.sources import document_of_fair


@pytest.mark.parametrize(
    ("starts", "ends", "told", "until"),
    [
        ("2027-03-12T10:00", "2027-03-12T14:30", "12 marca 2027 10:00–14:30", "2027-03-12"),
        ("2027-03-12T10:00", "2027-03-13T14:00", "12 marca 2027 10:00–13 marca 2027 14:00", "2027-03-13"),
        ("2027-03-12T00:00", "2027-03-13T00:00", "12 marca 2027", "2027-03-12"),
        ("2027-03-12T00:00", "2027-03-14T00:00", "12 marca 2027 – 13 marca 2027", "2027-03-13"),
        ("2027-03-12T18:00", "2027-03-13T00:00", "12 marca 2027 18:00–24:00", "2027-03-12"),
        ("2027-03-12T00:00", "2027-03-12T14:00", "12 marca 2027 0:00–14:00", "2027-03-12"),
        ("2027-03-28T00:00", "2027-03-29T00:00", "28 marca 2027", "2027-03-28"),  # 23 hours
    ],
)
def test_a_fair_lasts_until_its_last_day_and_whole_days_have_no_hours(
    starts: str, ends: str, told: str, until: str
) -> None:
    begins_at, ends_at = (datetime.fromisoformat(at).replace(tzinfo=WARSAW) for at in (starts, ends))
    document = document_of_fair("targi", None, "Targi pracy", "Kolno", "hala", begins_at, ends_at)
    assert document.body == f"Kolno, hala, {told}"
    assert document.until == date.fromisoformat(until)


def test_each_kind_that_is_found_has_a_source() -> None:
    assert tuple(SOURCES) == KINDS
