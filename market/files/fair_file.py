"""A file of fairs and exchanges: a line is an event. Pure."""

from collections.abc import Mapping
from datetime import datetime

from core.zone import WARSAW
from market.events.fair import KINDS_PL, Fair, FairKind
from market.files.csv_table import Columns, Refused, matching, one_of, text_of

COLUMNS = Columns(
    names=("identyfikator", "urząd", "rodzaj", "nazwa", "miejscowość", "miejsce", "początek", "koniec", "źródło"),
    needed=frozenset(
        {"identyfikator", "urząd", "nazwa", "miejscowość", "miejsce", "początek", "koniec", "źródło"}
    ),
    example=(
        "targi-kolno-2027-03",
        "20060",
        "targi pracy",
        "Targi pracy w Kolnie",
        "Kolno",
        "Kolneński Ośrodek Kultury",
        "2027-03-12 10:00",
        "2027-03-12 14:00",
        "ogłoszenie urzędu",
    ),
)
_KINDS = {word: kind for kind, word in KINDS_PL.items()}


def read_fair_line(cells: Mapping[str, str]) -> tuple[str, Fair]:
    """With its id. Without an office: of the province. Hours are those of Warsaw. Raises Refused."""
    fair_id = matching(cells, "identyfikator", "[a-z0-9-]{1,60}", "małe litery, cyfry i kreski", is_needed=True)
    office = matching(cells, "urząd", r"20[0-9]{3}", "kod urzędu ma pięć cyfr; puste: całe województwo") or None
    starts, ends = _moment(cells, "początek"), _moment(cells, "koniec")
    if ends <= starts:
        raise Refused("koniec", "musi być po początku")
    fair = Fair(
        office=office,
        title=text_of(cells, "nazwa", 200, least=3),
        town=text_of(cells, "miejscowość", 100, least=2),
        place=text_of(cells, "miejsce", 200, least=2),
        starts_at=starts,
        ends_at=ends,
        source=text_of(cells, "źródło", 500, least=2),
        kind=one_of(cells, "rodzaj", _KINDS, FairKind.FAIR),
    )
    return fair_id, fair


def _moment(cells: Mapping[str, str], column: str) -> datetime:
    value = " ".join(cells[column].split())
    for form in ("%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M"):
        try:
            return datetime.strptime(value, form).replace(tzinfo=WARSAW)
        except ValueError:
            continue
    raise Refused(column, "to nie jest data z godziną (na przykład 2027-03-12 10:00)")
