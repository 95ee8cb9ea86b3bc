"""A file of offers that an office has from somewhere else: a line is an offer. Pure."""

from collections.abc import Mapping
from datetime import date

from core.lists.gminas import gminas
from market.employers.numbers import digits, is_nip
from market.files.csv_table import Columns, Refused, day_of, grosze_of, matching, number_of, one_of, text_of
from market.offers.offer import PAY_UNITS_PL, Kind, Offer, Pay, PayUnit, Place
from market.offers.official.reading import MOST_PAY, digest_of

COLUMNS = Columns(
    names=(
        "identyfikator",
        "urząd",
        "stanowisko",
        "kod zawodu",
        "miejscowość",
        "gmina",
        "umowa",
        "wynagrodzenie od",
        "wynagrodzenie do",
        "stawka",
        "miejsca",
        "pracodawca",
        "nip",
        "początek pracy",
        "ważna od",
        "ważna do",
        "zmianowość",
        "obowiązki",
    ),
    needed=frozenset({"identyfikator", "urząd", "stanowisko", "miejscowość", "umowa", "ważna do"}),
    example=(
        "KOLNO-2026-17",
        "20060",
        "Spawacz",
        "721204",
        "Kolno",
        "2006011",
        "umowa o pracę",
        "5200",
        "6000",
        "miesięcznie",
        "2",
        "Tartak Kolno sp. z o.o.",
        "5260250274",
        "2027-01-04",
        "2026-12-01",
        "2027-01-31",
        "dwie zmiany",
        "Spawanie metodą MAG na hali.",
    ),
)
_UNITS = {word: unit for unit, word in PAY_UNITS_PL.items()}
_MOST_PLACES = 9999


def read_offer_line(cells: Mapping[str, str], today: date) -> Offer:
    """Raises Refused. The id is the office's own: two offices may have the same."""
    name = matching(cells, "identyfikator", r"[\w./ -]{1,80}", "litery, cyfry, kropki i kreski", is_needed=True)
    office = matching(cells, "urząd", r"20[0-9]{3}", "kod urzędu ma pięć cyfr i zaczyna się od 20", is_needed=True)
    gmina = matching(cells, "gmina", r"[0-9]{7}", "kod TERYT gminy ma siedem cyfr") or None
    if gmina is not None and gmina not in gminas():
        raise Refused("gmina", "takiej gminy nie ma w województwie")
    nip = cells["nip"].strip()
    if nip and not is_nip(nip):
        raise Refused("nip", "nie zgadza się cyfra kontrolna")
    since = day_of(cells, "ważna od") or today
    until = day_of(cells, "ważna do", is_needed=True)
    assert until is not None
    if until < since:
        raise Refused("ważna do", "wcześniej niż „ważna od”")
    least, most = (grosze_of(cells, column, MOST_PAY) for column in ("wynagrodzenie od", "wynagrodzenie do"))
    if least is not None and most is not None and most < least:
        raise Refused("wynagrodzenie do", "mniej niż „wynagrodzenie od”")
    record = {column: cell for column, cell in cells.items() if cell}
    return Offer(
        ext_id=f"{office}:{name}",
        office=office,
        position=text_of(cells, "stanowisko", 200, least=2),
        occupation=matching(cells, "kod zawodu", r"[0-9]{6}", "kod zawodu ma sześć cyfr") or None,
        place=Place(text_of(cells, "miejscowość", 100, least=2), gmina[:4] if gmina else None, gmina),
        contract=text_of(cells, "umowa", 200, least=2).lower(),
        pay=Pay(least or None, most or None, one_of(cells, "stawka", _UNITS, PayUnit.MONTH)),
        kind=Kind.WORK,
        valid_from=since,
        valid_until=until,
        places=number_of(cells, "miejsca", 1, _MOST_PLACES) or 1,
        employer=text_of(cells, "pracodawca", 200) or None,
        nip=digits(nip) or None,
        starts_on=day_of(cells, "początek pracy"),
        shifts=text_of(cells, "zmianowość", 60).lower() or None,
        duties=text_of(cells, "obowiązki", 4000) or None,
        digest=digest_of(record),
        record=record,
    )
