"""Tables from a spreadsheet: what is read of a line, and what is named with its reason."""

from datetime import date

import pytest

from core.lists.gminas import gminas
from market.events.fair import FairKind
from market.files import fair_file, offer_file, training_file
from market.files.csv_table import Columns, ReadTable, read_table
from market.offers.offer import Offer, PayUnit

TODAY = date(2026, 12, 1)


def offers(text: str) -> ReadTable[Offer]:
    return read_table(
        text, offer_file.COLUMNS, lambda cells: offer_file.read_offer_line(cells, TODAY), lambda one: one.ext_id
    )


@pytest.mark.parametrize("columns", [offer_file.COLUMNS, training_file.COLUMNS, fair_file.COLUMNS])
def test_the_example_of_a_template_is_read(columns: Columns) -> None:
    assert columns.needed <= set(columns.names)
    if columns is offer_file.COLUMNS:
        found = offers(columns.template)
        [line] = found.lines
        offer = line.value
        assert (offer.ext_id, offer.office, offer.places) == ("20060:KOLNO-2026-17", "20060", 2)
        assert (offer.pay.least, offer.pay.most, offer.pay.unit) == (520_000, 600_000, PayUnit.MONTH)
        assert offer.place.gmina in gminas()
    elif columns is training_file.COLUMNS:
        trainings = read_table(columns.template, columns, training_file.read_training_line, lambda one: one[0])
        assert (trainings.rejects, trainings.lines[0].value[1].seats) == ([], 12)
    else:
        fairs = read_table(columns.template, columns, fair_file.read_fair_line, lambda one: one[0])
        assert (fairs.rejects, fairs.lines[0].value[1].kind) == ([], FairKind.FAIR)
        assert fairs.lines[0].value[1].starts_at.isoformat() == "2027-03-12T10:00:00+01:00"


HEAD = "identyfikator,urząd,stanowisko,miejscowość,umowa,ważna do,nip,gmina,wynagrodzenie od"
GOOD = "A1,20060,Kucharz,Kolno,umowa zlecenie,31.12.2026,,,4 806"


def test_commas_other_orders_and_polish_days_are_read() -> None:
    [line] = offers(f"{HEAD}\n{GOOD}\n\n").lines
    assert (line.value.valid_until, line.value.pay.least) == (date(2026, 12, 31), 480_600)


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        (GOOD.replace("A1", ""), "identyfikator"),
        (GOOD.replace("20060", "10060"), "urząd"),
        (GOOD.replace("31.12.2026", "31.11.2026"), "ważna do"),
        (GOOD.replace("31.12.2026", "30.11.2026"), "ważna do"),
        (GOOD.replace("4 806", "dużo"), "wynagrodzenie od"),
        (GOOD.replace(",,,", ",5260250275,,"), "nip"),
        (GOOD.replace(",,,", ",,1234567,"), "gmina"),
        (GOOD.replace("Kucharz", "K\x01charz"), "stanowisko"),
        (f"{GOOD},więcej", ""),
    ],
)
def test_a_line_that_is_none_is_named_and_the_others_are_read(changed: str, column: str) -> None:
    found = offers(f"{HEAD}\n{changed}\n{GOOD.replace('A1', 'A2')}")
    assert [(reject.line, reject.column) for reject in found.rejects] == [(2, column)]
    assert found.rejects[0].reason_pl
    assert [line.value.ext_id for line in found.lines] == ["20060:A2"]


def test_what_comes_twice_counts_once() -> None:
    found = offers(f"{HEAD}\n{GOOD}\n{GOOD}")
    assert (len(found.lines), [reject.line for reject in found.rejects]) == (1, [3])


@pytest.mark.parametrize(
    "text", ["", "\n\n", "urząd;stanowisko\n20060;Kucharz", f"{HEAD},inna\n{GOOD},x", f"{HEAD},nip\n{GOOD},1"]
)
def test_a_table_with_other_columns_has_no_lines_and_says_why(text: str) -> None:
    found = offers(text)
    assert found.lines == []
    assert found.rejects
